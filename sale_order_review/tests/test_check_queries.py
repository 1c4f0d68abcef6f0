from odoo.tests import tagged

from .common_check_queries import CheckQueriesCommon


@tagged("post_install", "-at_install")
class TestCheckQueries(CheckQueriesCommon):
    """All automatic checks of an order of 100 lines: at most 40 statements."""

    def _check_asked(self, review):
        self.assertEqual(len(review.difference_ids), 1)

    def test_hundred_lines(self):
        self._assert_lines_are_free(4)

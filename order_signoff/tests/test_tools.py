from odoo.tests import BaseCase, tagged

from ..tools import plain_number


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    """Small helpers that many documents use."""

    def test_numbers_as_people_write_them(self):
        for number, text in (
            (10.0, "10"),
            (0.5, "0.5"),
            (1234567.0, "1234567"),
            (0.1 + 0.2, "0.3"),
            (-0.0000001, "0"),
            (-2.5, "-2.5"),
            (False, "0"),
        ):
            self.assertEqual(plain_number(number), text)
        self.assertEqual(plain_number(120.4, digits=0), "120")

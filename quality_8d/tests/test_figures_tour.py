from odoo.tests import HttpCase, tagged

from .common import EightDCommon


@tagged("post_install", "-at_install")
class TestFiguresTour(EightDCommon, HttpCase):
    """The page with the key figures, as the quality manager uses it."""

    def test_figures(self):
        self._report()
        self.start_tour("/odoo/figures-8d", "quality_8d_figures", login=self.quality.login)

from odoo.tests import HttpCase, tagged

from .common import load_demo


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    """The overview as the general manager sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_demo(cls.env)

    def test_overview(self):
        self.start_tour("/odoo/order-assurance", "order_assurance_overview", login="management")

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import OrderCodeFixtures


@tagged("post_install", "-at_install")
class TestTours(OrderCodeFixtures, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_order_codes()
        cls.manager = cls._create_user(
            "code_manager", "sales_team.group_sale_manager,stock.group_stock_user"
        )
        cls.customer.name = "Tour Customer"
        cls.absorber.name = "Tour Absorber"
        cls.order = cls._create_order(lines=[(cls.absorber, 1), (cls.part, 3)])
        cls.order.write({"name": "TOUR-1", "user_id": cls.manager.id})

    def test_confirm_and_decode(self):
        self.start_tour("/odoo/sales", "sale_order_code_confirm", login="code_manager")
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.order.order_code[2:6], "P111")

    def test_configuration(self):
        with mute_logger("odoo.http"):  # the refusal that the tour wants to see
            self.start_tour("/odoo/sales", "sale_order_code_configuration", login="code_manager")

    def test_portal(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        new_test_user(
            self.env,
            login="code_portal",
            groups="base.group_portal",
            partner_id=contact.id,
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.order.action_confirm()
        self._create_order().action_confirm()
        self.start_tour("/my/orders", "sale_order_code_portal", login="code_portal")

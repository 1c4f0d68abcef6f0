from odoo.exceptions import UserError
from odoo.tests import Form
from odoo.tools import SQL

from ..hooks import uninstall_hook
from .common import OrderCodeCase


class TestSwitch(OrderCodeCase):
    def test_off_after_install(self):
        company = self.env["res.company"].create({"name": "Fresh"})
        self.assertFalse(company.order_code_enabled)
        self.assertFalse(company.order_code_scheme_id)

    def test_off_changes_nothing(self):
        self.company.order_code_enabled = False
        partner = self._create_customer("New", "cn")
        order = self._create_order(partner)
        self.assertFalse(order.order_code_preview)
        self.assertFalse(order.order_code_notice)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.order_code)
        self.assertFalse(order.destination_id or order.product_order_type_id)
        self.assertFalse(partner.customer_code)
        self.assertFalse(self.env["sale.order.code"].search([("order_id", "=", order.id)]))
        self.assertEqual(self.env["stock.picking"]._rec_names_search, ["name"])
        self.assertNotIn("customer_code", self.env["res.partner"]._rec_names_search)
        order._action_cancel()
        order.unlink()

    def test_settings_complete_themselves(self):
        company = self.env["res.company"].create({"name": "Fresh"})
        company.partner_id.tz = "Europe/Berlin"
        company.order_code_enabled = True
        self.assertTrue(company.order_code_scheme_id)
        self.assertEqual(company.order_code_tz, "Europe/Berlin")
        self.assertEqual(company.order_code_counter_scope, "customer")

    def test_screens_follow_the_switch(self):
        group = self.env.ref("sale_order_code.group_order_code")
        users = self.env.ref("base.group_user")
        self.assertIn(group, users.implied_ids)
        self.env["res.company"].search([]).order_code_enabled = False
        self.assertNotIn(group, users.implied_ids)
        user = self._create_user("code_seller", "sales_team.group_sale_salesman")
        form = Form(self.env["sale.order"].with_user(user))
        self.assertNotIn("order_code", form._view["fields"])
        self.company.order_code_enabled = True
        form = Form(self.env["sale.order"].with_user(user))
        self.assertIn("order_code", form._view["fields"])

    def test_settings_form(self):
        settings = self.env["res.config.settings"].create({})
        settings.order_code_enabled = True
        settings.order_code_as_name = True
        settings.execute()
        self.assertTrue(self.company.order_code_as_name)

    def test_without_structure(self):
        company = self.env["res.company"].create({"name": "Fresh"})
        self.env["sale.order.code.scheme"].search([("company_id", "=", False)]).active = False
        with self.assertRaisesRegex(UserError, "Choose a structure"):
            company.order_code_enabled = True

    def test_code_stays_when_switched_off(self):
        order = self._create_order()
        order.action_confirm()
        code = order.order_code
        self.company.order_code_enabled = False
        order.invalidate_recordset()
        self.assertEqual(order.order_code, code)
        self.assertEqual(order.picking_ids.order_code, code)

    def test_uninstall_is_not_blocked(self):
        """The lists can go although orders, products and issued codes point at them."""
        self._create_order().action_confirm()
        self.env.flush_all()
        uninstall_hook(self.env)
        for table in (
            "sale_order_code_segment",
            "sale_order_code_scheme",
            "sale_order_destination",
            "product_order_type",
        ):
            self.env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))

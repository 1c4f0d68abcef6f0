from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ChangeCommon

PRICE = {"kind": "price", "new_price": 5}


@tagged("post_install", "-at_install")
class TestChangeSecurity(ChangeCommon):
    def _new_user(self, login, groups, **vals):
        return new_test_user(
            self.env, f"change_{login}", groups, name=login, **{**self.in_company, **vals}
        )

    def test_departments_see_what_they_are_asked(self):
        change = self._submitted(self._confirmed(), PRICE)
        production = self.signers["production"]
        change = change.with_user(production)
        change.read(["name", "reason"])
        line = change.line_ids
        line.read(["kind", "old_value"])
        self.assertNotIn("5", line.new_value, "prices are for sales and finance")
        with self.assertRaises(AccessError):
            line.read(["new_price"])
        with self.assertRaises(AccessError):
            change.read(["value_difference"])
        with self.assertRaises(AccessError):
            change.with_user(self.signers["quality"]).read(["name"])
        self.assertIn("Typing error", change._signoff_summary()[change.id])

    def test_prices_for_sales(self):
        change = self._submitted(self._confirmed(), PRICE)
        self.assertIn("5", change.line_ids.new_value)
        self.assertEqual(change.value_difference, (5 - change.line_ids.old_price) * 10)

    def test_own_orders_only(self):
        order = self._confirmed()
        change = self._submitted(order, PRICE)
        own = self._new_user("own", "sales_team.group_sale_salesman")
        self.assertFalse(self.Change.with_user(own).search([("id", "=", change.id)]))
        with self.assertRaises(AccessError):
            self.Change.with_user(own).create({"order_id": order.id, "reason": "No"})
        order.user_id = own
        self.assertTrue(self.Change.with_user(own).search([("id", "=", change.id)]))

    def test_people_without_the_order(self):
        order = self._confirmed()
        outsider = self._new_user("outsider", "order_signoff.group_user")
        with self.assertRaises(AccessError):
            self.Change.with_user(outsider).create({"order_id": order.id, "reason": "No"})
        change = self._change(order, PRICE)
        with self.assertRaises(AccessError):
            change.with_user(outsider).read(["name"])

    def test_drafts_of_others(self):
        change = self._change(self._confirmed(), {"kind": "drawing", "new_text": "C"})
        quality = self.signers["quality"]
        change.requesting_team_id = self.teams["quality"]
        with self.assertRaises(AccessError):
            change.with_user(quality).reason = "Mine"
        with self.assertRaises(AccessError):
            change.with_user(quality).line_ids.new_text = "D"
        with self.assertRaises(AccessError):
            change.with_user(quality).action_submit()

    def test_asked_departments_enter_cost_only(self):
        change = self._submitted(self._confirmed(), {"kind": "drawing", "new_text": "C"})
        quality = change.with_user(self.signers["quality"])
        quality.write({"estimated_cost": 20, "cost_borne_by": "company"})
        with self.assertRaises(AccessError):
            change.with_user(self.plain_user.copy({"login": "x"})).with_user(
                self._new_user("nobody", "base.group_user")
            ).estimated_cost = 3
        self._sign_all_changes(change)
        with self.assertRaises(Exception):  # noqa: B017
            quality.estimated_cost = 30

    def test_other_company(self):
        change = self._submitted(self._confirmed(), PRICE)
        other = self.env["res.company"].create({"name": "Other Works"})
        stranger = self._new_user(
            "stranger",
            "order_signoff.group_manager,sales_team.group_sale_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertFalse(
            self.Change.with_user(stranger).with_context(allowed_company_ids=other.ids).search(
                [("id", "=", change.id)]
            )
        )

    def test_vanilla_users_see_nothing(self):
        order = self._confirmed()
        self._submitted(order, PRICE)
        stock = self._new_user("stock", "stock.group_stock_user")
        with self.assertRaises(AccessError):
            self.Change.with_user(stock).search([])
        order.picking_ids.with_user(stock).read(["name", "state"])
        views = order.with_user(self.plain_user).get_views([(False, "form"), (False, "list")])
        order.with_user(self.plain_user).read(["revision_label"])
        self.assertIn("revision_label", views["models"]["sale.order"]["fields"])

    def test_nobody_signs_by_opening(self):
        change = self._submitted(self._confirmed(), PRICE)
        with self.assertRaises(Exception):  # noqa: B017
            self._signoff(change, "sales").with_user(self.planner).action_accept()

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_overissue import OverissueCommon


@tagged("post_install", "-at_install")
class TestOverissueSecurity(OverissueCommon):
    def test_nothing_is_entered(self):
        production = self._order()
        for values in (
            {"state": "granted"},
            {"name": "OI1"},
            {"standard_quantity": 1000},
            {"allowed_rate": 1},
            {"unit_cost": 0},
            {"over_limit": False},
            {"granted_on": "2026-01-01"},
            {"form_number": "X"},
            {"user_id": self.foreman.id},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._request(production, **values)
        request = self._request(production)
        for values in (
            {"state": "granted"},
            {"user_id": self.foreman.id},
            {"production_id": self._order().id},
            {"standard_quantity": 1000},
            {"warehouse_noted_by_id": self.worker.id},
            {"signoff_state": "accepted"},
            {"order_code": "X"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                request.write(values)
        by_default = self.Overissue.with_user(self.worker).with_context(
            default_state="granted", default_granted_on="2026-01-01", default_over_limit=False
        )
        self.assertEqual(by_default.create({"production_id": production.id}).state, "draft")

    def test_what_was_asked_stays(self):
        request = self._asked(self._order())
        for values in (
            {"over_quantity": 20},
            {"product_id": self.seat.id},
            {"reason": "No"},
            {"supplier_exchange": True},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "as it is"):
                request.write(values)
        with self.assertRaisesRegex(UserError, "kept"):
            request.unlink()

    def test_draft_may_be_deleted(self):
        request = self._request(self._order())
        request.unlink()
        self.assertFalse(request.exists())

    def test_who_writes(self):
        """Who asked, the shop, planning, management and managers; nobody else."""
        request = self._request(self._order())
        stranger = self._user("stranger")
        with self.assertRaisesRegex(UserError, "belongs to Worker"):
            request.with_user(stranger).over_quantity = 9
        with self.assertRaisesRegex(UserError, "belongs to Worker"):
            request.with_user(stranger).action_withdraw()
        for user in (self.foreman, self.signers["planning"], self.signers["management"]):
            request.with_user(user).over_quantity = 3
        manager = self._user("manager", "order_signoff.group_manager")
        request.with_user(manager).over_quantity = 4

    def test_who_signs(self):
        request = self._asked(self._order())
        signoff = self._pending(request)
        for user in (self.worker, self.signers["management"]):
            with self.subTest(user.login), self.assertRaises(UserError):
                signoff.with_user(user).action_accept()
        signoff.with_user(self.foreman).action_accept()

    def test_signers_need_no_access_to_production(self):
        """Who signs sees what he signs, and the last signature works, without other rights."""
        request = self._asked(self._order())
        while request.state == "waiting":
            signoff = self._pending(request)
            user = self._signer(signoff)
            as_signer = request.with_user(user)
            as_signer.web_read(
                {
                    name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
                    for name in (
                        "name", "production_id", "product_id", "standard_quantity", "loss_rate",
                        "shown_value", "team_id", "picking_count", "made_product_id",
                    )
                }
            )  # fmt: skip
            self.assertTrue(as_signer.sudo(False)._signoff_summary())
            signoff.with_user(user).action_accept("Yes")
        self.assertEqual(request.state, "granted")

    def test_value_is_for_planning_and_management(self):
        request = self._asked(self._order())
        for user, value in (
            (self.worker, 0),
            (self.foreman, 0),
            (self.signers["planning"], 14),
            (self.signers["management"], 14),
        ):
            self.assertEqual(request.with_user(user).shown_value, value)
        with self.assertRaises(AccessError):
            request.with_user(self.worker).read(["cost"])
        with self.assertRaises(AccessError):
            request.with_user(self.signers["planning"]).read(["unit_cost"])

    def test_others_see_nothing(self):
        self._request(self._order())
        for groups in ("base.group_user", "sales_team.group_sale_manager", "base.group_portal"):
            user = new_test_user(
                self.env, f"over_other_{groups[-5:]}", groups, **self.in_company
            )
            with self.subTest(groups), self.assertRaises(AccessError):
                self.Overissue.with_user(user).search([]).mapped("name")

    def test_other_companies(self):
        request = self._request(self._order())
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "over_elsewhere",
            "order_signoff.group_manager,mrp.group_mrp_manager",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        there = self.Overissue.with_user(user).with_context(allowed_company_ids=elsewhere.ids)
        self.assertFalse(there.search([]))
        with self.assertRaises(AccessError):
            there.browse(request.id).read(["name"])
        with self.assertRaises(AccessError):
            there.create({"production_id": request.production_id.id})

    def test_users_without_our_groups(self):
        """Whoever works with stock or orders only is not disturbed, switched on or off."""
        production = self._order()
        request = self._granted(production)
        store = new_test_user(
            self.env, "over_store", "stock.group_stock_user", **self.in_company
        )
        sales = new_test_user(
            self.env, "over_sales", "sales_team.group_sale_salesman", **self.in_company
        )
        moves = request.sudo().move_ids.with_user(store)
        moves.read(["product_id", "quantity"])
        moves.web_read({"overissue_id": {"fields": {"display_name": {}}}})
        moves.write({"quantity": 1})
        self.env["sale.order"].with_user(sales).get_view(view_type="form")
        order = self.env["sale.order"].with_user(sales).create(
            {"partner_id": self.supplier.id}
        )
        order.read(["name"])

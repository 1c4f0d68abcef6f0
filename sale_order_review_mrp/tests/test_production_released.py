from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_hold import HoldCommon


@tagged("post_install", "-at_install")
class TestProductionReleased(HoldCommon):
    """Who plans is told once; a missing deposit stops production where a company says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("sale_order_review_mrp.ir_cron_tell_released")
        cls.accountant = new_test_user(
            cls.env,
            "hold_accountant",
            "account.group_account_invoice",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def _tell(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def _told(self, productions):
        kind = self.env.ref("sale_order_review_mrp.mail_activity_type_released")
        return productions.sudo().activity_ids.filtered(lambda a: a.activity_type_id == kind)

    def _triggers(self):
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", self.cron.id)])

    def _deposit_order(self, **vals):
        self.company.order_intake_enabled = True
        self.company.order_deposit_blocks = "production"
        vals = {"deposit_required": True, "deposit_amount": 5.0, **vals}
        return self._make_order(
            order_line=[
                fields.Command.create(
                    {"product_id": self.damper.id, "product_uom_qty": 2, "tax_ids": False}
                )
            ],
            **vals,
        )

    def _receive(self, order):
        return (
            self.env["sale.order.deposit"]
            .with_user(self.accountant)
            .create(
                {"order_id": order.id, "source": "manual", "reference": "Advice", "amount": 5.0}
            )
        )

    # === WHO IS TOLD === #

    def test_planner_is_told_once(self):
        order = self._confirmed(
            {"M02": "production", "P05": "production"}, products=self.damper | self.spring
        )
        productions = self._productions(order)
        self.assertEqual(len(productions), 2)
        before = self._triggers()
        self._close(order, "M02")
        self.assertGreater(self._triggers(), before, "looked up as soon as it is saved")
        self._tell()
        self.assertFalse(self._told(productions), "something is still open")
        self._close(order, "P05")
        self._tell()
        told = self._told(productions)
        self.assertEqual(told.user_id, self.signers["planning"])
        self.assertEqual(len(told), 1, "one for the order, not one for each")
        for production in productions:
            self.assertIn(production.name, told.note)
            self.assertTrue(production.production_released_at)
            self.assertEqual(production.state, "draft", "the dates are checked by a person")
        self._tell()
        self.assertEqual(len(self._told(productions)), 1)
        productions.action_confirm()
        self.assertNotIn("draft", self._productions(order).mapped("state"))

    def test_responsible_is_told(self):
        order = self._confirmed({"M02": "production"})
        production = self._productions(order)
        production.user_id = self.maker
        self._close(order, "M02")
        self._tell()
        self.assertEqual(self._told(production).user_id, self.maker)

    def test_waived_and_released_count_too(self):
        order = self._confirmed({"M02": "production"})
        before = self._triggers()
        self.env["sale.order.review.override"].with_user(self.manager)._release_step(
            order, "production", "Known"
        )
        self.assertGreater(self._triggers(), before)
        self._tell()
        self.assertTrue(self._told(self._productions(order)))

    def test_nobody_to_tell(self):
        order = self._confirmed({"M02": "production"})
        production = self._productions(order)
        self._close(order, "M02")
        (self.teams["planning"] | self.teams["production"]).active = False
        self._tell()
        self.assertFalse(self._told(production))
        self.assertIn("holds these up any more", production.message_ids[0].body)

    def test_filters(self):
        order = self._confirmed({"M02": "production"})
        production = self._productions(order)
        waiting = self.env["mrp.production"]._waiting_domain()
        self.assertEqual(production.search(waiting), production)
        self._close(order, "M02")
        self._tell()
        self.assertFalse(production.search(waiting))

    # === DEPOSIT === #

    def test_deposit_stops_production(self):
        """With the review: its item says who sees to the money; settled when it arrives."""
        order = self._deposit_order()
        review = self._request(order)
        finance = self.signers["finance"]
        line = review.line_ids.filtered(lambda item: item.auto_check == "deposit")
        line.with_user(finance).write(
            {
                "result": "open",
                "comment": "Announced by the bank",
                "owner_id": finance.id,
                "promise_date": fields.Date.today(),
            }
        )
        self._sign_all(review)
        order.with_user(self.sales_user).action_confirm()
        production = self._productions(order)
        self.assertEqual(production.state, "draft")
        with self._refused(line.code, finance.name) as refused:
            production.action_confirm()
        self.assertEqual(str(refused.exception).count("\n- "), 1, "said once")
        before = self._triggers()
        self._receive(order)
        self.assertGreater(self._triggers(), before)
        self._tell()
        self.assertTrue(self._told(production))
        production.action_confirm()
        self.assertEqual(production.state, "confirmed")

    def test_deposit_without_a_review(self):
        """The intake alone: its own sentence, its own release."""
        self.company.order_review_enabled = False
        order = self._deposit_order()
        order.with_user(self.sales_user).action_confirm()
        production = self._productions(order)
        self.assertEqual(production.state, "draft")
        with self._refused("deposit has not been received"):
            production.action_confirm()
        with self._refused("deposit has not been received"):
            production.workorder_ids.button_start()
        release = (
            self.env["sale.order.review.step.release"]
            .with_user(self.manager)
            .create({"order_id": order.id, "step": "production", "reason": "Old customer"})
        )
        self.assertIn("deposit has not been received", release.missing)
        release.action_release()
        entry = order.review_override_ids
        self.assertTrue(entry.covers_deposit)
        self.assertFalse(entry.line_ids)
        self.assertFalse(order._deposit_production_problems())
        production.action_confirm()
        self.assertEqual(production.state, "confirmed")

    def test_release_covers_the_deposit_of_an_open_item(self):
        order = self._deposit_order()
        review = self._request(order)
        finance = self.signers["finance"]
        line = review.line_ids.filtered(lambda item: item.auto_check == "deposit")
        line.with_user(finance).write(
            {
                "result": "open",
                "comment": "Announced",
                "owner_id": finance.id,
                "promise_date": fields.Date.today(),
            }
        )
        self._sign_all(review)
        order.with_user(self.sales_user).action_confirm()
        entry = (
            self.env["sale.order.review.override"]
            .with_user(self.manager)
            ._release_step(order, "production", "Trusted")
        )
        self.assertTrue(entry.covers_deposit)
        self.assertFalse(self._productions(order)._production_holds())

    def test_deposit_blocks_confirmation_only(self):
        """The other setting: what was confirmed is produced."""
        self.company.order_review_enabled = False
        order = self._deposit_order()
        self.company.order_deposit_blocks = "confirmation"
        order.deposit_required = False
        order.with_user(self.sales_user).action_confirm()
        order.sudo().deposit_required = True
        self.assertEqual(set(self._productions(order).mapped("state")), {"confirmed"})
        self.assertFalse(self._productions(order)._production_holds())

    def test_access_of_other_companies_manager(self):
        self.company.order_review_enabled = False
        order = self._deposit_order()
        order.with_user(self.sales_user).action_confirm()
        stranger = new_test_user(
            self.env,
            "hold_stranger",
            "order_signoff.group_manager",
            company_id=self.env.ref("base.main_company").id,
            company_ids=[(6, 0, self.env.ref("base.main_company").ids)],
        )
        with self.assertRaises(AccessError):
            release = (
                self.env["sale.order.review.step.release"]
                .with_user(stranger)
                .create({"order_id": order.id, "step": "production", "reason": "x"})
            )
            self.assertFalse(release.missing)

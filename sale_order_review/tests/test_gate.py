import inspect
import json
from contextlib import suppress

from odoo import SUPERUSER_ID, Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_gate import GateCommon

# Public methods that are not tried: they delete, or only warn about missing arguments.
UNHARMFUL = ("unlink", "browse", "toggle_active", "message_notify")


@tagged("post_install", "-at_install")
class TestGate(GateCommon):
    """Ways to slip past the review. Every one of them is refused."""

    # === HELPERS === #

    def _assert_refused(self, order, attempt, message=None):
        """Check that ``attempt`` is refused and leaves the order a quotation."""
        with self.assertRaises(UserError) as caught:
            attempt()
            self.env.flush_all()
        self.env.invalidate_all()
        self._assert_quotation(order)
        if message:
            self.assertIn(message, str(caught.exception))

    def _assert_quotation(self, orders):
        for order in orders:
            self.assertIn(order.state, ("draft", "sent"))
            self.assertFalse(order.order_code, "An order that is not confirmed has no code")
            self.assertFalse(order.picking_ids, "Nothing is delivered before the review")

    def _assert_confirm_refused(self, order, message=None, user=None):
        self._assert_refused(
            order, order.with_user(user or self.sales_user).action_confirm, message
        )

    def _make_tax(self):
        group = self.env["account.tax.group"].create(
            {"name": "Gate taxes", "company_id": self.company.id}
        )
        return self.env["account.tax"].create(
            {
                "name": "Gate tax",
                "amount": 5,
                "company_id": self.company.id,
                "country_id": self.env.ref("base.de").id,
                "tax_group_id": group.id,
            }
        )

    # === WITHOUT A REVIEW === #

    def test_01_button(self):
        order = self._make_order()
        self._assert_confirm_refused(order, order.name)

    def test_02_button_as_user_without_groups(self):
        order = self._make_order()
        self._assert_confirm_refused(order, order.name, self.plain_user)

    def test_03_button_as_manager_and_superuser(self):
        order = self._make_order()
        self._assert_confirm_refused(order, user=self.manager)
        self._assert_confirm_refused(order, user=self.env["res.users"].browse(SUPERUSER_ID))
        self._assert_refused(order, order.sudo().action_confirm)

    def test_04_every_public_method(self):
        """No public method of the order confirms it, whoever calls it from outside."""
        order = self._make_order().with_user(self.manager)
        tried = 0
        for name, method in inspect.getmembers(type(order), callable):
            if name.startswith("_") or name in UNHARMFUL:
                continue
            with suppress(AccessError, AttributeError):
                get_public_method(order, name)
                self._try_method(order, name, method)
                tried += 1
        self.assertGreater(tried, 50)

    def _try_method(self, order, name, method):
        required = [
            parameter
            for parameter in list(inspect.signature(method).parameters.values())[1:]
            if parameter.default is parameter.empty
            and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        ]
        if required:
            return
        with (
            mute_logger("odoo.sql_db", "odoo.models", "odoo.addons.base.models.ir_model"),
            suppress(Exception),
            self.env.cr.savepoint() as savepoint,
        ):
            getattr(order, name)()
            self.env.flush_all()
            self.assertNotEqual(order.state, "sale", name)
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertNotEqual(order.state, "sale", name)

    def test_05_write_state(self):
        order = self._make_order()
        self._assert_refused(
            order, lambda: order.with_user(self.sales_user).write({"state": "sale"})
        )
        self._assert_refused(
            order,
            lambda: order.with_user(self.sales_user).web_save(
                {"state": "sale", "date_order": "2026-01-01 00:00:00"}, {}
            ),
        )

    def test_06_write_state_from_cancel(self):
        order = self._make_order()
        order.action_cancel()
        with self.assertRaises(UserError):
            order.with_user(self.sales_user).write({"state": "sale"})
        self.assertEqual(order.state, "cancel")

    def test_07_create_confirmed(self):
        vals = {
            "partner_id": self.customer.id,
            "company_id": self.company.id,
            "state": "sale",
            "order_line": [Command.create({"product_id": self.products[0].id})],
        }
        orders = self.env["sale.order"].with_user(self.sales_user)
        with self.assertRaises(UserError):
            orders.create(vals)
        vals.pop("state")
        with self.assertRaises(UserError):
            orders.with_context(default_state="sale").create(vals)

    def test_08_import(self):
        result = (
            self.env["sale.order"]
            .with_user(self.sales_user)
            .load(
                ["partner_id/.id", "company_id/.id", "state"],
                [[str(self.customer.id), str(self.company.id), "Sales Order"]],
            )
        )
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])

    def test_09_import_over_quotation(self):
        order = self._make_order()
        result = (
            self.env["sale.order"]
            .with_user(self.sales_user)
            .load([".id", "state"], [[str(order.id), "Sales Order"]])
        )
        self.assertFalse(result["ids"])
        self._assert_quotation(order)

    def test_10_copy_of_confirmed(self):
        order = self._accepted_order()
        order.with_user(self.sales_user).action_confirm()
        self.assertEqual(order.state, "sale")
        copy = order.with_user(self.sales_user).copy()
        self.assertFalse(copy.review_ids)
        self._assert_confirm_refused(copy)
        with self.assertRaises(UserError):
            order.with_user(self.sales_user).copy({"state": "sale"})

    def test_11_lines_confirmed_by_themselves(self):
        order = self._make_order()
        line = order.order_line[0].with_user(self.sales_user)
        self._assert_refused(order, lambda: line.write({"state": "sale"}))
        added = self.env["sale.order.line"].with_user(self.sales_user).create(
            {"order_id": order.id, "product_id": self.products[0].id, "state": "sale"}
        )
        self.assertEqual(added.state, "draft")
        self._assert_quotation(order)

    def test_12_through_the_partner(self):
        order = self._make_order()
        self._assert_refused(
            order,
            lambda: self.customer.with_user(self.manager).write(
                {"sale_order_ids": [Command.update(order.id, {"state": "sale"})]}
            ),
        )

    def test_13_context_keys(self):
        order = self._make_order().with_user(self.sales_user)
        keys = {
            "sale_order_review.gate_passed": [order.id],
            "gate_passed": True,
            "skip_review": True,
            "no_review": True,
            "install_mode": True,
            "module": "sale_order_review",
            "import_file": True,
            "tracking_disable": True,
            "mail_notrack": True,
            "default_state": "sale",
            "default_order_kind": "customer",
            "active_test": False,
            "test_enable": False,
        }
        self._assert_refused(order, order.with_context(**keys).action_confirm)
        self._assert_refused(order, lambda: order.with_context(**keys).write({"state": "sale"}))

    def test_14_other_company_in_context(self):
        other = self.env["res.company"].create({"name": "Ungated"})
        self.sales_user.company_ids |= other
        order = self._make_order().with_user(self.sales_user)
        self._assert_refused(
            order,
            order.with_context(
                allowed_company_ids=[other.id, self.company.id]
            ).action_confirm,
        )
        self._assert_refused(order, order.with_company(other).action_confirm)

    def test_15_moved_to_the_company_after_confirmation(self):
        other = self.env["res.company"].create({"name": "Ungated"})
        self.env.user.company_ids |= other
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": other.id}
        )
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        with self.assertRaises(UserError):
            order.write({"company_id": self.company.id})

    def test_15b_reviewed_order_stays_in_its_company(self):
        """What the departments of one company accepted is not accepted by another one."""
        other = self.env["res.company"].create({"name": "Other Works"})
        self.env.user.company_ids |= other
        order = self._accepted_order()
        for vals in ({"company_id": other.id}, {"company_id": other.id, "state": "sale"}):
            self._assert_refused(order, lambda v=vals: order.write(v), self.company.name)

    def test_16_several_orders_at_once(self):
        """One message names all orders that are not reviewed; none is confirmed."""
        accepted = self._accepted_order()
        unreviewed = self._make_order() | self._make_order()
        orders = (accepted | unreviewed).with_user(self.sales_user)
        with self.assertRaises(UserError) as caught:
            orders.action_confirm()
        message = str(caught.exception)
        for order in unreviewed:
            self.assertIn(order.name, message)
        self.assertNotIn(accepted.name, message)
        self._assert_quotation(orders)

    def test_17_sudo_and_server_action(self):
        orders = self._make_order() | self._make_order()
        action = self.env["ir.actions.server"].create(
            {
                "name": "Confirm all",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "state": "code",
                "code": "records.sudo().action_confirm()",
            }
        )
        context = {"active_model": "sale.order", "active_ids": orders.ids}
        self._assert_refused(orders, action.with_context(**context).run)
        field = self.env["ir.model.fields"]._get("sale.order", "state")
        selection = field.selection_ids.filtered(lambda choice: choice.value == "sale")
        update = self.env["ir.actions.server"].create(
            {
                "name": "Set state",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "state": "object_write",
                "update_path": "state",
                "selection_value": selection.id,
            }
        )
        self._assert_refused(
            orders[0],
            update.with_context(active_model="sale.order", active_id=orders[0].id).run,
        )

    def test_18_cron(self):
        order = self._make_order()
        cron = self.env["ir.cron"].create(
            {
                "name": "Confirm at night",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "state": "code",
                "code": f"model.browse({order.id}).action_confirm()",
                "interval_type": "days",
                "user_id": SUPERUSER_ID,
            }
        )
        self._assert_refused(order, cron.ir_actions_server_id.sudo().run)

    def test_19_onchange_and_form(self):
        order = self._make_order().with_user(self.sales_user)
        order.onchange({"state": "sale"}, ["state"], {"state": {}})
        self._assert_quotation(order)
        with Form(order) as form:
            form.client_order_ref = "PO 1"
        self._assert_quotation(order)

    def test_20_pre_sale_never_confirms(self):
        order = self._accepted_order()
        order.order_kind = "presale"
        self._assert_confirm_refused(order, "pre-sale")
        with self.assertRaises(UserError):
            self.env["sale.order.review.override"].with_user(self.manager)._release(
                order.with_user(self.manager), "The customer insists"
            )

    def test_21_validate_order(self):
        order = self._make_order()
        self._assert_refused(order, order.sudo()._validate_order)

    def test_22_state_and_company_in_one_write(self):
        """The gate judges an order as it will stand, not as it stood."""
        other = self.env["res.company"].create({"name": "Ungated"})
        self.env.user.company_ids |= other
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": other.id}
        )
        with self.assertRaises(UserError):
            order.write({"company_id": self.company.id, "state": "sale"})

    # === DURING THE REVIEW === #

    def test_30_one_department_missing(self):
        order = self._make_order()
        review = self._request(order)
        self._assert_confirm_refused(order, "Engineering")
        self._sign_all(review, skip=("finance",))
        self._assert_confirm_refused(order, "Finance")

    def test_31_returned(self):
        order = self._make_order()
        review = self._request(order)
        signoff = review.signoff_ids.filtered(lambda s: s.team_id.function == "quality")
        signoff.with_user(self.signers["quality"]).action_reject("Cannot be measured")
        self._assert_confirm_refused(order, "Cannot be measured")

    def test_32_archived_team(self):
        order = self._make_order()
        review = self._request(order)
        self._sign_all(review, skip=("finance",))
        self.teams["finance"].active = False
        self._assert_confirm_refused(order)

    def test_33_rule_disabled_meanwhile(self):
        """A review that was requested has to be finished, whatever the rules say later."""
        order = self._make_order()
        self._request(order)
        self.env["sale.order.review.rule"].search([]).active = False
        self._assert_confirm_refused(order)

    def test_34_sales_cannot_change_rules_or_switch(self):
        rule = self.env["sale.order.review.rule"].search([], limit=1)
        with self.assertRaises(AccessError):
            rule.with_user(self.sales_user).active = False
        with self.assertRaises(AccessError):
            self.company.with_user(self.sales_user).order_review_enabled = False
        with self.assertRaises(AccessError):
            self.company.with_user(self.manager).order_review_enabled = False

    def test_35_forged_review(self):
        order = self._make_order()
        reviews = self.env["sale.order.review"].with_user(self.sales_user)
        template = self.env["sale.order.review.template"].search([], limit=1)
        with self.assertRaises(UserError):
            reviews.create(
                {
                    "order_id": order.id,
                    "name": "X",
                    "company_id": self.company.id,
                    "partner_id": self.customer.id,
                    "kind": "full",
                    "template_id": template.id,
                    "progress": "accepted",
                }
            )
        with self.assertRaises(UserError):
            order.with_user(self.sales_user).write(
                {"review_ids": [Command.create({"kind": "full", "progress": "accepted"})]}
            )
        self._assert_confirm_refused(order)

    def test_36_forged_answer_of_the_review(self):
        order = self._make_order()
        review = self._request(order)
        for vals in (
            {"progress": "accepted"},
            {"state": "accepted"},
            {"signoff_state": "accepted"},
            {"is_stale": False, "progress": "accepted"},
            {"signoff_ids": [Command.clear()]},
        ):
            for user in (self.sales_user, self.manager):
                self._assert_refused(
                    order, lambda u=user, v=vals: review.with_user(u).write(v)
                )
        self._assert_confirm_refused(order)

    def test_37_review_of_another_order(self):
        accepted = self._accepted_order()
        order = self._make_order()
        for user in (self.sales_user, self.manager):
            self._assert_refused(
                order,
                lambda u=user: accepted.review_ids.with_user(u).write({"order_id": order.id}),
            )
            self._assert_refused(
                order,
                lambda u=user: order.with_user(u).write(
                    {"review_ids": [Command.link(accepted.review_ids.id)]}
                ),
            )
        self._assert_confirm_refused(order)

    def test_38_forged_signoffs(self):
        order = self._make_order()
        review = self._request(order)
        signoffs = review.signoff_ids
        for user in (self.sales_user, self.manager):
            for vals in (
                {"state": "accepted"},
                {"required": False},
                {"state": "accepted", "signed_at": fields.Datetime.now(), "user_id": user.id},
                {"voided_at": fields.Datetime.now()},
            ):
                self._assert_refused(order, lambda u=user, v=vals: signoffs.with_user(u).write(v))
            self._assert_refused(order, signoffs.with_user(user).unlink)
        with self.assertRaises(UserError):
            self.env["order.signoff"].with_user(self.manager).create(
                {
                    "res_model": "sale.order.review",
                    "res_id": review.id,
                    "company_id": self.company.id,
                    "team_id": self.teams["finance"].id,
                    "state": "accepted",
                }
            )
        self._assert_confirm_refused(order)

    def test_39_signing_for_others(self):
        order = self._make_order()
        review = self._request(order)
        others = review.signoff_ids.filtered(lambda s: s.team_id.function != "sales")
        for signoff in others:
            self._assert_refused(order, signoff.with_user(self.sales_user).action_accept)
        bot = self.env["res.users"].browse(SUPERUSER_ID)
        self._assert_refused(order, others[0].with_user(bot).action_accept)
        self._assert_refused(order, others[0].sudo().action_accept)
        self._assert_confirm_refused(order)

    def test_40_unanswered_checklist(self):
        order = self._make_order()
        review = self._request(order)
        signoff = review.signoff_ids.filtered(lambda s: s.team_id.function == "finance")
        self._assert_refused(order, signoff.with_user(self.signers["finance"]).action_accept)

    def test_41_deleted_review(self):
        order = self._make_order()
        review = self._request(order)
        self._sign_all(review, skip=("finance",))
        for user in (self.sales_user, self.manager):
            self._assert_refused(order, review.with_user(user).unlink)
        self._assert_refused(order, review.sudo().unlink)
        self._assert_confirm_refused(order)

    def test_42_template_edited(self):
        order = self._make_order()
        review = self._request(order)
        lines = review.template_id.line_ids
        with self.assertRaises(UserError):
            lines.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            lines.with_user(self.manager).write({"function": "sales"})
        review.template_id.with_user(self.manager).action_retire()
        self._assert_confirm_refused(order)

    # === AFTER THE ACCEPTANCE === #

    def test_50_accepted_order_is_confirmed(self):
        order = self._accepted_order()
        order.with_user(self.plain_user).action_confirm()
        self.assertEqual(order.state, "sale")

    def _assert_edit_refused(self, edit):
        order = self._accepted_order()
        edit(order.with_user(self.sales_user))
        self.env.flush_all()
        self._assert_confirm_refused(order, order.name)
        return order

    def test_51_quantity(self):
        self._assert_edit_refused(
            lambda order: order.order_line[0].write({"product_uom_qty": 200})
        )

    def test_52_price_through_the_order(self):
        self._assert_edit_refused(
            lambda order: order.write(
                {"order_line": [Command.update(order.order_line[1].id, {"price_unit": 1.0})]}
            )
        )

    def test_53_discount(self):
        self._assert_edit_refused(lambda order: order.order_line[2].write({"discount": 50.0}))

    def test_54_taxes(self):
        tax = self._make_tax()
        self._assert_edit_refused(lambda order: order.order_line[0].write({"tax_ids": tax.ids}))

    def test_55_customer_and_destination(self):
        other = self.env["res.partner"].create({"name": "Other customer"})
        self._assert_edit_refused(lambda order: order.write({"partner_id": other.id}))
        self._assert_edit_refused(lambda order: order.write({"partner_shipping_id": other.id}))

    def test_56_delivery_date(self):
        self._assert_edit_refused(
            lambda order: order.write({"commitment_date": "2030-01-01 00:00:00"})
        )

    def test_57_payment_terms(self):
        term = self.env.ref("account.account_payment_term_30days")
        self._assert_edit_refused(lambda order: order.write({"payment_term_id": term.id}))

    def test_57b_invoice_address_and_partial_deliveries(self):
        payer = self.env["res.partner"].create({"name": "Who pays"})
        self._assert_edit_refused(lambda order: order.write({"partner_invoice_id": payer.id}))
        self._assert_edit_refused(lambda order: order.write({"picking_policy": "one"}))

    def test_57c_note_among_the_lines(self):
        order = self._make_order()
        note = self.env["sale.order.line"].create(
            {"order_id": order.id, "display_type": "line_note", "name": "Black boxes"}
        )
        self._sign_all(self._request(order))
        note.with_user(self.sales_user).name = "Red boxes with gold print"
        self._assert_confirm_refused(order)

    def test_58_line_added_by_another_user(self):
        order = self._accepted_order()
        self.env["sale.order.line"].with_user(self.plain_user).create(
            {"order_id": order.id, "product_id": self.products[0].id}
        )
        self._assert_confirm_refused(order)

    def test_59_line_removed(self):
        self._assert_edit_refused(lambda order: order.order_line[4].unlink())

    def test_60_line_moved_in_from_another_order(self):
        order, other = self._accepted_order(), self._make_order()
        other.order_line[0].with_user(self.sales_user).order_id = order
        self._assert_confirm_refused(order)

    def test_61_prices_recomputed(self):
        """Prices reach the table without ``write``: the gate compares them all the same."""
        order = self._accepted_order()
        self.products[0].list_price = 9999.0
        order.with_user(self.sales_user).action_update_prices()
        self._assert_confirm_refused(order)

    def test_62_taxes_recomputed(self):
        order = self._accepted_order()
        tax = self._make_tax()
        order.order_line.product_id.taxes_id = tax
        order.with_user(self.sales_user).action_update_taxes()
        self._assert_confirm_refused(order)

    def test_63_edited_within_the_confirming_write(self):
        order = self._accepted_order()
        self._assert_refused(
            order,
            lambda: order.with_user(self.sales_user).write(
                {
                    "state": "sale",
                    "order_line": [Command.update(order.order_line[0].id, {"price_unit": 0.1})],
                }
            ),
        )

    def test_64_edited_and_changed_back_is_the_same_order(self):
        order = self._accepted_order()
        line = order.order_line[0].with_user(self.sales_user)
        line.product_uom_qty = 3
        self._assert_confirm_refused(order)
        line.product_uom_qty = 2
        order.with_user(self.sales_user).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_65_cancelled_and_set_back(self):
        order = self._accepted_order().with_user(self.sales_user)
        order.action_cancel()
        order.action_draft()
        self._assert_confirm_refused(order)
        order.action_request_review()
        self._sign_all(order.sudo().review_ids)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_66_confirmed_cancelled_confirmed_again(self):
        order = self._accepted_order().with_user(self.sales_user)
        order.action_confirm()
        order.action_cancel()
        order.action_draft()
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_67_set_back_by_write(self):
        order = self._accepted_order().with_user(self.sales_user)
        order.action_confirm()
        order.write({"state": "draft"})
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_68_stronger_review_asked_for_since(self):
        """An order reviewed as a repeat order and then declared irregular needs a full review."""
        self.env["sale.order.review.rule"].search([]).active = False
        self.env["sale.order.review.rule"].create(
            {"name": "Weak", "rule_type": "default", "check": "always", "effect": "regular"}
        )
        order = self._accepted_order()
        self.assertEqual(order.review_ids.kind, "regular")
        self.env["sale.order.review.rule"].create(
            {"name": "Strong", "rule_type": "trigger", "check": "irregular", "effect": "full"}
        )
        order.with_user(self.sales_user).write(
            {"order_class": "irregular", "order_class_note": "Redesigned"}
        )
        self._assert_confirm_refused(order)
        order.with_user(self.sales_user).action_request_review()
        self.assertEqual(order.review_ids.kind, "full")
        self._sign_all(order.review_ids)
        order.with_user(self.sales_user).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_69_open_item_before_confirmation(self):
        order = self._make_order()
        review = self._request(order)
        line = review.line_ids.filtered(lambda item: item.last_gate == "confirmation")[:1]
        finance = self.signers["finance"]
        line.with_user(finance).write(
            {
                "result": "open",
                "owner_id": finance.id,
                "promise_date": fields.Date.today(),
                "gate": "confirmation",
                "comment": "The bank has announced the money",
            }
        )
        self._sign_all(review)
        self.assertIn(review.state, ("accepted", "conditional"))
        self._assert_overview(order, "wait", line.code)
        self._assert_confirm_refused(order, line.code)
        line.with_user(finance).action_close("Money arrived")
        order.with_user(self.sales_user).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_70_snapshot_and_fingerprint_rewritten(self):
        order = self._accepted_order()
        signoff = order.review_ids.signoff_ids[0]
        for user in (self.sales_user, self.manager):
            self._assert_refused(
                order,
                lambda u=user: signoff.with_user(u).write({"fingerprint": json.dumps({})}),
            )

    # === WHAT THE FORM SHOWS === #

    def _assert_overview(self, order, step, *texts):
        order = order.with_user(self.sales_user)
        order.invalidate_recordset()
        self.assertEqual(order.review_next_step, step)
        for text in texts:
            self.assertIn(text, order.review_overview or "")

    def test_75_overview(self):
        order = self._make_order()
        self._assert_overview(order, "request", "required before confirmation", "New or potential")
        self.assertTrue(order.review_required)
        review = self._request(order)
        self._assert_overview(order, "wait", "In Review", "Engineering", "fa-clock-o")
        self._sign_all(review)
        self._assert_overview(order, "confirm", "Accepted", "fa-check")
        order.order_line[0].product_uom_qty = 7
        self._assert_overview(order, "reopen", "Order Changed", "fa-refresh")
        order.with_user(self.sales_user).action_request_review()
        self._assert_overview(order, "wait", "Round")
        self._sign_all(review)
        order.with_user(self.sales_user).action_confirm()
        self._assert_overview(order, False)
        self.assertEqual(order.review_state, "accepted")

    def test_76_overview_of_a_returned_order(self):
        order = self._make_order()
        review = self._request(order)
        signoff = review.signoff_ids.filtered(lambda s: s.team_id.function == "quality")
        signoff.with_user(self.signers["quality"]).action_reject("Cannot be measured")
        self._assert_overview(order, "reopen", "Returned", "Cannot be measured")

    def test_77_overview_escapes_what_people_write(self):
        order = self._make_order()
        review = self._request(order)
        signoff = review.signoff_ids.filtered(lambda s: s.team_id.function == "quality")
        signoff.with_user(self.signers["quality"]).action_reject("<script>alert(1)</script>")
        order.invalidate_recordset()
        self.assertNotIn("<script>", order.review_overview)

    # === WHAT IS NOT TO BE DISTURBED === #

    def test_80_switched_off(self):
        self.company.order_review_enabled = False
        order = self._make_order()
        order.with_user(self.plain_user).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_81_plain_user_reads_and_writes(self):
        order = self._make_order().with_user(self.plain_user)
        self._request(order)
        order.read()
        order.web_read({"review_state": {}, "order_line": {"fields": {"name": {}}}})
        order.write({"client_order_ref": "PO 2"})
        with Form(order) as form:
            form.client_order_ref = "PO 3"

    def test_82_states_are_searched(self):
        orders = self.env["sale.order"].with_user(self.sales_user)
        none, waiting, accepted = self._make_order(), self._make_order(), self._accepted_order()
        self._request(waiting)
        mine = [("id", "in", (none | waiting | accepted).ids)]
        for value, expected in (
            ("in_review", waiting),
            ("accepted", accepted),
            (False, none),
        ):
            found = orders.search([*mine, ("review_state", "=", value)])
            self.assertEqual(found, expected)
        found = orders.search([*mine, ("review_state", "!=", "accepted")])
        self.assertEqual(found, none | waiting)

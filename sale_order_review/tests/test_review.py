from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user

from .common_review import ReviewCommon


class TestReview(ReviewCommon):
    """Request, answers, signatures, decisions, rounds."""

    def _full(self, **vals):
        order = self._regular_order(**vals)
        return self.env["sale.order.review"].with_user(self.sales_user)._request_for(
            order, kind="full"
        ).with_env(self.env)

    # --- request ---

    def test_request(self):
        review = self._full(client_order_ref="PO 9")
        self.assertEqual(review.progress, "in_review")
        self.assertEqual(len(review.line_ids), 41)
        self.assertEqual(len(review.signoff_ids), 9)
        self.assertEqual(review.client_order_ref, "PO 9")
        self.assertEqual(len(review.product_ids), 5)
        self.assertEqual(review.requested_by_id, self.sales_user)
        self.assertRegex(review.name, r"^OR\d{4}-\d{4}$")
        self.assertEqual(review.form_number, "QR-SA-01")
        states = {s.team_id.function: s.state for s in review.signoff_ids}
        self.assertEqual(states.pop("management"), "waiting")
        self.assertEqual(set(states.values()), {"pending"})

    def test_request_twice_asks_once(self):
        review = self._full()
        again = self.env["sale.order.review"]._request_for(review.order_id, kind="full")
        self.assertEqual(again, review)
        self.assertEqual((review.round, len(review.signoff_ids)), (1, 9))

    def test_missing_department_is_named(self):
        self.teams["purchasing"].function = "legal"
        with self.assertRaisesRegex(UserError, "no department for Purchasing"):
            self._full()

    def test_empty_order(self):
        order = self._regular_order(order_line=False)
        with self.assertRaisesRegex(UserError, "Enter the products"):
            self.env["sale.order.review"]._request_for(order)

    def test_regular_asks_few(self):
        review = self._request(self._regular_order())
        self.assertEqual(
            set(review.signoff_ids.team_id.mapped("function")),
            {"sales", "planning", "purchasing", "production", "finance"},
        )
        self._sign_all(review)
        self.assertEqual(review.state, "accepted")

    def test_signature_only(self):
        self._rule("small").amount = 1000000
        review = self._request(self._regular_order())
        self.assertEqual((review.kind, len(review.line_ids)), ("signature", 0))
        self.assertEqual(review.signoff_ids.team_id, self.teams["management"])
        self._signoff(review, "management").action_accept()
        self.assertEqual(review.state, "accepted")

    def test_copy_has_no_review(self):
        order = self._accepted_order()
        self.assertFalse(order.copy().review_ids)

    # --- answers ---

    def test_answers_of_own_department_only(self):
        review = self._full()
        line = self._line(review, "Q01")
        line.result = "ok"
        self.assertEqual(line.answered_by_id, self.signers["quality"])
        with self.assertRaises(AccessError):
            line.with_user(self.signers["finance"]).result = "nok"
        self.assertFalse(line.with_user(self.signers["finance"]).can_answer)
        self.assertEqual(line.with_user(self.signers["finance"]).result, "ok", "read by others")

    def test_answers_through_the_form(self):
        review = self._full()
        line = self._line(review, "Q01")
        review.with_user(self.signers["quality"]).write(
            {"line_ids": [Command.update(line.id, {"result": "ok"})]}
        )
        self.assertEqual(line.result, "ok")
        for vals in (
            {"progress": "accepted"},
            {"line_ids": [Command.delete(line.id)]},
            {"line_ids": [Command.create({"review_id": review.id})]},
            {"amount_total": 1},
            {"round": 7},
        ):
            with self.assertRaises(UserError):
                review.with_user(self.signers["quality"]).write(vals)

    def test_nothing_else_of_an_item_is_written(self):
        line = self._line(self._full(), "Q01")
        for vals in (
            {"waived_at": fields.Datetime.now()},
            {"closed_at": fields.Datetime.now()},
            {"team_id": self.teams["finance"].id},
            {"active": False},
            {"answered_by_id": self.sales_user.id},
        ):
            with self.assertRaises(UserError):
                line.write(vals)

    def test_answers_stand_after_signing(self):
        review = self._full()
        signoff = self._signoff(review, "quality")
        signoff.action_answer_all()
        signoff.action_accept()
        with self.assertRaisesRegex(UserError, "its answers stand"):
            self._line(review, "Q01").result = "nok"
        with self.assertRaisesRegex(UserError, "its answers stand"):
            self._line(review, "Q01").sudo().result = "nok"

    def test_unanswered_refuses(self):
        review = self._full()
        signoff = self._signoff(review, "quality")
        self._lines(review, "quality")[1:].write({"result": "ok"})
        with self.assertRaisesRegex(UserError, "Answer these items before you sign: Q01"):
            signoff.action_accept()
        with self.assertRaisesRegex(UserError, "Q01"):
            signoff.action_conditional("only if")
        signoff.action_answer_all()
        signoff.action_accept()
        self.assertEqual(signoff.state, "accepted")

    def test_answer_all_keeps_exceptions(self):
        review = self._full()
        self._line(review, "Q02").result = "na"
        self._signoff(review, "quality").action_answer_all()
        self.assertEqual(self._line(review, "Q02").result, "na")
        self.assertEqual(self._line(review, "Q05").result, "ok")

    def test_not_met_blocks(self):
        review = self._full()
        signoff = self._signoff(review, "quality")
        signoff.action_answer_all()
        self._line(review, "Q01").result = "nok"
        with self.assertRaisesRegex(UserError, "cannot accept while items are not met: Q01"):
            signoff.action_accept()
        with self.assertRaisesRegex(UserError, "Say in the remark"):
            signoff.action_conditional("later")
        self._line(review, "Q01").comment = "no standard yet"
        signoff.action_conditional("standard agreed first")
        self.assertEqual(signoff.state, "conditional")

    def test_open_item_needs_owner_date_gate(self):
        review = self._full()
        signoff = self._signoff(review, "engineering")
        signoff.action_answer_all()
        line = self._line(review, "E05")
        line.result = "open"
        with self.assertRaisesRegex(UserError, "needs an owner, a promise date and a gate: E05"):
            signoff.action_accept()
        self._answer_open(line)
        signoff.action_accept()
        self.assertEqual(line.item_state, "open")
        self.assertEqual(line.gate, "production")

    def test_open_on_the_phone(self):
        review = self._full()
        line = self._line(review, "E05")
        action = line.action_open()
        self.assertEqual(action["res_id"], line.id)
        self.assertEqual((line.result, line.owner_id), ("open", self.signers["engineering"]))
        line.promise_date = fields.Date.today()
        line.action_ok()
        self.assertFalse(line.owner_id or line.promise_date, "a settled item needs nobody")
        line.action_nok()
        self.assertEqual(line.result, "nok")

    def test_owner_works_here(self):
        line = self._line(self._full(), "E05")
        portal = new_test_user(self.env, "review_portal", "base.group_portal")
        elsewhere = new_test_user(
            self.env,
            "review_elsewhere",
            "order_signoff.group_user",
            company_id=self.env.ref("base.main_company").id,
            company_ids=[Command.set(self.env.ref("base.main_company").ids)],
        )
        for owner in portal + elsewhere:
            with self.assertRaisesRegex(ValidationError, "cannot own an item"):
                self._answer_open(line, owner_id=owner.id)

    def test_some_items_may_not_stay_open(self):
        review = self._full()
        with self.assertRaisesRegex(ValidationError, "may not stay open"):
            self._answer_open(self._line(review, "E02"))
        with self.assertRaisesRegex(ValidationError, "must be settled earlier"):
            self._answer_open(self._line(review, "E05"), gate="shipment")
        self._answer_open(self._line(review, "E05"), gate="material")

    # --- decisions ---

    def test_management_signs_last(self):
        review = self._full()
        with self.assertRaises(UserError):
            self._signoff(review, "management").action_accept()
        self._sign_all(review, skip=["management"])
        self.assertEqual(review.state, "in_review")
        self._signoff(review, "management").action_accept()
        self.assertEqual(review.state, "accepted")
        self.assertTrue(review.decided_at)
        self.assertEqual(review.deadline_state, "met")

    def test_conditions_need_management(self):
        review = self._request(self._regular_order())
        self.assertFalse(self._signoff(review, "management"))
        signoff = self._signoff(review, "planning")
        signoff.action_answer_all()
        signoff.action_conditional("one week later")
        self._sign_all(review, skip=["management"])
        self.assertEqual(review.state, "in_review")
        management = self._signoff(review, "management")
        self.assertIn("one week later", management.note)
        management.action_accept()
        self.assertEqual(review.state, "conditional")
        self.assertFalse(self.env["sale.order.review"]._gate_problems(review.order_id)[
            review.order_id
        ])

    def test_not_met_under_conditions_must_be_settled(self):
        review = self._request(self._regular_order())
        signoff = self._signoff(review, "planning")
        signoff.action_answer_all()
        line = self._line(review, "P03")
        line.write({"result": "nok", "comment": "two days short"})
        signoff.action_conditional("customer agrees to two days more")
        self._sign_all(review)
        order = review.order_id
        problems = self.env["sale.order.review"]._gate_problems(order)[order]
        self.assertEqual(len(problems), 1)
        self.assertIn("P03", problems[0])
        line.action_close("customer agreed by mail")
        self.assertFalse(self.env["sale.order.review"]._gate_problems(order)[order])
        self.assertEqual(line.closed_by_id, self.signers["planning"])

    def test_return(self):
        review = self._full()
        self._signoff(review, "quality").action_reject("cannot be tested")
        self.assertEqual(review.state, "rejected")
        self.assertFalse(review.signoff_ids.filtered(lambda s: s.state in ("pending", "waiting")))
        problem = self.env["sale.order.review"]._gate_problems(review.order_id)[review.order_id][0]
        self.assertIn("cannot be tested", problem)

    def test_return_and_ask_again(self):
        review = self._full()
        sales = self._signoff(review, "sales")
        sales.action_answer_all()
        sales.action_accept()
        self._signoff(review, "quality").action_reject("cannot be tested")
        self._request(review.order_id)
        self.assertEqual((review.state, review.round), ("in_review", 2))
        asked = review.signoff_ids.filtered(lambda s: s.state in ("pending", "waiting"))
        self.assertNotIn("sales", asked.team_id.mapped("function"), "his signature stands")
        self.assertEqual(len(asked), 8)
        self._sign_all(review)
        self.assertEqual(review.state, "accepted")
        rejected = review.signoff_ids.filtered(lambda s: s.state == "rejected")
        self.assertEqual(rejected.comment, "cannot be tested")
        self.assertTrue(rejected.voided_at)

    def test_management_returns(self):
        review = self._full()
        self._sign_all(review, skip=["management"])
        self._signoff(review, "management").action_reject("not at this price")
        self.assertEqual((review.state, review.refusal_state), ("rejected", False))

    # --- rounds ---

    def test_reopening_only_departments_concerned(self):
        review = self._full()
        self._sign_all(review)
        order = review.order_id
        order.commitment_date = fields.Datetime.now() + timedelta(days=60)
        self.assertTrue(review.is_stale)
        self.assertEqual(review.state, "stale")
        first = review.signoff_ids
        self._request(order)
        new = review.signoff_ids - first
        self.assertEqual(
            set(new.team_id.mapped("function")),
            {"sales", "planning", "purchasing", "production", "logistics", "management"},
        )
        quality = first.filtered(lambda s: s.team_id.function == "quality")
        self.assertFalse(quality.voided_at)
        planning = first.filtered(lambda s: s.team_id.function == "planning")
        self.assertTrue(planning.voided_at)
        self.assertEqual((planning.state, planning.signer_name), ("accepted", "Planning Head"))
        self.assertEqual(review.round, 2)
        self.assertEqual(len(review.line_ids), 41)
        line = self._line(review, "P01")
        self.assertFalse(line.result)
        self.assertEqual(line.previous_result, "ok")
        self.assertEqual(self._line(review, "Q01").result, "ok")
        history = review.with_context(active_test=False).line_ids.filtered(
            lambda item: item.code == "P01"
        )
        self.assertEqual(set(history.mapped("round")), {1, 2})
        self._sign_all(review)
        self.assertEqual(review.state, "accepted")

    def test_price_concerns_finance_sales_management(self):
        review = self._full()
        self._sign_all(review)
        review.order_id.order_line[0].price_unit = 1
        stale = review._stale_signoffs()[review]
        self.assertEqual(
            set(stale.team_id.mapped("function")), {"sales", "finance", "management"}
        )

    def test_drawing_revision_concerns_who_looks_at_products(self):
        """Another drawing voids the signatures on products; Finance looks at none."""
        review = self._full()
        line = review.order_id.order_line[0]
        line.drawing_revision = "A"
        self._sign_all(review)
        self.assertFalse(review._stale_signoffs())
        line.drawing_revision = "B"
        self.assertTrue(review.is_stale)
        signoffs = review.signoff_ids
        concerned = set(signoffs.team_id.mapped("function")) - {"finance"}
        self.assertIn("engineering", concerned)
        stale = review._stale_signoffs()[review]
        self.assertEqual(set(stale.team_id.mapped("function")), concerned)
        self._request(review.order_id)
        voided = signoffs.filtered("voided_at")
        self.assertEqual(set(voided.team_id.mapped("function")), concerned)

    def test_terms_concern_finance(self):
        review = self._full()
        self._sign_all(review)
        review.order_id.payment_term_id = self.env.ref("account.account_payment_term_45days")
        stale = review._stale_signoffs()[review]
        self.assertEqual(
            set(stale.team_id.mapped("function")), {"sales", "finance", "management"}
        )

    def test_what_is_free_to_change(self):
        review = self._full()
        self._sign_all(review)
        order = review.order_id
        order.write({"client_order_ref": "PO 10", "validity_date": fields.Date.today()})
        order.write(
            {
                "order_line": [
                    Command.create({"display_type": "line_section", "name": "Goods"}),
                ]
            }
        )
        order.user_id = self.manager
        self.assertFalse(review.is_stale)
        self.assertFalse(review._stale_signoffs())

    def test_change_back_is_no_change(self):
        review = self._full()
        self._sign_all(review)
        line = review.order_id.order_line[0]
        line.product_uom_qty = 9
        self.assertEqual(review.state, "stale")
        line.product_uom_qty = 2
        self.assertEqual(review.state, "accepted")

    def test_every_kind_of_change_is_seen(self):
        review = self._full()
        self._sign_all(review)
        order = review.order_id
        line = order.order_line[0]
        country = self.env.ref("base.de")
        group = self.env["account.tax.group"].create({"name": "G", "country_id": country.id})
        tax = self.env["account.tax"].create(
            {"name": "T", "amount": 5, "tax_group_id": group.id, "country_id": country.id}
        )
        changes = [
            (line, {"product_id": self.products[1].id, "name": line.name}),
            (line, {"name": "Something else"}),
            (line, {"product_uom_qty": 3}),
            (line, {"price_unit": 99}),
            (line, {"discount": 5}),
            (line, {"tax_ids": [Command.set(tax.ids)]}),
            (line, {"customer_lead": 77}),
            (order, {"commitment_date": fields.Datetime.now() + timedelta(days=90)}),
            (order, {"has_penalty_clause": True}),
            (order, {"deposit_required": True}),
            (order, {"letter_of_credit_required": True}),
            (order, {"incoterm": self.env.ref("account.incoterm_FOB").id}),
            (order, {"partner_shipping_id": self.env["res.partner"].create({"name": "Z"}).id}),
            (order, {"order_line": [Command.create({"product_id": self.products[0].id})]}),
            (order, {"picking_policy": "one"}),
            (order, {"order_line": [Command.create({"display_type": "line_note", "name": "X"})]}),
            (order, {"order_line": [Command.delete(order.order_line[4].id)]}),
        ]
        for record, vals in changes:
            with self.subTest(vals=vals):
                savepoint = self.env.cr.savepoint()
                record.write(vals)
                self.assertTrue(review._stale_signoffs(), vals)
                self.env.flush_all()
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertFalse(review._stale_signoffs())

    def test_change_while_in_review(self):
        review = self._full()
        signoff = self._signoff(review, "planning")
        signoff.action_answer_all()
        signoff.action_accept()
        review.order_id.order_line[0].product_uom_qty = 50
        self._request(review.order_id)
        self.assertTrue(signoff.voided_at)
        self.assertEqual(review.round, 2)
        open_teams = review.signoff_ids.filtered(lambda s: s.state in ("pending", "waiting"))
        self.assertEqual(len(open_teams), 9)
        self.assertEqual(review.product_ids[0].quantity, 50, "reviewers see the new order")

    def test_answer_as_before(self):
        review = self._full()
        self._line(review, "P02").write({"result": "na", "comment": "nothing in stock"})
        self._sign_all(review)
        review.order_id.order_line[0].product_uom_qty = 50
        self._request(review.order_id)
        review.with_user(self.signers["planning"]).action_answer_as_before()
        self.assertEqual(self._line(review, "P02").result, "na")
        self.assertEqual(self._line(review, "P02").comment, "nothing in stock")

    def test_cancelled_order(self):
        review = self._full()
        self._sign_all(review)
        order = review.order_id
        order._action_cancel()
        self.assertEqual(review.state, "cancelled")
        order.action_draft()
        self._request(order)
        self.assertEqual(review.state, "in_review")
        self.assertEqual(len(review.signoff_ids.filtered(lambda s: not s.voided_at)), 9)

    def test_signed_review_is_kept(self):
        review = self._full()
        self._sign_all(review)
        with self.assertRaises(UserError):
            review.unlink()

    def test_delete_quotation(self):
        review = self._full()
        user = new_test_user(
            self.env,
            "review_sales_manager",
            "sales_team.group_sale_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        order = review.order_id.with_user(user)
        signoff = self._signoff(review, "quality")
        signoff.action_answer_all()
        signoff.action_accept()
        for orders in (order, order.with_context(_force_unlink=True)):
            with self.assertRaisesRegex(UserError, "Cancel the quotation instead"):
                orders.unlink()
        other = self._full()
        other.order_id.with_user(user).unlink()
        self.assertFalse(other.exists())

    # --- open items ---

    def test_open_item_life(self):
        review = self._full()
        line = self._line(review, "L01")
        self._answer_open(line, owner_id=self.signers["planning"].id)
        self._sign_all(review)
        self.assertEqual(review.state, "accepted")
        self.assertEqual(review.open_count, 1)
        owner = line.with_user(self.signers["planning"])
        self.assertTrue(owner.can_close)
        self.assertFalse(line.with_user(self.signers["finance"]).can_close)
        with self.assertRaises(UserError):
            line.with_user(self.signers["finance"]).action_close("me too")
        with freeze_time(fields.Datetime.now() + timedelta(days=5)):
            self.env.invalidate_all()
            self.assertTrue(line.is_late)
            self.assertIn(line.id, line.search([("is_late", "=", True)]).ids)
        wizard = (
            self.env["sale.order.review.resolve"]
            .with_user(self.signers["planning"])
            .with_context(active_model=line._name, active_ids=line.ids)
            .create({"mode": "close", "comment": "agreed"})
        )
        wizard.action_resolve()
        self.assertEqual((line.item_state, line.closing_comment), ("closed", "agreed"))
        self.assertEqual(review.open_count, 0)

    def test_gate_confirmation_item(self):
        review = self._full()
        line = self._line(review, "F05")
        self._answer_open(line, comment="announced by the bank")
        self._sign_all(review)
        order = review.order_id
        problems = self.env["sale.order.review"]._gate_problems(order)[order]
        self.assertEqual(len(problems), 1)
        self.assertIn("Finance Head", problems[0])
        self.assertFalse(review._waits_for_payment(), "No deposit is agreed that could be paid")
        line.action_waive("known for years")
        self.assertEqual(line.item_state, "waived")
        self.assertFalse(self.env["sale.order.review"]._gate_problems(order)[order])

    def test_waiver_only_by_its_head(self):
        review = self._full()
        line = self._line(review, "F02")
        line.write({"result": "nok", "comment": "overdue"})
        self.assertFalse(line.can_waive)
        with self.assertRaises(UserError):
            line.action_waive("please")
        chief = line.with_user(self.signers["management"])
        self.assertTrue(chief.can_waive)
        with self.assertRaises(UserError):
            chief.action_waive(" ")
        chief.action_waive("he pays tomorrow")
        self.assertEqual(line.waived_by_id, self.signers["management"])
        self.assertIn("he pays tomorrow", review.message_ids[0].body)
        signoff = self._signoff(review, "finance")
        signoff.action_answer_all()
        signoff.action_accept()
        self.assertEqual(signoff.state, "accepted")

    def test_item_without_waiver(self):
        review = self._full()
        line = self._line(review, "Q01")
        line.result = "nok"
        self.assertFalse(line.with_user(self.signers["management"]).can_waive)

    # --- time limits ---

    def test_limits_by_urgency(self):
        for urgency, hours in (("normal", 24), ("special", 12), ("urgent", 2)):
            review = self._full(order_urgency=urgency)
            self.assertEqual(
                review.deadline - review.deadline_started_at, timedelta(hours=hours), urgency
            )
            pending = review.signoff_ids.filtered(lambda s: s.state == "pending")
            for signoff in pending:
                self.assertLessEqual(signoff.deadline, review.deadline)

    def test_limit_starts_anew_after_a_change(self):
        with freeze_time("2026-03-02 08:00:00"):
            review = self._full()
            self._sign_all(review)
        with freeze_time("2026-03-09 08:00:00"):
            self.assertEqual(review.deadline_state, "met")
            review.order_id.order_line[0].product_uom_qty = 7
            self._request(review.order_id)
            self.assertEqual(review.deadline_state, "on_time")

    # --- companies ---

    def test_company_of_the_order_counts(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        user = new_test_user(
            self.env,
            "both_companies",
            "sales_team.group_sale_manager,order_signoff.group_user",
            company_id=other.id,
            company_ids=[Command.set((other + self.company).ids)],
        )
        order = self._regular_order().with_user(user).with_company(other)
        review = self.env["sale.order.review"].with_user(user)._request_for(
            order.with_context(allowed_company_ids=[other.id, self.company.id]), kind="full"
        )
        review = review.sudo()
        self.assertEqual(review.company_id, self.company)
        self.assertEqual(review.signoff_ids.company_id, self.company)
        self.assertEqual(review.line_ids.team_id.company_id, self.company)
        foreigner = new_test_user(
            self.env,
            "other_company",
            "sales_team.group_sale_manager,order_signoff.group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        abroad = review.with_user(foreigner).with_context(allowed_company_ids=other.ids)
        self.assertFalse(abroad.search([]))
        with self.assertRaises(AccessError):
            abroad.read(["name"])

    # --- figures ---

    def test_analysis(self):
        review = self._full()
        self._sign_all(review)
        review.order_id.commitment_date = fields.Datetime.now() + timedelta(days=60)
        self._request(review.order_id)
        self._sign_all(review)
        self.env.flush_all()
        rows = self.env["sale.order.review.report"].search([("review_id", "=", review.id)])
        self.assertEqual(len(rows), 15)
        rates = {
            team.function: rate
            for team, rate in rows._read_group(
                [("id", "in", rows.ids)], ["team_id"], ["first_pass:avg"]
            )
        }
        self.assertEqual(rates["quality"], 1)
        self.assertEqual(rates["planning"], 0)

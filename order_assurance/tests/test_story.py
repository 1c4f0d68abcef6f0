from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools.convert import convert_file

from .common import MODULE, load_demo, logins
from .common_8d import Story8dTests
from .common_complaint import StoryComplaintTests
from .common_overview import OverviewTests
from .common_satisfaction import SatisfactionTests


@tagged("post_install", "-at_install")
class TestStory(
    Story8dTests, StoryComplaintTests, OverviewTests, SatisfactionTests, HttpCase
):
    """The demo story, played in a database without demo data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_demo(cls.env)
        cls.manager = cls.env.ref(f"{MODULE}.user_management")
        cls.company = cls.env.ref(f"{MODULE}.company")
        cls.orders = (
            cls.env["sale.order"].search([("company_id", "=", cls.company.id)]).sorted("id")
        )

    def order_of(self, customer, state):
        """The order of a customer in that state of the review or, without one, of the order."""
        partner = self.env.ref(f"{MODULE}.partner_{customer}")
        orders = self.orders.filtered(
            lambda order: order.partner_id == partner
            and (order.review_state or order.state) == state
        )
        self.assertEqual(len(orders), 1, f"{customer} {state}")
        return orders

    # ------------------------------------------------------------
    # Company and people
    # ------------------------------------------------------------

    def test_company_is_complete(self):
        """Switches on, own currency, accounts and warehouse."""
        self.assertTrue(self.company.order_review_enabled)
        self.assertTrue(self.company.order_code_enabled)
        self.assertTrue(self.company.order_intake_enabled)
        self.assertEqual(self.company.currency_id, self.env.ref("base.CNY"))
        self.assertEqual(self.company.chart_template, "generic_coa")
        self.assertTrue(
            self.env["stock.warehouse"].search([("company_id", "=", self.company.id)])
        )

    def test_other_companies_are_left_alone(self):
        """Nothing is switched on where nobody asked for it."""
        others = self.env["res.company"].search([("id", "!=", self.company.id)])
        for other in others:
            self.assertFalse(other.order_review_enabled)
            self.assertFalse(other.order_code_enabled)
        users = self.env["res.users"].search([("company_id", "=", self.company.id)])
        self.assertEqual(users.company_ids, self.company)

    def test_everybody_can_log_in(self):
        """Each line of the list of logins is a person of the company with that password."""
        for row in logins():
            user = self.env["res.users"].search([("login", "=", row["login"])])
            self.assertEqual(len(user), 1, row)
            self.assertEqual(user.company_id, self.company)
            user.with_user(user)._check_credentials(
                {"type": "password", "login": row["login"], "password": row["password"]},
                {"interactive": True},
            )

    def test_roles_have_their_rights_only(self):
        """Who reviews orders need not be able to sell; quality does not even see orders."""
        for name in ("production", "quality", "engineering", "purchasing", "service"):
            user = self.env.ref(f"{MODULE}.user_{name}")
            self.assertFalse(user.has_group("sales_team.group_sale_salesman"), name)
            self.assertFalse(self.env["sale.order"].with_user(user).has_access("create"), name)
            self.assertTrue(user.has_group("order_signoff.group_user"), name)
        quality = self.env.ref(f"{MODULE}.user_quality")
        self.assertFalse(self.env["sale.order"].with_user(quality).has_access("read"))
        customer = self.env.ref(f"{MODULE}.user_customer")
        self.assertTrue(customer.has_group("base.group_portal"))

    def test_nobody_was_mailed(self):
        """Loading the story sends no invitation and no message to a customer."""
        mails = self.env["mail.mail"].search([])
        partners = self.env["res.partner"].search([("company_id", "=", self.company.id)])
        self.assertFalse(mails.recipient_ids & partners)

    # ------------------------------------------------------------
    # Each stage
    # ------------------------------------------------------------

    def test_received(self):
        order = self.order_of("siam", "draft")
        self.assertFalse(order.follower_id)
        self.assertTrue(order.intake_missing)

    def test_incomplete(self):
        order = self.order_of("andina", "draft")
        self.assertTrue(order.deposit_required)
        self.assertFalse(order.delivery_start_on)
        self.assertTrue(order.intake_missing)

    def test_customer_sheet(self):
        """Imported by the customer's numbers; two delivery days became batches."""
        order = self.order_of("chengda", "draft")
        self.assertEqual(
            order.order_line.mapped("customer_part_no"),
            ["5G0 413 023 BJ", "5G0 413 024 BJ", "5Q0 513 049 EL"],
        )
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [320, 320, 480])
        batches = order.order_line.delivery_schedule_ids
        self.assertEqual(len(set(batches.mapped("requested_date"))), 2)
        self.assertEqual(order.intake_document_ids.name, "CD-2026-118.xlsx")

    def test_customer_parts_stand_on_lines_and_reviews(self):
        review = self.order_of("lakes", "in_review").review_ids
        self.assertEqual(
            review.product_ids.mapped("customer_part_no"), ["GL-71445L", "GL-71445R"]
        )
        self.assertEqual(set(review.product_ids.mapped("drawing_revision")), {"2"})

    def test_presale_is_never_confirmed(self):
        order = self.order_of("kansai", "draft")
        self.assertEqual(order.order_kind, "presale")
        self.assertTrue(order._review_gate_problems())

    def test_presale_is_converted_in_part(self):
        order = self.order_of("kansai", "in_review")
        presale = order.presale_order_id
        self.assertEqual(order.order_line.product_uom_qty, 1500)
        self.assertEqual(presale.order_line.presale_remaining_qty, 2500)

    def test_stock_request_is_made(self):
        """It is under its own number, without price, and production is asked for all of it."""
        request = self.orders.filtered(lambda order: order.order_kind == "stock")
        self.assertTrue(request.name.startswith("OF"))
        self.assertEqual(request.amount_total, 0)
        _parts, finished = self.env["order.assurance.demo"]._demo_productions(request)
        self.assertEqual(sum(finished.mapped("product_qty")), 1000)
        self.assertEqual(set(finished.mapped("origin")), {request.name})
        self.assertFalse(request.picking_ids)
        self.assertEqual(request.invoice_status, "no")

    def test_phone_order(self):
        order = self.order_of("lakes", "draft")
        record = order.phone_record_id
        self.assertEqual(record.read_back_by_id, order.read_back_by_id)
        self.assertEqual(len(order.order_line), 2)

    def test_requested(self):
        review = self.order_of("coral", "in_review").review_ids
        self.assertFalse(review.signoff_ids.filtered("signed_at"))

    def test_half_signed_and_late(self):
        review = self.order_of("lakes", "in_review").review_ids
        pending = review.signoff_ids.filtered(lambda line: line.state == "pending")
        self.assertEqual(
            set(pending.team_id.mapped("function")), {"purchasing", "production", "finance"}
        )
        self.assertEqual(set(pending.mapped("deadline_state")), {"late"})

    def test_waits_for_deposit(self):
        """Everybody accepted, only the deposit keeps the order."""
        order = self.order_of("gulf", "accepted")
        self.assertEqual(order.state, "draft")
        problems = order._review_gate_problems()[order]
        self.assertEqual(len(problems), 1)
        self.assertIn("F05", problems[0])

    def test_conditional(self):
        order = self.order_of("cape", "conditional")
        conditional = order.review_ids.signoff_ids.filtered(
            lambda line: line.state == "conditional"
        )
        self.assertEqual(conditional.team_id.function, "engineering")
        self.assertTrue(conditional.comment)

    def test_refused(self):
        review = self.order_of("kansai", "rejected").review_ids
        rejected = review.signoff_ids.filtered(lambda line: line.state == "rejected")
        self.assertEqual(rejected.team_id.function, "quality")
        self.assertEqual(review.refusal_state, "confirmed")
        refusal = review.refusal_ids
        self.assertEqual((refusal.state, refusal.reason_id.active), ("approved", True))
        self.assertIn("720", refusal.letter_body)
        self.assertEqual(refusal.signoff_ids.user_id, self.env.ref(f"{MODULE}.user_management"))

    def test_changed(self):
        order = self.order_of("coral", "stale")
        self.assertTrue(order._review_gate_problems())

    def test_confirmed_orders_have_their_codes(self):
        """The customer's counter runs over all of its orders."""
        confirmed = self.orders.filtered(lambda order: order.state == "sale")
        self.assertEqual(len(confirmed), 9)
        for order in confirmed:
            self.assertTrue(self.company._get_order_code_scheme().parse(order.order_code))
            self.assertEqual(order.review_state, "accepted")
            day = fields.Datetime.context_timestamp(
                order.with_context(tz="Asia/Shanghai"), order.date_order
            )
            self.assertEqual(order.order_code[6:10], f"{day:%y%m}")
        german = confirmed.filtered(
            lambda order: order.partner_id == self.env.ref(f"{MODULE}.partner_rhein")
        )
        self.assertEqual([code[-2:] for code in german.mapped("order_code")], ["01", "02", "03"])
        self.assertEqual({code[3:6] for code in german.mapped("order_code")}, {"018"})

    def test_in_production(self):
        order = self.order_of("chengda", "accepted")
        parts, finished = self.env["order.assurance.demo"]._demo_productions(order)
        self.assertEqual(set(parts.mapped("state")), {"done"})
        self.assertEqual(set(finished.mapped("state")), {"progress"})

    def test_delivered_invoiced_and_paid(self):
        order = self.orders[0]
        self.assertEqual(order.delivery_status, "full")
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertIn(order.invoice_ids.payment_state, ("paid", "in_payment"))

    def test_repeated(self):
        order = self.orders.filtered(
            lambda order: order.order_class == "repeat" and order.state == "sale"
        )
        self.assertEqual(order.review_ids.kind, "repeat")

    def test_special_order_was_tried_out(self):
        """A pilot failed and was repeated; production waits for one item of the review."""
        order = self.order_of("andina", "accepted")
        trials = order.review_ids.trial_ids.sorted("id")
        self.assertEqual(
            [(trial.trial_type, trial.result) for trial in trials],
            [
                ("small", "pass"),
                ("pilot", "fail"),
                ("pilot", "conditional"),
                ("industrial", "pass"),
            ],
        )
        self.assertTrue(all(trials.mapped("findings")))
        for trial in trials:
            self.assertEqual(trial.done_on, trial.create_date.date())
        parts, finished = self.env["order.assurance.demo"]._demo_productions(order)
        self.assertFalse(parts)
        self.assertEqual(finished.state, "draft")
        self.assertIn("M02", finished.production_hold)

    # ------------------------------------------------------------
    # Truth
    # ------------------------------------------------------------

    def test_signatures_are_real(self):
        """Each was given by a person of the department, after it was asked for, in the past."""
        signoffs = self.env["order.signoff"].search(
            [("company_id", "=", self.company.id), ("signed_at", "!=", False)]
        )
        self.assertGreater(len(signoffs), 60)
        now = fields.Datetime.now()
        for signoff in signoffs:
            people = signoff.named_user_id or signoff.team_id.member_ids
            self.assertIn(signoff.user_id, people)
            self.assertLessEqual(signoff.requested_at, signoff.signed_at)
            self.assertLessEqual(signoff.signed_at, now)

    def test_signoffs_have_no_external_ids(self):
        """An update of the add-on can never touch a signature."""
        for name in ("order.signoff", "sale.order.review", "sale.order.code", "sale.order"):
            self.assertFalse(
                self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", name)])
            )

    def test_order_of_events(self):
        """An order is reviewed after it came in and confirmed after it was decided."""
        for order in self.orders.filtered(lambda order: order.state == "sale"):
            review = order.review_ids
            self.assertLessEqual(order.create_date, review.requested_at)
            self.assertLessEqual(review.requested_at, review.decided_at)
            self.assertLessEqual(review.decided_at, order.date_order)

    def test_update_tells_nothing_twice(self):
        """Updating the add-on leaves the story as it is."""
        count = self.env["sale.order"].search_count([])
        convert_file(self.env, MODULE, "demo/story.xml", {}, "update", noupdate=True)
        self.assertEqual(self.env["sale.order"].search_count([]), count)

    # ------------------------------------------------------------
    # Proofs
    # ------------------------------------------------------------

    def test_proofs_hold_the_goods(self):
        """The label is approved in its second version, the artwork keeps the goods back."""
        order = self.order_of("siam", "accepted")
        states = {(proof.proof_type, proof.version): proof.state for proof in order.proof_ids}
        self.assertEqual(
            states,
            {
                ("label", 1): "superseded",
                ("label", 2): "approved",
                ("artwork", 1): "sent",
                ("sample", 1): "sent",
            },
        )
        items = {line.code: line.item_state for line in order.review_ids.line_ids}
        self.assertEqual((items["S09"], items["L02"]), ("closed", "open"))
        self.assertIn("L02", order.picking_ids.filtered("review_hold").review_hold)

    # ------------------------------------------------------------
    # Batches and contract
    # ------------------------------------------------------------

    def test_batches_under_a_contract(self):
        """The first of three batches was delivered in time; the last is promised too late."""
        order = self.order_of("lakes", "accepted")
        contract = order.framework_contract_id
        self.assertEqual(contract.state, "active")
        self.assertTrue(order.framework_contract_differences)
        first, second, third = order.order_line[0].delivery_schedule_ids._in_order()
        self.assertEqual(
            [batch.delivery_state for batch in (first, second, third)],
            ["delivered", "open", "open"],
        )
        self.assertTrue(first.on_time_in_full)
        self.assertGreater(first.response_days, 14)
        self.assertGreater(third.promised_date, third.requested_date)

    def test_capacity_is_known(self):
        """The work centres tell production what it has left."""
        review = self.order_of("coral", "in_review").review_ids
        line = review.line_ids.filtered(lambda line: line.code == "P01")
        self.assertTrue(line.auto_result)
        self.assertIn("Final Assembly", line.auto_evidence)

    def test_owners_can_be_called(self):
        """A refusal names the phone of the person who settles the item."""
        users = self.env["res.users"].search([("company_id", "=", self.company.id)])
        people = users.filtered(lambda user: not user.share)
        self.assertEqual(people.filtered("phone"), people)

    # ------------------------------------------------------------
    # The shop
    # ------------------------------------------------------------

    def _notices(self, state):
        return self.env["mrp.production.notice"].search(
            [("company_id", "=", self.company.id), ("state", "=", state)]
        )

    def test_a_notice_in_each_state(self):
        for state in ("draft", "approval", "issued", "superseded", "cancelled"):
            self.assertTrue(self._notices(state), state)
        for notice in self._notices("issued"):
            self.assertTrue(notice.production_ids, notice.display_name)
            self.assertNotIn("draft", notice.production_ids.mapped("state"))
            self.assertLessEqual(notice.order_id.date_order, notice.issued_on)

    def test_a_revision(self):
        """R2 shows what changed; the old paper of one department is still out."""
        order = self.order_of("chengda", "accepted")
        revision = self._notices("issued").filtered(
            lambda notice: notice.revision == 2 and notice.order_id == order
        )
        self.assertIn("packing", revision.change_ids.mapped("field_name"))
        self.assertEqual(revision.previous_id.state, "superseded")
        self.assertEqual(revision.previous_id.correction_count, 1)
        self.assertIn("withdraw", revision.previous_id.copy_ids.mapped("state"))

    def test_an_outsourced_line_waits_for_management(self):
        notice = self._notices("approval").filtered(lambda notice: notice.revision == 1)
        line = notice.line_ids.filtered(lambda line: line.sourcing == "outsource")
        self.assertTrue(line.outsource_reason)
        self.assertEqual(
            notice.signoff_ids.filtered(lambda s: s.state == "pending").team_id.function,
            "management",
        )

    def test_advance_material_and_release_meeting(self):
        """The springs of the new kit are on their way; its tooling is settled, the rest is not."""
        notice = self._notices("draft").filtered(lambda notice: notice.revision == 1)
        advance = self.env["mrp.production.advance"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual((advance.state, advance.order_id), ("released", notice.order_id))
        self.assertEqual(advance.line_ids.product_id, self.env.ref(f"{MODULE}.product_spring"))
        self.assertEqual(advance.line_ids.quantity, 400)
        self.assertEqual(advance.purchase_count, 1)
        release = notice.release_ids
        self.assertEqual((release.state, release.blocking_count), ("draft", 2))
        self.assertTrue(notice.issue_problems)

    def test_changes_with_and_without_reason(self):
        changes = self.env["mrp.production.change"].search(
            [("company_id", "=", self.company.id), ("automatic", "=", False)]
        )
        self.assertTrue(changes.filtered("reason"))
        self.assertIn("quantity", changes.filtered(lambda c: not c.reason).mapped("kind"))

    def test_a_lot_of_seals_is_followed_and_blocked(self):
        """The supplier's lot and what was made of it are in quarantine; two customers have some."""
        report = self.env["quality.8d"].search(
            [("company_id", "=", self.company.id), ("lot_block_ids", "!=", False)]
        )
        self.assertEqual((report.kind, report.stage), ("supplier", "d3"))
        self.assertEqual(
            set(report.lot_block_ids.mapped("lot_name")), {"HF-2610-03", "SA-2610-07"}
        )
        self.assertEqual(report.quarantine_ids.mapped("state"), ["done"])
        found = {line.place: line.suspect_qty for line in report.containment_ids}
        self.assertEqual((found["customer_stock"], found["fg"], found["raw"]), (160, 40, 400))
        self.assertEqual(report._goods_receipts(), report._origin_record())

    # ------------------------------------------------------------
    # Changes and over-issues
    # ------------------------------------------------------------

    def test_order_changed_half_way(self):
        """One product is doubled, one cancelled; the customer agreed; the order is R1."""
        change = self.env["sale.order.change"].search(
            [("company_id", "=", self.company.id), ("state", "=", "applied")]
        )
        order = change.order_id
        self.assertEqual(order.partner_id, self.env.ref(f"{MODULE}.partner_coral"))
        self.assertEqual((change.state, change.consent_state), ("applied", "accepted"))
        self.assertEqual((change.change_class, order.revision_no), ("structural", 1))
        quantities = {
            line.product_id.default_code: line.product_uom_qty for line in order.order_line
        }
        self.assertEqual(sorted(quantities.values()), [0, 480, 600])
        _parts, finished = self.env["order.assurance.demo"]._demo_productions(order)
        shocks = finished.filtered(
            lambda made: made.product_id == self.env.ref(f"{MODULE}.product_rear_shock")
        )
        self.assertEqual(sum(shocks.mapped("product_qty")), 480)
        # Odoo's own list of an order leaves out what was cancelled.
        mounts = order.stock_reference_ids.production_ids.filtered(
            lambda made: made.product_id == self.env.ref(f"{MODULE}.product_mount")
        )
        self.assertEqual(mounts.mapped("state"), ["cancel"])
        to_deliver = order.order_line._goods_moves().filtered(lambda move: move.state != "cancel")
        self.assertEqual(
            {
                line.product_id: sum(
                    to_deliver.filtered(lambda m, line=line: m.sale_line_id == line).mapped(
                        "product_uom_qty"
                    )
                )
                for line in order.order_line
            },
            {line.product_id: line.product_uom_qty for line in order.order_line},
        )
        copies = change.distribution_ids
        self.assertEqual(
            set(copies.mapped("state")), {"waiting", "received", "withdraw", "withdrawn"}
        )

    def test_change_refused(self):
        order = self.order_of("chengda", "accepted")
        self.assertEqual(order.change_ids.state, "rejected")
        self.assertEqual(order.revision_no, 0)

    def test_customer_is_asked(self):
        change = self.env["sale.order.change"].search(
            [("company_id", "=", self.company.id), ("state", "=", "consent")]
        )
        self.assertEqual((change.origin, change.consent_state), ("internal", "asked"))
        self.assertEqual(change.partner_id, self.env.ref(f"{MODULE}.partner_rhein"))

    def test_overissues(self):
        requests = self.env["mrp.material.overissue"].search(
            [("company_id", "=", self.company.id)], order="id"
        )
        self.assertEqual(requests.mapped("state"), ["rejected", "granted", "waiting"])
        rejected, granted, waiting = requests
        self.assertTrue(granted.exceeds_rate)
        self.assertTrue(granted.warehouse_noted_on)
        self.assertEqual(granted.move_ids.product_uom_qty, 40)
        self.assertFalse(rejected.move_ids)
        self.assertFalse(waiting.is_loss)
        self.assertEqual(granted.order_id, self.order_of("chengda", "accepted"))

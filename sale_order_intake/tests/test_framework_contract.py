from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import PDF, IntakeCommon


@tagged("post_install", "-at_install")
class TestFrameworkContract(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.company)
        cls.term = cls.env["account.payment.term"].create({"name": "30 % deposit"})
        cls.incoterm = cls.env["account.incoterms"].create({"name": "Free here", "code": "FRH"})
        cls.contract = cls._contract()

    @classmethod
    def _contract(cls, activate=True, **values):
        contract = cls.env["sale.framework.contract"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "user_id": cls.lead.id,
                "date_start": cls.today - timedelta(days=30),
                "date_end": cls.today + timedelta(days=300),
                "our_signatory_id": cls.lead.id,
                "their_signatory": "Mrs Li, buyer",
                "signed_on": cls.today - timedelta(days=31),
                **values,
            }
        )
        contract.document_ids = cls._attachment(
            "contract.pdf", PDF, res_model=contract._name, res_id=contract.id
        )
        if activate:
            contract.action_activate()
        return contract

    # === THE CONTRACT === #

    def test_number_is_drawn(self):
        self.assertRegex(self.contract.name, r"^FC\d{4}-\d{3}$")
        named = self._contract(activate=False, name="WH-7")
        self.assertEqual(named.name, "WH-7")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._contract(activate=False, name="WH-7")

    def test_needs_signature_and_paper(self):
        contract = self._contract(activate=False, their_signatory=False)
        with self.assertRaisesRegex(UserError, "enter: Signed by the Customer"):
            contract.with_user(self.lead).action_activate()
        contract.write({"their_signatory": "Mr Wu", "document_ids": [(5,)]})
        with self.assertRaisesRegex(UserError, "enter: Signed Contract"):
            contract.action_activate()

    def test_only_documents(self):
        program = self._attachment("x.exe", b"MZ")
        with self.assertRaisesRegex(ValidationError, "order document"):
            self.contract.document_ids = program
        self.company.order_document_max_mb = 1
        with self.assertRaisesRegex(ValidationError, "up to 1 MB"):
            self.contract.document_ids = self._attachment(raw=PDF + b" " * 1024 * 1024)

    def test_in_force_it_stays_as_signed(self):
        contract = self.contract.with_user(self.lead)
        for values in (
            {"date_end": False},
            {"minimum_order_qty": 1},
            {"clauses": "<p>Other</p>"},
            {"line_ids": [(0, 0, {"product_id": self.damper.id, "minimum_order_qty": 1})]},
        ):
            with self.assertRaisesRegex(UserError, "Revise"):
                contract.write(values)
        with self.assertRaises(UserError):
            self.env["sale.framework.contract.line"].with_user(self.lead).create(
                {
                    "contract_id": contract.id,
                    "product_id": self.damper.id,
                    "minimum_order_qty": 1,
                }
            )
        with self.assertRaises(UserError):
            contract.write({"state": "draft"})
        with self.assertRaises(UserError):
            contract.unlink()
        contract.action_revise()
        contract.minimum_order_qty = 1
        contract.action_activate()
        contract.action_close()
        self.assertEqual(contract.state, "closed")

    def test_with_the_company_itself(self):
        with self.assertRaisesRegex(ValidationError, "with the company itself"):
            self._contract(activate=False, partner_id=self.branch.id)

    def test_dates(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._contract(activate=False, date_end=self.today - timedelta(days=60))
        contract = self._contract(activate=False, date_end=self.today - timedelta(days=1))
        with self.assertRaisesRegex(UserError, "ended on"):
            contract.action_activate()

    # === ORDERS === #

    def test_order_takes_the_only_contract(self):
        order = self._order(partner=self.branch)
        self.assertEqual(order.framework_contract_id, self.contract)
        self.assertEqual(order.framework_contract_ref, self.contract.name)
        self.assertEqual(self.contract.order_count, 1)
        order.partner_id = self.stranger
        self.assertFalse(order.framework_contract_id)
        self.assertFalse(self._order(partner=self.stranger).framework_contract_id)
        self.assertFalse(self._order(order_kind="sample").framework_contract_id)

    def test_switched_off_nothing_happens(self):
        self.company.order_intake_enabled = False
        order = self._order()
        self.assertFalse(order.framework_contract_id)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_number_goes_with_the_contract(self):
        order = self._order()
        order.with_user(self.clerk).framework_contract_id = False
        self.assertFalse(order.framework_contract_ref)
        order.framework_contract_ref = "Old paper 12"
        order.order_line.product_uom_qty = 7
        self.assertEqual(order.framework_contract_ref, "Old paper 12")

    def test_form_takes_the_terms_over(self):
        self.contract.action_revise()
        self.contract.write(
            {
                "payment_term_id": self.term.id,
                "incoterm_id": self.incoterm.id,
                "incoterm_location": "Qingdao",
            }
        )
        self.contract.action_activate()
        form = Form(self.env["sale.order"].with_user(self.clerk))
        form.partner_id = self.customer
        order = form.save()
        self.assertEqual(order.framework_contract_id, self.contract)
        self.assertEqual(order.payment_term_id, self.term)
        self.assertEqual(order.incoterm, self.incoterm)
        self.assertEqual(order.incoterm_location, "Qingdao")
        self.assertFalse(order.framework_contract_differences)

    def test_reference_is_needed(self):
        order = self._order()
        order.framework_contract_id = False
        with self.assertRaisesRegex(UserError, f"has framework contract {self.contract.name}"):
            order.with_user(self.clerk).action_confirm()
        order.framework_contract_id = self.contract
        order.with_user(self.clerk).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_who_signed_online_is_not_held_up(self):
        order = self._order()
        order.framework_contract_id = False
        order.signed_on = fields.Datetime.now()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_contract_must_fit(self):
        order = self._order()
        with self.assertRaisesRegex(UserError, "was made with Another Customer"):
            order.framework_contract_id = self._contract(partner_id=self.stranger.id)
        order.invalidate_recordset(flush=False)
        self.contract.sudo().state = "closed"
        with self.assertRaisesRegex(UserError, "is closed"):
            order.action_confirm()
        self.contract.sudo().state = "draft"
        with self.assertRaisesRegex(UserError, "not in force yet"):
            order.action_confirm()
        self.contract.sudo().write(
            {"state": "active", "date_start": self.today + timedelta(days=2)}
        )
        with self.assertRaisesRegex(UserError, "is valid from"):
            order.action_confirm()
        self.contract.sudo().write(
            {
                "date_start": self.today - timedelta(days=20),
                "date_end": self.today - timedelta(days=1),
            }
        )
        with self.assertRaisesRegex(UserError, "ended on"):
            order.action_confirm()

    def test_foreign_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids |= other
        contract = self._contract(activate=False, company_id=other.id)
        with self.assertRaises(UserError):
            self._order().framework_contract_id = contract

    def test_differences(self):
        self.contract.sudo().write(
            {
                "payment_term_id": self.term.id,
                "incoterm_id": self.incoterm.id,
                "minimum_order_qty": 6,
                "line_ids": [
                    (0, 0, {"product_id": self.spring.id, "minimum_order_qty": 5}),
                ],
            }
        )
        order = self._order(self.damper | self.spring)
        differences = order.with_user(self.clerk).framework_contract_differences.split("\n")
        self.assertEqual(len(differences), 3)
        self.assertIn("30 % deposit", differences[0])
        self.assertIn("Trade term: - instead of [FRH] Free here", differences[1])
        self.assertEqual(differences[2], "Damper: 5 Units ordered, at least 6 agreed")
        order.write({"payment_term_id": self.term.id, "incoterm": self.incoterm.id})
        order.order_line[0].product_uom_qty = 6
        self.assertFalse(order.framework_contract_differences)

    def test_minimum_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.contract.sudo().line_ids = [
            (0, 0, {"product_id": self.damper.id, "minimum_order_qty": 24})
        ]
        order = self._order()
        order.order_line.product_uom_id = dozen
        order.order_line.product_uom_qty = 2
        self.assertFalse(order.framework_contract_differences)
        order.order_line.product_uom_qty = 1
        self.assertIn("at least 2", order.framework_contract_differences)

    # === CALENDAR === #

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("sale_order_intake.ir_cron_framework_contracts").method_direct_trigger()

    def test_ends_by_itself(self):
        self.contract.sudo().date_end = self.today - timedelta(days=1)
        open_end = self._contract(date_end=False)
        self._run_cron()
        self.assertEqual(self.contract.state, "expired")
        self.assertEqual(open_end.state, "active")

    def test_reminds_once(self):
        later = self._contract()
        self.contract.sudo().date_end = self.today + timedelta(days=50)
        self._run_cron()
        self._run_cron()
        self.assertEqual(len(self.contract.activity_ids), 1)
        self.assertEqual(self.contract.activity_ids.user_id, self.lead)
        self.assertFalse(later.activity_ids)
        self.company.order_contract_reminder_days = 0
        later.sudo().date_end = self.today + timedelta(days=5)
        self._run_cron()
        self.assertFalse(later.activity_ids)

    # === SECURITY === #

    def test_roles(self):
        names = ["name", "state", "minimum_order_qty", "clauses"]
        for user in (self.clerk, self.finance, self.lead):
            self.assertTrue(self.contract.with_user(user).read(names), user.login)
        for user in (self.clerk, self.finance):
            with self.assertRaises(AccessError):
                self.contract.with_user(user).write({"customer_reference": "x"})
            with self.assertRaises(AccessError):
                self.contract.with_user(user).action_revise()
        stranger = self.env["res.users"].create({"name": "S", "login": "contract_stranger"})
        with self.assertRaises(AccessError):
            self.contract.with_user(stranger).read(names)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.lead.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            self.contract.with_user(self.lead).with_context(allowed_company_ids=other.ids).read(
                names
            )

    def test_seller_without_our_roles_makes_orders(self):
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create({"partner_id": self.customer.id, "company_id": self.company.id})
        )
        self.assertEqual(order.framework_contract_id, self.contract)

    def test_copy(self):
        order = self._order()
        self.contract.sudo().state = "closed"
        self.assertFalse(order.copy().framework_contract_ref)
        copy = self.contract.copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.signed_on)
        self.assertFalse(copy.document_ids)

    # === COST === #

    def test_proposing_costs_one_query_for_all(self):
        values = {"partner_id": self.customer.id, "company_id": self.company.id}
        Order = self.env["sale.order"]
        Order.create([values])
        contracts = type(self.env["sale.framework.contract"])
        calls = []
        original = contracts.search
        self.patch(
            contracts,
            "search",
            lambda records, *args, **kwargs: calls.append(1)
            or original(records, *args, **kwargs),
        )
        orders = Order.create([dict(values) for __ in range(10)])
        self.assertEqual(orders.framework_contract_id, self.contract)
        self.assertEqual(len(calls), 1)

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("-at_install", "post_install")
class TestAudience(AccountTestInvoicingCommon):
    """Sales, complaints and first orders say whom to ask."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= (
            cls.env.ref("satisfaction_survey.group_officer")
            | cls.env.ref("customer_complaint.group_officer")
            | cls.env.ref("sales_team.group_sale_salesman")
        )
        cls.company = cls.company_data["company"]
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Buyer {number}", "is_company": True} for number in range(3)]
        )
        cls.program = cls.env["satisfaction.program"].create(
            {"name": "Probe", "company_id": cls.company.id, "send_on": "2027-06-01"}
        )

    def _invoice(self, partner, amount, day, move_type="out_invoice"):
        return self.init_invoice(
            move_type, partner=partner, invoice_date=day, amounts=[amount], post=True
        )

    def test_revenue_of_the_period(self):
        first, second, third = self.partners
        contact = self.env["res.partner"].create({"name": "Buying", "parent_id": first.id})
        self._invoice(contact, 1000, "2026-06-01")
        self._invoice(first, 200, "2027-05-31", "out_refund")
        self._invoice(second, 70, "2026-12-01")
        self._invoice(second, 500, "2026-05-31")
        self._invoice(third, 500, "2027-06-01")
        self.assertEqual(
            self.program._audience_revenue(self.partners), {first.id: 800.0, second.id: 70.0}
        )
        classes = self.program._customer_classes(
            self.partners, self.program._audience_revenue(self.partners)
        )
        self.assertEqual([classes[p.id] for p in self.partners], ["a", "b", "c"])

    def test_who_complained(self):
        complaint = self.env["customer.complaint"].create(
            {
                "title": "Scratched",
                "company_id": self.company.id,
                "partner_id": self.partners[0].id,
                "received_at": "2026-07-01 08:00:00",
            }
        )
        self.env["customer.complaint"].create(
            {
                "title": "Long ago",
                "company_id": self.company.id,
                "partner_id": self.partners[1].id,
                "received_at": "2026-01-01 08:00:00",
            }
        )
        self.assertEqual(
            self.program._audience_complaining(self.partners), {complaint.partner_id.id}
        )

    def test_who_is_new(self):
        for partner, days in (
            (self.partners[0], ("2026-08-01 08:00:00",)),
            (self.partners[1], ("2025-08-01 08:00:00", "2026-08-01 08:00:00")),
        ):
            for day in days:
                self.env["sale.order"].create(
                    {
                        "partner_id": partner.id,
                        "company_id": self.company.id,
                        "date_order": day,
                        "state": "sale",
                    }
                )
        self.assertEqual(self.program._audience_new(self.partners), {self.partners[0].id})

    def test_only_who_has_bought(self):
        """Before anything was sold the filter alone decides; afterwards buyers are suggested."""
        self.program.audience_domain = f"[('id', 'in', {self.partners.ids})]"
        self.assertEqual(self.program._audience_candidates(), self.partners)
        contact = self.env["res.partner"].create(
            {"name": "Buying", "parent_id": self.partners[0].id}
        )
        self.env["sale.order"].create(
            {"partner_id": contact.id, "company_id": self.company.id, "state": "sale"}
        )
        self._invoice(self.partners[1], 100, "2020-01-01")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["sale.order"].create(
            {"partner_id": self.partners[2].id, "company_id": elsewhere.id, "state": "sale"}
        )
        self.assertEqual(self.program._audience_candidates(), self.partners[:2])
        # Who was in the programme before stays, wherever he has ordered.
        before = self.program.copy({"name": "Before"})
        before.audience_ids = [Command.create({"partner_id": self.partners[2].id})]
        self.program.previous_id = before
        self.assertEqual(self.program._audience_candidates(), self.partners)

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.customer_complaint.tests.common import OFFICER, USER, ComplaintCommon


@tagged("post_install", "-at_install")
class TestLead(ComplaintCommon):
    """A service record becomes a lead with one click."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user(
            "complaint_lead", f"{OFFICER},sales_team.group_sale_salesman_all_leads"
        )

    def _record(self, user=None, **values):
        records = self.env["customer.service.record"].with_user(user or self.officer)
        return records.create(
            {
                "company_id": self.company.id,
                "partner_id": self.customer.id,
                "caller": "Mr Li",
                "phone": "+49 1",
                "question": "Do you make <b>longer</b> ones?\nIn red?",
                **values,
            }
        )

    def test_clerk_passes_it_on(self):
        record = self._record()
        action = record.action_make_lead()
        self.assertEqual(action["tag"], "display_notification")
        lead = record.sudo().lead_id
        self.assertEqual(lead.name, "Do you make <b>longer</b> ones?")
        self.assertEqual(
            (lead.partner_id, lead.contact_name, lead.phone, lead.company_id),
            (self.customer, "Mr Li", "+49 1", self.company),
        )
        self.assertFalse(lead.user_id)
        self.assertNotIn("<b>", lead.description)
        with self.assertRaises(AccessError):
            lead.with_user(self.officer).read(["name"])
        # Once.
        record.action_make_lead()
        self.assertEqual(record.sudo().lead_id, lead)

    def test_whoever_sells_opens_it(self):
        record = self._record(user=self.seller)
        action = record.action_make_lead()
        lead = record.lead_id
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", lead.id))
        self.assertEqual(lead.user_id, self.seller)
        self.assertEqual(lead.service_record_count, 1)
        self.assertEqual(lead.action_view_service_records()["res_id"], record.id)

    def test_sales_sees_the_call(self):
        """The lead leads back to what the customer said, though another took the call."""
        record = self._record()
        seller = self._user("complaint_lead_own", f"{USER},sales_team.group_sale_salesman")
        self.assertFalse(record.with_user(seller).has_access("read"))
        record.action_make_lead()
        lead = record.sudo().lead_id.with_user(seller)
        self.assertEqual(lead.service_record_count, 1)
        told = lead.service_record_ids
        self.assertIn("longer", told.question)
        with self.assertRaises(AccessError):
            told.write({"answer": "No"})
        # A colleague's lead is a colleague's.
        lead.sudo().user_id = self.seller
        self.assertFalse(told.has_access("read"))

    def test_others(self):
        record = self._record()
        stranger = self._user("complaint_lead_no", USER)
        with self.assertRaises(AccessError):
            record.with_user(stranger).action_make_lead()
        with self.refused("cannot be entered"):
            record.write({"lead_id": 1})
        plain = self._user("complaint_plain_sale", "sales_team.group_sale_salesman")
        leads = self.env["crm.lead"].with_user(plain)
        self.assertNotIn("service_record_count", leads.fields_get())
        self.assertNotIn("service_record", leads.get_view(view_type="form")["arch"])

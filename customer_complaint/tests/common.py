from contextlib import contextmanager
from datetime import timedelta

from odoo import SUPERUSER_ID, Command, fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user

USER = "order_signoff.group_user"
OFFICER = "customer_complaint.group_officer"


class ComplaintCommon(TransactionCase):
    """A company with the departments that answer complaints, and two customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(user=SUPERUSER_ID)
        cls.company = cls._company()
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.company = cls.company.with_env(cls.env)
        cls.officer = cls._user("complaint_officer", OFFICER)
        cls.quality = cls._user("complaint_quality", USER)
        cls.sales = cls._user("complaint_sales", USER)
        cls.boss = cls._user("complaint_boss", USER)
        cls.worker = cls._user("complaint_worker", USER)
        cls.team = {
            function: cls.env["order.team"].create(
                {
                    "name": function,
                    "function": function,
                    "company_id": cls.company.id,
                    "leader_id": user.id,
                }
            )
            for function, user in {
                "quality": cls.quality,
                "sales": cls.sales,
                "service": cls.officer,
                "management": cls.boss,
                "production": cls.worker,
                "finance": cls.boss,
            }.items()
        }
        cls.customer = cls.env["res.partner"].create(
            {"name": "Moto GmbH", "is_company": True, "email": "moto@example.com"}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Mr Li", "parent_id": cls.customer.id, "email": "li@example.com"}
        )
        cls.other = cls.env["res.partner"].create({"name": "Wheels SA", "is_company": True})
        cls.family = cls.env["product.category"].create({"name": "Dampers"})
        cls.product = cls.env["product.product"].create(
            {"name": "Damper", "type": "consu", "categ_id": cls.family.id}
        )
        cls.defect = cls.env["quality.defect"].create({"name": "Oil leak", "code": "T-OIL"})

    @classmethod
    def _company(cls):
        return cls.env["res.company"].create({"name": "Complaint Test Company"})

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _complaint(cls, user=None, **values):
        return (
            cls.env["customer.complaint"]
            .with_user(user or cls.officer)
            .create(
                {
                    "title": "Oil leaks at the rod",
                    "company_id": cls.company.id,
                    "partner_id": cls.contact.id,
                    "product_id": cls.product.id,
                    "defect_id": cls.defect.id,
                    "qty_complained": 3,
                    **values,
                }
            )
        )

    def _judged(self, validity="valid", reason="The sample leaks", **values):
        complaint = self._complaint(**values)
        complaint.action_acknowledge()
        complaint._judge(validity, reason)
        return complaint

    def _proposed(self, remedies=({"kind": "compensation", "amount": 500},), **values):
        """A valid complaint whose proposal waits for signatures."""
        complaint = self._judged(**values)
        complaint.containment = "Stock at the customer is checked"
        complaint.action_contain()
        complaint.write(
            {
                "team_id": self.team["production"].id,
                "cause": "Seal cut on assembly",
                "solution": "We replace the dampers",
                "remedy_ids": [Command.create(remedy) for remedy in remedies],
            }
        )
        complaint.action_propose()
        return complaint

    def _sign(self, complaint):
        """Let everybody sign, in turn, whose signature is missing."""
        for _turn in range(5):
            pending = complaint.sudo().signoff_ids.filtered(lambda s: s.state == "pending")
            for signoff in pending:
                signoff.with_user(signoff.team_id.leader_id).action_accept()
            if not pending:
                return

    def _approved(self, **values):
        complaint = self._proposed(**values)
        self._sign(complaint)
        return complaint

    def _evidence(self, complaint):
        complaint.evidence_ids.write({"state": "not_needed", "note": "Seen"})

    def _ago(self, **delta):
        return fields.Datetime.now() - timedelta(**delta)

    @contextmanager
    def refused(self, text):
        """What happens inside is refused with these words, and undone."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertIn(text, str(caught.exception))

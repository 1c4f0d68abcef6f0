from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerComplaintReport(models.TransientModel):
    """Any employee who hears a complaint passes it on at once: a photo, the order, one sentence
    (procedure 000, duty to report)."""

    _name = "customer.complaint.report"
    _description = "Report a Complaint"

    title = fields.Char(string="What Is Wrong", required=True, help="One sentence is enough.")
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer")
    contact_name = fields.Char(string="Who Told You")
    order_text = fields.Char(string="Order", help="Order code or the customer's number.")
    customer_words = fields.Text(string="In the Customer's Words")
    severity = fields.Selection(
        selection=[("minor", "It can wait"), ("major", "Serious"), ("critical", "Danger or stop")],
        string="How Bad",
        required=True,
        default="minor",
    )
    photo = fields.Image(max_width=1920, max_height=1920)
    done_name = fields.Char(string="Registered As", readonly=True)

    def action_report(self):
        """Register the complaint; the service centre is told."""
        self.ensure_one()
        if not (self.title or "").strip():
            raise UserError(self.env._("Say in one sentence what is wrong."))
        if not self.done_name:
            self._report()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Thank You"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _report(self):
        complaint = self.env["customer.complaint"]._register_complaint(
            "internal", self._prepare_complaint()
        )
        if self.photo:
            attachment = complaint.env["ir.attachment"].create(
                {
                    "name": self.env._("Photo"),
                    "datas": self.photo,
                    "res_model": complaint._name,
                    "res_id": complaint.id,
                }
            )
            line = complaint.evidence_ids.filtered(lambda line: line.kind == "photo")
            line.write(
                {
                    "attachment_ids": [Command.link(attachment.id)],
                    "state": "here",
                    "received_on": complaint.company_id._order_today(),
                }
            )
        self.done_name = complaint.name

    def _prepare_complaint(self):
        return {
            "title": self.title.strip(),
            "company_id": self.env.company.id,
            "partner_id": self.partner_id.id,
            "contact_name": self.contact_name,
            "order_text": self.order_text,
            "customer_words": self.customer_words,
            "severity": self.severity,
            "reported_by_id": self.env.uid,
        }

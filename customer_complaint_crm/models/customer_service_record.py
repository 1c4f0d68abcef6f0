from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class CustomerServiceRecord(models.Model):
    """A contact that is about buying goes to sales."""

    _inherit = "customer.service.record"

    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="order_signoff.group_user",
    )
    has_lead = fields.Boolean(compute="_compute_has_lead", compute_sudo=True)

    @api.depends("lead_id")
    def _compute_has_lead(self):
        for record in self:
            record.has_lead = bool(record.lead_id)

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"lead_id"}

    # === ACTIONS === #

    def action_make_lead(self):
        """Make it a lead with one click, or open the one that was made."""
        self.ensure_one()
        self.check_access("write")
        # sudo: a clerk of the service passes on what he may not work on himself
        record = self.sudo()
        if not record.lead_id:
            if not record.question.strip():
                raise UserError(self.env._("Write down what the customer asked first."))
            lead = record.env["crm.lead"].create(self._prepare_lead())
            record.lead_id = lead
            lead._message_log(
                body=self.env._("Made from service record %(record)s", record=record.name)
            )
            self._message_log(body=self.env._("Passed on to sales: %(lead)s", lead=lead.name))
        lead = record.lead_id.with_env(self.env)
        if lead.has_access("read"):
            return lead.get_formview_action()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Passed on to sales: %(lead)s", lead=record.lead_id.name),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _prepare_lead(self):
        self.ensure_one()
        sells = self.env.user.has_group("sales_team.group_sale_salesman")
        words = [self.question, self.answer and self.env._("Told: %s", self.answer)]
        return {
            "name": self._first_words(),
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "contact_name": self.caller,
            "phone": self.phone,
            "description": plaintext2html("\n".join(filter(None, words))),
            "user_id": self.env.uid if sells else False,
        }

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderChange(models.Model):
    """The customer is told of the day that planning has answered."""

    _inherit = "sale.order.change"

    customer_told_on = fields.Datetime(readonly=True, copy=False)
    customer_told_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    customer_to_tell = fields.Boolean(compute="_compute_customer_to_tell")

    @api.depends("state", "planning_date", "customer_told_on", "consent_state", "line_ids.kind")
    def _compute_customer_to_tell(self):
        for change in self:
            # whoever has agreed to the change has seen the day
            change.customer_to_tell = (
                change.state in ("approved", "applied")
                and bool(change.planning_date)
                and change._asks_for_day()
                and not change.customer_told_on
                and change.consent_state != "accepted"
            )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"customer_told_on", "customer_told_by_id"}

    def action_tell_customer(self):
        """Open the mail that tells the customer on which day the goods can leave."""
        self.ensure_one()
        self.check_access("write")
        self._check_requester()
        if not self.planning_date:
            raise UserError(
                self.env._(
                    "Planning has not yet said when the goods of %(change)s can leave.",
                    change=self.display_name,
                )
            )
        template = self.env.ref(
            "sale_order_change.mail_template_told", raise_if_not_found=False
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tell the Customer"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
            },
        }

    def _message_post_after_hook(self, message, msg_vals):
        """A message to the customer after the answer is what tells him of it."""
        result = super()._message_post_after_hook(message, msg_vals)
        customers = message.partner_ids.commercial_partner_id
        for change in self:
            if change.customer_to_tell and change.partner_id.commercial_partner_id in customers:
                # sudo: kept by the system
                change.sudo().write(
                    {
                        "customer_told_on": fields.Datetime.now(),
                        "customer_told_by_id": self.env.uid,
                    }
                )
        return result

    def _on_approved(self):
        result = super()._on_approved()
        if self.customer_to_tell:
            self._tell_requester(
                self.env._("%(change)s: tell the customer the date", change=self.display_name)
            )
        return result

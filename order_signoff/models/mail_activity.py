from odoo import api, fields, models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    """Activities mirror the open sign-offs; the sign-off is the truth."""

    _inherit = "mail.activity"

    order_signoff_id = fields.Many2one(
        comodel_name="order.signoff",
        string="Sign-off",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
        help="The signature that this activity asks for.",
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        # sudo: the activity may be shown to people who do not see the sign-off
        waiting = self.sudo().order_signoff_id.filtered(lambda s: s.state == "pending")
        if waiting:
            raise UserError(
                self.env._(
                    "Please sign %(document)s in My Sign-offs; this activity then closes itself.",
                    document=waiting[0].res_name,
                )
            )
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    @api.model
    def _create_for_signoffs(self, signoffs):
        """Put one activity per open line on the list of the person who is asked first."""
        users = signoffs._users_to_ask()
        today = fields.Date.context_today(self)
        activity_type = self.env.ref("order_signoff.mail_activity_type_signoff")
        vals_list = [
            {
                "order_signoff_id": signoff.id,
                "res_model_id": self.env["ir.model"]._get_id(signoff.res_model),
                "res_id": signoff.res_id,
                "activity_type_id": activity_type.id,
                "user_id": users[signoff.id][:1].id,
                "summary": signoff.team_id.name or False,
                "date_deadline": signoff.deadline.date() if signoff.deadline else today,
                "automated": True,
            }
            for signoff in signoffs
            if signoff.purpose != "inform" and users[signoff.id]
        ]
        if vals_list:
            # sudo: the activity belongs to somebody else. No mail and no following: who is
            # asked reads it in his inbox and in one digest, not in a message per line.
            self.sudo().with_context(
                mail_activity_quick_update=True, order_signoff_no_subscribe=True
            ).create(vals_list)

    @api.model
    def _close_for_signoffs(self, signoffs, done=False):
        # sudo: the activity may be on the list of a colleague of the signer
        activities = self.sudo().search([("order_signoff_id", "in", signoffs.ids)])
        if done:
            activities.action_archive()
        else:
            activities.unlink()

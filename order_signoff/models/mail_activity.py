from odoo import fields, models
from odoo.exceptions import UserError


class MailActivity(models.Model):
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

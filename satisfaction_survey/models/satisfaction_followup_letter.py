from odoo import fields, models
from odoo.exceptions import UserError


class SatisfactionFollowup(models.Model):
    """The letter that tells the customer what came of his answers."""

    _inherit = "satisfaction.followup"

    def action_send_reply(self):
        """Send the reply letter to whoever answered.

        :raise UserError: where there is nothing to say yet, or nobody to write to
        """
        self._check_steps("in_work", "to_confirm")
        for followup in self:
            if not followup.has_customer or not followup.contact_id.email:
                raise UserError(
                    self.env._(
                        "There is nobody to write to for %(followup)s: enter who answered, with "
                        "an e-mail address.",
                        followup=followup.name,
                    )
                )
            if not (followup.reply or "").strip():
                raise UserError(
                    self.env._(
                        "Write the reply to the customer first: what was found, what is done."
                    )
                )
        # sudo: the text of the letter is kept by administrators
        letter = self.env.ref("satisfaction_survey.mail_template_reply").sudo()
        for followup in self:
            # Without a layout: the customer need not read what we call his answers.
            letter.send_mail(followup.id)
        # sudo: kept by the system
        self.sudo().write({"reply_sent_on": fields.Datetime.now()})
        return True

from odoo import models
from odoo.exceptions import UserError


class SurveyInvite(models.TransientModel):
    _inherit = "survey.invite"

    def action_invite(self):
        """A mail has an address: nobody is invited by mail to what is anonymous, also before and
        between the programmes; the links would be used while one runs."""
        for wizard in self.filtered(lambda wizard: wizard.survey_id._asks_employees()):
            raise UserError(
                self.env._(
                    "“%(survey)s” is anonymous: print slips from its programme instead of writing "
                    "to people.",
                    survey=wizard.survey_id.title,
                )
            )
        return super().action_invite()

from odoo import fields, models


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    satisfaction_safety = fields.Boolean(
        string="Concerns Safety",
        help="A low answer here is a finding on safety: it becomes a complaint at once.",
    )

    def _satisfaction_followup_kind(self):
        """Return what a low answer to this question leads to."""
        self.ensure_one()
        if self.satisfaction_safety:
            return "safety"
        return "eightd" if self.satisfaction_critical else "low_answer"

from odoo import models


class Quality8d(models.Model):
    _inherit = "quality.8d"

    _satisfaction_once = models.UniqueIndex(
        "(origin_id) WHERE origin_model = 'satisfaction.followup'",
        "There is an 8D report for this follow-up already.",
    )

from odoo import api, models
from odoo.exceptions import ValidationError


class SatisfactionAudience(models.Model):
    """Nobody is invited by name to a programme of employees."""

    _inherit = "satisfaction.audience"

    @api.constrains("program_id")
    def _check_nobody_named(self):
        for program in self.program_id:
            if program.kind == "employee":
                raise ValidationError(program._message_nobody_named())

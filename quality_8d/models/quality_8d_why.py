from odoo import api, fields, models
from odoo.exceptions import ValidationError


class Quality8dWhy(models.Model):
    """One why of a chain, from the problem down to its root."""

    _name = "quality.8d.why"
    _description = "Why"
    _inherit = ["quality.8d.part"]
    _order = "cause_id, sequence, id"
    _check_company_auto = True
    _discipline = "d4"

    report_id = fields.Many2one(compute="_compute_report_id", store=True, precompute=True)
    cause_id = fields.Many2one(
        comodel_name="quality.8d.cause", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Because", required=True)
    evidence = fields.Char(string="Seen From")

    @api.depends("cause_id.report_id")
    def _compute_report_id(self):
        for why in self:
            why.report_id = why.cause_id.report_id

    def write(self, vals):
        result = super().write(vals)
        if "cause_id" in vals:
            self._check_moved(vals)
        return result

    @api.constrains("cause_id", "report_id")
    def _check_cause(self):
        for why in self:
            if why.cause_id.report_id != why.report_id:
                raise ValidationError(
                    self.env._("%(why)s: choose a cause of the same report.", why=why.name)
                )

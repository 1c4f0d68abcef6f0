from odoo import api, fields, models


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

    @api.depends("cause_id")
    def _compute_report_id(self):
        for why in self:
            why.report_id = why.cause_id.report_id

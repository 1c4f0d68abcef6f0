from odoo import api, fields, models


class SatisfactionEmployeeComment(models.Model):
    """What somebody wrote, without department, author, time or order."""

    _name = "satisfaction.employee.comment"
    _description = "Comment of an Employee Survey"
    _inherit = ["order.protected.mixin"]
    _order = "program_id desc, question_id, words"
    _rec_name = "words"

    program_id = fields.Many2one(
        comodel_name="satisfaction.program",
        string="Programme",
        readonly=True,
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    question_id = fields.Many2one(
        comodel_name="survey.question", readonly=True, ondelete="set null"
    )
    words = fields.Text(string="Comment", readonly=True, required=True)

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"program_id", "question_id", "words"}

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling


class SatisfactionEmployeeResult(models.Model):
    """The figure of one question, for a group or for all; made when the programme is closed.

    What is withheld has no record at all: no view, export or sum can show it.
    """

    _name = "satisfaction.employee.result"
    _description = "Result of an Employee Survey"
    _inherit = ["order.protected.mixin"]
    _order = "program_id desc, sequence, group_id, id"
    _rec_name = "title"

    # === FIELDS === #

    program_id = fields.Many2one(
        comodel_name="satisfaction.program",
        string="Programme",
        readonly=True,
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    date = fields.Date(related="program_id.date_to", store=True, string="Period To")
    group_id = fields.Many2one(
        comodel_name="satisfaction.employee.group",
        string="Department",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: all departments together.",
    )
    scope = fields.Selection(
        selection=[("group", "Department"), ("all", "All Together")], readonly=True, required=True
    )
    sequence = fields.Integer(readonly=True)
    question_id = fields.Many2one(
        comodel_name="survey.question",
        string="Question of the Survey",
        readonly=True,
        ondelete="set null",
    )
    title = fields.Char(string="Question", translate=True, readonly=True, required=True)
    weight = fields.Float(readonly=True, aggregator=None)
    score = fields.Float(
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Mean of the answers, 20 to 100: an answer of 5 counts 100, of 1 counts 20.",
    )
    answer_count = fields.Integer(string="Answers", readonly=True)
    target = fields.Float(related="program_id.total_target")

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {
            "program_id",
            "group_id",
            "scope",
            "sequence",
            "question_id",
            "title",
            "weight",
            "score",
            "answer_count",
        }

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if not is_uninstalling(self.env) and not self.env.su:
            raise UserError(self.env._("Results of a closed survey are kept."))

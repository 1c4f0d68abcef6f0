from odoo import api, fields, models

LEVELS = (1, 2, 3, 4, 5)


class SatisfactionResultQuestion(models.Model):
    """What all customers together said to one question, kept when the programme was closed.

    Title and weight stay as they were then, whatever becomes of the question.
    """

    _name = "satisfaction.result.question"
    _description = "Satisfaction per Question"
    _inherit = "order.protected.mixin"
    _order = "program_id desc, module_id, sequence, id"
    _rec_name = "title"
    _check_company_auto = True

    program_id = fields.Many2one(
        comodel_name="satisfaction.program",
        string="Programme",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    module_id = fields.Many2one(
        comodel_name="satisfaction.module",
        string="Questionnaire",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    sequence = fields.Integer(readonly=True, aggregator=None)
    role = fields.Selection(
        selection=[("score", "Satisfaction, Scored"), ("nps", "Recommendation (0–10)")],
        string="Evaluated As",
        readonly=True,
        required=True,
    )
    question_id = fields.Many2one(
        comodel_name="survey.question",
        string="Question in the Survey",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    row_id = fields.Many2one(
        comodel_name="survey.question.answer",
        string="Row of the Matrix",
        readonly=True,
        ondelete="set null",
    )
    title = fields.Char(string="Question", readonly=True, required=True, translate=True)
    weight = fields.Float(digits=(5, 1), aggregator=None, readonly=True)
    critical = fields.Boolean(string="Critical Question", readonly=True)
    count = fields.Integer(string="Answers", readonly=True)
    na_count = fields.Integer(string="Does Not Apply", readonly=True)
    points = fields.Float(
        digits=(5, 1),
        aggregator="avg",
        readonly=True,
        help="Mean of all answers, 0 to 100: 5 of 5 steps is 100, 1 is 20.",
    )
    importance = fields.Float(
        digits=(5, 1),
        aggregator="avg",
        readonly=True,
        help="How important it is to the customers, 0 to 100; empty where it was not asked.",
    )
    importance_count = fields.Integer(string="Answers on Importance", readonly=True)
    level_1 = fields.Integer(string="1 – Very Dissatisfied", readonly=True)
    level_2 = fields.Integer(string="2 – Dissatisfied", readonly=True)
    level_3 = fields.Integer(string="3 – Neutral", readonly=True)
    level_4 = fields.Integer(string="4 – Satisfied", readonly=True)
    level_5 = fields.Integer(string="5 – Very Satisfied", readonly=True)
    promoters = fields.Integer(string="9–10", readonly=True)
    detractors = fields.Integer(string="0–6", readonly=True)

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {
            name
            for name, value in self._fields.items()
            if value.store and name not in models.MAGIC_COLUMNS
        }

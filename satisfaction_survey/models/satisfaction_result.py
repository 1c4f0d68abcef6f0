from odoo import api, fields, models


class SatisfactionResult(models.Model):
    """The score of one answered questionnaire, kept when the programme was closed."""

    _name = "satisfaction.result"
    _description = "Satisfaction Score"
    _inherit = "order.protected.mixin"
    _order = "program_id desc, module_id, id"
    _rec_name = "partner_id"
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
    module_name = fields.Char(
        string="Questionnaire over the Years",
        readonly=True,
        help="The name of the questionnaire, to compare the same one over the years.",
    )
    audience_id = fields.Many2one(
        comodel_name="satisfaction.audience",
        string="Customer of the Programme",
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner", readonly=True, ondelete="restrict"
    )
    customer_class = fields.Selection(related="audience_id.customer_class", string="Class")
    user_input_id = fields.Many2one(
        comodel_name="survey.user_input",
        string="Answer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The answer itself opens only for those who may see answers in Odoo's survey app.",
    )
    answered_on = fields.Datetime(readonly=True)
    year = fields.Integer(readonly=True, aggregator=None)
    score = fields.Float(
        digits=(5, 1),
        aggregator="avg",
        readonly=True,
        help="Mean of the points of the questions by their weights, 0 to 100. Empty when too "
        "little was answered.",
    )
    answered_share = fields.Float(
        string="Answered (%)",
        digits=(5, 1),
        aggregator="avg",
        readonly=True,
        help="Share of the weight of all questions that apply.",
    )
    valid = fields.Boolean(
        readonly=True, help="Enough was answered, so that the questionnaire has a score."
    )
    weight = fields.Float(digits=(5, 1), aggregator=None, readonly=True)
    contribution = fields.Float(
        digits=(5, 1),
        aggregator="avg",
        readonly=True,
        help="Weight × score ÷ 100: the points of the customer's total that come from here.",
    )
    satisfied_count = fields.Integer(string="Satisfied Answers", readonly=True)
    answer_count = fields.Integer(string="Answers", readonly=True)

    _answer_unique = models.UniqueIndex(
        "(user_input_id) WHERE user_input_id IS NOT NULL", "This answer has its score already."
    )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {
            name
            for name, value in self._fields.items()
            if value.store and name not in models.MAGIC_COLUMNS
        }

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling

from .satisfaction_program import OPEN_STATES


class SatisfactionModule(models.Model):
    """One questionnaire of a programme: its department, its weight in the total, its target."""

    _name = "satisfaction.module"
    _description = "Questionnaire of a Satisfaction Programme"
    _inherit = "order.protected.mixin"
    _order = "program_id desc, sequence, id"
    _check_company_auto = True

    # === FIELDS === #

    program_id = fields.Many2one(
        comodel_name="satisfaction.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    program_state = fields.Selection(related="program_id.state", string="Step of the Programme")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Questionnaire", required=True, translate=True)
    key = fields.Char(
        copy=True,
        help="The same in every year, so that scores can be compared over the years.",
    )
    survey_id = fields.Many2one(
        comodel_name="survey.survey",
        string="Questions",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[
            ("survey_type", "in", ("survey", "custom")),
            ("users_login_required", "=", False),
        ],
    )
    team_id = fields.Many2one(
        comodel_name="order.team",
        string="Department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Answers for the result and its improvement; its members see it.",
    )
    weight = fields.Float(
        digits=(5, 1), default=0, help="Weight in the total. All weights make 100."
    )
    target = fields.Float(
        digits=(5, 1), aggregator=None, default=lambda self: self.env.company.satisfaction_target
    )
    score = fields.Float(digits=(5, 1), aggregator="avg", readonly=True, copy=False)

    _weight_valid = models.Constraint(
        "CHECK(weight BETWEEN 0 AND 100 AND target BETWEEN 0 AND 100)",
        "Weight and target are between 0 and 100.",
    )

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"score"}

    @api.model_create_multi
    def create(self, vals_list):
        modules = super().create(vals_list)
        modules._check_program_open()
        for module in modules.filtered(lambda module: not module.key):
            module.key = f"m{module.id}"
        return modules

    def write(self, vals):
        if {"program_id", "survey_id", "weight", "key"} & vals.keys():
            self._check_program_open()
        if "target" in vals:
            self._check_program_open(also=("running",))
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_only_unsent(self):
        if not is_uninstalling(self.env):
            self._check_program_open()

    def _check_program_open(self, also=()):
        """Refuse changes of what people are, or were, asked."""
        if self.env.su:
            return
        for module in self:
            if module.program_id.state not in (*OPEN_STATES, *also):
                raise UserError(
                    self.env._(
                        "%(program)s was sent: its questionnaires and weights stay. Change them "
                        "in the next programme.",
                        program=module.program_id.name,
                    )
                )

    # === ACTIONS === #

    def action_print_paper(self):
        """Open the questionnaire as a page to be printed and filled in by hand."""
        self.ensure_one()
        return self.survey_id.action_print_survey()

    # === BUSINESS === #

    def _missing_to_prepare(self):
        """Return the sentences that say what is missing before these can be sent."""
        missing = []
        # sudo: the questions, for whoever may send the programme
        for module in self.sudo():
            if not module.survey_id.active:
                missing.append(
                    self.env._(
                        "The questions of “%(module)s” are archived: choose others.",
                        module=module.name,
                    )
                )
            elif not module.survey_id.question_ids.filtered("satisfaction_weight"):
                missing.append(
                    self.env._(
                        "No question of “%(module)s” has a weight: nothing could be scored.",
                        module=module.name,
                    )
                )
            missing += module._missing_for_answers()
        return missing

    def _missing_for_answers(self):
        """Return the sentences that say which settings of the survey would shut people out."""
        self.ensure_one()
        survey, missing = self.survey_id, []
        if survey.users_login_required:
            missing.append(
                self.env._(
                    "“%(module)s” asks people to log in: take “Require Login” out of its survey.",
                    module=self.name,
                )
            )
        if survey.is_attempts_limited:
            missing.append(
                self.env._(
                    "“%(module)s” limits the attempts, and answers of earlier years count: take "
                    "the limit out of its survey.",
                    module=self.name,
                )
            )
        if survey.is_time_limited:
            missing.append(
                self.env._(
                    "“%(module)s” has to be answered within minutes: take the time limit out of "
                    "its survey.",
                    module=self.name,
                )
            )
        return missing

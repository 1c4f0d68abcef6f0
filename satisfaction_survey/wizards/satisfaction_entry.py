from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SatisfactionEntry(models.TransientModel):
    """What a contact answered on paper or by phone, entered question by question."""

    _name = "satisfaction.entry"
    _description = "Answers on Paper or by Phone"

    # === FIELDS === #

    invitation_id = fields.Many2one(
        comodel_name="satisfaction.invitation", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="invitation_id.partner_id", string="Contact")
    allowed_module_ids = fields.Many2many(
        comodel_name="satisfaction.module", compute="_compute_allowed_module_ids"
    )
    module_id = fields.Many2one(
        comodel_name="satisfaction.module",
        string="Questionnaire",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', allowed_module_ids)]",
        compute="_compute_module_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    source = fields.Selection(
        selection=[("paper", "Paper"), ("phone", "Phone")],
        string="Came By",
        required=True,
        default="paper",
    )
    line_ids = fields.One2many(
        comodel_name="satisfaction.entry.line",
        inverse_name="entry_id",
        string="Answers",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    # === COMPUTE METHODS === #

    @api.depends("invitation_id")
    def _compute_allowed_module_ids(self):
        for entry in self:
            entry.allowed_module_ids = [
                module.id
                for module, answer in entry.invitation_id._answer_by_module().items()
                if answer.state != "done"
            ]

    @api.depends("invitation_id")
    def _compute_module_id(self):
        for entry in self:
            entry.module_id = entry.invitation_id and entry.invitation_id._next_module()

    @api.depends("module_id")
    def _compute_line_ids(self):
        for entry in self:
            entry.line_ids = [Command.clear()] + [
                Command.create(values) for values in entry._line_values()
            ]

    def _line_values(self):
        """Return a line per question, and per row of a matrix, in the order of the survey."""
        values = []
        for question in self.module_id.survey_id.question_ids:
            rows = question.matrix_row_ids if question.question_type == "matrix" else [False]
            values += [
                {"question_id": question.id, "row_id": row and row.id, "sequence": len(values)}
                for row in rows
            ]
        return values

    # === ACTIONS === #

    def action_enter(self):
        """Keep the answers as the contact's, and go on with his next questionnaire.

        :raise UserError: when he has answered already, or nothing was entered
        """
        self.ensure_one()
        self.invitation_id.check_access("write")
        answer = self.invitation_id._start_answer(self.module_id, self.source)
        if answer.state == "done":
            raise UserError(
                self.env._(
                    "%(contact)s has answered this questionnaire already: his own answer counts.",
                    contact=self.partner_id.name,
                )
            )
        given = self.line_ids.filtered(lambda line: line._is_given())
        if not given:
            raise UserError(self.env._("Enter at least one answer."))
        given._check_number()
        # What he had begun on the web is replaced by what he says now.
        answer.user_input_line_ids.unlink()
        for question, lines in self.line_ids.grouped("question_id").items():
            if question.triggering_answer_ids and not lines & given:
                # Who did not give the answer that opens a question was never asked it.
                if question in answer._get_inactive_conditional_questions():
                    continue
            value = lines._survey_value()
            if problem := question.validate_question(value).get(question.id):
                raise UserError(
                    self.env._(
                        "%(question)s: %(problem)s", question=question.title, problem=problem
                    )
                )
            answer._save_lines(question, value)
        answer._mark_done()
        if self.invitation_id._may_answer() and self.invitation_id._next_module():
            return self.invitation_id.with_context(entry_source=self.source).action_enter_answers()
        return {"type": "ir.actions.act_window_close"}

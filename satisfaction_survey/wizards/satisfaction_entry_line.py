from odoo import fields, models
from odoo.exceptions import UserError


class SatisfactionEntryLine(models.TransientModel):
    """The answer to one question; which column is filled in depends on the kind of question."""

    _name = "satisfaction.entry.line"
    _description = "Answer on Paper or by Phone"
    _order = "sequence, id"

    entry_id = fields.Many2one(
        comodel_name="satisfaction.entry", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer()
    question_id = fields.Many2one(
        comodel_name="survey.question", required=True, ondelete="cascade"
    )
    question_type = fields.Selection(related="question_id.question_type")
    title = fields.Char(string="What Is Asked", compute="_compute_title")
    row_id = fields.Many2one(comodel_name="survey.question.answer", ondelete="cascade")
    choice_id = fields.Many2one(
        comodel_name="survey.question.answer",
        string="Answer",
        ondelete="cascade",
        domain="[('question_id', '=', question_id)]",
    )
    choice_ids = fields.Many2many(
        comodel_name="survey.question.answer",
        string="Answers",
        domain="[('question_id', '=', question_id)]",
    )
    scale = fields.Char(string="Mark")
    text = fields.Text(string="In Words")

    def _compute_title(self):
        for line in self:
            row = f" – {line.row_id.value}" if line.row_id else ""
            line.title = f"{line.question_id.title}{row}"

    def _is_given(self):
        self.ensure_one()
        return bool(self.choice_id or self.choice_ids or self.scale or self.text)

    def _check_number(self):
        """Refuse steps that the question does not have; Odoo's page offers only those it has."""
        for line in self.filtered(lambda line: line.question_type == "scale" and line.scale):
            low, high = line.question_id.scale_min, line.question_id.scale_max
            step = line.scale.strip()
            if not (step.isdecimal() and low <= int(step) <= high):
                raise UserError(
                    self.env._(
                        "%(question)s: enter a whole number from %(low)s to %(high)s.",
                        question=line.question_id.title,
                        low=low,
                        high=high,
                    )
                )

    def _survey_value(self):
        """Return the answer to one question as Odoo's survey takes it from its own page."""
        kind = self.question_id.question_type
        if kind == "matrix":
            return {
                str(line.row_id.id): [str(line.choice_id.id)] for line in self if line.choice_id
            }
        if kind == "multiple_choice":
            return [str(choice.id) for choice in self.choice_ids]
        if kind == "simple_choice":
            return str(self.choice_id.id) if self.choice_id else ""
        return (self.scale or self.text or "").strip()

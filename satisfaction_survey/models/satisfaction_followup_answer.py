from odoo import api, fields, models
from odoo.exceptions import UserError


class SatisfactionFollowupAnswer(models.Model):
    """One low answer, and the reason that was found for it."""

    _name = "satisfaction.followup.answer"
    _description = "Low Answer That Is Followed Up"
    _inherit = ["order.protected.mixin"]
    _order = "followup_id, sequence, id"
    _rec_name = "title"

    followup_id = fields.Many2one(
        comodel_name="satisfaction.followup",
        string="Follow-up",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(readonly=True)
    question_id = fields.Many2one(
        comodel_name="survey.question",
        string="Question of the Survey",
        readonly=True,
        ondelete="set null",
    )
    title = fields.Char(string="Question", translate=True, required=True, readonly=True)
    answer = fields.Char(
        readonly=True, help="What was chosen, in the words of the questionnaire.", translate=True
    )
    points = fields.Float(readonly=True, digits=(5, 1), aggregator="avg")
    comment = fields.Text(string="Customer's Comment", readonly=True)
    reason = fields.Text(string="Why It Was So")

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {
            "followup_id",
            "sequence",
            "question_id",
            "title",
            "answer",
            "points",
            "comment",
        }

    def write(self, vals):
        if not self.env.su and any(not answer.followup_id.is_open for answer in self):
            raise UserError(self.env._("This follow-up has been confirmed and stands as it is."))
        return super().write(vals)

    # === BUSINESS === #

    @api.model
    def _create_for(self, followups, items):
        """Keep the low answers of new follow-ups, in every language of the questionnaire.

        :param items: for each follow-up the list of ``survey.user_input._satisfaction_low_items``
        """
        rows = [
            (followup, sequence, dict(item))
            for followup, answers in zip(followups, items, strict=True)
            for sequence, item in enumerate(answers)
        ]
        texts = [
            {name: item.pop(f"{name}_source") for name in ("title", "answer")}
            for _followup, _sequence, item in rows
        ]
        answers = self.create(
            [
                {"followup_id": followup.id, "sequence": sequence, **item}
                for followup, sequence, item in rows
            ]
        )
        by_source = {}
        for answer, sources in zip(answers, texts, strict=True):
            for name, (record, field) in sources.items():
                if record:
                    key = name, record, field
                    by_source[key] = by_source.get(key, self.browse()) | answer
        for lang, _name in self.env["res.lang"].get_installed():
            for (name, record, field), same in by_source.items():
                same.with_context(lang=lang)[name] = record.with_context(lang=lang)[field]
        return answers

from odoo import fields, models

# Which column of an answer holds what was entered for a type of question.
VALUE_FIELDS = {
    "scale": "value_scale",
    "numerical_box": "value_numerical_box",
    "text_box": "value_text_box",
    "char_box": "value_char_box",
}


class SatisfactionProgram(models.Model):
    """Answers that come many at a time: from paper, by a sheet."""

    _inherit = "satisfaction.program"

    def _create_answers(self, entries):
        """Enter finished answers of invited contacts.

        A few creations for all of them, instead of one for each answer and question. What a
        contact has begun on the web gives way; what he has finished stays, which whoever calls
        has to check before.

        :param entries: list of dicts: ``invitation``, ``module``, ``source``, ``answers``
            ({(question, row of a matrix or none): [what was chosen or entered]}), and
            ``answered_on`` (datetime, now where it is None)
        :return: the new ``survey.user_input``
        """
        # sudo: whoever may enter answers for the programme; Odoo takes those of visitors so, too
        inputs = self.env["survey.user_input"].sudo()
        begun = inputs.search(
            [
                ("satisfaction_invitation_id", "in", [e["invitation"].id for e in entries]),
                ("state", "!=", "done"),
            ]
        )
        wanted = {(entry["invitation"].id, entry["module"].id) for entry in entries}
        begun.filtered(
            lambda answer: (
                (answer.satisfaction_invitation_id.id, answer.satisfaction_module_id.id) in wanted
            )
        ).unlink()
        asked = {
            module: module.sudo().survey_id._prepare_user_input_predefined_questions().ids
            for module in {entry["module"] for entry in entries}
        }
        now = fields.Datetime.now()
        answers = inputs.with_context(mail_create_nolog=True, tracking_disable=True).create(
            [
                {
                    "survey_id": entry["module"].sudo().survey_id.id,
                    "partner_id": entry["invitation"].partner_id.id,
                    "email": entry["invitation"].partner_id.email,
                    "satisfaction_invitation_id": entry["invitation"].id,
                    "satisfaction_module_id": entry["module"].id,
                    "satisfaction_source": entry["source"],
                    "state": "in_progress",
                    "start_datetime": entry["answered_on"] or now,
                    "predefined_question_ids": [(6, 0, asked[entry["module"]])],
                }
                for entry in entries
            ]
        )
        self.env["survey.user_input.line"].sudo().create(
            [
                {"user_input_id": answer.id, **values}
                for answer, entry in zip(answers, entries, strict=True)
                for values in self._line_values(entry["answers"])
            ]
        )
        answers._mark_done()
        by_day = {}
        for answer, entry in zip(answers, entries, strict=True):
            if entry["answered_on"]:
                by_day.setdefault(entry["answered_on"], inputs.browse())
                by_day[entry["answered_on"]] |= answer
        for moment, some in by_day.items():
            some.end_datetime = moment
        return answers

    def _line_values(self, answers):
        """Return the values of the lines of one answer."""
        result = []
        for (question, row), values in answers.items():
            name = VALUE_FIELDS.get(question.question_type)
            for value in values:
                result.append(
                    {
                        "question_id": question.id,
                        "answer_type": question.question_type if name else "suggestion",
                        name or "suggested_answer_id": value if name else value.id,
                        **({"matrix_row_id": row.id} if row else {}),
                    }
                )
        return result

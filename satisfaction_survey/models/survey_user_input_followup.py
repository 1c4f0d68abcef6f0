from odoo import models

# Answers that are looked at when they come in; of a long sheet, in the background.
AT_ONCE = 200


class SurveyUserInput(models.Model):
    """Low answers are noticed when they come in."""

    _inherit = "survey.user_input"

    def _mark_done(self):
        result = super()._mark_done()
        # sudo: whoever answers does not see what follows from it
        counted = self.sudo().filtered(
            lambda a: a.satisfaction_module_id and a.satisfaction_status == "counted"
        )
        if len(counted) > AT_ONCE:
            counted.satisfaction_module_id.program_id._look_at_customers_later()
        elif counted:
            self.env["satisfaction.followup"]._create_for_answers(counted)
        return result

    def _satisfaction_low_items(self, program):
        """Return what is low in these answers, as values of the lines of follow-ups.

        :param program: the programme all of them belong to
        :return: list of dicts; ``answer_id`` is the answer, ``kind`` says what it leads to,
            ``*_source`` where a text comes from, so that it can be kept in every language
        """
        rows = program._low_answers(self)
        chosen, comments = self._satisfaction_words({row["question_id"] for row in rows})
        items = []
        for row in rows:
            question = self.env["survey.question"].browse(row["question_id"])
            key = row["user_input_id"], row["question_id"]
            line = chosen.get((*key, row["row_id"]), self.env["survey.user_input.line"])
            option = line.suggested_answer_id
            items.append(
                {
                    "answer_id": row["user_input_id"],
                    "kind": question._satisfaction_followup_kind(),
                    "question_id": question.id,
                    "title": row["title"],
                    "title_source": (None if row["row_id"] else question, "title"),
                    "answer": option.value or f"{line.value_scale}",
                    "answer_source": (option, "value"),
                    "points": row["points"],
                    "comment": comments.get(key),
                }
            )
        return items

    def _satisfaction_words(self, question_ids):
        """Return what was chosen and what was written to these questions."""
        lines = self.env["survey.user_input.line"].search(
            [("user_input_id", "in", self.ids), ("question_id", "in", list(question_ids))]
        )
        chosen, comments = {}, {}
        for line in lines:
            key = line.user_input_id.id, line.question_id.id
            if line.answer_type == "char_box":
                comments[key] = line.value_char_box
            else:
                chosen[(*key, line.matrix_row_id.id or None)] = line
        return chosen, comments

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.order_signoff.tools import one_after_the_other

from ..tools import begun_once

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

    def _hold_open(self):
        """Keep the programmes from being closed while answers to them are stored.

        Closing waits for these answers; where it was first, they are stored again and are late.
        """
        if self.ids:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM satisfaction_program WHERE id = ANY(%s) ORDER BY id FOR SHARE",
                    self.ids,
                )
            )

    def _check_answers_seen(self):
        """Begin again where answers came in after this transaction had begun to look.

        They count, but would be in no score. None comes in from now on: see :meth:`_hold_open`.
        """
        self.env["survey.user_input"].flush_model()
        statement = SQL(
            "SELECT COUNT(*) FROM survey_user_input answer JOIN satisfaction_invitation invitation"
            " ON invitation.id = answer.satisfaction_invitation_id"
            " WHERE invitation.program_id = ANY(%s) AND answer.satisfaction_status = 'counted'",
            self.ids,
        )
        ((seen,),) = self.env.execute_query(statement)
        # Only another connection sees what was stored after this one has begun.
        with self.env.registry.cursor() as cursor:
            cursor.execute(statement)
            ((stored,),) = cursor.fetchall()
        if stored > seen:
            raise ConcurrencyError("answers came in while the programme was being closed")

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
        # Two imports at the same time come one after the other.
        one_after_the_other(
            self.env["satisfaction.module"].union(*(entry["module"] for entry in entries))
        )
        self._give_way(entries)
        answers = self._store_inputs(entries)
        kinds = {}
        # sudo: see _store_inputs
        self.env["survey.user_input.line"].sudo().create(
            [
                # What Odoo would look up for each line is known here.
                {"user_input_id": answer.id, "survey_id": survey_id, **values}
                for answer, entry in zip(answers, entries, strict=True)
                for survey_id in (answer.survey_id.id,)
                for values in self._line_values(entry["answers"], kinds)
            ]
        )
        answers._mark_done()
        by_day = {}
        for answer, entry in zip(answers, entries, strict=True):
            if entry["answered_on"]:
                by_day.setdefault(entry["answered_on"], []).append(answer.id)
        for moment, ids in by_day.items():
            answers.browse(ids).end_datetime = moment
        return answers

    def _give_way(self, entries):
        """Delete what the contacts have begun on the web of what they have now answered."""
        wanted = {(entry["invitation"].id, entry["module"].id) for entry in entries}
        # sudo: see _store_inputs
        begun = (
            self.env["survey.user_input"]
            .sudo()
            .search(
                [
                    ("satisfaction_invitation_id", "in", [number for number, _module in wanted]),
                    ("state", "!=", "done"),
                ]
            )
        )
        begun.filtered(
            lambda answer: (
                (answer.satisfaction_invitation_id.id, answer.satisfaction_module_id.id) in wanted
            )
        ).unlink()

    def _store_inputs(self, entries):
        """Create the ``survey.user_input`` of the entries, without their single answers."""
        asked = {
            module: module.sudo().survey_id._prepare_user_input_predefined_questions().ids
            for module in {entry["module"] for entry in entries}
        }
        # All are read together, wherever the entries come from.
        invited = [entry["invitation"].id for entry in entries]
        contacts = [entry["invitation"].with_prefetch(invited).partner_id for entry in entries]
        now = fields.Datetime.now()
        # sudo: whoever may enter answers for the programme; Odoo takes those of visitors so, too
        inputs = self.env["survey.user_input"].sudo()
        quiet = inputs.with_context(mail_create_nolog=True, tracking_disable=True)
        with begun_once(self.env):
            return quiet.create(
                [
                    {
                        "survey_id": entry["module"].sudo().survey_id.id,
                        "partner_id": contact.id,
                        "email": contact.email,
                        "satisfaction_invitation_id": entry["invitation"].id,
                        "satisfaction_module_id": entry["module"].id,
                        "satisfaction_source": entry["source"],
                        "state": "in_progress",
                        "start_datetime": entry["answered_on"] or now,
                        "predefined_question_ids": [Command.set(asked[entry["module"]])],
                    }
                    for entry, contact in zip(entries, contacts, strict=True)
                ]
            )

    @api.model
    def _line_values(self, answers, kinds):
        """Return the values of the lines of one answer.

        :param dict kinds: types and places of questions that are known, and are completed
        """
        result = []
        for (question, row), values in answers.items():
            if question not in kinds:
                kinds[question] = question.question_type, question.sequence
            kind, sequence = kinds[question]
            name = VALUE_FIELDS.get(kind)
            for value in values:
                result.append(
                    {
                        "question_id": question.id,
                        "question_sequence": sequence,
                        "answer_type": kind if name else "suggestion",
                        name or "suggested_answer_id": value if name else value.id,
                        **({"matrix_row_id": row.id} if row else {}),
                    }
                )
        return result

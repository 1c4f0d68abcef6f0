from odoo.fields import Command

from .common import SatisfactionCommon


class ScoreCommon(SatisfactionCommon):
    """A running programme with an invitation for each customer, and answers by number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.modules = cls.program.module_ids.sorted("sequence")
        cls.audiences = cls._ask(cls.program, cls.customers)

    @classmethod
    def _ask(cls, program, customers):
        """Put customers into a programme, invite them to all questionnaires, and start it."""
        audiences = (
            cls.env["satisfaction.audience"]
            .sudo()
            .create(
                [
                    {"program_id": program.id, "partner_id": partner.id, "contact_id": partner.id}
                    for partner in customers
                ]
            )
        )
        cls.env["satisfaction.invitation"].sudo().create(
            [
                {
                    "audience_id": audience.id,
                    "partner_id": audience.contact_id.id,
                    "channel": "paper",
                    "sent_at": "2026-06-01 08:00:00",
                    "module_ids": [Command.set(program.module_ids.ids)],
                }
                for audience in audiences
            ]
        )
        program._set_state("running", sent_on="2026-06-01")
        return audiences

    @classmethod
    def _scored(cls, survey):
        """Return the scored questions of a survey, in order."""
        return survey.sudo().question_ids.filtered(lambda q: q.satisfaction_role == "score")

    @classmethod
    def _option(cls, question, step):
        """Return the suggested answer of a step, 1 to 5, or that does not apply (None)."""
        answers = question.suggested_answer_ids
        if step is None:
            return answers.filtered("satisfaction_na")
        return answers.filtered(lambda answer: answer.answer_score == 20 * step)

    @classmethod
    def _entry(cls, audience, module, steps, extra=None):
        """Return an entry of ``_create_answers``: a step per scored question, "" for skipped."""
        none = cls.env["survey.question.answer"].sudo()
        questions = cls._scored(module.sudo().survey_id)
        return {
            "invitation": audience.sudo().invitation_ids[:1],
            "module": module,
            "source": "paper",
            "answered_on": None,
            "answers": {
                (question, none): [cls._option(question, step)]
                for question, step in zip(questions, steps, strict=False)
                if step != ""
            }
            | {(question, none): values for question, values in (extra or {}).items()},
        }

    @classmethod
    def _answer(cls, audience, module, steps, extra=None):
        """Answer a questionnaire."""
        program = module.program_id
        return program._create_answers([cls._entry(audience, module, steps, extra)])

    @classmethod
    def _answer_evenly(cls, audience, module, score):
        """Answer so that the score is this, a multiple of 4: by weights 5 steps of 20 points."""
        questions = cls._scored(module.sudo().survey_id)
        steps, left = [], score * sum(questions.mapped("satisfaction_weight")) / 20
        rest = sum(questions.mapped("satisfaction_weight"))
        for question in questions:
            weight = question.satisfaction_weight
            rest -= weight
            step = next(
                step
                for step in range(5, 0, -1)
                if left - step * weight >= rest and (left - step * weight) <= 5 * rest
            )
            steps.append(step)
            left -= step * weight
        return cls._answer(audience, module, steps)

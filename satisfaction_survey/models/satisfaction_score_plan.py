from dataclasses import dataclass, field

from odoo import api, models

SCORED_TYPES = ("scale", "simple_choice", "multiple_choice", "matrix")


@dataclass
class Question:
    """What the engine has to know of a question."""

    id: int
    survey_id: int
    role: str
    # scale, number, one (one choice), many (several choices)
    kind: str
    weight: float
    top: float
    rows: tuple
    critical: bool
    measures: int


@dataclass
class Plan:
    """How the answers to some questionnaires are turned into points."""

    questions: dict = field(default_factory=dict)
    # {suggested answer: (points or None, does not apply, number or None)}
    options: dict = field(default_factory=dict)
    # Surveys that do not ask everybody the same.
    uneven: set = field(default_factory=set)

    def weights(self):
        """Return ``{survey: weight of all its scored questions}``."""
        result = {}
        for question in self.questions.values():
            if question.role == "score":
                result[question.survey_id] = result.get(question.survey_id, 0) + question.weight
        return result


class SatisfactionScore(models.AbstractModel):
    """What is asked, and what each answer is worth."""

    _inherit = "satisfaction.score"

    @api.model
    def _plan(self, surveys):
        """Return the :class:`Plan` of some surveys."""
        # sudo: what a question counts, for those who may see scores but not Odoo's surveys
        surveys = surveys.sudo()
        plan = Plan()
        for question in surveys.question_ids:
            if question.satisfaction_role in ("score", "importance", "nps"):
                self._plan_question(plan, question)
        plan.uneven = {
            survey.id
            for survey in surveys
            if survey.questions_selection == "random" or survey.question_ids.triggering_answer_ids
        }
        return plan

    @api.model
    def _plan_question(self, plan, question):
        several = question.question_type == "multiple_choice" or (
            question.question_type == "matrix" and question.matrix_subtype == "multiple"
        )
        kind = {"scale": "scale", "numerical_box": "number"}.get(
            question.question_type, "many" if several else "one"
        )
        if question.satisfaction_role != "nps" and question.question_type not in SCORED_TYPES:
            return
        if kind in ("one", "many") and not self._plan_options(plan, question, several):
            return
        scored = question.satisfaction_role == "score"
        rows = question.matrix_row_ids.ids if question.question_type == "matrix" else ()
        plan.questions[question.id] = Question(
            id=question.id,
            survey_id=question.survey_id.id,
            role=question.satisfaction_role,
            kind=kind,
            weight=question.satisfaction_weight if scored else 0,
            top=question.scale_max or 1,
            rows=tuple(rows),
            critical=question.satisfaction_critical,
            measures=question.satisfaction_question_id.id,
        )

    @api.model
    def _plan_options(self, plan, question, several):
        """Note what each suggested answer is worth; return whether any is worth something.

        Where no answer has a score but all are numbers (1, 2, 3 …), the numbers count.
        """
        answers = question.suggested_answer_ids
        applying = answers.filtered(lambda answer: not answer.satisfaction_na)
        numbers = {answer.id: self._number(answer.value) for answer in applying}
        scores = {answer.id: answer.answer_score for answer in applying}
        if not any(score > 0 for score in scores.values()) and None not in numbers.values():
            scores = numbers
        positive = [score for score in scores.values() if score > 0]
        if not positive:
            return False
        top = sum(positive) if several else max(positive)
        for answer in answers:
            if answer.satisfaction_na:
                plan.options[answer.id] = (None, True, None)
            else:
                points = min(100, max(0, 100 * scores[answer.id] / top))
                number = numbers[answer.id]
                plan.options[answer.id] = (
                    points,
                    False,
                    scores[answer.id] if number is None else number,
                )
        return True

    @api.model
    def _number(self, text):
        """Return the number a text is, or None."""
        try:
            return float(text)
        except (TypeError, ValueError):
            return None

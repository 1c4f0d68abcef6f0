from odoo import api, models
from odoo.tools import SQL

from ..tools import TOLERANCE

# An answer of five steps is worth 20 points a step: from 80 on (4 of 5) it counts as satisfied.
STEPS = 5
STEP_POINTS = 100 / STEPS
SATISFIED = 80
# Answers to the question of recommending us, 0 to 10.
PROMOTER, DETRACTOR = 9, 6


class SatisfactionScore(models.AbstractModel):
    """Scores 0–100 from the answers of Odoo's surveys, by a few SQL statements per programme.

    Odoo's survey app scores choices only, and nothing at all on scales and in matrices.

    - points of an answer: the step of the scale as a share of the highest one; for choices their
      score as a share of the highest score (of the sum of all scores where several may be chosen);
      a row of a matrix is a question of its own with its share of the weight;
    - score of a questionnaire: mean of the points by weight, over what was answered; what does not
      apply leaves the count. It needs the answered share that the programme asks for;
    - a customer's total: mean of his questionnaires by their weights.

    Nothing here checks rights: the methods of the programme do, before they call.
    """

    _name = "satisfaction.score"
    _description = "Scoring of Satisfaction Programmes"

    # ------------------------------------------------------------------
    # Statements
    # ------------------------------------------------------------------
    @api.model
    def _answer_sql(self, program, answers=None):
        """Return the statement of the answers that count: done, in time, of somebody invited.

        The invitation is joined so that PostgreSQL leaves it out where nothing of it is asked for.

        :param answers: only of these (``survey.user_input``)
        """
        chosen = SQL("TRUE") if answers is None else SQL("answer.id = ANY(%s)", answers.ids)
        return SQL(
            """
            SELECT answer.id, answer.survey_id, answer.satisfaction_module_id AS module_id,
                   answer.end_datetime, invitation.audience_id, invitation.partner_id AS contact_id
              FROM survey_user_input answer
              LEFT JOIN satisfaction_invitation invitation
                ON invitation.id = answer.satisfaction_invitation_id
             WHERE answer.satisfaction_module_id = ANY(%s) AND answer.state = 'done'
               AND answer.satisfaction_status = 'counted' AND answer.test_entry IS NOT TRUE
               AND %s
            """,
            program.sudo().module_ids.ids,
            chosen,
        )

    @api.model
    def _question_table(self, questions):
        """Return the questions as a table of the statement; of a matrix, each row has its share
        of the weight."""
        return SQL(
            "unnest(%s::int[], %s::float[], %s::float[]) AS question(id, weight, factor)",
            [question.id for question in questions],
            [question.weight / (len(question.rows) or 1) for question in questions],
            [100 / question.top for question in questions],
        )

    @api.model
    def _option_table(self, plan):
        """Return the suggested answers as a table of the statement."""
        options = list(plan.options.items())
        return SQL(
            "unnest(%s::int[], %s::float[], %s::bool[], %s::float[])"
            " AS option(id, points, na, number)",
            [key for key, _values in options],
            [values[0] for _key, values in options],
            [values[1] for _key, values in options],
            [values[2] for _key, values in options],
        )

    @api.model
    def _between_sql(self, program):
        """Return which lines are looked at: those between the programme's first and last answer.

        That is quicker than to look each of them up; the statement around drops the few of others
        between them. The ends are looked up before, because PostgreSQL chooses the better plan when
        it knows how many lines there are.
        """
        self.env["survey.user_input"].flush_model(["satisfaction_module_id"])
        ((first, last),) = self.env.execute_query(
            SQL(
                "SELECT MIN(id), MAX(id) FROM survey_user_input"
                " WHERE satisfaction_module_id = ANY(%s)",
                program.sudo().module_ids.ids,
            )
        )
        return SQL("line.user_input_id BETWEEN %s AND %s", first or 0, last or 0)

    @api.model
    def _item_sql(self, plan, questions, between):
        """Return the statement of the single answers: one row for each question, or row of a
        matrix, with its weight, points (none where it does not apply), and the number chosen.

        :param SQL between: which lines are looked at, such as :meth:`_between_sql`
        """
        by_kind = {}
        for question in questions:
            by_kind.setdefault(question.kind, []).append(question)
        parts = [
            getattr(self, f"_{kind}_sql")(
                questions=self._question_table(chosen),
                options=self._option_table(plan),
                between=between,
            )
            for kind, chosen in (by_kind or {"scale": []}).items()
        ]
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _scale_sql(self, **parts):
        return SQL(
            """
            SELECT line.user_input_id, line.question_id, line.matrix_row_id, question.weight,
                   line.value_scale * question.factor AS points, FALSE AS na,
                   line.value_scale::float AS number
              FROM survey_user_input_line line
              JOIN %(questions)s ON question.id = line.question_id
             WHERE line.answer_type = 'scale' AND %(between)s
            """,
            **parts,
        )

    @api.model
    def _number_sql(self, **parts):
        return SQL(
            """
            SELECT line.user_input_id, line.question_id, line.matrix_row_id, question.weight,
                   NULL::float AS points, FALSE AS na, line.value_numerical_box::float AS number
              FROM survey_user_input_line line
              JOIN %(questions)s ON question.id = line.question_id
             WHERE line.answer_type = 'numerical_box' AND %(between)s
            """,
            **parts,
        )

    @api.model
    def _one_sql(self, **parts):
        return SQL(
            """
            SELECT line.user_input_id, line.question_id, line.matrix_row_id, question.weight,
                   option.points, option.na, option.number
              FROM survey_user_input_line line
              JOIN %(questions)s ON question.id = line.question_id
              JOIN %(options)s ON option.id = line.suggested_answer_id
             WHERE %(between)s
            """,
            **parts,
        )

    @api.model
    def _many_sql(self, **parts):
        return SQL(
            """
            SELECT line.user_input_id, line.question_id, line.matrix_row_id,
                   MAX(question.weight) AS weight, LEAST(100, SUM(option.points)) AS points,
                   bool_and(option.na) AS na, NULL::float AS number
              FROM survey_user_input_line line
              JOIN %(questions)s ON question.id = line.question_id
              JOIN %(options)s ON option.id = line.suggested_answer_id
             WHERE %(between)s
             GROUP BY line.user_input_id, line.question_id, line.matrix_row_id
            """,
            **parts,
        )

    @api.model
    def _unasked_sql(self, plan):
        """Return the statement of the weight of questions an answer was never shown: conditional
        ones, and those that were not drawn."""
        questions = [
            question
            for question in plan.questions.values()
            if question.role == "score" and question.survey_id in plan.uneven
        ]
        return SQL(
            """
            SELECT answer.id, SUM(question.weight) AS weight
              FROM answer
              JOIN unnest(%s::int[], %s::int[], %s::float[]) AS question(id, survey_id, weight)
                ON question.survey_id = answer.survey_id
             WHERE NOT EXISTS (
                   SELECT FROM survey_question_survey_user_input_rel asked
                    WHERE asked.survey_user_input_id = answer.id
                      AND asked.survey_question_id = question.id)
             GROUP BY answer.id
            """,
            [question.id for question in questions],
            [question.survey_id for question in questions],
            [question.weight for question in questions],
        )

    @api.model
    def _weight_sums_sql(self, plan):
        """Return the sums of the weights of an answer: of what applies, and of what does not."""
        if not any(na for _points, na, _number in plan.options.values()):
            return SQL(
                "SUM(item.weight) AS weight, NULL::float AS na_weight, COUNT(*) AS answer_count"
            )
        return SQL(
            "SUM(item.weight) FILTER (WHERE NOT item.na) AS weight,"
            " SUM(item.weight) FILTER (WHERE item.na) AS na_weight,"
            " COUNT(*) FILTER (WHERE NOT item.na) AS answer_count"
        )

    @api.model
    def _result_sql(self, program):
        """Return the statement of the scores of all answers of a programme.

        Columns: user_input_id, module_id, audience_id, contact_id, answered_on, score,
        answered_share, valid, satisfied_count, answer_count.
        """
        plan = self._plan(program.sudo().module_ids.survey_id)
        weights = plan.weights()
        scored = [q for q in plan.questions.values() if q.role == "score" and q.weight]
        # What is the same for all answers is not joined to each of them.
        unasked, join = SQL("0"), SQL()
        if plan.uneven:
            unasked = SQL("COALESCE(unasked.weight, 0)")
            join = SQL("LEFT JOIN (%s) unasked ON unasked.id = answer.id", self._unasked_sql(plan))
        return SQL(
            """
            WITH answer AS (%(answers)s),
            part AS (
                SELECT item.user_input_id, SUM(item.weight * item.points) AS points,
                       %(sums)s,
                       COUNT(*) FILTER (WHERE item.points >= %(satisfied)s) AS satisfied_count
                  FROM (%(items)s) item
                 GROUP BY item.user_input_id
            ),
            share AS (
                SELECT answer.*, part.points / NULLIF(part.weight, 0) AS score,
                       100 * COALESCE(part.weight, 0) / NULLIF(
                           survey.weight - COALESCE(part.na_weight, 0) - %(unasked)s, 0)
                           AS answered_share,
                       COALESCE(part.satisfied_count, 0) AS satisfied_count,
                       COALESCE(part.answer_count, 0) AS answer_count
                  FROM answer
                  LEFT JOIN part ON part.user_input_id = answer.id
                  %(join)s
                  LEFT JOIN unnest(%(surveys)s::int[], %(weights)s::float[])
                            AS survey(id, weight) ON survey.id = answer.survey_id
            )
            SELECT id AS user_input_id, module_id, audience_id, contact_id,
                   end_datetime AS answered_on,
                   CASE WHEN answered_share >= %(needed)s THEN score END AS score,
                   COALESCE(LEAST(100, answered_share), 0) AS answered_share,
                   score IS NOT NULL AND answered_share >= %(needed)s AS valid,
                   satisfied_count, answer_count
              FROM share
            """,
            answers=self._answer_sql(program),
            items=self._item_sql(plan, scored, self._between_sql(program)),
            sums=self._weight_sums_sql(plan),
            unasked=unasked,
            join=join,
            surveys=list(weights),
            weights=list(weights.values()),
            satisfied=SATISFIED - TOLERANCE,
            needed=program.answered_share - TOLERANCE,
        )

    @api.model
    def _frozen_sql(self, program):
        """Return the statement of the scores that were kept at closing, as :meth:`_result_sql`."""
        return SQL(
            "SELECT user_input_id, module_id, audience_id, contact_id, answered_on,"
            " score::float, answered_share::float, valid, satisfied_count, answer_count"
            " FROM satisfaction_result WHERE program_id = %s",
            program.id,
        )

    @api.model
    def _customer_sql(self, program, results):
        """Return the statement of the customers' totals: audience_id, total, complete.

        The total is the mean of the questionnaires that are back, by their weights; it is official
        only when all that have a weight are back.

        :param SQL results: :meth:`_result_sql` or :meth:`_frozen_sql`
        """
        modules = program.sudo().module_ids
        return SQL(
            """
            SELECT score.audience_id,
                   SUM(module.weight * score.score) / NULLIF(SUM(module.weight), 0) AS total,
                   COUNT(*) FILTER (WHERE module.weight > 0) = %s AS complete
              FROM (%s) score
              JOIN unnest(%s::int[], %s::float[]) AS module(id, weight)
                ON module.id = score.module_id
             GROUP BY score.audience_id
            """,
            len([module for module in modules if module.weight > 0]),
            self._customer_module_sql(results),
            modules.ids,
            modules.mapped("weight"),
        )

    @api.model
    def _customer_module_sql(self, results):
        """Return the statement of a customer's score per questionnaire: audience_id, module_id,
        score; several contacts who answered the same one count the same."""
        return SQL(
            "SELECT audience_id, module_id, AVG(score) AS score FROM (%s) result WHERE valid"
            " GROUP BY audience_id, module_id",
            results,
        )

    @api.model
    def _question_sql(self, program, plan):
        """Return the statement of the figures per question of all answers that count.

        Columns: module_id, question_id, row_id, count, points (mean), na, level_1 … level_5,
        promoters, detractors, numbers.
        """
        levels = SQL(", ").join(
            SQL(
                "COUNT(*) FILTER (WHERE GREATEST(1, CEIL(item.points / %s - %s)) = %s) AS %s",
                STEP_POINTS,
                TOLERANCE,
                level,
                SQL.identifier(f"level_{level}"),
            )
            for level in range(1, STEPS + 1)
        )
        return SQL(
            """
            WITH answer AS (%s)
            SELECT answer.module_id, item.question_id, item.matrix_row_id AS row_id,
                   COUNT(*) FILTER (WHERE NOT item.na) AS count, AVG(item.points) AS points,
                   COUNT(*) FILTER (WHERE item.na) AS na, %s,
                   COUNT(*) FILTER (WHERE item.number >= %s) AS promoters,
                   COUNT(*) FILTER (WHERE item.number <= %s) AS detractors,
                   COUNT(item.number) AS numbers
              FROM (%s) item
              JOIN answer ON answer.id = item.user_input_id
             GROUP BY answer.module_id, item.question_id, item.matrix_row_id
            """,
            self._answer_sql(program),
            levels,
            PROMOTER,
            DETRACTOR,
            self._item_sql(plan, list(plan.questions.values()), self._between_sql(program)),
        )

    @api.model
    def _low_sql(self, program, plan, answers=None):
        """Return the statement of the answers that are low: user_input_id, module_id,
        audience_id, contact_id, question_id, row_id, points.

        :param answers: only of these answers (``survey.user_input``)
        """
        scored = [q for q in plan.questions.values() if q.role == "score" and q.weight]
        return SQL(
            """
            WITH answer AS (%s)
            SELECT item.user_input_id, answer.module_id, answer.audience_id, answer.contact_id,
                   item.question_id, item.matrix_row_id AS row_id, item.points
              FROM (%s) item
              JOIN answer ON answer.id = item.user_input_id
             WHERE NOT item.na AND item.points <= %s
             ORDER BY item.user_input_id, item.question_id, item.matrix_row_id
            """,
            self._answer_sql(program, answers),
            self._item_sql(
                plan,
                scored,
                self._between_sql(program)
                if answers is None
                else SQL("line.user_input_id = ANY(%s)", answers.ids),
            ),
            program.low_answer * STEP_POINTS + TOLERANCE,
        )

    # ------------------------------------------------------------------
    # Tools
    # ------------------------------------------------------------------
    @api.model
    def _rows(self, statement):
        """Run a statement; return its rows as dicts."""
        self.env["survey.user_input.line"].flush_model()
        self.env["survey.user_input"].flush_model()
        self.env["satisfaction.invitation"].flush_model()
        self.env["satisfaction.audience"].flush_model()
        self.env["satisfaction.result"].flush_model()
        cursor = self.env.cr
        cursor.execute(statement)
        # Quicker than dictfetchall(), which reads the description again for each row.
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

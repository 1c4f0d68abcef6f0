from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import reaches

CLOSED_STATES = ("closed", "reported", "done")


class SatisfactionProgram(models.Model):
    """What came out: live while answers come in, kept as it was from closing on."""

    _inherit = "satisfaction.program"

    result_ids = fields.One2many(
        comodel_name="satisfaction.result", inverse_name="program_id", string="Scores"
    )
    result_question_ids = fields.One2many(
        comodel_name="satisfaction.result.question",
        inverse_name="program_id",
        string="Scores per Question",
    )
    # The figures of the day of closing; all below is read from here from then on.
    score_figures = fields.Json(
        readonly=True,
        copy=False,
        # A department sees its own questionnaires only: see _kept_figures.
        groups="satisfaction_survey.group_officer,order_signoff.group_manager",
    )
    total_score = fields.Float(
        string="Total", digits=(5, 1), compute="_compute_figures", aggregator=None
    )
    has_total = fields.Boolean(compute="_compute_figures")
    complete_count = fields.Integer(
        string="Customers With a Total", compute="_compute_figures", aggregator=None
    )
    is_void = fields.Boolean(
        string="Round Is Void",
        compute="_compute_figures",
        help="The response is below its target: the result does not count.",
    )
    nps = fields.Float(
        string="Net Promoter Score", digits=(5, 1), compute="_compute_figures", aggregator=None
    )
    nps_count = fields.Integer(
        string="Answers to the Recommendation", compute="_compute_figures", aggregator=None
    )
    csat = fields.Float(
        string="Satisfied Answers (%)", digits=(5, 1), compute="_compute_figures", aggregator=None
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("score_figures", "state", "response_target")
    def _compute_figures(self):
        for program in self:
            figures = program._figures()
            program.total_score = figures["total"] or 0
            program.has_total = figures["total"] is not None
            program.complete_count = figures["complete"]
            program.is_void = figures["void"]
            program.nps = figures["nps"] or 0
            program.nps_count = figures["nps_count"]
            program.csat = figures["csat"] or 0

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"score_figures"}

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------
    def _is_frozen(self):
        """Whether the scores are those of the day of closing."""
        self.ensure_one()
        return self.state in CLOSED_STATES

    def _kept_figures(self):
        """Return the figures of the day of closing, for computing: empty before it."""
        # sudo: whoever may see the programme is shown of them what concerns him
        return (self._is_frozen() and self.sudo().score_figures) or {}

    def _result_source(self):
        """Return the statement of the scores of all answers: live, or kept at closing."""
        engine = self.env["satisfaction.score"]
        return engine._frozen_sql(self) if self._is_frozen() else engine._result_sql(self)

    def _figures(self):
        """Return the figures of the programme.

        Customers: ``issued`` (invited), ``answered`` (all questionnaires back), ``partly``,
        ``declined``, ``responded`` (all back, each with enough answered), ``response_rate``
        (responded ÷ issued, %), ``void`` (below the response target). Questionnaires: ``returned``
        and ``valid``. Scores: ``complete`` (customers with a total), ``total``
        (None without any), ``modules`` ({id of the questionnaire: {"score", "count"}}),
        ``satisfied`` and ``answers`` (single answers of 4 or 5, and all), ``csat`` (%), ``nps``,
        ``nps_count``, ``promoters``, ``detractors``.
        """
        self.ensure_one()
        if kept := self._kept_figures():
            # What is counted since a later version was not kept at the time.
            figures = {**self._assemble_figures({}, {}, {}, [], {}), **kept}
            figures["modules"] = {int(key): value for key, value in figures["modules"].items()}
            return figures
        if not isinstance(self.id, int) or self.state in ("draft", "prepared"):
            return self._assemble_figures({}, {}, {}, [], {})
        return self._live_figures(self._result_source(), self._question_rows())

    def _live_figures(self, source, questions):
        """Compute the figures from the scores of the answers and the figures per question."""
        engine = self.env["satisfaction.score"]
        counts = engine._rows(
            SQL(
                "SELECT COUNT(*) AS returned, COUNT(*) FILTER (WHERE valid) AS valid,"
                " COALESCE(SUM(satisfied_count), 0)::int AS satisfied,"
                " COALESCE(SUM(answer_count), 0)::int AS answers FROM (%s) result",
                source,
            )
        )[0]
        totals = engine._rows(
            SQL(
                "SELECT COUNT(*) AS complete, %s AS total FROM (%s) score"
                " JOIN satisfaction_audience audience ON audience.id = score.audience_id"
                " WHERE score.complete",
                self._mean_sql("score.total"),
                engine._customer_sql(self, source),
            )
        )[0]
        modules = engine._rows(
            SQL(
                "SELECT score.module_id, COUNT(*) AS count, %s AS score FROM (%s) score"
                " JOIN satisfaction_audience audience ON audience.id = score.audience_id"
                " GROUP BY score.module_id",
                self._mean_sql("score.score"),
                engine._customer_module_sql(source),
            )
        )
        return self._assemble_figures(
            counts,
            totals,
            {row["module_id"]: row for row in modules},
            questions,
            {**self._response_counts()[self.id], "responded": totals["complete"]},
        )

    def _mean_sql(self, column):
        """Return the mean over customers: each counts the same, or by his sales.

        Without any sales all count the same.
        """
        column = SQL(column)
        if self.total_method == "mean":
            return SQL("AVG(%s)", column)
        return SQL(
            "COALESCE(SUM(%(column)s * GREATEST(audience.revenue, 0))"
            " / NULLIF(SUM(GREATEST(audience.revenue, 0)), 0), AVG(%(column)s))::float",
            column=column,
        )

    def _assemble_figures(self, counts, totals, modules, questions, asked):
        recommend = [row for row in questions if row["role"] == "nps"]
        nps_count = sum(row["count"] for row in recommend)
        promoters = sum(row["promoters"] for row in recommend)
        detractors = sum(row["detractors"] for row in recommend)
        answers = counts.get("answers", 0)
        return {
            **self._rate(asked),
            "returned": counts.get("returned", 0),
            "valid": counts.get("valid", 0),
            "complete": totals.get("complete", 0),
            "total": totals.get("total"),
            "modules": {
                key: {"score": row["score"], "count": row["count"]} for key, row in modules.items()
            },
            "satisfied": counts.get("satisfied", 0),
            "answers": answers,
            "csat": 100 * counts["satisfied"] / answers if answers else None,
            "nps_count": nps_count,
            "promoters": promoters,
            "detractors": detractors,
            "nps": 100 * (promoters - detractors) / nps_count if nps_count else None,
        }

    # ------------------------------------------------------------------
    # Questions
    # ------------------------------------------------------------------
    def _question_rows(self):
        """Return a dict for each scored question (row of a matrix) and each question of
        recommending us, with the names of fields of ``satisfaction.result.question``."""
        self.ensure_one()
        if self._is_frozen():
            # sudo: figures of all customers together, for whoever may see the programme
            kept = self.sudo().result_question_ids
            names = [name for name, item in kept._fields.items() if item.store]
            return kept.read(names, load=None)
        return self._live_question_rows()

    def _live_question_rows(self):
        engine = self.env["satisfaction.score"]
        # sudo: figures of all customers together, for whoever may see the programme
        modules = self.sudo().module_ids
        plan = engine._plan(modules.survey_id)
        found = {
            (row["module_id"], row["question_id"], row["row_id"]): row
            for row in engine._rows(engine._question_sql(self, plan))
        }
        measured = {q.measures: q for q in plan.questions.values() if q.role == "importance"}
        result = []
        for module in modules:
            for record in module.survey_id.question_ids:
                question = plan.questions.get(record.id)
                if not question or question.role == "importance":
                    continue
                other = measured.get(question.id)
                for place, row_id in enumerate(question.rows or [None]):
                    values = self._question_values(module, record, question, row_id)
                    values.update(
                        self._question_counts(found.get((module.id, question.id, row_id)))
                    )
                    if other:
                        other_row = other.rows[place] if place < len(other.rows) else None
                        row = found.get((module.id, other.id, other_row))
                        values["importance"] = row["points"] if row else None
                        values["importance_count"] = row["count"] if row else 0
                    result.append({**values, "sequence": len(result)})
        return result

    @api.model
    def _question_values(self, module, record, question, row_id):
        title = record.title
        if row_id:
            title = f"{title} – {record.env['survey.question.answer'].browse(row_id).value}"
        return {
            "program_id": module.program_id.id,
            "company_id": module.company_id.id,
            "module_id": module.id,
            "role": question.role,
            "question_id": record.id,
            "row_id": row_id,
            "title": title,
            "weight": question.weight / (len(question.rows) or 1),
            "critical": question.critical,
            "importance": None,
            "importance_count": 0,
        }

    @api.model
    def _question_counts(self, row):
        row = row or {}
        return {
            # Recommending us is no matter of points: the mean would only mislead.
            "points": row.get("points"),
            "count": row.get("count", 0),
            "na_count": row.get("na", 0),
            "promoters": row.get("promoters", 0),
            "detractors": row.get("detractors", 0),
            **{f"level_{level}": row.get(f"level_{level}", 0) for level in range(1, 6)},
        }

    # ------------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------------
    def _customer_rows(self, limit=None, modules=None):
        """Return what the customers who answered think, the least satisfied first.

        :param modules: only these questionnaires; all by default
        :return: dicts with ``audience_id``, ``partner_id``, ``customer_class``, ``revenue``,
            ``total`` and ``complete``, ``scores`` ({id of the questionnaire: score}), ``before``
            (official total of the programme before, or None)
        """
        self.ensure_one()
        engine = self.env["satisfaction.score"]
        source = self._result_source()
        rows = engine._rows(
            SQL(
                """
                SELECT audience.id AS audience_id, audience.partner_id, audience.customer_class,
                       audience.revenue::float, score.total, score.complete,
                       CASE WHEN earlier.complete THEN earlier.total_score::float END AS before
                  FROM (%s) score
                  JOIN satisfaction_audience audience ON audience.id = score.audience_id
                  LEFT JOIN satisfaction_audience earlier
                    ON earlier.partner_id = audience.partner_id AND earlier.program_id = %s
                 ORDER BY score.complete DESC, score.total, audience.id
                 LIMIT %s
                """,
                engine._customer_sql(self, source),
                self.previous_id.id or 0,
                limit,
            )
        )
        if not rows:
            return []
        scores = {}
        for row in engine._rows(
            SQL(
                "SELECT * FROM (%s) score WHERE audience_id = ANY(%s)",
                engine._customer_module_sql(source),
                [row["audience_id"] for row in rows],
            )
        ):
            if modules is None or row["module_id"] in modules.ids:
                scores.setdefault(row["audience_id"], {})[row["module_id"]] = row["score"]
        for row in rows:
            row["scores"] = scores.get(row["audience_id"], {})
        return rows

    def _band(self, total):
        """Return the band of a total: excellent, good, fair or poor."""
        self.ensure_one()
        for band in ("excellent", "good", "fair"):
            if reaches(total, self[f"band_{band}"]):
                return band
        return "poor"

    def _low_answers(self, answers=None):
        """Return the single answers that are low: for the follow-up, not for showing around.

        :param answers: only of these ``survey.user_input``; all that count by default
        :return: dicts with ``user_input_id``, ``module_id``, ``audience_id``, ``contact_id``,
            ``question_id``, ``row_id``, ``title``, ``points``, ``critical``
        """
        self.ensure_one()
        engine = self.env["satisfaction.score"]
        # sudo: what is asked, for whoever follows up
        plan = engine._plan(self.sudo().module_ids.survey_id)
        titles = {
            (row["module_id"], row["question_id"], row["row_id"]): row["title"]
            for row in self._question_titles(plan)
        }
        rows = engine._rows(engine._low_sql(self, plan, answers))
        for row in rows:
            row["critical"] = plan.questions[row["question_id"]].critical
            row["title"] = titles.get((row["module_id"], row["question_id"], row["row_id"]), "")
        return rows

    def _question_titles(self, plan):
        return [
            self._question_values(module, record, plan.questions[record.id], row_id)
            for module in self.sudo().module_ids
            for record in module.survey_id.question_ids
            if record.id in plan.questions
            for row_id in plan.questions[record.id].rows or [None]
        ]

    def _earlier(self):
        """Return ``{key of a questionnaire: score}`` of the programme before, with the total as
        ``None``; empty where there is none or it was never closed."""
        # sudo: scores of all customers together, compared with this year's
        earlier = self.sudo().previous_id
        if not earlier or not earlier._is_frozen():
            return {}
        figures = earlier._figures()
        keys = {module.id: module.key for module in earlier.module_ids}
        result = {
            keys[key]: values["score"]
            for key, values in figures["modules"].items()
            if key in keys and values["score"] is not None
        }
        if figures["total"] is not None:
            result[None] = figures["total"]
        return result

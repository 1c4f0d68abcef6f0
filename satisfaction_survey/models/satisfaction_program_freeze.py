from odoo import models
from odoo.tools import SQL

from ..tools import DECIMALS


class SatisfactionProgram(models.Model):
    """Closing: scores, titles and weights stay as they are from then on."""

    _inherit = "satisfaction.program"

    def _on_closed(self):
        result = super()._on_closed()
        for program in self:
            program._freeze_scores()
        return result

    def _freeze_scores(self):
        """Keep the scores of all answers, customers and questions.

        A fixed number of statements, however many customers there are: the scores go from the
        answers into their table inside the database.
        """
        self.ensure_one()
        engine = self.env["satisfaction.score"]
        live = engine._result_sql(self)
        # sudo: the scores are kept by the system, for whoever may close the programme
        program = self.sudo()
        questions = program._live_question_rows()
        figures = program._live_figures(live, questions)
        self.env.flush_all()
        self._freeze_results(live)
        self._freeze_customers()
        program.env.invalidate_all()
        program._freeze_questions(questions)
        for module in program.module_ids:
            module.score = figures["modules"].get(module.id, {}).get("score") or 0
        figures["modules"] = {str(key): value for key, value in figures["modules"].items()}
        figures["facts"] = program._fact_counts()
        program.score_figures = figures

    def _freeze_results(self, live):
        """Write the scores of the answers into their table."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO satisfaction_result (
                       program_id, company_id, module_id, module_name, audience_id, partner_id,
                       contact_id, user_input_id, answered_on, year, score, answered_share, valid,
                       weight, contribution, satisfied_count, answer_count,
                       create_uid, create_date, write_uid, write_date)
                SELECT %(program)s, %(company)s, result.module_id,
                       COALESCE(module.name->>%(lang)s, module.name->>'en_US'), result.audience_id,
                       audience.partner_id, result.contact_id, result.user_input_id,
                       result.answered_on, %(year)s, result.score, result.answered_share,
                       result.valid, module.weight,
                       module.weight * result.score / 100 / NULLIF(COUNT(*)
                           FILTER (WHERE result.valid)
                           OVER (PARTITION BY result.audience_id, result.module_id), 0),
                       result.satisfied_count, result.answer_count,
                       %(user)s, now() AT TIME ZONE 'UTC', %(user)s, now() AT TIME ZONE 'UTC'
                  FROM (%(live)s) result
                  JOIN satisfaction_audience audience ON audience.id = result.audience_id
                  JOIN satisfaction_module module ON module.id = result.module_id
                 ORDER BY result.audience_id, result.module_id
                """,
                program=self.id,
                company=self.company_id.id,
                year=self.send_on.year,
                lang=self.env.lang or "en_US",
                user=self.env.uid,
                live=live,
            )
        )

    def _freeze_customers(self):
        """Write the totals of the customers; who is not complete has none."""
        engine = self.env["satisfaction.score"]
        self.env.cr.execute(
            SQL(
                """
                UPDATE satisfaction_audience audience
                   SET complete = score.complete,
                       total_score = CASE WHEN score.complete THEN score.total END,
                       band = CASE WHEN NOT score.complete THEN NULL
                                   WHEN %(shown)s >= %(excellent)s THEN 'excellent'
                                   WHEN %(shown)s >= %(good)s THEN 'good'
                                   WHEN %(shown)s >= %(fair)s THEN 'fair'
                                   ELSE 'poor' END
                  FROM (%(customers)s) score
                 WHERE score.audience_id = audience.id
                """,
                customers=engine._customer_sql(self, engine._frozen_sql(self)),
                # As it is shown, see tools.reaches
                shown=SQL("ROUND(score.total::numeric, %s)", DECIMALS),
                excellent=self.band_excellent,
                good=self.band_good,
                fair=self.band_fair,
            )
        )

    def _freeze_questions(self, rows):
        """Write the figures per question, with their titles in all languages."""
        kept = self.env["satisfaction.result.question"].create(
            # What nobody answered stays empty instead of 0, which would lower every mean.
            [{key: value for key, value in row.items() if value is not None} for row in rows]
        )
        for code, _name in self.env["res.lang"].get_installed():
            titles = {
                (row["module_id"], row["question_id"], row["row_id"]): row["title"]
                for row in self.with_context(lang=code)._question_titles(
                    self.env["satisfaction.score"]._plan(self.module_ids.survey_id)
                )
            }
            for line in kept.with_context(lang=code):
                title = titles[line.module_id.id, line.question_id.id, line.row_id.id or None]
                if line.title != title:
                    line.title = title

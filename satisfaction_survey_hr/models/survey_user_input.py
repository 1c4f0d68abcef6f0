from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

CENT = 1e-6


class SurveyUserInput(models.Model):
    """What an employee has answered is taken apart when he is done, and deleted."""

    _inherit = "survey.user_input"

    satisfaction_slip_id = fields.Many2one(
        comodel_name="satisfaction.employee.slip",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=NO_ACCESS,
    )

    _satisfaction_slip_unique = models.UniqueIndex(
        "(satisfaction_slip_id) WHERE satisfaction_slip_id IS NOT NULL",
        "This slip has been used already.",
    )

    def _mark_done(self):
        """Hand in the answers of employees; nothing of them is told to anybody."""
        # sudo: the slip belongs to the system
        by_slip = self.filtered(lambda answer: answer.sudo().satisfaction_slip_id)
        for answer in by_slip.sudo():
            answer._satisfaction_hand_in()
        others = self - by_slip
        return super(SurveyUserInput, others)._mark_done() if others else None

    def _satisfaction_hand_in(self):
        """Keep the points without whose they are, use up the slip, delete the questionnaire.

        The questionnaire is still shown as handed in, and is deleted at the end of the same
        transaction: it never reaches the database in full.
        """
        self.ensure_one()
        slip = self.satisfaction_slip_id
        slip.lock_for_update()
        program = slip.program_id
        if program.state != "running":
            raise UserError(self.env._("This survey has ended: thank you all the same."))
        self.env["satisfaction.employee.answer"]._insert(self._satisfaction_rows(slip))
        # The slip is gone, and with it what joined it to this questionnaire.
        self.write({"state": "done", "satisfaction_slip_id": False})
        slip.unlink()
        self.env.cr.precommit.add(self._satisfaction_delete)

    def _satisfaction_rows(self, slip):
        """Return the answers as single rows, which nothing joins."""
        program = slip.program_id
        points, is_valid = self._satisfaction_points(program)
        common = {
            "program_id": program.id,
            "group_id": slip.group_id.id,
            "kind": "slip",
            "question_id": None,
            "points": 0.0,
            "is_valid": is_valid,
            "words": None,
            "date": program.date_to,
        }
        rows = [common]
        if is_valid:
            rows += [
                {
                    **common,
                    "kind": "points",
                    "question_id": question_id,
                    "points": value,
                }
                for question_id, value in points.items()
            ]
        rows += [
            {
                **common,
                "kind": "words",
                "group_id": None,
                "question_id": line.question_id.id,
                "words": line.value_text_box or line.value_char_box,
            }
            for line in self.user_input_line_ids
            if line.answer_type in ("text_box", "char_box")
        ]
        return rows

    def _satisfaction_points(self, program):
        """Return ``{question id: points}`` of this answer, and whether enough was answered."""
        engine = self.env["satisfaction.score"]
        plan = engine._plan(self.survey_id)
        scored = [q for q in plan.questions.values() if q.role == "score" and q.weight]
        rows = engine._rows(
            SQL(
                "WITH answer AS (SELECT %s AS id)"
                " SELECT question_id, AVG(points) FILTER (WHERE NOT na) AS points,"
                " SUM(weight) FILTER (WHERE NOT na) AS weight,"
                " SUM(weight) FILTER (WHERE na) AS na_weight"
                " FROM (%s) item WHERE user_input_id = %s GROUP BY question_id",
                self.id,
                engine._item_sql(plan, scored),
                self.id,
            )
        )
        applying = sum(q.weight for q in scored) - sum(row["na_weight"] or 0 for row in rows)
        answered = sum(row["weight"] or 0 for row in rows)
        points = {r["question_id"]: r["points"] for r in rows if r["points"] is not None}
        enough = applying > 0 and 100 * answered / applying >= program.answered_share - CENT
        return points, enough

    def _satisfaction_delete(self):
        """Delete these questionnaires with all that hangs on them."""
        self.exists().unlink()

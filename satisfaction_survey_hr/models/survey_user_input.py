from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from odoo.addons.satisfaction_survey.tools import TOLERANCE


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

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody makes links to the questionnaire of employees for single people."""
        answers = super().create(vals_list)
        answers._check_by_slip()
        return answers

    def write(self, vals):
        result = super().write(vals)
        if {"survey_id", "test_entry"} & vals.keys():
            self._check_by_slip()
        return result

    def _check_by_slip(self):
        """Refuse answers of somebody in particular to what employees are asked, whenever their
        links were made."""
        # sudo: the slip belongs to the system
        named = self.sudo().filtered(lambda a: not a.test_entry and not a.satisfaction_slip_id)
        for survey in named.survey_id.with_env(self.env)._anonymous():
            survey._refuse_without_slip()

    def _check_by_slip_once(self):
        """Check once in each request, however many questions it stores."""
        checked = self.env.cr.precommit.data.setdefault("satisfaction_by_slip", set())
        if left := self.filtered(lambda answer: answer.id not in checked):
            left._check_by_slip()
            checked.update(left.ids)

    def _mark_in_progress(self):
        self._check_by_slip_once()
        return super()._mark_in_progress()

    def _save_lines(self, question, answer, comment=None, overwrite_existing=True):
        """Odoo keeps what was answered rightly when something else on the page was not; of
        employees nothing stays that is not handed in."""
        self._check_by_slip_once()
        # sudo: the slip belongs to the system
        answer_sudo = self.sudo()
        if answer_sudo.satisfaction_slip_id:
            precommit = self.env.cr.precommit
            begun = precommit.data.setdefault("satisfaction_begun", set())
            if self.id not in begun:
                begun.add(self.id)
                precommit.add(answer_sudo._satisfaction_forget_lines)
        return super()._save_lines(
            question, answer, comment=comment, overwrite_existing=overwrite_existing
        )

    def _satisfaction_forget_lines(self):
        """Delete the answers of a questionnaire that was not handed in."""
        self.exists().user_input_line_ids.unlink()

    def _mark_done(self):
        """Hand in the answers of employees; nothing of them is told to anybody."""
        # sudo: the slip belongs to the system
        by_slip = self.filtered(lambda answer: answer.sudo().satisfaction_slip_id)
        for answer in by_slip.sudo():
            answer._satisfaction_hand_in()
        others = self - by_slip
        others._check_by_slip_once()
        return super(SurveyUserInput, others)._mark_done() if others else None

    def _satisfaction_hand_in(self):
        """Keep the points without whose they are, use up the slip, delete the questionnaire.

        The answers are deleted at once, so that nothing else that happens with a finished
        questionnaire finds them (Odoo makes leads of them where CRM is installed). The empty
        questionnaire is still shown as handed in, and is deleted at the end of the same
        transaction.
        """
        self.ensure_one()
        # Also where Odoo itself ends a questionnaire that lay open for too long.
        if all(line.skipped for line in self.user_input_line_ids):
            raise UserError(
                self.env._("Nothing was answered yet: answer the questions, then hand in.")
            )
        # Of two who use a slip, or hand in while the programme is closed, only one deletes it.
        slip = self.satisfaction_slip_id
        program = slip.program_id
        if program.state != "running":
            raise UserError(self.env._("This survey has ended: thank you all the same."))
        self.env["satisfaction.employee.answer"]._insert_mixed(
            program, self._satisfaction_rows(slip)
        )
        self.user_input_line_ids.unlink()
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
        if plan.uneven:
            # What somebody was never shown does not count as unanswered.
            shown = self.predefined_question_ids - self._get_inactive_conditional_questions()
            scored = [question for question in scored if question.id in shown.ids]
        rows = engine._rows(
            SQL(
                "SELECT question_id, AVG(points) FILTER (WHERE NOT na) AS points,"
                " SUM(weight) FILTER (WHERE NOT na) AS weight,"
                " SUM(weight) FILTER (WHERE na) AS na_weight"
                " FROM (%s) item GROUP BY question_id",
                engine._item_sql(plan, scored, SQL("line.user_input_id = %s", self.id)),
            )
        )
        applying = sum(q.weight for q in scored) - sum(row["na_weight"] or 0 for row in rows)
        answered = sum(row["weight"] or 0 for row in rows)
        points = {r["question_id"]: r["points"] for r in rows if r["points"] is not None}
        enough = applying > 0 and 100 * answered / applying >= program.answered_share - TOLERANCE
        return points, enough

    def _satisfaction_delete(self):
        """Delete these questionnaires with all that hangs on them."""
        self.exists().unlink()

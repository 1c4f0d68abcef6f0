from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

from .common_scores import ScoreCommon


class TestScoresSecurity(ScoreCommon):
    """Who sees scores, who sees single answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_team = cls.env["order.team"].create(
            {"name": "Quality Probe", "function": "quality", "company_id": cls.company.id}
        )
        cls.modules[2].sudo().team_id = cls.other_team
        comment = cls.surveys[0].question_ids.filtered(lambda q: q.satisfaction_role == "comment")
        for module in cls.modules:
            extra = {comment[0]: ["Packaging <b>torn</b>"]} if module == cls.modules[0] else None
            cls._answer(cls.audiences[0], module, [4] * 10, extra)
        cls.program.action_close()

    def test_a_department_sees_its_own_questionnaires(self):
        program = self.program.with_user(self.member)
        results = self.env["satisfaction.result"].with_user(self.member).search([])
        self.assertEqual(results.module_id, self.modules[:2].with_user(self.member))
        self.assertEqual(
            self.env["satisfaction.result.question"].with_user(self.member).search([]).module_id,
            self.modules[:2].with_user(self.member),
        )
        self.assertNotIn(self.modules[2].name, program.page_modules)
        self.assertTrue(program.total_score)
        self.assertTrue(self.program.with_user(self.officer).score_figures)
        with self.assertRaises(AccessError):
            program.read(["score_figures"])
        self.assertNotIn(self._scored(self.surveys[2])[0].title, program.page_questions)
        self.assertIn(self._scored(self.surveys[0])[0].title, program.page_questions)

    def test_comments_only_for_those_who_may_read_answers(self):
        member, officer = (self.program.with_user(user) for user in (self.member, self.officer))
        self.assertIsNone(member._comments())
        self.assertNotIn("torn", member.page_comments)
        self.assertIn("Packaging &lt;b&gt;torn&lt;/b&gt;", officer.page_comments)
        self.surveys.sudo().restrict_user_ids = self.env.ref("base.user_admin")
        self.assertFalse(officer._comments())

    def test_strangers_see_nothing(self):
        stranger = new_test_user(
            self.env,
            "sat_stranger",
            groups="order_signoff.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.assertFalse(self.env["satisfaction.result"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.program.with_user(stranger).read(["page_total"])
        employee = new_test_user(self.env, "sat_employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["satisfaction.result"].with_user(employee).search([])

    def test_other_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        officer = new_test_user(
            self.env,
            "sat_elsewhere",
            groups="satisfaction_survey.group_officer",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for model in ("satisfaction.result", "satisfaction.result.question"):
            self.assertFalse(self.env[model].with_user(officer).search([]), model)

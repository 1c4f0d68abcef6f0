from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.models import MetaModel
from odoo.tools import convert_file

from .common import EmployeeCommon


class TestEmployee(EmployeeCommon):
    """A programme of employees, from its slips to its results."""

    def test_service_and_slips(self):
        self.program.action_prepare()
        self.assertEqual(self.program.employee_group_ids.mapped("headcount"), [6, 5, 3])
        self.assertEqual(self.program.slip_count, 14)
        slips = self.program._printed_slips()
        self.assertEqual(len({slip["code"] for slip in slips}), 14)
        self.assertRegex(slips[0]["code"], r"^([2-9A-Z]{4}-){3}[2-9A-Z]{4}$")

    def test_codes_are_forgotten_at_the_start(self):
        codes = self._codes()
        self.assertFalse(any(self.program._slips().mapped("code")))
        with self.refused("their codes are kept nowhere"):
            self.program._printed_slips()
        self.assertTrue(self._slip(codes["Turning"][0].lower().replace("-", " ")))

    def test_who_is_in_no_department_gets_no_slip(self):
        self.env["hr.employee"].create({"name": "Nowhere", "company_id": self.company.id})
        self.program.action_prepare()
        notes = " ".join(self.program.message_ids.mapped("body"))
        self.assertIn("1 employees have no department", notes)

    def test_one_answer_per_slip(self):
        codes = self._codes()
        code = codes["Turning"][0]
        begun = self._slip(code)._begin()
        self.assertEqual(self._slip(code)._begin(), begun, "scanned twice: the same one")
        self._answer(code, 5)
        self.assertFalse(self._slip(code))
        self.assertEqual(self.program.slip_returned, 1)

    def test_scores(self):
        codes = self._codes()
        for code, step in zip(codes["Turning"], (5, 5, 4, 4, 3, 3), strict=True):
            self._answer(code, step)
        for code in codes["Assembly"]:
            self._answer(code, 2)
        self.program.action_close()
        turning, assembly, office = self.program.employee_group_ids
        # 100 100 80 80 60 60 → 80; nobody of the office has answered, which hides nothing else
        self.assertAlmostEqual(turning.score, 80)
        self.assertAlmostEqual(assembly.score, 40)
        self.assertEqual((turning.returned, assembly.returned), (6, 5))
        self.assertTrue(office.is_hidden)
        self.assertAlmostEqual(self.program.total_score, (6 * 80 + 5 * 40) / 11, delta=0.06)
        self.assertAlmostEqual(self.program.module_ids.score, self.program.total_score, 1)
        self.assertAlmostEqual(self.program.response_rate, 100 * 11 / 14, delta=0.06)
        self.assertTrue(self.program.is_void, "less than 80 % have answered")

    def test_page_of_results(self):
        """The page speaks of employees, shows who may be shown, and nothing while it runs."""
        codes = self._codes()
        self.assertIn("when the programme is closed", self.program.page_total)
        self.assertIn("when the programme is closed", self.program.page_modules)
        for code in codes["Turning"]:
            self._answer(code, 4, words="Draught at the gate")
        for code in codes["Assembly"]:
            self._answer(code, 2)
        self.program.action_close()
        self.program.invalidate_recordset()
        self.assertIn("11 employees", self.program.page_total)
        self.assertIn("11 ÷ 14", self.program.page_response)
        self.assertIn("80.0 of 80.0, 6 employees", self.program.page_modules)
        self.assertIn("withheld", self.program.page_modules)
        self.assertIn("My duties are clear", self.program.page_questions)
        self.assertIn("Draught at the gate", self.program.page_comments)
        self.assertFalse(self.program.page_customers)

    def test_weights_and_half_answered(self):
        codes = self._codes()
        half = [5, 5, 5, 5, 5, None, None, None, None, None]
        self._answer(codes["Turning"][0], half)
        for code in codes["Turning"][1:]:
            self._answer(code, [4] * 9 + [None])
        self.program.action_close()
        turning = self.program.employee_group_ids[0]
        self.assertEqual(turning.returned, 5, "half an answer is none")
        self.assertAlmostEqual(turning.score, 80)
        self.assertEqual(self.program.slip_returned, 6)
        shown = turning.result_ids
        self.assertEqual(len(shown), 9, "the question nobody has answered is not shown")

    def test_comments_without_department(self):
        codes = self._codes()
        for code in codes["Turning"][:5]:
            self._answer(code, 4, words="Draught at the gate")
        self.program.action_close()
        self.assertEqual(
            self.program.employee_comment_ids.mapped("words"), ["Draught at the gate"] * 5
        )
        self.assertNotIn("group_id", self.program.employee_comment_ids._fields)

    def test_too_few_comments(self):
        codes = self._codes()
        for code in codes["Turning"][:4]:
            self._answer(code, 4, words="I am the only one at the gate")
        self.program.action_close()
        self.assertFalse(self.program.employee_comment_ids)
        self.assertFalse(self.program.employee_result_ids)
        self.assertFalse(self.program.has_total)

    def test_target_and_followup(self):
        self.program.response_target = 10
        codes = self._codes()
        for code in codes["Turning"][:5]:
            self._answer(code, 3)
        self.program.action_close()
        kinds = self.program.followup_ids.mapped("kind")
        self.assertEqual(set(kinds), {"eightd"})
        self.assertEqual(self.program.followup_ids[0].eightd_id.kind, "internal")

    def test_not_ready(self):
        self.program.employee_group_ids.unlink()
        with self.refused("has no department"):
            self.program.action_prepare()
        self.survey.questions_layout = "page_per_question"
        with self.refused("on one page"):
            self.program.action_prepare()

    def test_questionnaire_stays_anonymous(self):
        self._codes()
        with self.assertRaises(ValidationError):
            self.survey.questions_layout = "page_per_question"
        with self.assertRaises(ValidationError):
            self.survey.users_login_required = True

    def test_groups(self):
        with self.assertRaises(ValidationError):
            self.program.employee_group_ids[0].department_ids = [
                Command.link(self.departments[1].id)
            ]
        self.program.action_prepare()
        with self.refused("cannot be changed"):
            self.program.employee_group_ids[0].department_ids = [
                Command.set(self.departments[2].ids)
            ]
        self.program.action_draft()
        self.assertFalse(self.program._slips())
        self.assertEqual(self.program.slip_count, 0)

    def test_all_departments(self):
        self.program.employee_group_ids.unlink()
        self.program.action_add_departments()
        self.assertLessEqual(
            {"Turning", "Assembly", "Office"},
            set(self.program.employee_group_ids.mapped("name")),
        )

    def test_departments_of_the_same_name(self):
        """There may be two offices, also side by side; each is a group with a name of its own."""
        turning = self.departments[0]
        offices = self.env["hr.department"].create(
            [
                {"name": "Office", "company_id": self.company.id, "parent_id": parent}
                for parent in (turning.id, turning.id)
            ]
        )
        for office in offices:
            self._employees(office, 1)
        self.program.action_add_departments()
        self.assertEqual(
            self.program.employee_group_ids.filtered(
                lambda group: group.department_ids & offices
            ).mapped("name"),
            ["Turning / Office", "Turning / Office (2)"],
        )

    def test_nobody_to_ask(self):
        """A programme without departments is pointed out, and filled as soon as there are some."""
        self.company.satisfaction_enabled = True
        self.env["hr.employee"].search([]).department_id = False
        self.program.employee_group_ids.unlink()
        with freeze_time(f"{self.program.prepare_on} 08:00:00"):
            self.env["satisfaction.program"]._cron_plan()
        self.assertIn("has no department", self.program.activity_ids.note)
        self.assertFalse(self.program.sample_note)

    def test_not_started_by_itself(self):
        """After the start no slip can be printed: somebody has to say that they are."""
        self.program.automatic = True
        self.program.action_prepare()
        with freeze_time(f"{self.program.send_on} 08:00:00"):
            for _day in range(2):
                self.program._run_by_itself()
        self.assertEqual(self.program.state, "prepared")
        self.assertTrue(all(self.program._slips().mapped("code")))
        self.assertIn("Print the slips", self.program.activity_ids.note)

    def test_question_that_was_not_shown(self):
        """What only the dissatisfied are asked does not count as unanswered by the others."""
        questions = self.survey.question_ids.filtered(lambda q: q.satisfaction_role == "score")
        for question in questions[7:]:
            question.triggering_answer_ids = questions[0].suggested_answer_ids[4]
        codes = self._codes()["Turning"]
        for code in codes[:4]:
            self._answer(code, [5] * 7 + [None] * 3)
        # Who is asked all and leaves three empty has not answered enough.
        self._answer(codes[4], [1] + [5] * 6 + [None] * 3)
        self._answer(codes[5], [1] + [5] * 9)
        self.program.action_close()
        turning = self.program.employee_group_ids[0]
        self.assertEqual(turning.returned, 5)
        self.assertEqual(self.program.responded_count, 5)

    def test_deleted_questions_stay_away(self):
        """Bringing the add-on up to date while employees are asked changes nothing."""
        question = self.survey.question_ids[0]
        name = question.get_external_id()[question.id]
        question.unlink()
        self._codes()
        convert_file(
            self.env, "satisfaction_survey_hr", "data/survey_data.xml", {}, "update", noupdate=True
        )
        self.assertFalse(self.env.ref(name, raise_if_not_found=False))

    def test_columns_of_the_company_come_first(self):
        """Programmes of customers may be there already: their new columns are filled from it."""
        names = [model._name for model in MetaModel._module_to_models__["satisfaction_survey_hr"]]
        self.assertLess(names.index("res.company"), names.index("satisfaction.program"))

    def test_planned_by_itself(self):
        """The scheduled action makes next year's programme, and fills it in when it is time."""
        self.company.satisfaction_enabled = True
        codes = self._codes()
        for code in codes["Turning"]:
            self._answer(code, 4)
        self.program.action_close()
        year = self.program.send_on.year
        new = self.env["hr.department"].create({"name": "Tools", "company_id": self.company.id})
        self._employees(new, 2)

        def run(day):
            with freeze_time(f"{day} 08:00:00"), self.enter_registry_test_mode():
                self.env.ref(
                    "satisfaction_survey.ir_cron_satisfaction_programs"
                ).method_direct_trigger()
            self.env.invalidate_all()
            return self.env["satisfaction.program"].search(
                [("previous_id", "=", self.program.id)]
            )

        month = int(self.company.satisfaction_plan_month)
        following = run(f"{year}-{month:02}-01")
        self.assertEqual((following.kind, following.state), ("employee", "draft"))
        self.assertEqual(following.send_on.year, year + 1)
        self.assertEqual(
            following.employee_group_ids.mapped("name"), ["Turning", "Assembly", "Office"]
        )
        self.assertFalse(following.sample_note)
        self.assertEqual(run(following.prepare_on), following)
        self.assertIn("Tools", following.employee_group_ids.mapped("name"))
        self.assertEqual(sum(following.employee_group_ids.mapped("headcount")), 17)
        self.assertIn("17 employees", following.sample_note)
        self.assertTrue(any("Office, Tools" in (a.note or "") for a in following.activity_ids))
        self.assertFalse(following.audience_ids)
        # What the officer takes away does not come back the next day.
        following.employee_group_ids.filtered(lambda g: g.name == "Tools").unlink()
        run(following.prepare_on + timedelta(days=1))
        self.assertNotIn("Tools", following.employee_group_ids.mapped("name"))

    def test_not_in_the_customers_total(self):
        customers = self.env["satisfaction.program"].create(
            {"name": "Customers", "company_id": self.company.id}
        )
        self.assertEqual(customers.kind, "customer")
        self.assertFalse(customers.previous_id)
        self.assertFalse(self.program.audience_ids)

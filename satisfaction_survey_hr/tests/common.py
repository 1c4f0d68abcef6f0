from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class EmployeeCommon(TransactionCase):
    """A company of three departments: 6, 5 and 3 people; the programme that asks them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env["res.company"].create({"name": "Anonymous Works"})
        cls.officer = cls._user("emp_officer", "satisfaction_survey.group_officer")
        cls.departments = cls.env["hr.department"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("Turning", "Assembly", "Office")
            ]
        )
        for department, count in zip(cls.departments, (6, 5, 3), strict=True):
            cls._employees(department, count)
        # Somebody new, who has not served long enough
        cls._employees(cls.departments[0], 1, since=fields.Date.today() - timedelta(days=60))
        cls.survey = cls.env.ref("satisfaction_survey_hr.survey_employee")
        cls.program = cls._new_program()

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _employees(cls, department, count, since="2020-01-01"):
        employees = cls.env["hr.employee"].create(
            [
                {
                    "name": f"{department.name} {number}",
                    "company_id": cls.company.id,
                    "department_id": department.id,
                }
                for number in range(count)
            ]
        )
        employees.version_id.write({"date_version": since, "contract_date_start": since})
        return employees

    @classmethod
    def _new_program(cls, **values):
        program = (
            cls.env["satisfaction.program"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Employees 2026",
                    "kind": "employee",
                    "company_id": cls.company.id,
                    "total_target": 80,
                    "response_target": 80,
                    "module_ids": [
                        Command.create(
                            {
                                "name": "Employees",
                                "key": "employee",
                                "survey_id": cls.survey.id,
                                "weight": 100,
                                "target": 80,
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        cls.env["satisfaction.employee.group"].with_user(cls.officer).create(
            [
                {
                    "program_id": program.id,
                    "name": department.name,
                    "department_ids": [Command.set(department.ids)],
                }
                for department in cls.departments
            ]
        )
        return program

    def _codes(self):
        """Prepare, print and start; return ``{department: codes}``."""
        self.program.action_prepare()
        codes = {}
        for slip in self.program._printed_slips():
            codes.setdefault(slip["group"], []).append(slip["code"])
        self.program.action_send()
        return codes

    def _slip(self, code):
        return self.env["satisfaction.employee.slip"].sudo()._find(code)

    def _answer(self, code, steps, words=None):
        """Answer with a slip.

        :param steps: answer to all questions, or a list of answers; None leaves one out
        """
        answer = self._slip(code)._begin()
        questions = self.survey.question_ids.filtered(lambda q: q.satisfaction_role == "score")
        steps = steps if isinstance(steps, list) else [steps] * len(questions)
        for question, step in zip(questions, steps, strict=True):
            if step:
                chosen = question.suggested_answer_ids.sorted("sequence")[5 - step]
                answer._save_lines(question, str(chosen.id))
        if words:
            comment = self.survey.question_ids.filtered(lambda q: q.satisfaction_role == "comment")
            answer._save_lines(comment[0], words)
        answer._mark_done()
        # What happens at the end of the request
        self.env.cr.precommit.run()

    @contextmanager
    def refused(self, text):
        """What happens inside is refused with these words, and undone."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertIn(text, str(caught.exception))

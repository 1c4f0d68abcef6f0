import base64
import io
from datetime import date, timedelta

import openpyxl
import xlsxwriter

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .common_scores import ScoreCommon


def workbook(rows, formula=None):
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"strings_to_formulas": False})
    page = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, place, value, day)
            elif value is not None:
                page.write(number, place, value)
    if formula:
        page.write_formula(*formula)
    book.close()
    return output.getvalue()


class TestSheetImport(ScoreCommon):
    """Paper answers: the sheet, its errors, and all or nothing."""

    def _wizard(self, rows=None, module=None, data=None, **values):
        wizard = (
            self.env["satisfaction.sheet.import"]
            .with_user(self.officer)
            .create(
                {
                    "program_id": self.program.id,
                    "module_id": (module or self.modules[1]).id,
                    **values,
                }
            )
        )
        if rows is not None:
            data = workbook([list(wizard._titles().values()), *rows])
        if data:
            wizard.write({"file": base64.b64encode(data), "filename": "paper.xlsx"})
        return wizard

    def _row(self, customer, *answers, contact=None, day=None):
        return [customer.id, customer.name, None, None, contact, day, *answers]

    def _problems(self, wizard):
        wizard.action_check()
        return [(p.row, p.column.split(" ")[0], p.message) for p in wizard.problem_ids]

    def _assert_problem(self, row, column, text, **values):
        """The row has exactly this problem, and nothing is imported."""
        wizard = self._wizard([row], **values)
        wizard.action_import()
        found = [(p.row, p.column.split(" ")[0], p.message) for p in wizard.problem_ids]
        self.assertEqual(wizard.state, "bad")
        self.assertEqual([(line, place) for line, place, _text in found], [(2, column)], found)
        self.assertIn(text, found[0][2])
        self.assertFalse(self.program.sudo().invitation_ids.user_input_ids)

    def test_template_lists_who_is_missing(self):
        self._answer_evenly(self.audiences[0], self.modules[1], 80)
        wizard = self._wizard()
        wizard.action_template()
        page = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.download))).active
        rows = list(page.iter_rows(values_only=True))
        self.assertEqual(rows[0][:2], ("Customer ID", "Customer"))
        self.assertEqual(rows[0][6], "1. Time taken to respond to our feedback")
        self.assertEqual([row[0] for row in rows[1:]], self.customers[1:].ids)

    def test_import(self):
        """Numbers, words in any language, what does not apply, and empty cells."""
        self.env["res.lang"]._activate_lang("zh_CN")
        question = self._scored(self.surveys[1])[2]
        self._option(question, 3).with_context(lang="zh_CN").value = "一般"
        rows = [
            self._row(self.customers[0], 5, "4", "一般", "N/A", None, "very satisfied", 5, 5, 5),
            self._row(self.customers[1], *[4] * 9, day=date(2026, 6, 10)),
        ]
        wizard = self._wizard(rows)
        wizard.action_check()
        self.assertEqual((wizard.state, wizard.row_count), ("good", 2))
        self.assertFalse(self.program.sudo().invitation_ids.user_input_ids)
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        answers = self.program.sudo().invitation_ids.user_input_ids
        self.assertEqual(answers.mapped("satisfaction_status"), ["counted"] * 2)
        self.assertEqual(set(answers.mapped("satisfaction_source")), {"paper"})
        rows = {row["audience_id"]: row for row in self.program._customer_rows()}
        # (15×100 + 15×80 + 15×60 + 10×100 + 10×100 + 10×100 + 5×100) ÷ 80; 10 do not apply
        scores = rows[self.audiences[0].id]["scores"]
        self.assertAlmostEqual(scores[self.modules[1].id], 7100 / 80, 6)
        self.assertAlmostEqual(rows[self.audiences[1].id]["scores"][self.modules[1].id], 80, 6)
        dated = answers.filtered(lambda a: a.partner_id == self.customers[1])
        self.assertEqual(dated.end_datetime.date(), date(2026, 6, 10))

    def test_comments_and_recommendation(self):
        row = self._row(self.customers[0], *[5] * 10, 9, "Good", None, "=1+1")
        row[-1] = "None"
        wizard = self._wizard([row], self.modules[0])
        wizard.action_import()
        self.assertEqual(wizard.state, "done", wizard.problem_ids.mapped("message"))
        self.assertEqual(self.program._figures()["nps"], 100)
        self.assertEqual([c["text"] for c in self.program._comments()], ["Good", "None"])

    def test_what_was_begun_on_the_web_gives_way(self):
        invitation = self.audiences[0].sudo().invitation_ids
        begun = self.env["survey.user_input"].create(
            {
                "survey_id": self.surveys[1].id,
                "satisfaction_invitation_id": invitation.id,
                "satisfaction_module_id": self.modules[1].id,
            }
        )
        wizard = self._wizard([self._row(self.customers[0], *[4] * 9)])
        wizard.action_import()
        self.assertFalse(begun.exists())
        self.assertEqual(invitation.user_input_ids.state, "done")

    def test_who_was_not_invited_is_invited_on_paper(self):
        other = self.env["res.partner"].create({"name": "Paper Works", "is_company": True})
        audience = self.audiences.create(
            {"program_id": self.program.id, "partner_id": other.id, "contact_id": other.id}
        )
        self._wizard([self._row(other, *[4] * 9)]).action_import()
        invitation = audience.sudo().invitation_ids
        self.assertEqual(invitation.channel, "paper")
        self.assertEqual(invitation.module_ids, self.modules)
        self.assertEqual(audience.state, "partly", "the other questionnaires are still missing")
        self._wizard([self._row(other, *[4] * 9)], self.modules[2]).action_import()
        self._wizard([self._row(other, *[4] * 10)], self.modules[0]).action_import()
        self.assertEqual(audience.sudo().invitation_ids, invitation)
        self.assertEqual(audience.state, "answered")

    def test_colleague_of_who_was_not_invited(self):
        """The named contact is invited as usual; the colleague has answered one questionnaire."""
        other = self.env["res.partner"].create(
            {"name": "Paper Works", "is_company": True, "email": "p@x.example"}
        )
        colleague = self.env["res.partner"].create({"name": "Mr Ott", "parent_id": other.id})
        audience = self.audiences.create(
            {"program_id": self.program.id, "partner_id": other.id, "contact_id": other.id}
        )
        self._wizard([self._row(other, *[4] * 9, contact="Mr Ott")]).action_import()
        found = {one.partner_id: one for one in audience.sudo().invitation_ids}
        self.assertEqual(found[colleague].module_ids, self.modules[1])
        self.assertEqual((found[other].channel, found[other].state), ("mail", "sent"))

    def test_who_declined_is_not_invited_on_paper(self):
        other = self.env["res.partner"].create(
            {"name": "Paper Works", "is_company": True, "satisfaction_opt_out": True}
        )
        self.audiences.create(
            {"program_id": self.program.id, "partner_id": other.id, "contact_id": other.id}
        )
        self._assert_problem(self._row(other, *[4] * 9), "B", "does not want to take part")

    def test_wrong_step(self):
        self._assert_problem(self._row(self.customers[0], 6), "G", "Choose one of: Very satisfied")

    def test_wrong_word(self):
        self._assert_problem(self._row(self.customers[0], 5, "great"), "H", "Choose one of")

    def test_half_a_step(self):
        self._assert_problem(self._row(self.customers[0], 4.5), "G", "whole number")

    def test_formula(self):
        wizard = self._wizard()
        titles = list(wizard._titles().values())
        data = workbook([titles, self._row(self.customers[0], 5)], (1, 6, "=2+3", None, 5))
        wizard = self._wizard(data=data)
        self.assertEqual(self._problems(wizard)[0][:2], (2, "G"))
        self.assertIn("formula", wizard.problem_ids.message)

    def test_number_out_of_the_scale(self):
        row = self._row(self.customers[0], *[5] * 10, 11)
        self._assert_problem(row, "Q", "from 0 to 10", module=self.modules[0])

    def test_empty_row(self):
        self._assert_problem(self._row(self.customers[0]), "B", "No question is answered")

    def test_question_that_has_to_be_answered(self):
        self._scored(self.surveys[1])[0].constr_mandatory = True
        self._assert_problem(self._row(self.customers[0], None, 5), "G", "has to be answered")

    def test_day_to_come(self):
        row = self._row(self.customers[0], 5, day=date.today() + timedelta(days=5))
        self._assert_problem(row, "F", "has not come yet")

    def test_no_day(self):
        self._assert_problem(self._row(self.customers[0], 5, day="soon"), "F", "a date")

    def test_unknown_customer(self):
        row = [999999999, "Nobody", None, None, None, None, 5]
        self._assert_problem(row, "A", "no such customer")

    def test_customer_of_another_programme(self):
        other = self.env["res.partner"].create({"name": "Not Asked", "is_company": True})
        self._assert_problem(self._row(other, 5), "B", "is not asked in this programme")

    def test_customer_who_declined(self):
        self.audiences[0].sudo().invitation_ids.opted_out_at = "2026-06-02 08:00:00"
        self._assert_problem(self._row(self.customers[0], 5), "B", "does not want to take part")

    def test_unknown_contact(self):
        row = self._row(self.customers[0], 5, contact="Mr Wu")
        self._assert_problem(row, "E", "no such contact")

    def test_answered_already(self):
        self._answer_evenly(self.audiences[0], self.modules[1], 80)
        wizard = self._wizard([self._row(self.customers[0], *[5] * 9)])
        self.assertIn("answered already", self._problems(wizard)[0][2])

    def test_twice_in_the_sheet_and_all_or_nothing(self):
        rows = [
            self._row(self.customers[1], *[4] * 9),
            self._row(self.customers[0], *[4] * 9),
            self._row(self.customers[0], *[5] * 9),
        ]
        wizard = self._wizard(rows)
        wizard.action_import()
        self.assertEqual(wizard.state, "bad")
        self.assertEqual(wizard.problem_ids.mapped("row"), [4])
        self.assertIn("row 3", wizard.problem_ids.message)
        self.assertFalse(self.program.sudo().invitation_ids.user_input_ids)

    def test_files_that_are_none(self):
        with self.assertRaisesRegex(UserError, "Choose a spreadsheet first"):
            self._wizard().action_check()
        with self.assertRaisesRegex(UserError, "not a plain Excel workbook"):
            self._wizard(data=b"no file").action_check()
        with self.assertRaisesRegex(UserError, "no rows"):
            self._wizard([]).action_check()

    def test_only_while_it_runs_and_only_for_officers(self):
        wizard = self._wizard([self._row(self.customers[0], *[4] * 9)])
        self.program.action_close()
        with self.assertRaises(UserError):
            wizard.action_import()
        with self.assertRaises(AccessError):
            self.env["satisfaction.sheet.import"].with_user(self.member).create(
                {"program_id": self.program.id, "module_id": self.modules[1].id}
            )

    def test_too_many_questions(self):
        self.surveys[1].sudo().question_and_page_ids = [
            Command.create({"title": f"More {number}", "question_type": "char_box"})
            for number in range(50)
        ]
        with self.assertRaisesRegex(UserError, "too many questions"):
            self._wizard().action_template()

    # === COLUMNS === #

    def _sheet(self, titles, row):
        """The problems of a sheet with these titles; nothing of it is imported."""
        wizard = self._wizard(data=workbook([titles, row]))
        wizard.action_import()
        self.assertEqual(wizard.state, "bad")
        self.assertFalse(self.program.sudo().invitation_ids.user_input_ids)
        return [(p.row, p.column, p.message) for p in wizard.problem_ids]

    def test_heading_that_was_changed(self):
        titles = list(self._wizard()._titles().values())
        known = titles[8]
        titles[8] = "3. Friendliness"
        missing, unknown = self._sheet(titles, self._row(self.customers[0], *[4] * 9))
        self.assertEqual(missing[:2], (1, known))
        self.assertIn("download the sheet again", missing[2])
        self.assertIn("“3. Friendliness” is no column", unknown[2])

    def test_questions_that_changed_places(self):
        titles = list(self._wizard()._titles().values())
        first, second = self.surveys[1].question_ids[:2]
        first.sequence, second.sequence = second.sequence, first.sequence
        self.env.flush_all()
        self.env.invalidate_all()
        problems = self._sheet(titles, self._row(self.customers[0], *[4] * 9))
        self.assertEqual([place for _row, place, _text in problems[:2]], [
            f"1. {second.title}", f"2. {first.title}",
        ])

    def test_column_of_ones_own(self):
        """A column that holds nothing does no harm; one that is filled would be lost."""
        titles = [*self._wizard()._titles().values(), "Remarks"]
        row = self._row(self.customers[0], *[4] * 9, "Thank you")
        ((line, _place, text),) = self._sheet(titles, [*row, "By fax"])
        self.assertEqual(line, 1)
        self.assertIn("“Remarks” is no column", text)
        wizard = self._wizard(data=workbook([titles, row]))
        wizard.action_check()
        self.assertEqual(wizard.state, "good")

    def test_name_beside_the_number_of_another(self):
        row = self._row(self.customers[0], *[4] * 9)
        row[1] = self.customers[1].name
        self._assert_problem(row, "B", "this row is about Customer 1")
        # A contact of the customer may stand there, and capitals do not matter.
        for name in ("ms  lin", "CUSTOMER 1"):
            row[1] = name
            wizard = self._wizard([row])
            wizard.action_check()
            self.assertEqual(wizard.state, "good", wizard.problem_ids.mapped("message"))

    def test_question_that_was_not_asked(self):
        """A question that has to be answered, of whoever gave the answer that opens it."""
        first, second = self._scored(self.surveys[1])[:2]
        second.write(
            {
                "constr_mandatory": True,
                "triggering_answer_ids": [Command.set(self._option(first, 1).ids)],
            }
        )
        self._assert_problem(self._row(self.customers[0], 1), "H", "has to be answered")
        wizard = self._wizard([self._row(self.customers[0], 5, None, 4)])
        wizard.action_check()
        self.assertEqual(wizard.state, "good", wizard.problem_ids.mapped("message"))

    def test_limits_of_a_number(self):
        """A slip of the finger is caught; a number with decimals is one."""
        self.surveys[1].question_and_page_ids = [
            Command.create(
                {
                    "title": "Would you recommend us?",
                    "question_type": "numerical_box",
                    "satisfaction_role": "nps",
                    "sequence": 99,
                    "validation_required": True,
                    "validation_max_float_value": 10,
                }
            )
        ]
        self._assert_problem(self._row(self.customers[0], *[4] * 9, None, 90), "Q", "not valid")
        self._assert_problem(self._row(self.customers[0], *[4] * 9, None, "ten"), "Q", "a number")
        wizard = self._wizard([self._row(self.customers[0], *[4] * 9, None, 7.5)])
        wizard.action_import()
        self.assertEqual(wizard.state, "done", wizard.problem_ids.mapped("message"))
        line = self.program.sudo().invitation_ids.user_input_ids.user_input_line_ids[-1]
        self.assertEqual(line.value_numerical_box, 7.5)

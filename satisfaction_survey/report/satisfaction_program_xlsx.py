from odoo import models
from odoo.tools import SQL

from odoo.addons.order_signoff.sheet_writer import neutral
from odoo.addons.quality_8d.report.quality_8d_sheet import sheet_name

# Columns are so wide: what a line is about, and its figures.
WIDTHS, FIGURE = (28, 28), 14
WHO = (28, 20, 18)


class Book:
    """Writes sheets of texts and numbers, each with a name of its own."""

    def __init__(self, workbook, weight):
        self.workbook = workbook
        self.weight = weight
        self.names = set()
        self.styles = {
            "head": workbook.add_format(
                {"bold": True, "bg_color": "#DDEBF7", "text_wrap": True, "valign": "top"}
            ),
            "text": workbook.add_format({"num_format": "@"}),
            "number": workbook.add_format({"num_format": "0.0"}),
            "plain": workbook.add_format(),
            "wrapped": workbook.add_format(
                {"num_format": "@", "text_wrap": True, "valign": "top"}
            ),
        }

    def add(self, name, head, lines, suffix="", weights=None, widths=WIDTHS):
        """Write a sheet: titles, a row of weights where there are any, and the lines.

        :param str suffix: what the name ends with, however long the rest of it is
        :param widths: of the first columns; all others hold figures
        """
        sheet = self.workbook.add_worksheet(self._name(name, suffix))
        for place, title in enumerate(head):
            sheet.write_string(0, place, neutral(str(title)), self.styles["head"])
            sheet.set_column(place, place, widths[place] if place < len(widths) else FIGURE)
        first = 1
        if weights:
            sheet.write_string(1, 0, self.weight, self.styles["head"])
            for place, weight in enumerate(weights):
                self._cell(sheet, 1, place, weight)
            first = 2
        for number, line in enumerate(lines, start=first):
            for place, value in enumerate(line):
                self._cell(sheet, number, place, value, widths)
        sheet.freeze_panes(first, 1)

    def _cell(self, sheet, line, place, value, widths=WIDTHS):
        if isinstance(value, float):
            sheet.write_number(line, place, value, self.styles["number"])
        elif isinstance(value, int) and not isinstance(value, bool):
            sheet.write_number(line, place, value, self.styles["plain"])
        elif value:
            wide = place < len(widths) and widths[place] > max(WIDTHS)
            style = self.styles["wrapped" if wide else "text"]
            sheet.write_string(line, place, neutral(str(value)), style)

    def _name(self, name, suffix=""):
        """Return a name that no other sheet of the workbook has."""
        name, suffix = (sheet_name(text) for text in (name, suffix and f" {suffix}"))
        short, number = f"{name[: 31 - len(suffix)]}{suffix}", 1
        while short.casefold() in self.names:
            number += 1
            end = f"{suffix} {number}"
            short = f"{name[: 31 - len(end)]}{end}"
        self.names.add(short.casefold())
        return short


class ReportSatisfactionProgramXlsx(models.AbstractModel):
    """All answers of a programme: as they were given, and with weights and points.

    Single answers are only in it for those who may see them in Odoo's survey app.
    """

    _name = "report.satisfaction_survey.report_satisfaction_program_xlsx"
    _inherit = "report.quality_8d.sheet"
    _description = "Satisfaction Answers as a Spreadsheet"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheets of each programme."""
        book = Book(workbook, self.env._("Weight"))
        for program in objs:
            program.check_access("read")
            self._write_customers(book, program)
            self._write_questions(book, program)
            if self.env["survey.user_input.line"].has_access("read"):
                self._write_answers(book, program)
                self._write_comments(book, program)

    # ------------------------------------------------------------------
    # Sheets
    # ------------------------------------------------------------------
    def _write_customers(self, book, program):
        """Scores of the customers: by questionnaire, weighted, and in total."""
        modules = program._visible_modules()
        rows = program._customer_rows(modules=modules)
        partners = self.env["res.partner"].browse(row["partner_id"] for row in rows)
        # sudo: names of the customers of a programme the user may read
        names = {partner.id: partner.name for partner in partners.sudo()}
        bands = dict(
            self.env["satisfaction.audience"]._fields["band"]._description_selection(self.env)
        )
        known = any(row["revenue"] for row in rows)
        head = [self.env._("Customer"), self.env._("Class")]
        head += [self.env._("Sales")] if known else []
        for module in modules:
            head.append(module.name)
            head.append(
                self.env._(
                    "%(module)s × %(weight)s %%", module=module.name, weight=f"{module.weight:g}"
                )
            )
        head += [self.env._("Total"), self.env._("Band"), self.env._("Last Time")]
        lines = []
        for row in rows:
            line = [names[row["partner_id"]], (row["customer_class"] or "").upper()]
            line += [row["revenue"]] if known else []
            for module in modules:
                score = row["scores"].get(module.id)
                line += [score, None if score is None else score * module.weight / 100]
            total = row["total"] if row["complete"] else None
            line += [
                total if total is not None else self.env._("incomplete"),
                bands[program._band(total)] if total is not None else "",
                row["before"],
            ]
            lines.append(line)
        book.add(self.env._("Customers"), head, lines, widths=(36, 8))

    def _write_questions(self, book, program):
        names = {module.id: module.name for module in program._visible_modules()}
        head = [
            self.env._("Questionnaire"),
            self.env._("Question"),
            self.env._("Weight"),
            self.env._("Points"),
            self.env._("Importance"),
            self.env._("Answers"),
            self.env._("Does Not Apply"),
            "5",
            "4",
            "3",
            "2",
            "1",
        ]
        lines = [
            [
                names[row["module_id"]],
                row["title"],
                row["weight"],
                row["points"] if row["count"] else None,
                row["importance"] if row["importance_count"] else None,
                row["count"],
                row["na_count"],
                *(row[f"level_{level}"] for level in (5, 4, 3, 2, 1)),
            ]
            for row in program._visible_questions()
            if row["role"] == "score"
        ]
        book.add(self.env._("Questions"), head, lines, widths=(28, 52))

    def _write_answers(self, book, program):
        """Two sheets for each questionnaire: what was answered, and what it counts."""
        answers = self._answers(program)
        for module in program._visible_modules():
            questions = [
                row
                for row in program._question_rows()
                if row["module_id"] == module.id and row["role"] == "score"
            ]
            mine = [answer for answer in answers.values() if answer["module_id"] == module.id]
            head = [
                self.env._("Customer"),
                self.env._("Contact"),
                self.env._("Answered On"),
                *(row["title"] for row in questions),
            ]
            places = [(row["question_id"], row["row_id"] or None) for row in questions]
            book.add(
                module.name,
                head,
                [
                    [*self._who(answer), *(answer["raw"].get(place) for place in places)]
                    for answer in mine
                ],
                suffix=self.env._("raw"),
                widths=WHO,
            )
            book.add(
                module.name,
                [*head, self.env._("Answered (%)"), self.env._("Score")],
                [
                    [
                        *self._who(answer),
                        *(
                            None
                            if answer["points"].get(place) is None
                            else row["weight"] * answer["points"][place] / 100
                            for place, row in zip(places, questions, strict=True)
                        ),
                        answer["answered_share"],
                        answer["score"],
                    ]
                    for answer in mine
                ],
                suffix=self.env._("weighted"),
                weights=[None, None, None, *(row["weight"] for row in questions)],
                widths=WHO,
            )

    def _who(self, answer):
        return [answer["customer"], answer["contact"], answer["answered_on"]]

    def _answers(self, program):
        """Return the answers that count and that the user may read, with what was chosen."""
        allowed = set(
            self.env["survey.user_input"]
            .search([("satisfaction_invitation_id.program_id", "=", program.id)])
            .ids
        )
        engine = self.env["satisfaction.score"]
        rows = engine._rows(
            SQL(
                "SELECT result.*, customer.name AS customer, contact.name AS contact"
                " FROM (%s) result"
                " JOIN satisfaction_audience audience ON audience.id = result.audience_id"
                " JOIN res_partner customer ON customer.id = audience.partner_id"
                " LEFT JOIN res_partner contact ON contact.id = result.contact_id"
                " ORDER BY customer.name, result.user_input_id",
                program._result_source(),
            )
        )
        answers = {
            row["user_input_id"]: {
                **row,
                "answered_on": program._form_datetime(row["answered_on"]),
                "raw": {},
                "points": {},
            }
            for row in rows
            if row["user_input_id"] in allowed
        }
        # sudo: what is asked; the answers were checked above
        plan = engine._plan(program.sudo().module_ids.survey_id)
        scored = [question for question in plan.questions.values() if question.role == "score"]
        labels = self._labels(plan)
        for item in engine._rows(self._chosen_sql(program, plan, scored)):
            if answer := answers.get(item["user_input_id"]):
                place = item["question_id"], item["matrix_row_id"]
                answer["points"][place] = item["points"]
                chosen = [labels.get(option, "") for option in item["options"] or [] if option]
                answer["raw"][place] = " / ".join(chosen) if chosen else item["number"]
        return answers

    def _chosen_sql(self, program, plan, scored):
        """Return the statement of what was chosen, question by question, with its points."""
        engine = self.env["satisfaction.score"]
        return SQL(
            """
            WITH answer AS (%s)
            SELECT item.user_input_id, item.question_id, item.matrix_row_id, item.points,
                   item.number,
                   (SELECT array_agg(line.suggested_answer_id ORDER BY line.id)
                      FROM survey_user_input_line line
                     WHERE line.user_input_id = item.user_input_id
                       AND line.question_id = item.question_id
                       AND line.matrix_row_id IS NOT DISTINCT FROM item.matrix_row_id
                       AND line.suggested_answer_id IS NOT NULL) AS options
              FROM (%s) item
              JOIN answer ON answer.id = item.user_input_id
            """,
            engine._answer_sql(program),
            engine._item_sql(plan, scored, engine._between_sql(program)),
        )

    def _labels(self, plan):
        # sudo: names of the steps; the answers themselves are checked
        options = self.env["survey.question.answer"].sudo().browse(plan.options)
        return {option.id: option.value_label for option in options}

    def _write_comments(self, book, program):
        head = [self.env._("Question"), self.env._("Customer"), self.env._("Comment")]
        lines = [[line["question"], line["customer"], line["text"]] for line in program._comments()]
        book.add(self.env._("Comments"), head, lines, widths=(32, 28, 80))

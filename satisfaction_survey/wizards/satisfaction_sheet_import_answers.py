from collections import defaultdict

from odoo import models

from odoo.addons.order_signoff import sheet

from ..models.satisfaction_score import STEP_POINTS

# What people write for “does not apply”.
NOT_APPLYING = {"n/a", "na", "/", "不适用", "无", "does not apply"}


class SatisfactionSheetImport(models.TransientModel):
    """What the columns and cells of a sheet say."""

    _inherit = "satisfaction.sheet.import"

    # === COLUMNS === #

    def _check_columns(self, rows, questions, problems):
        """Note columns that are missing, and filled ones that are not known: what they hold would
        be lost. Return whether all is well."""
        if not rows:
            return False
        before = len(problems)
        header = sheet.Row(1, rows[0].places)
        for key in [key for key in questions if key not in header.places]:
            message = self.env._(
                "The sheet has no column with this title: download the sheet again and put the "
                "answers into it."
            )
            problems.append((header, key, message))
        for title in dict.fromkeys(title for row in rows for title in row.unknown):
            message = self.env._(
                "“%(title)s” is no column of this questionnaire: take the column out, or give it "
                "its title in a newly downloaded sheet.",
                title=title,
            )
            problems.append((header, "", message))
        return len(problems) == before

    # === CELLS === #

    def _check_day(self, row, problems):
        day = row.values.get("day")
        if day and day > self.company_id._order_today():
            problems.append((row, "day", self.env._("This day has not come yet.")))

    def _check_answers(self, row, questions, options, problems):
        """Return what the row answers, question by question."""
        values, empty = {}, []
        for key, (question, matrix_row) in questions.items():
            if not row[key]:
                if question.constr_mandatory:
                    empty.append((key, question))
                continue
            found, problem = self._value(row, key, question, options)
            if problem:
                problems.append((row, key, problem))
            else:
                values[question, matrix_row] = found
        if empty:
            chosen = {
                one.id
                for found in values.values()
                for one in found
                if isinstance(one, models.BaseModel)
            }
            for key, question in empty:
                triggers = question.triggering_answer_ids.ids
                # Who did not give the answer that opens a question was never asked it.
                if not triggers or not chosen.isdisjoint(triggers):
                    message = self.env._("This question has to be answered.")
                    problems.append((row, key, message))
        return values

    def _value(self, row, key, question, options):
        """Return what a cell says, as a list; or what is wrong with it."""
        kind, text = question.question_type, row[key]
        if kind == "text_box":
            return [text], None
        if kind in ("char_box", "numerical_box"):
            given = text if kind == "char_box" else row.values[key]
            # The limits that Odoo's own page observes
            problem = question.validate_question(f"{given}").get(question.id)
            return (None, problem) if problem else ([given], None)
        if kind == "scale":
            low, high = question.scale_min, question.scale_max
            if text.isascii() and text.isdigit() and low <= int(text) <= high:
                return [int(text)], None
            return None, self.env._(
                "Enter a whole number from %(low)s to %(high)s.", low=low, high=high
            )
        several = kind == "multiple_choice" or question.matrix_subtype == "multiple"
        parts = text.replace("；", ";").split(";") if several else [text]
        found = [
            options[question.id].get(part.strip().casefold()) for part in parts if part.strip()
        ]
        if found and all(found):
            return found, None
        return None, self.env._(
            "Choose one of: %(labels)s.",
            labels=", ".join(dict.fromkeys(question.suggested_answer_ids.mapped("value_label"))),
        )

    def _options(self, questions):
        """Return ``{question: {text: suggested answer}}``: labels in all languages, and steps 1 to
        5 where the answers are worth them."""
        result = defaultdict(dict)
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for question, _row in questions.values():
            texts = result[question.id]
            if texts:
                continue
            top = max(question.suggested_answer_ids.mapped("answer_score"), default=0)
            for option in question.suggested_answer_ids:
                if option.satisfaction_na:
                    texts.update(dict.fromkeys(NOT_APPLYING, option))
                elif top > 0 and option.answer_score > 0:
                    step = 100 * option.answer_score / top / STEP_POINTS
                    if step == int(step):
                        texts.setdefault(str(int(step)), option)
            for code in languages:
                for option in question.with_context(lang=code).suggested_answer_ids:
                    if label := (option.value_label or "").strip().casefold():
                        texts[label] = option.with_context(lang=self.env.lang)
        return result

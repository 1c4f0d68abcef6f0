from markupsafe import Markup

from odoo import models
from odoo.tools import LazyTranslate

from odoo.addons.quality_8d import charts as bars

from .. import charts

_lt = LazyTranslate(__name__)

# So many questions, customers and comments are printed; the spreadsheet holds all of them.
PRINTED_QUESTIONS = 10
PRINTED_CUSTOMERS = 25
PRINTED_COMMENTS = 15
# What a figure takes of the width of an A4 page, in pixels of the printing program.
PRINTED_WIDTH = 640

FORM_LABELS = {
    "form_satisfaction_program": _lt("Customer Satisfaction Analysis"),
    "sat_program": _lt("Programme"),
    "sat_period": _lt("Period measured"),
    "sat_asked": _lt("Sent on"),
    "sat_closed": _lt("Closed on"),
    "sat_responsible": _lt("Responsible"),
    "sat_state": _lt("Step"),
    "sat_response": _lt("Response rate"),
    "sat_response_how": _lt(
        "Customers with all questionnaires back and enough answered ÷ customers invited"
    ),
    "sat_response_target": _lt("Response target"),
    "sat_void": _lt("Round void: too few valid answers, the result does not count"),
    "sat_live": _lt("Interim result: the programme is still running"),
    "sat_total": _lt("Total"),
    "sat_target": _lt("Target"),
    "sat_band": _lt("Band"),
    "band_excellent": _lt("Very satisfied"),
    "band_good": _lt("Satisfied"),
    "band_fair": _lt("Fairly satisfied"),
    "band_poor": _lt("Not satisfied"),
    "sat_no_total": _lt("No customer has answered all questionnaires: there is no total"),
    "sat_total_how": _lt(
        "Total of a customer: sum of weight × score ÷ 100 of all questionnaires; total: mean of"
        " the customers"
    ),
    "sat_total_how_revenue": _lt(
        "Total of a customer: sum of weight × score ÷ 100 of all questionnaires; total: mean of"
        " the customers by their sales"
    ),
    "sat_customers": _lt("Customers"),
    "sat_customers_total": _lt("Customers with a total"),
    "sat_modules": _lt("Questionnaires"),
    "sat_module": _lt("Questionnaire"),
    "sat_weight": _lt("Weight"),
    "sat_score": _lt("Score"),
    "sat_contribution": _lt("Contribution"),
    "sat_before": _lt("Last time"),
    "sat_change": _lt("Change"),
    "sat_score_how": _lt(
        "Points of the answers (5 steps: 100, 80, 60, 40, 20), weighted; does not apply is left out"
    ),
    "sat_trend": _lt("Over the years"),
    "sat_map": _lt("Importance and satisfaction"),
    "sat_map_asked": _lt("Importance as the customers said; the lines cross at the mean"),
    "sat_map_weights": _lt("Importance: the weight of the question; the lines cross at the mean"),
    "sat_importance": _lt("Importance"),
    "sat_satisfaction": _lt("Satisfaction"),
    "sat_priority": _lt("Improve first"),
    "sat_keep": _lt("Keep it up"),
    "sat_low": _lt("Can wait"),
    "sat_plenty": _lt("Good enough"),
    "sat_questions": _lt("Lowest questions"),
    "sat_question": _lt("Question"),
    "sat_points": _lt("Points"),
    "sat_answers": _lt("Answers"),
    "sat_na": _lt("Does not apply"),
    "sat_nps": _lt("NPS: share of 9–10 minus share of 0–6"),
    "sat_csat": _lt("CSAT: share of answers 4 and 5"),
    "sat_customer_table": _lt("Customers, the least satisfied first"),
    "sat_class": _lt("Class"),
    "sat_incomplete": _lt("incomplete"),
    "sat_facts": _lt("Facts beside the answers, same period"),
    "sat_fact": _lt("Fact"),
    "sat_how": _lt("How it is counted"),
    "sat_comments": _lt("Comments"),
    "sat_comment": _lt("Comment"),
    "sat_more": _lt("The spreadsheet holds all of them"),
}


class SatisfactionProgram(models.Model):
    """The printed summary: the figures of the page, Chinese over English."""

    _inherit = "satisfaction.program"

    def _form_labels(self):
        return super()._form_labels() | FORM_LABELS

    def _form_url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/odoo/satisfaction-results/{self.id}"

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------
    def _form_name(self, record, name="name"):
        """Return a translated name in the first language of the form, short enough for a chart."""
        return self._form_text_texts(record, name)[0]

    def _form_summary(self):
        """Return all that is printed; computed once, the templates only lay it out."""
        self.ensure_one()
        figures = self._figures()
        modules = self._visible_modules()
        questions = self._visible_questions()
        map_rows, asked = self._map_rows(questions)
        middle = self._map_middle(map_rows) if map_rows else None
        return {
            "figures": figures,
            "band": self._band(figures["total"]) if figures["total"] is not None else False,
            "modules": self._form_modules(modules, figures),
            "module_chart": self._form_module_chart(modules, figures),
            "trend_chart": self._form_trend_chart(),
            "map_chart": self._form_map_chart(map_rows, middle),
            "map_asked": asked,
            "priority": [row for row in map_rows if self._is_priority(row, middle)],
            "questions": sorted(
                (row for row in self._scored(questions) if row["count"]),
                key=lambda row: row["points"],
            )[:PRINTED_QUESTIONS],
            "customers": self._form_customers(modules),
            "columns": modules,
            "comments": self._comments(PRINTED_COMMENTS) or [],
            "facts": self._facts(),
        }

    def _form_response_key(self):
        """Return which label says how the response rate is computed."""
        return "sat_response_how"

    def _form_modules(self, modules, figures):
        earlier = self._earlier()
        rows = []
        for module in modules:
            score = figures["modules"].get(module.id, {}).get("score")
            before = earlier.get(module.key)
            rows.append(
                {
                    "module": module,
                    "score": score,
                    "level": self._level(score, module.target),
                    "count": figures["modules"].get(module.id, {}).get("count", 0),
                    "contribution": None if score is None else module.weight * score / 100,
                    "before": before,
                    "change": None if score is None or before is None else score - before,
                }
            )
        return rows

    def _form_module_chart(self, modules, figures):
        rows = []
        for module in modules:
            score = figures["modules"].get(module.id, {}).get("score")
            rows.append(
                {
                    "name": self._form_name(module),
                    "value": score or 0,
                    "bad": score if self._is_below(score, module.target) else 0,
                    "limit": module.target,
                    "shown": f"{self._points(score)} / {self._points(module.target)}",
                }
            )
        label = self._form_line("sat_modules")
        return bars.bars(rows, label, bars.GOOD, 100, PRINTED_WIDTH) or Markup()

    def _form_trend_chart(self):
        years, series = self._trend_data()
        series[0]["name"] = self._form_line("sat_total")
        for row, module in zip(series[1:], self._visible_modules(), strict=True):
            row["name"] = self._form_name(module)
        label = self._form_line("sat_trend")
        chart = charts.trend(years, series, self.total_target, label, PRINTED_WIDTH)
        return chart or Markup()

    def _form_map_chart(self, rows, middle):
        if not rows:
            return Markup()
        words = {
            key: self._form_line(f"sat_{label}")
            for key, label in (
                ("right", "satisfaction"),
                ("up", "importance"),
                ("priority", "priority"),
                ("keep", "keep"),
                ("low", "low"),
                ("plenty", "plenty"),
            )
        }
        points = [{**row, "bad": self._is_priority(row, middle)} for row in rows]
        label = self._form_line("sat_map")
        return charts.importance_map(points, middle, words, label, PRINTED_WIDTH)

    def _form_customers(self, modules):
        rows = self._customer_rows(PRINTED_CUSTOMERS, modules)
        partners = self.env["res.partner"].browse(row["partner_id"] for row in rows)
        # sudo: names of the customers of a programme the user may print
        names = {partner.id: partner.name for partner in partners.sudo()}
        for row in rows:
            row["name"] = names[row["partner_id"]]
            row["official"] = row["total"] if row["complete"] else None
        return rows

    def _form_question_title(self, row):
        """Return the title of a question in the languages of the form."""
        if row.get("id"):
            # sudo: a title, for whoever may print the figures of the question
            return self._form_text(
                self.env["satisfaction.result.question"].sudo().browse(row["id"]), "title"
            )
        return row["title"]

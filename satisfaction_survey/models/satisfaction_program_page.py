from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import format_date

from odoo.addons.quality_8d import charts as bars

from .. import charts

# So many programmes are compared.
YEARS = 6
COLOURS = {"good": "#dcefe3", "poor": "#f8d7da"}


class SatisfactionProgram(models.Model):
    """The page with the results: each figure with what it says and how it was computed."""

    _inherit = "satisfaction.program"

    page_total = fields.Html(compute="_compute_page", sanitize=False)
    page_modules = fields.Html(compute="_compute_page", sanitize=False)
    page_response = fields.Html(compute="_compute_page", sanitize=False)
    page_trend = fields.Html(compute="_compute_page", sanitize=False)
    page_questions = fields.Html(compute="_compute_page", sanitize=False)
    page_map = fields.Html(compute="_compute_page", sanitize=False)
    page_recommend = fields.Html(compute="_compute_page", sanitize=False)
    page_customers = fields.Html(compute="_compute_page", sanitize=False)
    page_comments = fields.Html(compute="_compute_page", sanitize=False)
    page_facts = fields.Html(compute="_compute_page", sanitize=False)

    @api.depends("state", "score_figures", "total_target", "response_target")
    @api.depends_context("lang", "uid")
    def _compute_page(self):
        for program in self:
            figures = program._figures()
            questions = program._visible_questions()
            program.page_total = program._page_total(figures)
            program.page_modules = program._page_modules(figures)
            program.page_response = program._page_response(figures)
            program.page_trend = program._page_trend()
            program.page_questions = program._page_questions(questions)
            program.page_map = program._page_map(questions)
            program.page_recommend = program._page_recommend(figures)
            program.page_customers = program._page_customers()
            program.page_comments = program._page_comments()
            program.page_facts = program._page_facts()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_results(self):
        """Open the page with the results."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "satisfaction_survey.satisfaction_program_action_results"
        )
        return {**action, "res_id": self.id}

    def action_view_results(self):
        """Open the scores, to count and compare them."""
        return self._view_results(self.env._("Scores"), "satisfaction.result")

    def action_view_questions(self):
        """Open the figures per question."""
        return self._view_results(self.env._("Questions"), "satisfaction.result.question")

    def action_view_customers(self):
        """Open the customers with their totals."""
        self.ensure_one()
        action = self._view_results(self.env._("Customers"), "satisfaction.audience")
        return {**action, "views": [(False, "list"), (False, "form")], "view_mode": "list,form"}

    def _view_results(self, name, model):
        self.ensure_one()
        modes = ("list", "pivot", "graph")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, mode) for mode in modes],
            "view_mode": ",".join(modes),
            "domain": [("program_id", "=", self.id)],
            "context": {"create": False},
        }

    # ------------------------------------------------------------------
    # Parts of the page
    # ------------------------------------------------------------------
    def _page_total(self, figures):
        """The total, what it is made of, and what it is called."""
        if figures["total"] is None:
            return self._note(self._no_total())
        total, target = figures["total"], self.total_target
        bands = dict(
            self.env["satisfaction.audience"]._fields["band"]._description_selection(self.env)
        )
        met = not self._is_below(total, target)
        head = Markup(
            '<div class="d-flex align-items-baseline flex-wrap gap-3"><span class="display-4" '
            'style="background:%s;padding:0 12px;">%s</span><span class="fs-4">%s</span></div>'
        ) % (
            COLOURS["good" if met else "poor"],
            self._points(total),
            Markup("<strong>%s</strong> – %s")
            % (
                bands[self._band(total)],
                self.env._("target %(target)s met", target=self._points(target))
                if met
                else self.env._("target %(target)s missed", target=self._points(target)),
            ),
        )
        return head + self._explain(*self._total_how(figures))

    def _no_total(self):
        """Return the sentence that says why there is no total yet."""
        return self.env._(
            "No customer has answered all questionnaires so far. A total needs all of them; what "
            "came back is shown below."
        )

    def _total_how(self, figures):
        """Return the sentences that say how the total comes about, with its numbers."""
        how = (
            self.env._(
                "Mean of the totals of %(count)s customers; each counts the same.",
                count=figures["complete"],
            )
            if self.total_method == "mean"
            else self.env._(
                "Mean of the totals of %(count)s customers by their sales in the period.",
                count=figures["complete"],
            )
        )
        return [how, self._page_formula(figures)]

    def _page_formula(self, figures):
        """How a total comes about, with the scores of all customers put in."""
        modules = [module for module in self._visible_modules() if module.weight]
        scores = [figures["modules"].get(module.id, {}).get("score") for module in modules]
        if None in scores or len(modules) != len(self.sudo().module_ids.filtered("weight")):
            return ""
        return self.env._(
            "A customer's total is the sum of weight × score ÷ 100 of his questionnaires; with the "
            "scores of all: %(sum)s.",
            sum=" + ".join(
                f"{module.weight:g} × {self._points(score)}"
                for module, score in zip(modules, scores, strict=True)
            ),
        )

    def _page_modules(self, figures):
        """A bar for each questionnaire, its target marked."""
        rows = []
        for module in self._visible_modules():
            values = figures["modules"].get(module.id) or {"score": None, "count": 0}
            score = values["score"]
            rows.append(
                {
                    "name": module.name,
                    "value": score or 0,
                    "bad": score if self._is_below(score, module.target) else 0,
                    "limit": module.target,
                    "shown": self.env._(
                        "%(score)s of %(target)s, %(count)s customers",
                        score=self._points(score),
                        target=self._points(module.target),
                        count=values["count"],
                    ),
                }
            )
        chart = bars.bars(
            rows, self.env._("Score per questionnaire against its target"), bars.GOOD, 100
        )
        return chart or self._note(self.env._("There is no questionnaire."))

    def _page_response(self, figures):
        """How many answered, and whether the round counts."""
        if not figures["issued"]:
            return self._note(self.env._("Nobody was asked yet."))
        chart = bars.bars(
            [
                {
                    "name": self.env._("Response rate"),
                    "value": figures["response_rate"],
                    "bad": figures["response_rate"] if figures["void"] else 0,
                    "limit": self.response_target,
                    "shown": self.env._(
                        "%(rate)s %% of %(target)s %%",
                        rate=self._points(figures["response_rate"]),
                        target=f"{self.response_target:g}",
                    ),
                }
            ],
            self.env._("Response rate against its target"),
            bars.GOOD,
            100,
        )
        parts = chart + self._explain(*self._response_how(figures))
        if not figures["void"]:
            return parts
        warning = (
            self.env._(
                "Below %(target)s %% the round is void: the result does not count.",
                target=f"{self.response_target:g}",
            )
            if self._is_frozen()
            else self.env._(
                "Still below %(target)s %%: closed today, the round would be void.",
                target=f"{self.response_target:g}",
            )
        )
        return parts + Markup('<p class="fw-bold text-danger">%s</p>') % warning

    def _response_how(self, figures):
        """Return the sentences that say how the response rate comes about, with its numbers."""
        rest = figures["issued"] - figures["answered"] - figures["partly"] - figures["declined"]
        return [
            self.env._(
                "%(responded)s ÷ %(issued)s = %(rate)s %%: customers from whom all questionnaires "
                "are back, each with at least %(share)s %% of its weight answered, of all "
                "customers invited.",
                responded=figures["responded"],
                issued=figures["issued"],
                rate=self._points(figures["response_rate"]),
                share=f"{self.answered_share:g}",
            ),
            self.env._(
                "Of the others: %(partly)s answered in part, %(short)s with too little answered, "
                "%(declined)s declined, %(rest)s have not answered.",
                partly=figures["partly"],
                short=figures["answered"] - figures["responded"],
                declined=figures["declined"],
                rest=rest,
            ),
        ]

    def _years(self):
        """Return this programme and those before it, the oldest first."""
        # sudo: scores of all customers together, of programmes the user may not have seen
        programs, current = [], self.sudo()
        while current and len(programs) < YEARS and current not in programs:
            programs.append(current)
            current = current.previous_id
        return [
            program for program in reversed(programs) if program == self or program._is_frozen()
        ]

    def _page_trend(self):
        """Scores of the years, as lines and as a table."""
        years, series = self._trend_data()
        chart = charts.trend(years, series, self.total_target, self.env._("Scores over the years"))
        if not chart:
            return self._note(
                self.env._(
                    "There is no earlier programme that was closed; choose it as “Compared with”."
                )
            )
        head = [self.env._("Score"), *years, self.env._("Change")]
        body = []
        for row in series:
            now, before = row["values"][-1], row["values"][-2]
            change = now - before if now is not None and before is not None else None
            body.append(
                [
                    row["name"],
                    *map(self._points, row["values"]),
                    (
                        self._change(change),
                        self._change_level(change),
                    ),
                ]
            )
        return chart + self._html_table(head, body)

    def _trend_data(self):
        """Return the names of the years and the series of scores, the total first."""
        programs = self._years()
        figures = [program._figures() for program in programs]
        series = [{"name": self.env._("Total"), "values": [one["total"] for one in figures]}]
        for module in self._visible_modules():
            values = []
            for program, one in zip(programs, figures, strict=True):
                # sudo: a score of all customers together, compared with this year's
                same = program.sudo().module_ids.filtered(lambda m, key=module.key: m.key == key)[
                    :1
                ]
                values.append(one["modules"].get(same.id, {}).get("score"))
            series.append({"name": module.name, "values": values})
        return [str(program.send_on.year) for program in programs], series

    def _page_recommend(self, figures):
        """NPS and the share of satisfied answers."""
        parts = []
        if figures["nps"] is not None:
            parts.append(
                Markup("<p><strong>NPS %s</strong></p>") % f"{figures['nps']:+.0f}"
                + self._explain(
                    self.env._(
                        "Share of 9 and 10 minus share of 0 to 6: %(promoters)s and %(detractors)s "
                        "of %(count)s answers. From −100 to +100; not part of the total.",
                        promoters=figures["promoters"],
                        detractors=figures["detractors"],
                        count=figures["nps_count"],
                    )
                )
            )
        if figures["csat"] is not None:
            parts.append(
                Markup("<p><strong>CSAT %s %%</strong></p>") % f"{figures['csat']:.1f}"
                + self._explain(
                    self.env._(
                        "Share of answers “satisfied” or better (4 or 5 of 5): %(satisfied)s of "
                        "%(count)s answers.",
                        satisfied=figures["satisfied"],
                        count=figures["answers"],
                    )
                )
            )
        return Markup().join(parts) or self._note(self.env._("No answers so far."))

    def _page_facts(self):
        """What is known beside the answers."""
        facts = self._facts()
        if not facts:
            return False
        period = self.env._(
            "%(start)s to %(end)s",
            start=format_date(self.env, self.date_from),
            end=format_date(self.env, self.date_to),
        )
        body = [
            [fact["label"], f"{fact['value']} {fact['unit']}".strip(), fact["note"]]
            for fact in facts
        ]
        return self._html_table(
            [self.env._("Fact"), period, self.env._("How it is counted")], body, left=(0, 2)
        )

from odoo import models

from odoo.addons.quality_8d import charts as bars


class SatisfactionProgram(models.Model):
    """The page with the results of employees: only what may be shown of them."""

    _inherit = "satisfaction.program"

    def _no_total(self):
        if self.kind != "employee":
            return super()._no_total()
        return self.env._(
            "Results of employees are shown when the programme is closed, if %(least)s or more "
            "have answered.",
            least=self.min_group,
        )

    def _total_how(self, figures):
        if self.kind != "employee":
            return super()._total_how(figures)
        return [
            self.env._(
                "Mean of the questions by their weights; each question is the mean of the answers "
                "of all %(count)s employees who answered enough (5 counts 100, 1 counts 20).",
                count=figures["responded"],
            )
        ]

    def _page_modules(self, figures):
        """Of employees: a bar for each department that may be shown."""
        if self.kind != "employee":
            return super()._page_modules(figures)
        if not self._is_frozen():
            return self._note(self._no_total())
        rows = []
        for group in self.employee_group_ids:
            low = self._is_below(group.score, self.total_target)
            rows.append(
                {
                    "name": group.name,
                    "value": 0 if group.is_hidden else group.score,
                    "bad": group.score if low and not group.is_hidden else 0,
                    "limit": self.total_target,
                    "shown": self.env._("withheld")
                    if group.is_hidden
                    else self.env._(
                        "%(score)s of %(target)s, %(count)s employees",
                        score=self._points(group.score),
                        target=self._points(self.total_target),
                        count=group.returned,
                    ),
                }
            )
        label = self.env._("Score per department against the target")
        return bars.bars(rows, label, bars.GOOD, 100) or self._note(self._no_total())

    def _page_questions(self, questions):
        """Of employees: each question over all of them, the lowest first."""
        if self.kind != "employee":
            return super()._page_questions(questions)
        results = self.employee_result_ids.filtered(lambda result: result.scope == "all")
        if not results:
            return self._note(self._no_total())
        head = [
            self.env._("Question"),
            self.env._("Weight"),
            self.env._("Points"),
            self.env._("Answers"),
        ]
        body = [
            [
                result.title,
                f"{result.weight:g}",
                (self._points(result.score), self._level(result.score, self.total_target)),
                result.answer_count,
            ]
            for result in results.sorted("score")
        ]
        return self._html_table(head, body)

    def _page_comments(self):
        """Of employees: what they wrote, in no order, for those who may read it."""
        if self.kind != "employee":
            return super()._page_comments()
        comments = self.env["satisfaction.employee.comment"]
        if not comments.has_access("read"):
            return self._note(self.env._("Comments are shown to survey officers."))
        found = comments.search([("program_id", "=", self.id)])
        if not found:
            return self._note(self.env._("There is no comment to show."))
        body = [[comment.question_id.title, comment.words] for comment in found]
        head = [self.env._("Question"), self.env._("Comment")]
        return self._html_table(head, body, left=(0, 1))

    def _page_customers(self):
        return self.kind == "customer" and super()._page_customers()

    def _page_map(self, questions):
        return self.kind == "customer" and super()._page_map(questions)

    def _page_recommend(self, figures):
        return self.kind == "customer" and super()._page_recommend(figures)

    def _page_facts(self):
        return self.kind == "customer" and super()._page_facts()

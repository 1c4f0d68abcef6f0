from markupsafe import Markup

from odoo import models

from .. import charts


class SatisfactionProgram(models.Model):
    """The page with the results: the questions, and which of them to improve first."""

    _inherit = "satisfaction.program"

    def _visible_questions(self):
        """Return the figures per question of the questionnaires the user may see."""
        modules = self._visible_modules()
        return [row for row in self._question_rows() if row["module_id"] in modules.ids]

    def _scored(self, questions):
        return [
            {**row, "number": number}
            for number, row in enumerate(
                (row for row in questions if row["role"] == "score" and row["weight"]), start=1
            )
        ]

    def _page_questions(self, questions):
        """All questions, the lowest first, with how often each step was chosen."""
        rows = [row for row in self._scored(questions) if row["count"]]
        if not rows:
            return self._note(self.env._("No answers so far."))
        targets = {module.id: module.target for module in self._visible_modules()}
        names = {module.id: module.name for module in self._visible_modules()}
        head = [
            self.env._("No."),
            self.env._("Question"),
            self.env._("Questionnaire"),
            self.env._("Weight"),
            self.env._("Points"),
            self.env._("Answers"),
            self.env._("Does not apply"),
            "5",
            "4",
            "3",
            "2",
            "1",
        ]
        body = [
            [
                row["number"],
                row["title"] + (" ⚠" if row["critical"] else ""),
                names[row["module_id"]],
                f"{row['weight']:g}",
                (
                    self._points(row["points"]),
                    self._level(row["points"], targets[row["module_id"]]),
                ),
                row["count"],
                row["na_count"] or "",
                *(row[f"level_{level}"] or "" for level in (5, 4, 3, 2, 1)),
            ]
            for row in sorted(rows, key=lambda row: row["points"])
        ]
        return self._html_table(head, body, left=(1, 2))

    def _map_rows(self, questions):
        """Return the questions of the map, and whether customers said what is important.

        Where nobody was asked how important something is, its weight stands in.
        """
        rows = [row for row in self._scored(questions) if row["count"]]
        asked = [row for row in rows if row["importance_count"]]
        if asked:
            return asked, True
        most = max((row["weight"] for row in rows), default=0)
        return [{**row, "importance": 100 * row["weight"] / most} for row in rows], False

    def _page_map(self, questions):
        """What is important and how good it is; what is important and not good comes first."""
        rows, asked = self._map_rows(questions)
        if not rows:
            return self._note(self.env._("No answers so far."))
        middle = self._map_middle(rows)
        chart = self._map_chart(rows, middle)
        how = (
            self.env._("How important it is: as the customers said, 0 to 100.")
            if asked
            else self.env._(
                "Nobody was asked how important it is: the weight of the question stands in, 100 "
                "for the highest. Add questions “Importance” to the questionnaire to ask for it."
            )
        )
        lines = self.env._(
            "The lines cross at the mean of all questions: %(points)s points, importance "
            "%(importance)s.",
            points=self._points(middle[0]),
            importance=self._points(middle[1]),
        )
        urgent = [row for row in rows if self._is_priority(row, middle)]
        head = [
            self.env._("No."),
            self.env._("Improve first"),
            self.env._("Points"),
            self.env._("Importance"),
            self.env._("Gap"),
        ]
        body = [
            [
                row["number"],
                row["title"],
                self._points(row["points"]),
                self._points(row["importance"]),
                self._points(row["importance"] - row["points"]),
            ]
            for row in sorted(urgent, key=lambda row: row["points"] - row["importance"])
        ]
        table = self._html_table(head, body, left=(1,)) if body else Markup()
        return chart + self._explain(how, lines) + table

    def _map_middle(self, rows):
        return (
            sum(row["points"] for row in rows) / len(rows),
            sum(row["importance"] for row in rows) / len(rows),
        )

    def _is_priority(self, row, middle):
        return row["points"] < middle[0] - 1e-6 and row["importance"] >= middle[1] - 1e-6

    def _map_chart(self, rows, middle):
        points = [{**row, "bad": self._is_priority(row, middle)} for row in rows]
        return charts.importance_map(
            points,
            middle,
            {
                "right": self.env._("Satisfaction"),
                "up": self.env._("Importance"),
                "priority": self.env._("Improve first"),
                "keep": self.env._("Keep it up"),
                "low": self.env._("Can wait"),
                "plenty": self.env._("Good enough"),
            },
            self.env._("Importance and satisfaction of each question"),
        )

from collections import defaultdict

from odoo import models

from ..suppression import withheld


class SatisfactionProgram(models.Model):
    """The answers of employees are added up once, and deleted."""

    _inherit = "satisfaction.program"

    def _figures(self):
        """While employees answer, only how many have is known, not how much each has answered."""
        if self.kind != "employee" or self._is_frozen():
            return super()._figures()
        returned = self._count_returned().get(self.id, 0)
        return self._assemble_figures(
            {"returned": returned, "valid": returned, "satisfied": 0, "answers": 0},
            {},
            {},
            [],
            self._response_counts()[self.id],
        )

    def _response_counts(self):
        """Of employees the slips count; while they answer, all that came back do."""
        result = super()._response_counts()
        returned = self._count_returned()
        for program in self.filtered(lambda p: p.kind == "employee" and p.state == "running"):
            answered = returned.get(program.id, 0)
            result[program.id].update(
                issued=program.slip_count, answered=answered, responded=answered
            )
        return result

    def _response_how(self, figures):
        if self.kind != "employee":
            return super()._response_how(figures)
        if not self._is_frozen():
            return [
                self.env._(
                    "%(answered)s ÷ %(issued)s = %(rate)s %%: slips that came back, of all slips. "
                    "How much was answered is only looked at when the programme is closed.",
                    answered=figures["answered"],
                    issued=figures["issued"],
                    rate=self._points(figures["response_rate"]),
                )
            ]
        return [
            self.env._(
                "%(responded)s ÷ %(issued)s = %(rate)s %%: slips with at least %(share)s %% of the "
                "weight answered, of all slips. %(short)s came back with too little answered.",
                responded=figures["responded"],
                issued=figures["issued"],
                rate=self._points(figures["response_rate"]),
                share=f"{self.answered_share:g}",
                short=figures["answered"] - figures["responded"],
            )
        ]

    def _responded(self):
        if self.kind != "employee":
            return super()._responded()
        return self._response_counts()[self.id].get("responded", 0)

    def _freeze_scores(self):
        """Add up the answers of employees; those of customers are kept as they are."""
        if self.kind == "employee":
            return self._add_up_employees()
        return super()._freeze_scores()

    def _add_up_employees(self):
        """Keep the figures that may be shown, and delete slips and answers.

        The score of a group is the weighted mean of its questions, over the questions that are
        shown: a figure that is withheld is in no other figure either, except in those of all.
        """
        self.ensure_one()
        # sudo: the system adds up what nobody may read
        program = self.sudo()
        returned, valid_counts = program._count_slips()
        cells = program._employee_cells()
        groups = program.employee_group_ids
        counts = {group: valid_counts.get(group.id, 0) for group in groups}
        hidden = withheld(counts, program.min_group)
        questions = program.module_ids.survey_id.question_ids.filtered("satisfaction_weight")
        rows = []
        shown = defaultdict(list)
        for question in questions:
            by_group = {group: cells.get((group.id, question.id), (0, 0.0)) for group in groups}
            answered = {group: count for group, (count, _total) in by_group.items()}
            if (everybody := sum(answered.values())) < program.min_group:
                continue
            points = sum(total for _count, total in by_group.values())
            rows.append((groups.browse(), question, points / everybody, everybody))
            kept_back = withheld(answered, program.min_group, hidden)
            for group in groups.filtered(lambda group, back=kept_back: group not in back):
                count, total = by_group[group]
                rows.append((group, question, total / count, count))
        program._keep_figures(rows)
        for group, question, score, _count in rows:
            shown[group].append((question.satisfaction_weight, score))
        for group in groups:
            group.write(
                {
                    "is_hidden": not shown[group],
                    "returned": counts[group] if shown[group] else 0,
                    "score": self._weighted(shown[group]),
                }
            )
        everybody, valid = sum(returned.values()), sum(counts.values())
        total = self._weighted(shown[groups.browse()]) if shown[groups.browse()] else None
        program.module_ids.score = total or 0
        program.score_figures = program._assemble_figures(
            {"returned": everybody, "valid": valid, "satisfied": 0, "answers": 0},
            {"complete": 0, "total": total},
            {str(module.id): {"score": total, "count": valid} for module in program.module_ids},
            [],
            {"issued": program.slip_count, "answered": everybody, "responded": valid},
        )
        if valid >= program.min_group:
            program._keep_comments()
        program._forget_answers()

    def _weighted(self, pairs):
        weights = sum(weight for weight, _score in pairs)
        return sum(weight * score for weight, score in pairs) / weights if weights else 0

    def _count_slips(self):
        """Return how many slips of each group came back, and how many are valid."""
        returned, valid = defaultdict(int), defaultdict(int)
        for group, is_valid, count in self.env["satisfaction.employee.answer"]._read_group(
            [("program_id", "=", self.id), ("kind", "=", "slip")],
            ["group_id", "is_valid"],
            ["__count"],
        ):
            returned[group.id] += count
            valid[group.id] += count if is_valid else 0
        return returned, valid

    def _employee_cells(self):
        """Return ``{(group id, question id): (answers, sum of points)}``."""
        return {
            (group.id, question.id): (count, points)
            for group, question, count, points in self.env[
                "satisfaction.employee.answer"
            ]._read_group(
                [("program_id", "=", self.id), ("kind", "=", "points")],
                ["group_id", "question_id"],
                ["__count", "points:sum"],
            )
        }

    def _keep_figures(self, rows):
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        results = self.env["satisfaction.employee.result"].create(
            [
                {
                    "program_id": self.id,
                    "group_id": group.id,
                    "scope": "group" if group else "all",
                    "sequence": question.sequence,
                    "question_id": question.id,
                    "title": question.title,
                    "weight": question.satisfaction_weight,
                    "score": score,
                    "answer_count": count,
                }
                for group, question, score, count in rows
            ]
        )
        for result in results:
            question = result.question_id
            result.update_field_translations(
                "title", {lang: question.with_context(lang=lang).title for lang in languages}
            )

    def _keep_comments(self):
        """Keep what was written, in no order and without the department."""
        words = self.env["satisfaction.employee.answer"].search(
            [("program_id", "=", self.id), ("kind", "=", "words")]
        )
        self.env["satisfaction.employee.comment"].create(
            [
                {"program_id": self.id, "question_id": line.question_id.id, "words": line.words}
                for line in words
            ]
        )

    def _forget_answers(self):
        """Delete what is left: answers, slips nobody used, and questionnaires begun."""
        slips = self._slips()
        self.env["survey.user_input"].search(
            [("satisfaction_slip_id", "in", slips.ids)]
        )._satisfaction_delete()
        slips.unlink()
        self.env["satisfaction.employee.answer"].search([("program_id", "=", self.id)]).unlink()

    def _cancel(self, reason):
        result = super()._cancel(reason)
        # sudo: what was answered is of no use any more, and nobody may read it
        for program in self.sudo().filtered(lambda program: program.kind == "employee"):
            program._forget_answers()
        return result

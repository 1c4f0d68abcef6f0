from odoo import api, fields, models

from odoo.addons.order_signoff.tools import fill_in


class Quality8d(models.Model):
    """D4 to D8: why it happened, what is done about it, and what others learn from it."""

    _inherit = "quality.8d"

    # D4
    cause_ids = fields.One2many(
        comodel_name="quality.8d.cause", inverse_name="report_id", string="Causes"
    )
    escape_point = fields.Text(
        help="The first place where the defect could have been found and was not."
    )
    # D5 and D6
    action_ids = fields.One2many(
        comodel_name="quality.8d.action", inverse_name="report_id", string="Actions"
    )
    chosen_action_ids = fields.One2many(
        comodel_name="quality.8d.action",
        inverse_name="report_id",
        domain=[("chosen", "=", True)],
        string="Chosen Actions",
    )
    contained_ids = fields.One2many(
        comodel_name="quality.8d.containment",
        inverse_name="report_id",
        domain=[("concerned", "=", "yes")],
        string="Containment to End",
    )
    # D7
    document_ids = fields.One2many(
        comodel_name="quality.8d.document", inverse_name="report_id", string="Prevention"
    )
    read_across_ids = fields.Many2many(
        comodel_name="product.product",
        relation="quality_8d_read_across_rel",
        string="Products Looked At",
        check_company=True,
        help="Similar products for which the same was decided.",
    )
    # D8
    result = fields.Text(help="What has become better, in figures.")
    lessons = fields.Text(string="Lessons Learned")
    recognition = fields.Text(string="Recognition of the Team", help="How the team was thanked.")
    # Cost
    cost_ids = fields.One2many(
        comodel_name="quality.8d.cost",
        inverse_name="report_id",
        groups="quality_8d.group_quality_manager",
    )
    cost_total = fields.Monetary(
        string="Cost of Poor Quality",
        compute="_compute_cost_total",
        store=True,
        groups="quality_8d.group_quality_manager",
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("cost_ids.balance")
    def _compute_cost_total(self):
        for report in self:
            report.cost_total = sum(report.cost_ids.mapped("balance"))

    # ------------------------------------------------------------------
    # What stands
    # ------------------------------------------------------------------
    @api.model
    def _field_disciplines(self):
        return {
            **super()._field_disciplines(),
            "escape_point": "d4",
            "read_across_ids": "d7",
            "result": "d8",
            "lessons": "d8",
            "recognition": "d8",
        }

    # ------------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------------
    def _missing_d4(self):
        problems = []
        company = self.company_id
        counted = self.cause_ids._counts()
        levels = ["technical", "system"] if company.quality_8d_system_causes else ["technical"]
        sample = self.env["quality.8d.cause"]
        branches = dict(sample._fields["branch"]._description_selection(self.env))
        names = dict(sample._fields["level"]._description_selection(self.env))
        for branch in branches:
            for level in levels:
                if not counted.filtered(
                    lambda c, b=branch, v=level: (
                        c.branch == b and c.level == v and c.verdict == "verified"
                    )
                ):
                    problems.append(
                        self.env._(
                            "No verified cause yet: %(branch)s, %(level)s.",
                            branch=branches[branch],
                            level=names[level],
                        )
                    )
        unproved = counted.filtered(lambda c: not (c.method and c.evidence))
        if unproved:
            problems.append(
                self.env._(
                    "Say how it was proved, and by what evidence: %(causes)s.",
                    causes=", ".join(unproved.mapped("name")),
                )
            )
        short = counted.filtered(
            lambda c: c.verdict == "verified" and len(c.why_ids) < company.quality_8d_why_min
        )
        if short:
            problems.append(
                self.env._(
                    "Ask why at least %(count)s times: %(causes)s.",
                    count=company.quality_8d_why_min,
                    causes=", ".join(short.mapped("name")),
                )
            )
        return problems + fill_in(self, "escape_point") + self._blame_of_people(counted)

    def _blame_of_people(self, counted):
        """Refuse people as the only cause why the problem occurred, or was not detected."""
        if not self.company_id.quality_8d_refuse_blame:
            return []
        for branch in ("occurrence", "non_detection"):
            causes = counted.filtered(lambda c, b=branch: c.branch == b)
            if causes and set(causes.mapped("category")) == {"man"}:
                return [
                    self.env._(
                        "Operator error alone is not accepted as a cause: everybody errs. Ask on "
                        "why the process made the error possible, and add that cause."
                    )
                ]
        return []

    def _missing_d5(self):
        problems = []
        chosen = self.action_ids.filtered("chosen")
        for cause in self.cause_ids._counts():
            actions = chosen.filtered(lambda a, c=cause: a.cause_id == c)
            if cause.verdict == "verified" and not actions:
                problems.append(
                    self.env._("Choose an action against: %(cause)s.", cause=cause.name)
                )
            elif (
                self.company_id.quality_8d_refuse_blame
                and actions
                and set(actions.mapped("hierarchy")) == {"training"}
            ):
                problems.append(
                    self.env._(
                        "Training alone does not keep %(cause)s from coming back: add an action "
                        "that makes the error impossible or finds it by itself.",
                        cause=cause.name,
                    )
                )
        incomplete = chosen.filtered(
            lambda a: (
                not (
                    (a.user_id or a.owner_name)
                    and a.due_on
                    and a.verification
                    and a.verified == "yes"
                )
            )
        )
        if incomplete:
            problems.append(
                self.env._(
                    "Responsible person, date and a verification that it works are missing for: "
                    "%(actions)s.",
                    actions=", ".join(incomplete.mapped("name")),
                )
            )
        return problems

    def _missing_d6(self):
        problems = []
        chosen = self.action_ids.filtered("chosen")
        incomplete = chosen.filtered(
            lambda a: (
                not (
                    a.done_on
                    and (a.cut_in_lot or a.cut_in_on)
                    and a.validation
                    and a.validated == "yes"
                )
            )
        )
        if incomplete:
            problems.append(
                self.env._(
                    "Date, first lot and a validation in series that shows the effect are "
                    "missing for: %(actions)s.",
                    actions=", ".join(incomplete.mapped("name")),
                )
            )
        if not chosen:
            problems.append(self.env._("No action has been chosen yet."))
        return problems + self._containment_to_end()

    def _containment_to_end(self):
        running = self.containment_ids.filtered(
            lambda line: line.concerned == "yes" and not line.ending
        )
        if not running:
            return []
        return [
            self.env._(
                "Withdraw these containments or make them permanent: %(places)s.",
                places=running._names(),
            )
        ]

    def _missing_d7(self):
        open_lines = self.document_ids.filtered(lambda line: not line._is_decided())
        if not open_lines:
            return []
        return [
            self.env._(
                "Give revision and date, or the reason why not: %(documents)s.",
                documents=open_lines._names(),
            )
        ]

    def _missing_d8(self):
        problems = fill_in(self, "result", "lessons", "recognition") + self._missing_people()
        return problems + self._not_ready_to_close()

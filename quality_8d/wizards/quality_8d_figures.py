from odoo import api, fields, models
from odoo.tools.misc import format_amount

from .. import charts
from ..models.quality_8d_profile import KINDS
from ..models.quality_8d_step import DISCIPLINES

# So many of the most frequent causes, kinds of defects and families are shown.
TOP = 8
PROVED = ("verified", "contributes")


class Quality8dFigures(models.TransientModel):
    """The key figures of 8D reports over a period; each opens the records behind it.

    All of them come from a fixed number of grouped statements, however many reports there are.
    """

    _name = "quality.8d.figures"
    _inherit = "order.figures.mixin"
    _description = "8D Key Figures"

    # ------------------------------------------------------------------
    # What is counted
    # ------------------------------------------------------------------
    kind = fields.Selection(selection=KINDS, help="Empty: reports of every kind.")
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer or Supplier")
    product_categ_id = fields.Many2one(comodel_name="product.category", string="Product Family")

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------
    open_count = fields.Integer(string="In Progress", compute="_compute_figures")
    late_count = fields.Integer(string="Late", compute="_compute_figures")
    closed_count = fields.Integer(string="Closed", compute="_compute_figures")
    closed_in_time = fields.Char(string="Closed in Time", compute="_compute_figures")
    received_count = fields.Integer(string="Received", compute="_compute_figures")
    repeated_share = fields.Char(string="Came Back", compute="_compute_figures")
    cost_net = fields.Monetary(string="Cost of Poor Quality", compute="_compute_figures")
    open_chart = fields.Html(compute="_compute_figures", sanitize=False)
    days_chart = fields.Html(compute="_compute_figures", sanitize=False)
    closing_chart = fields.Html(compute="_compute_figures", sanitize=False)
    repeated_chart = fields.Html(compute="_compute_figures", sanitize=False)
    cost_chart = fields.Html(compute="_compute_figures", sanitize=False)
    category_chart = fields.Html(compute="_compute_figures", sanitize=False)
    failure_chart = fields.Html(compute="_compute_figures", sanitize=False)
    defect_chart = fields.Html(compute="_compute_figures", sanitize=False)

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    def _compute_display_name(self):
        for figures in self:
            figures.display_name = self.env._("8D Key Figures")

    @api.depends(
        "company_id", "date_from", "date_to", "kind", "partner_id", "product_categ_id", "period"
    )
    @api.depends_context("lang")
    def _compute_figures(self):
        for figures in self:
            figures._count_open()
            figures._count_days()
            figures._count_closing()
            figures._count_repeated()
            figures._count_cost()
            figures._count_causes()
            figures._count_defects()

    # ------------------------------------------------------------------
    # Domains
    # ------------------------------------------------------------------
    def _domain(self, prefix=""):
        """Return the domain of the reports that are counted, in whatever period.

        :param str prefix: the path from the model that is counted to the report
        """
        self.ensure_one()
        domain = [(f"{prefix}company_id", "=", self.company_id.id)]
        if self.kind:
            domain.append((f"{prefix}kind", "=", self.kind))
        if self.partner_id:
            domain.append((f"{prefix}partner_id", "child_of", self.partner_id.id))
        if self.product_categ_id:
            domain.append((f"{prefix}product_categ_id", "child_of", self.product_categ_id.id))
        return domain

    def _open_domain(self):
        return [*self._domain(), ("state", "=", "open")]

    def _late_domain(self):
        return [*self._open_domain(), ("deadline_state", "=", "late")]

    def _days_domain(self):
        """Return the domain of the disciplines that were handed in during the period."""
        return [*self._domain("report_id."), *self._during("met_at"), ("deadline", "!=", False)]

    def _closed_domain(self):
        return [*self._domain(), *self._during("closed_on")]

    def _received_domain(self):
        return [
            *self._domain(),
            *self._during("received_at"),
            ("state", "!=", "not_needed"),
        ]

    def _repeated_domain(self):
        return [*self._received_domain(), ("repeated", "=", True)]

    def _cost_domain(self):
        domain = self._domain("report_id.")
        if self.date_from:
            domain.append(("date", ">=", fields.Date.to_string(self.date_from)))
        if self.date_to:
            domain.append(("date", "<=", fields.Date.to_string(self.date_to)))
        return domain

    def _cause_domain(self):
        """Return the domain of the causes that were proved in reports of the period."""
        return [
            *self._domain("report_id."),
            *self._during("report_id.received_at"),
            ("verdict", "in", PROVED),
        ]

    # ------------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------------
    def _count_open(self):
        """Count what is in progress by discipline, and what of it is late."""
        reports = self.env["quality.8d"]
        found = dict(reports._read_group(self._open_domain(), ["stage"], ["__count"]))
        late = dict(reports._read_group(self._late_domain(), ["stage"], ["__count"]))
        self.open_count, self.late_count = sum(found.values()), sum(late.values())
        rows = [
            {
                "name": label,
                "value": found.get(key, 0),
                "bad": late.get(key, 0),
                "shown": self._shown(found.get(key, 0), late.get(key, 0)),
            }
            for key, label in self._disciplines().items()
        ]
        self.open_chart = charts.bars(
            rows if found else [], self.env._("In progress by discipline"), charts.GOOD
        )

    def _shown(self, count, late):
        if not late:
            return str(count or "")
        return self.env._("%(count)s, of which late: %(late)s", count=count, late=late)

    def _disciplines(self):
        field = self.env["quality.8d.step"]._fields["discipline"]
        labels = dict(field._description_selection(self.env))
        return {key: labels[key] for key, _label in DISCIPLINES}

    def _count_days(self):
        """Compare the days that each discipline took with the days allowed."""
        steps = self.env["quality.8d.step"]
        domain = self._days_domain()
        found = {
            discipline: values
            for discipline, *values in steps._read_group(
                domain, ["discipline"], ["days_taken:avg", "days_allowed:avg", "__count"]
            )
        }
        met = dict(
            steps._read_group(
                [*domain, ("deadline_state", "=", "met")], ["discipline"], ["__count"]
            )
        )
        rows = []
        for key, label in self._disciplines().items():
            if key not in found:
                continue
            taken, allowed, count = found[key]
            rows.append(
                {
                    "name": label,
                    "value": taken or 0,
                    "limit": allowed or 0,
                    "shown": self.env._(
                        "%(taken)s of %(allowed)s d, %(share)s in time",
                        taken=f"{taken or 0:.1f}",
                        allowed=f"{allowed or 0:.1f}",
                        share=f"{met.get(key, 0) / count:.0%}",
                    ),
                }
            )
        self.days_chart = charts.bars(rows, self.env._("Days per discipline against the limit"))

    def _count_closing(self):
        """Count what was closed by month, and what of it was handed in late."""
        reports = self.env["quality.8d"]
        domain = self._closed_domain()
        # The last discipline is the current one of a closed report.
        late = [*domain, ("current_step_id.deadline_state", "=", "missed")]
        found, missed = self._by_month(reports, domain, "closed_on", late)
        self.closed_count = sum(found.values())
        self.closed_in_time = self._share(self.closed_count - sum(missed.values()), found)
        self.closing_chart = charts.columns(
            self._months(found, missed), self.env._("Closed by month, and of these late")
        )

    def _count_repeated(self):
        """Count what was received by month, and what of it had happened before."""
        reports = self.env["quality.8d"]
        found, repeated = self._by_month(
            reports, self._received_domain(), "received_at", self._repeated_domain()
        )
        self.received_count = sum(found.values())
        self.repeated_share = self._share(sum(repeated.values()), found)
        self.repeated_chart = charts.columns(
            self._months(found, repeated), self.env._("Received by month, and of these came back")
        )

    def _by_month(self, records, domain, name, part):
        """Return ``{month: count}`` of all, and of a part of them."""
        groups = [f"{name}:month"]
        return tuple(
            {
                month.date(): count
                for month, count in records._read_group(chosen, groups, ["__count"])
                if month
            }
            for chosen in (domain, part)
        )

    def _share(self, part, found):
        count = sum(found.values())
        return f"{part / count:.0%}" if count else "–"

    def _count_cost(self):
        """Add up the cost of the period by kind; what was recovered is taken off."""
        field = self.env["quality.8d.cost"]._fields["cost_type"]
        labels = dict(field._description_selection(self.env))
        found = dict(
            self.env["quality.8d.cost"]._read_group(
                self._cost_domain(), ["cost_type"], ["balance:sum"]
            )
        )
        self.cost_net = sum(found.values())
        self.cost_chart = charts.bars(
            [
                {
                    "name": labels[key],
                    "value": abs(amount),
                    "shown": format_amount(self.env, amount, self.currency_id),
                }
                for key, amount in sorted(found.items(), key=lambda item: -item[1])
            ],
            self.env._("Cost by kind"),
        )

    def _count_causes(self):
        """Count the proved causes by the six M and by the categories of the VDA."""
        causes = self.env["quality.8d.cause"]
        labels = dict(causes._fields["category"]._description_selection(self.env))
        domain = self._cause_domain()
        found = causes._read_group(domain, ["category"], ["__count"], order="__count DESC")
        self.category_chart = charts.bars(
            [{"name": labels[key], "value": count, "shown": str(count)} for key, count in found],
            self.env._("Causes by the six M"),
        )
        self.failure_chart = self._top(
            causes,
            [*domain, ("failure_id", "!=", False)],
            "failure_id",
            self.env._("Causes by VDA category"),
        )

    def _count_defects(self):
        self.defect_chart = self._top(
            self.env["quality.8d"],
            [*self._received_domain(), ("defect_id", "!=", False)],
            "defect_id",
            self.env._("Reports by kind of defect"),
        )

    def _top(self, records, domain, name, label):
        """Draw the most frequent values of a field."""
        found = records._read_group(domain, [name], ["__count"], order="__count DESC", limit=TOP)
        rows = [{"name": value.name, "value": count, "shown": str(count)} for value, count in found]
        return charts.bars(rows, label)

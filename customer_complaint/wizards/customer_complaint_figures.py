from odoo import api, fields, models
from odoo.tools.misc import format_amount

from odoo.addons.order_signoff.tools import plain_number
from odoo.addons.quality_8d import charts

# So many customers, products, kinds of defects and departments are shown.
TOP = 8
LISTS = {
    "commercial_partner_id": "customer_chart",
    "product_id": "product_chart",
    "defect_id": "defect_chart",
    "team_id": "team_chart",
}


class CustomerComplaintFigures(models.TransientModel):
    """The key figures of complaints over a period; each opens the complaints behind it.

    One grouped statement for the whole, one for the months, one for each list.
    """

    _name = "customer.complaint.figures"
    _inherit = "order.figures.mixin"
    _description = "Complaint Key Figures"

    # === WHAT IS COUNTED === #

    # The words of a mixin are translated with its own model only: take them from there.
    period = fields.Selection(
        selection=lambda self: (
            self.env["quality.8d.figures"]._fields["period"]._description_selection(self.env)
        )
    )
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer")
    product_categ_id = fields.Many2one(comodel_name="product.category", string="Product Family")

    # === FIGURES === #

    complaint_count = fields.Integer(string="Complaints", compute="_compute_figures")
    rate = fields.Char(string="Complaint Rate", compute="_compute_figures")
    rate_text = fields.Char(string="Complaint Rate Explained", compute="_compute_figures")
    ppm = fields.Char(string="PPM", compute="_compute_figures")
    ppm_text = fields.Char(string="PPM Explained", compute="_compute_figures")
    valid_share = fields.Char(compute="_compute_figures")
    first_share = fields.Char(string="First Contact in Time", compute="_compute_figures")
    close_share = fields.Char(string="Closed in Time", compute="_compute_figures")
    repeat_share = fields.Char(string="Repeated", compute="_compute_figures")
    content_share = fields.Char(string="Content with the Handling", compute="_compute_figures")
    cost = fields.Monetary(compute="_compute_figures")
    count_chart = fields.Html(
        string="Complaints by Month", compute="_compute_figures", sanitize=False
    )
    ppm_chart = fields.Html(string="PPM by Month", compute="_compute_figures", sanitize=False)
    first_chart = fields.Html(
        string="First Contact by Month", compute="_compute_figures", sanitize=False
    )
    close_chart = fields.Html(string="Closing by Month", compute="_compute_figures", sanitize=False)
    customer_chart = fields.Html(
        string="Complaints by Customer", compute="_compute_figures", sanitize=False
    )
    product_chart = fields.Html(
        string="Complaints by Product", compute="_compute_figures", sanitize=False
    )
    defect_chart = fields.Html(
        string="Complaints by Defect", compute="_compute_figures", sanitize=False
    )
    team_chart = fields.Html(
        string="Complaints by Department", compute="_compute_figures", sanitize=False
    )

    # === COMPUTE METHODS === #

    def _compute_display_name(self):
        for figures in self:
            figures.display_name = self.env._("Complaint Key Figures")

    @api.depends("company_id", "date_from", "date_to", "partner_id", "product_categ_id", "period")
    @api.depends_context("lang")
    def _compute_figures(self):
        for figures in self:
            whole = figures._statistics()._figures(figures._domain("date"))[0][1]
            figures._show_whole(whole)
            figures._show_months()
            figures._show_lists(whole)

    # === DOMAINS === #

    def _domain(self, moment):
        """Return the domain of what is counted.

        :param str moment: the field that says when
        """
        self.ensure_one()
        domain = [("company_id", "=", self.company_id.id), *self._during(moment)]
        if self.partner_id:
            customer = self.partner_id.commercial_partner_id
            domain.append(("commercial_partner_id", "=", customer.id))
        if self.product_categ_id:
            domain.append(("product_categ_id", "child_of", self.product_categ_id.id))
        return domain

    def _complaint_domain(self):
        """Return the domain of the complaints themselves."""
        return [*self._domain("received_at"), ("state", "!=", "cancelled")]

    def _statistics(self):
        """Return the statistics, with months that begin where the company works."""
        zone = str(self.company_id._order_timezone())
        return self.env["customer.complaint.statistics"].with_context(tz=zone)

    # === FIGURES === #

    def _show_whole(self, whole):
        for name in ("rate", "valid_share", "first_share", "close_share"):
            self[name] = self._percent(whole[name])
        self.repeat_share = self._percent(whole["repeat_share"])
        self.content_share = self._percent(whole["content_share"])
        self.complaint_count, self.cost = whole["complaint_count"], whole["cost"]
        self.ppm = "–" if whole["ppm"] is None else f"{whole['ppm']:,.0f}"
        self.rate_text = self.env._(
            "%(complained)s of %(deliveries)s deliveries were complained about.",
            complained=whole["complained_delivery"],
            deliveries=whole["delivery"],
        )
        self.ppm_text = self.env._(
            "%(defective)s of %(delivered)s parts were defective.",
            defective=plain_number(whole["qty_defective"], thousands=True),
            delivered=plain_number(whole["qty_delivered"], thousands=True),
        )

    def _percent(self, share):
        return "–" if share is None else f"{share:.1%}"

    def _show_months(self):
        """Draw what changes from month to month."""
        found = {
            moment.date(): figures
            for moment, figures in self._statistics()._figures(self._domain("date"), "date:month")
            if moment
        }

        def numbers(name):
            return {month: figures[name] or 0 for month, figures in found.items()}

        def late(due, met):
            return {month: figures[due] - figures[met] for month, figures in found.items()}

        label = self.env._
        self.count_chart = charts.columns(
            self._months(numbers("complaint_count"), numbers("accepted")),
            label("Complaints by month, and of these valid"),
        )
        ppm = self._months(numbers("ppm"), {})
        for row in ppm:
            row["shown"] = f"{row['value']:,.0f}"
        self.ppm_chart = charts.columns(ppm, label("PPM by month"))
        self.first_chart = charts.columns(
            self._months(numbers("first_due"), late("first_due", "first_met")),
            label("First contacts by month, and of these late"),
        )
        self.close_chart = charts.columns(
            self._months(numbers("close_due"), late("close_due", "close_met")),
            label("Closings by month, and of these late"),
        )

    def _show_lists(self, whole):
        """Draw whose and what complaints are most frequent, with what they cost."""
        labels = {
            "commercial_partner_id": self.env._("By customer"),
            "product_id": self.env._("By product"),
            "defect_id": self.env._("By kind of defect"),
            "team_id": self.env._("By department responsible"),
        }
        for name, label in labels.items():
            found = self._statistics()._figures(
                self._domain("date"), name, limit=TOP, whole=whole
            )
            self[LISTS[name]] = charts.bars(
                [
                    {
                        "name": value.display_name or self.env._("Not named"),
                        "value": figures["complaint_count"],
                        "bad": figures["accepted"],
                        "shown": self._shown(figures),
                    }
                    for value, figures in found
                ],
                label,
                charts.GOOD,
            )

    def _shown(self, figures):
        """Return what stands at the end of a bar."""
        parts = [str(figures["complaint_count"])]
        if figures["ppm"]:
            parts.append(f"{figures['ppm']:,.0f} PPM")
        if figures["cost"]:
            parts.append(format_amount(self.env, figures["cost"], self.currency_id))
        return " · ".join(parts)

    # === ACTIONS === #

    @api.model
    def action_open(self):
        """Open the page with the figures of the last twelve months."""
        figures = self.create({})
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("customer_complaint.customer_complaint_figures_action")
        return {**action, "res_id": figures.id}

    def action_view_complaints(self):
        """Open the complaints of the period."""
        return self._view_complaints(self.env._("Complaints"), "received_at:month")

    def action_view_valid(self):
        """Open what was judged, by judgement."""
        return self._view_complaints(self.env._("Judgements"), "validity")

    def action_view_repeated(self):
        """Open what has happened before."""
        repeated = [("is_repeat", "=", True)]
        return self._view_complaints(self.env._("Repeated"), "defect_id", repeated)

    def action_view_cost(self):
        """Open what was spent, by customer."""
        costly = [("cost_total", ">", 0)]
        name = self.env._("Cost of Complaints")
        return self._view_complaints(name, "commercial_partner_id", costly)

    def action_view_first(self):
        """Open the first contacts of the complaints of the period."""
        return self._view_limits(self.env._("First Contacts"), "acknowledge")

    def action_view_close(self):
        """Open the closings of the complaints of the period."""
        return self._view_limits(self.env._("Closings"), "close")

    def action_view_customers(self):
        """Open the complaints by customer."""
        return self._view_complaints(self.env._("By Customer"), "commercial_partner_id")

    def action_view_products(self):
        """Open the complaints by product."""
        return self._view_complaints(self.env._("By Product"), "product_id")

    def action_view_defects(self):
        """Open the complaints by kind of defect."""
        return self._view_complaints(self.env._("By Kind of Defect"), "defect_id")

    def action_view_teams(self):
        """Open the complaints by department."""
        return self._view_complaints(self.env._("By Department"), "team_id")

    def action_view_statistics(self):
        """Open all figures in a pivot table."""
        return self._view(
            self.env._("Complaint Statistics"),
            "customer.complaint.statistics",
            self._domain("date"),
            "date:month",
            ("pivot", "graph"),
        )

    def _view_complaints(self, name, group, further=()):
        return self._view(
            name,
            "customer.complaint",
            [*self._complaint_domain(), *further],
            group,
            ("list", "form", "pivot", "graph"),
        )

    def _view_limits(self, name, step):
        return self._view(
            name,
            "customer.complaint.limit",
            [("step", "=", step), ("complaint_id", "any", self._complaint_domain())],
            "step",
            ("list",),
        )

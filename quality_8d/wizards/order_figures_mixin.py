from datetime import time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import date_utils
from odoo.tools.misc import format_date

PERIODS = [
    ("month", "This Month"),
    ("quarter", "Last 3 Months"),
    ("year", "This Year"),
    ("twelve", "Last 12 Months"),
    ("own", "From – To"),
]
# So many months fit beside each other.
MONTHS = 24


class OrderFiguresMixin(models.AbstractModel):
    """A page with key figures of a company over a period; each opens the records behind it.

    The figures are computed fields of the page, drawn by ``quality_8d.charts``.
    """

    _name = "order.figures.mixin"
    _description = "Key Figures of a Period"
    _check_company_auto = True

    # ------------------------------------------------------------------
    # What is counted
    # ------------------------------------------------------------------
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    period = fields.Selection(selection=PERIODS, required=True, default="twelve")
    date_from = fields.Date(
        string="From", compute="_compute_dates", store=True, readonly=False, precompute=True
    )
    date_to = fields.Date(
        string="To", compute="_compute_dates", store=True, readonly=False, precompute=True
    )

    _ordered = models.Constraint(
        "CHECK(date_from <= date_to)", "The period begins before it ends: change one of the days."
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("period", "company_id")
    def _compute_dates(self):
        for figures in self:
            today = figures.company_id._order_today()
            starts = {
                "month": today.replace(day=1),
                "quarter": today.replace(day=1) - relativedelta(months=2),
                "year": today.replace(month=1, day=1),
                "twelve": today.replace(day=1) - relativedelta(months=11),
            }
            if start := starts.get(figures.period):
                figures.date_from, figures.date_to = start, today

    # ------------------------------------------------------------------
    # Tools
    # ------------------------------------------------------------------
    def _during(self, name):
        """Return the domain of the moments that lie in the period, by the company's days."""
        company = self.company_id
        domain = []
        if self.date_from:
            start = company._order_moment(self.date_from, time.min)
            domain.append((name, ">=", fields.Datetime.to_string(start)))
        if self.date_to:
            end = company._order_moment(self.date_to + timedelta(days=1), time.min)
            domain.append((name, "<", fields.Datetime.to_string(end)))
        return domain

    def _months(self, found, part):
        """Return a column for each month of the period, at most the last 24.

        :param dict found: ``{first day of the month: value}``
        :param dict part: the same, for the part that is drawn in another colour
        """
        if not found:
            return []
        first = max(filter(None, [self.date_from, min(found)])) if self.date_from else min(found)
        last = min(self.date_to, fields.Date.today()) if self.date_to else max(found)
        last = max(last, max(found))
        months = list(
            date_utils.date_range(
                fields.Datetime.to_datetime(first.replace(day=1)),
                fields.Datetime.to_datetime(last.replace(day=1)),
            )
        )[-MONTHS:]
        pattern = "MMM" if len(months) <= 12 else "M"
        return [
            {
                "name": format_date(self.env, month, date_format=pattern),
                "value": found.get(month.date(), 0),
                "bad": part.get(month.date(), 0),
            }
            for month in months
        ]

    def _view(self, name, model, domain, group, modes):
        """Return the action that opens the records behind a figure, grouped."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, mode) for mode in modes],
            "view_mode": ",".join(modes),
            "domain": domain,
            "context": {"group_by": [group], "create": False},
        }

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import LazyTranslate, formatLang

from odoo.addons.order_signoff.tools import plain_number
from odoo.addons.quality_8d import charts
from odoo.addons.quality_8d.models.quality_8d_drawing import PRINTED_WIDTH

from .customer_complaint_month import MONTHS
from .customer_complaint_statistics import COUNTS, RATIOS

_lt = LazyTranslate(__name__)

LABELS = {
    "form_customer_complaint_month": _lt("Complaints of the Month"),
    "month_month": _lt("Month"),
    "month_figure": _lt("Key figure"),
    "month_this": _lt("This month"),
    "month_before": _lt("Month before"),
    "month_twelve": _lt("Twelve months"),
    "month_complaint_count": _lt("Complaints"),
    "month_deliveries": _lt("Deliveries complained about / deliveries"),
    "month_rate": _lt("Complaint rate"),
    "month_quantities": _lt("Quantity defective / delivered"),
    "month_ppm": _lt("PPM"),
    "month_valid_share": _lt("Valid share"),
    "month_first_share": _lt("First contact in time"),
    "month_close_share": _lt("Closed in time"),
    "month_repeat_share": _lt("Repeated share"),
    "month_content_share": _lt("Content with the handling"),
    "month_cost": _lt("Cost"),
    "month_trend": _lt("Complaints by month, and of these valid"),
    "month_by_customer": _lt("By customer"),
    "month_by_product": _lt("By product"),
    "month_by_defect": _lt("By kind of defect"),
    "month_by_team": _lt("By department responsible"),
    "month_not_named": _lt("Not named"),
    "month_nothing": _lt("Nobody complained in this month."),
    "month_complaints": _lt("The complaints"),
    "month_number": _lt("Number"),
    "month_received": _lt("Received on"),
    "month_title": _lt("Complaint"),
    "month_defect": _lt("Kind of defect"),
    "month_quantity": _lt("Quantity"),
    "month_judgement": _lt("Judgement"),
    "month_closed": _lt("Closed on"),
    "month_8d": _lt("8D report"),
}
# The figures of the first table; a pair is printed with a stroke between.
FIGURES = (
    ("month_complaint_count", "complaint_count"),
    ("month_deliveries", ("complained_delivery", "delivery")),
    ("month_rate", "rate"),
    ("month_quantities", ("qty_defective", "qty_delivered")),
    ("month_ppm", "ppm"),
    ("month_valid_share", "valid_share"),
    ("month_first_share", "first_share"),
    ("month_close_share", "close_share"),
    ("month_repeat_share", "repeat_share"),
    ("month_content_share", "content_share"),
    ("month_cost", "cost"),
)
# The columns of the lists.
COLUMNS = (
    ("month_complaint_count", "complaint_count"),
    ("month_rate", "rate"),
    ("month_ppm", "ppm"),
    ("month_valid_share", "valid_share"),
    ("month_first_share", "first_share"),
    ("month_close_share", "close_share"),
    ("month_repeat_share", "repeat_share"),
    ("month_cost", "cost"),
)
SHARES = RATIOS.keys() - {"ppm"}


class CustomerComplaintMonth(models.Model):
    """The sheet of a month as it is printed, shown and written into the spreadsheet."""

    _inherit = "customer.complaint.month"

    @api.model
    def _form_labels(self):
        return super()._form_labels() | LABELS

    def _form_sheet(self):
        """Return all that is printed: figures, trend and lists; six grouped statements."""
        self.ensure_one()
        trend = self._trend()
        nothing = dict.fromkeys(COUNTS, 0) | dict.fromkeys(RATIOS)
        this = trend.get(self.month, nothing)
        before = trend.get(self.month - relativedelta(months=1), nothing)
        year = self._year()
        return {
            "any": bool(this["complaint_count"]),
            "figures": [
                (label, [(name, found) for found in (this, before, year)])
                for label, name in FIGURES
            ],
            "columns": COLUMNS,
            "lists": self._lists(this) if this["complaint_count"] else [],
            "trend": trend,
        }

    def _form_figure(self, name, found):
        """Return a figure as text; a dash where there is nothing to divide by."""
        if isinstance(name, tuple):
            return " / ".join(self._form_figure(part, found) for part in name)
        value = found[name]
        if value is None:
            return "–"
        if name in SHARES:
            return f"{value:.1%}"
        if name == "cost":
            return formatLang(self.env, value, currency_obj=self.currency_id)
        return f"{value:,.0f}" if name == "ppm" else plain_number(value, thousands=True)

    def _form_trend(self, trend, printed=True):
        """Return the figure with a column for each of the twelve months."""
        months = [self.month - relativedelta(months=back) for back in reversed(range(MONTHS))]
        rows = [
            {
                "name": f"{month:%Y-%m}",
                "value": trend.get(month, {}).get("complaint_count", 0),
                "bad": trend.get(month, {}).get("accepted", 0),
            }
            for month in months
        ]
        width = PRINTED_WIDTH * 0.8 if printed else None
        return charts.columns(rows, self._form_line("month_trend"), width)

    def _form_value(self, value):
        """Return what a line of a list is about."""
        return value.sudo().display_name if value else self._form_line("month_not_named")

from odoo import api, fields, models
from odoo.tools import SQL

from .customer_complaint import CATEGORIES, SEVERITIES
from .customer_complaint_validity import VALIDITIES

# What is counted: read with one grouped statement, whatever it is grouped by.
COUNTS = {
    "complaint_count": "sum",
    "complained_delivery": "count_distinct",
    "delivery": "count_distinct",
    "qty_defective": "sum",
    "qty_delivered": "sum",
    "judged": "sum",
    "accepted": "sum",
    "first_due": "sum",
    "first_met": "sum",
    "close_due": "sum",
    "close_met": "sum",
    "repeated": "sum",
    "marked": "sum",
    "content": "sum",
    "cost": "sum",
}
# Ratios: of what, divided by what, times what. Sums are divided, never averages averaged.
RATIOS = {
    "rate": ("complained_delivery", "delivery", 1),
    "ppm": ("qty_defective", "qty_delivered", 1_000_000),
    "valid_share": ("accepted", "judged", 1),
    "first_share": ("first_met", "first_due", 1),
    "close_share": ("close_met", "close_due", 1),
    "repeat_share": ("repeated", "accepted", 1),
    "content_share": ("content", "marked", 1),
}
# What is delivered has neither a kind of defect nor a department: there, all of it counts.
WITHOUT_DELIVERIES = ("defect_id", "team_id", "category", "severity", "validity")


class CustomerComplaintStatistics(models.Model):
    """Complaints beside the deliveries they are measured against, by day.

    One row for each complaint that was not cancelled, on the day it was received, and one for
    each product of a delivery to a customer, on the day it left.
    """

    _name = "customer.complaint.statistics"
    _description = "Complaint Statistics"
    _auto = False
    _rec_name = "complaint_id"
    _order = "date desc, id desc"
    _depends = {
        "customer.complaint": [
            "state",
            "received_at",
            "company_id",
            "commercial_partner_id",
            "picking_id",
            "product_id",
            "product_categ_id",
            "defect_id",
            "team_id",
            "category",
            "severity",
            "validity",
            "is_accepted",
            "is_repeat",
            "qty_complained",
            "cost_total",
            "handling_mark",
        ],
        "customer.complaint.limit": ["complaint_id", "step", "deadline", "met_at", "hold_since"],
        "product.template": ["categ_id", "uom_id"],
        "res.partner": ["commercial_partner_id"],
        "sale.order": ["partner_id"],
        "stock.move": [
            "state",
            "picking_id",
            "product_id",
            "quantity",
            "product_uom",
            "location_dest_id",
        ],
        "stock.picking": ["state", "date_done", "partner_id", "sale_id", "picking_type_id"],
    }

    # === FIELDS === #

    # What it is grouped by
    date = fields.Datetime(readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    complaint_id = fields.Many2one(comodel_name="customer.complaint", readonly=True)
    commercial_partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    product_categ_id = fields.Many2one(
        comodel_name="product.category", string="Product Family", readonly=True
    )
    defect_id = fields.Many2one(
        comodel_name="quality.defect", string="Kind of Defect", readonly=True
    )
    team_id = fields.Many2one(
        comodel_name="order.team", string="Department Responsible", readonly=True
    )
    category = fields.Selection(selection=CATEGORIES, readonly=True)
    severity = fields.Selection(selection=SEVERITIES, readonly=True)
    validity = fields.Selection(selection=VALIDITIES, string="Judgement", readonly=True)
    # What is counted
    complaint_count = fields.Integer(string="Complaints", readonly=True)
    complained_delivery = fields.Integer(
        string="Deliveries Complained About",
        aggregator="count_distinct",
        readonly=True,
        help="Two complaints about one delivery count once; where the delivery is not known, each"
        " complaint counts.",
    )
    delivery = fields.Integer(string="Deliveries", aggregator="count_distinct", readonly=True)
    qty_defective = fields.Float(
        string="Quantity Defective",
        digits="Product Unit",
        readonly=True,
        help="The quantity complained about, of complaints that are valid.",
    )
    qty_delivered = fields.Float(
        string="Quantity Delivered", digits="Product Unit", readonly=True
    )
    judged = fields.Integer(readonly=True)
    accepted = fields.Integer(string="Valid", readonly=True)
    first_due = fields.Integer(string="First Contacts Due", readonly=True)
    first_met = fields.Integer(string="First Contacts in Time", readonly=True)
    close_due = fields.Integer(string="Closings Due", readonly=True)
    close_met = fields.Integer(string="Closings in Time", readonly=True)
    repeated = fields.Integer(readonly=True)
    marked = fields.Integer(string="Marks Given", readonly=True)
    content = fields.Integer(string="Content with the Handling", readonly=True)
    cost = fields.Monetary(readonly=True)
    # Ratios: summed up by the database, see :meth:`_read_group_select`
    rate = fields.Float(
        string="Complaint Rate",
        aggregator="avg",
        readonly=True,
        help="Deliveries complained about, of the deliveries in the same time.",
    )
    ppm = fields.Float(
        string="PPM",
        aggregator="avg",
        readonly=True,
        help="Parts defective in a million parts delivered.",
    )
    valid_share = fields.Float(aggregator="avg", readonly=True, help="Of those judged.")
    first_share = fields.Float(string="First Contact in Time", aggregator="avg", readonly=True)
    close_share = fields.Float(string="Closed in Time", aggregator="avg", readonly=True)
    repeat_share = fields.Float(
        string="Repeated Share", aggregator="avg", readonly=True, help="Of those that are valid."
    )
    content_share = fields.Float(
        aggregator="avg",
        readonly=True,
        help="Very satisfied or satisfied with the handling, of those who gave a mark.",
    )

    # === SQL === #

    @property
    def _table_query(self):
        return SQL("(%s) UNION ALL (%s)", self._complaint_rows(), self._delivery_rows())

    @api.model
    def _complaint_rows(self):
        """Return the statement that reads a row for each complaint.

        A limit counts as soon as it is met or has passed; while we wait for the customer it
        cannot pass.
        """
        return SQL(
            """
            SELECT 2 * c.id AS id,
                   c.received_at AS date,
                   c.company_id,
                   y.currency_id,
                   c.id AS complaint_id,
                   c.commercial_partner_id,
                   c.product_id,
                   c.product_categ_id,
                   c.defect_id,
                   c.team_id,
                   c.category,
                   c.severity,
                   c.validity,
                   1 AS complaint_count,
                   COALESCE(c.picking_id, -c.id) AS complained_delivery,
                   NULL::integer AS delivery,
                   CASE WHEN c.is_accepted THEN c.qty_complained ELSE 0 END AS qty_defective,
                   0.0 AS qty_delivered,
                   (c.validity != 'pending')::integer AS judged,
                   COALESCE(c.is_accepted, false)::integer AS accepted,
                   %(first_due)s AS first_due,
                   %(first_met)s AS first_met,
                   %(close_due)s AS close_due,
                   %(close_met)s AS close_met,
                   (c.is_repeat AND c.is_accepted)::integer AS repeated,
                   (c.handling_mark IS NOT NULL)::integer AS marked,
                   COALESCE(c.handling_mark IN ('4', '5'), false)::integer AS content,
                   COALESCE(c.cost_total, 0) AS cost,
                   %(no_ratios)s
              FROM customer_complaint c
              JOIN res_company y ON y.id = c.company_id
         LEFT JOIN customer_complaint_limit f ON f.complaint_id = c.id AND f.step = 'acknowledge'
         LEFT JOIN customer_complaint_limit l ON l.complaint_id = c.id AND l.step = 'close'
             WHERE c.state != 'cancelled'
            """,
            first_due=_due("f"),
            first_met=_met("f"),
            close_due=_due("l"),
            close_met=_met("l"),
            no_ratios=_no_ratios(),
        )

    @api.model
    def _delivery_rows(self):
        """Return the statement that reads a row for each product of each delivery."""
        return SQL(
            """
            SELECT 2 * m.id + 1 AS id,
                   p.date_done AS date,
                   p.company_id,
                   y.currency_id,
                   NULL::integer AS complaint_id,
                   COALESCE(op.commercial_partner_id, pp.commercial_partner_id)
                       AS commercial_partner_id,
                   m.product_id,
                   t.categ_id AS product_categ_id,
                   NULL::integer AS defect_id,
                   NULL::integer AS team_id,
                   NULL::varchar AS category,
                   NULL::varchar AS severity,
                   NULL::varchar AS validity,
                   0 AS complaint_count,
                   NULL::integer AS complained_delivery,
                   p.id AS delivery,
                   0.0 AS qty_defective,
                   m.quantity * mu.factor / pu.factor AS qty_delivered,
                   0 AS judged,
                   0 AS accepted,
                   0 AS first_due,
                   0 AS first_met,
                   0 AS close_due,
                   0 AS close_met,
                   0 AS repeated,
                   0 AS marked,
                   0 AS content,
                   0.0 AS cost,
                   %(no_ratios)s
              FROM stock_move m
              JOIN stock_picking p ON p.id = m.picking_id
              JOIN stock_picking_type k ON k.id = p.picking_type_id AND k.code = 'outgoing'
              JOIN stock_location d ON d.id = m.location_dest_id AND d.usage = 'customer'
              JOIN res_company y ON y.id = p.company_id
              JOIN product_product v ON v.id = m.product_id
              JOIN product_template t ON t.id = v.product_tmpl_id
              JOIN uom_uom mu ON mu.id = m.product_uom
              JOIN uom_uom pu ON pu.id = t.uom_id
         LEFT JOIN sale_order o ON o.id = p.sale_id
         LEFT JOIN res_partner op ON op.id = o.partner_id
         LEFT JOIN res_partner pp ON pp.id = p.partner_id
             WHERE m.state = 'done' AND p.state = 'done' AND m.quantity > 0
            """,
            no_ratios=_no_ratios(),
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Divide the sums of the group; the mean of ratios would weigh a small customer as much
        as a large one."""
        name, __, function = aggregate_spec.partition(":")
        if name not in RATIOS or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        part, whole, factor = RATIOS[name]
        return SQL(
            "%s * %s::double precision / NULLIF(%s, 0)",
            factor,
            super()._read_group_select(f"{part}:{COUNTS[part]}", query),
            super()._read_group_select(f"{whole}:{COUNTS[whole]}", query),
        )

    # === FIGURES === #

    @api.model
    def _figures(self, domain, groupby=None, limit=None, whole=None):
        """Read all figures with one grouped statement.

        :param str groupby: a field, as ``_read_group`` takes it; without it all is added up
        :param int limit: only so many groups, those with most complaints first
        :param dict whole: the figures of everything: what a kind of defect or a department is
            measured against, which no delivery has
        :return: ``[(value of the field, {figure: number, None where it cannot be told})]``
        """
        names = list(COUNTS)
        aggregates = [f"{name}:{COUNTS[name]}" for name in names]
        if not groupby:
            rows = [(False, *row) for row in self._read_group(domain, [], aggregates)]
        else:
            by_count = {"order": f"complaint_count:sum DESC, {groupby}"} if limit else {}
            rows = self._read_group(
                domain,
                [groupby],
                aggregates,
                having=[("complaint_count:sum", ">", 0)] if limit else (),
                limit=limit,
                **by_count,
            )
        result = []
        for value, *numbers in rows:
            found = {name: number or 0 for name, number in zip(names, numbers, strict=True)}
            if whole and groupby in WITHOUT_DELIVERIES:
                found |= {name: whole[name] for name in ("delivery", "qty_delivered")}
            for name, (part, base, factor) in RATIOS.items():
                found[name] = factor * found[part] / found[base] if found[base] else None
            result.append((value, found))
        return result


def _due(alias):
    """Whether a limit counts: it was met, or it has passed, before we waited for the customer."""
    return SQL(
        "(%(deadline)s IS NOT NULL AND (%(first)s IS NOT NULL OR %(met)s IS NOT NULL"
        " OR %(deadline)s < COALESCE(%(hold)s, now() AT TIME ZONE 'UTC')))::integer",
        first=SQL.identifier(alias, "first_result"),
        deadline=SQL.identifier(alias, "deadline"),
        met=SQL.identifier(alias, "met_at"),
        hold=SQL.identifier(alias, "hold_since"),
    )


def _met(alias):
    """Whether a limit was met in time; before the customer objected, if he did."""
    return SQL(
        "COALESCE(%(first)s = 'met', %(met)s <= %(deadline)s, false)::integer",
        first=SQL.identifier(alias, "first_result"),
        deadline=SQL.identifier(alias, "deadline"),
        met=SQL.identifier(alias, "met_at"),
    )


def _no_ratios():
    """A single row has no ratios; they belong to groups."""
    return SQL(", ").join(
        SQL("NULL::double precision AS %s", SQL.identifier(name)) for name in RATIOS
    )

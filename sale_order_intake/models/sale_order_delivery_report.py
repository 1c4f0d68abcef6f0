from odoo import fields, models
from odoo.tools import SQL

from .sale_order_class_mixin import ORDER_CLASSES
from .sale_order_delivery_schedule import DELIVERY_STATES


class SaleOrderDeliveryReport(models.Model):
    """How well deliveries keep to what was promised, and how long customers wait.

    One row for each delivery batch of a confirmed order; a line without batches is one batch,
    due on the delivery date of its order, or else after its lead time.
    """

    _name = "sale.order.delivery.report"
    _description = "Delivery Performance"
    _auto = False
    _rec_name = "order_id"
    _order = "due_date desc, id desc"
    # What has to be written before the figures are read.
    _depends = {
        "sale.order": [
            "company_id",
            "partner_id",
            "user_id",
            "follower_id",
            "order_class",
            "order_kind",
            "state",
            "commitment_date",
            "date_order",
            "delivery_start_on",
        ],
        "sale.order.line": [
            "order_id",
            "product_id",
            "product_uom_qty",
            "qty_delivered",
            "customer_lead",
            "display_type",
            "is_downpayment",
            "delivery_batch_count",
        ],
        "sale.order.delivery.schedule": [
            "order_line_id",
            "order_id",
            "quantity",
            "requested_date",
            "promised_date",
            "due_date",
            "destination_partner_id",
            "delivered_quantity",
            "delivered_on",
            "delivery_state",
            "on_time_in_full",
        ],
        "stock.move": ["sale_line_id", "state", "date", "location_dest_id"],
    }

    schedule_id = fields.Many2one(
        comodel_name="sale.order.delivery.schedule", string="Delivery Batch", readonly=True
    )
    order_id = fields.Many2one(comodel_name="sale.order", readonly=True)
    order_line_id = fields.Many2one(comodel_name="sale.order.line", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    destination_partner_id = fields.Many2one(
        comodel_name="res.partner", string="Delivery Address", readonly=True
    )
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Salesperson", readonly=True)
    follower_id = fields.Many2one(comodel_name="res.users", readonly=True)
    order_class = fields.Selection(selection=ORDER_CLASSES, readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    delivered_quantity = fields.Float(string="Delivered", digits="Product Unit", readonly=True)
    requested_date = fields.Date(string="Requested", readonly=True)
    promised_date = fields.Date(string="Promised", readonly=True)
    due_date = fields.Date(string="Due", readonly=True)
    delivered_on = fields.Date(readonly=True)
    delivery_state = fields.Selection(selection=DELIVERY_STATES, string="Delivery", readonly=True)
    batch_count = fields.Integer(string="Batches", readonly=True)
    otif_rate = fields.Float(
        string="On Time in Full",
        readonly=True,
        aggregator="avg",
        help="Share of the batches delivered or due that were complete by their day.",
    )
    as_requested_rate = fields.Float(
        string="Promised as Requested",
        readonly=True,
        aggregator="avg",
        help="Share of the batches promised for the day the customer asked for, or earlier.",
    )
    days_late = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Days after the due day, until today for what is not delivered; 0 if in time.",
    )
    response_days = fields.Float(
        string="Response (Days)",
        readonly=True,
        aggregator="avg",
        help="From the start of the delivery time (customer's confirmation, deposit and letter of "
        "credit) to the delivery.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT batch.id,
                   batch.schedule_id,
                   batch.order_line_id,
                   o.id AS order_id,
                   o.company_id,
                   customer.commercial_partner_id AS partner_id,
                   COALESCE(batch.destination_partner_id, o.partner_shipping_id)
                       AS destination_partner_id,
                   batch.product_id,
                   o.user_id,
                   o.follower_id,
                   o.order_class,
                   batch.quantity,
                   batch.delivered_quantity,
                   batch.requested_date,
                   batch.promised_date,
                   batch.due_date,
                   batch.delivered_on,
                   CASE WHEN batch.delivered_on IS NOT NULL THEN 'delivered'
                        WHEN batch.delivered_quantity > 0 THEN 'partial'
                        ELSE 'open' END AS delivery_state,
                   1 AS batch_count,
                   CASE WHEN batch.delivered_on IS NOT NULL
                        THEN CASE WHEN batch.delivered_on > batch.due_date THEN 0.0 ELSE 1.0 END
                        WHEN batch.due_date < CURRENT_DATE THEN 0.0 END AS otif_rate,
                   CASE WHEN batch.promised_date <= batch.requested_date THEN 1.0
                        WHEN batch.promised_date > batch.requested_date THEN 0.0
                        END AS as_requested_rate,
                   CASE WHEN batch.delivered_on IS NOT NULL
                        THEN GREATEST(batch.delivered_on - batch.due_date, 0)
                        WHEN batch.due_date < CURRENT_DATE
                        THEN CURRENT_DATE - batch.due_date END AS days_late,
                   batch.delivered_on - o.delivery_start_on AS response_days
              FROM (%(batches)s UNION ALL %(lines)s) batch
              JOIN sale_order o ON o.id = batch.order_id
              JOIN res_partner customer ON customer.id = o.partner_id
             WHERE o.state = 'sale'
               AND o.order_kind IS DISTINCT FROM 'stock'
            """,
            batches=self._select_batches(),
            lines=self._select_lines(),
        )

    def _select_batches(self):
        return SQL(
            """
            SELECT s.id * 2 AS id,
                   s.id AS schedule_id,
                   s.order_line_id,
                   s.order_id,
                   l.product_id,
                   s.destination_partner_id,
                   s.quantity,
                   s.delivered_quantity,
                   s.requested_date,
                   s.promised_date,
                   s.due_date,
                   s.delivered_on
              FROM sale_order_delivery_schedule s
              JOIN sale_order_line l ON l.id = s.order_line_id
             WHERE s.quantity > 0
            """
        )

    def _select_lines(self):
        """Lines without batches, of companies that take orders in with this add-on."""
        return SQL(
            """
            SELECT l.id * 2 + 1 AS id,
                   NULL::integer AS schedule_id,
                   l.id AS order_line_id,
                   l.order_id,
                   l.product_id,
                   NULL::integer AS destination_partner_id,
                   l.product_uom_qty AS quantity,
                   l.qty_delivered AS delivered_quantity,
                   NULL::date AS requested_date,
                   NULL::date AS promised_date,
                   (COALESCE(
                       lo.commitment_date,
                       lo.date_order + COALESCE(l.customer_lead, 0) * INTERVAL '1 day'
                    ) AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(rc.tz, 'UTC'))::date AS due_date,
                   CASE WHEN l.qty_delivered >= l.product_uom_qty THEN shipped.day END
                       AS delivered_on
              FROM sale_order_line l
              JOIN sale_order lo ON lo.id = l.order_id
              JOIN res_company c ON c.id = lo.company_id AND c.order_intake_enabled
         LEFT JOIN resource_calendar rc ON rc.id = c.resource_calendar_id
              JOIN product_product p ON p.id = l.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id AND t.type = 'consu'
         LEFT JOIN LATERAL (
                       SELECT (MAX(m.date) AT TIME ZONE 'UTC'
                               AT TIME ZONE COALESCE(rc.tz, 'UTC'))::date AS day
                         FROM stock_move m
                         JOIN stock_location d ON d.id = m.location_dest_id
                        WHERE m.sale_line_id = l.id
                          AND m.state = 'done'
                          AND d.usage = 'customer'
                   ) shipped ON TRUE
             WHERE COALESCE(l.delivery_batch_count, 0) = 0
               AND l.display_type IS NULL
               AND l.is_downpayment IS NOT TRUE
               AND l.product_uom_qty > 0
            """
        )

from odoo import fields, models
from odoo.tools import SQL


class SaleOrderReviewReport(models.Model):
    """How long departments take to answer, and how often the first answer stands."""

    _name = "sale.order.review.report"
    _description = "Review Analysis"
    _auto = False
    _rec_name = "team_id"
    _order = "requested_at desc, id desc"

    review_id = fields.Many2one(comodel_name="sale.order.review", readonly=True)
    team_id = fields.Many2one(comodel_name="order.team", string="Department", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    kind = fields.Selection(
        selection=lambda self: self.env["sale.order.review"]._fields["kind"].selection,
        readonly=True,
    )
    order_urgency = fields.Selection(
        selection=lambda self: self.env["sale.order.review"]._fields["order_urgency"].selection,
        string="Urgency",
        readonly=True,
    )
    round = fields.Integer(readonly=True, aggregator="avg")
    state = fields.Selection(
        selection=lambda self: self.env["order.signoff"]._fields["state"].selection,
        string="Decision",
        readonly=True,
    )
    requested_at = fields.Datetime(string="Asked On", readonly=True)
    signed_at = fields.Datetime(string="Signed On", readonly=True)
    lead_hours = fields.Float(
        string="Hours to Sign",
        readonly=True,
        aggregator="avg",
        help="From the moment the department was asked until it signed.",
    )
    on_time = fields.Float(
        string="Signed on Time",
        readonly=True,
        aggregator="avg",
        help="Share of the signatures given before their deadline.",
    )
    first_pass = fields.Float(
        string="First-Pass Rate",
        readonly=True,
        aggregator="avg",
        help="Share of the reviews that the department accepted the first time it was asked,"
        " without conditions and without having to sign again.",
    )
    signature_count = fields.Integer(string="Signatures", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT s.id,
                   r.id AS review_id,
                   s.team_id,
                   r.company_id,
                   r.partner_id,
                   r.kind,
                   r.order_urgency,
                   r.round,
                   s.state,
                   COALESCE(s.deadline_started_at, s.requested_at) AS requested_at,
                   s.signed_at,
                   EXTRACT(EPOCH FROM
                       s.signed_at - COALESCE(s.deadline_started_at, s.requested_at)
                   ) / 3600.0 AS lead_hours,
                   CASE WHEN s.deadline IS NULL THEN NULL
                        WHEN s.signed_at <= s.deadline THEN 1.0
                        ELSE 0.0 END AS on_time,
                   CASE WHEN s.id <> first.id THEN NULL
                        WHEN s.state = 'accepted' AND s.voided_at IS NULL THEN 1.0
                        ELSE 0.0 END AS first_pass,
                   1 AS signature_count
              FROM order_signoff s
              JOIN sale_order_review r ON r.id = s.res_id
              JOIN LATERAL (
                       SELECT MIN(f.id) AS id
                         FROM order_signoff f
                        WHERE f.res_model = 'sale.order.review'
                          AND f.res_id = s.res_id
                          AND f.team_id = s.team_id
                          AND f.signed_at IS NOT NULL
                          AND f.sequence > 0
                   ) first ON TRUE
             WHERE s.res_model = 'sale.order.review'
               AND s.signed_at IS NOT NULL
               AND s.sequence > 0
            """
        )

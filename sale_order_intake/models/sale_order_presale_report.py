from odoo import fields, models
from odoo.tools import SQL


class SaleOrderPresaleReport(models.Model):
    """What customers intend to order, what of it they have ordered, and what remains."""

    _name = "sale.order.presale.report"
    _description = "Pre-sale Forecast"
    _auto = False
    _rec_name = "order_id"
    _order = "date, id"

    order_id = fields.Many2one(comodel_name="sale.order", string="Pre-sale Order", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    country_id = fields.Many2one(comodel_name="res.country", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Salesperson", readonly=True)
    follower_id = fields.Many2one(comodel_name="res.users", readonly=True)
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    categ_id = fields.Many2one(
        comodel_name="product.category", string="Product Category", readonly=True
    )
    product_uom_id = fields.Many2one(comodel_name="uom.uom", string="Unit", readonly=True)
    date = fields.Datetime(
        string="Expected On",
        readonly=True,
        help="Delivery date of the pre-sale order, or its date where none is entered.",
    )
    committed_qty = fields.Float(string="Committed", readonly=True)
    converted_qty = fields.Float(string="Converted", readonly=True)
    remaining_qty = fields.Float(string="Remaining", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT l.id,
                   o.id AS order_id,
                   o.company_id,
                   c.commercial_partner_id AS partner_id,
                   c.country_id,
                   o.user_id,
                   o.follower_id,
                   l.product_id,
                   t.categ_id,
                   t.uom_id AS product_uom_id,
                   COALESCE(o.commitment_date, o.date_order) AS date,
                   l.product_uom_qty * u.factor / v.factor AS committed_qty,
                   COALESCE(l.presale_converted_qty, 0) * u.factor / v.factor AS converted_qty,
                   GREATEST(l.product_uom_qty - COALESCE(l.presale_converted_qty, 0), 0)
                       * u.factor / v.factor AS remaining_qty
              FROM sale_order o
              JOIN sale_order_line l ON l.order_id = o.id
              JOIN res_partner c ON c.id = o.partner_id
              JOIN product_product p ON p.id = l.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
              JOIN uom_uom u ON u.id = l.product_uom_id
              JOIN uom_uom v ON v.id = t.uom_id
             WHERE o.order_kind = 'presale'
               AND o.state != 'cancel'
               AND l.display_type IS NULL
            """
        )

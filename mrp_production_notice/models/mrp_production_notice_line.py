from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling

SOURCINGS = [("make", "Make"), ("outsource", "Outsource")]
# Read from the order or set by the system.
PROTECTED_FIELDS = {
    "notice_id",
    "company_id",
    "order_line_id",
    "schedule_id",
    "product_id",
    "product_name",
    "quantity",
    "uom_id",
    "production_ids",
}
# What the next revision takes over.
LINE_CONTENT = [
    "sequence",
    "order_line_id",
    "schedule_id",
    "product_id",
    "product_name",
    "customer_part_no",
    "drawing_revision",
    "specification",
    "quantity",
    "uom_id",
    "stock_quantity",
    "make_quantity",
    "sourcing",
    "subcontractor_id",
    "outsource_reason",
    "packing",
    "marks",
    "proof_ids",
    "proof_text",
    "completion_date",
    "team_ids",
    "is_new_product",
    "remark",
]
# May be noted at any time.
OPEN_FIELDS = {"remark"}


class MrpProductionNoticeLine(models.Model):
    """One product of a production notice: what is made, how, where and until when."""

    _name = "mrp.production.notice.line"
    _inherit = ["order.form.mixin"]
    _description = "Line of a Production Notice"
    _order = "notice_id, sequence, id"
    _rec_name = "product_name"
    _check_company_auto = True

    # === FIELDS === #

    notice_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        related="notice_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    state = fields.Selection(related="notice_id.state")
    sequence = fields.Integer(default=10)
    order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    schedule_id = fields.Many2one(
        comodel_name="sale.order.delivery.schedule",
        string="Delivery Batch",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    product_name = fields.Char(string="Description", readonly=True)
    customer_part_no = fields.Char(string="Customer Part Number")
    drawing_revision = fields.Char()
    specification = fields.Text(help="Size, colour, execution, standard: what the shop goes by.")
    quantity = fields.Float(
        string="Ordered", digits="Product Unit", readonly=True, help="Of the order or the batch."
    )
    uom_id = fields.Many2one(comodel_name="uom.uom", string="Unit", readonly=True)
    stock_quantity = fields.Float(
        string="From Stock", digits="Product Unit", help="Taken from stock before any is made."
    )
    make_quantity = fields.Float(
        string="To Make", digits="Product Unit", help="What the workshops make."
    )
    sourcing = fields.Selection(selection=SOURCINGS, default="make", required=True)
    subcontractor_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    outsource_reason = fields.Text(
        string="Why Outsourced", help="Proposed by engineering or production; management decides."
    )
    packing = fields.Text()
    marks = fields.Text(string="Marks and Labels", help="Shipping marks, labels, barcodes.")
    proof_ids = fields.Many2many(
        comodel_name="sale.order.proof",
        relation="mrp_production_notice_line_proof_rel",
        column1="line_id",
        column2="proof_id",
        string="Approved Proofs",
        groups="order_signoff.group_user,sales_team.group_sale_salesman",
    )
    proof_text = fields.Text(
        string="Approved by the Customer",
        help="The proofs the customer has approved, with version and day.",
    )
    completion_date = fields.Date(string="Complete On")
    team_ids = fields.Many2many(
        comodel_name="order.team",
        relation="mrp_production_notice_line_team_rel",
        column1="line_id",
        column2="team_id",
        string="Workshops",
        domain="[('function', '=', 'production')]",
        check_company=True,
        help="They confirm the notice. Empty: production as a whole does.",
    )
    is_new_product = fields.Boolean(string="New Product")
    remark = fields.Char()
    production_ids = fields.One2many(
        comodel_name="mrp.production",
        inverse_name="notice_line_id",
        string="Manufacturing Orders",
        readonly=True,
        groups="mrp.group_mrp_user",
    )

    _quantities_positive = models.Constraint(
        "CHECK(stock_quantity >= 0 AND make_quantity >= 0)",
        "The quantities of a production notice must not be negative.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Lines are read from the order."""
        if not self.env.su:
            raise UserError(
                self.env._(
                    "The products of a production notice come from its order. Change the order, "
                    "then press “Read Order Again”."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() - OPEN_FIELDS:
            self.notice_id._check_editable()
        else:
            self.notice_id._check_may_note()
        result = super().write(vals)
        self.notice_id._update_changes()
        return result

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    def unlink(self):
        notices = self.notice_id
        result = super().unlink()
        notices._update_changes()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_submitted(self):
        if not is_uninstalling(self.env):
            self.notice_id._check_editable()

    # === BUSINESS METHODS === #

    @api.model
    def _prepare_line(self, line, batch, quantity):
        """Return the values of a line for one line of the order.

        :param line: ``sale.order.line``
        :param batch: its ``sale.order.delivery.schedule``, or none
        :param float quantity: in the unit of the order line
        """
        return {
            "sequence": line.sequence,
            "order_line_id": line.id,
            "schedule_id": batch.id,
            "product_id": line.product_id.id,
            "product_name": line.product_id.display_name,
            "customer_part_no": line.customer_part_no,
            "drawing_revision": line.drawing_revision,
            "specification": self._specification_of(line),
            "quantity": quantity,
            "uom_id": line.product_uom_id.id,
            "make_quantity": quantity,
        }

    @api.model
    def _specification_of(self, line):
        """Return what the description of an order line says beyond the name of the product."""
        name = line.product_id.display_name
        rows = [row.strip() for row in (line.name or "").splitlines()]
        return "\n".join(row for row in rows if row and row != name) or False

    def _match_key(self):
        """Return what a line has in common with the same line of another revision."""
        self.ensure_one()
        return self.order_line_id.id, self.schedule_id.id, self.product_id.id

    @api.model
    def _match_key_of(self, vals):
        """Return the same of values of :meth:`_prepare_line`."""
        return vals["order_line_id"], vals["schedule_id"], vals["product_id"]

    @api.model
    def _take_match(self, lines, key):
        """Take the line with this key out of ``{key: line}``, None where there is none.

        A line of the order that has become a delivery batch since is the same line.
        """
        order_line, __, product = key
        return lines.pop(key, None) or lines.pop((order_line, False, product), None)

    def _copy_content(self):
        """Return the values of the same line in the next revision."""
        self.ensure_one()
        copy_value = self.env["mrp.production.notice"]._copy_value
        return {name: copy_value(self, name) for name in LINE_CONTENT}

from datetime import time

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.order_signoff.tools import is_uninstalling

DELIVERY_STATES = [
    ("open", "Not Delivered"),
    ("partial", "Partly Delivered"),
    ("delivered", "Delivered"),
]
# Follow from the transfers; nobody types them.
PROTECTED_FIELDS = {
    "reference_id",
    "launched_quantity",
    "delivered_quantity",
    "delivered_on",
    "delivery_state",
    "on_time_in_full",
}
# What the transfers of a confirmed order were made of.
TRANSFER_FIELDS = ("order_line_id", "quantity")
DATE_FIELDS = ("requested_date", "promised_date")
# A promised day ends for the transfers at this hour of the company: the same day everywhere.
DEADLINE_TIME = time(12)


class SaleOrderDeliverySchedule(models.Model):
    """A delivery batch: the part of an order line that goes out by itself.

    A line without batches is one batch with the date and the address of its order.
    """

    _name = "sale.order.delivery.schedule"
    _description = "Delivery Batch"
    _inherit = "order.protected.mixin"
    _order = "order_line_id, sequence, due_date, id"
    _check_company_auto = True

    # === FIELDS === #

    order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    order_id = fields.Many2one(related="order_line_id.order_id", store=True, index=True)
    company_id = fields.Many2one(related="order_line_id.company_id", store=True, index=True)
    # Not stored: a line or an order without batches must not look for any when it changes.
    partner_id = fields.Many2one(
        related="order_id.partner_id.commercial_partner_id", string="Customer"
    )
    product_id = fields.Many2one(related="order_line_id.product_id")
    product_uom_id = fields.Many2one(related="order_line_id.product_uom_id", string="Unit")
    order_state = fields.Selection(related="order_id.state", string="Order Status")
    user_id = fields.Many2one(related="order_id.user_id", string="Salesperson")
    follower_id = fields.Many2one(related="order_id.follower_id")
    sequence = fields.Integer(default=10)
    number = fields.Integer(
        string="Batch",
        compute="_compute_number",
        help="Place of the batch among the batches of its line.",
    )
    quantity = fields.Float(
        digits="Product Unit", required=True, help="In the unit of the order line."
    )
    requested_date = fields.Date(
        string="Requested",
        help="Day for which the customer asks.",
    )
    promised_date = fields.Date(
        string="Promised",
        help="Day we promise. As long as it is empty the requested day counts.",
    )
    due_date = fields.Date(
        string="Due",
        compute="_compute_due_date",
        store=True,
        precompute=True,
        index=True,
        help="The promised day, or the requested day where none is promised yet.",
    )
    destination_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Delivery Address",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Where the batch goes, if not to the delivery address of the order.",
    )
    destination = fields.Char(
        string="Place", help="Port, dock or gate, where the address does not say it."
    )
    reference_id = fields.Many2one(
        comodel_name="stock.reference",
        string="Own Transfers",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Keeps the transfers of one day and address apart from those of the others.",
    )
    launched_quantity = fields.Float(
        string="Quantity on Transfers",
        digits="Product Unit",
        copy=False,
        readonly=True,
    )
    move_ids = fields.One2many(
        comodel_name="stock.move",
        inverse_name="delivery_schedule_id",
        string="Stock Moves",
    )
    delivered_quantity = fields.Float(
        string="Delivered",
        digits="Product Unit",
        compute="_compute_delivered",
        store=True,
        help="Handed over to the customer, less what came back.",
    )
    delivered_on = fields.Date(
        compute="_compute_delivered",
        store=True,
        help="Day on which the batch was complete.",
    )
    delivery_state = fields.Selection(
        selection=DELIVERY_STATES,
        string="Delivery",
        compute="_compute_delivered",
        store=True,
    )
    on_time_in_full = fields.Boolean(
        string="On Time in Full",
        compute="_compute_delivered",
        store=True,
        help="The whole batch was delivered by the promised day; by the requested day where none "
        "was promised.",
    )
    response_days = fields.Integer(
        string="Response (Days)",
        compute="_compute_response_days",
        help="From the start of the delivery time (customer's confirmation, deposit and letter of "
        "credit) to the delivery of the batch.",
    )

    # 0 is what remains of a batch that was taken off a confirmed order.
    _quantity_positive = models.Constraint(
        "CHECK(quantity >= 0)", "The quantity of a delivery batch must not be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("promised_date", "requested_date")
    def _compute_due_date(self):
        for batch in self:
            batch.due_date = batch.promised_date or batch.requested_date

    @api.depends("order_line_id.delivery_schedule_ids.sequence")
    def _compute_number(self):
        for line, batches in self.grouped("order_line_id").items():
            place = {batch: n for n, batch in enumerate(line.delivery_schedule_ids._in_order(), 1)}
            for batch in batches:
                batch.number = place.get(batch, len(place) + 1)

    @api.depends("order_line_id", "number")
    def _compute_display_name(self):
        for batch in self:
            batch.display_name = self.env._(
                "%(order)s, %(product)s, batch %(number)s",
                order=batch.order_id.name,
                product=batch.product_id.display_name,
                number=batch.number,
            )

    @api.depends(
        "quantity",
        "due_date",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.date",
    )
    def _compute_delivered(self):
        for batch in self:
            shipments = batch._shipments()
            uom = batch.product_uom_id
            total = shipments[-1][1] if shipments else 0.0
            complete = bool(uom) and total > 0 and uom.compare(total, batch.quantity) >= 0
            batch.delivered_quantity = total
            # A batch of which something has come back is not complete, whatever it was before.
            batch.delivered_on = complete and next(
                day for day, sofar in shipments if uom.compare(sofar, batch.quantity) >= 0
            )
            if complete:
                batch.delivery_state = "delivered"
            else:
                batch.delivery_state = "partial" if total > 0 else "open"
            due = batch.due_date
            batch.on_time_in_full = complete and (not due or batch.delivered_on <= due)

    @api.depends("delivered_on", "order_id.delivery_start_on")
    def _compute_response_days(self):
        for batch in self:
            start, end = batch.order_id.delivery_start_on, batch.delivered_on
            batch.response_days = (end - start).days if start and end else 0

    # === CONSTRAINTS === #

    @api.constrains("order_line_id")
    def _check_order_line(self):
        for batch in self:
            line = batch.order_line_id
            if line.display_type or line.is_downpayment or line.product_type != "consu":
                raise ValidationError(
                    self.env._(
                        "%(line)s is not delivered: only goods have delivery batches.",
                        line=line.product_id.display_name or line.name,
                    )
                )

    @api.constrains("destination_partner_id", "order_line_id")
    def _check_destination(self):
        for batch in self:
            address = batch.destination_partner_id
            if address and address.commercial_partner_id != batch.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(address)s is no address of %(customer)s: choose one of the customer's "
                        "delivery addresses.",
                        address=address.display_name,
                        customer=batch.partner_id.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        batches = super().create(vals_list)
        if not self.env.su:
            batches.order_line_id._check_batches_open()
        batches.order_line_id._count_delivery_batches()
        return batches

    def write(self, vals):
        lines = self.order_line_id
        redated = self._changing(DATE_FIELDS, vals)
        before = {batch: batch.due_date for batch in redated}
        if not self.env.su:
            self._changing(TRANSFER_FIELDS, vals).order_line_id._check_batches_open()
            redated._check_dates_open()
        result = super().write(vals)
        redated._follow_dates(before)
        if "order_line_id" in vals:
            if not self.env.su:
                self.order_line_id._check_batches_open()
            (lines | self.order_line_id)._count_delivery_batches()
        return result

    def unlink(self):
        lines = self.order_line_id
        result = super().unlink()
        lines.exists()._count_delivery_batches()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_on_transfer(self):
        if not self.env.su and not is_uninstalling(self.env):
            self.order_line_id._check_batches_open()

    def _changing(self, names, vals):
        """The batches of which one of the fields would get another value."""
        fields_ = [self._fields[name] for name in names if name in vals]
        return self.filtered(
            lambda batch: any(
                field.convert_to_cache(vals[field.name], batch)
                != field.convert_to_cache(batch[field.name], batch)
                for field in fields_
            )
        )

    def _check_dates_open(self):
        for batch in self:
            if batch.delivery_state == "delivered":
                raise UserError(
                    self.env._(
                        "%(batch)s is delivered: its dates stay as they were promised.",
                        batch=batch.display_name,
                    )
                )

    # === DATES AND ADDRESS === #

    def _in_order(self):
        """The batches in the order in which they go out."""
        return self.sorted(
            lambda batch: (
                batch.sequence,
                batch.due_date or fields.Date.to_date("9999-12-31"),
                batch._origin.id or 0,
            )
        )

    def _delivery_address(self):
        """The partner to whom the batch goes."""
        self.ensure_one()
        return self.destination_partner_id or self.order_id.partner_shipping_id

    def _deadline(self):
        """The due day as the moment the transfers keep (UTC), False without a day."""
        self.ensure_one()
        day = self.due_date
        if not day:
            return False
        return self.company_id._order_moment(day, DEADLINE_TIME)

    def _follow_dates(self, before):
        """Take changed days over to open transfers and tell it on the confirmed orders.

        :param before: {batch: due day before the change}
        """
        changed = self.filtered(lambda batch: batch.due_date != before[batch])
        changed = changed.filtered(lambda batch: batch.order_state == "sale")
        changed._set_move_deadlines()
        for order, batches in changed.grouped("order_id").items():
            order.message_post(
                body="\n".join(
                    self.env._(
                        "Delivery batch %(number)s of %(product)s: %(before)s → %(after)s",
                        number=batch.number,
                        product=batch.product_id.display_name,
                        before=format_date(self.env, before[batch]) or "-",
                        after=format_date(self.env, batch.due_date) or "-",
                    )
                    for batch in batches
                )
            )

    def _set_move_deadlines(self):
        """Give the open moves to the customer the deadline of their batch; Odoo passes it on."""
        for batch in self:
            deadline = batch._deadline()
            # sudo: whoever keeps the dates of the order need not work in Inventory
            moves = batch.sudo().move_ids.filtered(
                lambda move: move.state not in ("done", "cancel")
                and move.location_dest_usage == "customer"
            )
            if deadline and moves:
                moves.date_deadline = deadline

from odoo import api, fields, models
from odoo.fields import Command

from .sale_order_change_signoff import DATED_KINDS

# Kinds that name no day: planning's answer is the day of what they change.
ANSWERED_KINDS = (
    "quantity", "schedule", "product", "add", "packing", "specification", "drawing", "release",
)  # fmt: skip


class SaleOrderChangeLine(models.Model):
    """How one kind of change is written into the order. Everything here runs as superuser.

    Methods that end in quantities return ``{order line: new quantity}``: all are written at once.
    """

    _inherit = "sale.order.change.line"

    result_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="New Order Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The line of the order that this change has added.",
    )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"result_line_id"}

    # === TEXTS AND PRICES === #

    def _apply_specification(self):
        for line in self - self._of_replaced():
            line.order_line_id.name = line.new_text

    def _apply_drawing(self):
        for line in self - self._of_replaced():
            line.order_line_id.drawing_revision = line.new_text

    def _of_replaced(self):
        """Return those that are meant for another product, which comes on a new line."""
        replaced = self.change_id.line_ids.filtered(lambda line: line.kind == "product")
        return self.filtered(lambda line: line.order_line_id in replaced.order_line_id)

    def _apply_price(self):
        for line in self:
            line.order_line_id.price_unit = line.new_price

    # === ADDRESS === #

    def _apply_address(self):
        for line in self:
            if line.schedule_id:
                line.schedule_id.destination_partner_id = line.new_partner_shipping_id
            else:
                line.change_id.order_id._send_to(line.new_partner_shipping_id)

    # === DATES === #

    def _apply_date(self):
        """A line with a day of its own becomes a delivery batch: that is what has a day."""
        for line in self:
            change, order_line = line.change_id, line.order_line_id
            day = change._day_to_apply(line)
            if not order_line:
                change._move_order(day)
                continue
            batches = order_line.delivery_schedule_ids or order_line._make_one_batch(line.old_date)
            before = line.old_date or batches[:1].due_date or day
            batches = self._undelivered(batches)
            batches.write(line._batch_dates(batches[:1]))
            change._move_dates(order_line, (day - before).days)

    def _batch_dates(self, batch):
        """Return the dates of a batch: asked for, and promised where a day was promised."""
        self.ensure_one()
        day = self.change_id._day_to_apply(self)
        values = {"requested_date": self.new_date}
        if batch.promised_date or day != self.new_date:
            values["promised_date"] = day
        return values

    # === DELIVERY BATCHES === #

    def _apply_schedule(self):
        for line in self:
            batch, order_line = line.schedule_id, line.order_line_id
            if not batch and not order_line.delivery_schedule_ids:
                rest = line._make_first_batch()
                if rest.product_uom_id.is_zero(rest.quantity):
                    # All of it is in the batches that are asked for: it becomes the first one.
                    batch = rest
            if not batch:
                batch.create(
                    {
                        "order_line_id": order_line.id,
                        "quantity": line.new_quantity,
                        **line._batch_dates(batch),
                    }
                )
                continue
            before = batch.due_date
            values = line._batch_dates(batch) if line.new_date else {}
            if line.new_quantity:
                values["quantity"] = line.new_quantity
            batch.write(values)
            if before and batch.due_date != before:
                line._move_batch_dates(batch, before)
        return self._batch_totals()

    def _make_first_batch(self):
        """Make what the line of the order holds so far its first batch.

        Where the quantity of the line is entered beside the new batches they are divided from it.
        """
        self.ensure_one()
        order_line, change = self.order_line_id, self.change_id
        first = order_line._make_one_batch(change.order_id._commitment_day())
        rest = self._rest_beside_batches()
        if rest is not None:
            first.quantity = rest
        return first

    def _rest_beside_batches(self):
        """Return what is left for the first batch of a line that is divided, otherwise None."""
        self.ensure_one()
        beside = self.change_id.line_ids.filtered(
            lambda line: line.order_line_id == self.order_line_id
        )
        wanted = beside.filtered(lambda line: line.kind == "quantity")
        if not wanted:
            return None
        new = beside.filtered(lambda line: line.kind == "schedule")
        return max(wanted.new_quantity - sum(new.mapped("new_quantity")), 0.0)

    def _apply_cancel_batch(self):
        """What is delivered of a batch stays; the rest is not delivered any more."""
        for line in self:
            line.schedule_id.quantity = line._batch_wanted()
        return self._batch_totals()

    def _batch_totals(self):
        return {
            order_line: sum(order_line.delivery_schedule_ids.mapped("quantity"))
            for order_line in self.order_line_id
        }

    def _move_batch_dates(self, batch, before):
        """Move what makes for a batch; its transfers keep to its day by themselves."""
        self.ensure_one()
        change = self.change_id
        productions = change._productions_of(batch.order_line_id).filtered(
            lambda mo: mo.delivery_schedule_id == batch
            or mo.move_dest_ids.delivery_schedule_id == batch
        )
        days = (batch.due_date - before).days
        change._tell_planning_to_move(productions._move_dates_for_change(days))

    def _apply_planning_date(self):
        """Promise planning's day for what changes and names no day, where it is the later one."""
        for line in self:
            if line.kind not in ANSWERED_KINDS or (line.kind in DATED_KINDS and line.new_date):
                continue
            if line.kind == "release" and not line.order_line_id:
                line._promise_order()
            for target in line.result_line_id or line._concerned_order_lines():
                if target.product_type != "consu" or target.product_uom_id.compare(
                    target.qty_delivered, target.product_uom_qty
                ) >= 0:
                    continue
                if target.delivery_schedule_ids:
                    line._promise_batches(target)
                else:
                    line._promise_line(target)

    def _promise_order(self):
        """Promise planning's day for the whole order; its batches follow one by one."""
        change = self.change_id
        before = change.order_id._commitment_day()
        if not before or before < change.planning_date:
            change._move_order(change.planning_date)

    def _promise_line(self, order_line):
        change = self.change_id
        day, before = change.planning_date, change.order_id._commitment_day()
        if before and before >= day:
            return
        order_line._make_one_batch(before).promised_date = day
        if before:
            change._move_dates(order_line, (day - before).days)

    def _promise_batches(self, order_line):
        day = self.change_id.planning_date
        batches = self.schedule_id or self._undelivered(order_line.delivery_schedule_ids)
        if self.kind == "quantity":
            # The last one takes up what is more or less.
            batches = batches._in_order()[-1:]
        for batch in batches:
            before = batch.due_date
            if before and before >= day:
                continue
            batch.promised_date = day
            if before:
                self._move_batch_dates(batch, before)

    # === QUANTITIES === #

    def _apply_quantity(self):
        return {line.order_line_id: line.new_quantity for line in self}

    def _apply_cancel_line(self):
        """What is delivered stays; the rest is not delivered any more."""
        return {line.order_line_id: line.order_line_id.qty_delivered for line in self}

    def _apply_product(self):
        """What is delivered stays; the rest is ordered as another product, on a new line."""
        wanted = {}
        for line in self:
            old = line.order_line_id
            rest = line.new_quantity or old.product_uom_qty - old.qty_delivered
            line._add_order_line(
                rest,
                sequence=old.sequence,
                price_unit=line.new_price or old.price_unit,
                discount=old.discount,
                customer_lead=old.customer_lead,
                delivery_schedule_ids=line._prepare_batches(rest),
                **line._prepare_texts(),
            )
            line.result_line_id.delivery_schedule_ids._set_move_deadlines()
            wanted[old] = old.qty_delivered
        return wanted

    def _prepare_batches(self, quantity):
        """Return commands: the batches that are not delivered, for the other product.

        As where the quantity of a line changes, the last ones take up what is more or less.
        """
        self.ensure_one()
        if self.new_product_id.type != "consu":
            return []
        batches = self._open_batches()._in_order()
        left = {batch: max(batch.quantity - batch.delivered_quantity, 0.0) for batch in batches}
        difference = quantity - sum(left.values())
        for batch in reversed(batches):
            taken = max(difference, -left[batch])
            left[batch] += taken
            difference -= taken
        return [
            Command.create(
                {
                    "quantity": rest,
                    "sequence": batch.sequence,
                    "requested_date": batch.requested_date,
                    "promised_date": batch.promised_date,
                    "destination_partner_id": batch.destination_partner_id.id,
                    "destination": batch.destination,
                }
            )
            for batch, rest in left.items()
            if not batch.product_uom_id.is_zero(rest)
        ]

    def _prepare_texts(self):
        """Return description and drawing that are written for the other product."""
        self.ensure_one()
        names = {"specification": "name", "drawing": "drawing_revision"}
        return {
            names[line.kind]: line.new_text
            for line in self.change_id.line_ids
            if line.order_line_id == self.order_line_id and line.kind in names
        }

    def _apply_add(self):
        for line in self:
            # A price that was signed is the price, without a discount of the price list.
            line._add_order_line(
                line.new_quantity, **({"discount": 0.0} if line.new_price else {})
            )

    def _prepare_order_line(self, quantity):
        """Return the values of the order line that is added."""
        self.ensure_one()
        product = self.new_product_id
        values = {"product_id": product.id, "product_uom_qty": quantity}
        if self.uom_id and self.uom_id._has_common_reference(product.uom_id):
            values["product_uom_id"] = self.uom_id.id
        if self.new_price:
            values["price_unit"] = self.new_price
        if self.new_text:
            values["name"] = self.new_text
        return values

    def _add_order_line(self, quantity, **values):
        self.ensure_one()
        order = self.change_id.order_id
        known = order.order_line
        values = {**self._prepare_order_line(quantity), **values}
        order.write({"order_line": [Command.create(values)]})
        self.result_line_id = order.order_line - known
        if self.kind == "add" and self.new_date:
            batch = self.result_line_id._make_one_batch(self.new_date)
            batch.write(self._batch_dates(batch))
            batch._set_move_deadlines()

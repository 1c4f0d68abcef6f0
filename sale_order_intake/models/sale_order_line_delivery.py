from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_is_zero, formatLang

# Counted when it happens, so that a line without batches costs nothing.
PROTECTED_FIELDS = {"delivery_batch_count"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # === FIELDS === #

    delivery_schedule_ids = fields.One2many(
        comodel_name="sale.order.delivery.schedule",
        inverse_name="order_line_id",
        string="Delivery Batches",
        copy=False,
        groups="sales_team.group_sale_salesman,stock.group_stock_user",
    )
    delivery_batch_count = fields.Integer(
        string="Batches",
        copy=False,
        readonly=True,
    )
    delivery_batch_missing = fields.Float(
        string="Not Yet in a Batch",
        digits="Product Unit",
        compute="_compute_delivery_batch_missing",
        help="Quantity of the line that is in no batch; less than 0: the batches hold more.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "product_uom_qty", "delivery_batch_count", "delivery_schedule_ids.quantity"
    )
    def _compute_delivery_batch_missing(self):
        for line in self:
            # sudo: whether the line is complete does not depend on who reads it
            batches = line.sudo().delivery_schedule_ids
            line.delivery_batch_missing = line.product_uom_qty - sum(batches.mapped("quantity"))

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    # === ACTIONS === #

    def action_open_delivery_batches(self):
        """Open the delivery batches of the line in a dialog."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delivery Batches"),
            "res_model": "sale.order.line",
            "res_id": self.id,
            "views": [
                (
                    self.env.ref("sale_order_intake.sale_order_line_view_form_delivery").id,
                    "form",
                )
            ],
            "target": "new",
        }

    def action_split_delivery(self):
        """Ask into how many batches the line is to be split."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split Evenly"),
            "res_model": "sale.order.delivery.split",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_line_id": self.id},
        }

    # === COMPUTE METHODS OF ODOO === #

    def _inverse_customer_lead(self):
        result = super()._inverse_customer_lead()
        with_batches = self.filtered("delivery_batch_count")
        if with_batches:
            # sudo: the deadline of a batch stays its own, whoever changes the line
            with_batches.sudo().delivery_schedule_ids._set_move_deadlines()
        return result

    # === BATCHES === #

    def _count_delivery_batches(self):
        # The counts are closed to typing; they follow from the batches.
        for line in self.sudo():
            line.delivery_batch_count = len(line.delivery_schedule_ids)
        for order in self.sudo().order_id:
            order.delivery_batch_count = sum(order.order_line.mapped("delivery_batch_count"))

    def _live_moves(self):
        return self.move_ids.filtered(lambda move: move.state != "cancel")

    def _check_batches_open(self):
        """Refuse to change batches that are already on transfers."""
        for line in self:
            # sudo: transfers count, whoever may see them
            if line.state == "sale" and line.sudo()._live_moves():
                raise UserError(
                    self.env._(
                        "%(product)s of %(order)s is already on its transfers: change the quantity "
                        "of the order line (the last batch follows), or the dates or address of "
                        "the batch.",
                        product=line.product_id.display_name,
                        order=line.order_id.name,
                    )
                )

    def _delivery_batch_problem(self):
        """What keeps the order from being confirmed, as a sentence, or False.

        Asked for lines with batches only.
        """
        self.ensure_one()
        customer = self.order_id.partner_id.commercial_partner_id
        # sudo: whether the batches are right does not depend on who asks
        for address in self.sudo().delivery_schedule_ids.destination_partner_id:
            if address.commercial_partner_id != customer:
                return self.env._(
                    "A delivery batch of %(product)s goes to %(address)s, which is no address of "
                    "%(customer)s: choose another address.",
                    product=self.product_id.display_name,
                    address=address.display_name,
                    customer=customer.display_name,
                )
        missing = self.delivery_batch_missing
        if self.product_uom_id.is_zero(missing):
            return False
        total = self.product_uom_qty - missing
        return self.env._(
            "The delivery batches of %(product)s hold %(total)s %(unit)s, the order line "
            "%(wanted)s: correct the batches or the line.",
            product=self.product_id.display_name,
            total=formatLang(self.env, total, dp="Product Unit"),
            wanted=formatLang(self.env, self.product_uom_qty, dp="Product Unit"),
            unit=self.product_uom_id.name,
        )

    def _fit_batches(self):
        """Let the last batches take up what the batches hold more or less than the line.

        That happens when the quantity of a confirmed line changes, and where a customer has
        confirmed the order online before the batches were put right.
        """
        self.ensure_one()
        uom = self.product_uom_id
        # sudo: batches on transfers are closed to people
        batches = self.sudo().delivery_schedule_ids._in_order()
        difference = self.product_uom_qty - sum(batches.mapped("quantity"))
        if uom.is_zero(difference):
            return
        if difference > 0:
            # A batch that was cancelled stays so.
            alive = batches.filtered(lambda batch: not uom.is_zero(batch.quantity))
            (alive or batches)[-1:].quantity += difference
            return
        for batch in reversed(batches):
            # What is delivered stays in its batch.
            taken = min(max(batch.quantity - batch.delivered_quantity, 0.0), -difference)
            if not uom.is_zero(taken):
                batch.quantity -= taken
                difference += taken

    # === PROCUREMENT === #

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if self.order_id.delivery_batch_count:
            # Other lines of the order do not go onto the transfers of its batches.
            values["reference_ids"] = self.order_id._main_stock_references()
        return values

    def _create_procurements(self, product_qty, procurement_uom, values):
        if not self.delivery_batch_count:
            return super()._create_procurements(product_qty, procurement_uom, values)
        procurements = []
        for batch, quantity in self._delivery_batches_to_launch(product_qty, procurement_uom):
            batch_qty, batch_uom = self.product_uom_id._adjust_uom_quantities(
                quantity, self.product_id.uom_id
            )
            procurements += [
                procurement._replace(location_id=batch._location_final())
                for procurement in super()._create_procurements(
                    batch_qty, batch_uom, batch._prepare_procurement_values(values)
                )
            ]
        return procurements

    def _delivery_batches_to_launch(self, product_qty, procurement_uom):
        """Divide what Odoo wants to procure for the line among its batches.

        :return: [(batch, quantity in the unit of the line, below 0 to take back)]
        """
        self._fit_batches()
        # sudo: the system notes what it has put on transfers
        batches = self.sudo().delivery_schedule_ids._in_order()
        # A batch whose moves were all cancelled is launched again.
        live = self._live_moves().delivery_schedule_id
        missing = {
            batch: batch.quantity - (batch.launched_quantity if batch in live else 0.0)
            for batch in batches
        }
        wanted = procurement_uom._compute_quantity(product_qty, self.product_uom_id, round=False)
        missing[batches[-1]] += wanted - sum(missing.values())
        (batches - live)._assign_references()
        for batch in batches:
            batch.launched_quantity = batch.quantity
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return [
            (batch, quantity)
            for batch, quantity in missing.items()
            if not float_is_zero(quantity, precision_digits=digits)
        ]

from odoo import api, fields, models
from odoo.exceptions import UserError

# Counted when it happens, so that an order without batches costs nothing.
PROTECTED_FIELDS = {"delivery_batch_count"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === FIELDS === #

    delivery_schedule_ids = fields.One2many(
        comodel_name="sale.order.delivery.schedule",
        inverse_name="order_id",
        string="Delivery Batches",
        copy=False,
        groups="sales_team.group_sale_salesman,stock.group_stock_user",
    )
    delivery_batch_count = fields.Integer(
        string="Number of Delivery Batches",
        copy=False,
        readonly=True,
    )
    # Shown on every form: read only where there are batches.
    delivery_batch_ids = fields.Many2many(
        comodel_name="sale.order.delivery.schedule",
        string="Delivery Batches of the Order",
        compute="_compute_delivery_batch_ids",
        groups="sales_team.group_sale_salesman,stock.group_stock_user",
    )

    # === COMPUTE METHODS === #

    @api.depends("delivery_batch_count", "delivery_schedule_ids")
    def _compute_delivery_batch_ids(self):
        for order in self:
            order.delivery_batch_ids = (
                order.delivery_schedule_ids if order.delivery_batch_count else False
            )

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._check_delivery_batches()
        return orders

    def write(self, vals):
        if vals.get("state") == "sale":
            self.filtered(lambda order: order.state != "sale")._check_delivery_batches()
        result = super().write(vals)
        if "commitment_date" in vals:
            with_batches = self.filtered(
                lambda order: order.state == "sale" and order.delivery_batch_count
            )
            if with_batches:
                # sudo: the deadline of a batch stays its own, whoever changes the order
                with_batches.sudo().delivery_schedule_ids._set_move_deadlines()
        return result

    # === ACTIONS === #

    def action_view_delivery_batches(self):
        """Open the delivery batches of the order."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sale_order_intake.sale_order_delivery_schedule_action"
        )
        action["domain"] = [("order_id", "in", self.ids)]
        action["context"] = {"hide_order": True}
        return action

    # === CONFIRMATION === #

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if message or not self.delivery_batch_count or self._is_confirmed_online():
            return message
        return self._delivery_batch_problem()

    def _delivery_batch_problem(self):
        """What keeps the order from being confirmed because of its batches, or False."""
        self.ensure_one()
        if not self.delivery_batch_count:
            return False
        lines = self.order_line.filtered("delivery_batch_count")
        problems = [problem for line in lines if (problem := line._delivery_batch_problem())]
        return "\n".join(problems) or False

    def _check_delivery_batches(self):
        """Confirming by any way needs batches that fit, and so does asking for the review.

        Not where the customer has signed or paid online: his payment must not fail, the last
        batch takes up the difference.
        """
        with_batches = self.filtered(
            lambda order: order.delivery_batch_count and not order._is_confirmed_online()
        )
        problems = [order._delivery_batch_problem() for order in with_batches]
        if problems := list(filter(None, problems)):
            raise UserError("\n".join(problems))

    # === TRANSFERS === #

    def _commitment_day(self):
        """The delivery date of the order as a day of its company, False without one."""
        self.ensure_one()
        if not self.commitment_date:
            return False
        return self.company_id._order_local_date(self.commitment_date)

    def _main_stock_references(self):
        """What holds together whatever does not go out in a batch of its own."""
        self.ensure_one()
        # sudo: references belong to Inventory; the lines of the order are procured by the system
        order = self.sudo()
        return order.stock_reference_ids - order.delivery_schedule_ids.reference_id

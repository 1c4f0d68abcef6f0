from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# More batches of one line are a mistake of typing.
MAX_BATCHES = 200


class SaleOrderDeliverySplit(models.TransientModel):
    """Divide an order line evenly into delivery batches."""

    _name = "sale.order.delivery.split"
    _description = "Split Evenly"

    order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    product_uom_qty = fields.Float(related="order_line_id.product_uom_qty", string="Ordered")
    product_uom_id = fields.Many2one(related="order_line_id.product_uom_id", string="Unit")
    batch_count = fields.Integer(string="Number of Batches", default=2, required=True)
    first_date = fields.Date(
        string="First Batch On",
        compute="_compute_first_date",
        store=True,
        readonly=False,
        precompute=True,
        help="Day for which the customer asks for the first batch.",
    )
    interval = fields.Integer(string="Then Every", default=1, required=True)
    interval_unit = fields.Selection(
        selection=[("days", "Days"), ("weeks", "Weeks"), ("months", "Months")],
        default="months",
        required=True,
    )

    @api.depends("order_line_id")
    def _compute_first_date(self):
        for split in self:
            order = split.order_line_id.order_id
            split.first_date = order._commitment_day() if order else False

    def action_split(self):
        """Replace the batches of the line by even ones and show them.

        :raise UserError: the number makes no sense, or the line is on transfers already
        """
        self.ensure_one()
        if not 2 <= self.batch_count <= MAX_BATCHES or self.interval < 1:
            raise UserError(
                self.env._(
                    "Choose between 2 and %(most)s batches and an interval of at least 1.",
                    most=MAX_BATCHES,
                )
            )
        line = self.order_line_id
        line.check_access("write")
        commands = [
            Command.create({"quantity": quantity, "requested_date": self._date_of(number)})
            for number, quantity in enumerate(self._quantities())
        ]
        line.delivery_schedule_ids = [Command.clear(), *commands]
        return line.action_open_delivery_batches()

    def _quantities(self):
        """Whole pieces where the ordered quantity is whole; the first batches get the rest."""
        total, count = self.product_uom_qty, self.batch_count
        uom = self.product_uom_id
        if uom.compare(total, round(total)) == 0 and total >= count:
            each, rest = divmod(round(total), count)
            return [each + (number < rest) for number in range(count)]
        each = uom.round(total / count, rounding_method="DOWN")
        return [each] * (count - 1) + [uom.round(total - each * (count - 1))]

    def _date_of(self, number):
        if not self.first_date:
            return False
        return self.first_date + relativedelta(**{self.interval_unit: self.interval * number})

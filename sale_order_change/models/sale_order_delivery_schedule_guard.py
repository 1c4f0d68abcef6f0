from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling

GUARDED_FIELDS = frozenset(
    {
        "order_line_id",
        "quantity",
        "requested_date",
        "promised_date",
        "destination_partner_id",
        "destination",
    }
)


class SaleOrderDeliverySchedule(models.Model):
    """Delivery batches of a confirmed order change by request only."""

    _name = "sale.order.delivery.schedule"
    _inherit = ["sale.order.delivery.schedule", "order.guard.mixin"]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            lines = self.env["sale.order.line"].browse(
                [vals["order_line_id"] for vals in vals_list if vals.get("order_line_id")]
            )
            self._change_guard_refuse(
                [(line, [self.env._("new delivery batch")]) for line in lines]
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and (names := GUARDED_FIELDS & vals.keys()):
            # A promise that was still missing may be given.
            first = self.filtered(lambda batch: not batch.promised_date)
            changes = {
                **first._changing_values(names - {"promised_date"}, vals),
                **(self - first)._changing_values(names, vals),
            }
            self._change_guard_refuse(
                [(batch.order_line_id, self._edit_texts(rows)) for batch, rows in changes.items()]
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_by_change(self):
        if not self.env.su and not is_uninstalling(self.env):
            self._change_guard_refuse(
                [
                    (
                        batch.order_line_id,
                        [self.env._("deleted: %(batch)s", batch=batch.display_name)],
                    )
                    for batch in self
                ]
            )

    # === GUARD === #

    @api.model
    def _change_guard_refuse(self, edits):
        """Refuse what alters the batches of a confirmed order; log it where a manager may.

        :param edits: [(order line, [what happens to its batches])]
        """
        if not edits:
            return
        lines = self.env["sale.order.line"].union(*(line for line, __ in edits))
        orders = lines.order_id._change_guard_on()
        orders -= orders._change_guard_creating()
        guarded = orders._change_guarded()
        logged = {}
        for line, sentences in edits:
            order = line.order_id
            if order in guarded:
                raise UserError(
                    self.env._(
                        "%(order)s is confirmed: its delivery batches can only change by request. "
                        "Press “Request a Change” on the order.",
                        order=order.name,
                    )
                )
            if order in orders:
                logged.setdefault(order, []).extend(
                    f"{line.product_id.display_name}: {sentence}" for sentence in sentences
                )
        orders._change_guard_log(logged)

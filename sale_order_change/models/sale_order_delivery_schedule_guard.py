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
        batches = super().create(vals_list)
        if not self.env.su:
            batches._change_guard_refuse(
                {
                    batch: [self.env._("New delivery batch: %(quantity)s", quantity=batch.quantity)]
                    for batch in batches
                }
            )
        return batches

    def write(self, vals):
        if not self.env.su and (names := GUARDED_FIELDS & vals.keys()):
            # A promise that was still missing may be given.
            first = self.filtered(lambda batch: not batch.promised_date)
            changes = {
                **first._changing_values(names - {"promised_date"}, vals),
                **(self - first)._changing_values(names, vals),
            }
            self._change_guard_refuse(
                {batch: self._edit_texts(rows) for batch, rows in changes.items()}
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_by_change(self):
        if not self.env.su and not is_uninstalling(self.env):
            self._change_guard_refuse(
                {
                    batch: [self.env._("Deleted: %(batch)s", batch=batch.display_name)]
                    for batch in self
                }
            )

    # === GUARD === #

    def _change_guard_refuse(self, texts):
        """Refuse what alters the batches of a confirmed order; log it where a manager may.

        :param texts: {batch: [what happens to it]}
        """
        if not texts:
            return
        orders = self.order_id._change_guard_on()
        creating = orders._change_guard_creating()
        guarded = orders._change_guarded() - creating
        logged = {}
        for batch, sentences in texts.items():
            order = batch.order_id
            if order in guarded:
                raise UserError(
                    self.env._(
                        "%(order)s is confirmed: its delivery batches can only change by request. "
                        "Press “Request a Change” on the order.",
                        order=order.name,
                    )
                )
            if order in orders and order not in creating:
                logged.setdefault(order, []).extend(
                    f"{batch.product_id.display_name}: {sentence}" for sentence in sentences
                )
        orders._change_guard_log(logged)

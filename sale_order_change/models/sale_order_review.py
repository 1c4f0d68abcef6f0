from odoo import models


class SaleOrderReview(models.Model):
    """A review stays true over changes that were signed by themselves.

    What the departments signed is not touched: what the order says now is followed back through
    the changes that were carried out. Whatever was changed otherwise makes it void as ever.
    """

    _inherit = "sale.order.review"

    def _stale_triggers(self):
        return [*super()._stale_triggers(), "order_id.revision_no"]

    def _signoff_fingerprint(self):
        fingerprints = super()._signoff_fingerprint()
        # sudo: whether a signature is true does not depend on who asks
        orders = self.sudo().order_id.filtered("revision_no")
        if not orders:
            return fingerprints
        changes = (
            self.env["sale.order.change"]
            .sudo()
            .search_fetch(
                [("order_id", "in", orders.ids), ("revision", ">", 0)],
                ["order_id", "fingerprints"],
                order="revision desc",
            )
            .grouped("order_id")
        )
        for review in self:
            current = dict(fingerprints.get(review.id) or {})
            for change in changes.get(review.sudo().order_id, ()):
                for aspect, (old, new) in (change.fingerprints or {}).items():
                    if current.get(aspect) == new:
                        current[aspect] = old
            fingerprints[review.id] = current
        return fingerprints

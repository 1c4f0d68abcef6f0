from odoo import api, models


class SaleOrderReview(models.Model):
    """What of the delivery batches a signature covers."""

    _inherit = "sale.order.review"

    @api.model
    def _delivery_fingerprint(self, lines):
        """Return ``{aspect: values}`` of the batches of order lines; nothing without batches."""
        with_batches = [line for line in lines if line.delivery_batch_count]
        if not with_batches:
            return {}
        content = {"quantities": [], "dates": [], "destination": []}
        for line in with_batches:
            for batch in line.delivery_schedule_ids:
                product = self._fingerprint_value(batch, "product_id")
                quantity = self._fingerprint_value(batch, "quantity")
                content["quantities"].append([product, quantity])
                content["dates"].append([product, quantity, str(batch.due_date or "")])
                content["destination"].append(
                    [product, quantity, batch._delivery_address().id, batch.destination or ""]
                )
        return {aspect: sorted(values) for aspect, values in content.items()}

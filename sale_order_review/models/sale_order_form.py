from odoo import models


class SaleOrder(models.Model):
    """What the review adds to the order confirmation form (QR-SA-02)."""

    _inherit = "sale.order"

    def _form_open_items(self):
        """The open items of the review, with owner and written date."""
        # sudo: open items stand on the paper, whoever of the company prints it
        lines = self.sudo().review_ids.line_ids.filtered(
            lambda line: line.result == "open" and line.item_state == "open"
        )
        return super()._form_open_items() + [
            (
                f"{line.code} {line.question}",
                line.owner_id.name or "",
                self._form_datetime(line.promise_date),
            )
            for line in lines
        ]

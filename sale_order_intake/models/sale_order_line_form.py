from odoo import models
from odoo.tools import formatLang


class SaleOrderLine(models.Model):
    """A line of the order confirmation form (QR-SA-02)."""

    _inherit = "sale.order.line"

    def _form_order_types(self):
        """Return ``{line: name of the product type}`` as the order number knows it."""
        by_category = self.env["product.category"]._order_types()
        # sudo: types are master data of the order number
        types = self.env["product.order.type"].sudo()
        names = {}
        for line in self:
            template = line.product_id.product_tmpl_id
            type_id = template.order_type_id.id or by_category.get(template.categ_id.id)
            names[line] = types.browse(type_id).name if type_id else ""
        return names

    def _form_moq(self, contract):
        """Tick, cross, or nothing where no minimum is agreed."""
        self.ensure_one()
        minimum = contract._minimum_for(self) if contract else 0
        if not minimum:
            return ""
        return "✓" if self.product_uom_id.compare(self.product_uom_qty, minimum) >= 0 else "✗"

    def _form_customer_part(self):
        """How the customer names the product, its drawing and its label."""
        self.ensure_one()
        return {
            "customer_part_no": self.customer_part_no or "",
            "revision": self.drawing_revision or "",
            "packing": self.customer_part_id.label_text or "",
        }

    def _form_batches(self):
        self.ensure_one()
        # sudo: batches stand on the paper, whoever of the company prints it
        return self.sudo().delivery_schedule_ids._in_order() if self.delivery_batch_count else []

    def _form_delivery_days(self):
        """Return the days on which the line goes out."""
        days = [batch.due_date for batch in self._form_batches() if batch.due_date]
        day = self.order_id._commitment_day()
        return days or ([day] if day else [])

    def _form_deliveries(self, document):
        """Return ``[(day, quantity, address)]``; the quantity only where there are several."""
        batches = [batch for batch in self._form_batches() if batch.quantity]
        if not batches:
            return [(document._form_datetime(day), "", "") for day in self._form_delivery_days()]
        return [
            (
                document._form_datetime(batch.due_date),
                formatLang(self.env, batch.quantity, dp="Product Unit"),
                " ".join(filter(None, [batch.destination_partner_id.name, batch.destination])),
            )
            for batch in batches
        ]

from odoo import api, fields, models
from odoo.tools import format_date


class SaleOrderReviewLine(models.Model):
    """An item answered for one product."""

    _inherit = "sale.order.review.line"

    product_id = fields.Many2one(
        comodel_name="product.product",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    part_key = fields.Char(readonly=True, index="btree_not_null")
    taken_over_id = fields.Many2one(
        comodel_name="sale.order.review.line",
        string="Earlier Answer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    taken_over_from = fields.Char(
        readonly=True,
        help="The order, the date and the person of the answer that was taken over because the"
        " part has not changed.",
    )

    _one_active = models.UniqueIndex(
        "(review_id, template_line_id, COALESCE(product_id, 0)) WHERE active",
        "This item is on the checklist already.",
    )

    @api.depends("product_id")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for line in self.filtered("product_id"):
            line.display_name = f"{line.display_name} · {line.product_id.display_name}"
        return result

    def _prepare_taken_over(self):
        """Return the values of an item that takes over this answer; the first source is named."""
        self.ensure_one()
        origin = self.taken_over_id or self
        source = self.taken_over_from or ", ".join(
            filter(
                None,
                [
                    self.order_name,
                    format_date(self.env, self.answered_at),
                    self.answered_by_id.name,
                ],
            )
        )
        return {
            "result": self.result,
            "taken_over_id": origin.id,
            "taken_over_from": source,
        }

    @api.model
    def _prepare_settled(self, result):
        """Who answers himself takes nothing over."""
        return {
            **super()._prepare_settled(result),
            "taken_over_id": False,
            "taken_over_from": False,
        }

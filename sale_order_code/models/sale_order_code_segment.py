from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.code import CODE_PATTERN, CONSTANT_PATTERN, NUMERIC, Segment

FIXED_LENGTHS = {"year": (2, 4), "month": (2,), "day": (2,)}


class SaleOrderCodeSegment(models.Model):
    _name = "sale.order.code.segment"
    _description = "Part of an Order Code"
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one(
        comodel_name="sale.order.code.scheme", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    type = fields.Selection(
        selection=[
            ("destination", "Destination region"),
            ("product_type", "Product type"),
            ("customer", "Customer code"),
            ("year", "Year of confirmation"),
            ("month", "Month of confirmation"),
            ("day", "Day of confirmation"),
            ("constant", "Fixed text"),
            ("kind", "Order kind"),
            ("counter", "Order sequence"),
        ],
        string="Part",
        required=True,
    )
    length = fields.Integer(
        compute="_compute_length", store=True, readonly=False, required=True, precompute=True
    )
    padding = fields.Char(
        default="0", help="Fills the part up on the left when its text is shorter."
    )
    value = fields.Char(
        string="Text", help="The fixed text, or the order kind when an order has none of its own."
    )

    _length_positive = models.Constraint(
        "CHECK(length BETWEEN 1 AND 10)", "A part of an order code has 1 to 10 characters."
    )

    @api.depends("type", "value")
    def _compute_length(self):
        lengths = {"product_type": 1, "customer": 3, "kind": 1}
        for segment in self:
            if segment.type == "constant":
                segment.length = len(segment.value or "") or 1
            else:
                segment.length = lengths.get(segment.type, 2)

    @api.constrains("type", "length", "value", "padding")
    def _check_segment(self):
        labels = dict(self._fields["type"]._description_selection(self.env))
        for segment in self:
            label = labels[segment.type]
            if segment.length not in FIXED_LENGTHS.get(segment.type, (segment.length,)):
                raise ValidationError(
                    self.env._("The part “%(part)s” cannot have this length.", part=label)
                )
            if len(segment.padding or "") != 1 or not CODE_PATTERN.fullmatch(segment.padding):
                raise ValidationError(
                    self.env._(
                        "The part “%(part)s” needs one capital letter or digit to fill it up.",
                        part=label,
                    )
                )
            if segment.type == "constant" and (
                not CONSTANT_PATTERN.fullmatch(segment.value or "")
                or len(segment.value) != segment.length
            ):
                raise ValidationError(
                    self.env._(
                        "A fixed text holds capital letters, digits and . / _ - only, and is"
                        " as long as its part."
                    )
                )
            if segment.type == "kind" and not (
                CODE_PATTERN.fullmatch(segment.value or "") and len(segment.value) <= segment.length
            ):
                raise ValidationError(
                    self.env._("The part “%(part)s” needs a text that fits into it.", part=label)
                )

    # === CRUD ===#

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        self.env.registry.clear_cache()
        return segments

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # === BUSINESS ===#

    def _as_tuple(self):
        """This part without a database behind it."""
        padding = "0" if self.type in NUMERIC else self.padding or "0"
        return Segment(self.type, self.length, padding, self.value or "")

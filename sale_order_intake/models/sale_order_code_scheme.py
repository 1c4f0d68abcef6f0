from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.sale_order_code.tools.code import CODE_PATTERN


class SaleOrderCodeScheme(models.Model):
    _inherit = "sale.order.code.scheme"

    has_kind_part = fields.Boolean(compute="_compute_has_kind_part")
    sample_code = fields.Char(string="Text of Sample Orders")
    presale_code = fields.Char(string="Text of Pre-sale Orders")
    customer_code = fields.Char(string="Text of Customer Orders")
    stock_code = fields.Char(string="Text of Make-to-stock Requests")

    @api.depends("segment_ids.type")
    def _compute_has_kind_part(self):
        for scheme in self:
            scheme.has_kind_part = "kind" in scheme.segment_ids.mapped("type")

    @api.constrains("segment_ids", "sample_code", "presale_code", "customer_code", "stock_code")
    def _check_kind_codes(self):
        for scheme in self:
            parts = scheme.segment_ids.filtered(lambda part: part.type == "kind")
            length = min(parts.mapped("length"), default=None)
            for code in filter(None, scheme._kind_codes().values()):
                if not CODE_PATTERN.fullmatch(code) or (length and len(code) > length):
                    raise ValidationError(
                        self.env._(
                            "“%(code)s” cannot stand for an order kind: use capital letters and "
                            "digits that fit into the part of the order code.",
                            code=code,
                        )
                    )

    def _kind_codes(self):
        """The text of each order kind in the order code.

        :return: {order kind: text or False}
        """
        self.ensure_one()
        # sudo: whoever confirms an order draws its code, the customer on the portal included
        scheme = self.sudo()
        return {
            "sample": scheme.sample_code,
            "presale": scheme.presale_code,
            "customer": scheme.customer_code,
            "stock": scheme.stock_code,
        }

    def _order_kind_codes(self):
        codes = super()._order_kind_codes()
        for scheme in self:
            # A kind without a text takes the one of the part itself.
            parts = [segment.value for segment in scheme._segments() if segment.type == "kind"]
            codes = [*codes, *filter(None, scheme._kind_codes().values()), *parts]
        return codes

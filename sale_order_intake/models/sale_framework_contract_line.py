from odoo import api, fields, models


class SaleFrameworkContractLine(models.Model):
    """The least quantity of one product that may be ordered under a contract."""

    _name = "sale.framework.contract.line"
    _description = "Minimum Quantity of a Framework Contract"
    _order = "contract_id, sequence, id"
    _rec_name = "product_id"
    _check_company_auto = True

    contract_id = fields.Many2one(
        comodel_name="sale.framework.contract",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('sale_ok', '=', True)]",
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    minimum_order_qty = fields.Float(
        string="Minimum Order Quantity", digits="Product Unit", required=True
    )

    _product_uniq = models.UniqueIndex(
        "(contract_id, product_id)", "The contract names this product already."
    )
    _minimum_order_qty_positive = models.Constraint(
        "CHECK(minimum_order_qty >= 0)", "The minimum order quantity must not be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_contract_draft()
        return lines

    def write(self, vals):
        self._check_contract_draft()
        result = super().write(vals)
        self._check_contract_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        """A contract in force keeps what was agreed."""
        self._check_contract_draft()

    def _check_contract_draft(self):
        if not self.env.su:
            self.contract_id._check_draft()

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import plain_number


class MrpProductionAdvanceLine(models.Model):
    """What is bought needs a supplier, or its release would end without a purchase order."""

    _inherit = "mrp.production.advance.line"

    def _check_chosen(self):
        result = super()._check_chosen()
        for line in self:
            # sudo: planners need not see suppliers and routes
            rule = line.sudo()._supply_rule()
            if rule.action == "buy" and not rule._get_matching_supplier(
                line.product_id,
                line.quantity,
                line.product_uom_id,
                line.company_id,
                {"date_planned": fields.Datetime.to_datetime(
                    line.advance_id.needed_on or fields.Date.context_today(line)
                )},
            ):
                raise UserError(
                    self.env._(
                        "%(product)s has no supplier who delivers %(quantity)s %(unit)s: enter one "
                        "on the product, page Purchase.",
                        product=line.product_id.display_name,
                        quantity=plain_number(line.quantity),
                        unit=line.product_uom_id.name,
                    )
                )
        return result

from odoo import fields, models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _should_auto_confirm_procurement_mo(self, p):
        """Leave the manufacturing order of an order that must wait a draft.

        Selling, paying and replenishing go on; a person confirms it when nothing is open.
        """
        if not super()._should_auto_confirm_procurement_mo(p):
            return False
        if not p._production_holds():
            return True
        # sudo: kept by the system
        p.sudo().production_held_at = fields.Datetime.now()
        return False

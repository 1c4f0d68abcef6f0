from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_synch_order(self):
        """What is sent for a complaint beside the order stays beside it, and is never invoiced."""
        loose = self.filtered(lambda move: not move.sale_line_id and move.picking_id.sale_id)
        if not loose:
            return super()._action_synch_order()
        # sudo: the warehouse knows nothing of complaints
        remedies = self.env["customer.complaint.remedy"].sudo()
        given = remedies.search([("replacement_id", "in", loose.picking_id.ids)]).replacement_id
        beside = loose.filtered(lambda move: move.picking_id in given)
        return super(StockMove, self - beside)._action_synch_order()

from odoo import models
from odoo.exceptions import UserError


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _action_done(self):
        """Blocked lots do not leave the house, and are not used up."""
        self._check_blocked_lots()
        return super()._action_done()

    def _check_blocked_lots(self):
        leaving = self.filtered(
            lambda line: (
                line.lot_id
                and line.quantity
                and line.location_id.usage in ("internal", "transit")
                and line.location_dest_id.usage in ("customer", "production")
            )
        )
        if not leaving:
            return
        # sudo: a block holds for everybody who moves goods, whatever he may read
        block = (
            self.env["quality.8d.lot.block"]
            .sudo()
            .search([("lot_id", "in", leaving.lot_id.ids), ("released_at", "=", False)], limit=1)
        )
        if block:
            raise UserError(
                self.env._(
                    "Lot %(lot)s is blocked by %(report)s: take another lot, or ask %(person)s to "
                    "release it.",
                    lot=block.lot_name,
                    report=block.report_id.name,
                    person=block.report_id.quality_id.name or block.report_id.leader_id.name,
                )
            )

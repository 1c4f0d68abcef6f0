from odoo import api, models
from odoo.exceptions import UserError

# What makes a line that was carried out move other goods, or more of them.
OTHER_GOODS = {"lot_id", "location_id", "location_dest_id", "quant_id"}
MORE_GOODS = {"quantity", "product_uom_id"}


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """What is added to a transfer that was carried out leaves the house at once."""
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.state == "done")._check_blocked_goods()
        return lines

    def write(self, vals):
        moved = not OTHER_GOODS.isdisjoint(vals)
        if not moved and MORE_GOODS.isdisjoint(vals):
            return super().write(vals)
        before = {line: line.quantity_product_uom for line in self if line.state == "done"}
        result = super().write(vals)
        # Odoo moves the difference at once; less of blocked goods may come back.
        self.filtered(
            lambda line: (
                line.state == "done"
                and (moved or line.quantity_product_uom > before.get(line, 0))
            )
        )._check_blocked_goods()
        return result

    def _action_done(self):
        """Blocked goods do not leave the house, and are not used up."""
        self._check_blocked_goods()
        return super()._action_done()

    # ------------------------------------------------------------------
    # Blocked goods
    # ------------------------------------------------------------------
    def _leaves_the_house(self):
        """Whether goods go to customers, subcontractors, into production or out of quarantine.

        Scrap and returns to the supplier are ways that blocked goods may take.
        """
        self.ensure_one()
        source, destination = self.location_id, self.location_dest_id
        if source.usage not in ("internal", "transit"):
            return False
        if destination.usage in ("customer", "production"):
            return True
        if destination.usage == "transit" and not destination.company_id:
            return True
        # At a subcontractor's, for Odoo a place of our own that belongs to no warehouse.
        if (
            destination.usage == "internal"
            and not destination.warehouse_id
            and not destination.is_8d_quarantine
        ):
            return True
        return (
            source.is_8d_quarantine
            and destination.usage in ("internal", "transit")
            and not destination.is_8d_quarantine
        )

    def _check_blocked_goods(self):
        leaving = self.filtered(
            lambda line: (
                line.quantity
                and (line.lot_id or line.location_id.is_8d_quarantine)
                and line._leaves_the_house()
            )
        )
        if not leaving:
            return
        leaving.lot_id._wait_for_blocks()
        # sudo: a block holds for everybody who moves goods, whatever he may read
        blocks = (
            self.env["quality.8d.lot.block"]
            .sudo()
            ._find(leaving.company_id, leaving.lot_id, leaving.product_id)
        )
        for line in leaving if blocks else ():
            if block := blocks.get((line.company_id, line.product_id, line.lot_id)):
                raise UserError(block._refusal())

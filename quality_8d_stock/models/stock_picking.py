from odoo import fields, models
from odoo.fields import Domain

# So many lots are named in the report; all of them are listed with it.
LOTS_NAMED = 10


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "quality.8d.origin.mixin"]

    quality_8d_id = fields.Many2one(
        comodel_name="quality.8d",
        string="Quarantine for",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="This transfer brings goods of the 8D report into quarantine, or back from there.",
    )
    blocked_8d_lots = fields.Char(
        string="Blocked Lots", compute="_compute_blocked_8d_lots", compute_sudo=True
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    def _compute_blocked_8d_lots(self):
        """Warn before the transfer is carried out, not only then."""
        found = {}
        for picking, lot in self.env["stock.move.line"]._read_group(
            [
                ("picking_id", "in", self.ids),
                ("state", "not in", ("done", "cancel")),
                ("lot_id.is_8d_blocked", "=", True),
                ("location_dest_id.is_8d_quarantine", "=", False),
            ],
            ["picking_id", "lot_id"],
        ):
            found.setdefault(picking.id, []).append(lot.name)
        for picking in self:
            picking.blocked_8d_lots = ", ".join(found.get(picking.id, ()))

    # ------------------------------------------------------------------
    # 8D reports
    # ------------------------------------------------------------------
    def _quality_8d_reports(self):
        reports = super()._quality_8d_reports()
        concerned = self._quality_8d_grouped("transfer_ids", Domain("transfer_ids", "in", self.ids))
        for picking_id, ids in concerned.items():
            reports.setdefault(picking_id, set()).update(ids)
        # sudo: whether the report may be read is asked when it is opened
        for picking in self.sudo():
            if picking.quality_8d_id:
                reports.setdefault(picking.id, set()).add(picking.quality_8d_id.id)
        return reports

    def _prepare_8d_values(self):
        """Who delivered or received what, with its lots and quantities."""
        kind = self._prepare_8d_kind()
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        return {
            **super()._prepare_8d_values(),
            "kind": kind,
            **(self._prepare_8d_partner(self.partner_id) if kind != "internal" else {}),
            **self._prepare_8d_goods(moves.product_id),
        }

    def _prepare_8d_goods(self, products):
        """Return the values of a report for the goods in these transfers.

        :param products: what the document is about; only one alone becomes the report's product
        """
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        lots = moves.move_line_ids.lot_id
        values = {
            "transfer_ids": self.ids,
            "lot_ids": lots.ids,
            "lot_names": ", ".join(lots[:LOTS_NAMED].mapped("name")),
        }
        if len(products) == 1:
            done = moves.filtered(lambda move: move.state == "done")
            values.update(product_id=products.id, qty_delivered=sum(done.mapped("product_qty")))
        return values

    def _prepare_8d_kind(self):
        usages = (self.location_id.usage, self.location_dest_id.usage)
        if "customer" in usages:
            return "customer"
        return "supplier" if "supplier" in usages else "internal"

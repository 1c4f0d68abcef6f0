from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "quality.8d.origin.mixin"]

    is_8d_blocked = fields.Boolean(
        string="Blocked by an 8D Report",
        compute="_compute_is_8d_blocked",
        search="_search_is_8d_blocked",
        compute_sudo=True,
    )

    @api.depends_context("allowed_company_ids")
    def _compute_is_8d_blocked(self):
        blocks = self.env["quality.8d.lot.block"]._read_group(
            [
                ("lot_id", "in", self.ids),
                ("released_at", "=", False),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["lot_id"],
        )
        blocked = self.browse().union(*(lot for (lot,) in blocks))
        for lot in self:
            lot.is_8d_blocked = lot._origin in blocked

    @api.model
    def _search_is_8d_blocked(self, operator, value):
        if operator != "in":
            return NotImplemented
        query = self.env["quality.8d.lot.block"]._blocked_lots(self.env.companies)
        return Domain("id", "in", query)

    def _quality_8d_reports(self):
        reports = super()._quality_8d_reports()
        concerned = self._quality_8d_grouped("lot_ids", Domain("lot_ids", "in", self.ids))
        for lot_id, ids in concerned.items():
            reports.setdefault(lot_id, set()).update(ids)
        return reports

    def _prepare_8d_values(self):
        """The lot, its product, and the supplier it came from."""
        values = {
            **super()._prepare_8d_values(),
            "kind": "internal",
            "product_id": self.product_id.id,
            "lot_ids": self.ids,
            "lot_names": self.name,
            "company_id": (self.company_id or self.env.company).id,
        }
        # sudo: who delivered a lot is a fact of the lot, whoever may read receipts
        received = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "=", self.id),
                    ("state", "=", "done"),
                    ("location_id.usage", "=", "supplier"),
                    ("company_id", "=", values["company_id"]),
                    ("picking_id.partner_id", "!=", False),
                ],
                limit=1,
                order="date desc, id desc",
            )
        )
        if received:
            values.update(
                kind="supplier", **self._prepare_8d_partner(received.picking_id.partner_id)
            )
        return values

    def _wait_for_blocks(self):
        """Wait for whoever is blocking these lots right now; nobody blocks them meanwhile.

        Several transfers hold on to a lot together. Who has waited for a block fails, and is
        played once more by Odoo, with the block before his eyes. Two first deliveries of one lot
        that both write its place may meet as a deadlock, which Odoo plays once more, too.
        """
        if self.ids:
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM stock_lot WHERE id IN %s ORDER BY id FOR SHARE",
                    tuple(self.ids),
                ),
                log_exceptions=False,
            )

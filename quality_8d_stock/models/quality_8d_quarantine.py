from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class Quality8d(models.Model):
    """Blocked goods go to quarantine, and back when they are released, by internal transfers."""

    _inherit = "quality.8d"

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_quarantine(self):
        """Create the transfers that bring the blocked goods into quarantine."""
        self.ensure_one()
        self._check_may_work()
        pickings = self._bring_to_quarantine(self._open_blocks())
        if not pickings:
            raise UserError(
                self.env._(
                    "Nothing of the blocked goods is free in the stock: it is in quarantine, on "
                    "its way there, or held by transfers that people are working on."
                )
            )
        return True

    def _blocked_domain(self, blocks):
        """Return the domain of blocked goods, for whatever has a product and a lot."""
        products = blocks.filtered(lambda block: not block.lot_id).product_id
        return Domain("lot_id", "in", blocks.lot_id.ids) | (
            Domain("lot_id", "=", False) & Domain("product_id", "in", products.ids)
        )

    # ------------------------------------------------------------------
    # There
    # ------------------------------------------------------------------
    def _bring_to_quarantine(self, blocks):
        """Create the transfers of what is free of blocked goods, one for each warehouse.

        :return: ``stock.picking``, which the warehouse carries out
        """
        self.ensure_one()
        # sudo: whoever blocks goods needs no right on the stock
        report, blocks = self.sudo(), blocks.sudo()
        quants = report.env["stock.quant"].search(
            self._blocked_domain(blocks)
            & Domain("location_id.usage", "=", "internal")
            & Domain("location_id.is_8d_quarantine", "=", False)
            & Domain("location_id.warehouse_id.company_id", "=", report.company_id.id)
            & Domain("quantity", ">", 0),
            order="location_id, product_id, lot_id, id",
        )
        needs = defaultdict(list)
        for quant in quants:
            quantity = quant.quantity - quant.reserved_quantity
            if quant.product_uom_id.compare(quantity, 0) > 0:
                needs[quant.location_id.warehouse_id].append((quant, quantity))
        pickings = report.env["stock.picking"]
        for warehouse, found in needs.items():
            quarantine = warehouse._get_8d_quarantine()
            pickings |= report._create_goods_transfer(
                warehouse,
                [
                    {
                        "product": quant.product_id,
                        "lot": quant.lot_id,
                        "package": quant.package_id,
                        "owner": quant.owner_id,
                        "source": quant.location_id,
                        "destination": quarantine,
                        "quantity": quantity,
                    }
                    for quant, quantity in found
                ],
            )
        self._log_transfers(
            pickings,
            self.env._("To quarantine: %(names)s", names=", ".join(pickings.mapped("name"))),
        )
        return pickings

    # ------------------------------------------------------------------
    # And back
    # ------------------------------------------------------------------
    def _bring_back(self, blocks):
        """Bring released goods back to where they were; cancel what is still to be brought there.

        Goods that another report blocks as well stay: whichever releases them last brings them
        back, whichever has brought them there.
        """
        self.ensure_one()
        # sudo: whoever releases goods needs no right on the stock
        report, blocks = self.sudo(), blocks.sudo()
        others = blocks._find(report.company_id, blocks.lot_id, blocks.product_id)
        released = {
            (block.product_id, block.lot_id)
            for block in blocks
            if (block.company_id, block.product_id, block.lot_id) not in others
        }
        # The last way there counts: the goods may have been there before, from another shelf.
        lines = (
            report.env["stock.move.line"]
            .search(
                self._blocked_domain(blocks)
                & Domain("picking_id.quality_8d_id", "!=", False)
                & Domain("company_id", "=", report.company_id.id)
                & Domain("location_dest_id.is_8d_quarantine", "=", True),
                order="date desc, id desc",
            )
            .filtered(lambda line: (line.product_id, line.lot_id) in released)
        )
        done = lines.filtered(lambda line: line.state == "done")
        report._cancel_on_the_way((lines - done).filtered(lambda line: line.state != "cancel"))
        back = report._lines_back(done)
        pickings = report.env["stock.picking"]
        for warehouse, found in back.items():
            pickings |= report._create_goods_transfer(warehouse, found)
        self._log_transfers(
            pickings,
            self.env._("Back from quarantine: %(names)s", names=", ".join(pickings.mapped("name"))),
        )
        return pickings

    def _cancel_on_the_way(self, lines):
        """Goods that have not been brought to quarantine stay where they are."""
        for move, rest in lines.grouped("move_id").items():
            if move.move_line_ids == rest:
                move._action_cancel()
            else:
                quantity = sum(rest.mapped("quantity"))
                rest.unlink()
                move.product_uom_qty -= quantity

    def _lines_back(self, lines):
        """Return what is still in quarantine of these lines, with the place each came from.

        :return: dict {warehouse: list of needs}
        """
        quants = self.env["stock.quant"].search(
            [
                ("location_id", "in", lines.location_dest_id.ids),
                ("product_id", "in", lines.product_id.ids),
                ("quantity", ">", 0),
            ]
        )
        left = defaultdict(list)
        for quant in quants:
            left[quant.location_id, quant.product_id, quant.lot_id].append(
                [quant, quant.quantity - quant.reserved_quantity]
            )
        back = defaultdict(list)
        for line in lines:
            wanted = line.quantity_product_uom
            for entry in left[line.location_dest_id, line.product_id, line.lot_id]:
                quant, free = entry
                quantity = min(wanted, free)
                if quant.product_uom_id.compare(quantity, 0) <= 0:
                    continue
                wanted -= quantity
                entry[1] -= quantity
                back[line.location_dest_id.warehouse_id].append(
                    {
                        "product": quant.product_id,
                        "lot": quant.lot_id,
                        "package": quant.package_id,
                        "owner": quant.owner_id,
                        "source": quant.location_id,
                        "destination": line.location_id,
                        "quantity": quantity,
                    }
                )
        return back

    # ------------------------------------------------------------------
    # Transfers
    # ------------------------------------------------------------------
    def _create_goods_transfer(self, warehouse, needs):
        """Create an internal transfer of exactly these goods, ready to be carried out."""
        groups = defaultdict(list)
        for need in needs:
            groups[need["product"], need["source"], need["destination"]].append(need)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.int_type_id.id,
                "location_id": needs[0]["source"].id,
                "location_dest_id": needs[0]["destination"].id,
                "origin": self.name,
                "company_id": warehouse.company_id.id,
                "quality_8d_id": self.id,
                "user_id": False,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom": product.uom_id.id,
                            "product_uom_qty": sum(need["quantity"] for need in found),
                            "location_id": source.id,
                            "location_dest_id": destination.id,
                            "company_id": warehouse.company_id.id,
                        }
                    )
                    for (product, source, destination), found in groups.items()
                ],
            }
        )
        # Before it is confirmed: what Odoo reserves by itself need not be the goods that are meant.
        self.env["stock.move.line"].create(
            [
                {
                    "move_id": move.id,
                    "picking_id": picking.id,
                    "product_id": move.product_id.id,
                    "product_uom_id": move.product_id.uom_id.id,
                    "lot_id": need["lot"].id,
                    "package_id": need["package"].id,
                    "owner_id": need["owner"].id,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "quantity": need["quantity"],
                }
                for move in picking.move_ids
                for need in groups[move.product_id, move.location_id, move.location_dest_id]
            ]
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _log_transfers(self, pickings, text):
        if pickings:
            self._message_log(body=text, author_id=self.env.user.partner_id.id)

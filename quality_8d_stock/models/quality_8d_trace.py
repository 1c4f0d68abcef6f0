from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

OPEN_STATES = ("waiting", "confirmed", "partially_available", "assigned")
OUTSIDE = ("customer", "supplier", "production", "inventory")
# What a movement of the goods was, by the kinds of places: the first that fits.
MOVEMENTS = (
    ("delivered", None, "customer"),
    ("returned", "customer", None),
    ("received", "supplier", None),
    ("sent_back", None, "supplier"),
    ("used", None, "production"),
    ("made", "production", None),
    ("scrapped", None, "inventory"),
)


class Quality8d(models.Model):
    """Where the goods of a report are, where they went, and what became of them.

    The number of queries does not grow with the number of lots.
    """

    _inherit = "quality.8d"

    goods_transfer_count = fields.Integer(compute="_compute_goods_trace", string="Transfers")

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("lot_ids", "transfer_ids", "product_id", "partner_id")
    @api.depends_context("lang")
    def _compute_goods_trace(self):
        for report in self:
            report._set_goods_trace(report._lot_trace_rows())

    def _set_goods_trace(self, rows):
        """Fill the fields that follow from the trace; extend it for more of them."""
        self.goods_transfer_count = len({row["picking"] for row in rows if row.get("picking")})

    # ------------------------------------------------------------------
    # Movements and stock
    # ------------------------------------------------------------------
    def _goods_domain(self):
        """Return the goods concerned as a domain on quants and on move lines, or False.

        :return: tuple (domain on quants, domain on move lines)
        """
        self.ensure_one()
        quants, lines = Domain.FALSE, Domain.FALSE
        if lots := self.lot_ids._origin:
            quants = lines = Domain("lot_id", "in", lots.ids)
        if product := self._untracked_product()._origin:
            quants |= Domain("product_id", "=", product.id)
            lines |= Domain("product_id", "=", product.id) & Domain(
                "picking_id", "in", self.transfer_ids._origin.ids
            )
        return quants, lines

    def _lot_trace_rows(self):
        """Return what is known of the goods: in stock, on the way, delivered, used up.

        :return: list of dicts with lot, product, what, where, source, partner, quantity (in the
            unit of the product), unit, date; of movements also their move, of those of a transfer
            the picking, and the documents they belong to
        """
        self.ensure_one()
        report = self.sudo()  # sudo: team members need no right on the stock
        if not report.lot_ids and not report._untracked_product():
            return []
        return report._stock_rows() + report._movement_rows()

    def _stock_rows(self):
        quants, _lines = self._goods_domain()
        groups = self.env["stock.quant"]._read_group(
            quants
            & Domain("location_id.usage", "in", ("internal", "transit"))
            & Domain("location_id.company_id", "in", [False, self.company_id.id]),
            ["product_id", "lot_id", "location_id"],
            ["quantity:sum"],
        )
        return [
            {
                "lot": lot.name or product.display_name,
                "lot_id": lot,
                "product": product,
                "what": "stock",
                "where": location.display_name,
                "location": location,
                "quantity": quantity,
                "unit": product.uom_id.name,
            }
            for product, lot, location, quantity in groups
            if quantity
        ]

    def _movement_rows(self):
        _quants, lines = self._goods_domain()
        groups = self.env["stock.move.line"]._read_group(
            lines
            & Domain("company_id", "=", self.company_id.id)
            & (
                Domain("state", "in", OPEN_STATES)
                | Domain("state", "=", "done")
                & (
                    Domain("location_id.usage", "in", OUTSIDE)
                    | Domain("location_dest_id.usage", "in", OUTSIDE)
                )
            ),
            ["product_id", "lot_id", "move_id", "state", "location_id", "location_dest_id"],
            ["quantity_product_uom:sum"],
        )
        moves = self.env["stock.move"].union(*(group[2] for group in groups))
        documents = self._move_documents(moves)
        rows = []
        for product, lot, move, state, source, destination, quantity in groups:
            picking = move.picking_id
            named = documents.get(move.id, [])
            where = picking.name or move.reference
            sources = [doc._quality_8d_label() for doc in named] or [picking.origin or move.origin]
            rows.append(
                {
                    "lot": lot.name or product.display_name,
                    "lot_id": lot,
                    "product": product,
                    "what": self._movement(state, source, destination),
                    "where": where,
                    "location": source,
                    "destination": destination,
                    "move": move,
                    "picking": picking,
                    "documents": named,
                    "source": ", ".join(source for source in sources if source and source != where),
                    "partner_id": picking.partner_id.commercial_partner_id,
                    "partner": picking.partner_id.display_name,
                    "quantity": quantity,
                    "unit": product.uom_id.name,
                    "date": move.date,
                }
            )
        return sorted(rows, key=lambda row: (row["what"] == "open", row["date"]), reverse=True)

    @api.model
    def _movement(self, state, source, destination):
        if state != "done":
            return "open"
        for what, from_usage, to_usage in MOVEMENTS:
            if from_usage in (None, source.usage) and to_usage in (None, destination.usage):
                return what
        return "moved"

    @api.model
    def _move_documents(self, moves):
        """Return the orders that moves belong to by their real links; extend it.

        :return: dict {id of the move: list of records, which know their ``_quality_8d_label``}
        """
        return defaultdict(list)

    def _trace_documents(self, rows, model):
        """Return the documents of a model that the goods belong to."""
        found = [doc for row in rows for doc in row.get("documents", ()) if doc._name == model]
        return self.env[model].browse(dict.fromkeys(doc.id for doc in found))

    # ------------------------------------------------------------------
    # Customers and suppliers
    # ------------------------------------------------------------------
    @api.model
    def _trace_partners(self, rows, out, back):
        """Sum up movements by partner: who has how much of what.

        :param str out: the movement to the partner, or from him
        :param str back: the movement the other way
        :return: list of dicts with partner, lots, documents, out, back, unit, date
        """
        found = {}
        for row in rows:
            if row["what"] not in (out, back):
                continue
            entry = found.setdefault(
                (row["partner_id"], row["unit"]),
                {
                    "partner": row["partner_id"],
                    "unit": row["unit"],
                    "lots": {},
                    "documents": {},
                    "out": 0,
                    "back": 0,
                    "date": row["date"],
                },
            )
            entry["out" if row["what"] == out else "back"] += row["quantity"]
            entry["lots"][row["lot"]] = True
            if row["source"] and row["what"] == out:
                entry["documents"][row["source"]] = True
            entry["date"] = max(entry["date"], row["date"])
        return sorted(found.values(), key=lambda entry: -entry["out"])

    # ------------------------------------------------------------------
    # What was made of what
    # ------------------------------------------------------------------
    def _related_lots(self, made=True):
        """Return the lots made from the lots concerned, over any number of steps.

        Where parts without lots are in between, the trail ends.

        :param bool made: False for the lots that those concerned were made from
        """
        self.ensure_one()
        report = self.sudo()  # sudo: team members need no right on the stock
        link = "produce_line_ids" if made else "consume_line_ids"
        seen = queue = report.lot_ids._origin
        while queue:
            lines = report.env["stock.move.line"].search_fetch(
                [
                    ("lot_id", "in", queue.ids),
                    ("state", "=", "done"),
                    ("company_id", "=", report.company_id.id),
                    (link, "!=", False),
                ],
                [link],
            )
            queue = lines[link].lot_id - seen
            seen |= queue
        return seen - report.lot_ids._origin

    def action_add_made_lots(self):
        """Add the lots made from those concerned to them."""
        return self._add_lots(
            made=True, nothing=self.env._("Nothing was made from these lots that has lots itself.")
        )

    def action_add_source_lots(self):
        """Add the lots that those concerned were made from to them."""
        return self._add_lots(
            made=False, nothing=self.env._("These lots were not made from anything that has lots.")
        )

    def _add_lots(self, made, nothing):
        self.ensure_one()
        self._check_may_work()
        self._check_steps_open({"d3"})
        lots = self._related_lots(made)
        if not lots:
            return self._notify_goods(nothing, "info")
        # sudo: the team needs no right on the stock; whether it may was checked above
        self.sudo().lot_ids |= lots
        self._message_log(
            body=self.env._("Lots added: %(lots)s", lots=", ".join(lots.mapped("name"))),
            author_id=self.env.user.partner_id.id,
        )
        return True

    def _notify_goods(self, message, kind="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": kind,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_view_goods_transfers(self):
        """Show the transfers in which the goods were, or are."""
        self.ensure_one()
        ids = {row["picking"].id for row in self._lot_trace_rows() if row.get("picking")}
        return self._action_view_transfers(
            self.env["stock.picking"].browse(ids),
            self.env._("Transfers of %(report)s", report=self.name),
        )

    def action_return_to_supplier(self):
        """Open Odoo's own return of the receipt in which the goods came."""
        self.ensure_one()
        receipts = self._goods_receipts()
        if not receipts:
            raise UserError(
                self.env._(
                    "No receipt from a supplier was found: enter the lots or the receipt on page "
                    "D2."
                )
            )
        if len(receipts) > 1:
            return self._action_view_transfers(
                receipts, self.env._("Receipts of %(report)s", report=self.name)
            )
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.act_stock_return_picking")
        return {
            **action,
            "context": {
                "active_id": receipts.id,
                "active_ids": receipts.ids,
                "active_model": receipts._name,
            },
        }

    def _goods_receipts(self):
        rows = self._lot_trace_rows()
        ids = {row["picking"].id for row in rows if row["what"] == "received" and row["picking"]}
        return self.env["stock.picking"].browse(ids)

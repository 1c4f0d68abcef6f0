from odoo import api, models
from odoo.fields import Domain

# A structure that contains itself would never end.
LEVELS = 20
OPEN_PRODUCTION = ("draft", "confirmed", "progress", "to_close")
CLOSED_MOVE = ("done", "cancel")


class Demand:
    """Needs of an order, and the manufacturing orders that make for them together.

    Whatever is needed less by the end is made less: what Odoo has lowered by itself counts.
    Quantities are in the unit of the product.
    """

    def __init__(self, moves, lines, productions):
        self.moves = moves
        self.lines = lines
        self.productions = productions
        self.wanted = self.quantity()

    def quantity(self):
        """What is needed at this moment."""
        moves = self.moves.exists().filtered(lambda move: move.state != "cancel")
        lines = sum(
            line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id)
            for line in self.lines
            if line.state != "cancel"
        )
        return sum(moves.mapped("product_qty")) + lines


class SaleOrderChange(models.Model):
    """What makes for an order, and how it makes less. Everything here runs as superuser.

    Odoo lowers the deliveries of a line that becomes smaller and leaves its manufacturing orders
    as they are, on every level. Here they follow: what has begun is never lowered below what was
    made or used, what is not needed at all is cancelled.
    """

    _inherit = "sale.order.change"

    # === WHO MAKES FOR WHOM === #

    @api.model
    def _makers_of(self, moves):
        """Return ``{move: manufacturing orders}`` that make for moves, also through transfers
        between the two; one query for each step."""
        makers = {move: self.env["mrp.production"] for move in moves}
        layers = {move: move for move in moves}
        seen = {move: move for move in moves}
        while layers:
            following = {}
            for move, layer in layers.items():
                origins = layer.move_orig_ids
                makers[move] |= layer.created_production_id | origins.production_id
                if further := origins.filtered(lambda m: not m.production_id) - seen[move]:
                    following[move] = further
                    seen[move] |= further
            layers = following
        self._add_unlinked(makers)
        return makers

    @api.model
    def _add_unlinked(self, makers):
        """Odoo adds what is needed for the same order to a manufacturing order that exists, and
        does not link what needs it: find these by product and reference."""
        loose = [
            move
            for move, productions in makers.items()
            if not productions and move.procure_method == "make_to_order" and move.reference_ids
        ]
        if not loose:
            return
        moves = self.env["stock.move"].union(*loose)
        found = self.env["mrp.production"].search(
            [
                ("product_id", "in", moves.product_id.ids),
                ("reference_ids", "in", moves.reference_ids.ids),
                ("state", "in", OPEN_PRODUCTION),
            ]
        )
        for move in loose:
            makers[move] = found.filtered(
                lambda mo, move=move: mo.product_id == move.product_id
                and mo.reference_ids == move.reference_ids
                and mo != move.raw_material_production_id
            )

    @api.model
    def _open_ends(self, order_lines):
        """Return the open moves of order lines that no other open move of theirs follows."""
        moves = order_lines._goods_moves().filtered(
            lambda move: move.state not in CLOSED_MOVE and not move.origin_returned_move_id
        )
        return moves.filtered(lambda move: not move.move_dest_ids & moves)

    def _productions_of(self, order_lines):
        """Return the open manufacturing orders that work for order lines, all levels."""
        return self.env["mrp.production"].union(
            *(demand.productions for demand in self._snapshot_supply(order_lines))
        )

    def _snapshot_supply(self, order_lines):
        """Return the needs of order lines and who makes for them, the top level first."""
        demands = []
        known = self.env["mrp.production"]
        moves = self._open_ends(order_lines)
        for _level in range(LEVELS):
            if not moves:
                break
            level = self._join_demands(self._makers_of(moves))
            demands += level
            made = known.union(*(demand.productions for demand in level)) - known
            known |= made
            moves = made.move_raw_ids.filtered(lambda move: move.state not in CLOSED_MOVE)
        return self._loose_demands(order_lines, known) + demands

    @api.model
    def _join_demands(self, makers):
        """Put needs together that the same manufacturing orders make for, and those of one
        batch of an order line: whichever is made less, the customer gets the same."""
        same = {}
        for move, productions in makers.items():
            batch = move.sale_line_id, move.delivery_schedule_id, move.product_id
            key = batch if move.sale_line_id else move
            moves, others = same.get(key, (move.browse(), productions.browse()))
            same[key] = moves | move, others | productions
        groups = []
        for moves, productions in same.values():
            productions = productions.filtered(lambda mo: mo.state in OPEN_PRODUCTION)
            if not productions:
                continue
            joined = [group for group in groups if group[1] & productions]
            groups = [group for group in groups if not group[1] & productions]
            groups.append(
                (
                    moves.union(*(group[0] for group in joined)),
                    productions.union(*(group[1] for group in joined)),
                )
            )
        lines = self.env["sale.order.line"]
        return [Demand(moves, lines, productions) for moves, productions in groups]

    def _loose_demands(self, order_lines, known):
        """Return the needs of what is made for a line without a delivery that waits for it:
        requests for the stock, and what is made into the stock for the order."""
        requests = order_lines.filtered(lambda line: line.order_id._is_stock_request())
        found = self.env["mrp.production"].search(
            Domain("state", "in", OPEN_PRODUCTION)
            & Domain("id", "not in", known.ids)
            & Domain("orderpoint_id", "=", False)
            & (
                Domain("sale_line_id", "in", order_lines.ids)
                | Domain("request_line_id", "in", order_lines.ids)
                | Domain("reference_ids", "in", requests.order_id.stock_reference_ids.ids)
            )
        )
        by_product = {line.product_id: line for line in requests}
        made_for = found.grouped(
            lambda mo: mo._notice_order_line() or by_product.get(mo.product_id, order_lines[:0])
        )
        demands = []
        for line, productions in made_for.items():
            productions = productions.filtered(
                lambda mo, line=line: mo.product_id == line.product_id and not mo._feeding()
            )
            if productions:
                demands.append(Demand(self.env["stock.move"], line, productions))
        return demands

    # === MAKING LESS === #

    def _lower_supply(self, demands, made):
        """Let what makes for these needs make less, where they have become smaller.

        :param demands: what :meth:`_snapshot_supply` returned before the order was changed
        :param made: ``{manufacturing order: quantity}`` it made then
        :return: ``[(manufacturing orders, quantity)]`` of what is made too much all the same
        """
        surplus = []
        lowered = dict.fromkeys(made, 0.0)
        for demand in demands:
            productions = demand.productions
            unit = productions.product_id.uom_id[:1]
            less = demand.wanted - demand.quantity()
            # what Odoo, or the rule of waiting drafts, has taken off by itself
            less -= sum(
                max(made[mo] - mo._open_quantity() - lowered[mo], 0.0) for mo in productions
            )
            if unit.compare(less, 0) <= 0:
                continue
            for production in productions.sorted(lambda mo: mo._lowering_order()):
                if unit.compare(less, 0) <= 0:
                    break
                taken = production._lower_for_change(less, self)
                lowered[production] += taken
                less -= taken
            if unit.compare(less, 0) > 0:
                surplus.append((productions, less))
        return surplus

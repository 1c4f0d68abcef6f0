from contextlib import contextmanager

from odoo import api, models

from ..acts import DONE_MOVE_FIELDS, MOVE_FIELDS, Acts


class StockMove(models.Model):
    _inherit = "stock.move"

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        acts = Acts.of(self.env)
        if acts is None:
            return super().create(vals_list)
        with acts.act(self.env):
            moves = super().create(vals_list)
            for move, production, kind in moves._history_productions(acts):
                if acts.depth == 1:
                    acts.say(production, kind)
                if acts.says(production, kind):
                    acts.moves.setdefault(move.id, (production.id, kind, None))
                else:
                    acts.follow(production, "stock.move", move.id)
            return moves

    def write(self, vals):
        acts = Acts.of(self.env)
        if acts is None:
            return super().write(vals)
        changed = not vals.keys().isdisjoint(MOVE_FIELDS) or vals.get("state") == "cancel"
        done = not changed and not vals.keys().isdisjoint(DONE_MOVE_FIELDS)
        if not changed and not done and not (acts.depth and "date" in vals):
            return super().write(vals)
        moves = self._history_productions(acts)
        if done:
            moves = self._history_closed(moves)
        if not moves:
            return super().write(vals)
        with acts.act(self.env):
            for move, production, kind in moves:
                if changed:
                    move._history_see(acts, production, kind)
                elif done:
                    move._history_see(acts, production, "correction")
                else:
                    acts.follow(production, "stock.move", move.id)
            return super().write(vals)

    def unlink(self):
        acts = Acts.of(self.env)
        moves = self._history_productions(acts) if acts is not None else []
        if not moves:
            return super().unlink()
        with acts.act(self.env):
            for move, production, kind in moves:
                move._history_see(acts, production, kind)
            return super().unlink()

    # ------------------------------------------------------------------
    # History
    # ------------------------------------------------------------------
    def _history_productions(self, acts):
        """Return ``[(move, order, kind)]`` of the moves of orders whose history is kept."""
        rows = []
        watched = {}
        for move in self:
            production = move.raw_material_production_id or move.production_id
            if not production:
                continue
            if production.id not in watched:
                watched[production.id] = bool(acts.watched(production))
            if watched[production.id]:
                raw = production == move.raw_material_production_id
                rows.append((move, production, "components" if raw else "byproducts"))
        return rows

    @contextmanager
    def _history_correction(self):
        """What runs inside corrects what was posted, where the order is closed."""
        acts = Acts.of(self.env)
        done = self.filtered(lambda move: move.state == "done")
        rows = self._history_closed(done._history_productions(acts)) if done else []
        if not rows:
            yield
            return
        with acts.act(self.env):
            for move, production, _kind in rows:
                move._history_see(acts, production, "correction")
            yield

    @api.model
    def _history_closed(self, rows):
        """Return the rows of what was posted with a closed order."""
        return [row for row in rows if row[0].state == "done" and row[1].state == "done"]

    def _history_see(self, acts, production, kind):
        """Keep the old values of a component that is changed by name, count one that follows."""
        self.ensure_one()
        if acts.depth == 1:
            acts.say(production, kind)
        if acts.says(production, kind):
            acts.moves.setdefault(
                self.id, (production.id, kind, self._history_values(kind == "correction"))
            )
        else:
            acts.follow(production, "stock.move", self.id)

    def _history_values(self, done=False):
        """Return (product, quantity, unit) as the history compares them."""
        self.ensure_one()
        if self.state == "cancel":
            return None
        quantity = self.quantity if done else self.product_uom_qty
        return self.product_id.id, quantity, self.product_uom.id

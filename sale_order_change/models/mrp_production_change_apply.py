from datetime import timedelta

from odoo import fields, models

# What is least advanced is lowered first.
ADVANCE = {"draft": 0, "confirmed": 1, "progress": 2, "to_close": 3, "done": 4, "cancel": 5}


class MrpProduction(models.Model):
    """What an order change does to a manufacturing order. Everything here runs as superuser."""

    _inherit = "mrp.production"

    # === HOW FAR IT IS === #

    def _begun_quantity(self):
        """Return what is made, being made, or used up, in the unit of the product.

        Made: closed, entered as produced, or finished in a work order. Used: what the material
        taken is good for; an over-issue replaces what was spoilt and makes nothing more.
        """
        self.ensure_one()
        begun = [self.qty_produced, self.qty_producing]
        begun += self.workorder_ids.mapped("qty_produced")
        for move in self.move_raw_ids:
            if move.state == "cancel" or not (move.picked or move.state == "done"):
                continue
            if move.unit_factor and not move.overissue_id:
                begun.append(
                    self.product_uom_id.round(move.quantity / move.unit_factor, "UP")
                )
        return self.product_uom_id._compute_quantity(
            min(max(begun), self.product_qty), self.product_id.uom_id
        )

    def _open_quantity(self):
        """Return what it makes, in the unit of the product; nothing when it is cancelled."""
        self.ensure_one()
        return 0.0 if self.state == "cancel" else self._made_quantity()

    def _lowering_order(self):
        """What is least advanced and newest comes first."""
        self.ensure_one()
        return ADVANCE[self.state], -self.id

    # === MAKING LESS === #

    def _lower_for_change(self, quantity, change):
        """Make less, but never less than has begun; cancel what would make nothing.

        :param float quantity: how much less, in the unit of the product
        :return: how much less it makes
        """
        self.ensure_one()
        unit = self.product_id.uom_id
        if self.state in ("done", "cancel"):
            return 0.0
        has = self._made_quantity()
        taken = min(quantity, has - self._begun_quantity())
        if unit.compare(taken, 0) <= 0:
            return 0.0
        if unit.compare(taken, has) >= 0:
            self._cancel_for_change(change)
            return has
        if self.state == "draft":
            self._set_made_quantity(has - taken)
        else:
            self._change_quantity(
                unit._compute_quantity(has - taken, self.product_uom_id, rounding_method="UP"),
                change,
            )
        return has - self._made_quantity()

    def _change_quantity(self, quantity, change):
        """Let Odoo's own dialog change the quantity; what was entered as produced stays."""
        self.ensure_one()
        recorded = self.qty_producing
        self.env["change.production.qty"].create(
            {"mo_id": self.id, "product_qty": quantity, "change_reason": change.display_name}
        ).change_prod_qty()
        self._keep_recorded(recorded)

    def _keep_recorded(self, recorded):
        """Odoo enters the whole new quantity as produced where something was entered before."""
        self.ensure_one()
        if self.product_uom_id.compare(self.qty_producing, recorded):
            self.qty_producing = recorded
            self._set_qty_producing(False)

    def _cancel_for_change(self, change):
        """Cancel; deliveries that are still wanted take from the stock instead."""
        self.ensure_one()
        for move in self._feeding():
            others = move.move_orig_ids - self.move_finished_ids
            if not others.filtered(lambda other: other.state != "cancel"):
                move._take_from_shelf(move.product_qty)
        self.with_context(skip_activity=True).action_cancel()
        self._message_log(
            body=self.env._("Cancelled by %(change)s.", change=change._get_html_link()),
            author_id=self.env.user.partner_id.id,
        )

    # === OTHER DATES === #

    def _move_dates_for_change(self, days):
        """Move what is neither begun nor planned by some days, never into the past.

        :param int days: later; below 0: earlier
        :return: those that planning has to move
        """
        now = fields.Datetime.now()
        fixed = self.browse()
        for production in self:
            if production.date_deadline:
                production.date_deadline += timedelta(days=days)
            if not production._is_not_started() or production.is_planned:
                fixed |= production
                continue
            start = production.date_start
            length = (production.date_finished or start) - start
            start = max(start + timedelta(days=days), min(now, start))
            production.write({"date_start": start, "date_finished": start + length})
        return fixed

    # === WHAT IT HAS COST === #

    def _value_of_material_used(self):
        """Return ``{manufacturing order: cost of the material used}``, in one batch."""
        used = dict.fromkeys(self, 0.0)
        for production in self:
            for move in production.move_raw_ids:
                if move.state == "done" or (move.picked and move.state != "cancel"):
                    quantity = move.product_uom._compute_quantity(
                        move.quantity, move.product_id.uom_id, round=False
                    )
                    cost = move.product_id.with_company(production.company_id).standard_price
                    used[production] += quantity * cost
        return used

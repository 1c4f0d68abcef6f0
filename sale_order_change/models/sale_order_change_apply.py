from datetime import time, timedelta

from odoo import fields, models

from odoo.addons.order_signoff.tools import plain_number

from ..applying import applying

# A day without an hour is meant as noon of the company: the same day everywhere.
NOON = time(12)


class SaleOrderChange(models.Model):
    """An approved change is carried out: one transaction, through Odoo's own methods.

    Everything here runs as superuser with the name of the person; what cannot be done was told
    before by ``_apply_obstacles``, and any error undoes all of it.
    """

    _inherit = "sale.order.change"

    # === CARRY OUT === #

    def _apply(self):
        result = super()._apply()
        self.ensure_one()
        order = self.order_id
        locked = order.locked
        supply = self._snapshot_supply(order.order_line)
        before = self._note_before(supply)
        with applying(self):
            # What the change itself held up goes on.
            self.write({"state": "applied"})
            if locked:
                order.action_unlock()
            productions = self.env["mrp.production"].union(*(d.productions for d in supply))
            made = {production: production._open_quantity() for production in productions}
            recorded = {production: production.qty_producing for production in productions}
            self._apply_lines()
            # Odoo takes what is added to a manufacturing order for produced.
            for production, quantity in recorded.items():
                if quantity and production.state not in ("done", "cancel"):
                    production._keep_recorded(quantity)
            surplus = self._lower_supply(supply, made)
            self._tell_made_too_much(surplus)
            if locked:
                order.action_lock()
        self._carry_to_documents(before)
        return result

    def _apply_lines(self):
        """Write what changes, kind by kind; quantities of all lines at once, at the end."""
        self.ensure_one()
        order = self.order_id
        by_kind = self.line_ids.grouped("kind")
        for kind in ("specification", "drawing", "price", "address", "date"):
            if kind in by_kind:
                getattr(by_kind[kind], f"_apply_{kind}")()
        wanted = {}
        # What is replaced or cancelled ends, whatever stands beside it.
        for kind in ("schedule", "cancel_batch", "quantity", "product", "cancel_line"):
            if kind in by_kind:
                wanted.update(getattr(by_kind[kind], f"_apply_{kind}")())
        order._write_quantities(wanted)
        if "add" in by_kind:
            by_kind["add"]._apply_add()
        day = self._wanted_date()
        # Where planning only confirms the customer's own day, what names none keeps its own.
        if self.planning_date and (not day or self.planning_date > day):
            self.line_ids._apply_planning_date()
        if "cancel_order" in by_kind:
            order.action_cancel()
        if by_kind.keys() & {"release", "hold"}:
            self._tell_stop_or_go(by_kind)

    def _production_choices(self):
        """Return ``{id of order line: 'existing' or 'second'}`` where the planner chose."""
        self.ensure_one()
        return {
            line.order_line_id.id: line.production_choice
            for line in self.line_ids
            if line.kind in ("quantity", "schedule") and line.production_choice
        }

    def _day_to_apply(self, line):
        """Return the day that is promised for a line that asks for one.

        Planning answers for the last day asked for: where it answers with a later one, the others
        come later by as many days.
        """
        self.ensure_one()
        wanted = self._wanted_date()
        if not (line.new_date and wanted and self.planning_date):
            return line.new_date or self.planning_date
        return line.new_date + max(self.planning_date - wanted, timedelta())

    # === TELLING PEOPLE === #

    def _tell_made_too_much(self, surplus):
        """Tell planning of what is begun already and goes into the stock."""
        if not surplus:
            return
        self.company_id._tell_planning(
            self,
            self.env._("%(change)s: more is made than needed", change=self.display_name),
            "\n".join(
                self.env._(
                    "%(productions)s: %(quantity)s %(unit)s more than the order needs have been "
                    "begun and go into the stock.",
                    productions=", ".join(productions.mapped("name")),
                    quantity=plain_number(quantity),
                    unit=productions.product_id.uom_id[:1].name,
                )
                for productions, quantity in surplus
            ),
        )

    def _tell_stop_or_go(self, by_kind):
        """Tell planning that production and shipment stop, or go on."""
        stop = "hold" in by_kind
        lines = by_kind["hold" if stop else "release"]._all_concerned()
        products = ", ".join(lines.product_id.mapped("display_name"))
        summary = (
            self.env._("%(order)s is on hold", order=self.order_code or self.order_name)
            if stop
            else self.env._("%(order)s goes on", order=self.order_code or self.order_name)
        )
        self.company_id._tell_planning(self, summary, products)
        if not stop:
            self.env["mrp.production"]._tell_released_soon()

    def _tell_planning_to_move(self, productions):
        """Tell planning of work that is begun or planned and has to be moved by people."""
        if not productions:
            return
        self.company_id._tell_planning(
            self,
            self.env._("%(change)s: plan anew", change=self.display_name),
            self.env._(
                "The delivery date has changed. Begun or planned already, move them by hand: "
                "%(productions)s",
                productions=", ".join(productions.mapped("name")),
            ),
        )

    # === DATES === #

    def _move_order(self, day):
        """Give the order another delivery day; batches keep the day agreed for them."""
        self.ensure_one()
        order = self.order_id
        before = order._commitment_day() or order.company_id._order_local_date(
            order.expected_date or fields.Datetime.now()
        )
        lines = order.order_line.filtered(lambda target: not target.delivery_batch_count)
        order.commitment_date = self._order_moment(day)
        order.order_line.delivery_schedule_ids._set_move_deadlines()
        self._move_dates(lines, (day - before).days)

    def _move_dates(self, order_lines, days):
        """Move open transfers and manufacturing orders of order lines by some days."""
        self.ensure_one()
        if not days:
            return
        moves = order_lines._goods_moves().filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        for date, same in moves.grouped("date").items():
            same.write({"date": date + timedelta(days=days)})
        self._tell_planning_to_move(
            self._productions_of(order_lines)._move_dates_for_change(days)
        )

    def _order_moment(self, day):
        """Return the moment of a new delivery day, at the hour of the old one."""
        self.ensure_one()
        company, old = self.company_id, self.order_id.commitment_date
        if not old:
            return company._order_moment(day, NOON)
        return fields.Datetime.add(old, days=(day - company._order_local_date(old)).days)

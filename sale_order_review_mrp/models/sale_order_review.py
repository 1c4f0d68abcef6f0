from collections import defaultdict
from datetime import timedelta

from pytz import utc

from odoo import api, fields, models
from odoo.tools import float_round, format_date, formatLang

from .sale_order_review_check_facts import CapacityFacts

# Deeper structures are cut: a bill of materials that contains itself would never end.
LEVELS = 20


class SaleOrderReview(models.Model):
    """Automatic check of capacity: the work of an order against what its work centres have left.

    The bills of materials are followed level by level, all products of all orders at once; what
    lies free in stock need not be made. The number of queries grows with the levels only.
    """

    _inherit = "sale.order.review"

    @api.model
    def _auto_check_facts(self, items):
        return CapacityFacts(items)

    def _auto_check_capacity(self, lines, facts):
        """Open work and the work of the order against the working hours until the wanted date."""
        reviews = lines.review_id
        deadlines = reviews._capacity_deadlines(facts)
        hours = facts.hours
        taken = self._open_hours(facts.centers)
        available = self._working_hours(facts)
        findings = {
            review: self._capacity_finding(deadlines[review], hours[review], taken, available)
            for review in reviews
        }
        return {line.id: findings[line.review_id] for line in lines}

    @api.model
    def _capacity_finding(self, deadline, hours, taken, available):
        if not hours:
            return False, self.env._("No work centre is planned for these products.")
        share = self.env.company.order_review_capacity_share / 100
        short, enough = [], []
        for center, needed in hours.items():
            has = sum(amount for day, amount in available[center].items() if day <= deadline)
            has *= share
            busy = sum(
                amount for day, amount in taken[center].items() if not day or day <= deadline
            )
            text = self.env._(
                "%(center)s until %(date)s: %(needed)s h for this order + %(busy)s h open of"
                " %(has)s h",
                center=center.display_name,
                date=format_date(self.env, deadline),
                needed=formatLang(self.env, needed, digits=1),
                busy=formatLang(self.env, busy, digits=1),
                has=formatLang(self.env, has, digits=1),
            )
            (short if needed + busy > has else enough).append(text)
        return ("nok" if short else "ok"), self._evidence(short + enough)

    def _capacity_deadlines(self, facts):
        """Return ``{review: date}`` until which there is time: wanted, else by the lead times."""
        result = {}
        for review in self:
            ready = facts.ready[review]
            wanted = [date for line in ready if (date := self._wanted_on(line, facts.covered))]
            result[review] = max(wanted or ready.values())
        return result

    # === WORK OF THE ORDER === #

    def _work_hours(self, facts):
        """Return ``{review: {work centre: hours}}`` that the orders need."""
        needs = self._products_to_make(facts)
        hours = {review: defaultdict(float) for review in self}
        for _level in range(LEVELS):
            products = self.env["product.product"].union(
                *(product for need in needs.values() for product in need)
            )
            if not products:
                break
            boms = facts.boms_of(products)
            cycles = self._cycle_minutes(boms)
            following = {}
            for review, need in needs.items():
                following[review] = defaultdict(float)
                for product, quantity in need.items():
                    bom = boms[product]
                    if not bom or bom.type == "subcontract":
                        continue
                    self._add_work(hours[review], bom, product, quantity, cycles)
                    self._add_components(following[review], bom, product, quantity)
            needs = following
        return hours

    def _products_to_make(self, facts):
        """Return ``{review: {product: quantity}}`` without what lies free in stock."""
        covered = facts.covered
        result = {}
        for review in self:
            result[review] = defaultdict(float)
            for line in self._reviewed_lines(review.order_id):
                product = line.product_id
                quantity = line.product_uom_id._compute_quantity(
                    line.product_uom_qty, product.uom_id
                )
                missing = quantity - covered.get(line.id, (quantity, 0.0))[1]
                if product.type == "consu" and product.uom_id.compare(missing, 0.0) > 0:
                    result[review][product] += missing
        return result

    @api.model
    def _cycle_minutes(self, boms):
        """Return ``{operation: minutes of one piece}`` where Odoo learns them from past work.

        For all operations at once; an operation that was never done has its entered time.
        """
        bills = self.env["mrp.bom"].union(*boms.values())
        learning = bills.operation_ids.filtered(lambda operation: operation.time_mode == "auto")
        if not learning:
            return {}
        groups = self.env["mrp.workorder"]._read_group(
            [
                ("operation_id", "in", learning.ids),
                ("state", "=", "done"),
                ("qty_produced", ">", 0),
            ],
            ["operation_id"],
            ["duration:sum", "qty_produced:sum"],
        )
        return {operation: minutes / pieces for operation, minutes, pieces in groups if pieces}

    @api.model
    def _add_work(self, hours, bom, product, quantity, cycles):
        """Add the hours of one product, as Odoo works out the duration of a work order."""
        amount = product.uom_id._compute_quantity(quantity, bom.product_uom_id)
        for operation in bom.operation_ids:
            if operation._skip_operation_line(product):
                continue
            center = operation.workcenter_id
            capacity, setup, cleanup = center._get_capacity(
                product, bom.product_uom_id, bom.product_qty or 1
            )
            if operation in cycles:
                working = cycles[operation] * amount
            else:
                number = float_round(amount / capacity, precision_digits=0, rounding_method="UP")
                working = number * operation.time_cycle_manual
            minutes = setup + cleanup + working * 100.0 / (center.time_efficiency or 100.0)
            hours[center] += minutes / 60

    @api.model
    def _add_components(self, needs, bom, product, quantity):
        factor = product.uom_id._compute_quantity(quantity, bom.product_uom_id, round=False) / (
            bom.product_qty or 1.0
        )
        for line in bom.bom_line_ids:
            if line._skip_bom_line(product):
                continue
            needs[line.product_id] += line.product_uom_id._compute_quantity(
                line.product_qty * factor, line.product_id.uom_id, round=False
            )

    # === WORK CENTRES === #

    @api.model
    def _open_hours(self, centers):
        """Return ``{work centre: {day or False: hours}}`` of the work orders not finished yet."""
        groups = self.env["mrp.workorder"]._read_group(
            [
                ("workcenter_id", "in", centers.ids),
                ("state", "in", ["blocked", "ready", "progress"]),
                ("production_id.state", "not in", ["draft", "done", "cancel"]),
            ],
            ["workcenter_id", "date_start:day"],
            ["duration_expected:sum", "duration:sum"],
        )
        result = defaultdict(lambda: defaultdict(float))
        for center, day, expected, spent in groups:
            date = fields.Date.to_date(day) if day else False
            result[center][date] += max(expected - spent, 0.0) / 60
        return result

    @api.model
    def _working_hours(self, facts):
        """Return ``{work centre: {day: hours}}`` of the calendars, from now on."""
        result = defaultdict(lambda: defaultdict(float))
        now = fields.Datetime.now().replace(tzinfo=utc)
        for center in facts.centers:
            intervals = facts.work_intervals(center.resource_calendar_id)
            for start, stop, _meta in intervals[center.resource_id.id]:
                left = stop - max(start, now)
                if left > timedelta():
                    result[center][start.date()] += left.total_seconds() / 3600
        return result

from collections import defaultdict
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import format_date


class SaleOrderReview(models.Model):
    """Automatic checks of quantity, stock and date."""

    _inherit = "sale.order.review"

    # === MINIMUM ORDER QUANTITY === #

    def _auto_check_moq(self, lines, facts):
        """Each product of the order reaches its minimum order quantity."""
        return {line.id: self._moq_finding(line) for line in lines}

    @api.model
    def _moq_finding(self, item):
        ordered = defaultdict(float)
        minimum = {}
        for line in self._checked_lines(item):
            part = self._moq_part(line)
            ordered[part] += line.product_uom_id._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id, round=False
            )
            minimum[part] = self._moq_minimum(line)
        short, reached = [], []
        for part, least in minimum.items():
            if not least:
                continue
            product = part[0]
            text = self.env._(
                "%(product)s: %(ordered)s ordered, minimum %(minimum)s",
                product=product.display_name,
                ordered=self._evidence_quantity(ordered[part], product.uom_id),
                minimum=self._evidence_quantity(least, product.uom_id),
            )
            low = product.uom_id.compare(ordered[part], least) < 0
            (short if low else reached).append(text)
        if not short and not reached:
            return "na", self.env._("No minimum order quantity is entered for these products.")
        return ("nok" if short else "ok"), self._evidence(short or reached)

    @api.model
    def _moq_part(self, line):
        """Return what the minimum counts for: the product, under each of the customer's numbers."""
        return line.product_id, line.customer_part_id

    @api.model
    def _moq_minimum(self, line):
        """Return the minimum of an order line, in the unit of the product.

        What was agreed for the customer's part comes before the minimum of the product.
        """
        return line.customer_part_id.minimum_order_qty or line.product_id.order_minimum_qty

    # === FREE STOCK === #

    def _auto_check_stock(self, lines, facts):
        """How much of each line lies free in the warehouse of the order."""
        return {line.id: self._stock_finding(line, facts.covered) for line in lines}

    @api.model
    def _stock_finding(self, item, covered):
        storable = self._checked_lines(item).filtered("product_id.is_storable")
        if not storable:
            return "na", self.env._("Nothing of this order is kept in stock.")
        texts = []
        complete = True
        for line in storable:
            wanted, free = covered[line.id]
            uom = line.product_id.uom_id
            complete = complete and uom.compare(free, wanted) >= 0
            texts.append(
                self.env._(
                    "%(product)s: %(free)s of %(wanted)s free in stock",
                    product=line.product_id.display_name,
                    free=self._evidence_quantity(free, uom),
                    wanted=self._evidence_quantity(wanted, uom),
                )
            )
        if complete:
            texts.insert(0, self.env._("Everything can be delivered from stock."))
            return "ok", self._evidence(texts)
        # What is missing is planned by a person: the facts, and no answer.
        return False, self._evidence(texts)

    def _free_for_lines(self, facts):
        """Return ``{order line id: (wanted, free)}`` in the unit of the product.

        What lies free is given to the lines of an order in their sequence; one reading for each
        warehouse.
        """
        result = {}
        for warehouse, reviews in self.grouped(lambda r: r.order_id.warehouse_id).items():
            lines = self._reviewed_lines(reviews.order_id).filtered("product_id.is_storable")
            stock = facts.free_quantities(lines.product_id, warehouse)
            for of_order in lines.grouped("order_id").values():
                left = dict(stock)
                for line in of_order:
                    product = line.product_id
                    wanted = line.product_uom_id._compute_quantity(
                        line.product_uom_qty, product.uom_id
                    )
                    free = min(wanted, max(left[product.id], 0.0))
                    left[product.id] -= free
                    result[line.id] = (wanted, free)
        return result

    # === LEAD TIME === #

    def _auto_check_lead_time(self, lines, facts):
        """The requested date against lead times, counted from today or the delivery start.

        A line that lies free in stock needs the days of the warehouse only. Deliveries leave on
        working days of the company.
        """
        working = self._working_days(facts)
        return {
            line.id: self._lead_time_finding(
                line, facts.ready[line.review_id], facts.covered, working
            )
            for line in lines
        }

    def _ready_dates(self, covered):
        """Return ``{order line: date}`` by which the lines can be ready, holidays aside."""
        self.ensure_one()
        order = self.order_id
        today = fields.Date.context_today(self)
        start = max(today, order.delivery_start_on or today)
        security = order.company_id.security_lead
        result = {}
        for line in self._reviewed_lines(order):
            wanted, free = covered.get(line.id, (1.0, 0.0))
            from_stock = line.product_id.uom_id.compare(free, wanted) >= 0
            days = security + (0.0 if from_stock else line.customer_lead)
            result[line] = start + timedelta(days=days)
        return result

    @api.model
    def _working_days(self, facts):
        """Return the working days of the company from today on; empty without a calendar."""
        calendar = self.env.company.resource_calendar_id
        if not calendar:
            return []
        intervals = facts.work_intervals(calendar)[False]
        return sorted({start.date() for start, _stop, _meta in intervals})

    @api.model
    def _next_working_day(self, ready, working):
        return next((day for day in working if day >= ready), ready)

    @api.model
    def _lead_time_finding(self, item, ready, covered, working):
        late, earliest = [], False
        dated = False
        for line in self._checked_lines(item):
            possible = self._next_working_day(ready[line], working)
            earliest = max(earliest or possible, possible)
            wanted = self._wanted_on(line, covered)
            dated = dated or bool(wanted)
            if wanted and wanted < possible:
                late.append(
                    self.env._(
                        "%(product)s: wanted %(wanted)s, possible %(possible)s (%(days)s days"
                        " later)",
                        product=line.product_id.display_name,
                        wanted=format_date(self.env, wanted),
                        possible=format_date(self.env, possible),
                        days=(possible - wanted).days,
                    )
                )
        if late:
            return "nok", self._evidence(late)
        text = self.env._(
            "Everything can be ready on %(date)s.", date=format_date(self.env, earliest)
        )
        if dated:
            return "ok", text
        return False, f"{text}\n" + self.env._("The customer has named no date.")

    @api.model
    def _wanted_on(self, line, covered):
        """Return the date on which the customer wants the first goods that must be made.

        By the delivery batches of the line, less what lies free in stock; else the date of the
        order.
        """
        left = covered.get(line.id, (0.0, 0.0))[1]
        for batch in line.delivery_schedule_ids.sorted(lambda b: (b.due_date or date.max)):
            left -= line.product_uom_id._compute_quantity(
                batch.quantity, line.product_id.uom_id, round=False
            )
            if line.product_id.uom_id.compare(left, 0.0) < 0 and batch.requested_date:
                return batch.requested_date
        wanted = line.order_id.commitment_date
        return fields.Datetime.context_timestamp(line, wanted).date() if wanted else False

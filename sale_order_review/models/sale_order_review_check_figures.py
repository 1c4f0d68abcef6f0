from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import float_compare, format_date, formatLang


class SaleOrderReview(models.Model):
    """Automatic checks of prices, credit and margin.

    What they find is shown to holders of the groups for prices and costs; the proposed answer
    itself, without figures, to everybody who may read the review.
    """

    _inherit = "sale.order.review"

    # === PRICE === #

    def _auto_check_price(self, lines, facts):
        """Prices against the price list and against the customer's last order."""
        result = {}
        for review, items in lines.grouped("review_id").items():
            listed = self._listed_prices(review.order_id, facts)
            for item in items:
                result[item.id] = self._price_finding(item, listed, facts)
        return result

    @api.model
    def _price_finding(self, item, listed, facts):
        tolerance = self.env.company.order_review_price_tolerance
        off, moved, compared = [], [], 0
        for line in self._checked_lines(item):
            price = self._net_price(line)
            if line in listed:
                compared += 1
                if self._deviates(price, listed[line], tolerance):
                    off.append(self._price_text(line, price, listed[line], self._from_list()))
            before = facts.last_line(line.order_id, line.product_id)
            if before and before.currency_id == line.currency_id:
                old = before.product_uom_id._compute_price(
                    self._net_price(before), line.product_uom_id
                )
                if self._deviates(price, old, tolerance):
                    origin = self.env._("last order %(order)s", order=before.order_id.name)
                    moved.append(self._price_text(line, price, old, origin))
        if off:
            return "nok", self._evidence(off + moved)
        if moved:
            # As the list says, but not as last time: whether that is meant a person knows.
            return False, self._evidence(moved)
        if not compared:
            return False, self.env._("There is no price list to compare with.")
        return "ok", self.env._("All prices as on the price list.")

    @api.model
    def _from_list(self):
        return self.env._("price list")

    @api.model
    def _net_price(self, line):
        return line.price_unit * (1 - (line.discount or 0.0) / 100)

    @api.model
    def _deviates(self, price, other, tolerance):
        """Tell whether two prices differ by more than the tolerance, in percent of the other."""
        allowed = abs(other) * tolerance / 100
        digits = self.env["decimal.precision"].precision_get("Product Price")
        return float_compare(abs(price - other), allowed, precision_digits=digits) > 0

    @api.model
    def _price_text(self, line, price, other, origin):
        percent = 100 * (price - other) / other if other else 100.0
        return self.env._(
            "%(product)s: %(price)s, %(origin)s %(other)s (%(percent)s %%)",
            product=line.product_id.display_name,
            price=formatLang(self.env, price, currency_obj=line.currency_id),
            origin=origin,
            other=formatLang(self.env, other, currency_obj=line.currency_id),
            percent=f"{percent:+.1f}",
        )

    @api.model
    def _listed_prices(self, order, facts):
        """Return ``{order line: price after discount}`` of the price list of the order.

        The rules are read once for the order and applied to each line with its own quantity, as
        the price list does it.
        """
        lines = self._reviewed_lines(order).filtered(
            lambda line: line.product_id
            and line.product_type != "combo"
            and not line.combo_item_id
            and not line.is_expense
        )
        date = order.date_order
        rules = order.pricelist_id._get_applicable_rules(lines.product_id, date)
        result = {}
        for line in lines:
            product = line.product_id.with_context(**line._get_product_price_context())
            quantity = line.product_uom_id._compute_quantity(
                line.product_uom_qty, product.uom_id, raise_if_failure=False
            )
            rule = next(
                (rule for rule in rules if rule._is_applicable_for(product, quantity)), rules[:0]
            )
            price = rule._compute_price(product=product, **line._get_pricelist_kwargs())
            if order.fiscal_position_id and facts.prices_with_tax:
                # Where other taxes apply, the price on the order may be without those of the list.
                price = product._get_tax_included_unit_price_from_price(
                    price,
                    product_taxes=product.taxes_id._filter_taxes_by_company(line.company_id),
                    fiscal_position=order.fiscal_position_id,
                )
            result[line] = price
        return result

    # === CREDIT LIMIT AND OVERDUE RECEIVABLES === #

    def _auto_check_credit(self, lines, facts):
        """The customer's credit limit, where the company uses it, and what he pays late."""
        customers = lines.review_id.order_id.partner_id.commercial_partner_id
        overdue = self._overdue(customers)
        return {
            line.id: self._credit_finding(
                line.review_id.order_id,
                overdue.get(line.review_id.order_id.partner_id.commercial_partner_id),
            )
            for line in lines
        }

    @api.model
    def _overdue(self, customers):
        """Return ``{customer: (amount, number of items, oldest due date)}`` in company currency."""
        groups = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", self.env.company.id),
                ("partner_id", "in", customers.ids),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
                ("amount_residual", ">", 0),
                ("date_maturity", "<", fields.Date.context_today(self)),
            ],
            ["partner_id", "date_maturity:day"],
            ["amount_residual:sum", "__count"],
        )
        if not groups:
            return {}
        limit = self._overdue_limit()
        result = {}
        for partner, due, amount, count in groups:
            if due < limit:
                total, items, oldest = result.get(partner, (0.0, 0, due))
                result[partner] = (total + amount, items + count, min(oldest, due))
        return result

    @api.model
    def _overdue_limit(self):
        """Return the first due date that is not overdue today, by the company's working days."""
        company = self.env.company
        working = set(map(int, company.resource_calendar_id.attendance_ids.mapped("dayofweek")))
        limit = fields.Date.context_today(self)
        days = company.order_review_overdue_days
        while days:
            limit -= timedelta(days=1)
            days -= limit.weekday() in working or not working
        return limit

    @api.model
    def _credit_finding(self, order, overdue):
        company = self.env.company
        currency = company.currency_id
        customer = order.partner_id.commercial_partner_id

        def money(amount):
            return formatLang(self.env, amount, currency_obj=currency)

        texts = []
        problem = bool(overdue)
        if overdue:
            amount, count, oldest = overdue
            texts.append(
                self.env._(
                    "Overdue: %(amount)s in %(count)s items, the oldest due on %(date)s",
                    amount=money(amount),
                    count=count,
                    date=format_date(self.env, oldest),
                )
            )
        else:
            texts.append(self.env._("Nothing is overdue."))
        this_order = order.amount_total / (order.currency_rate or 1.0)
        limit = customer.credit_limit if company.account_use_credit_limit else 0.0
        if limit:
            to_invoice = customer.credit_to_invoice
            total = customer.credit + to_invoice + this_order
            exceeded = currency.compare_amounts(total, limit) > 0
            problem = problem or exceeded
            texts.append(
                self.env._(
                    "Credit limit %(limit)s; open %(open)s + to be invoiced %(to_invoice)s + this"
                    " order %(order)s = %(total)s",
                    limit=money(limit),
                    open=money(customer.credit),
                    to_invoice=money(to_invoice),
                    order=money(this_order),
                    total=money(total),
                )
            )
            if exceeded:
                texts.append(
                    self.env._("Above the limit by %(amount)s", amount=money(total - limit))
                )
        else:
            texts.append(
                self.env._("No credit limit is set; this order %(order)s", order=money(this_order))
            )
        return ("nok" if problem else "ok"), "\n".join(texts)

    # === MARGIN === #

    def _auto_check_margin(self, lines, facts):
        """The margin of the order, from the costs of its products, against the floor."""
        return {line.id: self._margin_finding(line) for line in lines}

    @api.model
    def _margin_finding(self, item):
        company = self.env.company
        currency = company.currency_id
        floor = company.order_review_margin_floor
        rate = item.review_id.order_id.currency_rate or 1.0
        revenue = cost = 0.0
        unknown, low = [], []
        for line in self._checked_lines(item):
            product = line.product_id
            if not product.standard_price:
                unknown.append(product.display_name)
                continue
            net = line.price_subtotal / rate
            spent = product.standard_price * line.product_uom_id._compute_quantity(
                line.product_uom_qty, product.uom_id, round=False
            )
            revenue += net
            cost += spent
            if self._below(net, spent, floor):
                low.append(
                    self.env._(
                        "%(product)s: %(percent)s %%",
                        product=product.display_name,
                        percent=self._margin_percent(net, spent),
                    )
                )
        texts = []
        if revenue or cost:
            texts.append(
                self.env._(
                    "Margin %(percent)s %%: %(revenue)s against costs of %(cost)s; floor"
                    " %(floor)s %%",
                    percent=self._margin_percent(revenue, cost),
                    revenue=formatLang(self.env, revenue, currency_obj=currency),
                    cost=formatLang(self.env, cost, currency_obj=currency),
                    floor=formatLang(self.env, floor, digits=1),
                )
            )
        if low:
            texts.append(self.env._("Below the floor: %(list)s", list=self._few(low)))
        if unknown:
            texts.append(self.env._("No cost is entered for %(list)s", list=self._few(unknown)))
        if cost and self._below(revenue, cost, floor):
            return "nok", "\n".join(texts)
        return (False if unknown else "ok"), "\n".join(texts)

    @api.model
    def _few(self, texts):
        return self._evidence(texts).replace("\n", ", ")

    @api.model
    def _below(self, revenue, cost, floor):
        return self.env.company.currency_id.compare_amounts(
            revenue - cost, revenue * floor / 100
        ) < 0

    @api.model
    def _margin_percent(self, revenue, cost):
        return formatLang(self.env, 100 * (revenue - cost) / revenue if revenue else -100, digits=1)

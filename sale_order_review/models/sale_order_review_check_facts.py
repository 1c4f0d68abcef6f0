from collections import defaultdict
from datetime import datetime, time, timedelta
from functools import cached_property
from itertools import repeat

from pytz import timezone

from odoo import fields
from odoo.fields import Domain

# Of so many pairs of order and product, the newest, the order to compare with is chosen.
EARLIER_ORDERS = 2000
# Days after the latest lead time within which the next working day is looked for.
HOLIDAY_DAYS = 60
# The checks that look at the lines of the orders.
GOODS_CHECKS = frozenset({"moq", "price", "repeat", "stock", "lead_time", "capacity", "margin"})


class CheckFacts:
    """What several checks ask about the same orders, looked up once for all of them.

    One object for each run of the checks in one company; see ``_auto_check_<key>`` of
    ``sale.order.review``. What is not asked is not looked up.
    """

    def __init__(self, items):
        """:param items: the review items of one run, as superuser in the company of the orders"""
        self.env = items.env
        self.reviews = items.review_id
        self.orders = self.reviews.order_id
        self.keys = set(items.mapped("auto_check"))
        self._intervals = {}

    def prefetch(self):
        """Read what nearly every check needs, before the checks read it piece by piece.

        Lines first, the orders after them: so the orders under review are read together with the
        earlier ones, and the products together with what they are made of.
        """
        if not self.keys & GOODS_CHECKS or not self.lines:
            return
        if self.keys & {"price", "repeat"}:
            self._read_earlier_lines()
        self._read_products()

    # === ORDERS === #

    @cached_property
    def lines(self):
        """The lines of the orders under review that count."""
        self._read_lines(self.orders)
        return self.reviews._reviewed_lines(self.orders)

    def _read_lines(self, orders, ids=()):
        """Read the lines of these orders, and lines of other ones, in one statement."""
        known = orders._fields["order_line"]._get_cache(self.env)
        if not ids and all(order_id in known for order_id in orders.ids):
            # Who has just asked for the review has them in memory.
            return
        lines = self.env["sale.order.line"].search_fetch(
            Domain("order_id", "in", orders.ids) | Domain("id", "in", list(ids))
        )
        by_order = lines.grouped("order_id")
        orders._fields["order_line"]._insert_cache(
            orders, [by_order.get(order, lines.browse())._ids for order in orders]
        )

    @cached_property
    def customers(self):
        """The commercial partners who ordered."""
        return self.lines.order_partner_id.commercial_partner_id

    @cached_property
    def _history_domain(self):
        """Confirmed order lines of the same products for the same customers."""
        return (
            Domain("state", "=", "sale")
            & Domain("company_id", "=", self.env.company.id)
            & Domain("order_id", "not in", self.orders.ids)
            & Domain("order_partner_id.commercial_partner_id", "in", self.customers.ids)
            & Domain("product_id", "in", self.lines.product_id.ids)
            & Domain("product_uom_qty", ">", 0)
        )

    @cached_property
    def _history(self):
        """What was ordered before: [(order, customer, product, id of the last line)], the newest
        pairs of order and product."""
        return self.env["sale.order.line"]._read_group(
            self._history_domain,
            ["order_id", "order_partner_id", "product_id"],
            ["id:max"],
            order="order_id desc",
            limit=EARLIER_ORDERS,
        )

    @cached_property
    def _last_line_ids(self):
        """The last confirmed line by (customer, product)."""
        latest = defaultdict(int)
        if len(self._history) < EARLIER_ORDERS:
            found = [rest for _order, *rest in self._history]
        else:
            # What was ordered long ago lies beyond the newest pairs.
            found = self.env["sale.order.line"]._read_group(
                self._history_domain, ["order_partner_id", "product_id"], ["id:max"]
            )
        for partner, product, line_id in found:
            key = (partner.commercial_partner_id, product)
            latest[key] = max(latest[key], line_id)
        return latest

    @cached_property
    def last_orders(self):
        """The customer's confirmed order that has most of the same products, the newest of
        these, by review; of repeat orders."""
        repeated = self.reviews.filtered(lambda r: r.order_class == "repeat" or r.kind == "repeat")
        if not repeated:
            return {}
        products = defaultdict(set)
        customers = {}
        for order, partner, product, _line_id in self._history:
            products[order].add(product)
            customers[order] = partner.commercial_partner_id
        # The earlier orders are read together with the orders under review.
        ids = dict.fromkeys([*self.orders.ids, *(order.id for order in products)])
        self.orders.browse(ids).fetch()
        result = {}
        for review in repeated:
            wanted = set(self.reviews._reviewed_lines(review.order_id).product_id)
            customer = review.partner_id.commercial_partner_id
            candidates = [
                order
                for order in products
                if customers[order] == customer and products[order] & wanted
            ]
            if candidates:
                result[review] = max(
                    candidates,
                    key=lambda order, w=wanted: (
                        len(products[order] & w),
                        order.date_order,
                        order.id,
                    ),
                )
        return result

    def _read_earlier_lines(self):
        """Read the lines that the checks of prices and of repeat orders compare with."""
        orders = self.orders.browse(
            {order.id for order in self.last_orders.values()} if "repeat" in self.keys else ()
        )
        line_ids = self._last_line_ids.values() if "price" in self.keys else ()
        if orders or line_ids:
            self._read_lines(orders, line_ids)

    def last_line(self, order, product):
        """Return the line by which the customer of the order ordered the product last."""
        line_id = self._last_line_ids.get((order.partner_id.commercial_partner_id, product))
        lines = self.env["sale.order.line"].browse(line_id)
        return lines.with_prefetch(tuple(self._last_line_ids.values()))

    @cached_property
    def prices_with_tax(self):
        """Whether there are taxes that are contained in prices."""
        return bool(self.env["account.tax"].search([("price_include", "=", True)], limit=1))

    # === PRODUCTS === #

    def _more_products(self):
        """Hook: products to read together with those of the orders."""
        return self.env["product.product"]

    def _read_products(self):
        """Read the products, their costs and templates in one statement each."""
        products = self.lines.product_id | self._more_products()
        names = [field.name for field in products._determine_fields_to_fetch()]
        products.fetch([*names, "standard_price"] if "margin" in self.keys else names)
        templates = products.product_tmpl_id
        templates.fetch()
        groups = self.env["product.template.attribute.value"]._read_group(
            [("product_tmpl_id", "in", templates.ids)], ["product_tmpl_id"]
        )
        varied = templates.browse(template.id for (template,) in groups)
        for records, name in self._without_variants(templates - varied):
            records._fields[name]._insert_cache(records, repeat(()))

    def _without_variants(self, templates):
        """Return pairs (records, field) that are empty, as these templates have no variants."""
        lines = self.lines.filtered(lambda line: line.product_id.product_tmpl_id in templates)
        return [
            (lines.product_id, "product_template_attribute_value_ids"),
            (lines, "product_no_variant_attribute_value_ids"),
        ]

    # === STOCK === #

    @cached_property
    def covered(self):
        """Pairs (wanted, free) by order line id, see ``_free_for_lines``."""
        return self.reviews._free_for_lines(self)

    def free_quantities(self, products, warehouse):
        """Return ``{product id: quantity}`` that lies free in a warehouse."""
        simple = products - self._stock_by_odoo(products)
        places = products.with_context(warehouse_id=warehouse.id)._get_domain_locations()[0]
        groups = self.env["stock.quant"]._read_group(
            Domain("product_id", "in", simple.ids) & places,
            ["product_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        result = dict.fromkeys(products.ids, 0.0)
        for product, quantity, reserved in groups:
            result[product.id] = product.uom_id.round(quantity - reserved)
        special = (products - simple).with_context(warehouse_id=warehouse.id)
        result.update((product.id, product.free_qty) for product in special)
        return result

    def _stock_by_odoo(self, products):
        """Return the products whose free quantity is more than the sum of their quants.

        Odoo asks for incoming and outgoing moves, too, which no check needs. Lots can expire.
        """
        return products.filtered(lambda product: product.tracking != "none")

    # === DATES === #

    @cached_property
    def ready(self):
        """By review: the date by which each order line can be ready, holidays aside."""
        return {review: review._ready_dates(self.covered) for review in self.reviews}

    @cached_property
    def _horizon(self):
        """The last date anybody asks about; today where there is none."""
        dates = [fields.Date.context_today(self.reviews)]
        for by_line in self.ready.values():
            dates += by_line.values()
            dates += filter(None, (self.reviews._wanted_on(line, self.covered) for line in by_line))
        return max(dates) + timedelta(days=HOLIDAY_DAYS)

    @cached_property
    def _resources(self):
        """The resources that are looked at beside the company."""
        return self._resources_to_check()

    def _resources_to_check(self):
        """Hook: resources whose working hours are asked."""
        return self.env["resource.resource"]

    def work_intervals(self, calendar):
        """Return the working times from today on, with holidays and leaves.

        :return: ``{resource id: intervals}``, under False those of the calendar itself
        """
        if calendar not in self._intervals:
            zone = timezone(calendar.tz or "UTC")
            today = fields.Date.context_today(self.reviews)
            self._intervals[calendar] = calendar._work_intervals_batch(
                zone.localize(datetime.combine(today, time.min)),
                zone.localize(datetime.combine(self._horizon, time.max)),
                resources=self._resources.filtered(lambda r: r.calendar_id == calendar),
            )
        return self._intervals[calendar]

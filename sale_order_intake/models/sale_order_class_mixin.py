from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_list

ORDER_CLASSES = [
    ("regular", "Regular"),
    ("irregular", "Non-regular"),
    ("repeat", "Repeat order"),
]
# Proposed by the system; a person chooses the class itself and says why.
PROTECTED_FIELDS = {"order_class_proposed", "order_class_basis"}
# How many products the reason of a class names.
CLASS_REASON_PRODUCTS = 5


class SaleOrderClassMixin(models.AbstractModel):
    """The class of an order: proposed from its lines and what was delivered before.

    Made for ``sale.order`` alone. Nothing reacts to changes of the lines: carts change at every
    click. The class is judged when somebody asks.
    """

    _name = "sale.order.class.mixin"
    _inherit = "order.protected.mixin"
    _description = "Order with a class"

    # === FIELDS === #

    order_class = fields.Selection(
        selection=ORDER_CLASSES,
        copy=False,
        tracking=True,
        help="Regular: delivered before. Non-regular: new, changed, discontinued or long not made. "
        "Repeat order: the customer has had the same products on one order before.",
    )
    order_class_proposed = fields.Selection(
        selection=ORDER_CLASSES,
        string="Proposed Class",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    order_class_basis = fields.Json(
        string="Basis of the Class",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    order_class_reason = fields.Text(
        string="Reason for the Class",
        compute="_compute_order_class_reason",
        groups="base.group_user",
    )
    order_class_note = fields.Text(
        string="Why Another Class",
        copy=False,
        tracking=True,
        groups="base.group_user",
    )
    quality_above_standard = fields.Boolean(
        tracking=True,
        help="The customer asks for a quality above our standard.",
    )
    new_process = fields.Boolean(
        string="New or Complex Process",
        tracking=True,
        help="The order needs a process that is new or very complex for us.",
    )
    has_penalty_clause = fields.Boolean(
        string="Penalty Clause",
        tracking=True,
        help="The contract holds a penalty for late or faulty delivery.",
    )

    # === COMPUTE METHODS === #

    @api.depends("order_class_basis")
    @api.depends_context("lang")
    def _compute_order_class_reason(self):
        for order in self:
            order.order_class_reason = order._format_class_basis(order.order_class_basis)

    # === CONSTRAINTS === #

    @api.constrains("order_class", "order_class_proposed", "order_class_note")
    def _check_order_class_note(self):
        for order in self:
            proposed = order.order_class_proposed
            if not proposed or not order.order_class or order.order_class == proposed:
                continue
            if not (order.order_class_note or "").strip():
                raise ValidationError(
                    self.env._(
                        "Order %(order)s: say in “Why Another Class” why the proposed class is "
                        "not taken.",
                        order=order.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    # === ACTIONS === #

    def action_propose_order_class(self):
        """Look at the lines and earlier deliveries again and propose the class of the orders."""
        self.check_access("write")
        self._refresh_order_class()
        return True

    # === BUSINESS METHODS === #

    def _refresh_order_class(self):
        """Propose the class anew and take it over where no person has chosen another with a note.

        Called by the button and by whatever needs to know the class now.
        """
        for order, (order_class, basis) in self._classify_orders().items():
            if not order_class:
                continue
            values = {"order_class_proposed": order_class, "order_class_basis": basis}
            chosen = order.order_class and order.order_class != order.order_class_proposed
            if not (chosen and (order.order_class_note or "").strip()):
                values.update(order_class=order_class, order_class_note=False)
            if any(order[name] != value for name, value in values.items()):
                # The proposal is closed to typing; the caller may write the order (checked).
                order.sudo().write(values)

    def _propose_order_class(self):
        """Class of the orders as their lines and the earlier deliveries suggest.

        Nothing is written. Class and reason are False and text for an order without goods.

        :return: {order id: (class, reason)}
        """
        return {
            order.id: (order_class, self._format_class_basis(basis))
            for order, (order_class, basis) in self._classify_orders().items()
        }

    def _effective_order_class(self):
        """The class that counts now, for whoever decides by it.

        What a person chose counts if he wrote why; otherwise what the lines and deliveries say at
        this moment, however long ago the class on the order was proposed. Nothing is written.

        :return: {order id: (class or False, reason)}
        """
        result = {}
        for order, (order_class, basis) in self._classify_orders().items():
            note = (order.order_class_note or "").strip()
            if order.order_class and (note or not order_class):
                result[order.id] = (order.order_class, note)
            else:
                result[order.id] = (order_class, self._format_class_basis(basis))
        return result

    def _classify_orders(self):
        """
        :return: {order: (class or False, [fact])}; a fact is a dict with its ``code``
        """
        products_by_order = {order: order._goods_lines().product_id for order in self}
        delivered_on = self._last_deliveries(products_by_order)
        repeated = self._repeated_orders(products_by_order)
        result = {}
        for order, products in products_by_order.items():
            if not products:
                result[order] = (False, [{"code": "no_goods"}])
                continue
            facts = order._irregular_facts(products, delivered_on)
            if facts:
                result[order] = ("irregular", facts)
            elif order in repeated:
                result[order] = ("repeat", [{"code": "repeat", "order": repeated[order]}])
            else:
                result[order] = ("regular", [{"code": "known"}])
        return result

    def _goods_lines(self):
        return self.order_line.filtered(
            lambda line: (
                not line.display_type and not line.is_downpayment and line.product_type == "consu"
            )
        )

    def _irregular_facts(self, products, delivered_on):
        """What makes the order non-regular.

        :param delivered_on: {(company id, product id): date of the last delivery}
        :return: list of facts
        """
        self.ensure_one()
        company = self.company_id
        months = company.order_dormant_months
        limit = fields.Date.context_today(self) - relativedelta(months=months) if months else None
        by_code = defaultdict(list)
        for product in products:
            label = product.default_code or product.name
            last = delivered_on.get((company.id, product.id))
            if product.order_maturity == "discontinued" or not product.active:
                by_code["discontinued"].append(label)
            elif product.order_maturity == "proven":
                continue
            elif product.order_maturity == "new" or not last:
                by_code["new"].append(label)
            elif limit and last < limit:
                by_code["dormant"].append(label)
        facts = [{"code": code, "products": labels} for code, labels in by_code.items()]
        if self.quality_above_standard:
            facts.append({"code": "quality"})
        if self.new_process:
            facts.append({"code": "process"})
        if self.has_penalty_clause and self._is_date_tight():
            facts.append({"code": "tight"})
        return facts

    def _is_date_tight(self):
        """Whether the customer wants the goods earlier than their usual lead time allows."""
        self.ensure_one()
        if not self.commitment_date:
            return False
        lead = max(self._goods_lines().mapped("customer_lead"), default=0)
        return self.commitment_date < self.date_order + timedelta(days=lead)

    @api.model
    def _last_deliveries(self, products_by_order):
        """Date of the last delivery of each product by the order's company, in one query.

        Read past the record rules: what the company has delivered does not depend on who asks.

        :return: {(company id, product id): date}
        """
        pairs = {
            (order.company_id.id, product.id)
            for order, products in products_by_order.items()
            for product in products
        }
        if not pairs:
            return {}
        self._flush_delivery_history()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT past.company_id, line.product_id,
                       MAX(COALESCE(past.effective_date, past.date_order))
                  FROM sale_order_line line
                  JOIN sale_order past ON past.id = line.order_id
                 WHERE line.product_id IN %(products)s
                   AND past.company_id IN %(companies)s
                   AND past.state = 'sale'
                   AND line.qty_delivered > 0
              GROUP BY past.company_id, line.product_id
                """,
                products=tuple({product for _company, product in pairs}),
                companies=tuple({company for company, _product in pairs}),
            )
        )
        return {(company, product): last.date() for company, product, last in rows}

    @api.model
    def _repeated_orders(self, products_by_order):
        """Name of the customer's latest order on which all products were delivered, in one query.

        :return: {order: name of the earlier order}
        """
        wanted = [
            (order.id, order.company_id.id, order.partner_id.commercial_partner_id.id, product.id)
            for order, products in products_by_order.items()
            for product in products
        ]
        if not wanted:
            return {}
        self._flush_delivery_history()
        order_ids, company_ids, customer_ids, product_ids = (
            list(column) for column in zip(*wanted, strict=True)
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (wanted.order_id) wanted.order_id, past.name
                  FROM unnest(%(orders)s::int[], %(companies)s::int[], %(customers)s::int[],
                              %(products)s::int[])
                       AS wanted(order_id, company_id, customer_id, product_id)
                  JOIN res_partner customer
                    ON customer.commercial_partner_id = wanted.customer_id
                  JOIN sale_order past
                    ON past.partner_id = customer.id
                   AND past.company_id = wanted.company_id
                   AND past.id != wanted.order_id
                   AND past.state = 'sale'
                  JOIN sale_order_line line
                    ON line.order_id = past.id
                   AND line.product_id = wanted.product_id
                   AND line.qty_delivered > 0
              GROUP BY wanted.order_id, past.id
                HAVING COUNT(DISTINCT line.product_id) = (
                       SELECT COUNT(*) FROM unnest(%(orders)s::int[]) AS own(order_id)
                        WHERE own.order_id = wanted.order_id)
              ORDER BY wanted.order_id, past.date_order DESC, past.id DESC
                """,
                orders=order_ids,
                companies=company_ids,
                customers=customer_ids,
                products=product_ids,
            )
        )
        return {self.browse(order_id): name for order_id, name in rows}

    @api.model
    def _flush_delivery_history(self):
        self.env["sale.order.line"].flush_model(["order_id", "product_id", "qty_delivered"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.flush_model(
            ["company_id", "date_order", "effective_date", "name", "partner_id", "state"]
        )

    @api.model
    def _format_class_basis(self, basis):
        """Say the stored facts in the reader's language."""
        return "\n".join(self._format_class_fact(fact) for fact in basis or []) or False

    @api.model
    def _format_class_fact(self, fact):
        products = fact.get("products") or []
        names = format_list(self.env, products[:CLASS_REASON_PRODUCTS])
        if len(products) > CLASS_REASON_PRODUCTS:
            names = self.env._("%(products)s and others", products=names)
        texts = {
            "no_goods": self.env._("There are no goods on the order yet."),
            "discontinued": self.env._("Discontinued: %(products)s", products=names),
            "new": self.env._("Never delivered before: %(products)s", products=names),
            "dormant": self.env._("Not delivered for a long time: %(products)s", products=names),
            "quality": self.env._("A quality above our standard is asked for."),
            "process": self.env._("The process is new or very complex."),
            "tight": self.env._("The date is tight and the contract holds a penalty clause."),
            "repeat": self.env._(
                "The customer had all products on order %(order)s.", order=fact.get("order")
            ),
            "known": self.env._("All products were delivered before."),
        }
        return texts.get(fact.get("code"), "")

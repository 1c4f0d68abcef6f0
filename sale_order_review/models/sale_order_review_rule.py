from collections import namedtuple
from functools import cached_property

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import float_compare
from odoo.tools.safe_eval import safe_eval

from .sale_order_review_template import REVIEW_KIND_STRENGTH, REVIEW_KINDS

# What the rules say about one order.
RuleVerdict = namedtuple("RuleVerdict", ["kind", "reasons", "exemption", "rules", "details"])


class OrderFacts:
    """What several rules ask about the same orders, looked up once for all of them."""

    def __init__(self, orders):
        self.orders = orders

    @cached_property
    def known_customers(self):
        """The pairs (company, customer) that have another order that is confirmed."""
        orders = self.orders
        groups = orders._read_group(
            [
                ("state", "=", "sale"),
                ("id", "not in", orders.ids),
                ("company_id", "in", orders.company_id.ids),
                (
                    "partner_id.commercial_partner_id",
                    "in",
                    orders.partner_id.commercial_partner_id.ids,
                ),
            ],
            ["company_id", "partner_id"],
        )
        return {(company, partner.commercial_partner_id) for company, partner in groups}

    @cached_property
    def classes(self):
        """The class that counts now, with its reason, by order id.

        A class that somebody merely typed in does not decide: see the intake.
        """
        return self.orders._effective_order_class()


class SaleOrderReviewRule(models.Model):
    """Why an order is reviewed, and what spares it a review.

    A trigger asks for a kind of review. An exemption sets some triggers aside and asks for
    less; a trigger that it does not set aside wins over it. Where neither applies, the
    "otherwise" rule says what every other order gets.
    """

    _name = "sale.order.review.rule"
    _description = "Review Rule"
    _order = "rule_type desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Leave empty to apply the rule in all companies.",
    )
    rule_type = fields.Selection(
        selection=[
            ("trigger", "Trigger"),
            ("exemption", "Exemption"),
            ("default", "Otherwise"),
        ],
        string="Type",
        required=True,
        default="trigger",
    )
    check = fields.Selection(
        selection=[
            ("new_customer", "Customer without a confirmed order"),
            ("new_process", "Product with a new or complex process"),
            ("product_class", "Product category or tag"),
            ("amount", "Amount above a limit"),
            ("lead_time", "Requested date outside the standard cycle"),
            ("irregular", "Non-regular order"),
            ("no_framework", "First order without framework contract"),
            ("penalty", "Contract with penalty clause"),
            ("repeat", "Repeat order"),
            ("small", "Small order, or delivered from stock"),
            ("standard_files", "Customer with stable standard files"),
            ("always", "Every order"),
            ("domain", "Orders chosen by a filter"),
        ],
        string="Condition",
        required=True,
        default="domain",
    )
    effect = fields.Selection(
        selection=REVIEW_KINDS + [("none", "No review")],
        string="Review",
        required=True,
        default="full",
    )
    amount = fields.Float(
        string="Amount Limit",
        digits="Product Price",
        help="Total of the order in the currency of its company. 0 switches the limit off.",
    )
    side = fields.Selection(
        selection=[
            ("shorter", "Shorter than standard"),
            ("longer", "Longer than standard"),
            ("both", "Shorter or longer"),
        ],
        string="Requested Date",
        default="shorter",
    )
    days = fields.Integer(
        string="Tolerance (Days)",
        help="Days by which the requested date may differ from the standard lead time.",
    )
    from_stock = fields.Boolean(
        string="Also from Stock",
        help="Orders that can be delivered completely from free stock count as small.",
    )
    category_ids = fields.Many2many(
        comodel_name="product.category",
        string="Product Categories",
    )
    tag_ids = fields.Many2many(
        comodel_name="product.tag",
        string="Product Tags",
    )
    domain = fields.Char(string="Filter", default="[]")
    sets_aside_ids = fields.Many2many(
        comodel_name="sale.order.review.rule",
        relation="sale_order_review_rule_sets_aside",
        column1="exemption_id",
        column2="trigger_id",
        domain="[('rule_type', '=', 'trigger')]",
        help="Triggers that no longer ask for a review when this exemption applies.",
    )
    note = fields.Text(string="Remark", translate=True)

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("check", "domain")
    def _check_domain_valid(self):
        orders = self.env["sale.order"]
        for rule in self.filtered(lambda record: record.check == "domain"):
            try:
                Domain(rule._filter_domain()).validate(orders)
            except Exception as error:
                raise ValidationError(
                    self.env._("The filter of %(rule)s cannot be read.", rule=rule.name)
                ) from error

    @api.constrains("rule_type", "effect")
    def _check_trigger_effect(self):
        for rule in self:
            if rule.rule_type == "trigger" and rule.effect == "none":
                raise ValidationError(
                    self.env._(
                        "%(rule)s is a trigger and must ask for a review. Make it an exemption"
                        " if its orders need none.",
                        rule=rule.name,
                    )
                )

    # ------------------------------------------------------------------
    # Evaluation
    # ------------------------------------------------------------------

    @api.model
    def _evaluate(self, orders):
        """Tell which review each order needs, and why.

        The number of queries depends on the rules, not on the number of orders. The switch of
        the company is not looked at: the caller decides whether reviews are required at all.

        :param orders: ``sale.order`` records, of any companies
        :return: ``{order: (kind, reasons, exemption)}``: the kind of review (``full``,
            ``regular``, ``repeat``, ``signature``) or False when none is needed, the list of
            sentences that say why, and the rule that spared the order a review (or empty)
        """
        return {
            order: (verdict.kind, verdict.reasons, verdict.exemption)
            for order, verdict in self._verdicts(orders).items()
        }

    @api.model
    def _verdicts(self, orders):
        """Return ``{order: RuleVerdict}``; see :meth:`_evaluate`."""
        # Whoever confirms need not be able to read rules, stock or other people's orders.
        orders_sudo = orders.sudo()
        # Their names are read in all languages at once: a review keeps its reasons in each.
        rules = self.sudo().with_context(prefetch_langs=True).search_fetch(
            [("company_id", "in", orders_sudo.company_id.ids + [False])]
        ).with_env(self.sudo().env)
        facts = OrderFacts(orders_sudo)
        findings = {rule: rule._find(orders_sudo, facts) for rule in rules}
        return {
            order: self._verdict(order.sudo(), rules, findings)
            for order in orders
        }

    @api.model
    def _verdict(self, order, rules, findings):
        found = rules.filtered(lambda rule: order.id in findings[rule])
        triggers = found.filtered(lambda rule: rule.rule_type == "trigger")
        exemption = self.browse()
        for candidate in found.filtered(lambda rule: rule.rule_type == "exemption"):
            if not triggers - candidate.sets_aside_ids:
                exemption = candidate
                break
        if exemption:
            deciding = exemption
        elif triggers:
            deciding = triggers
        else:
            deciding = found.filtered(lambda rule: rule.rule_type == "default")[:1]
        kinds = [rule.effect for rule in deciding if rule.effect != "none"]
        return RuleVerdict(
            kind=max(kinds, key=REVIEW_KIND_STRENGTH.get) if kinds else False,
            reasons=[rule._reason(findings[rule][order.id]) for rule in deciding],
            exemption=exemption,
            rules=deciding,
            details=[findings[rule][order.id] for rule in deciding],
        )

    def _reason(self, detail):
        name = self.with_env(self.env).name
        return self.env._("%(rule)s: %(detail)s", rule=name, detail=detail) if detail else name

    def _find(self, orders, facts):
        """Return ``{order id: detail}`` of the orders this rule applies to."""
        self.ensure_one()
        if self.company_id:
            orders = orders.filtered(lambda order: order.company_id == self.company_id)
        if not orders:
            return {}
        return getattr(self, f"_find_{self.check}")(orders, facts)

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def _filter_domain(self):
        return safe_eval(self.domain or "[]")

    @api.model
    def _reviewed_lines(self, order):
        return self.env["sale.order.review"]._reviewed_lines(order)

    @api.model
    def _of_class(self, orders, facts, order_class):
        """Return the orders of a class with its reason."""
        return {
            order.id: facts.classes[order.id][1] or ""
            for order in orders
            if facts.classes[order.id][0] == order_class
        }

    @api.model
    def _company_amount(self, order):
        return order.amount_total / (order.currency_rate or 1.0)

    @api.model
    def _under_framework(self, orders):
        """Return the orders that rest on a framework contract."""
        return orders.filtered("framework_contract_id")

    @api.model
    def _from_free_stock(self, orders):
        """Return the orders whose goods all lie in free stock of their warehouse."""
        result = orders.browse()
        for warehouse in orders.warehouse_id:
            of_warehouse = orders.filtered(lambda order, w=warehouse: order.warehouse_id == w)
            lines = of_warehouse.mapped("order_line")
            products = lines.product_id.with_context(warehouse_id=warehouse.id)
            free = dict(zip(products.ids, products.mapped("free_qty"), strict=True))
            result += of_warehouse.filtered(lambda order, f=free: self._covered(order, f))
        return result

    @api.model
    def _covered(self, order, free):
        wanted = {}
        for line in self._reviewed_lines(order):
            product = line.product_id
            if not product.is_storable:
                return False
            quantity = line.product_uom_id._compute_quantity(line.product_uom_qty, product.uom_id)
            wanted[product] = wanted.get(product, 0.0) + quantity
        return bool(wanted) and all(
            float_compare(free[product.id], quantity, precision_rounding=product.uom_id.rounding)
            >= 0
            for product, quantity in wanted.items()
        )

import hashlib
import json
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import float_repr, format_date, format_list

from odoo.addons.sale_order_intake.models.sale_order import ORDER_CLASSES, ORDER_URGENCIES

from .sale_order_review_template import REVIEW_KIND_STRENGTH, REVIEW_KINDS

TEAM_SEQUENCE = 10
MANAGEMENT_SEQUENCE = 20
# The parts of an order a department looks at. When one of them changes, its signature is void;
# a department that is not listed, and management, answer for the whole order.
FUNCTION_ASPECTS = {
    "engineering": ("products", "destination"),
    "planning": ("products", "quantities", "dates"),
    "purchasing": ("products", "quantities", "dates"),
    "production": ("products", "quantities", "dates"),
    "quality": ("products", "destination"),
    "warehouse": ("products", "quantities", "dates"),
    "logistics": ("products", "quantities", "dates", "destination"),
    "packing": ("products", "quantities", "dates"),
    "finance": ("quantities", "prices", "terms"),
    "legal": ("terms",),
    "service": ("products", "destination"),
}
# Whoever may read the review writes these through its form; everything else has its button.
FORM_FIELDS = frozenset({"line_ids"})


class SaleOrderReview(models.Model):
    """What the departments say to one order before anybody promises it.

    One record per order, over all its rounds: when the order changes, the departments it
    concerns answer and sign again, and what they signed before stays readable.
    """

    _name = "sale.order.review"
    _description = "Order Review"
    _inherit = [
        "order.signoff.mixin",
        "order.deadline.mixin",
        "order.form.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _signoff_has_answers = True
    _form_key = "review_checklist"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, index="trigram")
    order_id = fields.Many2one(
        comodel_name="sale.order",
        required=True,
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    kind = fields.Selection(selection=REVIEW_KINDS, required=True, readonly=True)
    template_id = fields.Many2one(
        comodel_name="sale.order.review.template",
        string="Review Template",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    progress = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("in_review", "In Review"),
            ("accepted", "Accepted"),
            ("conditional", "Accepted with Conditions"),
            ("rejected", "Returned"),
            ("cancelled", "Cancelled"),
        ],
        string="Decision",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("in_review", "In Review"),
            ("conditional", "Accepted with Conditions"),
            ("accepted", "Accepted"),
            ("rejected", "Returned"),
            ("stale", "Order Changed"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    is_stale = fields.Boolean(
        string="Order Changed",
        compute="_compute_is_stale",
        store=True,
        help="The order was changed after a department signed.",
    )
    round = fields.Integer(default=1, readonly=True, copy=False, aggregator="avg")
    requested_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    requested_at = fields.Datetime(string="Requested On", readonly=True, copy=False)
    decided_at = fields.Datetime(string="Decided On", readonly=True, copy=False)
    # Why this review: frozen when it is requested
    reasons = fields.Text(string="Why This Review", readonly=True, copy=False)
    rule_ids = fields.Many2many(
        comodel_name="sale.order.review.rule", string="Rules", readonly=True, copy=False
    )
    exemption_id = fields.Many2one(
        comodel_name="sale.order.review.rule",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    # What the reviewers need of the order: they need no access to it
    order_name = fields.Char(string="Order Number", readonly=True, index="trigram")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    client_order_ref = fields.Char(string="Customer Reference", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True, index="btree_not_null"
    )
    follower_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null"
    )
    order_class = fields.Selection(selection=ORDER_CLASSES, readonly=True)
    order_urgency = fields.Selection(
        selection=ORDER_URGENCIES, string="Urgency", readonly=True, index=True
    )
    order_date = fields.Datetime(readonly=True)
    requested_date = fields.Datetime(string="Requested Delivery", readonly=True)
    destination = fields.Char(readonly=True)
    delivery_address = fields.Char(readonly=True)
    delivery_terms = fields.Char(readonly=True)
    order_note = fields.Html(string="Terms and Remarks", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    payment_terms = fields.Char(readonly=True, groups="sale_order_review.group_price")
    amount_untaxed = fields.Monetary(
        string="Untaxed Amount", readonly=True, groups="sale_order_review.group_price"
    )
    amount_total = fields.Monetary(
        string="Total", readonly=True, groups="sale_order_review.group_price"
    )
    product_ids = fields.One2many(
        comodel_name="sale.order.review.product",
        inverse_name="review_id",
        string="Products",
        readonly=True,
    )
    # Checklist
    line_ids = fields.One2many(
        comodel_name="sale.order.review.line", inverse_name="review_id", string="Checklist"
    )
    item_count = fields.Integer(string="Items", compute="_compute_item_counts")
    answered_count = fields.Integer(string="Answered Items", compute="_compute_item_counts")
    answered_percent = fields.Integer(
        string="Answered", compute="_compute_item_counts", aggregator=None
    )
    nok_count = fields.Integer(string="Not Met", compute="_compute_item_counts")
    open_count = fields.Integer(string="Open Items", compute="_compute_item_counts")
    can_fill = fields.Boolean(compute="_compute_can_fill")
    can_sign = fields.Boolean(compute="_compute_can_sign")
    # The words of a mixin are translated with its own model only: take them from there.
    deadline_state = fields.Selection(
        selection=lambda self: self.env["order.signoff"]
        ._fields["deadline_state"]
        ._description_selection(self.env)
    )

    _one_per_order = models.UniqueIndex(
        "(order_id)", "This order has a review already. Open it from the order."
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------

    @api.depends("progress", "is_stale")
    def _compute_state(self):
        for review in self:
            stale = review.is_stale and review.progress in ("accepted", "conditional")
            review.state = "stale" if stale else review.progress

    @api.depends(lambda self: [*self._stale_triggers()])
    def _compute_is_stale(self):
        stored = self.filtered("id")
        stale = stored._stale_signoffs() if stored else {}
        for review in self:
            review.is_stale = bool(stale.get(review))

    @api.model
    def _group_expand_state(self, states, domain):
        """Show the columns that reviews pass, also when nothing is in them."""
        return ["in_review", "rejected", "stale", "conditional", "accepted"] + [
            state for state in states if state in ("draft", "cancelled")
        ]

    @api.model
    def _stale_triggers(self):
        """Return the paths of the fields whose change may make a signature void."""
        order = [name for names in self._order_aspect_fields().values() for name in names]
        lines = [name for names in self._line_aspect_fields().values() for name in names]
        return [
            "progress",
            "round",
            *dict.fromkeys(f"order_id.{name}" for name in order),
            *dict.fromkeys(f"order_id.order_line.{name}" for name in lines),
        ]

    @api.depends("line_ids.result", "line_ids.item_state")
    def _compute_item_counts(self):
        counts = defaultdict(lambda: defaultdict(int))
        groups = self.env["sale.order.review.line"]._read_group(
            [("review_id", "in", self.ids)],
            ["review_id", "result", "item_state"],
            ["__count"],
        )
        for review, result, item_state, count in groups:
            bucket = counts[review.id]
            bucket["all"] += count
            bucket["answered"] += count if result or item_state == "waived" else 0
            bucket["nok"] += count if result == "nok" and item_state == "open" else 0
            bucket["open"] += count if result == "open" and item_state == "open" else 0
        for review in self:
            bucket = counts[review._origin.id]
            review.item_count = bucket["all"]
            review.answered_count = bucket["answered"]
            review.answered_percent = (
                100 * bucket["answered"] // bucket["all"] if bucket["all"] else 100
            )
            review.nok_count = bucket["nok"]
            review.open_count = bucket["open"]

    @api.depends("line_ids.can_answer")
    @api.depends_context("uid")
    def _compute_can_fill(self):
        for review in self:
            review.can_fill = any(review.line_ids.mapped("can_answer"))

    @api.depends("signoff_ids.state", "signoff_ids.team_id")
    @api.depends_context("uid")
    def _compute_can_sign(self):
        # sudo: a salesperson who is in no department may look at a review, too
        for review in self:
            review.can_sign = any(review.sudo().signoff_ids.mapped("can_sign"))

    @api.depends("name", "order_name")
    def _compute_display_name(self):
        for review in self:
            review.display_name = f"{review.name or ''} ({review.order_name or ''})"

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        """People write nothing but answers, and those through the checklist of the form."""
        if not self.env.su and (unknown := self._user_written(vals)):
            labels = self.fields_get(sorted(unknown), ["string"])
            raise UserError(
                self.env._(
                    "%(fields)s of a review cannot be entered. Answer the checklist and use the"
                    " buttons.",
                    fields=format_list(
                        self.env, [label["string"] for label in labels.values()]
                    ),
                )
            )
        return super().write(vals)

    @api.model
    def _user_written(self, vals):
        unknown = set(vals) - FORM_FIELDS
        if any(
            not isinstance(command, list | tuple) or command[0] != Command.UPDATE
            for command in vals.get("line_ids") or ()
        ):
            unknown.add("line_ids")
        return unknown

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_fill(self):
        """Open the own items of this review, to be answered one after the other."""
        self.ensure_one()
        return self._action_fill(self.my_signoff_ids.team_id)

    def _action_fill(self, teams):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_order_review.sale_order_review_line_action_mine"
        )
        action["domain"] = [("review_id", "=", self.id), ("team_id", "in", teams.ids)]
        action["context"] = {
            "review_id": self.id,
            "show_as_before": self.round > 1,
            "show_take_over": self.can_take_over,
            "show_products": bool(self.line_ids.product_id),
            "hide_checks": not self.line_ids.filtered(
                lambda line: line.team_id in teams
            )._have_findings(),
        }
        action["display_name"] = self.env._("Checklist %(review)s", review=self.display_name)
        return action

    def action_sign(self):
        """Open the dialog in which the user signs for his departments."""
        self.ensure_one()
        signoff = self.my_signoff_ids[:1]
        if not signoff:
            raise UserError(
                self.env._("%(review)s does not wait for your signature.", review=self.display_name)
            )
        return signoff.action_decide()

    def action_view_open_items(self):
        """Open the items of this review that are still open."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_order_review.sale_order_review_line_action"
        )
        return {**action, "domain": [("review_id", "in", self.ids)]}

    def action_view_history(self):
        """Open the answers of all rounds."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_order_review.sale_order_review_line_action"
        )
        return {
            **action,
            "display_name": self.env._("Answers of All Rounds"),
            "domain": [("review_id", "in", self.ids), ("active", "in", [True, False])],
            "context": {"group_by": ["round"]},
        }

    def action_answer_all(self):
        """Answer the empty items of the own departments with "met"."""
        self._my_open_lines()._answer_rest("ok")

    def action_answer_as_before(self):
        """Answer the empty items as the own departments did in the round before."""
        self._my_open_lines()._answer_as_before()

    def action_open_order(self):
        """Open the order under review."""
        self.ensure_one()
        return self.order_id.get_formview_action()

    def action_request_again(self):
        """Ask the departments again that the changes of the order concern."""
        self._request_for(self.order_id)

    # ------------------------------------------------------------------
    # Interface of the order
    # ------------------------------------------------------------------

    @api.model
    def _request_for(self, orders, kind=None):
        """Request the review of orders, or request it again after a change.

        Evaluates the rules, freezes what they say on the review, and asks the departments. A
        review that runs, or that has been accepted and still fits its order, is left alone.
        After a change, a return or a cancellation only the departments concerned sign again.
        Rules that now ask for a stronger review than before start it anew.

        :param orders: ``sale.order`` records (quotations the caller may write)
        :param str kind: the kind of review, when a person chooses it instead of the rules
        :return: the reviews of these orders; an order that needs none has none
        """
        orders.check_access("write")
        # sudo: reviews are kept by the system, the right to request one was checked above
        reviews = self.sudo()
        orders = orders.sudo()
        for order in orders:
            if order.state not in ("draft", "sent"):
                raise UserError(
                    self.env._(
                        "%(order)s is no quotation any more and cannot be reviewed.",
                        order=order.name,
                    )
                )
            if not reviews._reviewed_lines(order):
                raise UserError(
                    self.env._("Enter the products of %(order)s first.", order=order.name)
                )
        verdicts = self.env["sale.order.review.rule"]._verdicts(orders)
        existing = {
            review.order_id: review for review in reviews.search([("order_id", "in", orders.ids)])
        }
        stale = reviews.browse().concat(*existing.values())._stale_signoffs() if existing else {}
        vals_list = []
        for order in orders:
            verdict = verdicts[order]
            review = existing.get(order)
            wanted = kind or verdict.kind
            if not wanted:
                continue
            if review:
                review._request_again(wanted, verdict, bool(kind), stale.get(review))
            else:
                vals_list.append(reviews._prepare_review(order, wanted, verdict, bool(kind)))
        # The round that starts is noted below; that a record was made says nothing more.
        created = reviews.browse(
            reviews.with_context(mail_create_nolog=True).create(vals_list).ids
        )
        created._start()
        return self.browse(
            [review.id for review in existing.values()] + created.ids
        ).sorted("id")

    @api.model
    def _read_for(self, orders):
        """Return the reviews of orders with all that a gate asks of them, in one query."""
        return self.search_fetch([("order_id", "in", orders.ids)])

    @api.model
    def _gate_problems(self, orders, reviews=None):
        """Return ``{order: [sentences]}`` with what keeps orders from being confirmed.

        Reads, and writes nothing. The fingerprints are computed anew and compared with what
        was signed, in one batch: the number of queries does not depend on the number of
        orders. The switch of the company is not looked at. An order without problems has an
        empty list.

        :param orders: ``sale.order`` records
        :param reviews: their reviews, where the caller has read them
        """
        if reviews is None:
            # sudo: whoever confirms an order need not be a reviewer
            reviews = orders.sudo().review_ids
        else:
            reviews = reviews.filtered(lambda review: review.order_id in orders)
        by_order = {review.order_id.id: review for review in reviews}
        # A full review covers whatever the rules ask for; only the others are compared with them.
        uncertain = orders.filtered(
            lambda order: order.id not in by_order or by_order[order.id]._may_be_too_weak()
        )
        rules = self.env["sale.order.review.rule"]
        verdicts = rules._verdicts(uncertain) if uncertain else {}
        stale = reviews._stale_signoffs() if reviews else {}
        blocking = reviews._blocking_lines()
        problems = {}
        for order in orders:
            review = by_order.get(order.id)
            if review:
                problems[order] = review._problems(
                    stale.get(review), blocking.get(review.id, self.env["sale.order.review.line"])
                )
                if order in verdicts:
                    problems[order] += review._problems_too_weak(verdicts[order])
            else:
                problems[order] = self._problems_unreviewed(order, verdicts[order])
        return problems

    @api.model
    def _problems_unreviewed(self, order, verdict):
        if not verdict.kind:
            return []
        return [
            self.env._(
                "%(order)s needs a review that nobody has requested yet: %(reasons)s.",
                order=order.sudo().name,
                reasons="; ".join(verdict.reasons),
            )
        ]

    def _may_be_too_weak(self):
        """Tell whether the rules may ask for more than this accepted review."""
        self.ensure_one()
        return self.progress in ("accepted", "conditional") and self.kind != "full"

    def _problems_too_weak(self, verdict):
        """Return the sentence for an order whose rules ask for more than was reviewed."""
        self.ensure_one()
        if not self._is_weaker_than(verdict.kind):
            return []
        return [
            self.env._(
                "%(order)s now needs a stronger review: %(reasons)s. Request its review again.",
                order=self.order_name,
                reasons="; ".join(verdict.reasons),
            )
        ]

    def _is_weaker_than(self, kind):
        self.ensure_one()
        return bool(kind) and REVIEW_KIND_STRENGTH[kind] > REVIEW_KIND_STRENGTH[self.kind]

    def _problems(self, stale, blocking):
        """Return the sentences of one review."""
        self.ensure_one()
        order = self.order_name
        if self.progress == "cancelled":
            return [
                self.env._(
                    "The review of %(order)s was cancelled. Request it again.", order=order
                )
            ]
        if self.progress == "rejected":
            return [self._problem_returned()]
        problems = []
        if self.progress in ("draft", "in_review"):
            problems.append(
                self.env._(
                    "The review %(review)s of %(order)s waits for %(teams)s.",
                    review=self.name,
                    order=order,
                    teams=self.signoff_missing or self.env._("its start"),
                )
            )
        if stale:
            problems.append(
                self.env._(
                    "%(order)s was changed after %(teams)s had signed. Request the review again:"
                    " only these departments answer once more.",
                    order=order,
                    teams=format_list(self.env, stale.team_id.mapped("name")),
                )
            )
        if self.progress in ("accepted", "conditional"):
            problems += [line._problem() for line in blocking]
        return problems

    def _problem_returned(self):
        self.ensure_one()
        returned = self.signoff_ids.filtered(
            lambda signoff: signoff.state == "rejected" and not signoff.voided_at
        )[:1]
        return self.env._(
            "%(team)s returned %(order)s: %(comment)s",
            team=returned.team_id.name or self.env._("A department"),
            order=self.order_name,
            comment=returned.comment or "",
        )

    def _blocking_lines(self):
        """Return ``{review id: items}`` that must be settled before confirmation."""
        lines = self.env["sale.order.review.line"].search(
            Domain("review_id", "in", self.ids)
            & Domain("item_state", "=", "open")
            & (
                Domain("result", "=", "nok")
                | Domain("result", "=", "open") & Domain("gate", "in", ["none", "confirmation"])
            )
        )
        result = defaultdict(lines.browse)
        for line in lines:
            result[line.review_id.id] |= line
        return result

    # ------------------------------------------------------------------
    # Fingerprint
    # ------------------------------------------------------------------

    @api.model
    def _order_aspect_fields(self):
        """Return ``{aspect: field names}`` of the order that belong to an aspect."""
        return {
            "products": ["partner_id", "quality_above_standard", "new_process"],
            "quantities": [],
            "prices": ["currency_id"],
            "dates": ["commitment_date", "picking_policy"],
            "terms": [
                "partner_id",
                "partner_invoice_id",
                "payment_term_id",
                "incoterm",
                "incoterm_location",
                "has_penalty_clause",
                "deposit_required",
                "deposit_percent",
                "deposit_amount_fixed",
                "letter_of_credit_required",
                "framework_contract_ref",
                "note",
            ],
            "destination": [
                "partner_id",
                "partner_shipping_id",
                "incoterm",
                "incoterm_location",
            ],
        }

    @api.model
    def _line_aspect_fields(self):
        """Return ``{aspect: field names}`` of the order line that belong to an aspect."""
        return {
            "products": ["product_id", "name", "customer_part_no", "drawing_revision"],
            "quantities": ["product_id", "product_uom_qty", "product_uom_id"],
            "prices": ["product_id", "price_unit", "discount", "tax_ids"],
            "dates": ["product_id", "customer_lead"],
        }

    @api.model
    def _reviewed_lines(self, orders):
        """Return the order lines that are reviewed: goods and services, not sections, notes and
        down payments. A line of quantity 0 does not count."""
        return orders.order_line.filtered(
            lambda line: not line.display_type
            and not line.is_downpayment
            and line.product_uom_qty
        )

    @api.model
    def _order_fingerprint(self, orders):
        """Return ``{order id: {aspect: hash}}``, computed from the present values."""
        # sudo: what an order says does not depend on who asks
        orders = orders.sudo()
        result = {}
        # Grouped from one recordset: the lines of all orders are read together.
        by_order = self._reviewed_lines(orders).grouped("order_id")
        for order in orders:
            lines = by_order.get(order, ())
            content = defaultdict(list)
            for aspect, names in self._order_aspect_fields().items():
                content[aspect].append([self._fingerprint_value(order, name) for name in names])
            # The region the code shows: entered, or read from the address; drawing the code
            # enters it and must not look like a change.
            content["destination"].append(order._order_code_destination())
            for aspect, names in self._line_aspect_fields().items():
                content[aspect] += sorted(
                    [self._fingerprint_value(line, name) for name in names] for line in lines
                )
            for aspect, values in self._delivery_fingerprint(lines).items():
                content[aspect] += values
            # What is written between the lines belongs to the products.
            content["products"] += sorted(
                self._fingerprint_value(line, "name")
                for line in order.order_line
                if line.display_type == "line_note"
            )
            result[order.id] = {
                aspect: hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]
                for aspect, values in content.items()
            }
        return result

    @api.model
    def _fingerprint_value(self, record, name):
        """Return a value as text that is the same whoever computes it, and whenever."""
        field = record._fields[name]
        value = record[name]
        if field.relational:
            return ",".join(str(id_) for id_ in sorted(value.ids))
        if field.type in ("float", "monetary"):
            return float_repr(value, 6)
        if field.type == "boolean":
            return str(bool(value))
        return str(value or "").strip()

    def _signoff_fingerprint(self):
        by_order = self._order_fingerprint(self.order_id)
        return {review.id: by_order.get(review.order_id.id, {}) for review in self}

    # ------------------------------------------------------------------
    # Rounds
    # ------------------------------------------------------------------

    @api.model
    def _prepare_review(self, order, kind, verdict, by_hand):
        """Return the values of a new review of ``order``."""
        return {
            "name": order.company_id._next_document_number("sale.order.review"),
            "order_id": order.id,
            "company_id": order.company_id.id,
            **self._prepare_verdict(order, kind, verdict, by_hand),
            **self._prepare_snapshot(order),
        }

    @api.model
    def _prepare_verdict(self, order, kind, verdict, by_hand):
        """Return what the rules say, to be frozen on the review."""
        template = self.env["sale.order.review.template"]._published_for(
            [kind], order.company_id
        ).get(kind)
        if not template:
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "No review template is published for this kind of review: %(kind)s. Ask an"
                    " Order Assurance manager to publish one.",
                    kind=kinds[kind],
                )
            )
        reasons = list(verdict.reasons)
        if by_hand and kind != verdict.kind:
            reasons.append(self.env._("Chosen by %(user)s", user=self.env.user.name))
        return {
            "kind": kind,
            "template_id": template.id,
            "reasons": "\n".join(reasons),
            "rule_ids": [Command.set(verdict.rules.ids)],
            "exemption_id": verdict.exemption.id,
        }

    @api.model
    def _prepare_snapshot(self, order):
        """Return what the reviewers need to see of ``order``."""
        terms = [order.incoterm.display_name, order.incoterm_location]
        destination = order.destination_id.browse(order._order_code_destination())
        return {
            "order_name": order.name,
            "partner_id": order.partner_id.id,
            "client_order_ref": order.client_order_ref,
            "user_id": order.user_id.id,
            "follower_id": order.follower_id.id,
            "order_class": order.order_class,
            "order_urgency": order.order_urgency,
            "order_date": order.date_order,
            "requested_date": order.commitment_date,
            "destination": destination.display_name,
            "delivery_address": order.partner_shipping_id._display_address(
                without_company=True
            ).replace("\n", ", "),
            "delivery_terms": " ".join(filter(None, terms)),
            "order_note": order.note,
            "currency_id": order.currency_id.id,
            "payment_terms": order.payment_term_id.display_name,
            "amount_untaxed": order.amount_untaxed,
            "amount_total": order.amount_total,
            "product_ids": [Command.clear()]
            + [
                Command.create(self.env["sale.order.review.product"]._prepare_product(line))
                for line in self._reviewed_lines(order)
            ],
        }

    def _start(self):
        """Open the first round: make the checklists and ask all departments."""
        if not self:
            return
        now = fields.Datetime.now()
        self.write(
            {
                "progress": "in_review",
                "requested_by_id": self.env.uid,
                "requested_at": now,
                "decided_at": False,
            }
        )
        self._freeze_form()
        self._deadline_start("review")
        self._ask(self._all_functions())

    def _request_again(self, kind, verdict, by_hand, stale):
        """Open the next round where one is needed, see :meth:`_request_for`."""
        self.ensure_one()
        anew = self.progress == "cancelled" or self._is_weaker_than(kind)
        if anew:
            again = self._valid_signoffs()
            reason = self.env._("Reviewed anew")
        else:
            again = self._signoffs_to_repeat(stale)
            reason = self.env._("The order was changed")
        if not again and not anew:
            return
        order = self.order_id
        functions = {self: {signoff.team_id.function for signoff in again}}
        self._withdraw_refusals()
        self._void_signoffs(reason, again)
        vals = self._prepare_snapshot(order)
        if anew:
            # What a person asked for beyond the rules is asked for again.
            kind = max(kind, self.kind, key=REVIEW_KIND_STRENGTH.get)
            vals.update(self._prepare_verdict(order, kind, verdict, by_hand))
        vals.update(
            progress="in_review",
            round=self.round + 1,
            requested_by_id=self.env.uid,
            requested_at=fields.Datetime.now(),
            decided_at=False,
        )
        self.write(vals)
        if anew:
            functions = self._all_functions()
        elif self.template_id.management_required and not self._signed_by_management():
            functions[self].add("management")
        self._deadline_reopen("review")
        self._ask(functions)

    def _valid_signoffs(self):
        return self.signoff_ids.filtered(
            lambda signoff: signoff.state != "cancelled" and not signoff.voided_at
        )

    def _signed_by_management(self):
        return self._valid_signoffs().filtered(
            lambda signoff: signoff.team_id.function == "management"
        )

    def _signoffs_to_repeat(self, stale):
        """Return the sign-offs that are asked for once more."""
        self.ensure_one()
        again = stale or self.env["order.signoff"]
        if self.progress == "rejected":
            # Those who returned the order, and those who had not come to it yet.
            again |= self.signoff_ids.filtered(
                lambda signoff: signoff.state == "rejected" and not signoff.voided_at
            )
            signed = (self._valid_signoffs() - again).team_id
            again |= self.signoff_ids.filtered(
                lambda signoff: signoff.state == "cancelled" and signoff.team_id not in signed
            )
        return again

    def _all_functions(self):
        """Return ``{review: functions}`` of the departments that the template asks."""
        result = {}
        for review in self:
            functions = set(review.template_id.line_ids.mapped("function"))
            if review.template_id.management_required:
                functions.add("management")
            result[review] = functions
        return result

    def _ask(self, functions):
        """Make the checklists of the departments and request their signatures."""
        teams = {
            company: self._teams_of(functions, company)
            for company in {review.company_id for review in functions}
        }
        previous = self._lines_to_repeat(functions)
        line_vals = []
        specs = {}
        for review, names in functions.items():
            review_teams = teams[review.company_id]
            line_vals += review._prepare_lines(names, review_teams, previous)
            specs[review.id] = review._prepare_signoffs(names, review_teams)
        previous._archive_round()
        previous.create(line_vals)
        signoffs = self._request_signoffs(specs)
        self._limit_signoffs(signoffs)
        for review in functions:
            review._post_requested()

    @api.model
    def _teams_of(self, functions, company):
        """Return ``{function: team}`` or refuse naming the departments that are missing."""
        wanted = {
            name
            for review, names in functions.items()
            for name in names
            if review.company_id == company
        }
        teams = self.env["order.team"]._team_by_function(sorted(wanted), company)
        if missing := wanted - set(teams):
            field = self.env["order.team"]._fields["function"]
            labels = dict(field._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The review cannot start: %(company)s has no department for %(functions)s."
                    " Ask an Order Assurance manager to add it under Configuration.",
                    company=company.name,
                    functions=format_list(self.env, [labels[name] for name in sorted(missing)]),
                )
            )
        return teams

    def _lines_to_repeat(self, functions):
        """Return the answers that give way to a new round."""
        lines = self.env["sale.order.review.line"]
        repeated = [review.id for review in functions if review.round > 1]
        if not repeated:
            return lines
        return lines.search([("review_id", "in", repeated)]).filtered(
            lambda line: line.function in functions[line.review_id]
            or line.template_line_id.template_id != line.review_id.template_id
        )

    def _prepare_lines(self, functions, teams, previous):
        """Return the values of the checklist items of these departments."""
        self.ensure_one()
        before = {line.code: line for line in previous if line.review_id == self}
        none = previous.browse()
        return [
            {
                "review_id": self.id,
                "company_id": self.company_id.id,
                "template_line_id": item.id,
                "function": item.function,
                "team_id": teams[item.function].id,
                "gate": item._gate_in(self.company_id),
                "round": self.round,
                "previous_result": before.get(item.code, none).result,
                "previous_comment": before.get(item.code, none).comment,
            }
            for item in self.template_id.line_ids
            if item.function in functions
        ]

    def _prepare_signoffs(self, functions, teams):
        """Return the specifications of the signatures that are asked for."""
        self.ensure_one()
        labels = dict(self.env["order.team"]._fields["function"]._description_selection(self.env))
        specs = []
        for name in sorted(functions, key=lambda name: list(labels).index(name)):
            if name == "management":
                specs.append(self._prepare_management(teams[name]))
            else:
                specs.append(
                    {
                        "team_id": teams[name].id,
                        "level": "member",
                        "purpose": "decide",
                        "required": True,
                        "sequence": TEAM_SEQUENCE,
                        "aspects": self._aspects_of(name),
                        "deadline_stage": "signoff",
                    }
                )
        return specs

    def _prepare_management(self, team, note=None):
        return {
            "team_id": team.id,
            "level": "leader",
            "purpose": "decide",
            "required": True,
            "sequence": MANAGEMENT_SEQUENCE,
            "aspects": (),
            "deadline_stage": "management",
            "note": note or self.env._("Decide on this order after the departments."),
        }

    @api.model
    def _aspects_of(self, function):
        """Return the aspects of the order that a department answers for; empty means all."""
        return FUNCTION_ASPECTS.get(function, ())

    def _limit_signoffs(self, signoffs):
        """No department has longer than the review as a whole."""
        limits = {review.id: review.deadline for review in self}
        late = defaultdict(signoffs.browse)
        for signoff in signoffs:
            limit = limits.get(signoff.res_id)
            if limit and signoff.deadline and signoff.deadline > limit:
                late[limit] |= signoff
        for limit, group in late.items():
            group._deadline_start("signoff", deadline=limit)

    def _post_requested(self):
        self.ensure_one()
        teams = self.signoff_ids.filtered(lambda s: s.state in ("waiting", "pending")).team_id
        self._message_log(
            body=self.env._(
                "Round %(round)s requested by %(user)s. Asked: %(teams)s.",
                round=self.round,
                user=self.env.user.name,
                teams=format_list(self.env, teams.mapped("name")),
            ),
            author_id=self.env.user.partner_id.id,
        )

    def _invalidate(self, reason):
        """Void reviews whose order was cancelled or set back; they stay readable."""
        running = self.filtered(lambda review: review.progress != "cancelled")
        if not running:
            return
        running._void_signoffs(reason)
        running._deadline_meet()
        running.write({"progress": "cancelled", "decided_at": fields.Datetime.now()})
        running._message_log_batch(dict.fromkeys(running.ids, reason))

    def _waits_for_payment(self):
        """Tell whether nothing but its deposit keeps the order.

        True when the order is accepted, still is what was accepted, a deposit is missing and the
        only items that keep it from being confirmed wait for that deposit.
        """
        self.ensure_one()
        order = self.order_id
        if not order.order_intake_enabled or not order._deposit_to_receive():
            return False
        if self.progress not in ("accepted", "conditional") or self._stale_signoffs():
            return False
        lines = self._blocking_lines()[self.id]
        return bool(lines) and all(
            line.auto_check == "deposit" and line.result == "open" for line in lines
        )

    # ------------------------------------------------------------------
    # Signatures
    # ------------------------------------------------------------------

    def _check_signoff(self, signoffs, decision, comment):
        """Refuse a signature under a checklist that is not complete."""
        result = super()._check_signoff(signoffs, decision, comment)
        for signoff in signoffs:
            review = self.browse(signoff.res_id)
            if review.progress != "in_review":
                raise UserError(
                    self.env._(
                        "%(review)s is not under review at the moment.",
                        review=review.display_name,
                    )
                )
            lines = review.line_ids.filtered(lambda line, s=signoff: line.team_id == s.team_id)
            if decision != "rejected":
                lines._check_complete(decision)
        return result

    def _on_signoffs_accepted(self):
        """All have signed: decide, or ask management where a department made conditions."""
        result = super()._on_signoffs_accepted()
        now = fields.Datetime.now()
        for review in self:
            if review.progress != "in_review":
                continue
            conditional = review._valid_signoffs().filtered(lambda s: s.state == "conditional")
            if conditional and not review._signed_by_management():
                review._ask_management(conditional)
                continue
            review.write(
                {
                    "progress": "conditional" if conditional else "accepted",
                    "decided_at": now,
                }
            )
            review._deadline_meet()
        return result

    def _ask_management(self, conditional):
        """Ask management to decide on the conditions that departments made."""
        self.ensure_one()
        teams = self._teams_of({self: {"management"}}, self.company_id)
        conditions = "\n".join(f"{s.team_id.name}: {s.comment or ''}" for s in conditional)
        signoffs = self._request_signoffs(
            [
                self._prepare_management(
                    teams["management"],
                    self.env._("Accepted with conditions:\n%(list)s", list=conditions),
                )
            ]
        )
        self._limit_signoffs(signoffs)

    def _on_signoff_rejected(self, signoff):
        """A department returned the order: it goes back to sales, nobody else need sign."""
        result = super()._on_signoff_rejected(signoff)
        for review in self:
            waiting = review.signoff_ids.filtered(lambda s: s.state in ("waiting", "pending"))
            if waiting:
                review._void_signoffs(
                    self.env._("Returned by %(team)s", team=signoff.team_id.name), waiting
                )
            review.write({"progress": "rejected", "decided_at": fields.Datetime.now()})
            review._deadline_meet()
        return result

    def _signoff_answer_all(self, signoffs):
        """Answer the empty items of these departments with "met"."""
        result = super()._signoff_answer_all(signoffs)
        lines = self.line_ids.filtered(lambda line: line.team_id in signoffs.team_id)
        lines._answer_rest("ok")
        return result

    def _signoff_action(self, signoffs):
        """Open the questions of these departments: a list on the desk, cards on the phone."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.team_id in signoffs.team_id)
        return self._action_fill(signoffs.team_id) if lines else False

    def _signoff_summary(self):
        """Return ``{id: html}`` for the card in the inbox: what it is about, without prices."""
        result = {}
        for review in self:
            products = review.product_ids
            rows = [
                Markup("<div>%s</div>") % product._short_text() for product in products[:3]
            ]
            if len(products) > 3:
                rows.append(
                    Markup("<div>%s</div>")
                    % self.env._("and %(count)s more", count=len(products) - 3)
                )
            head = " · ".join(
                filter(
                    None,
                    [
                        review.partner_id.display_name,
                        review.requested_date
                        and self.env._(
                            "wanted %(date)s",
                            date=format_date(self.env, review.requested_date.date()),
                        ),
                    ],
                )
            )
            result[review.id] = Markup("<div>%s</div>%s") % (head, Markup("").join(rows))
        return result

    def _my_open_lines(self):
        return self.line_ids.filtered("can_answer")

    # ------------------------------------------------------------------
    # Time limits
    # ------------------------------------------------------------------

    @api.model
    def _deadline_stages(self):
        return super()._deadline_stages() | {"review": self.env._("Whole review")}

    def _deadline_owner_users(self):
        # sudo: told by the system, whatever the people may read
        orders = self.sudo().order_id
        # The follower as of today, after a handover; the salesperson where nobody follows.
        responsible = orders._order_responsible_users()
        return {
            review.id: responsible[review.sudo().order_id.id] or review.requested_by_id
            for review in self
        }

    def _deadline_leader_users(self):
        teams = self._teams_for_escalation("sales")
        return {review.id: teams[review.company_id] for review in self}

    def _deadline_management_users(self):
        teams = self._teams_for_escalation("management")
        return {review.id: teams[review.company_id] for review in self}

    def _teams_for_escalation(self, function):
        teams = self.env["order.team"]
        result = {}
        for company in self.company_id:
            team = teams._team_by_function([function], company).get(function, teams)
            result[company] = team._users_to_notify("leader")
        return result

    @api.model
    def _deadline_domain_open(self):
        return Domain("progress", "=", "in_review")

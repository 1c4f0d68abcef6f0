from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_list

from odoo.addons.sale_order_intake.models.sale_order import ORDER_CLASSES, ORDER_URGENCIES

from .sale_order_review_template import REVIEW_KINDS

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
    # Kept in every active language, as the rules were called when the review was requested.
    reasons = fields.Text(string="Why This Review", readonly=True, copy=False, translate=True)
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
            bucket["open"] += count if result == "open" and item_state == "open" else 0
        for review in self:
            bucket = counts[review._origin.id]
            review.item_count = bucket["all"]
            review.answered_count = bucket["answered"]
            review.answered_percent = (
                100 * bucket["answered"] // bucket["all"] if bucket["all"] else 100
            )
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
        self._check_user_written(vals)
        return super().write(vals)

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        # The dialog of translations writes without write().
        self._check_user_written({field_name: translations})
        return super()._update_field_translations(field_name, translations, digest, source_lang)

    def _check_user_written(self, vals):
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

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.order_signoff.tools import is_uninstalling

# Orders whose gate has been passed by the call that is confirming them right now. It lives on
# the cursor, out of reach of remote callers, who choose their context themselves.
GATE_PASSED = "sale_order_review.gate_passed"
# Who sees on an order how its review stands.
REVIEW_GROUPS = "order_signoff.group_user,sales_team.group_sale_salesman"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === FIELDS === #

    order_review_enabled = fields.Boolean(
        related="company_id.order_review_enabled", groups=REVIEW_GROUPS
    )
    review_ids = fields.One2many(
        comodel_name="sale.order.review",
        inverse_name="order_id",
        string="Reviews",
        copy=False,
        groups=REVIEW_GROUPS,
    )
    review_state = fields.Selection(
        selection="_selection_review_state",
        compute="_compute_review_state",
        search="_search_review_state",
        compute_sudo=True,
        groups=REVIEW_GROUPS,
    )
    review_override_ids = fields.One2many(
        comodel_name="sale.order.review.override",
        inverse_name="order_id",
        string="Releases",
        copy=False,
        groups=REVIEW_GROUPS,
    )
    review_override_count = fields.Integer(
        string="Number of Releases",
        compute="_compute_review_state",
        compute_sudo=True,
        groups=REVIEW_GROUPS,
    )
    refusal_count = fields.Integer(
        string="Number of Refusals",
        compute="_compute_review_state",
        compute_sudo=True,
        groups=REVIEW_GROUPS,
    )

    # === COMPUTE METHODS === #

    @api.depends("review_ids.state", "review_override_ids", "refusal_ids")
    def _compute_review_state(self):
        self.review_state = False
        self.review_override_count = 0
        self.refusal_count = 0
        orders = self.filtered("company_id.order_review_enabled")
        if not orders.ids:
            return
        # One query for a whole page of orders or for a form, which must not get slower.
        self.env["sale.order.review"].flush_model(["order_id", "state"])
        self.env["sale.order.review.override"].flush_model(["order_id"])
        self.env["sale.order.refusal"].flush_model(["order_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT o.id, r.state, count(DISTINCT e.id), count(DISTINCT f.id)
                     FROM unnest(%s) AS o(id)
                LEFT JOIN sale_order_review r ON r.order_id = o.id
                LEFT JOIN sale_order_review_override e ON e.order_id = o.id
                LEFT JOIN sale_order_refusal f ON f.order_id = o.id
                    GROUP BY o.id, r.state""",
                orders.ids,
            )
        )
        found = {order_id: values for order_id, *values in rows}
        for order in orders:
            order.review_state, order.review_override_count, order.refusal_count = found.get(
                order._origin.id, (False, 0, 0)
            )

    def _search_review_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = [state for state in value if state]
        # sudo: whether an order is reviewed may be searched by everybody who sees the order
        Review = self.env["sale.order.review"].sudo()
        domain = [("id", "in", Review._search([("state", "in", states)]).subselect("order_id"))]
        if len(states) < len(value):
            without = [("id", "not in", Review._search([]).subselect("order_id"))]
            domain = ["|", *domain, *without] if states else without
        return domain

    # === SELECTION METHODS === #

    @api.model
    def _selection_review_state(self):
        return self.env["sale.order.review"]._fields["state"]._description_selection(self.env)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if confirmed := orders.filtered(lambda order: order.state == "sale"):
            confirmed._review_gate_check()
        return orders

    def write(self, vals):
        state = vals.get("state")
        if state == "sale":
            return self._review_write_confirmed(vals)
        if state:
            turned = self.filtered(
                lambda order: order.state == "sale" or (state == "cancel" != order.state)
            )
            result = super().write(vals)
            turned._review_course_changed()
            return result
        if not vals.get("company_id"):
            return super().write(vals)
        self._check_review_company(vals["company_id"])
        moved = self.filtered(
            lambda order: order.state == "sale" and order.company_id.id != vals["company_id"]
        )
        result = super().write(vals)
        moved._review_gate_check()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_reviewed(self):
        """A review that nobody has signed goes with its quotation, any other keeps it."""
        if is_uninstalling(self.env):
            return
        # sudo: whoever may delete the quotation need not have rights on its review
        reviews = self.sudo().review_ids
        signed = reviews.signoff_ids.filtered("signed_at")
        if signed:
            kept = reviews.filtered(lambda review: review.id in signed.mapped("res_id"))
            raise UserError(
                self.env._(
                    "Departments have signed the review of %(orders)s: it is kept. Cancel the"
                    " quotation instead of deleting it.",
                    orders=", ".join(kept.mapped("order_name")),
                )
            )
        reviews.unlink()

    def _check_review_company(self, company_id):
        """Refuse to take an order away from the company whose departments review it."""
        # sudo: a review counts, whoever may see it
        for review in self.sudo().review_ids:
            if review.company_id.id != company_id:
                raise UserError(
                    self.env._(
                        "%(order)s is reviewed in %(company)s and stays there. Duplicate the"
                        " order to make it in another company.",
                        order=review.order_name,
                        company=review.company_id.name,
                    )
                )

    def _review_write_confirmed(self, vals):
        """Write values that make quotations confirmed orders, after asking the gate.

        Whatever else is written goes first, so that the gate judges the order as it will stand.
        """
        passed = self._review_gate_passed()
        pending = self.filtered(lambda order: order.state != "sale" and order.id not in passed)
        companies = pending.company_id | pending.company_id.browse(vals.get("company_id") or [])
        # sudo: the switch of the order's company decides, whichever companies the user has
        if not any(companies.sudo().mapped("order_review_enabled")):
            return super().write(vals)
        if others := {name: value for name, value in vals.items() if name != "state"}:
            self.write(others)
        with pending._review_gate():
            return super().write({"state": "sale"})

    # === ACTIONS === #

    def action_confirm(self):
        """Ask the gate for all orders at once, then confirm them."""
        with self.filtered(lambda order: order.state in ("draft", "sent"))._review_gate():
            return super().action_confirm()

    def _confirmation_error_message(self):
        """Refuse to confirm an order that its review does not let pass."""
        message = super()._confirmation_error_message()
        if message or self.id in self._review_gate_passed():
            return message
        problems = self._review_gate_problems()
        return self._review_gate_message(problems) if problems else False

    def action_request_review(self):
        """Ask the departments to review the orders; again, where an order has changed."""
        self.check_access("write")
        self._check_review_can_be_requested()
        self._refresh_order_class()
        reviews = self.env["sale.order.review"]._request_for(self)
        if not reviews:
            verdicts = self.env["sale.order.review.rule"]._evaluate(self)
            raise UserError(
                "\n".join(
                    self.env._(
                        "%(order)s needs no review: %(reasons)s.",
                        order=order.name,
                        reasons="; ".join(reasons) or self.env._("no rule asks for one"),
                    )
                    for order, (_kind, reasons, _exemption) in verdicts.items()
                )
            )
        return self._get_action_view_reviews(reviews)

    def action_view_reviews(self):
        """Open the reviews of the orders."""
        return self._get_action_view_reviews(self.review_ids)

    def action_release_review(self):
        """Ask for the reason why a manager releases the order without its review."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release Without Review"),
            "res_model": "sale.order.review.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_view_review_overrides(self):
        """Open the log of what let these orders pass without a complete review."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_order_review.sale_order_review_override_action"
        )
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {}}

    def _get_action_view_reviews(self, reviews):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Order Review"),
            "res_model": "sale.order.review",
        }
        if len(reviews) == 1:
            return {**action, "views": [(False, "form")], "res_id": reviews.id}
        return {
            **action,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", reviews.ids)],
        }

    def _check_review_enabled(self):
        """Refuse what belongs to reviews in a company that does not review its orders."""
        # sudo: the switch of the order's company decides, whichever companies the user has
        for company in self.company_id.sudo():
            if not company.order_review_enabled:
                raise UserError(
                    self.env._(
                        "Order review is switched off for %(company)s."
                        " An administrator can switch it on in the settings.",
                        company=company.name,
                    )
                )

    def _check_review_can_be_requested(self):
        self._check_review_enabled()
        for order in self:
            if order.state not in ("draft", "sent"):
                raise UserError(
                    self.env._(
                        "Only quotations are reviewed: %(order)s is no longer one.",
                        order=order.name,
                    )
                )
        self._check_delivery_batches()
        self._check_framework_contracts()

    # === GATE === #

    def _review_gate_passed(self):
        """Return the ids of the orders the running call has found free to be confirmed."""
        return self.env.cr.precommit.data.setdefault(GATE_PASSED, set())

    @contextmanager
    def _review_gate(self):
        """Refuse orders that are not reviewed; let the others be confirmed inside the block."""
        passed = self._review_gate_passed()
        orders = self.filtered(lambda order: order.id not in passed)
        orders._review_gate_check()
        ids = set(orders.ids)
        passed |= ids
        try:
            yield
        finally:
            passed -= ids

    def _review_gate_check(self):
        """Raise one message that names every order its review does not let pass."""
        if not self:
            return
        # sudo: the gate is the same for everybody, also for users who may not read reviews
        gated = self.sudo().filtered("company_id.order_review_enabled")
        if not gated:
            return
        reviews = self.env["sale.order.review"].sudo()._read_for(gated)
        if problems := self._review_gate_problems(reviews):
            raise UserError(self._review_gate_message(problems))
        self._review_gate_log(reviews)

    def _review_gate_problems(self, reviews=None):
        """Return what keeps orders from being confirmed.

        The company of each order decides, not the companies the user has switched on.

        :param reviews: the reviews of the orders, where the caller has read them
        :return: ``{order: [sentence, ...]}``, only for orders that must not be confirmed
        """
        # sudo: the gate is the same for everybody, also for users who may not read reviews
        gated = self.sudo().filtered("company_id.order_review_enabled")
        if not gated:
            return {}
        problems = {}
        asked = gated.browse()
        for order in gated:
            if message := order._review_never_message():
                problems[order] = [message]
            else:
                asked |= order
        if asked:
            found = self.env["sale.order.review"].sudo()._gate_problems(asked, reviews)
            found = {order: sentences for order, sentences in found.items() if sentences}
            if found:
                blocked = asked.filtered(lambda order: order in found)
                released = self.env["sale.order.review.override"].sudo()._releases_for(blocked)
                problems.update(
                    (order, found[order]) for order in blocked if order not in released
                )
        return {order: problems[order.sudo()] for order in self if order.sudo() in problems}

    def _review_never_message(self):
        """Return why this order can never be confirmed, whatever its review says."""
        self.ensure_one()
        return self._kind_never_message()

    @api.model
    def _review_gate_message(self, problems):
        """Return one message that says for each order what is missing and who must act."""
        sentences = [f"- {sentence}" for found in problems.values() for sentence in found]
        if len(problems) == 1:
            head = self.env._("The order cannot be confirmed yet:")
        else:
            head = self.env._("These orders cannot be confirmed yet:")
        return "\n".join([head, *sentences])

    def _review_gate_log(self, reviews):
        """Log the orders that pass without a completed review, and use up their releases.

        :param reviews: the reviews of the orders
        """
        completed = reviews.filtered(lambda review: review.state in ("accepted", "conditional"))
        # sudo: nobody may write the log himself
        orders = self.sudo().filtered("company_id.order_review_enabled") - completed.order_id
        if not orders:
            return
        Override = self.env["sale.order.review.override"].sudo()
        released = Override._releases_for(orders)
        for entry in released.values():
            entry._mark_used()
        others = orders.filtered(lambda order: order not in released)
        if not others:
            return
        verdicts = self.env["sale.order.review.rule"].sudo()._evaluate(others)
        exempt = [
            Override._prepare_exemption(order, reasons, exemption)
            for order, (kind, reasons, exemption) in verdicts.items()
            if exemption and not kind
        ]
        if exempt:
            Override.create(exempt)

    def _review_course_changed(self):
        """Void reviews and releases of orders that were cancelled or set back."""
        # sudo: whoever may cancel an order ends its review, which nobody may write himself
        orders = self.sudo()
        if reviews := orders.review_ids:
            reviews._invalidate(self.env._("The order was cancelled or set back to a quotation."))
        orders.review_override_ids._lapse()

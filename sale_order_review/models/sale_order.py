from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount, plaintext2html

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
    # Shown on the form only. Never stored: carts recompute orders at every click.
    review_required = fields.Boolean(
        compute="_compute_review_overview",
        compute_sudo=True,
        groups=REVIEW_GROUPS,
    )
    review_overview = fields.Html(
        string="Review at a Glance",
        compute="_compute_review_overview",
        compute_sudo=True,
        sanitize=False,
        groups=REVIEW_GROUPS,
    )
    review_next_step = fields.Selection(
        selection=[
            ("request", "Request review"),
            ("reopen", "Review again"),
            ("wait", "Wait for signatures"),
            ("confirm", "Confirm"),
        ],
        compute="_compute_review_overview",
        compute_sudo=True,
        groups=REVIEW_GROUPS,
    )

    review_customer_hold = fields.Selection(
        selection=[("all", "May neither sign nor pay"), ("sign", "May only pay")],
        string="Customer Waits for Review",
        compute="_compute_review_customer_hold",
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

    @api.depends("review_ids.state", "state")
    def _compute_review_overview(self):
        self.review_required = False
        self.review_overview = False
        self.review_next_step = False
        # A confirmed order has passed: its form shows the review behind its button only.
        orders = self.filtered(
            lambda order: order.id
            and order.state in ("draft", "sent")
            and order.company_id.order_review_enabled
        )
        for order in orders:
            values = order._prepare_review_overview()
            order.review_required = values["required"]
            order.review_next_step = values["next_step"]
            order.review_overview = self.env["ir.qweb"]._render(
                "sale_order_review.sale_order_review_overview", values
            )

    # A field, so that a portal page that asks a dozen times computes it once.
    @api.depends(
        "state",
        "order_kind",
        "amount_total",
        "order_line",
        "deposit_received_on",
        "deposit_received_amount",
        "review_ids.state",
        "review_ids.line_ids.item_state",
    )
    def _compute_review_customer_hold(self):
        self.review_customer_hold = False
        orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        for order in orders._review_gate_problems():
            # An order accepted subject to its deposit opens exactly the payment.
            review = order.review_ids[:1]
            payable = (
                review and not order._review_never_message() and review._waits_for_payment()
            )
            order.review_customer_hold = "sign" if payable else "all"

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

    # === PORTAL AND PAYMENT === #

    def _customer_hold_message(self, payment=False):
        """Let the customer sign and pay only once that can confirm the order."""
        message = super()._customer_hold_message(payment=payment)
        if not message and self._review_holds_customer(payment=payment):
            message = self._review_customer_message()
        return message

    def _has_to_be_paid(self):
        """Ask the customer's payment, too, where it is the condition of the review."""
        if self._waits_for_deposit():
            # Whatever Sales asks to be paid online: the deposit was agreed, and nothing else.
            return not self.is_expired and self._deposit_left_to_pay() > 0
        return super()._has_to_be_paid()

    def _review_holds_customer(self, payment=False):
        """Return whether the customer has to wait for the review.

        :param bool payment: whether he wants to pay; an order accepted subject to its deposit
            waits for exactly that
        """
        self.ensure_one()
        # sudo: asked for the customer, who has no access to reviews
        hold = self.sudo().review_customer_hold
        return hold == "all" or (hold == "sign" and not payment)

    def _review_customer_message(self):
        """Return what the customer reads instead of the buttons to sign and pay."""
        self.ensure_one()
        if self._review_never_message():
            return self._presale_customer_message()
        if self._waits_for_deposit():
            return self.env._(
                "It is confirmed as soon as the deposit of %(amount)s has been received. Pay it"
                " here, or by bank transfer with the reference %(order)s.",
                amount=format_amount(self.env, self._deposit_to_receive(), self.currency_id),
                order=self.name,
            )
        return self.env._(
            "Our departments are checking it. We will tell you as soon as it has been accepted;"
            " until then it cannot be signed or paid."
        )

    def _review_hold_paid(self, transaction, sentences):
        """Keep a paid order a quotation, tell its responsible and start its review.

        Payments are processed in the background: whatever happens here must not stop them.
        """
        self.ensure_one()
        # sudo: runs for whoever processes the payment, often the public user
        order = self.sudo()
        responsible = order._order_responsible_users()[order.id].filtered(
            lambda user: user.active and not user.share
        )
        lines = list(sentences)
        if order._review_can_start():
            requester = responsible or self.env["res.users"].browse(SUPERUSER_ID)
            try:
                with self.env.cr.savepoint():
                    # sudo: the order was paid, its review starts without anybody asking for it
                    order.with_user(requester).sudo().env[
                        "sale.order.review"
                    ]._request_for(order.with_user(requester).sudo())
            except UserError as error:
                lines.append(
                    self.env._("The review could not be started: %(error)s", error=error.args[0])
                )
            else:
                lines.append(self.env._("Its review has been started."))
        note = self.env._(
            "Paid online (%(reference)s) but not confirmed:",
            reference=transaction.reference,
        )
        order = order.with_user(SUPERUSER_ID)
        text = "\n".join([note, *(f"- {line}" for line in lines)])
        order.message_post(body=plaintext2html(text), subtype_xmlid="mail.mt_note")
        xmlid = "sale_order_review.mail_activity_type_paid_order"
        if responsible and not order.activity_search([xmlid], user_id=responsible.id):
            order.activity_schedule(xmlid, user_id=responsible.id, note=plaintext2html(text))

    def _review_can_start(self):
        """Return whether a review of this order can be started or started again."""
        self.ensure_one()
        return not self._review_never_message() and self.review_ids[:1].state not in (
            "in_review",
            "accepted",
            "conditional",
            "rejected",
        )

    # === OVERVIEW ON THE FORM === #

    def _prepare_review_overview(self):
        """Return the values of the review block of the order form."""
        self.ensure_one()
        review = self.review_ids[:1]
        never = self._review_never_message()
        values = {
            "order": self,
            "review": review,
            "never": never,
            "released": self._get_review_release(),
            "stale": review._stale_signoffs().get(review, ()) if review.is_stale else (),
            "signoffs": review.signoff_ids.filtered(
                lambda signoff: signoff.state != "cancelled" and not signoff.voided_at
            ),
            "required": bool(review) or bool(never),
            "kind": review.kind,
            "reasons": (review.reasons or "").splitlines(),
            "exemption": review.exemption_id,
            "open_lines": review.line_ids.search_fetch(
                [
                    ("review_id", "in", review.ids),
                    ("result", "=", "open"),
                    ("item_state", "=", "open"),
                ],
                ["code", "template_line_id", "owner_id", "promise_date", "gate"],
            ),
            "problems": [],
            "next_step": False,
            "today": fields.Date.context_today(self),
            "labels": self._get_review_labels(),
        }
        if not never:
            if not review:
                kind, reasons, exemption = self.env["sale.order.review.rule"]._evaluate(self)[self]
                values.update(
                    required=bool(kind), kind=kind, reasons=reasons, exemption=exemption
                )
            if review.state in ("accepted", "conditional"):
                values["problems"] = self._review_gate_problems().get(self, [])
            values["next_step"] = self._get_review_next_step(values)
        return values

    def _get_review_release(self):
        """Return the release by which the order may be confirmed as it stands, or nothing."""
        self.ensure_one()
        log = self.review_override_ids
        if "active" not in log.mapped("state"):
            return log.browse()
        return log._releases_for(self).get(self, log.browse())

    @api.model
    def _get_review_labels(self):
        """Return the words of selections in the language of the user, for the overview."""
        models_fields = [
            ("sale.order.review", "kind"),
            ("sale.order.review", "state"),
            ("sale.order.review.line", "gate"),
            ("order.signoff", "state"),
        ]
        return {
            (model, name): dict(self.env[model]._fields[name]._description_selection(self.env))
            for model, name in models_fields
        }

    @api.model
    def _get_review_next_step(self, values):
        review = values["review"]
        if values["released"]:
            return "confirm"
        if review.state in ("accepted", "conditional"):
            if not values["problems"]:
                return "confirm"
            # Items that were left open are settled; anything else needs another round.
            return "wait" if review._blocking_lines() else "reopen"
        if review.state == "in_review":
            return "wait"
        if review.state in ("stale", "rejected", "cancelled"):
            return "reopen"
        return "request" if values["required"] or review else False

from odoo import api, fields, models

from .sale_order import REVIEW_GROUPS


class SaleOrder(models.Model):
    """The review at a glance, on the form of the order."""

    _inherit = "sale.order"

    # === FIELDS === #

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

    # === COMPUTE METHODS === #

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

    # === OVERVIEW === #

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

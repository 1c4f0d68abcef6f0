from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_list

from .sale_order_review_template import REVIEW_KIND_STRENGTH


class SaleOrderReview(models.Model):
    """What keeps an order from being confirmed."""

    _inherit = "sale.order.review"

    # ------------------------------------------------------------------
    # Gate
    # ------------------------------------------------------------------
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

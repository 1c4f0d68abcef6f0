from odoo import fields, models
from odoo.tools import format_list

from .sale_order_review_template import REVIEW_KIND_STRENGTH


class SaleOrderReview(models.Model):
    """A review starts, and starts again when the order has changed."""

    _inherit = "sale.order.review"

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
            self._translate_reasons(kind, verdict, by_hand)
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

from collections import defaultdict
from datetime import time

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .sale_order_review_template_line import REVIEW_GATE_ORDER

# The gates behind the confirmation of the order.
LATER_GATES = [
    gate
    for gate, position in REVIEW_GATE_ORDER.items()
    if position > REVIEW_GATE_ORDER["confirmation"]
]
# Reviews whose open items count; a cancelled or returned one holds nothing up any more.
COUNTING = ("in_review", "accepted", "conditional")
# The hour of a promised day until which it is kept.
DAY_END = time(23, 59)


class SaleOrderReviewLine(models.Model):
    """Open items hold up the later steps of the order, and are reminded of until settled."""

    _name = "sale.order.review.line"
    _inherit = ["sale.order.review.line", "order.reminder.mixin"]

    proof_type = fields.Selection(related="template_line_id.proof_type")
    closing_proof_id = fields.Many2one(
        comodel_name="sale.order.proof",
        string="Proof That Settled It",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    reminded_on = fields.Date(string="Last Reminded On", readonly=True)
    # The digest tells until when.
    deadline = fields.Datetime(string="Promised Until", compute="_compute_deadline")

    @api.depends("promise_date", "company_id")
    def _compute_deadline(self):
        for line in self:
            line.deadline = line.promise_date and line.company_id._order_moment(
                line.promise_date, DAY_END
            )

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    @api.model
    def _step_lines(self, orders, step):
        """Return ``{order: items}`` that keep orders from a step after their confirmation.

        An item holds up its own step and every later one, until it is settled, waived or
        released for that step. One batch: the number of queries does not depend on the number of
        orders, and companies without reviews cost none.

        :param orders: ``sale.order`` records
        :param str step: a gate behind the confirmation, see ``LATER_GATES``
        """
        # sudo: whoever packs, ships or buys need not be a reviewer
        orders = orders.sudo().filtered(lambda order: order.company_id.order_review_enabled)
        result = defaultdict(self.sudo().browse)
        if not orders:
            return result
        lines = self.sudo().search(
            [
                ("review_id.order_id", "in", orders.ids),
                ("review_id.progress", "in", COUNTING),
                ("item_state", "=", "open"),
                ("result", "=", "open"),
                ("gate", "in", self._gates_until(step)),
            ]
        )
        if lines:
            lines -= self.env["sale.order.review.override"].sudo()._released_lines(lines, step)
        for line in lines:
            result[line.review_id.order_id] |= line
        return result

    @api.model
    def _gates_until(self, step):
        return [
            gate for gate in LATER_GATES if REVIEW_GATE_ORDER[gate] <= REVIEW_GATE_ORDER[step]
        ]

    def _step_sentences(self):
        """Return a sentence for each item: what is open, who settles it, until when."""
        sentences = []
        for line in self:
            owner = line.owner_id or line.team_id.leader_id
            sentences.append(
                self.env._(
                    "%(order)s: %(item)s is still open. Owner: %(owner)s, phone %(phone)s, "
                    "promised for %(date)s.",
                    order=line.order_name,
                    item=line.display_name,
                    owner=owner.name or line.team_id.name,
                    phone=owner.phone or self.env._("not entered"),
                    date=format_date(self.env, line.promise_date) or self.env._("no date"),
                )
            )
        return sentences

    def _step_message(self, head):
        """Return what somebody reads who is refused a step."""
        return "\n".join([head, *(f"- {sentence}" for sentence in self._step_sentences())])

    # ------------------------------------------------------------------
    # Proofs
    # ------------------------------------------------------------------

    @api.model
    def _lines_of_proofs(self, orders, proof_type):
        """Return the current items of orders that proofs of one type settle."""
        return self.search(
            [
                ("review_id.order_id", "in", orders.ids),
                ("review_id.progress", "in", COUNTING),
                ("template_line_id.proof_type", "=", proof_type),
                ("result", "=", "open"),
            ]
        )

    def _is_about(self, products):
        """Tell whether this item concerns some of these products; most concern all."""
        self.ensure_one()
        return not self.product_id or not products or self.product_id in products

    def _close_by_proof(self, proof, evidence):
        """Settle open items by an approved proof. Runs as superuser."""
        lines = self.filtered(lambda line: line.item_state == "open")
        lines._write_internal(
            {
                "closed_at": proof.decided_on,
                # Only people of the house close items; a customer is named in the text.
                "closed_by_id": proof.decided_user_id.filtered(lambda user: not user.share).id,
                "closing_comment": evidence,
                "closing_proof_id": proof.id,
            }
        )
        for review, items in lines.grouped("review_id").items():
            review._message_log(
                body=self.env._(
                    "%(items)s settled: %(evidence)s",
                    items=", ".join(items.mapped("code")),
                    evidence=evidence,
                )
            )

    def _reopen_by_proof(self, proof):
        """Open items again that an earlier version had settled. Runs as superuser."""
        lines = self.filtered(
            lambda line: line.item_state == "closed"
            and line.closing_proof_id
            and not line._step_passed()
        )
        lines._write_internal(
            {
                "closed_at": False,
                "closed_by_id": False,
                "closing_comment": False,
                "closing_proof_id": False,
            }
        )
        for review, items in lines.grouped("review_id").items():
            review._message_log(
                body=self.env._(
                    "%(items)s open again: %(proof)s waits for its answer.",
                    items=", ".join(items.mapped("code")),
                    proof=proof.display_name,
                )
            )

    def _step_passed(self):
        """Tell whether the order has left the step of this item behind."""
        self.ensure_one()
        pickings = self.review_id.order_id.picking_ids
        steps = pickings._review_steps()
        after = pickings.filtered(
            lambda picking: picking in steps
            and REVIEW_GATE_ORDER[steps[picking]] >= REVIEW_GATE_ORDER[self.gate]
        )
        states = set(after.mapped("state"))
        return "done" in states and states <= {"done", "cancel"}

    # ------------------------------------------------------------------
    # Reminder
    # ------------------------------------------------------------------

    def _deadline_url(self):
        """Return the path that a digest links to."""
        self.ensure_one()
        return f"/odoo/{self._name}/{self.id}"

    @api.model
    def _remind_domain(self):
        return (
            super()._remind_domain()
            & Domain("item_state", "=", "open")
            & Domain("review_id.progress", "in", ("accepted", "conditional"))
            & Domain("review_id.order_id.state", "!=", "cancel")
            & Domain("company_id.order_review_enabled", "=", True)
            & Domain("company_id.order_open_item_reminder", "=", True)
        )

    @api.model
    def _cron_remind_open(self):
        """Remind of every open item once a day: what the scheduled action calls."""
        self._cron_remind()

    def _remind(self):
        """Tell the follower of the order, then the owner; the leader where it is late."""
        digest = self.env["order.digest"]
        lines = self.with_context(review_item_order=True)
        followers = lines.review_id.order_id._order_responsible_users()
        told = {line.id: followers[line.review_id.order_id.id] for line in lines}
        digest._queue("open_item_follower", lines, told)
        digest._queue(
            "open_item_owner", lines, {line.id: line.owner_id - told[line.id] for line in lines}
        )
        late = lines.filtered("is_late")
        leaders = {team: team._users_to_notify("leader") for team in late.team_id}
        digest._queue(
            "late_leader",
            late,
            {line.id: leaders[line.team_id] - told[line.id] - line.owner_id for line in late},
        )
        return super()._remind()

    def _write_reminded(self, vals):
        self._write_internal(vals)

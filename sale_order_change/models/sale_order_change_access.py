from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What is asked for: closed as soon as departments are asked to sign it.
REQUEST_FIELDS = {
    "origin",
    "requesting_team_id",
    "reason_type",
    "reason",
    "urgency",
    "notice_attachment_ids",
    "line_ids",
}
# What those who are asked find out.
ANSWER_FIELDS = {
    "planning_date",
    "planning_note",
    "estimated_cost",
    "cost_borne_by",
    "cancellation_charge",
}
# Of these a signature says that they are right.
SIGNED_ANSWERS = {"planning_date", "cancellation_charge"}


class SaleOrderChange(models.Model):
    """Who may write a request, and who may answer it."""

    _inherit = "sale.order.change"

    # === FIELDS === #

    can_edit = fields.Boolean(compute="_compute_rights")
    can_answer = fields.Boolean(compute="_compute_rights")
    can_decide = fields.Boolean(compute="_compute_rights")
    asked_to_decide = fields.Boolean(compute="_compute_asked")
    asked_to_note = fields.Boolean(compute="_compute_asked")

    # === COMPUTE METHODS === #

    @api.depends("state", "requested_by_id", "user_id", "signoff_ids.team_id")
    @api.depends_context("uid")
    def _compute_rights(self):
        for change in self:
            change.can_edit = change.state == "draft" and change._is_requester()
            change.can_answer = change._may_answer()
            change.can_decide = change._is_requester()

    @api.depends("signoff_ids.state", "signoff_ids.team_id")
    @api.depends_context("uid")
    def _compute_asked(self):
        # sudo: a salesperson who is in no department may look at a change, too
        for change in self:
            purposes = set(change.sudo().signoff_ids.filtered("can_sign").mapped("purpose"))
            change.asked_to_decide = "decide" in purposes
            change.asked_to_note = "acknowledge" in purposes

    # === CRUD METHODS === #

    def write(self, vals):
        self.check_access("write")
        if not self.env.su:
            if REQUEST_FIELDS & vals.keys():
                self._check_may_edit()
            if ANSWER_FIELDS & vals.keys():
                self._check_may_answer()
        result = super().write(vals)
        if SIGNED_ANSWERS & vals.keys():
            asked = self.filtered(lambda change: change.state == "review")
            asked._renew_stale_signoffs(self.env._("The day or the charge has changed"))
        return result

    # === ACCESS === #

    def _is_requester(self):
        """Whether the user may write and withdraw this request: who asked for it, who answers for
        the order in sales, managers."""
        self.ensure_one()
        user = self.env.user
        if self.env.su or user.has_group("order_signoff.group_manager"):
            return True
        # sudo: who answers for the order is known, also to those who may not open it
        change = self.sudo()
        order = change.order_id
        return (
            user in change.requested_by_id | change.user_id | order.user_id | order.follower_id
            or user.has_group("sales_team.group_sale_salesman_all_leads")
        )

    def _check_requester(self):
        for change in self:
            if not change._is_requester():
                raise AccessError(
                    self.env._(
                        "%(change)s belongs to %(owner)s: ask there, or in sales.",
                        change=change.display_name,
                        owner=change.sudo().requested_by_id.name,
                    )
                )

    def _check_may_edit(self):
        """Refuse to edit what was sent round, and requests of other people."""
        if self.env.su:
            return
        for change in self:
            if change.state != "draft":
                raise UserError(
                    self.env._(
                        "%(change)s was sent round and is signed as it is. Take it back to draft "
                        "first, or write another request.",
                        change=change.display_name,
                    )
                )
        self._check_requester()

    def _may_answer(self):
        """Whether the user may enter date and cost: whoever is asked, and who answers for it."""
        self.ensure_one()
        if self.state not in ("draft", "review"):
            return False
        if self._is_requester():
            return True
        # sudo: whether the user's department is asked costs no right of his
        teams = self.sudo().signoff_ids.filtered(lambda s: not s.voided_at).team_id
        return self.state == "review" and self.env.user in teams.membership_ids.user_id

    def _check_may_answer(self):
        for change in self:
            if not change._may_answer():
                raise UserError(
                    self.env._(
                        "Date and cost of %(change)s are entered by the departments that are "
                        "asked, as long as they sign it.",
                        change=change.display_name,
                    )
                )

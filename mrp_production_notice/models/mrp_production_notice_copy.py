from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class MrpProductionNoticeCopy(models.Model):
    """Who gets a copy of a notice, who has received it, and that old paper was withdrawn.

    Receipt is not agreement: a department that confirms the notice signs, and has received its
    copy all the same.
    """

    _name = "mrp.production.notice.copy"
    _inherit = ["order.reminder.mixin"]
    _description = "Copy of a Production Notice"
    _order = "notice_id, purpose, id"
    _check_company_auto = True

    # === FIELDS === #

    notice_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        related="notice_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    notice_state = fields.Selection(related="notice_id.state", string="Status of the Notice")
    team_id = fields.Many2one(
        comodel_name="order.team",
        string="Department",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    purpose = fields.Selection(
        selection=[("confirm", "To Confirm"), ("information", "For Information")],
        string="Kind of Copy",
        required=True,
        readonly=True,
    )
    copies = fields.Integer(string="Number of Copies", default=1, readonly=True)
    signoff_id = fields.Many2one(
        comodel_name="order.signoff",
        string="Confirmation",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="order_signoff.group_user",
    )
    received_by_id = fields.Many2one(
        comodel_name="res.users", string="Receipt Noted By", readonly=True, ondelete="restrict"
    )
    received_on = fields.Datetime(string="Receipt Noted On", readonly=True)
    withdrawn_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Old Paper Withdrawn By",
        readonly=True,
        ondelete="restrict",
    )
    withdrawn_on = fields.Datetime(string="Old Paper Withdrawn On", readonly=True)
    state = fields.Selection(
        selection=[
            ("prepared", "Not Yet Issued"),
            ("waiting", "Receipt Missing"),
            ("received", "Received"),
            ("withdraw", "Old Paper to Be Withdrawn"),
            ("withdrawn", "Withdrawn"),
            ("none", "Not Needed"),
        ],
        string="Status",
        compute="_compute_state",
        store=True,
        index=True,
    )
    reminded_on = fields.Date(string="Last Reminded On", readonly=True)
    can_receive = fields.Boolean(compute="_compute_can_receive")
    can_withdraw = fields.Boolean(compute="_compute_can_receive")
    # The digest tells since when.
    deadline = fields.Datetime(related="notice_id.issued_on", string="Issued On")

    _one_per_team = models.UniqueIndex(
        "(notice_id, team_id)", "This department has its copy of the notice already."
    )

    # === COMPUTE METHODS === #

    @api.depends("notice_id.state", "received_on", "withdrawn_on")
    def _compute_state(self):
        for copy in self:
            notice = copy.notice_id.state
            if copy.withdrawn_on:
                copy.state = "withdrawn"
            elif notice == "issued":
                copy.state = "received" if copy.received_on else "waiting"
            elif notice in ("superseded", "cancelled"):
                # Paper that was never issued need not be looked for.
                copy.state = "withdraw" if copy.notice_id.issued_on else "none"
            else:
                copy.state = "prepared"

    @api.depends("state", "team_id")
    @api.depends_context("uid")
    def _compute_can_receive(self):
        teams = self._teams_of_user()
        prepared = self.notice_id._prepared_by_user()
        for copy in self:
            mine = copy.team_id in teams
            copy.can_receive = copy.state == "waiting" and mine
            copy.can_withdraw = copy.state == "withdraw" and (mine or copy.notice_id in prepared)

    @api.depends("notice_id", "team_id")
    def _compute_display_name(self):
        for copy in self:
            copy.display_name = f"{copy.notice_id.display_name} · {copy.team_id.name or ''}"

    # === ACTIONS === #

    def action_receive(self):
        """Note that the current user has received the copies of his departments."""
        self.check_access("read")
        for copy in self:
            if copy.team_id not in self._teams_of_user():
                raise AccessError(
                    self.env._(
                        "Only members of %(team)s can note that its copy was received.",
                        team=copy.team_id.name,
                    )
                )
            if copy.state != "waiting":
                raise UserError(
                    self.env._(
                        "The receipt of %(notice)s by %(team)s is not waited for.",
                        notice=copy.notice_id.display_name,
                        team=copy.team_id.name,
                    )
                )
        # sudo: nobody writes receipts himself; the right was checked above
        self.sudo().write({"received_by_id": self.env.uid, "received_on": fields.Datetime.now()})
        return True

    def action_withdraw(self):
        """Note that the old paper was taken back and cannot be worked on any more."""
        self.check_access("read")
        for copy in self:
            if copy.state != "withdraw":
                raise UserError(
                    self.env._(
                        "%(notice)s at %(team)s need not be withdrawn: it is not out of date, or "
                        "it was taken back already.",
                        notice=copy.notice_id.display_name,
                        team=copy.team_id.name,
                    )
                )
            if not copy.can_withdraw:
                raise AccessError(
                    self.env._(
                        "The old paper is taken back by %(team)s, or by those who prepare the "
                        "notice.",
                        team=copy.team_id.name,
                    )
                )
        # sudo: nobody writes withdrawals himself; the right was checked above
        self.sudo().write({"withdrawn_by_id": self.env.uid, "withdrawn_on": fields.Datetime.now()})
        return True

    def _teams_of_user(self):
        """Return the departments among those of ``self`` of which the user is a member."""
        if self.env.su:
            return self.env["order.team"]
        # sudo: the departments of the user himself; leader and deputy are members, too
        return (
            self.env["order.team"]
            .sudo()
            .with_context(active_test=False)
            .search([("id", "in", self.team_id.ids), ("membership_ids.user_id", "=", self.env.uid)])
            .with_env(self.env)
        )

    # === REMINDER === #

    def _deadline_url(self):
        """Return the path that a digest links to."""
        self.ensure_one()
        return f"/odoo/mrp.production.notice/{self.notice_id.id}"

    @api.model
    def _remind_domain(self):
        """What is missing since the day before."""
        today = fields.Datetime.to_datetime(fields.Date.context_today(self))
        return (
            super()._remind_domain()
            & Domain("state", "in", ("waiting", "withdraw"))
            & Domain("company_id.order_notice_enabled", "=", True)
            & Domain("notice_id.issued_on", "<", today)
        )

    def _remind(self):
        """Queue one reminder per person: the members of the department who are present."""
        digest = self.env["order.digest"]
        people = {team: team._users_to_notify("member") for team in self.team_id}
        by_topic = defaultdict(self.browse)
        for copy in self:
            topic = "notice_receipt" if copy.state == "waiting" else "notice_withdrawal"
            by_topic[topic] |= copy
        for topic, copies in by_topic.items():
            digest._queue(topic, copies, {copy.id: people[copy.team_id] for copy in copies})
        super()._remind()

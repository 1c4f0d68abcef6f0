from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class OrderCopyMixin(models.AbstractModel):
    """Who gets a copy of a document, who has received it, and that old paper was taken back.

    A concrete model needs a ``company_id`` and a ``deadline`` (when the document was given out:
    the reminder tells since when), and says in :meth:`_copy_stages` how far its document is.
    Receipts and withdrawals are noted by people through the two actions and by nobody else:
    there is no right to write a copy.
    """

    _name = "order.copy.mixin"
    _inherit = "order.reminder.mixin"
    _description = "Copy of a Document"

    # The field that points at the document, and the topics of the daily reminder.
    _copy_document = None
    _copy_topics = {}

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    team_id = fields.Many2one(
        comodel_name="order.team",
        string="Department",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    copies = fields.Integer(string="Number of Copies", default=1, readonly=True)
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

    # ------------------------------------------------------------------
    # Compute methods
    # ------------------------------------------------------------------
    @api.depends("received_on", "withdrawn_on")
    def _compute_state(self):
        stages = self._copy_stages()
        for copy in self:
            stage = stages[copy]
            if copy.withdrawn_on:
                copy.state = "withdrawn"
            elif stage == "issued":
                copy.state = "received" if copy.received_on else "waiting"
            else:
                copy.state = {"old": "withdraw", "none": "none"}.get(stage, "prepared")

    @api.depends("state", "team_id")
    @api.depends_context("uid")
    def _compute_can_receive(self):
        teams = self._teams_of_user()
        prepared = self._copies_prepared_by_user()
        for copy in self:
            mine = copy.team_id in teams
            copy.can_receive = copy.state == "waiting" and mine
            copy.can_withdraw = copy.state == "withdraw" and (mine or copy in prepared)

    # ------------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------------
    def _copy_stages(self):
        """Return ``{copy: stage}``: ``prepared``, ``issued``, ``old`` (replaced or cancelled after
        it was given out) or ``none`` (never given out, nothing to take back)."""
        return dict.fromkeys(self, "issued")

    def _copied_document(self):
        """Return the document of this copy."""
        return self[self._copy_document]

    def _copies_prepared_by_user(self):
        """Return the copies whose document the current user prepares: he may take back old paper
        of every department."""
        return self.browse()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_receive(self):
        """Note that the current user has received the copies of his departments."""
        self.check_access("read")
        teams = self._teams_of_user()
        for copy in self:
            if copy.team_id not in teams:
                raise AccessError(
                    self.env._(
                        "Only members of %(team)s can note that its copy was received.",
                        team=copy.team_id.name,
                    )
                )
            if copy.state != "waiting":
                raise UserError(
                    self.env._(
                        "The receipt of %(document)s by %(team)s is not waited for.",
                        document=copy._copied_document().display_name,
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
                        "%(document)s at %(team)s need not be withdrawn: it is not out of date, "
                        "or it was taken back already.",
                        document=copy._copied_document().display_name,
                        team=copy.team_id.name,
                    )
                )
            if not copy.can_withdraw:
                raise AccessError(
                    self.env._(
                        "The old paper is taken back by %(team)s, or by those who prepare "
                        "%(document)s.",
                        team=copy.team_id.name,
                        document=copy._copied_document().display_name,
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

    # ------------------------------------------------------------------
    # Reminder
    # ------------------------------------------------------------------
    def _deadline_url(self):
        """Return the path that a digest links to."""
        self.ensure_one()
        document = self._copied_document()
        return f"/odoo/{document._name}/{document.id}"

    @api.model
    def _remind_domain(self):
        """What is missing; a concrete model says since when."""
        return super()._remind_domain() & Domain("state", "in", list(self._copy_topics))

    def _remind(self):
        """Queue one reminder per person: the members of the department who are present."""
        digest = self.env["order.digest"]
        people = {team: team._users_to_notify("member") for team in self.team_id}
        by_topic = defaultdict(self.browse)
        for copy in self:
            by_topic[self._copy_topics[copy.state]] |= copy
        for topic, copies in by_topic.items():
            digest._queue(topic, copies, {copy.id: people[copy.team_id] for copy in copies})
        return super()._remind()

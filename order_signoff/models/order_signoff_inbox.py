from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_list

# One reminder per line within this time.
REMIND_PAUSE = timedelta(hours=1)


class OrderSignoff(models.Model):
    """My Sign-offs: what the person who looks sees, and what he can press."""

    _inherit = "order.signoff"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    is_mine = fields.Boolean(
        string="Mine to sign", compute="_compute_is_mine", search="_search_is_mine"
    )
    is_my_document = fields.Boolean(
        string="Document of my teams",
        compute="_compute_is_my_document",
        search="_search_is_my_document",
    )
    who = fields.Char(string="Department or person", compute="_compute_who")
    deadline_label = fields.Char(compute="_compute_deadline_label")
    can_sign = fields.Boolean(compute="_compute_can_sign")
    can_remind = fields.Boolean(compute="_compute_can_remind")
    summary = fields.Html(compute="_compute_summary", sanitize=False)
    has_answers = fields.Boolean(compute="_compute_has_answers")

    # ------------------------------------------------------------------
    # Compute, search
    # ------------------------------------------------------------------
    @api.depends("state", "voided_at", "level", "team_id", "named_user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        user = self.env.user
        for signoff in self:
            signoff.is_mine = bool(signoff._entitlement(user))

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            self._domain_mine() if wanted else ~self._domain_mine() for wanted in value
        )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_is_my_document(self):
        # sudo: this is what the record rule asks
        mine = self.sudo().search(
            Domain("id", "in", self.ids) & Domain("is_my_document", "=", True)
        )
        for signoff in self:
            signoff.is_my_document = signoff.sudo() in mine

    def _search_is_my_document(self, operator, value):
        """Sign-offs of documents on which a team of mine signs or that I sent round."""
        if operator != "in":
            return NotImplemented
        uid = self.env.uid

        def to_sql(model, alias, query):
            return SQL(
                """EXISTS (
                    SELECT 1 FROM order_signoff mine
                     WHERE mine.res_model = %(model)s AND mine.res_id = %(id)s
                       AND (mine.named_user_id = %(uid)s
                            OR mine.requested_by_id = %(uid)s
                            OR mine.user_id = %(uid)s
                            OR mine.team_id IN (
                                SELECT team_id FROM order_team_membership
                                 WHERE user_id = %(uid)s)))""",
                model=SQL.identifier(alias, "res_model"),
                id=SQL.identifier(alias, "res_id"),
                uid=uid,
            )

        mine = Domain.custom(to_sql=to_sql)
        return Domain.OR(mine if wanted else ~mine for wanted in value)

    @api.depends("is_mine", "state", "voided_at", "four_eyes", "requested_by_id")
    @api.depends_context("uid")
    def _compute_can_sign(self):
        for signoff in self:
            signoff.can_sign = (
                signoff.state == "pending"
                and signoff.is_mine
                and not (signoff.four_eyes and signoff.requested_by_id == self.env.user)
            )

    @api.depends("state", "is_mine")
    @api.depends_context("uid")
    def _compute_can_remind(self):
        for signoff in self:
            signoff.can_remind = signoff.state == "pending" and not signoff.is_mine

    @api.depends("team_id", "named_user_id")
    @api.depends_context("lang")
    def _compute_who(self):
        for signoff in self:
            signoff.who = signoff._who()

    @api.depends("deadline", "hold_since", "met_at")
    @api.depends_context("lang")
    def _compute_deadline_label(self):
        now = fields.Datetime.now()
        for signoff in self:
            if not signoff.deadline or signoff.met_at:
                signoff.deadline_label = False
            elif signoff.hold_since:
                signoff.deadline_label = self.env._("On hold")
            else:
                signoff.deadline_label = signoff._format_time_left(now)

    def _format_time_left(self, now):
        self.ensure_one()
        late = self.deadline <= now
        hours = abs((self.deadline - now).total_seconds()) / 3600
        if hours >= 48:
            days = int(hours // 24)
            if late:
                return self.env._("%(days)s days late", days=days)
            return self.env._("%(days)s days left", days=days)
        if hours >= 1:
            if late:
                return self.env._("%(hours)s h late", hours=int(hours))
            return self.env._("%(hours)s h left", hours=int(hours))
        minutes = int(hours * 60)
        if late:
            return self.env._("%(minutes)s min late", minutes=minutes)
        return self.env._("%(minutes)s min left", minutes=minutes)

    def _hours_open(self, now):
        self.ensure_one()
        start = self.deadline_started_at or self.requested_at or now
        return (now - start).total_seconds() / 3600

    @api.depends("res_model", "res_id")
    def _compute_summary(self):
        self.summary = False
        for document, signoffs in self._group_by_document_model():
            # sudo: the summary is what the signer is asked about, he need not open the document
            summaries = document.sudo()._signoff_summary()
            for signoff in signoffs:
                signoff.summary = summaries.get(signoff.res_id, False)

    @api.depends("res_model")
    def _compute_has_answers(self):
        self.has_answers = False
        for document, signoffs in self._group_by_document_model():
            signoffs.has_answers = document._signoff_has_answers

    def _domain_mine(self):
        """What the current user may sign, by the same rules as `_entitlement`.

        The departments are looked up first: with their ids the database uses its indexes.
        """
        user = self.env.user
        # sudo: the departments of the user himself; leader and deputy are members, too
        teams = (
            self.env["order.team"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch([("membership_ids.user_id", "=", user.id)], ["leader_id", "deputy_id"])
        )
        led = teams.filtered(
            lambda t: t.leader_id == user or (t.deputy_id == user and t.leader_absent)
        )
        return Domain.OR(
            [
                Domain("level", "=", "person") & Domain("named_user_id", "=", user.id),
                Domain("level", "=", "member") & Domain("team_id", "in", teams.ids),
                Domain("level", "=", "leader") & Domain("team_id", "in", led.ids),
            ]
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_accept(self, comment=None):
        """Sign: accepted. Called on several records, one person signs for several teams."""
        return self._sign("accepted", comment)

    def action_conditional(self, comment):
        """Sign: accepted with the conditions written in the comment."""
        return self._sign("conditional", comment)

    def action_reject(self, comment):
        """Sign: returned for the reason written in the comment."""
        return self._sign("rejected", comment)

    def action_acknowledge(self):
        """Sign: noted."""
        return self._sign("acknowledged")

    def action_decide(self):
        """Open the dialog in which the decision of the context is signed."""
        self.ensure_one()
        decision = self.env.context.get("signoff_decision", "accepted")
        labels = self.env["order.signoff.decision"]._fields["decision"]._description_selection(
            self.env
        )
        return {
            "type": "ir.actions.act_window",
            "name": dict(labels).get(decision),
            "res_model": "order.signoff.decision",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_signoff_id": self.id,
                "default_decision": decision,
                "dialog_size": "medium",
            },
        }

    def action_open_document(self):
        """Open the document."""
        self.ensure_one()
        document = self._document()
        return {
            "type": "ir.actions.act_window",
            "name": self.res_name,
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_answer(self):
        """Open what the signer has to fill in before he signs."""
        self.ensure_one()
        self.check_access("read")
        return self._document()._signoff_action(self) or self.action_open_document()

    def action_answer_all(self):
        """Answer all questions of my team with "met"; the exceptions are changed afterwards."""
        self.check_access("read")
        for signoff in self:
            signoff._check_signer(self.env.user)
        for document, signoffs in self._group_by_document():
            # sudo: the signer was checked, he need not have rights on the document
            document.sudo()._signoff_answer_all(signoffs.sudo())
        return True

    def action_remind(self):
        """Remind those who have not signed yet, in one message per person."""
        self.check_access("read")
        pending = self.filtered(lambda signoff: signoff.state == "pending")
        if not pending:
            raise UserError(self.env._("Nobody is being waited for here any more."))
        threshold = fields.Datetime.now() - REMIND_PAUSE
        pending = pending.filtered(lambda s: not s.reminded_at or s.reminded_at < threshold)
        if not pending:
            raise UserError(self.env._("They have just been reminded. Give them an hour."))
        # sudo: whoever sees the sign-off may ask for it, the note of when is not his to write
        pending.sudo()._remind()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Reminded: %(names)s.",
                    names=format_list(self.env, [signoff._who() for signoff in pending]),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    @api.readonly
    def get_my_signoff_count(self):
        """Return how many sign-offs wait for the current user and how many of them are late."""
        self.browse().check_access("read")
        mine = (
            self._domain_mine()
            & Domain("state", "=", "pending")
            & Domain("company_id", "in", self.env.companies.ids)
        )
        signoffs = self.sudo()  # sudo: what is mine I may see, the rules would ask it again
        return {
            "count": signoffs.search_count(mine),
            "late": signoffs.search_count(mine & Domain("deadline_state", "=", "late")),
        }

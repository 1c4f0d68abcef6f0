import json
from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, clean_context

from ..tools import is_uninstalling

# The fields a new sign-off is created with.
REQUEST_FIELDS = frozenset(
    {
        "res_model",
        "res_id",
        "company_id",
        "team_id",
        "named_user_id",
        "level",
        "purpose",
        "required",
        "sequence",
        "four_eyes",
        "aspects",
        "note",
        "requested_by_id",
        "requested_at",
    }
)
# What the signature adds to them.
SIGNATURE_FIELDS = frozenset(
    {
        "state",
        "user_id",
        "signer_name",
        "capacity",
        "represented_name",
        "signed_at",
        "comment",
        "fingerprint",
        "response_hours",
        "voided_at",
        "void_reason",
    }
)
# Nobody writes these, not even the superuser: the only way to them is `_write_signature`,
# which cannot be reached from outside.
PROTECTED_FIELDS = REQUEST_FIELDS | SIGNATURE_FIELDS
# One reminder per line within this time.
REMIND_PAUSE = timedelta(hours=1)
OPEN_STATES = ("waiting", "pending")
SIGNED_STATES = ("accepted", "conditional", "rejected", "acknowledged")


class OrderSignoff(models.Model):
    _name = "order.signoff"
    _description = "Sign-off"
    _inherit = ["order.deadline.mixin"]
    _order = "sequence, id"
    _rec_name = "res_name"
    _check_company_auto = True

    # ------------------------------------------------------------------
    # Fields: the document
    # ------------------------------------------------------------------
    res_model = fields.Char(string="Document model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True, readonly=True
    )
    res_name = fields.Char(string="Document", readonly=True)
    model_name = fields.Char(string="Kind of document", compute="_compute_model_name")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True, ondelete="set null"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    # ------------------------------------------------------------------
    # Fields: what is asked of whom
    # ------------------------------------------------------------------
    team_id = fields.Many2one(
        comodel_name="order.team",
        string="Department",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    named_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Person asked",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    level = fields.Selection(
        selection=[
            ("member", "Any member"),
            ("leader", "Leader"),
            ("person", "Named person"),
        ],
        string="Who signs",
        default="member",
        required=True,
        readonly=True,
    )
    purpose = fields.Selection(
        selection=[
            ("decide", "Decide"),
            ("acknowledge", "Take note"),
            ("inform", "For information"),
        ],
        default="decide",
        required=True,
        readonly=True,
    )
    required = fields.Boolean(default=True, readonly=True)
    sequence = fields.Integer(
        string="Order",
        default=10,
        readonly=True,
        help="The same figure: side by side. A higher one waits until the lower ones have signed.",
    )
    four_eyes = fields.Boolean(
        readonly=True,
        help="The signer is neither the person who asked nor signs for another department.",
    )
    aspects = fields.Char(
        readonly=True,
        help="The parts of the document this signature covers; empty means all of it.",
    )
    note = fields.Text(string="What is asked", readonly=True)
    requested_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    requested_at = fields.Datetime(string="Asked on", readonly=True)
    reminded_at = fields.Datetime(string="Last reminder", readonly=True)
    deadline_stage = fields.Char(
        readonly=True, help="Which time limit counts once it is the team's turn."
    )
    agreed_deadline = fields.Datetime(
        readonly=True, help="A date agreed for this signature, instead of the time limit."
    )
    activity_ids = fields.One2many(
        comodel_name="mail.activity", inverse_name="order_signoff_id", string="Activities"
    )
    # ------------------------------------------------------------------
    # Fields: the signature
    # ------------------------------------------------------------------
    state = fields.Selection(
        selection=[
            ("waiting", "Waiting for others"),
            ("pending", "To sign"),
            ("accepted", "Accepted"),
            ("conditional", "Accepted with conditions"),
            ("rejected", "Returned"),
            ("acknowledged", "Noted"),
            ("cancelled", "Cancelled"),
        ],
        default="pending",
        required=True,
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Signed by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    signer_name = fields.Char(readonly=True, help="The name at the time of signing.")
    capacity = fields.Selection(
        selection=[
            ("member", "Member"),
            ("leader", "Leader"),
            ("deputy", "Deputy of the leader"),
            ("person", "In person"),
        ],
        string="Signed as",
        readonly=True,
    )
    represented_name = fields.Char(
        string="Signed in place of", readonly=True, help="The absent leader."
    )
    signed_at = fields.Datetime(string="Signed on", readonly=True)
    comment = fields.Text(readonly=True)
    response_hours = fields.Float(
        string="Hours until signed",
        readonly=True,
        aggregator="avg",
        help="Clock hours from the turn of the department to its signature.",
    )
    fingerprint = fields.Char(readonly=True)
    voided_at = fields.Datetime(string="Void since", readonly=True)
    void_reason = fields.Char(string="Void because", readonly=True)
    # ------------------------------------------------------------------
    # Fields: for the person who looks
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

    _document_idx = models.Index("(res_model, res_id)")
    _pending_team_idx = models.Index("(team_id) WHERE state = 'pending'")

    # ------------------------------------------------------------------
    # Compute, search
    # ------------------------------------------------------------------
    @api.depends("res_model")
    def _compute_model_name(self):
        for signoff in self:
            # sudo: naming a kind of document is harmless, the models' list is not readable
            signoff.model_name = (
                self.env["ir.model"].sudo()._get(signoff.res_model).name or signoff.res_model
            )

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

    @api.depends("res_name", "team_id", "named_user_id")
    @api.depends_context("lang", "signoff_show_team")
    def _compute_display_name(self):
        for signoff in self:
            names = [signoff._who()]
            if not self.env.context.get("signoff_show_team"):
                names.insert(0, signoff.res_name)
            signoff.display_name = " · ".join(filter(None, names))

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
    # CRUD: nobody forges, rewrites or deletes a signature
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """A sign-off starts open, whatever values or default keys the caller passes."""
        empty = dict.fromkeys(SIGNATURE_FIELDS, False)
        open_vals_list = [
            vals | empty | {"state": "waiting" if vals.get("state") == "waiting" else "pending"}
            for vals in vals_list
        ]
        self = self.with_context(clean_context(self.env.context))
        return super().create(open_vals_list)

    def write(self, vals):
        """Refuse every change of a signature or of what was asked, to everybody."""
        if not PROTECTED_FIELDS.isdisjoint(vals):
            raise AccessError(
                self.env._(
                    "A sign-off cannot be changed. Sign it in My Sign-offs, or ask again "
                    "from the document."
                )
            )
        return super().write(vals)

    def _write_signature(self, vals):
        """The one way to the protected fields; the leading underscore bars it from RPC."""
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_document_gone(self):
        """Open sign-offs go with their document, signatures never go."""
        if is_uninstalling(self.env):
            return
        existing = {
            (document._name, res_id)
            for document, __ in self._group_by_document_model()
            for res_id in document.exists()._ids
        }
        for signoff in self:
            if signoff.signed_at or (signoff.res_model, signoff.res_id) in existing:
                raise UserError(
                    self.env._(
                        "The sign-off of %(team)s on %(document)s cannot be deleted. "
                        "Ask again from the document if it has to be repeated.",
                        team=signoff._who(),
                        document=signoff.res_name,
                    )
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
                    "Reminded: %(names)s.", names=", ".join(signoff._who() for signoff in pending)
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

    # ------------------------------------------------------------------
    # Who may sign
    # ------------------------------------------------------------------
    def _entitlement(self, user):
        """Return ``(capacity, person represented)`` of the user, or None: not his to sign."""
        self.ensure_one()
        # sudo: the team decides, also where the signer may not look into it
        signoff = self.sudo()
        team, level = signoff.team_id, signoff.level
        if user.id == SUPERUSER_ID or not user.active or user.share:
            return None
        if level == "person":
            return ("person", None) if signoff.named_user_id == user else None
        if team.leader_id == user:
            return "leader", None
        if level == "leader":
            if team.deputy_id == user and team._is_leader_absent(signoff.company_id):
                return "deputy", team.leader_id
            return None
        return ("member", None) if user in team.membership_ids.user_id else None

    def _who(self):
        """Name whom this sign-off waits for."""
        self.ensure_one()
        return self.team_id.name or self.named_user_id.name

    def _check_signer(self, user):
        """Refuse whoever may not sign this line at this moment, and say why."""
        self.ensure_one()
        names = {"team": self._who(), "document": self.res_name}
        if user.id == SUPERUSER_ID or not user.active or user.share:
            raise AccessError(
                self.env._("Only a person with an own login of the company can sign.")
            )
        if self.state == "waiting":
            raise UserError(
                self.env._(
                    "It is not yet the turn of %(team)s on %(document)s: others sign first.",
                    **names,
                )
            )
        if self.signed_at:
            raise UserError(
                self.env._(
                    "%(document)s was already signed for %(team)s by %(name)s.",
                    name=self.signer_name,
                    **names,
                )
            )
        if self.state != "pending":
            raise UserError(
                self.env._(
                    "The sign-off of %(team)s on %(document)s is no longer asked for.", **names
                )
            )
        if not self._entitlement(user):
            raise AccessError(
                self.env._(
                    "You cannot sign %(document)s for %(team)s: ask a manager to add you, or "
                    "to enter an absence.",
                    **names,
                )
            )
        self._check_four_eyes(user)

    def _check_signers_exist(self):
        """Refuse to ask where nobody could sign."""
        for signoff in self:
            team = signoff.team_id
            leaders = team.leader_id | team.deputy_id
            if signoff.level == "leader" and not any(leaders.mapped("active")):
                raise UserError(
                    self.env._(
                        "%(team)s has no leader who could sign. Name one under Configuration, "
                        "Departments.",
                        team=team.display_name,
                    )
                )
            if signoff.level == "member" and not any(team.membership_ids.user_id.mapped("active")):
                raise UserError(
                    self.env._(
                        "%(team)s has no member who could sign. Add one under Configuration, "
                        "Departments.",
                        team=team.display_name,
                    )
                )

    def _check_four_eyes(self, user):
        self.ensure_one()
        if not self.four_eyes:
            return
        # sudo: the other signatures count, whoever may see them
        others = self.sudo()._siblings().filtered(
            lambda other: other.required
            and other.purpose == "decide"
            and other.signed_at
            and other.user_id == user
        )
        if self.sudo().requested_by_id == user or others:
            raise UserError(
                self.env._(
                    "%(document)s needs a second pair of eyes for %(team)s: somebody who "
                    "neither asked for the sign-off nor signed for another department.",
                    team=self._who(),
                    document=self.res_name,
                )
            )

    # ------------------------------------------------------------------
    # Signing
    # ------------------------------------------------------------------
    def _sign(self, decision, comment=None):
        """Put the current user's signature under all lines of ``self``, or under none.

        :param decision: one of the signed states
        :param comment: mandatory for conditional and rejected
        """
        self.check_access("read")
        comment = (comment or "").strip() or False
        self._check_decision(decision, comment)
        user = self.env.user
        self._lock_documents()
        for signoff in self:
            signoff._check_signer(user)
        if len(self) > 1 and any(self.mapped("four_eyes")):
            raise UserError(
                self.env._("Where a second pair of eyes is asked for, sign one line at a time.")
            )
        # sudo: the signer is checked; what follows from his signature is not his to write
        pairs = self.sudo()._group_by_document()
        self._check_documents_exist(pairs)
        for document, signoffs in pairs:
            signoffs._sign_document(document, decision, comment)
        return True

    def _check_decision(self, decision, comment):
        """Refuse a decision that does not answer what was asked, or lacks its reason."""
        if decision in ("conditional", "rejected") and not comment:
            raise UserError(self.env._("Write down the condition or the reason."))
        if decision not in SIGNED_STATES:
            raise UserError(self.env._("Accept, accept with conditions or return the document."))
        for signoff in self:
            if (decision == "acknowledged") != (signoff.purpose != "decide"):
                raise UserError(
                    self.env._(
                        "%(team)s is asked to decide on %(document)s.",
                        team=signoff._who(),
                        document=signoff.res_name,
                    )
                    if signoff.purpose == "decide"
                    else self.env._(
                        "%(team)s is only asked to take note of %(document)s.",
                        team=signoff._who(),
                        document=signoff.res_name,
                    )
                )

    def _lock_documents(self):
        """Let one signature at a time happen on a document.

        All lines are locked, not only those signed: two people who sign the last two lines at
        once would otherwise each see the other's as missing. Who comes second waits, his
        request is then replayed by Odoo on the new state.
        """
        self.env.cr.execute(
            SQL(
                """SELECT id FROM order_signoff
                    WHERE (res_model, res_id) IN (
                        SELECT res_model, res_id FROM order_signoff WHERE id IN %s)
                    ORDER BY id
                      FOR NO KEY UPDATE""",
                self._ids or (0,),
            )
        )

    def _sign_document(self, document, decision, comment):
        """Sign all lines of ``self``, which belong to one document. Runs as superuser."""
        user = self.env.user
        was_accepted = document._signoffs_are_accepted()
        document._check_signoff(self, decision, comment)
        now = fields.Datetime.now()
        fingerprints = document._signoff_fingerprint().get(document.id) or {}
        for signoff in self:
            capacity, represented = signoff._entitlement(user)
            signoff._write_signature(
                {
                    "state": decision,
                    "user_id": user.id,
                    "signer_name": user.name,
                    "capacity": capacity,
                    "represented_name": represented.name if represented else False,
                    "signed_at": now,
                    "response_hours": signoff._hours_open(now),
                    "comment": comment,
                    "fingerprint": signoff._select_fingerprint(fingerprints),
                }
            )
        self._deadline_meet(now)
        self.env["mail.activity"]._close_for_signoffs(self, done=True)
        document._log_signature(self)
        document._update_signoff_turns()
        document._on_signoff_signed(self)
        if decision == "rejected":
            for signoff in self:
                document._on_signoff_rejected(signoff)
        if not was_accepted and document._signoffs_are_accepted():
            document._on_signoffs_accepted()

    def _select_fingerprint(self, fingerprints):
        """Return the fingerprint of the aspects that this signature covers, as text."""
        self.ensure_one()
        aspects = self._aspect_names()
        return json.dumps(
            {
                aspect: value
                for aspect, value in fingerprints.items()
                if not aspects or aspect in aspects
            },
            sort_keys=True,
        )

    def _aspect_names(self):
        self.ensure_one()
        return {aspect.strip() for aspect in (self.aspects or "").split(",") if aspect.strip()}

    def _is_stale(self, fingerprints):
        """Whether one of the aspects that were signed reads differently now."""
        self.ensure_one()
        signed = json.loads(self.fingerprint or "{}")
        return any(fingerprints.get(aspect) != value for aspect, value in signed.items())

    # ------------------------------------------------------------------
    # Opening, cancelling, voiding
    # ------------------------------------------------------------------
    def _open(self):
        """Let the signers know: it is their turn."""
        if not self:
            return
        by_stage = defaultdict(self.browse)
        for signoff in self:
            by_stage[signoff.deadline_stage, signoff.agreed_deadline] |= signoff
        for (stage, agreed), signoffs in by_stage.items():
            signoffs._deadline_start(stage, deadline=agreed)
        self.env["mail.activity"]._create_for_signoffs(self)
        self._announce()

    def _void(self, reason):
        """Signatures stay readable as void, what is open is cancelled. Runs as superuser."""
        now = fields.Datetime.now()
        valid = self.filtered(lambda signoff: not signoff.voided_at)
        signed = valid.filtered("signed_at")
        opened = valid.filtered(lambda signoff: signoff.state in OPEN_STATES)
        if signed:
            signed._write_signature({"voided_at": now, "void_reason": reason})
        if opened:
            opened._write_signature(
                {"state": "cancelled", "voided_at": now, "void_reason": reason}
            )
            opened._deadline_clear()
            self.env["mail.activity"]._close_for_signoffs(opened)
        return signed

    def _prepare_renewal(self):
        """Return the specification that asks for the same signature again."""
        self.ensure_one()
        return {
            "team_id": self.team_id,
            "named_user_id": self.named_user_id,
            "level": self.level,
            "purpose": self.purpose,
            "required": self.required,
            "sequence": self.sequence,
            "four_eyes": self.four_eyes,
            "aspects": self._aspect_names(),
            "note": self.note,
            "deadline_stage": self.deadline_stage,
        }

    # ------------------------------------------------------------------
    # Activities: a projection, the sign-off is the truth
    # ------------------------------------------------------------------
    def _users_to_ask(self):
        """Return ``{id: users}`` who can give the signature, the first of them asked by name."""
        result = {}
        # sudo: members and absence of any team
        for signoff in self.sudo():
            if signoff.level == "person":
                users = signoff.named_user_id
            elif signoff.level == "leader":
                users = signoff.team_id._users_to_notify("leader")
            else:
                team = signoff.team_id
                present = team._users_to_notify("member")
                users = ((team.leader_id | team.deputy_id) & present) | present
            result[signoff.id] = users.filtered("active")
        return result

    @api.model
    def _cron_restore_activities(self, limit=1000):
        """Recreate the activities that were deleted, or lost with an archived user."""
        missing = self.search(
            Domain("state", "=", "pending")
            & Domain("purpose", "!=", "inform")
            & Domain("res_model", "in", self._document_models())
            & ~Domain("activity_ids", "any!", Domain("user_id.active", "=", True)),
            limit=limit,
        )
        self.env["mail.activity"]._close_for_signoffs(missing)
        self.env["mail.activity"]._create_for_signoffs(missing)

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------
    def _announce(self):
        """Queue the new lines for the next digest of those who can sign them."""
        asked = self.filtered(lambda signoff: signoff.state == "pending")
        self.env["order.digest"]._queue("signoff", asked, asked._users_to_ask())

    def _remind(self):
        """Queue one reminder per person."""
        self.env["order.digest"]._queue("reminder", self, self._users_to_ask())
        self.write({"reminded_at": fields.Datetime.now()})

    # ------------------------------------------------------------------
    # Time limit
    # ------------------------------------------------------------------
    @api.model
    def _deadline_stages(self):
        return super()._deadline_stages() | {
            "signoff": self.env._("Signature"),
            "management": self.env._("Signature of management"),
        }

    def _deadline_log(self, text):
        # sudo: a note in the history of a document that the caller need not be able to write
        for document, signoffs in self.sudo()._group_by_document():
            names = ", ".join(signoff._who() for signoff in signoffs)
            document._message_log(
                body=Markup("<b>%s</b>: %s") % (names, text),
                author_id=self.env.user.partner_id.id,
            )

    @api.model
    def _deadline_domain_open(self):
        return Domain("state", "=", "pending") & Domain("met_at", "=", False)

    def _deadline_owner_users(self):
        return self._users_to_ask()

    def _deadline_leader_users(self):
        # sudo: leader and absence of any team
        return {
            signoff.id: signoff.team_id._users_to_notify("leader") for signoff in self.sudo()
        }

    def _deadline_management_users(self):
        teams = {
            company: self.env["order.team"].sudo()._team_by_function(["management"], company)
            for company in self.company_id
        }
        return {
            signoff.id: teams[signoff.company_id]["management"]._users_to_notify("leader")
            for signoff in self
            if "management" in teams[signoff.company_id]
        }

    # ------------------------------------------------------------------
    # Documents
    # ------------------------------------------------------------------
    @api.model
    def _document_models(self):
        """Return the names of the models that can be signed."""
        return sorted(
            name
            for name in self.env.registry.descendants(["order.signoff.mixin"], "_inherit")
            if not self.env[name]._abstract
        )

    def _group_by_document_model(self):
        """Return pairs of documents and their sign-offs, one per model still installed."""
        models_left = set(self._document_models())
        return [
            (self.env[name].browse({signoff.res_id for signoff in signoffs}), signoffs)
            for name, signoffs in self.grouped("res_model").items()
            if name in models_left
        ]

    def _group_by_document(self):
        """Return pairs of one document and its sign-offs."""
        result = []
        for documents, signoffs in self._group_by_document_model():
            by_id = signoffs.grouped("res_id")
            for document in documents.exists():
                result.append((document, by_id[document.id]))
        return result

    def _document(self):
        """Return the document, or say that it is gone."""
        self.ensure_one()
        self._check_documents_exist(self._group_by_document())
        return self.env[self.res_model].browse(self.res_id)

    def _check_documents_exist(self, pairs):
        """Refuse sign-offs that are in none of the ``pairs`` of :meth:`_group_by_document`."""
        found = self.browse().union(*(lines for __, lines in pairs))
        for signoff in self - found:
            raise UserError(
                self.env._("%(document)s does not exist any more.", document=signoff.res_name)
            )

    def _siblings(self):
        """Return the other sign-offs of the same documents that still count."""
        siblings = self.browse()
        for document, signoffs in self._group_by_document():
            siblings |= document.signoff_ids.filtered(lambda s: not s.voided_at) - signoffs
        return siblings

    def _same_document_mine(self):
        """Return what the current user may sign on the documents of ``self``, now."""
        return (
            self.search(
                Domain("is_mine", "=", True)
                & Domain("state", "=", "pending")
                & Domain("res_model", "in", self.mapped("res_model"))
                & Domain("res_id", "in", self.mapped("res_id"))
            )
            .filtered(
                lambda s: any(s.res_model == o.res_model and s.res_id == o.res_id for o in self)
            )
        )

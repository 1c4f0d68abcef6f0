import json

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .order_signoff import SIGNED_STATES


class OrderSignoff(models.Model):
    """Who may sign, and what signing does."""

    _inherit = "order.signoff"

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
                self.env._("Only a person with a login of their own can sign.")
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

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_list

from .order_signoff import OPEN_STATES


class OrderSignoff(models.Model):
    """What follows from signing: whose turn it is, whom to tell, when it is late."""

    _inherit = "order.signoff"

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
            names = format_list(self.env, [signoff._who() for signoff in signoffs])
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
        return self._deadline_leaders_of("management")

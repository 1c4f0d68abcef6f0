from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..tools import is_uninstalling

SPEC_DEFAULTS = {
    "team_id": False,
    "named_user_id": False,
    "level": "member",
    "purpose": "decide",
    "required": True,
    "sequence": 10,
    "aspects": (),
    "four_eyes": False,
    "note": False,
    "deadline_stage": "signoff",
    "deadline": None,
}


class OrderSignoffMixin(models.AbstractModel):
    """A document that teams sign.

    The model also inherits ``mail.thread`` and ``mail.activity.mixin`` and has a ``company_id``.
    """

    _name = "order.signoff.mixin"
    _description = "Document with sign-offs"

    # Whether signers fill in something before they sign (then override `_signoff_action`).
    _signoff_has_answers = False

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    signoff_ids = fields.One2many(
        comodel_name="order.signoff",
        inverse_name="res_id",
        string="Sign-offs",
        copy=False,
        bypass_search_access=True,
        groups="order_signoff.group_user",
    )
    signoff_state = fields.Selection(
        selection=[
            ("none", "Not asked"),
            ("pending", "Being signed"),
            ("accepted", "Accepted"),
            ("conditional", "Accepted with conditions"),
            ("rejected", "Returned"),
        ],
        string="Sign-off",
        compute="_compute_signoff_state",
        store=True,
        copy=False,
    )
    signoff_missing = fields.Char(
        string="Still to sign", compute="_compute_signoff_missing", compute_sudo=True
    )
    my_signoff_ids = fields.Many2many(
        comodel_name="order.signoff",
        string="My sign-offs",
        compute="_compute_my_signoff_ids",
        groups="order_signoff.group_user",
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends(
        "signoff_ids.state", "signoff_ids.voided_at", "signoff_ids.required", "signoff_ids.purpose"
    )
    def _compute_signoff_state(self):
        for document in self:
            states = set(document._required_signoffs().mapped("state"))
            if not states:
                document.signoff_state = "none"
            elif "rejected" in states:
                document.signoff_state = "rejected"
            elif states & {"waiting", "pending"}:
                document.signoff_state = "pending"
            elif "conditional" in states:
                document.signoff_state = "conditional"
            else:
                document.signoff_state = "accepted"

    @api.depends("signoff_ids.state", "signoff_ids.voided_at", "signoff_ids.required")
    @api.depends_context("lang")
    def _compute_signoff_missing(self):
        for document in self:
            missing = document._required_signoffs().filtered(
                lambda signoff: signoff.state in ("waiting", "pending")
            )
            names = [signoff._who() for signoff in missing.sorted(lambda s: (s.sequence, s.id))]
            document.signoff_missing = format_list(self.env, dict.fromkeys(names))

    @api.depends("signoff_ids.state", "signoff_ids.team_id")
    @api.depends_context("uid")
    def _compute_my_signoff_ids(self):
        for document in self:
            document.my_signoff_ids = document.signoff_ids.filtered("can_sign")

    def _required_signoffs(self):
        """Return the sign-offs on which the state of the documents depends."""
        return self.signoff_ids.filtered(
            lambda s: s.required and s.purpose != "inform" and not s.voided_at
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_sign(self):
        """Open the dialog in which the user signs for his departments, or himself."""
        self.ensure_one()
        signoff = self.my_signoff_ids[:1]
        if not signoff:
            raise UserError(
                self.env._(
                    "%(document)s does not wait for your signature.", document=self.display_name
                )
            )
        return signoff.action_decide()

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        # The state follows from signatures, neither values nor default keys can name it.
        return super().create([{**vals, "signoff_state": "none"} for vals in vals_list])

    def write(self, vals):
        if "signoff_state" in vals:
            raise UserError(
                self.env._("The sign-off state follows from the signatures, it cannot be set.")
            )
        result = super().write(vals)
        if self._signoff_label_fields() & vals.keys():
            self._update_signoff_labels()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_signed(self):
        if is_uninstalling(self.env):
            return
        # sudo: a signature counts, whoever may see it
        signed = self.env["order.signoff"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("signed_at", "!=", False),
            ],
            limit=1,
        )
        if signed:
            raise UserError(
                self.env._(
                    "%(document)s was signed and cannot be deleted. Cancel it instead.",
                    document=signed.res_name,
                )
            )

    def unlink(self):
        # sudo: open sign-offs go with their document, its owner need not be their signer
        signoffs = self.env["order.signoff"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        result = super().unlink()
        signoffs.unlink()
        return result

    # ------------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------------
    def _signoff_fingerprint(self):
        """Return ``{id: {aspect: short hash}}`` of what signers sign. One batch."""
        return {document.id: {} for document in self}

    def _check_signoff(self, signoffs, decision, comment):
        """Raise where the document is not ready for this decision (open questions, ...)."""

    def _on_signoff_signed(self, signoffs):
        """Called after every signature, on one document."""

    def _on_signoff_rejected(self, signoff):
        """Called after a team has returned the document."""

    def _on_signoffs_accepted(self):
        """Called once all required teams have accepted; `signoff_state` tells the conditions."""

    def _signoff_summary(self):
        """Return ``{id: Markup}``: what the card in the inbox shows. One batch."""
        return {}

    def _signoff_action(self, signoffs):
        """Return the action that opens what the signer fills in; False opens the document."""
        return False

    def _signoff_answer_all(self, signoffs):
        """Answer all questions of the teams of ``signoffs`` with "met"."""

    def _signoff_document_label(self):
        """Return how the document is called in the inbox."""
        self.ensure_one()
        return self.display_name

    def _signoff_partner(self):
        """Return the customer the document is about."""
        self.ensure_one()
        return self.partner_id if "partner_id" in self._fields else self.env["res.partner"]

    @api.model
    def _signoff_label_fields(self):
        """Return the names of the fields that label and customer are made of."""
        return {self._rec_name, "partner_id"}

    # ------------------------------------------------------------------
    # Request
    # ------------------------------------------------------------------
    def _request_signoffs(self, specs):
        """Ask teams or persons to sign the documents of ``self``.

        :param specs: a list of dicts, asked on each document, or ``{id: [dicts]}``. Keys:
            ``team_id`` (record or id), ``level``, ``purpose``, ``required``, ``sequence``,
            ``named_user_id``, ``aspects`` (names), ``four_eyes``, ``note``, ``deadline_stage``,
            ``deadline`` (a datetime agreed instead of the time limit)
        :return: the sign-offs, as superuser
        """
        by_id = specs if isinstance(specs, dict) else {document.id: specs for document in self}
        documents = self.sudo()  # sudo: whoever may ask need not have rights on sign-offs
        vals_list = [
            document._prepare_signoff(spec)
            for document in documents
            for spec in by_id.get(document.id, ())
        ]
        signoffs = documents.env["order.signoff"].create(vals_list)
        signoffs._check_signers_exist()
        documents._update_signoff_turns(signoffs)
        return signoffs

    def _prepare_signoff(self, spec):
        self.ensure_one()
        if unknown := spec.keys() - SPEC_DEFAULTS.keys():
            raise ValueError(f"Unknown keys of a sign-off: {sorted(unknown)}")
        vals = SPEC_DEFAULTS | spec
        for name in ("team_id", "named_user_id"):
            vals[name] = getattr(vals[name], "id", vals[name])
        if vals["named_user_id"]:
            vals["level"] = "person"
        if not vals["team_id"] and not vals["named_user_id"]:
            raise UserError(
                self.env._(
                    "%(document)s cannot be sent round: a department that has to sign is "
                    "missing. Set it up under Configuration, Departments.",
                    document=self.display_name,
                )
            )
        vals["aspects"] = ",".join(sorted(vals["aspects"])) or False
        vals["required"] = vals["required"] and vals["purpose"] != "inform"
        vals["agreed_deadline"] = vals.pop("deadline")
        return vals | {
            "res_model": self._name,
            "res_id": self.id,
            "res_name": self._signoff_document_label(),
            "partner_id": self._signoff_partner().id,
            "company_id": (self.company_id or self.env.company).id,
            "requested_by_id": self.env.uid,
            "requested_at": fields.Datetime.now(),
            "state": "waiting",
        }

    def _update_signoff_turns(self, new=None):
        """Open the lines whose turn has come; let those wait before which others come again."""
        opened = closed = self.env["order.signoff"]
        for document in self:
            valid = document.signoff_ids.filtered(lambda s: not s.voided_at)
            blocking = valid.filtered(
                lambda s: s.required and s.state in ("waiting", "pending", "rejected")
            )
            turn = min(blocking.mapped("sequence"), default=None)
            for signoff in valid:
                early = turn is None or signoff.sequence <= turn
                if signoff.state == "waiting" and early:
                    opened |= signoff
                elif signoff.state == "pending" and not early:
                    closed |= signoff
        if opened:
            opened._write_signature({"state": "pending"})
            opened._open()
        if closed:
            closed._write_signature({"state": "waiting"})
            closed._deadline_clear()
            self.env["mail.activity"]._close_for_signoffs(closed)

    # ------------------------------------------------------------------
    # Void and renew
    # ------------------------------------------------------------------
    def _stale_signoffs(self):
        """Return ``{document: signatures}`` for which the document reads differently now."""
        result = {}
        documents = self.sudo()  # sudo: all signatures count, whoever asks
        fingerprints = documents._signoff_fingerprint()
        signed = documents.env["order.signoff"].search_fetch(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", documents.ids),
                ("signed_at", "!=", False),
                ("voided_at", "=", False),
                ("purpose", "=", "decide"),
            ],
            ["res_id", "fingerprint"],
        ).grouped("res_id")
        for document in documents:
            current = fingerprints.get(document.id) or {}
            stale = signed.get(document.id, documents.env["order.signoff"]).filtered(
                lambda s, current=current: s._is_stale(current)
            )
            if stale:
                result[document.with_env(self.env)] = stale
        return result

    def _void_signoffs(self, reason, signoffs=None):
        """Make the signatures void and cancel what is open; both stay readable.

        :param signoffs: only these, otherwise all of the documents of ``self``
        """
        documents = self.sudo()  # sudo: the system keeps the sign-offs, not the caller
        signoffs = documents.signoff_ids if signoffs is None else signoffs.sudo()
        voided = signoffs._void(reason)
        if voided:
            bodies = {}
            for document, lines in voided._group_by_document():
                names = format_list(self.env, [line._who() for line in lines])
                bodies[document.id] = self.env._(
                    "Signatures void (%(reason)s): %(teams)s", reason=reason, teams=names
                )
            documents.filtered(lambda d: d.id in bodies)._message_log_batch(bodies)
        documents._update_signoff_turns()
        return voided

    def _renew_stale_signoffs(self, reason):
        """Make signatures on what has changed void and ask the same teams again."""
        stale = self._stale_signoffs()
        if not stale:
            return self.env["order.signoff"].sudo()
        documents = self.browse([document.id for document in stale])
        specs = {
            document.id: [signoff._prepare_renewal() for signoff in signoffs]
            for document, signoffs in stale.items()
        }
        documents._void_signoffs(reason, self.env["order.signoff"].union(*stale.values()))
        return documents._request_signoffs(specs)

    def _signoffs_are_accepted(self):
        self.ensure_one()
        return self.signoff_state in ("accepted", "conditional")

    # ------------------------------------------------------------------
    # Messages and labels
    # ------------------------------------------------------------------
    def _log_signature(self, signoffs):
        """Write the signature into the history of the document, as a note for employees."""
        self.ensure_one()
        signoff = signoffs[:1]
        states = dict(signoff._fields["state"]._description_selection(self.env))
        body = Markup("<b>%s</b>: %s") % (
            format_list(self.env, [line._who() for line in signoffs]),
            states[signoff.state],
        )
        if signoff.represented_name:
            body += Markup(" (%s)") % self.env._(
                "in place of %(name)s", name=signoff.represented_name
            )
        if signoff.comment:
            body += Markup("<br/>%s") % signoff.comment
        self._message_log(body=body, author_id=self.env.user.partner_id.id)

    def _update_signoff_labels(self):
        """Let open and signed lines show the document's present name."""
        # sudo: the label is kept by the system
        signoffs = self.env["order.signoff"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        for document, lines in signoffs._group_by_document():
            lines.write(
                {
                    "res_name": document._signoff_document_label(),
                    "partner_id": document._signoff_partner().id,
                }
            )

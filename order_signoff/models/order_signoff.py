from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import clean_context

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

    @api.depends("res_name", "team_id", "named_user_id")
    @api.depends_context("lang", "signoff_show_team")
    def _compute_display_name(self):
        for signoff in self:
            names = [signoff._who()]
            if not self.env.context.get("signoff_show_team"):
                names.insert(0, signoff.res_name)
            signoff.display_name = " · ".join(filter(None, names))

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

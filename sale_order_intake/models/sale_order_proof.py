
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.order_signoff.tools import is_uninstalling

PROOF_TYPES = [
    ("label", "Label"),
    ("artwork", "Artwork"),
    ("sample", "Sample"),
]
# What a browser shows on any phone.
PROOF_EXTENSIONS = ("pdf", "png", "jpg", "jpeg")
# Kept by the buttons only, in every state.
PROTECTED_FIELDS = {
    "name",
    "version",
    "previous_id",
    "state",
    "sent_by_id",
    "sent_on",
    "file_checksum",
    "decided_on",
    "decided_by_name",
    "decided_capacity",
    "decided_user_id",
    "decided_partner_id",
    "decision_channel",
    "decision_address",
    "decision_comment",
    "decision_signature",
    "evidence",
    "evidence_name",
    "access_token",
}
# What the customer judges: fixed from the moment it is sent.
FROZEN_FIELDS = {
    "proof_type",
    "order_id",
    "order_line_id",
    "product_id",
    "file",
    "file_name",
    "description",
    "sample_kind",
    "sample_content",
    "sample_color",
    "finish_position",
}


class SaleOrderProof(models.Model):
    """One version of a label, artwork or sample that has to be approved before it is made.

    Nothing of it changes once it was sent: what was approved, by whom and when can be shown as
    long as the order exists. A correction is a new version, which supersedes the one before.
    """

    _name = "sale.order.proof"
    _description = "Proof to Approve"
    _inherit = [
        "order.page.mixin",
        "portal.mixin",
        "order.deadline.mixin",
        "order.form.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "product_id", "order_id"]
    _check_company_auto = True
    _form_key = "sale_order_sample"

    # === FIELDS: WHAT IS TO BE APPROVED === #

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    proof_type = fields.Selection(
        selection=PROOF_TYPES, string="Type", required=True, default="label", index=True
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    order_name = fields.Char(related="order_id.name", string="Order Number")
    order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        domain="[('order_id', '=', order_id), ('display_type', '=', False)]",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="Empty: the proof is for all products of the order.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="order_id.partner_id", string="Customer", store=True, index=True
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Send To",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        help="The person at the customer who approves.",
    )
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    previous_id = fields.Many2one(
        comodel_name="sale.order.proof",
        string="Replaces",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    next_ids = fields.One2many(
        comodel_name="sale.order.proof", inverse_name="previous_id", string="Replaced By"
    )
    file = fields.Binary(copy=False)
    file_name = fields.Char(copy=False)
    file_kind = fields.Selection(
        selection=[("pdf", "PDF"), ("image", "Picture")], compute="_compute_file_kind"
    )
    file_checksum = fields.Char(
        string="Fingerprint of the File",
        readonly=True,
        copy=False,
        help="Shows that the file is still the one that was sent (SHA-256).",
    )
    description = fields.Text(
        string="Content", help="What the customer has to check: texts, bar code, shipping mark."
    )
    note = fields.Text(string="Internal Note", copy=False)

    # === FIELDS: SAMPLE === #

    sample_kind = fields.Selection(
        selection=[("customer", "Customer's sample"), ("retained", "Retained sample")],
        string="Kind of Sample",
        help="A customer's sample is signed by the customer or by Sales, a retained sample by "
        "Quality.",
    )
    sample_content = fields.Char(string="Type and Content")
    sample_color = fields.Char(string="Colour")
    finish_position = fields.Text(
        string="Position of Foil, UV and Embossing",
        help="Where foil, UV varnish or embossing go, as marked on the sample.",
    )

    # === FIELDS: WAY OF THE PROOF === #

    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("sent", "Waiting for Answer"),
            ("returned", "Returned"),
            ("approved", "Approved"),
            ("superseded", "Superseded"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    sent_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    sent_on = fields.Datetime(readonly=True, copy=False)
    decided_on = fields.Datetime(string="Answered On", readonly=True, copy=False)
    decided_by_name = fields.Char(string="Answered By", readonly=True, copy=False)
    decided_capacity = fields.Char(string="Position", readonly=True, copy=False)
    decided_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded By",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    decided_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Answering Contact",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    decision_channel = fields.Selection(
        selection=[
            ("portal", "Customer, logged in"),
            ("link", "Customer, by link"),
            ("staff", "Customer's message, recorded by staff"),
            ("sales", "Signed by Sales"),
            ("quality", "Signed by Quality"),
        ],
        string="Way of the Answer",
        readonly=True,
        copy=False,
    )
    decision_address = fields.Char(
        string="Network Address",
        readonly=True,
        copy=False,
        groups="sales_team.group_sale_salesman,order_signoff.group_manager",
        help="Where an answer by link or on the portal came from.",
    )
    decision_comment = fields.Text(string="Remark", readonly=True, copy=False)
    decision_signature = fields.Image(
        string="Signature",
        readonly=True,
        copy=False,
        max_width=1024,
        max_height=1024,
        help="Drawn by the customer on the portal.",
    )
    evidence = fields.Binary(string="Customer's Message", readonly=True, copy=False)
    evidence_name = fields.Char(string="Name of the Evidence", readonly=True, copy=False)
    # Whoever may read a proof may not answer in the name of the customer.
    access_token = fields.Char(groups="sales_team.group_sale_salesman")
    portal_link = fields.Char(
        string="Link for the Customer",
        compute="_compute_portal_link",
        groups="sales_team.group_sale_salesman",
    )

    _previous_unique = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL",
        "This version has been replaced by a new one already: continue with that one.",
    )

    # === COMPUTE METHODS === #

    @api.depends("order_line_id")
    def _compute_product_id(self):
        for proof in self:
            proof.product_id = proof.order_line_id.product_id or proof.product_id

    @api.depends("order_id")
    def _compute_contact_id(self):
        for proof in self:
            proof.contact_id = proof.order_id.partner_id

    @api.depends("state", "access_token")
    def _compute_portal_link(self):
        for proof in self:
            # The link exists from the sending on; looking at the proof makes none.
            linked = proof.state == "sent" and proof.access_token
            proof.portal_link = linked and proof.get_base_url() + proof.get_portal_url()

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for proof in self:
            proof.access_url = f"/my/proof/{proof.id}"
        return result

    @api.depends("name", "version")
    def _compute_display_name(self):
        for proof in self:
            proof.display_name = f"{proof.name} V{proof.version}" if proof.name else ""

    @api.model
    def _group_expand_state(self, states, domain):
        """Show the columns a proof passes, also while they are empty."""
        steps = ["draft", "sent", "returned", "approved"]
        return steps + [state for state in states if state not in steps]

    @api.constrains("order_id", "order_line_id")
    def _check_order_line(self):
        for proof in self:
            if proof.order_line_id and proof.order_line_id.order_id != proof.order_id:
                raise ValidationError(
                    self.env._("Choose a line of order %(order)s.", order=proof.order_id.name)
                )

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        proofs = super().create(vals_list)
        # The number is given by the system and closed to typing; versions share it.
        for proof in proofs.sudo():
            proof.name = proof.previous_id.name or proof.company_id._next_document_number(
                self._name
            )
        proofs.order_id._count_proofs()
        return proofs

    def write(self, vals):
        if not self.env.su and not FROZEN_FIELDS.isdisjoint(vals):
            for proof in self:
                if proof.state != "draft":
                    raise UserError(
                        self.env._(
                            "%(proof)s has been sent and cannot be changed: make a new version "
                            "instead.",
                            proof=proof.display_name,
                        )
                    )
        orders = self.order_id
        result = super().write(vals)
        if "state" in vals or "order_id" in vals:
            (orders | self.order_id)._count_proofs()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders._count_proofs()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_only_draft(self):
        if is_uninstalling(self.env):
            return
        for proof in self:
            if proof.state != "draft":
                raise UserError(
                    self.env._(
                        "%(proof)s has been sent and is kept: make a new version instead.",
                        proof=proof.display_name,
                    )
                )

    # === ACTIONS: SEND === #

    def action_preview(self):
        """Show the page as the customer sees it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "self", "url": self.access_url}

    def action_open_order(self):
        """Open the order of the proof."""
        self.ensure_one()
        return self.order_id.get_formview_action()

    def action_print_sample(self):
        """Print the sample record (A4)."""
        return self.env.ref("sale_order_intake.action_report_sale_order_sample").report_action(
            self
        )

    def action_print_stamp(self):
        """Print the stamp as a label to stick on the sample."""
        return self.env.ref("sale_order_intake.action_report_sale_order_stamp").report_action(self)

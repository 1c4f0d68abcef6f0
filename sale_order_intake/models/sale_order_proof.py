import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_datetime

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
    evidence = fields.Binary(string="Customer's Message", readonly=True, copy=False)
    evidence_name = fields.Char(readonly=True, copy=False)
    can_sign_quality = fields.Boolean(compute="_compute_can_sign_quality")
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

    @api.depends("file_name")
    def _compute_file_kind(self):
        for proof in self:
            extension = (proof.file_name or "").rpartition(".")[2].lower()
            if extension in PROOF_EXTENSIONS:
                proof.file_kind = "pdf" if extension == "pdf" else "image"
            else:
                proof.file_kind = False

    @api.depends("state", "proof_type", "sample_kind", "company_id")
    @api.depends_context("uid")
    def _compute_can_sign_quality(self):
        teams = {}
        for proof in self:
            company = proof.company_id
            if company not in teams:
                teams[company] = proof._quality_team()
            proof.can_sign_quality = (
                proof._is_signed_by_quality()
                and proof.state == "sent"
                and self.env.user in teams[company].member_ids
            )

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

    # === CONSTRAINTS === #

    @api.constrains("file", "file_name")
    def _check_file(self):
        for proof in self.filtered("file"):
            content = proof._file_content()
            max_mb = proof.company_id.order_document_max_mb
            if len(content) > max_mb * 1024 * 1024:
                raise ValidationError(
                    self.env._(
                        "%(file)s is too large: proofs may have up to %(size)s MB.",
                        file=proof.file_name or "",
                        size=max_mb,
                    )
                )
            if not self.env["sale.order"]._is_document_content(
                proof.file_name, content, PROOF_EXTENSIONS
            ):
                raise ValidationError(
                    self.env._(
                        "%(file)s cannot be shown to the customer: attach a PDF or a picture "
                        "(PNG, JPG).",
                        file=proof.file_name or self.env._("The file"),
                    )
                )

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

    def action_send(self):
        """Send the customer the link to the proof by e-mail; from then on nothing changes."""
        for proof in self:
            if proof._is_signed_by_quality():
                raise UserError(
                    self.env._(
                        "%(proof)s is a retained sample: give it to Quality, not to the customer.",
                        proof=proof.display_name,
                    )
                )
            if not proof.contact_id.email:
                raise UserError(
                    self.env._(
                        "%(contact)s has no e-mail address: enter it, or send the link yourself "
                        "and press “Sent Another Way”.",
                        contact=proof.contact_id.display_name or self.env._("The customer"),
                    )
                )
        self._send()
        self._send_mail()
        return True

    def action_mark_sent(self):
        """Note that the customer gets the proof another way: by hand, by a chat message."""
        self._send()
        return True

    def action_remind(self):
        """Send the customer the link once more."""
        self.check_access("write")
        for proof in self:
            proof._check_waits()
            if proof._is_signed_by_quality():
                raise UserError(
                    self.env._("%(proof)s waits for Quality.", proof=proof.display_name)
                )
        self._send_mail()
        return True

    def action_new_version(self):
        """Prepare the next version; it replaces this one as soon as it is sent.

        :return: action of the form of the new version
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "draft":
            raise UserError(
                self.env._("%(proof)s has not been sent: change it.", proof=self.display_name)
            )
        if self.next_ids:
            new = self.next_ids
        else:
            # sudo: version and predecessor are closed to typing; the right was checked above
            new = self.sudo().copy({"version": self.version + 1, "previous_id": self.id})
        return new.get_formview_action()

    def action_record_answer(self):
        """Open the dialog in which staff record the answer of the customer or sign."""
        self.ensure_one()
        self._check_waits()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer to %(proof)s", proof=self.display_name),
            "res_model": "sale.order.proof.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proof_id": self.id},
        }

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

    # === BUSINESS METHODS: SEND === #

    def _send(self):
        self.check_access("write")
        for proof in self:
            proof._check_can_send()
        # sudo: state and sender are closed to typing; the right was checked just above
        for proof in self.sudo():
            proof.write(
                {
                    "state": "sent",
                    "sent_by_id": self.env.uid,
                    "sent_on": fields.Datetime.now(),
                    "file_checksum": proof._file_digest(),
                }
            )
            if not proof._is_signed_by_quality():
                proof._portal_ensure_token()
        self._freeze_form()
        self._deadline_start("answer")
        self.sudo().previous_id._supersede()
        self._on_proof_sent()

    def _check_can_send(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._("%(proof)s has already been sent.", proof=self.display_name)
            )
        if self.order_id.state == "cancel":
            raise UserError(
                self.env._("Order %(order)s is cancelled.", order=self.order_id.name)
            )
        if self.proof_type == "sample":
            if not self.sample_kind:
                raise UserError(
                    self.env._(
                        "Say on %(proof)s whether it is the customer's sample or a retained one.",
                        proof=self.display_name,
                    )
                )
        elif not self.file:
            raise UserError(
                self.env._(
                    "Attach the file of %(proof)s that the customer has to approve.",
                    proof=self.display_name,
                )
            )

    def _send_mail(self):
        template = self.env.ref("sale_order_intake.mail_template_proof")
        for proof in self:
            # Not in the history of the proof: whoever reads that would have the customer's link.
            template.send_mail(
                proof.id,
                email_layout_xmlid="mail.mail_notification_light",
                email_values={"model": False, "res_id": False},
            )
            proof._message_log(
                body=self.env._("Link sent to %(contact)s.", contact=proof.contact_id.display_name)
            )

    def _supersede(self):
        """Put earlier versions away; what was said about them stays readable."""
        proofs = self
        while proofs:
            proofs.filtered(lambda proof: proof.state != "superseded").write(
                {"state": "superseded"}
            )
            proofs._deadline_meet()
            proofs = proofs.previous_id

    def _on_proof_sent(self):
        """Hook: proofs wait for their answer."""
        for proof in self.filtered(lambda proof: proof._is_signed_by_quality()):
            for user in proof._quality_team()._users_to_notify("leader"):
                proof.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=self.env._("Sign the retained sample"),
                )

    # === BUSINESS METHODS: ANSWER === #

    def _check_waits(self):
        """Refuse an answer to a proof that does not wait for one."""
        self.ensure_one()
        if self.state == "superseded":
            raise UserError(
                self.env._(
                    "%(proof)s was replaced by a newer version: answer that one.",
                    proof=self.display_name,
                )
            )
        # sudo: staff of Quality sign without access to the order
        if self.state != "sent" or self.sudo().order_id.state == "cancel":
            raise UserError(
                self.env._(
                    "%(proof)s does not wait for an answer.",
                    proof=self.display_name,
                )
            )

    def _decide(self, approved, values):
        """Record the answer; the caller has checked who gives it.

        :param bool approved: approved or returned
        :param dict values: values of the fields that say who answers, and how
        """
        self.ensure_one()
        # sudo: the answer is closed to typing; the caller has checked who gives it
        proof = self.sudo()
        if not proof.try_lock_for_update():
            raise UserError(
                self.env._("Somebody else is answering %(proof)s.", proof=proof.display_name)
            )
        proof.invalidate_recordset(["state"])
        proof._check_waits()
        comment = (values.get("decision_comment") or "").strip()
        if not (values.get("decided_by_name") or "").strip():
            raise UserError(self.env._("Enter the name of the person who answers."))
        if not approved and not comment:
            raise UserError(self.env._("Say what has to be changed."))
        if proof.file_checksum != proof._file_digest():
            raise UserError(
                self.env._(
                    "The file of %(proof)s is not the one that was sent any more: make a new "
                    "version.",
                    proof=proof.display_name,
                )
            )
        proof.write(
            {
                **values,
                "decided_by_name": values["decided_by_name"].strip(),
                "decision_comment": comment or False,
                "state": "approved" if approved else "returned",
                "decided_on": fields.Datetime.now(),
            }
        )
        proof._deadline_meet()
        proof.activity_ids.filtered("automated").unlink()
        proof._post_decision()
        proof._on_proof_decided()

    def _post_decision(self):
        """Tell who follows the order what was answered."""
        self.ensure_one()
        responsible = self.order_id._order_responsible_users()[self.order_id.id]
        proof = self.with_context(lang=responsible.lang or self.env.lang)
        text = (
            proof.env._("Approved by %(who)s.", who=proof._decided_by())
            if self.state == "approved"
            else proof.env._(
                "Returned by %(who)s: %(comment)s",
                who=proof._decided_by(),
                comment=proof.decision_comment,
            )
        )
        proof.message_post(
            body=text,
            author_id=(self.decided_user_id.partner_id or self.env.ref("base.partner_root")).id,
            partner_ids=(responsible - self.decided_user_id).partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _decided_by(self):
        """Return who answered, in one line."""
        self.ensure_one()
        return ", ".join(filter(None, [self.decided_by_name, self.decided_capacity]))

    def _evidence(self):
        """Return one sentence that proves the answer: what, which version, who, when, how."""
        self.ensure_one()
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("proof_type", "decision_channel")
        }
        return self.env._(
            "%(type)s %(proof)s approved by %(who)s on %(date)s (%(channel)s)",
            type=labels["proof_type"][self.proof_type],
            proof=self.display_name,
            who=self._decided_by(),
            date=format_datetime(
                self.env,
                self.decided_on,
                tz=self.company_id.resource_calendar_id.tz or "UTC",
                dt_format="yyyy-MM-dd HH:mm",
            ),
            channel=labels["decision_channel"].get(self.decision_channel, ""),
        )

    def _on_proof_decided(self):
        """Hook: the answer to one proof is recorded. Runs as superuser."""

    def _is_signed_by_quality(self):
        self.ensure_one()
        return self.proof_type == "sample" and self.sample_kind == "retained"

    def _quality_team(self):
        team = self.env["order.team"]
        return team._team_by_function(["quality"], self.company_id).get("quality", team)

    def _check_may_sign(self, channel):
        """Refuse who may not answer this way; the customer's own ways are not asked here."""
        self.ensure_one()
        if self._is_signed_by_quality():
            if channel != "quality" or not self.can_sign_quality:
                raise AccessError(
                    self.env._(
                        "%(proof)s is a retained sample: only the department Quality signs it.",
                        proof=self.display_name,
                    )
                )
            return
        self.check_access("write")
        if channel == "quality" or (channel == "sales" and self.proof_type != "sample"):
            raise UserError(
                self.env._(
                    "%(proof)s is approved by the customer: attach the customer's message.",
                    proof=self.display_name,
                )
            )

    # === FILE === #

    def _file_content(self):
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _file_digest(self):
        """Return the fingerprint of the file, False without one."""
        content = self._file_content()
        return hashlib.sha256(content).hexdigest() if content else False

    # === TIME LIMIT === #

    @api.model
    def _deadline_stages(self):
        return super()._deadline_stages() | {"answer": self.env._("Answer to a proof")}

    def _deadline_owner_users(self):
        # sudo: told by the system, whatever the people may read
        responsible = self.sudo().order_id._order_responsible_users()
        users = {proof.id: responsible[proof.sudo().order_id.id] for proof in self}
        for proof in self.filtered(lambda proof: proof._is_signed_by_quality()):
            users[proof.id] = proof._quality_team()._users_to_notify("leader")
        return users

    def _deadline_leader_users(self):
        team = self.env["order.team"]
        leaders = {
            company: team._team_by_function(["sales"], company)
            .get("sales", team)
            ._users_to_notify("leader")
            for company in self.company_id
        }
        return {proof.id: leaders[proof.company_id] for proof in self}

    @api.model
    def _deadline_domain_open(self):
        return super()._deadline_domain_open() & fields.Domain("state", "=", "sent")

    # === PORTAL === #

    def _portal_extra_text(self):
        """Return ``(label, value)`` of what the customer reads beside the file."""
        self.ensure_one()
        types = dict(self._fields["proof_type"]._description_selection(self.env))
        rows = [
            (self.env._("Type"), types[self.proof_type]),
            (self.env._("Version"), f"V{self.version}"),
            (self.env._("Order"), self.order_id.order_code or self.order_id.name),
            (self.env._("Your reference"), self.order_id.client_order_ref),
            (self.env._("Product"), self.product_id.display_name),
            (self.env._("Type and content"), self.sample_content),
            (self.env._("Colour"), self.sample_color),
            (self.env._("Foil, UV, embossing"), self.finish_position),
            (self.env._("Please check"), self.description),
        ]
        return [row for row in rows if row[1]]

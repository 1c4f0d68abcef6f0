from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang, plaintext2html

from odoo.addons.order_signoff.tools import check_may_add

from .customer_complaint import REMEDIES


class CustomerComplaintRemedy(models.Model):
    """One thing the customer gets. Where Odoo has a document for it, that document says how far
    it is."""

    _name = "customer.complaint.remedy"
    _description = "Remedy of a Complaint"
    _inherit = ["order.protected.mixin"]
    _order = "complaint_id desc, sequence, id"
    _rec_name = "kind"
    _check_company_auto = True

    # === FIELDS === #

    complaint_id = fields.Many2one(
        comodel_name="customer.complaint",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(selection=REMEDIES, string="Remedy", required=True)
    description = fields.Char(string="What Exactly")
    quantity = fields.Float(digits="Product Unit")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        domain=lambda self: self._domain_user_id(),
        ondelete="restrict",
    )
    due_on = fields.Date(string="Due")
    # What it costs us
    amount = fields.Monetary(help="Credit, compensation, value of the goods or of the work.")
    freight = fields.Monetary(help="Premium freight included.")
    cost = fields.Monetary(compute="_compute_cost", store=True)
    # How far it is
    return_id = fields.Many2one(
        comodel_name="stock.picking",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    replacement_id = fields.Many2one(
        comodel_name="stock.picking",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    refund_id = fields.Many2one(
        comodel_name="account.move",
        string="Credit Note",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    event_id = fields.Many2one(
        comodel_name="calendar.event",
        string="Visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="What the person responsible was asked to do.",
    )
    done_on = fields.Date(readonly=True, copy=False)
    withdrawn = fields.Boolean(readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("running", "In Progress"),
            ("done", "Done"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
        store=True,
    )
    has_document = fields.Boolean(compute="_compute_has_document")
    can_make_document = fields.Boolean(compute="_compute_can_make_document")
    may_carry_out = fields.Boolean(compute="_compute_may_carry_out")
    may_end = fields.Boolean(compute="_compute_may_carry_out")

    _amounts_positive = models.Constraint(
        "CHECK(amount >= 0 AND freight >= 0 AND quantity >= 0)",
        "Quantity, amount and freight of a remedy cannot be negative.",
    )

    # === COMPUTE METHODS === #

    @api.depends("amount", "freight", "refund_id.state", "refund_id.amount_untaxed_signed")
    def _compute_cost(self):
        """What was planned; as soon as a credit note is posted, what it says."""
        for remedy in self:
            remedy.cost = remedy._amount_spent() + remedy.freight

    def _amount_spent(self):
        """Return what is credited, in the company's currency and without tax; else the plan."""
        refund = self.refund_id
        return -refund.amount_untaxed_signed if refund.state == "posted" else self.amount

    @api.depends(
        "withdrawn",
        "done_on",
        "return_id.state",
        "replacement_id.state",
        "refund_id.state",
        "event_id.active",
    )
    def _compute_state(self):
        for remedy in self:
            remedy.state = remedy._read_state()

    def _read_state(self):
        """Return how far the remedy is, from the document that carries it out."""
        if self.withdrawn:
            return "withdrawn"
        if self.done_on:
            return "done"
        document = self._documents()
        if not document:
            return "planned"
        return "done" if self._is_finished(document) else "running"

    @api.depends("state", "return_id", "replacement_id", "refund_id", "event_id")
    def _compute_has_document(self):
        for remedy in self:
            remedy.has_document = bool(remedy._documents())

    @api.depends("kind")
    def _compute_can_make_document(self):
        kinds = self._document_fields()
        for remedy in self:
            remedy.can_make_document = remedy.kind in kinds

    @api.depends("state", "complaint_id.state", "complaint_id.signoff_state")
    def _compute_may_carry_out(self):
        for remedy in self:
            remedy.may_carry_out = (
                remedy.state not in ("done", "withdrawn") and remedy._is_approved()
            )
            # Where a document says that it is done, nobody else does.
            document = remedy.may_carry_out and remedy._documents()
            remedy.may_end = remedy.may_carry_out and (
                not document or remedy._is_ended_by_hand(document)
            )

    @api.depends("kind", "description")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for remedy in self:
            remedy.display_name = ": ".join(
                filter(None, [labels.get(remedy.kind), remedy.description])
            )

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {
            "return_id",
            "replacement_id",
            "refund_id",
            "event_id",
            "activity_id",
            "done_on",
            "withdrawn",
            "state",
            "cost",
        }

    @api.model
    def _fixed_fields(self):
        return super()._fixed_fields() | {"complaint_id"}

    @api.model_create_multi
    def create(self, vals_list):
        check_may_add(self, vals_list, "complaint_id")
        return super().create(vals_list)

    # === ACTIONS === #

    def action_carry_out(self):
        """Make the document that carries the remedy out, or open it."""
        self.ensure_one()
        self.check_access("read")
        if document := self._documents():
            return self._action_open(document.with_env(self.env))
        self._check_approved()
        maker = getattr(self, f"_make_{self.kind}", None)
        if not maker:
            raise UserError(
                self.env._(
                    "There is no document for “%(remedy)s”: carry it out and press “Done”.",
                    remedy=self.display_name,
                )
            )
        document = maker()
        self._write_result(**{self._document_fields()[self.kind]: document.id})
        return self._action_open(document)

    def _action_open(self, document):
        if not document.has_access("read"):
            raise UserError(
                self.env._(
                    "%(document)s is another department's: ask a colleague there how far it is.",
                    document=document.sudo().display_name,
                )
            )
        return document.get_formview_action()

    def action_done(self):
        """Record that the remedy has been carried out."""
        self.check_access("read")
        self._check_approved()
        for remedy in self:
            document = remedy._documents()
            if document and remedy.state == "running" and not remedy._is_ended_by_hand(document):
                raise UserError(
                    self.env._(
                        "%(remedy)s is done as soon as %(document)s is: finish that.",
                        remedy=remedy.display_name,
                        document=document.display_name,
                    )
                )
        self._write_result(done_on=fields.Date.context_today(self))
        return True

    def action_withdraw(self):
        """Withdraw remedies that the customer does not want any more."""
        self.complaint_id._check_handler()
        for remedy in self:
            if remedy.state in ("running", "done"):
                raise UserError(
                    self.env._(
                        "%(remedy)s is being carried out: cancel its document first.",
                        remedy=remedy.display_name,
                    )
                )
        self._write_result(withdrawn=True)
        for remedy in self:
            body = self.env._("Withdrawn: %(remedy)s", remedy=remedy.display_name)
            remedy.complaint_id._message_log(body=body)
            # Whoever has signed for more is asked again.
            if remedy.complaint_id.state == "approval":
                remedy.complaint_id._renew_stale_signoffs(body)
            if remedy.kind == "return":
                remedy._leave_goods()
        return True

    # === BUSINESS === #

    @api.model
    def _document_fields(self):
        """Return ``{kind: field}`` of the document that carries a remedy out.

        Bridges add theirs, with a method ``_make_<kind>`` that makes it.
        """
        return {
            "return": "return_id",
            "replace": "replacement_id",
            "credit": "refund_id",
            "field_service": "event_id",
        }

    def _documents(self):
        """Return the document of the remedy, as superuser; one that was cancelled is none."""
        self.ensure_one()
        # sudo: how far it is may be known to whoever has no right on the document itself
        remedy = self.sudo()
        for name in self._document_fields().values():
            if remedy[name] and not self._is_cancelled(remedy[name]):
                return remedy[name]
        return self.browse()

    def _document_name(self):
        """Return the number of the document as it is printed, of a visit the day."""
        document = self._documents()
        if not document:
            return ""
        if document._name == "calendar.event":
            return format_date(self.env, self.company_id._order_local_date(document.start))
        if document._name == "account.move" and document.state == "draft":
            return self.env._("Draft")
        return document.name or document.display_name

    @api.model
    def _is_cancelled(self, document):
        """Whether nothing comes of this document any more."""
        if document._name == "calendar.event":
            return not document.active
        return document.state == "cancel"

    @api.model
    def _is_finished(self, document):
        """Whether this document has carried the remedy out."""
        return document._name != "calendar.event" and document.state in ("done", "posted")

    @api.model
    def _is_ended_by_hand(self, document):
        """Whether a person says that it is done, because the document does not know."""
        return document._name == "calendar.event"

    def _write_result(self, **values):
        # sudo: what is done is recorded by the buttons (_system_fields)
        self.sudo().write(values)
        self.complaint_id.sudo()._proceed()

    def _ask_responsible(self):
        """Give whoever is responsible for a remedy something to do."""
        for remedy in self.filtered(
            lambda r: r.user_id and r.state == "planned" and not r.activity_id
        ):
            complaint = remedy.complaint_id
            activity = complaint.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=remedy.due_on or complaint.company_id._order_today(),
                user_id=remedy.user_id.id,
                summary=remedy.display_name,
                note=plaintext2html(complaint.title),
            )
            # sudo: kept by the system
            remedy.sudo().activity_id = activity

    def _tell_of_difference(self):
        """Tell whoever handles the complaint that more or less was credited than approved."""
        for remedy in self:
            spent = remedy._amount_spent()
            more = remedy.currency_id.compare_amounts(spent, remedy.amount)
            if not more:
                continue
            complaint = remedy.complaint_id
            text = self.env._(
                "%(document)s credits %(spent)s, approved were %(amount)s.",
                document=remedy.refund_id.name,
                spent=formatLang(self.env, spent, currency_obj=remedy.currency_id),
                amount=formatLang(self.env, remedy.amount, currency_obj=remedy.currency_id),
            )
            complaint._message_log(body=text)
            summary = (
                self.env._("More was credited than approved")
                if more > 0
                else self.env._("Less was credited than approved")
            )
            complaint._tell(complaint._officers(), summary, text)

    def _close_activities(self):
        """Take what has been done, or is not wanted any more, off the desks."""
        ended = self.filtered(lambda r: r.state in ("done", "withdrawn"))
        # sudo: whoever was asked, the document says that it is done
        ended.sudo().activity_id.unlink()

    def _is_approved(self):
        """Whether the proposal with this remedy has been approved."""
        complaint = self.complaint_id
        return complaint.state in ("answered", "execution", "verification") or (
            complaint.state == "approval" and complaint._signoffs_are_accepted()
        )

    def _check_approved(self):
        for remedy in self:
            complaint = remedy.complaint_id
            if remedy.user_id != self.env.user:
                complaint._check_handler()
            if not remedy._is_approved():
                raise UserError(
                    self.env._(
                        "%(remedy)s has not been approved yet: send the proposal of %(complaint)s"
                        " for approval first.",
                        remedy=remedy.display_name,
                        complaint=complaint.name,
                    )
                )

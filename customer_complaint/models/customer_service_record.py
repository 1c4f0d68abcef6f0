from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from odoo.addons.order_signoff.tools import is_uninstalling

from .customer_complaint_mail import TITLE

# How a contact came in, as complaints call it.
CHANNELS = {
    "phone": "phone",
    "mail": "email",
    "visit": "visit",
    "web": "online",
    "chat": "online",
}


class CustomerServiceRecord(models.Model):
    """One contact of a customer with the service: what he asked, what he was told, what we
    promised (procedure 000, form QR/JY-2005)."""

    _name = "customer.service.record"
    _description = "Service Record"
    _inherit = ["order.deadline.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "contacted_at desc, id desc"
    _rec_names_search = ["name", "caller", "question"]
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(string="Number", readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Taken By",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index=True,
        ondelete="restrict",
    )
    contacted_at = fields.Datetime(
        string="Contact On", required=True, default=fields.Datetime.now, index=True
    )
    channel = fields.Selection(
        selection=[
            ("phone", "Phone"),
            ("mail", "E-mail"),
            ("visit", "Visit"),
            ("web", "Website"),
            ("chat", "Chat"),
        ],
        required=True,
        default="phone",
    )
    kind = fields.Selection(
        selection=[
            ("enquiry", "Enquiry"),
            ("complaint", "Complaint"),
            ("repair", "Repair"),
            ("other", "Other"),
        ],
        string="What It Is About",
        required=True,
        default="enquiry",
        tracking=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    caller = fields.Char(help="Who called or wrote.")
    phone = fields.Char(compute="_compute_phone", store=True, readonly=False)
    order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Sales Order",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        groups="sales_team.group_sale_salesman,order_signoff.group_user",
    )
    question = fields.Text(required=True, help="What the customer asked or told us.")
    answer = fields.Text(help="What he was told.")
    # What was promised
    due_at = fields.Datetime(
        string="Done Before",
        compute="_compute_due_at",
        store=True,
        help="Every contact is done within this time, or the next call is promised.",
    )
    next_call_at = fields.Datetime(string="Next Call Promised For", tracking=True)
    state = fields.Selection(
        selection=[
            ("open", "To Be Answered"),
            ("promised", "Call Promised"),
            ("done", "Done"),
            ("called_back", "Called Back"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    done_at = fields.Datetime(readonly=True, copy=False)
    in_time = fields.Boolean(
        compute="_compute_in_time",
        store=True,
        help="Done, or the next call promised, within the time.",
    )
    promised_at = fields.Datetime(readonly=True, copy=False)
    called_back_at = fields.Datetime(readonly=True, copy=False)
    mark = fields.Selection(
        selection=[
            ("5", "Very satisfied"),
            ("4", "Satisfied"),
            ("3", "Neither"),
            ("2", "Not satisfied"),
            ("1", "Not satisfied at all"),
        ],
        copy=False,
        help="What the customer says when he is called back.",
    )
    complaint_id = fields.Many2one(
        comodel_name="customer.complaint",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id")
    def _compute_phone(self):
        for record in self:
            record.phone = record.phone or record.partner_id.phone

    @api.depends("contacted_at", "company_id")
    def _compute_due_at(self):
        for record in self:
            minutes = record.company_id.service_answer_minutes
            record.due_at = (
                record.contacted_at + timedelta(minutes=minutes)
                if record.contacted_at and minutes
                else False
            )

    @api.depends("due_at", "done_at", "promised_at")
    def _compute_in_time(self):
        for record in self:
            ends = [moment for moment in (record.done_at, record.promised_at) if moment]
            record.in_time = bool(ends and (not record.due_at or min(ends) <= record.due_at))

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {
            "name",
            "state",
            "done_at",
            "promised_at",
            "called_back_at",
            "complaint_id",
            "due_at",
            "in_time",
        }

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # sudo: the number is given by the system
        for record in records.sudo():
            record.name = record.company_id._next_document_number(self._name)
        return records

    def write(self, vals):
        if "contacted_at" in vals and not self.env.su:
            self._check_time_runs()
        return super().write(vals)

    def _check_time_runs(self):
        """Whether a contact was answered in time stands with the answer or the promise."""
        for record in self:
            if record.state != "open":
                raise UserError(
                    self.env._(
                        "%(record)s has been answered, or a call is promised: its time stays as"
                        " it is.",
                        record=record.name,
                    )
                )

    @api.ondelete(at_uninstall=True)
    def _unlink_only_open(self):
        if is_uninstalling(self.env):
            return
        for record in self:
            if record.state != "open":
                raise UserError(
                    self.env._("%(record)s is kept: it has been answered.", record=record.name)
                )

    # === ACTIONS === #

    def action_promise(self):
        """Record that the next call was promised; whoever took the call is reminded of it."""
        for record in self:
            record._check_state("open", "promised")
            if not record.next_call_at or record.next_call_at <= fields.Datetime.now():
                raise UserError(
                    self.env._(
                        "When is %(caller)s called next? Enter a moment still to come.",
                        caller=record.caller or record.partner_id.name or record.name,
                    )
                )
            # One call is to be made, the one that was promised last.
            record.activity_unlink(["mail.mail_activity_data_call"])
            record.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=record.company_id._order_local_date(record.next_call_at),
                user_id=record.user_id.id,
                summary=self.env._("Call as promised"),
                note=plaintext2html(record.question),
            )
        self._write_state("promised")
        # sudo: kept by the system; the first promise says whether it was in time
        first = self.sudo().filtered(lambda record: not record.promised_at)
        first.write({"promised_at": fields.Datetime.now()})
        return True

    def action_done(self):
        """Record that the customer has his answer."""
        for record in self:
            record._check_state("open", "promised")
            if not (record.answer or record.complaint_id):
                raise UserError(self.env._("Write down what the customer was told."))
        self._write_state("done", done_at=fields.Datetime.now())
        self.activity_unlink(["mail.mail_activity_data_call"])
        return True

    def action_called_back(self):
        """Record that the customer was asked whether he is content, with his mark."""
        for record in self:
            record._check_state("done")
            if not record.mark:
                raise UserError(self.env._("Which mark does the customer give? Choose it first."))
        self._write_state("called_back", called_back_at=fields.Datetime.now())
        return True

    def action_make_complaint(self):
        """Make it a complaint with one click; the words go along."""
        self.ensure_one()
        if self.complaint_id:
            return self.complaint_id.get_formview_action()
        complaint = self.env["customer.complaint"].create(self._prepare_complaint())
        # sudo: the link is kept by the system
        self.sudo().write({"complaint_id": complaint.id, "kind": "complaint"})
        return complaint.get_formview_action()

    def action_make_activity(self):
        """Open Odoo's dialog that gives a colleague something to do about it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give It to a Colleague"),
            "res_model": "mail.activity.schedule",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_id": self.id,
                "active_ids": self.ids,
                "default_summary": self._first_words(),
            },
        }

    # === BUSINESS === #

    def _check_state(self, *states):
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        if self.state not in states:
            raise UserError(
                self.env._(
                    "%(record)s is “%(state)s” already.",
                    record=self.name,
                    state=labels[self.state],
                )
            )

    def _write_state(self, state, **values):
        self.check_access("write")
        # sudo: the state is kept by the buttons
        self.sudo().write({"state": state, **values})

    def _first_words(self):
        """Return the first line of what the customer said; where there is none, the number."""
        self.ensure_one()
        lines = (self.question or "").strip().splitlines() or [self.name]
        return lines[0][:TITLE]

    def _prepare_complaint(self):
        self.ensure_one()
        return {
            "title": self._first_words(),
            "company_id": self.company_id.id,
            "channel": CHANNELS[self.channel],
            "received_at": self.contacted_at,
            "partner_id": self.partner_id.id,
            "contact_name": self.caller,
            "phone": self.phone,
            "customer_words": self.question,
            "order_id": self.order_id.id,
        }

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.order_signoff.tools import is_uninstalling

CHANNELS = [
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("letter", "Letter or Fax"),
    ("visit", "Visit"),
    ("portal", "Customer Portal"),
    ("online", "Website or Chat"),
    ("survey", "Satisfaction Survey"),
    ("internal", "Passed On by an Employee"),
]
CATEGORIES = [
    ("quality", "Product Quality"),
    ("deviation", "Differs from Sample or Style"),
    ("delivery", "Late Delivery"),
    ("quantity", "Quantity, Wrong or Missing Goods"),
    ("packaging", "Packaging or Label"),
    ("transport", "Transport Damage"),
    ("document", "Documents"),
    ("service", "Service and Response"),
    ("commercial", "Price and Settlement"),
]
SEVERITIES = [("minor", "Minor"), ("major", "Major"), ("critical", "Critical")]
# What is done about a complaint; the customer wishes from the same list.
REMEDIES = [
    ("explain", "Explanation"),
    ("rework", "Rework or Repair"),
    ("replace", "Replacement"),
    ("return", "Return to Stock"),
    ("credit", "Credit Note"),
    ("compensation", "Compensation"),
    ("order_change", "Change or Cancel the Order"),
    ("field_service", "Visit at the Customer's"),
]
STATES = [
    ("registered", "Registered"),
    ("acknowledged", "Customer Contacted"),
    ("assessed", "Judged"),
    ("containment", "Contained"),
    ("approval", "Proposal in Approval"),
    ("answered", "Answered"),
    ("execution", "Being Carried Out"),
    ("verification", "Effect to Be Confirmed"),
    ("closed", "Closed"),
    ("rejected", "Closed as Not Valid"),
    ("cancelled", "Cancelled"),
]
ENDED = ("closed", "rejected", "cancelled")
PROTECTED_FIELDS = {
    "name",
    "state",
    "validity",
    "validity_reason",
    "judged_by_id",
    "judged_on",
    "acknowledged_on",
    "contained_on",
    "answered_on",
    "closed_on",
    "objection",
    "duplicate_of_id",
    "eightd_id",
    "reported_by_id",
}
# Steps in which the proposal is written.
OPEN_STATES = ("registered", "acknowledged", "assessed", "containment")
OFFICER_GROUP = "customer_complaint.group_officer"
# What these tell is evidence.
EVIDENCE_FIELDS = {
    "channel",
    "order_id",
    "order_text",
    "order_line_id",
    "picking_id",
    "product_id",
    "lot_ids",
    "lot_text",
    "delivered_on",
}
# What tells which lots are meant.
LOT_FIELDS = {"lot_text", "partner_id", "product_id"}
# What makes it the same problem as another one's.
SAME_PROBLEM = {"defect_id", "product_id", "order_line_id", "order_id", "order_text"}


class CustomerComplaint(models.Model):
    """What a customer complains about, from his first word to the confirmed effect.

    The steps follow ISO 10002: receive, acknowledge, assess, contain and investigate, answer,
    carry out, confirm. What each step lacks is a sentence, see :meth:`_missing`.
    """

    _name = "customer.complaint"
    _description = "Customer Complaint"
    _inherit = [
        "order.signoff.mixin",
        "order.form.mixin",
        "order.reason.mixin",
        "order.page.mixin",
        "portal.mixin",
        "mail.thread.cc",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "title", "partner_ref"]
    _check_company_auto = True
    _mail_post_access = "read"
    _primary_email = "email_from"
    _form_key = "customer_complaint"

    # === FIELDS === #

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    title = fields.Char(
        string="Complaint", required=True, tracking=True, index="trigram", help="In one sentence."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel = fields.Selection(selection=CHANNELS, required=True, default="phone", tracking=True)
    category = fields.Selection(
        selection=CATEGORIES, required=True, default="quality", index=True, tracking=True
    )
    severity = fields.Selection(
        selection=SEVERITIES,
        required=True,
        default="minor",
        tracking=True,
        help="Critical: safety, law or a stopped line. Major: function, or a whole batch. "
        "Minor: looks, or a single piece.",
    )
    received_at = fields.Datetime(
        string="Complained On",
        required=True,
        default=fields.Datetime.now,
        index=True,
        copy=False,
        tracking=True,
        help="When the customer told us. All time limits count from here.",
    )
    reported_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    # Who complains
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Company of the Customer",
        store=True,
        index="btree_not_null",
    )
    contact_name = fields.Char(string="Complainant")
    partner_ref = fields.Char(
        string="Their Complaint Number",
        index="trigram",
        help="How the customer calls his complaint: it is printed on our letters.",
    )
    # What about
    customer_words = fields.Text(
        string="In the Customer's Words", help="Word for word, as it was said or written."
    )
    wish = fields.Selection(selection=REMEDIES, string="Customer Wishes", tracking=True)
    wants_8d = fields.Boolean(string="Customer Asks for an 8D", tracking=True)
    # Who works on it
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Handled By",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        default=lambda self: self._default_user_id(),
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    team_id = fields.Many2one(
        comodel_name="order.team",
        string="Department Responsible",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    state = fields.Selection(
        selection=STATES,
        default="registered",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        group_expand="_group_expand_state",
    )
    acknowledged_on = fields.Datetime(string="Customer Contacted On", readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    # Whoever has the link answers for the customer.
    access_token = fields.Char(groups="base.group_system")
    is_open = fields.Boolean(
        string="Still Open", compute="_compute_is_open", search="_search_is_open"
    )
    can_handle = fields.Boolean(compute="_compute_can_handle")

    # Counted by step without reading the complaints themselves.
    _state_index = models.Index("(company_id, state)")
    _open_index = models.Index(
        "(company_id, id) WHERE state NOT IN ('closed', 'rejected', 'cancelled')"
    )

    # === DEFAULTS === #

    @api.model
    def _default_user_id(self):
        """Whoever handles complaints takes what he enters."""
        return self.env.user if self.env.user.has_group(OFFICER_GROUP) else False

    # === COMPUTE METHODS === #

    @api.depends("state")
    def _compute_is_open(self):
        for complaint in self:
            complaint.is_open = complaint.state not in ENDED

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(Domain("state", "not in" if is_open else "in", ENDED) for is_open in value)

    @api.depends("user_id", "company_id")
    @api.depends_context("uid")
    def _compute_can_handle(self):
        officer = self.env.user.has_group(OFFICER_GROUP)
        for complaint in self:
            complaint.can_handle = officer or complaint.user_id == self.env.user

    @api.depends("name", "title")
    def _compute_display_name(self):
        for complaint in self:
            complaint.display_name = " ".join(filter(None, [complaint.name, complaint.title]))

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for complaint in self:
            complaint.access_url = f"/my/complaints/{complaint.id}"
        return result

    @api.model
    def _group_expand_state(self, states, domain):
        """Show a column for every step, also while nothing is in it."""
        shown = [key for key, _label in STATES if key not in ENDED]
        return shown + [state for state in ENDED if state in states]

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        # sudo: number, limits and evidence list are given by the system, not entered
        for complaint in complaints.sudo():
            complaint.name = complaint.company_id._next_document_number(
                self._name, complaint.company_id._order_local_date(complaint.received_at)
            )
        complaints.sudo()._create_lists()
        complaints._take_over_lots()
        # Nobody handles what comes from a customer, a survey or a colleague by itself.
        for complaint in complaints.sudo().filtered(lambda complaint: not complaint.user_id):
            complaint._tell(
                complaint._officers(), self.env._("A customer complains"), complaint.title
            )
        return complaints

    def write(self, vals):
        received = {complaint: complaint.received_at for complaint in self}
        result = super().write(vals)
        self.filtered(lambda c: c.received_at != received[c]).limit_ids._restart()
        if vals.keys() & {"severity", "partner_id", "is_export"}:
            self.limit_ids._restart_changed()
        if vals.keys() & EVIDENCE_FIELDS:
            self._note_evidence()
        if vals.keys() & LOT_FIELDS:
            self._take_over_lots()
        if vals.keys() & SAME_PROBLEM:
            self.filtered("is_accepted")._look_for_recurrence()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if is_uninstalling(self.env):
            return
        for complaint in self:
            told = complaint.channel in ("portal", "email") or complaint.duplicate_of_id
            if complaint.state != "cancelled" or complaint.acknowledged_on or told:
                raise UserError(
                    self.env._(
                        "%(complaint)s is kept: cancel it where it was a mistake, or mark it as a"
                        " duplicate.",
                        complaint=complaint.name,
                    )
                )

    def _create_lists(self):
        """Give new complaints their time limits and the list of evidence to collect."""
        self.env["customer.complaint.limit"]._create_for(self)
        self.env["customer.complaint.evidence"]._create_for(self)
        self._note_evidence()

    # === REGISTERING === #

    @api.model
    def _register_complaint(self, channel, values):
        """Register a complaint for somebody who has no right on complaints himself.

        For the customer's page, employees who pass a complaint on, and what a survey brings to
        light. Whoever calls has checked what is entered; the service centre is told.

        :param str channel: how it came in, one of :data:`CHANNELS`
        :param dict values: at least ``title`` and ``company_id``; whoever has a right to work on
            complaints takes it over
        :return: the complaint, as superuser
        """
        # sudo: neither customers nor most employees have a right on complaints
        return self.sudo().create({"user_id": False, **values, "channel": channel})

    # === HOOKS === #

    def _signoff_document_label(self):
        return self.display_name

    def _check_handler(self):
        """Refuse whoever neither handles complaints nor this one."""
        self.check_access("write")
        for complaint in self:
            if not complaint.can_handle:
                raise UserError(
                    self.env._(
                        "%(complaint)s is handled by %(user)s: ask there.",
                        complaint=complaint.name,
                        user=complaint.user_id.name or self.env._("the service centre"),
                    )
                )

    def _set_state(self, state, **values):
        # sudo: the steps are kept by the buttons (PROTECTED_FIELDS)
        self.sudo().write({"state": state, **values})

    def _fetch_settings(self, *names):
        """Read settings of the company alone: the whole row has hundreds of columns."""
        # sudo: the settings count whoever works on the complaint
        self.company_id.sudo().fetch(names)

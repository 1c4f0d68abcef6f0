from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.order_signoff.tools import is_uninstalling

from .satisfaction_program import OPEN_STATES

CLASSES = [("a", "A"), ("b", "B"), ("c", "C")]
STATES = [
    ("not_sent", "Not Sent"),
    ("sent", "Sent"),
    ("partly", "Partly Answered"),
    ("answered", "Answered"),
    ("opted_out", "Does Not Take Part"),
]
BANDS = [
    ("excellent", "Very Satisfied"),
    ("good", "Satisfied"),
    ("fair", "Fairly Satisfied"),
    ("poor", "Not Satisfied"),
]
# What totals are weighted with, and results are read by.
WEIGHED_FIELDS = {"revenue", "customer_class", "is_new", "has_complaint"}


class SatisfactionAudience(models.Model):
    """A customer of a programme: why he is asked, through whom, and what he thinks in the end."""

    _name = "satisfaction.audience"
    _description = "Customer of a Satisfaction Programme"
    _inherit = "order.protected.mixin"
    _order = "program_id desc, customer_class, revenue desc, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    # === FIELDS === #

    program_id = fields.Many2one(
        comodel_name="satisfaction.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    program_state = fields.Selection(related="program_id.state", string="Step of the Programme")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('parent_id', '=', False)]",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Who is asked. Others may be named for single questionnaires.",
    )
    contact_ids = fields.One2many(
        comodel_name="satisfaction.audience.contact",
        inverse_name="audience_id",
        string="Other Contacts",
    )
    customer_class = fields.Selection(
        selection=CLASSES,
        string="Class",
        default="c",
        required=True,
        index=True,
        help="By the shares of sales in the settings: A the customers with the largest sales, B "
        "the next, C the rest.",
    )
    is_new = fields.Boolean(string="New Customer")
    has_complaint = fields.Boolean(string="Has Complained")
    revenue = fields.Monetary(string="Sales in the Period", aggregator="sum")
    selected = fields.Boolean(string="Is Asked", default=True, index=True)
    sample_reason = fields.Char(string="Why")
    opt_out = fields.Boolean(string="Does Not Take Part", readonly=True)
    invitation_ids = fields.One2many(
        comodel_name="satisfaction.invitation", inverse_name="audience_id", string="Invitations"
    )
    sent_on = fields.Date(string="Asked On", readonly=True, copy=False)
    state = fields.Selection(
        selection=STATES,
        string="Status",
        compute="_compute_state",
        store=True,
        index=True,
    )
    # Written by the evaluation
    total_score = fields.Float(
        string="Total", digits=(5, 1), aggregator="avg", readonly=True, copy=False
    )
    complete = fields.Boolean(
        string="All Questionnaires Back",
        readonly=True,
        copy=False,
        help="Only then the total is official.",
    )
    band = fields.Selection(selection=BANDS, readonly=True, copy=False)

    _partner_unique = models.UniqueIndex(
        "(program_id, partner_id)", "This customer is in the programme already."
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id")
    def _compute_contact_id(self):
        for program, audiences in self.grouped("program_id").items():
            contacts = program._audience_contacts(audiences.partner_id)
            for audience in audiences:
                if not audience._is_own(audience.contact_id):
                    audience.contact_id = contacts.get(audience.partner_id)

    @api.depends("opt_out", "invitation_ids.state")
    def _compute_state(self):
        for audience in self:
            states = set(audience.invitation_ids.mapped("state"))
            asked = states - {"opted_out"}
            if audience.opt_out or (states and not asked):
                audience.state = "opted_out"
            elif asked == {"answered"}:
                audience.state = "answered"
            elif asked & {"answered", "partly"}:
                audience.state = "partly"
            elif "sent" in asked:
                audience.state = "sent"
            else:
                audience.state = "not_sent"

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {
            "opt_out",
            "sent_on",
            "total_score",
            "complete",
            "band",
        }

    @api.model_create_multi
    def create(self, vals_list):
        audiences = super().create(vals_list)
        audiences._check_program_open(also=("running",))
        return audiences

    def write(self, vals):
        self._check_changes(vals.keys())
        result = super().write(vals)
        if "program_id" in vals:
            self._check_program_open(also=("running",))
        return result

    def _check_changes(self, names):
        """Refuse changes of what was sent, and of what scores are weighted with."""
        if self.env.su:
            return
        if names & WEIGHED_FIELDS:
            self._check_program_open()
        if names & {"program_id", "partner_id", "selected"}:
            self._check_program_open(also=("running",))
        if names & {"program_id", "partner_id"}:
            for audience in self.filtered(lambda audience: audience.state != "not_sent"):
                raise UserError(
                    self.env._(
                        "%(customer)s was invited and stays in %(program)s.",
                        customer=audience.partner_id.name,
                        program=audience.program_id.name,
                    )
                )

    def _check_program_open(self, also=()):
        if self.env.su:
            return
        for audience in self:
            if audience.program_id.state not in (*OPEN_STATES, *also):
                raise UserError(
                    self.env._(
                        "%(program)s was sent: its customers stay as they were, with their sales "
                        "and classes. Change them in the next programme.",
                        program=audience.program_id.name,
                    )
                )

    @api.ondelete(at_uninstall=True)
    def _unlink_only_unsent(self):
        if is_uninstalling(self.env):
            return
        for audience in self:
            if audience.invitation_ids:
                raise UserError(
                    self.env._(
                        "%(customer)s was invited and stays in %(program)s.",
                        customer=audience.partner_id.name,
                        program=audience.program_id.name,
                    )
                )

    # === BUSINESS === #

    def _is_own(self, contact):
        """Whether somebody is of this customer, or the customer himself."""
        return bool(contact) and contact.commercial_partner_id == self.partner_id

    def _may_be_named(self, contact):
        """Whether this contact may be taken over into the next programme."""
        return contact.active and not contact.satisfaction_opt_out and self._is_own(contact)

    def _name_as_before(self):
        """Name the contacts who were named for single questionnaires in the programme before."""
        modules = {(module.program_id, module.key): module for module in self.program_id.module_ids}
        found = {(audience.program_id, audience.partner_id): audience for audience in self}
        vals_list = []
        for program in self.program_id:
            for line in program.previous_id.audience_ids.contact_ids:
                audience = found.get((program, line.customer_id))
                module = modules.get((program, line.module_id.key))
                if audience and module and audience._may_be_named(line.partner_id):
                    vals_list.append(
                        {
                            "audience_id": audience.id,
                            "module_id": module.id,
                            "partner_id": line.partner_id.id,
                        }
                    )
        self.env["satisfaction.audience.contact"].create(vals_list)

    def _contacts_by_module(self):
        """Return ``{audience: {module: contact}}``, without modules that nobody is asked for."""
        result = {}
        for audience in self:
            named = {line.module_id: line.partner_id for line in audience.contact_ids}
            contacts = {
                module: named.get(module, audience.contact_id)
                for module in audience.program_id.module_ids
            }
            result[audience] = {module: contact for module, contact in contacts.items() if contact}
        return result

    def _modules_by_contact(self):
        """Return ``{audience: {contact: ids of modules}}`` of those who want to be asked."""
        result = {}
        for audience, contacts in self._contacts_by_module().items():
            modules = result[audience] = {}
            for module, contact in contacts.items():
                if not (audience.partner_id | contact).filtered("satisfaction_opt_out"):
                    modules.setdefault(contact, []).append(module.id)
        return result

    def _create_invitations(self):
        """Invite the contacts of these customers: one invitation for each, for all questionnaires
        that concern him. A customer none of whose contacts wants to be asked is left out.

        :return: the new invitations, not sent yet
        """
        vals_list = []
        declined = self.browse()
        for audience, modules in self._modules_by_contact().items():
            if not modules:
                declined |= audience
            vals_list += [
                audience._invitation_values(contact, ids) for contact, ids in modules.items()
            ]
        # sudo: invitations and who declined are kept by the system
        declined.sudo().opt_out = True
        return self.env["satisfaction.invitation"].sudo().create(vals_list).with_env(self.env)

    def _invitation_values(self, contact, module_ids):
        self.ensure_one()
        return {
            "audience_id": self.id,
            "partner_id": contact.id,
            "module_ids": [Command.set(module_ids)],
            "channel": "mail" if contact.email else "phone",
            "lang": contact.lang or self.partner_id.lang or self.company_id.partner_id.lang,
        }

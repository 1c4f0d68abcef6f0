import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling

STATES = [
    ("new", "Not Sent"),
    ("sent", "Sent"),
    ("partly", "Partly Answered"),
    ("answered", "Answered"),
    ("opted_out", "Does Not Take Part"),
]
CHANNELS = [("mail", "E-Mail"), ("phone", "Phone"), ("paper", "Paper"), ("portal", "Portal")]
PROTECTED_FIELDS = {
    "audience_id",
    "partner_id",
    "module_ids",
    "access_token",
    "sent_at",
    "reminded_at",
    "remind_count",
    "answered_at",
    "opted_out_at",
}


class SatisfactionInvitation(models.Model):
    """One contact is led through all questionnaires that concern him, by one link."""

    _name = "satisfaction.invitation"
    _description = "Invitation to a Satisfaction Survey"
    _inherit = ["order.protected.mixin", "portal.mixin"]
    _order = "program_id desc, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    # === FIELDS === #

    audience_id = fields.Many2one(
        comodel_name="satisfaction.audience",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    program_id = fields.Many2one(
        related="audience_id.program_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="audience_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    module_ids = fields.Many2many(
        comodel_name="satisfaction.module",
        relation="satisfaction_invitation_module_rel",
        column1="invitation_id",
        column2="module_id",
        string="Questionnaires",
        readonly=True,
    )
    channel = fields.Selection(selection=CHANNELS, required=True, default="mail")
    lang = fields.Char(string="Language", readonly=True)
    sent_at = fields.Datetime(string="Sent On", readonly=True, copy=False)
    reminded_at = fields.Datetime(string="Last Reminder", readonly=True, copy=False)
    remind_count = fields.Integer(string="Reminders", readonly=True, copy=False)
    answered_at = fields.Datetime(string="Answered On", readonly=True, copy=False)
    opted_out_at = fields.Datetime(string="Declined On", readonly=True, copy=False)
    user_input_ids = fields.One2many(
        comodel_name="survey.user_input",
        inverse_name="satisfaction_invitation_id",
        string="Answers",
    )
    state = fields.Selection(
        selection=STATES,
        string="Status",
        compute="_compute_state",
        store=True,
        index=True,
    )

    _contact_unique = models.UniqueIndex(
        "(audience_id, partner_id)", "This contact was invited already."
    )

    # === COMPUTE METHODS === #

    @api.depends("sent_at", "answered_at", "opted_out_at", "user_input_ids.satisfaction_status")
    def _compute_state(self):
        # sudo: how many questionnaires are back says nothing about what was answered
        for invitation in self.sudo():
            if invitation.opted_out_at:
                invitation.state = "opted_out"
            elif invitation.answered_at:
                invitation.state = "answered"
            elif "counted" in invitation.user_input_ids.mapped("satisfaction_status"):
                invitation.state = "partly"
            else:
                invitation.state = "sent" if invitation.sent_at else "new"

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for invitation in self:
            invitation.access_url = f"/my/satisfaction/{invitation.id}"
        return result

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model
    def _with_system_values(self, vals_list):
        # Each has its link from the start: making it later would take a statement for each.
        return [
            {"access_token": str(uuid.uuid4()), **vals}
            for vals in super()._with_system_values(vals_list)
        ]

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if is_uninstalling(self.env):
            return
        if self.filtered("sent_at"):
            raise UserError(self.env._("Invitations that were sent are kept."))

    # === MAIL === #

    def _send(self):
        """Send what has a mail address; the others are asked on paper or by phone from now on."""
        now = fields.Datetime.now()
        # sudo: the mails are the programme's, whoever may send it; the dates are kept
        invitations = self.sudo()
        invitations._mail("satisfaction_survey.mail_template_invitation")
        invitations.write({"sent_at": now})
        for company, sent in invitations.grouped("company_id").items():
            sent.audience_id.write({"sent_on": company._order_today()})

    def _remind(self):
        """Remind once more, and count it."""
        now = fields.Datetime.now()
        # sudo: see above
        invitations = self.sudo()
        invitations._mail("satisfaction_survey.mail_template_reminder")
        for count, reminded in invitations.grouped("remind_count").items():
            reminded.write({"reminded_at": now, "remind_count": count + 1})

    def _thank(self):
        # sudo: whoever has answered gets thanks, by the system
        self.sudo()._mail("satisfaction_survey.mail_template_thanks")

    def _mail(self, template):
        """Queue the mail for those who are asked by mail; Odoo's mail queue sends it."""
        if by_mail := self.filtered(lambda invitation: invitation.channel == "mail"):
            # In the history of no document: whoever reads that could answer for the contact.
            self.env.ref(template).sudo().send_mail_batch(
                by_mail.ids, email_values={"res_id": False}
            )

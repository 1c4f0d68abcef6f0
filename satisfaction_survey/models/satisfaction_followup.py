from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_list

from odoo.addons.order_signoff.tools import is_uninstalling

KINDS = [
    ("low_answer", "Low Answer"),
    ("safety", "Finding on Safety"),
    ("eightd", "8D Report"),
    ("plan", "Improvement Plan"),
    ("drop", "Analysis of a Drop"),
]
STATES = [
    ("open", "Open"),
    ("in_work", "In Work"),
    ("to_confirm", "Effect to Be Confirmed"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
ENDED = ("done", "cancelled")
CONFIRMER_GROUPS = ("satisfaction_survey.group_officer", "order_signoff.group_manager")
# What it is about, and the steps that were taken: kept by the system and the buttons.
PROTECTED_FIELDS = {
    "name",
    "state",
    "kind",
    "program_id",
    "module_id",
    "audience_id",
    "user_input_id",
    "score",
    "limit",
    "previous_score",
    "contacted_at",
    "contacted_by_id",
    "contact_due_at",
    "carried_out_by_id",
    "eightd_id",
    "effect_confirmed_by_id",
    "effect_confirmed_on",
    "reply_sent_on",
}


class SatisfactionFollowup(models.Model):
    """What a survey gives reason to do: who does it, why it was so, what is changed, the effect.

    Made by the system when an answer comes in or the programme is closed; a programme is not done
    as long as one of them is open.
    """

    _name = "satisfaction.followup"
    _description = "Follow-up of a Survey"
    _inherit = [
        "order.deadline.mixin",
        "order.form.mixin",
        "order.reason.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "partner_id.name"]
    _check_company_auto = True
    _mail_post_access = "read"
    _form_key = "satisfaction_followup"

    # === FIELDS === #

    name = fields.Char(string="Number", compute="_compute_name", store=True, index="trigram")
    program_id = fields.Many2one(
        comodel_name="satisfaction.program",
        string="Programme",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(selection=KINDS, required=True, readonly=True, index=True)
    module_id = fields.Many2one(
        comodel_name="satisfaction.module",
        string="Questionnaire",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the total.",
    )
    audience_id = fields.Many2one(
        comodel_name="satisfaction.audience",
        string="Customer of the Programme",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: all who were asked, together.",
    )
    partner_id = fields.Many2one(
        related="audience_id.partner_id",
        string="Customer",
        store=True,
        index="btree_not_null",
        precompute=True,
    )
    user_input_id = fields.Many2one(
        comodel_name="survey.user_input",
        string="Answer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="satisfaction_survey.group_officer",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Who Answered",
        domain="[('commercial_partner_id', '=', partner_id)]",
        ondelete="restrict",
        help="The reply is written to this contact.",
    )
    title = fields.Char(compute="_compute_title", compute_sudo=True)
    answer_ids = fields.One2many(
        comodel_name="satisfaction.followup.answer",
        inverse_name="followup_id",
        string="Low Answers",
    )
    score = fields.Float(digits=(5, 1), readonly=True, aggregator="avg")
    limit = fields.Float(
        digits=(5, 1),
        readonly=True,
        aggregator=None,
        string="Aimed At",
        help="The score that was missed: the target, or the limit for an 8D report.",
    )
    previous_score = fields.Float(
        string="Last Time", digits=(5, 1), readonly=True, aggregator="avg"
    )
    # Who, and why
    team_id = fields.Many2one(
        comodel_name="order.team",
        string="Department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    owner_id = fields.Many2one(
        comodel_name="res.users",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Answers for this until the effect is confirmed.",
    )
    reason = fields.Text(string="Why It Was So", tracking=True)
    contacted_at = fields.Datetime(string="Customer Contacted", readonly=True, copy=False)
    contacted_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    contact_due_at = fields.Datetime(
        string="Contact Due",
        readonly=True,
        copy=False,
        help="Two working days after the answer, unless the time limit says otherwise.",
    )
    contact_note = fields.Text(string="What the Customer Said")
    # What is done, and whether it helped
    measure_ids = fields.One2many(
        comodel_name="satisfaction.followup.measure",
        inverse_name="followup_id",
        string="Measures",
    )
    carried_out_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Who has said that the measures are taken does not confirm their effect.",
    )
    effect = fields.Text(help="What has become better, and how it is known.")
    effect_confirmed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Confirmed By",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    effect_confirmed_on = fields.Datetime(string="Confirmed On", readonly=True, copy=False)
    reply = fields.Text(
        string="Reply to the Customer", help="Printed in the letter, below the measures."
    )
    reply_sent_on = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        selection=STATES,
        string="Step",
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    has_customer = fields.Boolean(compute="_compute_has_customer")
    can_confirm = fields.Boolean(compute="_compute_can_confirm", compute_sudo=True)
    deadline_state = fields.Selection(
        selection=lambda self: (
            self.env["order.signoff"]._fields["deadline_state"]._description_selection(self.env)
        )
    )

    _once = models.UniqueIndex(
        "(program_id, kind, COALESCE(module_id, 0), COALESCE(audience_id, 0))"
        " WHERE kind NOT IN ('low_answer', 'safety')",
        "This is being followed up already.",
    )
    _once_per_answer = models.UniqueIndex(
        "(user_input_id, kind) WHERE kind IN ('low_answer', 'safety')",
        "The low answers of this questionnaire are being followed up already.",
    )
    _open_index = models.Index("(program_id) WHERE state NOT IN ('done', 'cancelled')")

    # === COMPUTE METHODS === #

    @api.depends("program_id.send_on")
    def _compute_name(self):
        for followup in self:
            year = followup.program_id.send_on.year if followup.program_id.send_on else 0
            followup.name = followup.id and f"SF-{year}-{followup._origin.id or 0:05d}"

    @api.depends("kind", "module_id.name", "score", "limit", "previous_score", "answer_ids.title")
    @api.depends_context("lang")
    def _compute_title(self):
        for followup in self:
            followup.title = followup._title()

    def _title(self):
        """Return in one line what it is about."""
        self.ensure_one()
        subject = self.module_id.name or self.env._("Total")
        if self.answer_ids:
            questions = format_list(self.env, self.answer_ids.mapped("title"))
            return self.env._("%(subject)s: %(questions)s", subject=subject, questions=questions)
        if self.kind == "drop":
            return self.env._(
                "%(subject)s: %(score).1f, last time %(previous).1f",
                subject=subject,
                score=self.score,
                previous=self.previous_score,
            )
        return self.env._(
            "%(subject)s: %(score).1f instead of %(limit).1f",
            subject=subject,
            score=self.score,
            limit=self.limit,
        )

    @api.depends("name", "kind", "partner_id", "module_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for followup in self:
            # sudo: what it is about, for whoever has a task in it
            subject = followup.partner_id.name or followup.sudo().module_id.name
            followup.display_name = " ".join(
                filter(None, [followup.name, kinds.get(followup.kind), subject])
            )

    @api.depends("state")
    def _compute_is_open(self):
        for followup in self:
            followup.is_open = followup.state not in ENDED

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(Domain("state", "not in" if is_open else "in", ENDED) for is_open in value)

    @api.depends("audience_id")
    def _compute_has_customer(self):
        for followup in self:
            followup.has_customer = bool(followup.audience_id)

    @api.depends("owner_id", "carried_out_by_id")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        officer = any(map(self.env.user.has_group, CONFIRMER_GROUPS))
        for followup in self:
            leader = followup.program_id.responsible_id == self.env.user
            involved = followup.owner_id | followup.carried_out_by_id
            followup.can_confirm = (officer or leader) and self.env.user not in involved

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    def write(self, vals):
        owners = {followup: followup.owner_id for followup in self}
        self._check_writable(vals)
        result = super().write(vals)
        if "owner_id" in vals:
            self.filtered(lambda followup: followup.owner_id != owners[followup])._tell_owner()
        return result

    def _check_writable(self, vals):
        """What was confirmed stands, and who is to bring the effect about until it is judged."""
        stands = {"reason", "contact_note", "effect", "reply", "team_id", "owner_id", "contact_id"}
        if self.env.su or not stands & vals.keys():
            return
        for followup in self.filtered(lambda followup: followup.state in ENDED):
            raise UserError(
                self.env._(
                    "%(followup)s has been confirmed and stands as it is.", followup=followup.name
                )
            )
        if "owner_id" in vals and self.filtered(lambda followup: followup.state == "to_confirm"):
            raise UserError(
                self.env._(
                    "The measures are taken: their owner stays until somebody else has judged the "
                    "effect."
                )
            )

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if not is_uninstalling(self.env):
            raise UserError(
                self.env._("Follow-ups are kept: cancel the one that was made by mistake.")
            )

    # === HOOKS === #

    def _form_document_number(self):
        return self.name

    def _set_state(self, state, **values):
        # sudo: the steps are kept by the buttons (PROTECTED_FIELDS)
        self.sudo().write({"state": state, **values})

    def _tell_owner(self):
        """Tell those who have to act, unless they took it themselves."""
        users = {followup.id: followup.owner_id - self.env.user for followup in self}
        told = self.filtered(lambda followup: users[followup.id] and followup.is_open)
        self.env["order.digest"]._queue("satisfaction_followup", told, users)

    # === TIME LIMITS === #

    @api.model
    def _deadline_stages(self):
        return super()._deadline_stages() | {
            "contact": self.env._("Customer is contacted"),
            "act": self.env._("Measures are taken"),
        }

    def _deadline_owner_users(self):
        return {
            followup.id: followup.owner_id or followup.program_id.responsible_id
            for followup in self
        }

    def _deadline_leader_users(self):
        return {
            followup.id: followup.team_id._users_to_notify("leader")
            or followup.program_id.responsible_id
            for followup in self
        }

    def _deadline_management_users(self):
        return self._deadline_leaders_of("management")

    @api.model
    def _deadline_domain_open(self):
        return super()._deadline_domain_open() & Domain("state", "not in", ENDED)

    def _deadline_log(self, text):
        for followup in self:
            followup._message_log(body=text)

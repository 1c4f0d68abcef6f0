from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.order_signoff.tools import is_uninstalling

STATES = [
    ("draft", "Draft"),
    ("prepared", "Prepared"),
    ("running", "Running"),
    ("closed", "Closed"),
    ("reported", "Reported"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
# As long as nobody was asked, everything may still be changed.
OPEN_STATES = ("draft", "prepared")
OFFICER_GROUP = "satisfaction_survey.group_officer"
PROTECTED_FIELDS = {
    "state",
    "sent_on",
    "closed_on",
    "reported_on",
    "done_on",
    "sample_note",
}
# What scores are computed with; it cannot change once people were asked, nor after closing.
FIXED_WHEN_SENT = {
    "kind",
    "company_id",
    # The dates follow from it, as do the year of the scores and the numbers of follow-ups.
    "send_on",
    "date_from",
    "date_to",
    "total_method",
    "answered_share",
}
FIXED_WHEN_CLOSED = {
    "previous_id",
    "total_target",
    "response_target",
    "low_answer",
    "trigger_8d",
    "drop_limit",
    "band_excellent",
    "band_good",
    "band_fair",
}


class SatisfactionProgram(models.Model):
    """One round of asking: who is asked what and when, what is aimed at, and what came of it.

    Every figure is copied from the settings of the company when the programme is made, so that a
    later change of the settings does not touch it.
    """

    _name = "satisfaction.program"
    _description = "Satisfaction Programme"
    _inherit = ["order.form.mixin", "order.reason.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "send_on desc, id desc"
    _check_company_auto = True
    _form_key = "satisfaction_program"

    # === FIELDS === #

    name = fields.Char(
        string="Programme",
        required=True,
        compute="_compute_name",
        store=True,
        copy=False,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        selection=[("customer", "Customers")],
        string="Who Is Asked",
        required=True,
        default="customer",
        index=True,
    )
    state = fields.Selection(
        selection=STATES,
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
    )
    responsible_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.satisfaction_responsible_id or self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    previous_id = fields.Many2one(
        comodel_name="satisfaction.program",
        string="Compared with",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        domain="[('kind', '=', kind), ('company_id', '=', company_id), ('id', '!=', id)]",
        help="The programme before this one. Scores are compared with it.",
    )
    next_ids = fields.One2many(
        comodel_name="satisfaction.program", inverse_name="previous_id", string="Next Programmes"
    )
    automatic = fields.Boolean(
        string="By Itself",
        help="Invitations, reminders and closing happen on their dates without a click, once the "
        "programme has been prepared.",
        tracking=True,
    )
    sent_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    reported_on = fields.Date(readonly=True, copy=False)
    done_on = fields.Date(readonly=True, copy=False)
    # What is aimed at
    total_target = fields.Float(
        string="Target of the Total",
        digits=(5, 1),
        aggregator=None,
        default=lambda self: self.env.company.satisfaction_target,
        tracking=True,
    )
    response_target = fields.Float(
        string="Response Target (%)",
        digits=(5, 1),
        aggregator=None,
        default=lambda self: self.env.company.satisfaction_response_target,
        help="Below this share of valid answers the round does not count.",
        tracking=True,
    )
    total_method = fields.Selection(
        selection=[
            ("mean", "Every Customer Counts the Same"),
            ("revenue", "Customers Count by Sales"),
        ],
        string="Total of the Company",
        required=True,
        default=lambda self: self.env.company.satisfaction_total_method,
    )
    answered_share = fields.Float(
        string="Share to Be Answered (%)",
        digits=(5, 1),
        aggregator=None,
        default=lambda self: self.env.company.satisfaction_answered_share,
        help="A questionnaire with less than this share of its weight answered gets no score. What "
        "does not apply is left out of the count.",
    )
    low_answer = fields.Integer(
        aggregator=None,
        default=lambda self: self.env.company.satisfaction_low_answer,
        help="An answer of five steps that is not above this is followed up.",
    )
    trigger_8d = fields.Float(
        string="8D Below",
        digits=(5, 1),
        aggregator=None,
        default=lambda self: self.env.company.satisfaction_trigger,
        help="A questionnaire or a total below this opens an 8D report, once.",
    )
    drop_limit = fields.Float(
        string="Drop to Be Analysed",
        digits=(5, 1),
        aggregator=None,
        default=lambda self: self.env.company.satisfaction_drop,
        help="Points lost against the programme before.",
    )
    band_excellent = fields.Float(
        string="Very Satisfied From",
        digits=(5, 1),
        aggregator=None,
        default=lambda self: self.env.company.satisfaction_band_excellent,
    )
    band_good = fields.Float(
        string="Satisfied From",
        digits=(5, 1),
        aggregator=None,
        default=lambda self: self.env.company.satisfaction_band_good,
    )
    band_fair = fields.Float(
        string="Fairly Satisfied From",
        digits=(5, 1),
        aggregator=None,
        default=lambda self: self.env.company.satisfaction_band_fair,
    )
    # Who is asked what
    module_ids = fields.One2many(
        comodel_name="satisfaction.module",
        inverse_name="program_id",
        string="Questionnaires",
        copy=True,
    )
    weight_total = fields.Float(
        string="Sum of Weights", compute="_compute_weight_total", digits=(5, 1)
    )
    audience_domain = fields.Char(
        string="Filter of Customers", default=lambda self: self._default_audience_domain()
    )
    sample_note = fields.Text(string="How the Sample Was Made", readonly=True, copy=False)
    audience_ids = fields.One2many(
        comodel_name="satisfaction.audience", inverse_name="program_id", string="Customers"
    )
    invitation_ids = fields.One2many(
        comodel_name="satisfaction.invitation", inverse_name="program_id", string="Invitations"
    )

    _figures_valid = models.Constraint(
        "CHECK(total_target BETWEEN 0 AND 100 AND response_target BETWEEN 0 AND 100"
        " AND answered_share BETWEEN 0 AND 100 AND trigger_8d BETWEEN 0 AND 100"
        " AND low_answer BETWEEN 0 AND 5 AND drop_limit BETWEEN 0 AND 100)",
        "Targets and limits are points from 0 to 100, a low answer is one of 1 to 5.",
    )
    _bands_ordered = models.Constraint(
        "CHECK(0 <= band_fair AND band_fair <= band_good AND band_good <= band_excellent"
        " AND band_excellent <= 100)",
        "The bands follow each other: fairly satisfied, satisfied, very satisfied, up to 100.",
    )
    # === DEFAULTS === #

    @api.model
    def _default_audience_domain(self):
        """Return whom to choose from, as text: companies."""
        return "[('is_company', '=', True)]"

    # === COMPUTE METHODS === #

    @api.depends("send_on", "kind")
    def _compute_name(self):
        for program in self:
            if not program.name and program.send_on:
                program.name = program._default_name()

    def _default_name(self):
        self.ensure_one()
        return self.env._("Customer Satisfaction %(year)s", year=self.send_on.year)

    @api.depends("module_ids.weight")
    def _compute_weight_total(self):
        for program in self:
            program.weight_total = sum(program.module_ids.mapped("weight"))

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    def write(self, vals):
        self._check_fixed(vals)
        return super().write(vals)

    def _check_fixed(self, vals):
        """Refuse changes of what the answers were, or are, measured with."""
        if self.env.su:
            return
        for program in self:
            fixed = set()
            if program.state not in OPEN_STATES:
                fixed |= FIXED_WHEN_SENT
            if program.state not in (*OPEN_STATES, "running"):
                fixed |= FIXED_WHEN_CLOSED
            if fixed & vals.keys():
                raise UserError(
                    self.env._(
                        "%(program)s is measured with these figures: they stay as they were when "
                        "it was sent and closed. Change them in the next programme.",
                        program=program.name,
                    )
                )

    @api.ondelete(at_uninstall=True)
    def _unlink_only_unsent(self):
        if is_uninstalling(self.env):
            return
        for program in self:
            if program.sent_on:
                raise UserError(
                    self.env._(
                        "%(program)s was sent to customers and is kept. Cancel it where it was a "
                        "mistake.",
                        program=program.name,
                    )
                )

    # === HOOKS === #

    def _form_partner(self):
        return self.env["res.partner"]

    def _set_state(self, state, **values):
        # sudo: the steps are kept by the buttons (PROTECTED_FIELDS)
        self.sudo().write({"state": state, **values})

    def _audience_base_domain(self):
        """Whom the programme may ask at all, before the officer's choice."""
        self.ensure_one()
        return Domain("company_id", "in", [False, self.company_id.id])

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.order_signoff.tools import is_uninstalling

from .quality_8d_profile import KINDS
from .quality_8d_step import DISCIPLINES

# Kept by the system and the buttons only.
PROTECTED_FIELDS = {
    "name",
    "state",
    "stage",
    "current_step_id",
    "closed_on",
    "effect_due_on",
    "effect_lots_needed",
    "effect_opened_on",
    "effect_decided_on",
    "recurrence_of_id",
    "user_ids",
}
QUALITY_GROUP = "quality_8d.group_quality_manager"
# Pages of a report beside those of the disciplines.
OTHER_PAGES = ("supplier", "cost")


class Quality8d(models.Model):
    """One problem, solved once: the eight disciplines, and the preparation before them.

    The content of a discipline can be written until it is submitted; from then on it stands, and
    the quality manager returns it where it has to be changed.
    """

    _name = "quality.8d"
    _description = "8D Report"
    _inherit = [
        "order.signoff.mixin",
        "order.form.mixin",
        "order.reason.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "title"]
    _check_company_auto = True
    _mail_post_access = "read"
    _form_key = "quality_8d"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    title = fields.Char(
        string="Problem",
        required=True,
        tracking=True,
        index="trigram",
        help="The problem in one line, as everybody calls it.",
    )
    kind = fields.Selection(
        selection=KINDS, required=True, default="customer", index=True, tracking=True
    )
    severity = fields.Selection(
        selection=[("minor", "Minor"), ("major", "Major"), ("critical", "Critical")],
        required=True,
        default="major",
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer or Supplier",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        check_company=True,
        help="The person there to whom the report is sent.",
    )
    partner_ref = fields.Char(
        string="Their Reference",
        index="trigram",
        help="The number of the complaint at the customer's.",
    )
    received_at = fields.Datetime(
        string="Received On",
        required=True,
        default=fields.Datetime.now,
        tracking=True,
        help="The time stamp of the customer. All time limits count from here.",
    )
    profile_id = fields.Many2one(
        comodel_name="quality.8d.profile",
        string="Time Limits",
        compute="_compute_profile_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        tracking=True,
    )
    customer_acceptance = fields.Boolean(
        string="Customer Accepts",
        compute="_compute_customer_acceptance",
        store=True,
        readonly=False,
        tracking=True,
        help="The report is closed only after the customer has accepted the final version.",
    )
    state = fields.Selection(
        selection=[
            ("open", "In Progress"),
            ("closed", "Closed, under Observation"),
            ("check", "Effect to Be Checked"),
            ("done", "Effective"),
            ("not_needed", "No 8D Needed"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    # Who works on it
    leader_id = fields.Many2one(
        comodel_name="res.users",
        string="Team Leader",
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    quality_id = fields.Many2one(
        comodel_name="res.users",
        string="Quality Manager",
        compute="_compute_people",
        store=True,
        readonly=False,
        ondelete="restrict",
        tracking=True,
    )
    champion_id = fields.Many2one(
        comodel_name="res.users",
        compute="_compute_people",
        store=True,
        readonly=False,
        ondelete="restrict",
        tracking=True,
        help="Gives the team time and means, and signs the closing. Does not work in the team.",
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="quality_8d_people_rel",
        string="People Involved",
        compute="_compute_user_ids",
        store=True,
        copy=False,
    )
    # Where it stands
    step_ids = fields.One2many(
        comodel_name="quality.8d.step", inverse_name="report_id", string="Disciplines"
    )
    current_step_id = fields.Many2one(
        comodel_name="quality.8d.step",
        compute="_compute_stage",
        store=True,
        copy=False,
        index="btree_not_null",
    )
    stage = fields.Selection(
        selection=[
            *DISCIPLINES,
            ("watch", "Under Observation"),
            ("check", "Effect to Be Checked"),
            ("done", "Effective"),
            ("not_needed", "No 8D Needed"),
        ],
        string="Discipline",
        compute="_compute_stage",
        store=True,
        copy=False,
        group_expand="_group_expand_stage",
    )
    deadline = fields.Datetime(related="current_step_id.deadline", store=True, string="Due")
    deadline_state = fields.Selection(related="current_step_id.deadline_state", string="Limit")
    closed_on = fields.Datetime(readonly=True, copy=False)
    can_manage = fields.Boolean(compute="_compute_can_manage")
    deadline_late = fields.Boolean(string="Late", compute="_compute_deadline_late")

    # Counting by discipline reads the index only.
    _stage_index = models.Index("(company_id, stage)")
    _deadline_open_index = models.Index("(deadline) WHERE state = 'open'")
    _origin_index = models.Index("(origin_model, origin_id) WHERE origin_id IS NOT NULL")

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("company_id")
    def _compute_people(self):
        """Propose the leaders of quality and management; people choose others."""
        for company, reports in self.grouped("company_id").items():
            teams = self.env["order.team"]._team_by_function(["quality", "management"], company)
            for report in reports:
                for name, function in (("quality_id", "quality"), ("champion_id", "management")):
                    if not report[name] and function in teams:
                        report[name] = teams[function].leader_id

    @api.depends(
        "leader_id",
        "quality_id",
        "champion_id",
        "create_uid",
        "member_ids.user_id",
        "step_ids.user_id",
        "containment_ids.user_id",
        "action_ids.user_id",
        "document_ids.user_id",
    )
    def _compute_user_ids(self):
        """Whoever has something to do in a report sees it."""
        for report in self:
            report.user_ids = (
                report.leader_id
                | report.quality_id
                | report.champion_id
                | report.create_uid
                | report.member_ids.user_id
                | report.step_ids.user_id
                | report.containment_ids.user_id
                | report.action_ids.user_id
                | report.document_ids.user_id
            )

    @api.depends("state", "step_ids.state")
    def _compute_stage(self):
        ends = {"closed": "watch", "check": "check", "done": "done", "not_needed": "not_needed"}
        for report in self:
            steps = report.step_ids.sorted("discipline")
            current = steps.filtered(lambda step: step.state != "accepted")[:1] or steps[-1:]
            report.current_step_id = current
            report.stage = ends.get(report.state) or current.discipline or "d0"

    @api.depends("deadline", "state", "stage")
    def _compute_deadline_late(self):
        for report in self:
            report.deadline_late = report.state == "open" and report.deadline_state in (
                "late",
                "missed",
            )

    @api.depends("quality_id")
    @api.depends_context("uid")
    def _compute_can_manage(self):
        manages = self.env.user.has_group(QUALITY_GROUP)
        for report in self:
            report.can_manage = manages or report.quality_id == self.env.user

    @api.depends("name", "title")
    def _compute_display_name(self):
        for report in self:
            report.display_name = " ".join(filter(None, [report.name, report.title]))

    @api.model
    def _group_expand_stage(self, stages, domain):
        """Show a column for every discipline, also while nothing is in it."""
        shown = [key for key, _label in DISCIPLINES]
        return shown + [
            stage for stage in ("watch", "check", "done", "not_needed") if stage in stages
        ]

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        # sudo: number and empty lines are given by the system, not entered
        for report in reports.sudo():
            report.name = report.company_id._next_document_number(self._name)
        reports.sudo()._create_lines()
        return reports

    def write(self, vals):
        before = {report: (report.received_at, report.profile_id) for report in self}
        result = super().write(vals)
        changed = self.filtered(lambda r: (r.received_at, r.profile_id) != before[r])
        changed.step_ids._restart_limits()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_only_young(self):
        if is_uninstalling(self.env):
            return
        for report in self:
            if report.version_ids or report.step_ids.filtered("submitted_at"):
                raise UserError(
                    self.env._(
                        "%(report)s has been worked on and is kept: press “No 8D Needed” instead.",
                        report=report.name,
                    )
                )

    def _create_lines(self):
        """Give new reports their nine disciplines and the lists that have to be decided."""
        self.env["quality.8d.step"].create(
            [
                {"report_id": report.id, "discipline": discipline}
                for report in self
                for discipline, _label in DISCIPLINES
            ]
        )
        for model, field in (
            ("quality.8d.comparison", "aspect"),
            ("quality.8d.containment", "place"),
            ("quality.8d.document", "document"),
        ):
            keys = [key for key, _label in self.env[model]._fields[field].selection]
            self.env[model].create(
                [{"report_id": report.id, field: key} for report in self for key in keys]
            )
        self.step_ids._restart_limits()

    # ------------------------------------------------------------------
    # Who decides
    # ------------------------------------------------------------------
    def _check_manager(self):
        self.check_access("read")
        for report in self:
            if not report.can_manage:
                raise AccessError(
                    self.env._(
                        "Only the quality manager of %(report)s decides this.", report=report.name
                    )
                )

    def _step(self, discipline):
        """Return the steps of one discipline."""
        return self.step_ids.filtered(lambda step: step.discipline == discipline)

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------
    def action_open_page(self):
        """Open the page of the report that the button names in its context."""
        return self._open_page(self.env.context.get("page"))

    def _open_page(self, page):
        """Return the action that opens one page of the report.

        :param str page: a discipline, or one of ``OTHER_PAGES``
        """
        self.ensure_one()
        if page not in (*dict(DISCIPLINES), *OTHER_PAGES):
            return self.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"quality_8d.quality_8d_action_{page}"
        )
        return {**action, "res_id": self.id}

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    def _reasons(self):
        return super()._reasons() | {
            "wait": self._wait,
            "not_needed": self._not_needed,
            "recurred": self._has_recurred,
        }

    def _signoff_document_label(self):
        return self.display_name

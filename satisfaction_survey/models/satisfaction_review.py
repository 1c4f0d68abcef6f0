from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling


class SatisfactionReview(models.Model):
    """The meeting that looks at the results of a programme and decides, and its minutes."""

    _name = "satisfaction.review"
    _description = "Review of a Satisfaction Programme"
    _inherit = ["order.form.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "held_on desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _form_key = "satisfaction_review"

    # === FIELDS === #

    name = fields.Char(compute="_compute_name", store=True)
    program_id = fields.Many2one(
        comodel_name="satisfaction.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True, precompute=True
    )
    held_on = fields.Datetime(string="Meeting", required=True, default=fields.Datetime.now)
    place = fields.Char()
    chair_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    participant_ids = fields.Many2many(
        comodel_name="res.users",
        string="Participants",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        compute="_compute_participant_ids",
        store=True,
        readonly=False,
    )
    findings = fields.Text(help="What the results show, and how far they can be relied on.")
    decisions = fields.Text(help="What was decided beyond the follow-ups listed below.")
    expectations = fields.Text(
        string="Survey Itself", help="What is changed in next year's programme or questionnaires."
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("held", "Minutes Sent")],
        string="Step",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    followup_ids = fields.Many2many(
        comodel_name="satisfaction.followup", string="Follow-ups", compute="_compute_followup_ids"
    )

    # === COMPUTE METHODS === #

    @api.depends("program_id.name", "held_on")
    def _compute_name(self):
        for review in self:
            day = review.company_id._order_local_date(review.held_on) if review.held_on else ""
            review.name = f"{review.program_id.name or ''} {day}".strip()

    @api.depends("program_id")
    def _compute_participant_ids(self):
        """Propose the leaders of the departments, and whoever is responsible."""
        for review in self:
            if review.program_id and not review.participant_ids:
                teams = review.program_id.module_ids.team_id
                review.participant_ids = (
                    teams._users_to_notify("leader") | review.program_id.responsible_id
                )

    @api.depends("program_id")
    @api.depends_context("uid")
    def _compute_followup_ids(self):
        """Whoever reads the minutes sees the follow-ups he may see."""
        found = self.env["satisfaction.followup"].search(
            [("program_id", "in", self.program_id.ids)]
        )
        for review in self:
            review.followup_ids = found.filtered(
                lambda followup, program=review.program_id: followup.program_id == program
            )

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"state"}

    @api.model
    def _fixed_fields(self):
        return super()._fixed_fields() | {"program_id"}

    def write(self, vals):
        if not self.env.su and self.filtered(lambda review: review.state == "held"):
            raise UserError(
                self.env._("The minutes were sent and stay as they are: hold another meeting.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_only_draft(self):
        if not is_uninstalling(self.env) and self.filtered(lambda review: review.state == "held"):
            raise UserError(self.env._("Minutes that were sent are kept."))

    # === ACTIONS === #

    def action_send_minutes(self):
        """Issue the minutes and send them to all participants."""
        self.check_access("write")
        for review in self:
            if not (review.findings or "").strip() or not review.participant_ids:
                raise UserError(
                    self.env._("Write down who took part and what the results show, then send.")
                )
        self._freeze_form()
        # sudo: the step is kept by the button
        self.sudo().write({"state": "held"})
        # sudo: the text of the letter is kept by administrators
        letter = self.env.ref("satisfaction_survey.mail_template_minutes").sudo()
        for review in self:
            letter.send_mail(review.id, email_layout_xmlid="mail.mail_notification_light")
        return True

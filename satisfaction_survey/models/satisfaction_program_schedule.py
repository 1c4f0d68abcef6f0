from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class SatisfactionProgram(models.Model):
    """The twelve months that are measured, and the dates of the round."""

    _inherit = "satisfaction.program"

    # === FIELDS === #

    date_from = fields.Date(
        string="From",
        compute="_compute_period",
        store=True,
        copy=False,
        readonly=False,
        precompute=True,
        required=True,
        help="The twelve months that are measured.",
    )
    date_to = fields.Date(
        string="To",
        compute="_compute_period",
        store=True,
        copy=False,
        readonly=False,
        precompute=True,
        required=True,
    )
    prepare_on = fields.Date(
        string="Prepare",
        compute="_compute_schedule",
        store=True,
        copy=False,
        readonly=False,
        precompute=True,
        required=True,
    )
    send_on = fields.Date(
        string="Send",
        required=True,
        default=lambda self: self._default_send_on(),
        index=True,
        tracking=True,
    )
    remind_on = fields.Date(
        string="Remind",
        compute="_compute_schedule",
        store=True,
        copy=False,
        readonly=False,
        precompute=True,
        required=True,
    )
    close_on = fields.Date(
        string="Close",
        compute="_compute_schedule",
        store=True,
        copy=False,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    report_on = fields.Date(
        string="Report and Review",
        compute="_compute_schedule",
        store=True,
        copy=False,
        readonly=False,
        precompute=True,
        required=True,
    )
    act_on = fields.Date(
        string="Actions Started",
        compute="_compute_schedule",
        store=True,
        copy=False,
        readonly=False,
        precompute=True,
        required=True,
    )

    _period_ordered = models.Constraint(
        "CHECK(date_from <= date_to)", "The period ends before it begins."
    )
    _schedule_ordered = models.Constraint(
        "CHECK(prepare_on <= send_on AND send_on <= remind_on AND remind_on <= close_on"
        " AND close_on <= report_on AND report_on <= act_on)",
        "The dates follow each other: prepare, send, remind, close, report, act.",
    )

    # === DEFAULTS === #

    @api.model
    def _default_send_on(self):
        """The first day of the month of asking, this year or, when it has passed, the next."""
        today = fields.Date.context_today(self)
        day = today.replace(month=int(self.env.company.satisfaction_send_month), day=1)
        return day if day >= today else day + relativedelta(years=1)

    # === COMPUTE METHODS === #

    @api.depends("send_on")
    def _compute_period(self):
        for program in self.filtered("send_on"):
            program.date_from = program.send_on - relativedelta(years=1)
            program.date_to = program.send_on - relativedelta(days=1)

    @api.depends("send_on", "company_id")
    def _compute_schedule(self):
        for program in self.filtered("send_on"):
            company = program.company_id
            for name, days in (
                ("prepare_on", -company.satisfaction_prepare_days),
                ("remind_on", company.satisfaction_remind_days),
                ("close_on", company.satisfaction_close_days),
                ("report_on", company.satisfaction_report_days),
                ("act_on", company.satisfaction_act_days),
            ):
                program[name] = program.send_on + relativedelta(days=days)

import logging
from datetime import time

from babel.dates import format_skeleton
from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import babel_locale_parse, get_lang

from odoo.addons.order_signoff.tools import is_uninstalling

_logger = logging.getLogger(__name__)

# By what the complaints of a month are listed, and under which heading.
DIMENSIONS = {
    "commercial_partner_id": "month_by_customer",
    "product_id": "month_by_product",
    "defect_id": "month_by_defect",
    "team_id": "month_by_team",
}
# Lines of each list; the spreadsheet has all complaints.
LINES = 10
# Months in the figure.
MONTHS = 12
# Companies served in one run of the scheduled action.
COMPANIES = 50


class CustomerComplaintMonth(models.Model):
    """The complaints of one month, as they are put before the leader of quality.

    Procedure 001 asks for it every month. The print and the spreadsheet in the history are what
    was put before him then; the sheet itself shows what is known today.
    """

    _name = "customer.complaint.month"
    _description = "Monthly Complaint Sheet"
    _inherit = ["order.form.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "month desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _form_key = "customer_complaint_month"

    # === FIELDS === #

    name = fields.Char(string="Number", compute="_compute_name", store=True)
    month = fields.Date(
        required=True,
        default=lambda self: self._last_month(self.env.company),
        help="Any day of the month; it is kept as the first.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sent_on = fields.Datetime(string="Put Before the Leader On", readonly=True, copy=False)
    recipient_ids = fields.Many2many(
        comodel_name="res.users", string="Put Before", readonly=True, copy=False
    )
    sheet = fields.Html(compute="_compute_sheet", sanitize=False)

    _once = models.UniqueIndex(
        "(company_id, month)", "There is a sheet of this month already: open it."
    )

    # === COMPUTE METHODS === #

    @api.depends("month")
    def _compute_name(self):
        for sheet in self:
            sheet.name = f"CM-{sheet.month:%Y-%m}" if sheet.month else False

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = sheet._month_text()

    @api.depends("month", "company_id")
    @api.depends_context("lang")
    def _compute_sheet(self):
        self.sheet = False
        for sheet in self.filtered(lambda sheet: sheet._origin and sheet.month):
            # One language on the screen, that of the reader.
            document = sheet.with_context(order_form_langs=(self.env.lang or "en_US",))
            sheet.sheet = self.env["ir.qweb"]._render(
                "customer_complaint.complaint_month_screen", {"doc": document}
            )

    def _month_text(self):
        """Return the month as people write it: October 2026, 2026年10月."""
        if not self.month:
            return ""
        locale = babel_locale_parse(get_lang(self.env).code)
        return format_skeleton("yMMMM", self.month, locale=locale)

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"sent_on", "recipient_ids"}

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._first_day(vals) for vals in vals_list])

    def write(self, vals):
        if "month" in vals or "company_id" in vals:
            self._check_not_sent()
        return super().write(self._first_day(vals))

    @api.model
    def _first_day(self, vals):
        if not vals.get("month"):
            return vals
        return {**vals, "month": fields.Date.to_date(vals["month"]).replace(day=1)}

    @api.ondelete(at_uninstall=True)
    def _unlink_except_sent(self):
        if not is_uninstalling(self.env):
            self._check_not_sent()

    def _check_not_sent(self):
        if sent := self.filtered("sent_on")[:1]:
            raise UserError(
                self.env._(
                    "The sheet %(sheet)s is kept: it was put before the leader of quality.",
                    sheet=sent.name,
                )
            )

    @api.model
    def _last_month(self, company):
        """Return the first day of the month before this one, where the company works."""
        return company._order_today().replace(day=1) - relativedelta(months=1)

    # === FIGURES === #

    def _statistics(self):
        """Return the statistics, with months that begin where the company works."""
        # sudo: whoever may read the sheet of a company reads its figures
        return (
            self.env["customer.complaint.statistics"]
            .sudo()
            .with_context(tz=str(self.company_id._order_timezone()))
        )

    def _month_domain(self, first, months):
        """Return the domain of so many months from a first day on."""
        moment = self.company_id._order_moment
        return [
            ("company_id", "=", self.company_id.id),
            ("date", ">=", moment(first, time.min)),
            ("date", "<", moment(first + relativedelta(months=months), time.min)),
        ]

    def _trend(self):
        """Return the figures of the last twelve months as ``{first day: figures}``; one query."""
        self.ensure_one()
        first = self.month - relativedelta(months=MONTHS - 1)
        return {
            moment.date(): found
            for moment, found in self._statistics()._figures(
                self._month_domain(first, MONTHS), "date:month"
            )
        }

    def _year(self):
        """Return the figures of the last twelve months together; one query."""
        self.ensure_one()
        first = self.month - relativedelta(months=MONTHS - 1)
        return self._statistics()._figures(self._month_domain(first, MONTHS))[0][1]

    def _lists(self, whole):
        """Return the lists of the month as ``[(heading, [(record, figures)])]``, a query each.

        :param dict whole: the figures of the month, which departments are measured against
        """
        self.ensure_one()
        statistics, domain = self._statistics(), self._month_domain(self.month, 1)
        return [
            (heading, statistics._figures(domain, name, limit=LINES, whole=whole))
            for name, heading in DIMENSIONS.items()
        ]

    def _complaints(self):
        """Return the complaints of the month, oldest first."""
        self.ensure_one()
        moment = self.company_id._order_moment
        # sudo: as in the figures
        return self.env["customer.complaint"].sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("received_at", ">=", moment(self.month, time.min)),
                ("received_at", "<", moment(self.month + relativedelta(months=1), time.min)),
                ("state", "!=", "cancelled"),
            ],
            order="received_at, id",
        )

    # === ACTIONS === #

    def action_print(self):
        """Print the sheet."""
        return self.env.ref("customer_complaint.action_report_complaint_month").report_action(self)

    def action_spreadsheet(self):
        """Take the figures and the complaints of the month as a spreadsheet."""
        report = self.env.ref("customer_complaint.action_report_complaint_month_xlsx")
        return report.report_action(self)

    def action_send(self):
        """Put print and spreadsheet before the leader of quality."""
        self.check_access("write")
        for sheet in self:
            leaders = self._leaders(sheet.company_id)
            if not leaders:
                raise UserError(
                    self.env._(
                        "Nobody leads a department with the function “Quality” in %(company)s:"
                        " choose its leader first.",
                        company=sheet.company_id.name,
                    )
                )
            sheet._put_before(leaders)
        return True

    # === BUSINESS === #

    @api.model
    def _leaders(self, company):
        """Return the leader of quality, or the deputy while he is absent."""
        team = self.env["order.team"]._team_by_function(["quality"], company)
        return team["quality"]._users_to_notify("leader") if team else self.env["res.users"]

    def _put_before(self, leaders):
        """Send print and spreadsheet, and ask for a look at them."""
        self.ensure_one()
        self._freeze_form()
        # sudo: kept by the system
        self.sudo().write({"sent_on": fields.Datetime.now(), "recipient_ids": leaders.ids})
        sheet = self.with_context(lang=leaders[:1].lang or self.env.lang)
        month = sheet.display_name
        sheet.message_post(
            subject=sheet.env._("Complaints in %(month)s", month=month),
            body=sheet._summary(),
            partner_ids=leaders.partner_id.ids,
            attachments=sheet._files(),
            subtype_xmlid="mail.mt_comment",
        )
        for leader in leaders:
            sheet.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=leader.id,
                summary=sheet.env._("Look at the complaints of %(month)s", month=month),
            )

    def _summary(self):
        """Return the month in one sentence."""
        found = self._trend().get(self.month)
        if not found:
            return self.env._("Nobody complained.")
        return self.env._(
            "%(count)s complaints, valid: %(valid)s, repeated: %(repeated)s.",
            count=found["complaint_count"],
            valid=found["accepted"],
            repeated=found["repeated"],
        )

    def _files(self):
        """Return print and spreadsheet as ``[(name, content)]``."""
        # sudo: the reports of a sheet are rendered for whoever it is put before
        reports = self.env["ir.actions.report"].sudo()
        files = []
        for render, name in (
            (reports._render_qweb_pdf, "customer_complaint.report_complaint_month"),
            (reports._render_xlsx, "customer_complaint.report_complaint_month_xlsx"),
        ):
            content, kind = render(name, self.ids, {})
            files.append((f"{self.name}.{kind}", content))
        return files

    @api.model
    def _cron_put_before(self):
        """Put the sheet of the last month before the leader, once per company.

        Runs every day: a server that stands still on the first does it on the second. A company
        without a leader of quality is asked again the next day.
        """
        companies = self.env["res.company"].search([("complaint_month_sheet", "=", True)])
        due = []
        for company in companies:
            month = self._last_month(company)
            done = self.search_count(
                [("company_id", "=", company.id), ("month", "=", month), ("sent_on", "!=", False)],
                limit=1,
            )
            if not done:
                due.append((company, month))
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for company, month in due[:COMPANIES]:
            try:
                with self.env.cr.savepoint():
                    self.with_company(company)._put_month_before(company, month)
            except (UserError, UniqueViolation) as error:
                # What hinders one company, say its printer settings, or that somebody makes the
                # sheet by hand at this moment, hinders no other.
                _logger.warning("Complaints of %s in %s: %s", company.name, month, error)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _put_month_before(self, company, month):
        """Put one month of one company before its leader, unless another worker does."""
        # Whoever comes second leaves it to the first; should he come so late that the first is
        # done already, unseen by him, the unique index stops him.
        if not company.try_lock_for_update(allow_referencing=True):
            return self.browse()
        sheet = self.search([("company_id", "=", company.id), ("month", "=", month)], limit=1)
        leaders = self._leaders(company)
        if sheet.sent_on or not leaders:
            return sheet
        sheet = sheet or self.create({"company_id": company.id, "month": month})
        sheet._put_before(leaders)
        return sheet

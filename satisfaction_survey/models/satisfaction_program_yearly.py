import logging

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tools import plaintext2html

from odoo.addons.order_signoff.tools import one_after_the_other

from .satisfaction_program_send import SEND_BATCH

_logger = logging.getLogger(__name__)

# The questionnaires a new programme starts with, their weights and departments.
DEFAULT_MODULES = (
    ("overall", 40, "sales"),
    ("service", 30, "service"),
    ("quality", 30, "quality"),
)


class SatisfactionProgram(models.Model):
    """From one year to the next, and what happens by itself on its day."""

    _inherit = "satisfaction.program"

    module_ids = fields.One2many(default=lambda self: self._default_module_ids())

    @api.model
    def _default_module_ids(self):
        """Return the three questionnaires that come with the add-on, as far as they are there."""
        if self.env.context.get("default_kind", "customer") != "customer":
            return []
        company = self.env.company
        teams = self.env["order.team"]._team_by_function(
            [function for _key, _weight, function in DEFAULT_MODULES], company
        )
        commands = []
        for number, (key, weight, function) in enumerate(DEFAULT_MODULES, start=1):
            survey = self.env.ref(f"satisfaction_survey.survey_{key}", raise_if_not_found=False)
            # sudo: only the title; the questions stay with those who may read surveys
            if survey and survey.sudo().active:
                commands.append(
                    Command.create(
                        {
                            "sequence": number * 10,
                            "key": key,
                            "name": survey.sudo().title,
                            "survey_id": survey.id,
                            "weight": weight,
                            "team_id": teams[function].id if function in teams else False,
                        }
                    )
                )
        return commands

    # === ACTIONS === #

    def action_next(self):
        """Make next year's programme from this one, or open the one that was made."""
        self.ensure_one()
        following = self.next_ids.filtered(lambda program: program.state != "cancelled")[:1]
        if not following:
            self.check_access("write")
            following = self._next_program()
        return following.get_formview_action()

    def _next_program(self):
        """Return the next programme: the same questionnaires, targets and schedule, a year later.

        Years that have passed are left out; one that is late is asked from today on. Contacts are
        taken over when its customers are suggested.
        """
        self.ensure_one()
        one_after_the_other(self)
        today, years = self.company_id._order_today(), 1
        while self.send_on + relativedelta(years=years + 1) <= today:
            years += 1
        following = self.copy(
            {
                "send_on": max(self.send_on + relativedelta(years=years), today),
                "previous_id": self.id,
            }
        )
        following.message_post(
            body=self.env._("Made from %(program)s.", program=self.name), message_type="comment"
        )
        return following

    def action_view_unasked(self):
        """Open the customers who were not asked for almost a year."""
        self.ensure_one()
        partners, _overdue = self._unasked_customers()
        company = self.company_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not Asked for a Year"),
            "res_model": "res.partner",
            "view_mode": "list,form",
            "views": [
                (self.env.ref("satisfaction_survey.res_partner_view_list_unasked").id, "list"),
                (False, "form"),
            ],
            "domain": [("id", "in", partners.ids)],
            "help": Markup('<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>')
            % (
                self.env._("Every customer was asked in time"),
                self.env._(
                    "Customers of the programme's filter appear here %(days)s days after they were "
                    "last asked, or became known.",
                    days=company.satisfaction_warn_days,
                ),
            ),
        }

    # === BUSINESS === #

    def _unasked_customers(self):
        """Return the customers of the programme's choice who were not asked for as long as the
        settings say: those to be pointed out, and of them those who are overdue."""
        self.ensure_one()
        company = self.company_id
        partners = self._audience_candidates().filtered(lambda p: not p.satisfaction_opt_out)
        today = company._order_today()
        asked = dict(
            self.env["satisfaction.audience"]._read_group(
                [
                    ("partner_id", "in", partners.ids),
                    ("company_id", "=", company.id),
                    ("program_id.kind", "=", self.kind),
                    ("state", "!=", "not_sent"),
                ],
                ["partner_id"],
                ["sent_on:max"],
            )
        )

        def since(days):
            limit = today - relativedelta(days=days)
            # Who is a customer for a shorter time could not be asked yet.
            return partners.filtered(
                lambda partner: (asked.get(partner) or partner.create_date.date()) <= limit
            )

        return since(company.satisfaction_warn_days), since(company.satisfaction_overdue_days)

    # === SCHEDULED ACTION === #

    @api.model
    def _cron_programs(self):
        """Do what is due today: plan, prepare, send, remind and close, and point out customers
        who were not asked. Saves after each batch."""
        self._cron_plan()
        cron = self.env["ir.cron"]
        running = self.search([("state", "in", ("prepared", "running"))], order="id")
        cron._commit_progress(
            remaining=self.env["satisfaction.audience"].search_count(
                [
                    ("program_id.state", "=", "running"),
                    ("selected", "=", True),
                    ("state", "=", "not_sent"),
                ]
            )
        )
        for program in running:
            if not program._run_by_itself():
                break

    def _run_by_itself(self):
        """Take the steps of one programme that are due; return whether time is left."""
        self.ensure_one()
        today = self.company_id._order_today()
        if self.automatic and self.state == "prepared" and self.send_on <= today:
            self._attempt(self._send_by_itself)
        if self.state == "running" and not self._in_batches(self._send_batch):
            return False
        if not self.automatic or self.state != "running":
            return True
        if self.remind_on <= today < self.close_on and not self._in_batches(
            lambda: self._remind_batch(self._remind_due_domain())
        ):
            return False
        if self.close_on < today:
            try:
                self._attempt(self.action_close)
            except ConcurrencyError:
                # Answers are coming in at this moment: the next run sees them.
                self._run_in_background()
            self.env["ir.cron"]._commit_progress()
        return True

    def _send_by_itself(self):
        """Start asking on the day of sending."""
        self.action_send()

    def _in_batches(self, work):
        cron = self.env["ir.cron"]
        while done := work():
            in_time = cron._commit_progress(done)
            # What was sent is not needed any more: memory stays as small as one batch.
            self.env.invalidate_all()
            if not in_time:
                return False
            if done < SEND_BATCH:
                break
        return True

    def _attempt(self, step):
        """Take a step; when it is refused, leave the reason with whoever is responsible."""
        try:
            with self.env.cr.savepoint():
                step()
        except UserError as error:
            self._point_out(str(error.args[0]))

    def _point_out(self, note, summary=None):
        """Leave an activity with the responsible; one of this summary that is open is brought up
        to date.

        :param str note: plain text
        """
        note = plaintext2html(note)
        activity_type = self.env.ref("satisfaction_survey.mail_activity_type_look")
        summary = summary or activity_type.summary
        if existing := self.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id == activity_type and activity.summary == summary
            )
        )[:1]:
            existing.note = note
            return
        self.activity_schedule(
            activity_type_id=activity_type.id,
            user_id=self.responsible_id.id,
            summary=summary,
            note=note,
        )

    @api.model
    def _cron_plan(self):
        """Look ahead for the companies that ask every year; one company's trouble does not hold up
        the others."""
        kinds = [kind for kind, _label in self._fields["kind"]._description_selection(self.env)]
        for company in self.env["res.company"].search([("satisfaction_enabled", "=", True)]):
            for kind in kinds:
                latest = self.search(
                    [
                        ("company_id", "=", company.id),
                        ("kind", "=", kind),
                        ("state", "!=", "cancelled"),
                    ],
                    limit=1,
                ).with_company(company)
                if latest:
                    latest._plan_alone()

    def _plan_alone(self):
        """Plan one programme; whatever is wrong with it, the others are gone on with."""
        try:
            with self.env.cr.savepoint():
                self._attempt(self._plan)
        except Exception:
            _logger.exception("%s could not be planned", self)

    def _plan(self):
        """Plan next year's programme in its month, fill in who is asked in time, and point out
        who was not asked for a year."""
        self.ensure_one()
        program, company = self, self.company_id
        today = company._order_today()
        if program.send_on.year <= today.year and today.month >= int(
            company.satisfaction_plan_month
        ):
            program = program._next_program()
            program._point_out(self.env._("Look through next year's programme."))
        if program.state == "draft" and program.prepare_on <= today and not program._is_filled():
            program._point_out(program._fill())
        program._point_out_unasked()

    def _is_filled(self):
        """Whether it stands who is asked."""
        self.ensure_one()
        return bool(self.audience_ids)

    def _fill(self):
        """Fill in who is asked; return what the responsible is told."""
        self.ensure_one()
        self._suggest_audience()
        return self.env._("The customers are suggested: look through them and prepare.")

    def _point_out_unasked(self):
        warned, overdue = self._unasked_customers()
        # Those who are asked in this programme need no warning.
        planned = self.audience_ids.filtered("selected").partner_id
        if warned - planned:
            self._point_out(
                self.env._(
                    "%(number)s customers have not been asked for %(days)s days and are not asked "
                    "in this programme, %(overdue)s of them for more than %(limit)s days.",
                    number=len(warned - planned),
                    days=self.company_id.satisfaction_warn_days,
                    overdue=len(overdue - planned),
                    limit=self.company_id.satisfaction_overdue_days,
                ),
                self.env._("Not Asked for a Year"),
            )

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .quality_8d_task import EFFECT, LOTS, RECURRED

# The states of a report that was closed.
CLOSED = ("closed", "check", "done")


class Quality8d(models.Model):
    """After closing: the effect is checked, and what comes back is taken up again."""

    _inherit = "quality.8d"

    effect_due_on = fields.Date(string="Observed Until", readonly=True, copy=False)
    effect_lots_needed = fields.Integer(string="Lots to Observe", readonly=True, copy=False)
    effect_lots = fields.Integer(
        string="Lots without the Defect",
        copy=False,
        help="Lots made since closing, none of which had the defect.",
    )
    effect_opened_on = fields.Date(string="Check Opened On", readonly=True, copy=False)
    effect_decided_on = fields.Date(readonly=True, copy=False)
    effect_text = fields.Text(
        string="Result of the Check", copy=False, help="What was looked at, and what it showed."
    )
    recurrence_of_id = fields.Many2one(
        comodel_name="quality.8d",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    recurrence_ids = fields.One2many(
        comodel_name="quality.8d", inverse_name="recurrence_of_id", string="Recurrences"
    )

    _effect_index = models.Index("(effect_due_on) WHERE state = 'closed'")

    # ------------------------------------------------------------------
    # Observation
    # ------------------------------------------------------------------
    def _prepare_observation(self):
        """Return the values with which the effect of a closed report is observed."""
        self.ensure_one()
        company = self.company_id
        return {
            "effect_due_on": company._order_today()
            + timedelta(days=company.quality_8d_effect_days),
            "effect_lots_needed": company.quality_8d_effect_lots,
            "effect_lots": 0,
            "effect_text": False,
            "effect_opened_on": False,
            "effect_decided_on": False,
        }

    def write(self, vals):
        if not self.env.su and {"effect_lots", "effect_text"} & vals.keys():
            for report in self.filtered(lambda r: r.state == "done"):
                raise UserError(
                    self.env._(
                        "The effect of %(report)s has been decided and stands.", report=report.name
                    )
                )
        result = super().write(vals)
        if "effect_lots" in vals:
            self._open_effect_check()
        return result

    @api.model
    def _cron_effect(self, batch_size=200):
        """Count lots; open the check of the effect once days and lots have passed."""
        observed = self.search([("state", "=", "closed")])
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(observed))
        while observed:
            batch, observed = observed[:batch_size], observed[batch_size:]
            batch._count_effect_lots()
            batch._open_effect_check()
            batch._ask_for_lots()
            if not cron._commit_progress(len(batch)):
                return

    def _lots_since_closing(self):
        """Return ``{report: lots}``: those the system knows to have come since the closing.

        Here it knows of none; the add-on for Inventory counts them.
        """
        return {}

    def _count_effect_lots(self):
        """Enter the lots that the system knows of, where people have entered fewer."""
        for report, lots in self._lots_since_closing().items():
            if lots > report.effect_lots:
                report.effect_lots = lots

    def _lacks_lots(self):
        """Whether the days of observation have passed, and lots are missing."""
        self.ensure_one()
        return (
            self.state == "closed"
            and self.effect_due_on <= self.company_id._order_today()
            and self.effect_lots < self.effect_lots_needed
        )

    def _ask_for_lots(self):
        """Tell once who checks the effect that he has to say how many lots were good."""
        lacking = self.filtered(lambda report: report._lacks_lots())
        # sudo: the tasks of others count, too
        told = set(lacking.sudo().activity_search([LOTS]).mapped("res_id"))
        for report in lacking.filtered(lambda report: report.id not in told):
            for user in report._people_to_check():
                env = report.with_context(lang=user.lang).env
                summary = env._(
                    "%(report)s has been observed long enough: enter the lots made since then",
                    report=report.name,
                )
                report._add_task(LOTS, user, summary)

    def _open_effect_check(self):
        """Ask for the check where both days and lots have passed."""
        for report in self.filtered(lambda r: r.state == "closed"):
            today = report.company_id._order_today()
            if report.effect_due_on > today or report.effect_lots < report.effect_lots_needed:
                continue
            # sudo: the state follows from days and lots
            report.sudo().write({"state": "check", "effect_opened_on": today})
            report._settle_tasks()
            summary = self.env._("Check the effect of %(report)s", report=report.name)
            report._add_task(EFFECT, report._people_to_check(), summary)

    def action_effective(self):
        """The defect has not come back: the report is done."""
        self._check_manager()
        for report in self:
            if report.state != "check":
                raise UserError(
                    self.env._(
                        "%(report)s is still observed: until %(date)s and for %(lots)s lots.",
                        report=report.name,
                        date=report.effect_due_on or "",
                        lots=report.effect_lots_needed,
                    )
                )
            if not report.effect_text:
                raise UserError(
                    self.env._("Write into %(report)s what the check showed.", report=report.name)
                )
            # sudo: the state is kept by the buttons
            report.sudo().write(
                {"state": "done", "effect_decided_on": report.company_id._order_today()}
            )
        self._settle_tasks()
        return True

    # ------------------------------------------------------------------
    # Recurrence
    # ------------------------------------------------------------------
    def action_not_effective(self):
        """Ask what has come back, and take the report up again."""
        self.ensure_one()
        return self._ask_reason("recurred", self.env._("The Problem Has Come Back"))

    def _has_recurred(self, reason):
        """Take up again what the quality manager has found to have come back."""
        self._check_manager()
        self._take_up_recurrence(reason)

    def _take_up_recurrence(self, reason):
        """Take closed reports up again from D4 on; signatures and versions stay readable."""
        closed = self.filtered(lambda report: report.state in CLOSED)
        if not closed:
            raise UserError(self.env._("Only a closed report can be taken up again."))
        # sudo: taken up by the system, for whoever finds the recurrence
        closed = closed.sudo()
        closed._reopen()
        closed._void_signoffs(reason)
        closed.step_ids.filtered(
            lambda step: step.discipline in ("d4", "d5", "d6", "d7", "d8")
        )._return_with(reason)
        closed._settle_tasks()

    def _reopen(self):
        """Work again on what was closed; which disciplines, and why, follows after it."""
        # sudo: the state is kept by the system
        closed = self.sudo().filtered(lambda report: report.state in CLOSED)
        for report in closed.filtered("effect_text"):
            report._message_log(
                body=self.env._("Result of the check so far: %(text)s", text=report.effect_text)
            )
        closed.write(
            {
                "state": "open",
                "closed_on": False,
                "effect_decided_on": False,
                # The next check is written about anew.
                "effect_text": False,
            }
        )

    def _recurs(self, earlier):
        """Note that this report is a recurrence, and take the earlier one up again.

        Whoever checks the earlier one is told: he decides on it, and takes up again himself what
        was thought to need no 8D.
        """
        self.ensure_one()
        earlier.check_access("read")
        if earlier == self or self.recurrence_of_id:
            raise UserError(
                self.env._("%(report)s is linked as a recurrence already.", report=self.name)
            )
        self.check_access("write")
        # sudo: the link is kept by the system
        self.sudo().write({"recurrence_of_id": earlier.id, "repeated": True})
        if earlier.state == "open":
            return
        if earlier.state in CLOSED:
            earlier._take_up_recurrence(
                self.env._("The problem has come back: %(report)s", report=self.display_name)
            )
        for user in earlier._people_to_check() - self.env.user:
            env = self.with_context(lang=user.lang).env
            summary = env._("The problem has come back: %(report)s", report=self.display_name)
            earlier._add_task(RECURRED, user, summary)

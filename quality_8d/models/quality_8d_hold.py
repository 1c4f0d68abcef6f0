from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class Quality8d(models.Model):
    """Waiting for the customer, and problems that need no 8D."""

    _inherit = "quality.8d"

    on_hold = fields.Boolean(
        string="Waiting", compute="_compute_on_hold", store=True, copy=False
    )
    hold_reason = fields.Char(
        string="Waits For", compute="_compute_on_hold", store=True, copy=False
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("step_ids.hold_since", "step_ids.hold_reason")
    def _compute_on_hold(self):
        """A report waits while any of its clocks stands still, whichever discipline is next."""
        held = dict(
            self.env["quality.8d.step"]._read_group(
                [("report_id", "in", self.ids), ("hold_since", "!=", False)],
                ["report_id"],
                ["hold_reason:max"],
            )
        )
        for report in self:
            report.on_hold = report._origin in held
            report.hold_reason = held.get(report._origin, False)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_wait(self):
        """Ask for what the team waits, and stop the clocks."""
        self.ensure_one()
        title = self.env._("Wait for the Customer")
        if self.kind != "customer":
            title = self.env._("Stop the Clocks")
        return self._ask_reason("wait", title)

    def action_go_on(self):
        """Let the clocks of the waiting reports run on."""
        self._check_may_work()
        self.step_ids.filtered("on_hold")._deadline_resume()
        self._message_log_batch(dict.fromkeys(self.ids, self.env._("The time limits run on.")))
        return True

    def _wait(self, reason):
        """Stop the clocks of the open disciplines."""
        self._check_may_work()
        self.step_ids._deadline_hold(reason)
        self._message_log_batch(
            dict.fromkeys(self.ids, self.env._("Waiting: %(reason)s", reason=reason))
        )

    def _check_may_work(self):
        """Only leader and quality manager stop clocks and send reports."""
        self.check_access("write")
        for report in self:
            if not (report.can_manage or report.leader_id == self.env.user):
                raise AccessError(
                    self.env._(
                        "Only the team leader and the quality manager of %(report)s do this.",
                        report=report.name,
                    )
                )

    def action_not_needed(self):
        """Ask why this problem needs no 8D."""
        self.ensure_one()
        return self._ask_reason("not_needed", self.env._("No 8D Needed"))

    def _not_needed(self, reason):
        self._check_manager()
        for report in self:
            if report.state != "open" or report.version_ids:
                raise UserError(
                    self.env._(
                        "%(report)s has been sent or closed: work on it to the end.",
                        report=report.name,
                    )
                )
        # sudo: the state is kept by the system
        self.sudo().write({"state": "not_needed", "need_reason": reason})
        self.step_ids._deadline_clear()
        self._void_signoffs(reason)
        self._settle_tasks()
        self._message_log_batch(dict.fromkeys(self.ids, reason))

    def action_take_up_again(self):
        """Work on a report after all that was thought not to be needed."""
        self._check_manager()
        reports = self.filtered(lambda report: report.state == "not_needed")
        # sudo: the state is kept by the system
        reports.sudo().write({"state": "open"})
        undecided = reports.filtered(lambda report: report.needed == "no")
        # sudo: D0 is opened again only after this
        undecided.sudo().write({"needed": "yes"})
        undecided._step("d0")._return_with(self.env._("An 8D is needed after all."))
        reports.step_ids._restart_limits()
        return True

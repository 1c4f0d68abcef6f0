from odoo import api, fields, models

from odoo.addons.order_signoff.tools import one_after_the_other

from .satisfaction_followup import ENDED

# 8D reports opened in one run of the scheduled action before the work is saved.
BATCH = 20


class SatisfactionFollowup(models.Model):
    """The 8D report of what fell below the limit: one, whoever asks for it and how often."""

    _inherit = "satisfaction.followup"

    eightd_id = fields.Many2one(
        comodel_name="quality.8d",
        string="8D Report",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    eightd_stage = fields.Selection(
        related="eightd_id.stage", string="8D Stands At", related_sudo=True
    )

    # === ACTIONS === #

    def action_open_8d(self):
        """Open the 8D report; where there is none yet, begin one."""
        self.ensure_one()
        self.check_access("write" if not self.eightd_id else "read")
        if not self.eightd_id:
            self._open_8d()
        return self.eightd_id.get_formview_action()

    # === BUSINESS === #

    def _open_8d(self):
        """Give each follow-up its 8D report, once.

        Two who press at the same time wait for each other, and the second finds the report. A
        customer's report is the one of the whole questionnaire, where that fell below the limit.
        """
        # sudo: the report follows from the score, whoever noticed it first
        for followup in self.sudo():
            one_after_the_other(followup)
            followup.invalidate_recordset(["eightd_id"])
            if followup.eightd_id:
                continue
            report = followup._common_8d() or followup.env["quality.8d"]._open_from(
                followup, followup._prepare_8d()
            )
            followup.eightd_id = report

    def _common_8d(self):
        """Return the report of the same questionnaire, of all customers together."""
        self.ensure_one()
        if not self.audience_id or self.kind != "eightd":
            return self.env["quality.8d"]
        domain = [
            ("program_id", "=", self.program_id.id),
            ("kind", "=", "eightd"),
            ("audience_id", "=", False),
            ("module_id", "=", self.module_id.id),
            ("eightd_id", "!=", False),
        ]
        return self.search(domain, limit=1).eightd_id

    def _prepare_8d(self):
        """Return what the survey knows of the problem."""
        self.ensure_one()
        owner = self.owner_id or self.program_id.responsible_id
        # The report is read by the people who solve it.
        followup = self.with_context(lang=owner.lang or self.env.lang)
        words = [
            f"{answer.title}: {answer.answer or ''} {answer.comment or ''}".strip()
            for answer in followup.answer_ids
        ]
        values = {
            "title": f"{followup.program_id.name}: {followup.title}"[:200],
            "kind": "customer" if self.partner_id else "internal",
            "severity": "major",
            "leader_id": owner.id,
            "symptom": "\n".join(words) or followup.title,
            "criterion": "severity",
            "need_reason": followup.title,
            "company_id": self.company_id.id,
        }
        if self.partner_id:
            values |= {
                "partner_id": self.partner_id.id,
                "contact_id": self.contact_id.id,
                "customer_words": "\n".join(words),
            }
        return values

    def _missing_measures(self):
        missing = super()._missing_measures()
        if self.kind == "eightd" and not self.eightd_id:
            missing.append(self.env._("open the 8D report."))
        # sudo: the state of the report, for whoever may not read it
        elif self.sudo().eightd_id.state == "open":
            missing.append(
                self.env._(
                    "its 8D report %(report)s is still open.", report=self.sudo().eightd_id.name
                )
            )
        return missing

    @api.model
    def _cron_open_8d(self):
        """Open the reports of customers that a closing has left to be opened."""
        cron = self.env["ir.cron"]
        domain = [
            ("kind", "=", "eightd"),
            ("eightd_id", "=", False),
            ("state", "not in", ENDED),
            ("company_id.satisfaction_8d_auto", "=", True),
        ]
        cron._commit_progress(remaining=self.search_count(domain))
        while left := self.search(domain, limit=BATCH, order="id").try_lock_for_update():
            left._open_8d()
            if not cron._commit_progress(len(left)):
                break

from odoo import api, fields, models

from odoo.addons.order_signoff.tools import one_after_the_other


class SatisfactionFollowup(models.Model):
    """A finding on safety does not wait for the end of the survey: it is a complaint at once."""

    _inherit = "satisfaction.followup"

    complaint_id = fields.Many2one(
        comodel_name="customer.complaint",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"complaint_id"}

    # === ACTIONS === #

    def action_open_complaint(self):
        """Open the complaint; where there is none yet, register it."""
        self.ensure_one()
        self.check_access("read" if self.complaint_id else "write")
        if not self.complaint_id:
            self._register_complaint()
        return self.complaint_id.get_formview_action()

    # === BUSINESS === #

    def _on_made(self):
        result = super()._on_made()
        self.filtered(lambda followup: followup.kind == "safety")._register_complaint()
        return result

    def _register_complaint(self):
        """Give each follow-up its complaint, once."""
        # sudo: the complaint follows from the answer, whoever received it
        for followup in self.sudo():
            one_after_the_other(followup)
            followup.invalidate_recordset(["complaint_id"])
            if not followup.complaint_id:
                followup.complaint_id = followup.env["customer.complaint"].create(
                    followup._prepare_complaint()
                )

    def _prepare_complaint(self):
        """Return what the survey knows of the complaint."""
        self.ensure_one()
        followup = self.with_context(lang=self.owner_id.lang or self.env.lang)
        words = [
            f"{answer.title}: {answer.answer or ''}\n{answer.comment or ''}".strip()
            for answer in followup.answer_ids
        ]
        safety = self.kind == "safety"
        return {
            "title": f"{followup.program_id.name}: {followup.title}"[:200],
            "company_id": self.company_id.id,
            "channel": "survey",
            "category": "quality" if safety else "service",
            "severity": "critical" if safety else "major",
            "partner_id": self.contact_id.id or self.partner_id.id,
            "customer_words": "\n".join(words) or followup.title,
            "user_id": False,
            "partner_ref": self.name,
        }

    def _missing_measures(self):
        missing = super()._missing_measures()
        # sudo: whether the complaint has ended, for whoever may not read it
        complaint = self.sudo().complaint_id
        if complaint.is_open:
            missing.append(
                self.env._("its complaint %(complaint)s is still open.", complaint=complaint.name)
            )
        return missing

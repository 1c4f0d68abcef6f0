from odoo import models
from odoo.tools import plaintext2html

from .quality_8d_step import DECIDE, RETURNED

EFFECT = "quality_8d.mail_activity_type_effect"
LOTS = "quality_8d.mail_activity_type_lots"
SEND = "quality_8d.mail_activity_type_send"
CLAIM = "quality_8d.mail_activity_type_claim"
# Done when the person says so.
RECURRED = "quality_8d.mail_activity_type_recurred"
# A claim that the supplier has answered, and that is not settled yet.
ANSWERED = ("disputed", "agreed")


class Quality8d(models.Model):
    """Tasks on the lists of the people: they come with the work, and go when it is done."""

    _inherit = "quality.8d"

    def _add_task(self, activity_type, users, summary, note=False):
        """Put a task on the list of each of these people."""
        self.ensure_one()
        for user in users:
            # sudo: the task is for somebody else, and may follow from what a supplier did
            self.sudo().activity_schedule(
                activity_type,
                user_id=user.id,
                summary=summary,
                # Text that people wrote, also those outside.
                note=plaintext2html(note) if note else "",
            )

    def _settle_tasks(self):
        """Take the tasks off the lists for which nothing is left to do."""
        # sudo: the task may be on the list of a colleague
        for report in self.sudo():
            for activity_type, users in report._people_with_tasks().items():
                tasks = report.activity_search([activity_type])
                tasks.filtered(lambda t, u=users: t.user_id not in u).action_archive()

    def _people_with_tasks(self):
        """Return ``{activity type: users}`` who still have something to do for it."""
        self.ensure_one()
        steps = self.step_ids if self.state == "open" else self.step_ids.browse()
        returned = steps.filtered(lambda step: step.state == "returned")
        submitted = steps.filtered(lambda s: s.state == "submitted" and s.discipline != "d8")
        people = self.env["res.users"]
        return {
            RETURNED: people.union(*(step._people_to_work() for step in returned)),
            DECIDE: people.union(*(step._people_to_decide() for step in submitted)),
            EFFECT: self._people_to_check() if self.state == "check" else people,
            LOTS: self._people_to_check() if self._lacks_lots() else people,
            SEND: self.leader_id if self._lacks_final() else people,
            CLAIM: self._people_to_check() if self.claim_state in ANSWERED else people,
        }

    def _people_to_check(self):
        self.ensure_one()
        return self.quality_id or self.leader_id

from odoo.tests import HttpCase, tagged

from .followup_common import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupTour(FollowupCommon, HttpCase):
    """The owner of a follow-up calls the customer, finds the reason and replies."""

    def test_owner_calls_explains_and_replies(self):
        self._answer(self.customers[0], "service", low={1: 2})
        self.start_tour(
            "/odoo/satisfaction-followups", "satisfaction_followup", login=self.leader.login
        )
        followup = self._followups()
        self.assertEqual(followup.state, "to_confirm")
        self.assertEqual(followup.contacted_by_id, self.leader)
        self.assertEqual(followup.answer_ids.reason, "One person alone at the desk")
        self.assertTrue(followup.reply_sent_on)

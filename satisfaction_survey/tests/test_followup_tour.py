from odoo.tests import HttpCase, tagged

from .followup_common import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupTour(FollowupCommon, HttpCase):
    """The owner of a follow-up calls the customer."""

    def test_owner_contacts_the_customer(self):
        self._answer(self.customers[0], "service", low={1: 2})
        self.start_tour(
            "/odoo/satisfaction-followups", "satisfaction_followup", login=self.leader.login
        )
        self.assertEqual(self._followups().state, "in_work")
        self.assertEqual(self._followups().contacted_by_id, self.leader)

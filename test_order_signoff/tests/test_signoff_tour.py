from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_signoff import SignoffCase


class SignoffTourCase(SignoffCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.engineer.lang = "en_US"
        document = self._create_document()
        self.signoffs = self._request(
            document,
            {"team_id": self.engineering, "note": "Can we build it by the date?"},
            self.planning,
            self.quality,
        )
        late = self._create_document(name="T002")
        self.late = self._request(
            late,
            {
                "team_id": self.engineering,
                "deadline": fields.Datetime.to_datetime("2020-01-01"),
            },
        )

    def _run_inbox(self):
        self.start_tour("/odoo/my-sign-offs", "order_signoff_inbox", login=self.three.login)
        self.assertEqual(
            self.signoffs.mapped("state"), ["accepted", "accepted", "pending"]
        )
        self.assertEqual(self.signoffs[0].comment, "Fine with us")
        self.assertEqual((self.late.state, self.late.comment), ("rejected", "Drawing missing"))
        self.assertEqual(self.late.user_id, self.three)


@tagged("post_install", "-at_install")
class TestSignoffTour(SignoffTourCase):
    def test_inbox(self):
        self._run_inbox()

    def test_remind_on_document(self):
        self.start_tour(
            f"/odoo/test.order.document/{self.signoffs[0].res_id}",
            "order_signoff_document",
            login=self.clerk.login,
        )
        self.assertTrue(self.signoffs[0].reminded_at)


@tagged("post_install", "-at_install")
class TestSignoffTourPhone(SignoffTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_inbox(self):
        self._run_inbox()

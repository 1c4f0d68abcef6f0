from odoo.tests import new_test_user

from .common_scores import ScoreCommon


class TestPartnerPage(ScoreCommon):
    """How satisfied a customer was over the years, on a page of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._answer_all(cls.program, cls.audiences[0], (92, 92, 92))
        cls.program.action_close()
        cls.now = cls._new_program(name="Next", previous_id=cls.program.id, send_on="2099-06-01")
        audiences = cls._ask(cls.now, cls.customers)
        cls._answer_all(cls.now, audiences[0], (92, 84, 60))
        cls.customer = cls.customers[0].with_user(cls.officer).with_company(cls.company)

    @classmethod
    def _answer_all(cls, program, audience, scores):
        for module, score in zip(program.module_ids.sorted("sequence"), scores, strict=True):
            cls._answer_evenly(audience, module, score)

    def test_trend(self):
        """92.0 in the first programme, 36.8 + 25.2 + 18 = 80.0 in the second."""
        self.assertNotIn("<svg", self.customer.satisfaction_page)
        self.now.action_close()
        self.env.invalidate_all()
        page = self.customer.satisfaction_page
        self.assertIn("<svg", page)
        for text in ("92.0", "80.0", "-12.0", "84.0", "60.0", "-32.0"):
            self.assertIn(text, page)
        self.assertEqual(self.customer.satisfaction_score, 80)
        self.assertEqual(self.customer.satisfaction_trend, -12)

    def test_never_asked(self):
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        self.assertIn("No programme", other.with_user(self.officer).satisfaction_page)

    def test_buttons(self):
        contact = self.contact.with_user(self.officer)
        self.assertEqual(contact.action_view_satisfaction()["res_id"], self.customers[0].id)
        action = contact.action_view_satisfaction_programs()
        found = self.env["satisfaction.audience"].search(action["domain"])
        self.assertEqual(found.partner_id, self.customers[0])

    def test_only_what_the_user_may_see(self):
        """Who is not concerned sees no scores."""
        stranger = new_test_user(
            self.env, "sat_stranger", groups="order_signoff.group_user,base.group_partner_manager"
        )
        stranger.write({"company_ids": [(4, self.company.id)], "company_id": self.company.id})
        page = self.customer.with_user(stranger).satisfaction_page
        self.assertNotIn("92.0", page)

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from .common_program import ProgramCommon


class TestSecurity(ProgramCommon):
    """Who sees and does what; Odoo's rights on single answers stay as they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        def user(login, *groups, company=cls.company):
            return new_test_user(
                cls.env,
                login,
                groups=",".join(groups) or "base.group_user",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )

        cls.manager = user("sat_manager", "order_signoff.group_manager")
        cls.stranger = user("sat_stranger", "order_signoff.group_user")
        cls.nobody = user("sat_nobody")
        cls.surveyor = user("sat_surveyor", "survey.group_survey_user")
        cls.seller = user("sat_seller", "order_signoff.group_user")
        cls.customers[0].user_id = cls.seller
        cls.other = cls.env["res.company"].create({"name": "Other Works"})
        cls.other_officer = user(
            "sat_other", "satisfaction_survey.group_officer", company=cls.other
        )
        cls._running()
        cls._answer(cls._invitation())

    def _seen(self, user, model):
        return self.env[model].with_user(user).search([("company_id", "=", self.company.id)])

    def test_programmes(self):
        for user, count in (
            (self.officer, 1),
            (self.manager, 1),
            (self.member, 1),
            (self.stranger, 0),
            (self.other_officer, 0),
        ):
            self.assertEqual(len(self._seen(user, "satisfaction.program")), count, user.login)
        for user in (self.nobody, self.surveyor):
            with self.assertRaises(AccessError):
                self._seen(user, "satisfaction.program")

    def test_customers(self):
        for user, count in (
            (self.officer, 3),
            (self.manager, 3),
            (self.member, 3),
            (self.seller, 1),
            (self.stranger, 0),
            (self.other_officer, 0),
        ):
            self.assertEqual(len(self._seen(user, "satisfaction.audience")), count, user.login)

    def test_only_officers_change(self):
        for user in (self.member, self.manager):
            program = self.program.with_user(user)
            for change in (
                lambda program=program: program.write({"name": "x"}),
                program.action_close,
                lambda program=program: program._take_step("cancel", "x"),
                lambda program=program: program.audience_ids[:1].write({"selected": False}),
                program.action_next,
            ):
                with self.assertRaises(AccessError):
                    change()

    def test_invitations_only_for_officers(self):
        self.assertEqual(len(self._seen(self.officer, "satisfaction.invitation")), 3)
        self.assertFalse(self._seen(self.other_officer, "satisfaction.invitation"))
        for user in (self.manager, self.member, self.nobody):
            with self.assertRaises(AccessError):
                self._seen(user, "satisfaction.invitation")
        with self.assertRaises(UserError):
            self.env["satisfaction.invitation"].with_user(self.officer).create(
                {
                    "audience_id": self.program.audience_ids[0].id,
                    "partner_id": self.contact.id,
                }
            )

    def test_single_answers_are_not_opened_to_anybody(self):
        for user in (self.manager, self.member, self.stranger, self.nobody):
            with self.assertRaises(AccessError):
                self.env["survey.user_input"].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env["survey.user_input.line"].with_user(user).search([])
        module = self.env["ir.module.module"]._get("satisfaction_survey")
        self.assertTrue(module)
        for model in ("survey.user_input", "survey.user_input.line", "survey.survey"):
            names = self.env["ir.model.data"].search(
                [
                    ("module", "=", "satisfaction_survey"),
                    ("model", "in", ("ir.rule", "ir.model.access")),
                ]
            )
            for data in names:
                record = self.env[data.model].browse(data.res_id)
                # A rule for everybody only takes away.
                if data.model != "ir.rule" or record.groups:
                    self.assertNotEqual(record.model_id.model, model)

    def test_other_company(self):
        with self.assertRaises(AccessError):
            self.program.with_user(self.other_officer).read(["name"])
        self.assertEqual(self.customers[0].with_user(self.other_officer).satisfaction_count, 0)
        for model, name in (
            ("survey.user_input", "survey_id"),
            ("survey.user_input.line", "survey_id"),
        ):
            domain = [(name, "in", self.surveys.ids)]
            self.assertTrue(self.env[model].with_user(self.officer).search(domain))
            self.assertFalse(self.env[model].with_user(self.other_officer).search(domain))
        vanilla = self.surveys[0].sudo()._create_answer(partner=self.contact)
        self.assertTrue(vanilla.with_user(self.other_officer).access_token)

    def test_customer_form_without_our_groups(self):
        partner = self.customers[0].with_user(self.nobody)
        view = partner.get_view(self.env.ref("base.view_partner_form").id, "form")
        self.assertNotIn("satisfaction_score", view["arch"])
        partner.read(["name"])

from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import SatisfactionCommon


class FollowupCommon(SatisfactionCommon):
    """A programme that runs; customers whose contacts answer as the test wants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = new_test_user(
            cls.env,
            "sat_leader",
            groups="order_signoff.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.team.leader_id = cls.leader
        cls.program.module_ids.team_id = cls.team
        cls._run(cls.program)

    @classmethod
    def _run(cls, program):
        """Ask all customers; each has a contact."""
        for customer in cls.customers:
            contact = customer.child_ids[:1] or cls.env["res.partner"].create(
                {"name": "Buyer", "parent_id": customer.id, "email": f"b{customer.id}@x.example"}
            )
            if customer not in program.audience_ids.partner_id:
                cls.env["satisfaction.audience"].create(
                    {
                        "program_id": program.id,
                        "partner_id": customer.id,
                        "contact_id": contact.id,
                    }
                )
        program.with_user(cls.officer).action_prepare()
        program.with_user(cls.officer).action_send()
        missing = program.audience_ids - program.invitation_ids.audience_id
        cls.env["satisfaction.invitation"].create(
            [
                {
                    "audience_id": audience.id,
                    "partner_id": audience.contact_id.id,
                    "module_ids": [Command.set(program.module_ids.ids)],
                    "sent_at": "2026-06-01 08:00:00",
                }
                for audience in missing
            ]
        )

    @classmethod
    def _answer(cls, customer, key, step=5, low=None, comment=None, program=None):
        """Let the contact of a customer answer a questionnaire.

        :param step: answer to all questions
        :param low: ``{number of the question: answer}`` of other answers
        """
        program = (program or cls.program).sudo()
        module = program.module_ids.filtered(lambda m: m.key == key)
        invitation = program.invitation_ids.filtered(
            lambda i: i.audience_id.partner_id == customer
        )
        answer = cls.env["survey.user_input"].search(
            [
                ("satisfaction_invitation_id", "=", invitation.id),
                ("satisfaction_module_id", "=", module.id),
            ]
        ) or module.survey_id._create_answer(
            partner=invitation.partner_id,
            check_attempts=False,
            satisfaction_invitation_id=invitation.id,
            satisfaction_module_id=module.id,
        )
        questions = module.survey_id.question_ids.filtered(
            lambda q: q.satisfaction_role == "score"
        )
        for number, question in enumerate(questions, start=1):
            chosen = question.suggested_answer_ids.sorted("sequence")[
                5 - (low or {}).get(number, step)
            ]
            answer._save_lines(question, str(chosen.id), comment if number in (low or {}) else None)
        answer._mark_done()
        return answer

    @classmethod
    def _close(cls, program=None):
        (program or cls.program).with_user(cls.officer).action_close()

    def _followups(self, kind=None, program=None):
        domain = [("program_id", "=", (program or self.program).id)]
        return self.env["satisfaction.followup"].search(
            domain + ([("kind", "=", kind)] if kind else []), order="id"
        )

    @contextmanager
    def refused(self, text):
        """What happens inside is refused with these words, and undone."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertIn(text, str(caught.exception))

from .common import SatisfactionCommon


class ProgramCommon(SatisfactionCommon):
    """A programme whose customers are suggested, and helpers to send and answer it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.action_suggest_audience()

    @classmethod
    def _running(cls, program=None):
        """The programme, sent; mails are queued, not sent."""
        program = program or cls.program
        program.action_prepare()
        program.action_send()
        return program

    @classmethod
    def _invitation(cls, customer=None, program=None):
        """The invitation of a customer's contact, as superuser."""
        customer = customer or cls.customers[0]
        return (program or cls.program).sudo().invitation_ids.filtered(
            lambda invitation: invitation.audience_id.partner_id == customer
        )

    @classmethod
    def _answer(cls, invitation, *modules, step=4, done=True):
        """Answer questionnaires of an invitation with the same step (5 best … 1, 0: not
        applicable), as the contact does on the web."""
        position = 5 - step if step else 5
        answers = cls.env["survey.user_input"]
        for module in modules or invitation.module_ids:
            answer = invitation._start_answer(module)
            for question in module.sudo().survey_id.question_ids:
                if question.question_type == "simple_choice":
                    choice = question.suggested_answer_ids.sorted("sequence")[position]
                    answer._save_lines(question, str(choice.id))
            if done:
                answer._mark_done()
            answers |= answer
        return answers

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import begun_once


class SatisfactionInvitation(models.Model):
    """How a contact answers, or declines."""

    _inherit = "satisfaction.invitation"

    # === READ === #

    def _answer_by_module(self):
        """Return ``{module: answer or none}`` in the order the contact is asked."""
        self.ensure_one()
        # sudo: contacts have no right on answers; this is about their own
        answers = {answer.satisfaction_module_id: answer for answer in self.sudo().user_input_ids}
        none = self.env["survey.user_input"].sudo()
        return {module: answers.get(module, none) for module in self.sudo().module_ids.sorted()}

    def _next_module(self):
        """Return the first questionnaire that is not answered yet."""
        for module, answer in self._answer_by_module().items():
            if answer.state != "done":
                return module
        return self.env["satisfaction.module"]

    def _may_answer(self):
        """Whether answers are still taken."""
        self.ensure_one()
        return self.program_id.state == "running" and not self.opted_out_at

    def _has_declined(self):
        """Whether the contact does not take part; after closing, whether he will be asked."""
        self.ensure_one()
        if self.program_id.state == "running":
            return bool(self.opted_out_at)
        # sudo: his own wish, for whoever shows him his page
        return self.sudo().partner_id.satisfaction_opt_out

    # === ACTIONS === #

    def action_enter_answers(self):
        """Open the form for answers given on paper or by phone."""
        self.ensure_one()
        if not self._may_answer() or not self._next_module():
            raise UserError(
                self.env._(
                    "Nothing can be entered for %(contact)s: everything is answered, declined, or "
                    "the programme is closed.",
                    contact=self.partner_id.name,
                )
            )
        source = "phone" if self.channel == "phone" else "paper"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answers of %(contact)s", contact=self.partner_id.name),
            "res_model": "satisfaction.entry",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_invitation_id": self.id,
                "default_source": self.env.context.get("entry_source", source),
            },
        }

    # === BUSINESS === #

    def _start_answer(self, module, source="web"):
        """Return the answer of the contact to one questionnaire, begun if need be.

        :param module: one of :attr:`module_ids`
        :param str source: how the answer comes: web, phone, paper, sheet
        :raise UserError: when no answer is taken any more
        """
        self.ensure_one()
        if module not in self.sudo().module_ids:
            raise UserError(self.env._("This contact is not asked this questionnaire."))
        if not self._may_answer():
            raise UserError(
                self.env._("This survey is closed: answers are not taken any more.")
            )
        answer = self._answer_by_module()[module]
        if not answer:
            with begun_once(self.env):
                # sudo: see _answer_by_module; Odoo makes answers of visitors the same way
                answer = self.env["survey.user_input"].sudo().create(self._answer_values(module))
        if answer.state != "done":
            if answer.state == "new":
                answer._mark_in_progress()
            answer.satisfaction_source = source
        return answer

    def _answer_values(self, module):
        language = self.env["res.lang"]._get_data(code=self.env.lang or self.lang)
        supported = module.survey_id._get_supported_lang_codes()
        return {
            "survey_id": module.survey_id.id,
            "partner_id": self.partner_id.id,
            "email": self.partner_id.email,
            "nickname": self.partner_id.name,
            "lang_id": language.id if language and language.code in supported else False,
            "satisfaction_invitation_id": self.id,
            "satisfaction_module_id": module.id,
        }

    def _after_answer(self):
        """Note that everything is back, and thank for it."""
        done = self.filtered(
            lambda invitation: not invitation.answered_at
            and invitation._may_answer()
            and not invitation._next_module()
        )
        # sudo: kept by the system
        done.sudo().write({"answered_at": fields.Datetime.now()})
        done._thank()

    def _decline(self):
        """The contact does not want to be asked, now or later; what he answered does not count.

        A programme that is closed stays as it was counted: he is not asked in the next one.
        """
        # sudo: the wish of the contact, who has no right on these records
        for invitation_sudo in self.sudo():
            invitation_sudo.partner_id.satisfaction_opt_out = True
            if invitation_sudo._may_answer():
                invitation_sudo.opted_out_at = fields.Datetime.now()
                invitation_sudo.user_input_ids.filtered("satisfaction_status").write(
                    {"satisfaction_status": "opted_out"}
                )

    def _take_part_again(self):
        """The contact has changed his mind."""
        # sudo: see above
        invitation_sudo = self.sudo()
        invitation_sudo.partner_id.satisfaction_opt_out = False
        if invitation_sudo.program_id.state == "running":
            invitation_sudo.opted_out_at = False
            invitation_sudo.user_input_ids.filtered("satisfaction_status").write(
                {"satisfaction_status": "counted"}
            )

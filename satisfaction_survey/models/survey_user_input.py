from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.order_signoff.tools import is_uninstalling

PROTECTED_FIELDS = {
    "satisfaction_invitation_id",
    "satisfaction_module_id",
    "satisfaction_source",
    "satisfaction_status",
}
# What would take an answer out of the count.
COUNTED_FIELDS = {"test_entry", "state", "survey_id", "partner_id"}


class SurveyUserInput(models.Model):
    """The answer of an invited contact to one questionnaire of a programme."""

    _name = "survey.user_input"
    _inherit = ["survey.user_input", "order.protected.mixin"]

    # === FIELDS === #

    satisfaction_invitation_id = fields.Many2one(
        comodel_name="satisfaction.invitation",
        string="Invitation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    satisfaction_module_id = fields.Many2one(
        comodel_name="satisfaction.module",
        string="Questionnaire",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    satisfaction_source = fields.Selection(
        selection=[
            ("web", "Web"),
            ("phone", "Phone"),
            ("paper", "Paper"),
            ("sheet", "Sheet"),
        ],
        string="Came By",
        readonly=True,
        copy=False,
    )
    satisfaction_status = fields.Selection(
        selection=[
            ("counted", "Counts"),
            ("late", "Came After Closing"),
            ("opted_out", "Declined"),
        ],
        string="Counts in the Score",
        readonly=True,
        copy=False,
        help="Late answers are kept, but they do not change the score.",
    )

    _satisfaction_unique = models.UniqueIndex(
        "(satisfaction_invitation_id, satisfaction_module_id)"
        " WHERE satisfaction_invitation_id IS NOT NULL AND satisfaction_module_id IS NOT NULL",
        "This contact has answered this questionnaire already.",
    )

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    def write(self, vals):
        # Odoo takes the questions that were not asked away from each single answer that is done;
        # mostly there are none, and nothing has to be written.
        if vals.keys() == {"predefined_question_ids"} and self._asked_the_same(vals):
            return True
        if not self.env.su and COUNTED_FIELDS & vals.keys():
            # sudo: whether it belongs to a programme, which the user may not see
            self._check_kept(self.filtered(lambda a: a.sudo().satisfaction_invitation_id))
        return super().write(vals)

    def _asked_the_same(self, vals):
        if len(self) != 1 or not self.satisfaction_module_id:
            return False
        asked = self.predefined_question_ids
        return vals["predefined_question_ids"] == [Command.set(asked.ids)]

    @api.ondelete(at_uninstall=True)
    def _unlink_not_counted(self):
        if is_uninstalling(self.env):
            return
        self._check_kept(self.filtered("satisfaction_status"))

    @api.model
    def _check_kept(self, answers):
        if answers:
            raise UserError(
                self.env._("Answers to a satisfaction programme are kept with its result.")
            )

    # === BUSINESS === #

    def _mark_done(self):
        """Note at the moment of answering whether the answer counts."""
        answers = self.filtered("satisfaction_invitation_id")
        answers.sudo().satisfaction_invitation_id.program_id._hold_open()
        # sudo: kept by the system (PROTECTED_FIELDS)
        by_status = answers.sudo().grouped(lambda answer: answer._satisfaction_status_now())
        for status, some in by_status.items():
            some.satisfaction_status = status
        result = super()._mark_done()
        answers.satisfaction_invitation_id._after_answer()
        return result

    def _satisfaction_status_now(self):
        self.ensure_one()
        invitation = self.satisfaction_invitation_id
        if invitation.opted_out_at:
            return "opted_out"
        return "counted" if invitation.program_id.state == "running" else "late"

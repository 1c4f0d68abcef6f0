from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.order_signoff.tools import is_uninstalling, one_after_the_other

from .customer_complaint import OPEN_STATES

# Who carries remedies out sees the complaint and answers for it.
GROUP = "order_signoff.group_user"


class CustomerComplaintRemedy(models.Model):
    """Until when a remedy is changed, and who may be responsible for it."""

    _inherit = "customer.complaint.remedy"

    @api.model
    def _domain_user_id(self):
        group = self.env["ir.model.data"]._xmlid_to_res_id(GROUP)
        return (
            "[('share', '=', False), ('company_ids', 'in', company_id),"
            f" ('all_group_ids', 'in', [{group}])]"
        )

    # === CONSTRAINTS === #

    @api.constrains("user_id")
    def _check_user_id(self):
        # sudo: what others may do is looked up whoever chooses them
        for remedy in self.sudo().filtered("user_id"):
            user = remedy.user_id
            if not user.has_group(GROUP) or remedy.company_id not in user.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot open the complaint: choose somebody of a department of"
                        " %(company)s, or let an administrator give him access first.",
                        user=user.name,
                        company=remedy.company_id.name,
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        remedies = super().create(vals_list)
        remedies._check_still_open()
        return remedies

    def write(self, vals):
        if vals.keys() & {"kind", "description", "amount", "freight", "quantity"}:
            self._check_still_open()
            self._check_not_begun()
        # Whoever is responsible carries out what was approved.
        if "user_id" in vals and not self.env.su:
            self.complaint_id._check_handler()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_only_open(self):
        if not is_uninstalling(self.env):
            self._check_still_open()
            self._check_not_begun()

    def _check_not_begun(self):
        """What is being carried out is not changed when a complaint is judged again."""
        if self.env.su:
            return
        for remedy in self:
            if remedy.state in ("running", "done"):
                raise UserError(
                    self.env._(
                        "%(remedy)s is being carried out and stays as it is: add another remedy.",
                        remedy=remedy.display_name,
                    )
                )

    def _check_still_open(self):
        """What was approved stands; the superuser carries it out."""
        if self.env.su:
            return
        # A colleague may send the proposal for approval at this moment.
        one_after_the_other(self.complaint_id)
        for complaint in self.complaint_id:
            if complaint.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "The remedies of %(complaint)s have been sent for approval: if they have"
                        " to change, take the proposal back, or record that the customer objects.",
                        complaint=complaint.name,
                    )
                )

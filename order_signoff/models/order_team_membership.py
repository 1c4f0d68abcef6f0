from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class OrderTeamMembership(models.Model):
    _name = "order.team.membership"
    _description = "Member of a department"
    _order = "team_id, id"
    _rec_name = "user_id"
    _check_company_auto = True

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    team_id = fields.Many2one(
        comodel_name="order.team",
        string="Department",
        required=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Member",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('share', '=', False)]",
    )
    absent_until = fields.Date(
        help="Last day of the absence. Until then the member gets no reminders, and the deputy "
        "signs in place of an absent leader.",
    )
    company_id = fields.Many2one(related="team_id.company_id")

    _unique_member = models.UniqueIndex(
        "(team_id, user_id)", "This person is already a member of the department."
    )

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------
    @api.constrains("user_id")
    def _check_user_id(self):
        for membership in self:
            if membership.user_id.share:
                raise ValidationError(
                    self.env._(
                        "%(name)s is not an employee with a login of the back office and cannot "
                        "belong to a department.",
                        name=membership.user_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        memberships._grant_member_role()
        return memberships

    def write(self, vals):
        """Members enter their own absence; who belongs to a department is up to managers.

        :raise AccessError: when a member changes anything else
        """
        manager = self.env.su or self.env.user.has_group("order_signoff.group_manager")
        if not manager and set(vals) - {"absent_until"}:
            raise AccessError(
                self.env._(
                    "You can enter your own absence only. Ask a manager to change the members "
                    "of a department."
                )
            )
        result = super().write(vals)
        if "user_id" in vals:
            self._grant_member_role()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_leader(self):
        for membership in self:
            team = membership.team_id
            if membership.user_id in team.leader_id | team.deputy_id:
                raise UserError(
                    self.env._(
                        "%(name)s leads %(team)s or is deputy there. Name someone else first.",
                        name=membership.user_id.name,
                        team=team.display_name,
                    )
                )

    def _grant_member_role(self):
        """Whoever joins a team may open the inbox."""
        group = self.env.ref("order_signoff.group_user")
        # sudo: being in a team is what this role means; who manages teams need not manage users
        newcomers = self.sudo().user_id.filtered(
            lambda user: not user.share and group not in user.all_group_ids
        )
        if newcomers:
            group.sudo().write({"user_ids": [(4, user.id) for user in newcomers]})

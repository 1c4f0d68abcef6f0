from odoo import api, models
from odoo.exceptions import UserError

# Departments whose members, besides managers, see what material costs.
VALUE_FUNCTIONS = ("planning", "purchasing", "finance", "management")


class MrpProductionRequest(models.AbstractModel):
    """What the shop asks for and departments sign: who writes it, who sees what it costs.

    The model has ``user_id`` (who asked), ``company_id`` and activities.
    """

    _name = "mrp.production.request"
    _description = "Request of the shop"

    @api.model
    def _requester_functions(self):
        """Return the functions whose members write requests of others, too."""
        return {"planning", "management"}

    def _check_requester(self):
        """Refuse whoever neither asked for the material nor plans it."""
        user = self.env.user
        if self.env.su or user.has_group("order_signoff.group_manager"):
            return
        for request in self:
            if user not in (request.user_id | request.sudo().create_uid) and not (
                request._member_functions() & self._requester_functions()
            ):
                raise UserError(
                    self.env._(
                        "%(request)s belongs to %(owner)s: ask there, or planning.",
                        request=request.display_name,
                        owner=request.user_id.name,
                    )
                )

    def _member_functions(self):
        """Return the functions of the departments the user belongs to, in these companies."""
        # sudo: whether somebody belongs to a department costs no right of his
        memberships = self.env["order.team.membership"].sudo()
        return set(
            memberships.search(
                [
                    ("user_id", "=", self.env.uid),
                    ("team_id.company_id", "in", [False, *self.company_id.ids]),
                ]
            ).mapped("team_id.function")
        )

    def _may_see_value(self):
        """Return the requests whose cost the user may see: planning and management do."""
        user = self.env.user
        if user._is_superuser() or user.has_group("order_signoff.group_manager"):
            return self
        if user.has_group("sale_order_review.group_price"):
            return self
        return self.browse().concat(
            *(
                requests
                for _company, requests in self.grouped("company_id").items()
                if requests._member_functions() & set(VALUE_FUNCTIONS)
            )
        )

    def _tell_requester(self, note):
        """Give whoever asked an activity."""
        self.ensure_one()
        user = self.user_id
        if user.active and not user.share:
            # sudo: who signs or cancels need not have rights on activities of planners
            self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", user_id=user.id, summary=note
            )

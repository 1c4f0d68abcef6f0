from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SaleOrderChange(models.Model):
    """The time within which the departments react to a change, and who is told when it is late."""

    _inherit = "sale.order.change"

    @api.model
    def _deadline_stages(self):
        return super()._deadline_stages() | {
            "change_react": self.env._("Reaction to an order change")
        }

    @api.model
    def _deadline_domain_open(self):
        return super()._deadline_domain_open() & Domain("state", "=", "review")

    def _deadline_owner_users(self):
        # sudo: told by the system, whatever the people may read
        return {
            change.id: change.signoff_ids.filtered(
                lambda s: s.state == "pending" and not s.voided_at
            ).team_id._users_to_notify("member")
            for change in self.sudo()
        }

    def _deadline_leader_users(self):
        return {
            change.id: change.signoff_ids.filtered(
                lambda s: s.state == "pending" and not s.voided_at
            ).team_id._users_to_notify("leader")
            for change in self.sudo()  # sudo: as above
        }

    def _deadline_management_users(self):
        return self._deadline_leaders_of("management")

    def action_take_up(self):
        """Say that the department is on it: the time to react stops."""
        self.check_access("read")
        running = self.filtered(lambda change: change.state == "review")
        running._check_is_asked()
        running._react()
        return True

    def _check_is_asked(self):
        """Refuse people whose answer nobody waits for, and whoever asks himself."""
        user = self.env.user
        for change in self:
            # sudo: whether the user's department is asked costs no right of his
            waiting = change.sudo().signoff_ids.filtered(
                lambda s: s.state in ("waiting", "pending") and not s.voided_at
            )
            people = waiting.named_user_id | waiting.team_id.membership_ids.user_id
            if user == change.requested_by_id or user not in people:
                raise UserError(
                    self.env._(
                        "%(change)s is taken up by the departments that are asked to sign it.",
                        change=change.display_name,
                    )
                )

    def _react(self):
        """Note the first reaction of a department."""
        now = fields.Datetime.now()
        for change in self.filtered(lambda change: not change.reacted_on):
            # sudo: kept by the system
            change.sudo().write({"reacted_on": now, "reacted_by_id": self.env.uid})
            change._deadline_meet(now)

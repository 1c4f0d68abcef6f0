from odoo import api, models
from odoo.fields import Domain


class MrpProductionNotice(models.Model):
    """The time within which a notice is issued, and who is told when it is late."""

    # A topic with a file of its own.
    _inherit = "mrp.production.notice"

    @api.model
    def _deadline_stages(self):
        return super()._deadline_stages() | {"notice_issue": self.env._("Issue of the notice")}

    @api.model
    def _deadline_domain_open(self):
        return super()._deadline_domain_open() & Domain("state", "in", ("draft", "approval"))

    def _deadline_owner_users(self):
        # sudo: told by the system, whatever the people may read
        orders = self.sudo().order_id
        # The follower as of today, after a handover; who prepared it where nobody follows.
        responsible = orders._order_responsible_users()
        return {
            notice.id: responsible[notice.sudo().order_id.id] or notice.prepared_by_id
            for notice in self
        }

    def _deadline_leader_users(self):
        return self._leaders_of("sales")

    def _deadline_management_users(self):
        return self._leaders_of("management")

    def _leaders_of(self, function):
        teams = self.env["order.team"].sudo()  # sudo: departments of any company
        leaders = {
            company: teams._team_by_function([function], company)
            .get(function, teams.browse())
            ._users_to_notify("leader")
            for company in self.company_id
        }
        return {notice.id: leaders[notice.company_id] for notice in self}

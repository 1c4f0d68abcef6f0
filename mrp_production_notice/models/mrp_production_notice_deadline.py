from odoo import api, models
from odoo.fields import Domain


class MrpProductionNotice(models.Model):
    """The time within which a notice is issued, and who is told when it is late."""

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
        return self._deadline_leaders_of("sales")

    def _deadline_management_users(self):
        return self._deadline_leaders_of("management")

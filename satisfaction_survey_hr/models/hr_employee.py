from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _served_since(self, day):
        """Whether somebody has been here since ``day``; nobody is left out for want of a date."""
        self.ensure_one()
        first = self._get_first_version_date(no_gap=False)
        return not first or first <= day

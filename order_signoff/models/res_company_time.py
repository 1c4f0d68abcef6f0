from datetime import datetime
from zoneinfo import ZoneInfo

from odoo import fields, models

UTC = ZoneInfo("UTC")


class ResCompany(models.Model):
    """Which day it is where the company works: the same day for everybody."""

    _inherit = "res.company"

    def _order_timezone(self):
        """Return the time zone of the company: of its working hours, else of its address."""
        self.ensure_one()
        # sudo: where the company works does not depend on who asks
        company = self.sudo()
        return ZoneInfo(company.resource_calendar_id.tz or company.partner_id.tz or "UTC")

    def _order_today(self):
        """Return today's date where the company is."""
        return self._order_local_date(fields.Datetime.now())

    def _order_local_date(self, moment):
        """Return the day of a moment where the company is.

        :param datetime moment: in UTC, as Odoo stores it
        """
        return moment.replace(tzinfo=UTC).astimezone(self._order_timezone()).date()

    def _order_moment(self, day, time):
        """Return the moment, in UTC as Odoo stores it, at which it is so late on a day there."""
        local = datetime.combine(day, time, self._order_timezone())
        return local.astimezone(UTC).replace(tzinfo=None)

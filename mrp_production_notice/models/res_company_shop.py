from datetime import datetime, time, timedelta

from pytz import utc

from odoo import fields, models
from odoo.tools import plaintext2html


class ResCompany(models.Model):
    _inherit = "res.company"

    def _order_holds_production(self):
        return super()._order_holds_production() or self.order_notice_enabled

    def _working_day_before(self, day, days):
        """Return the day that lies a number of working days before another.

        By the working hours of the company and its public holidays; calendar days where it has
        none.

        :param date day: counts itself as the last day, worked or not
        :param int days: 0 = the day itself
        """
        self.ensure_one()
        if days <= 0:
            return day
        zone = self._order_timezone()
        start = datetime.combine(day, time.min, zone)
        found = self.resource_calendar_id.plan_days(-days, start, compute_leaves=True)
        return found.astimezone(zone).date() if found else fields.Date.subtract(day, days=days)

    def _end_of_work(self, day):
        """Return the moment (UTC, without zone) at which the work of a day ends; noon of a day
        without work."""
        self.ensure_one()
        start = datetime.combine(day, time.min, self._order_timezone())
        intervals = self.resource_calendar_id._work_intervals_batch(
            start, start + timedelta(days=1)
        )[False]
        end = max((stop for __, stop, __ in intervals), default=start + timedelta(hours=12))
        return end.astimezone(utc).replace(tzinfo=None)

    def _tell_planning(self, document, summary, note):
        """Give planning, else production, else the one responsible for the document, one activity.

        :param document: a record with activities, of this company
        :param str note: plain text, of several lines if need be
        """
        self.ensure_one()
        teams = self.env["order.team"]._team_by_function(["planning", "production"], self)
        team = teams.get("planning") or teams.get("production") or self.env["order.team"]
        for user in team._users_to_notify("leader").filtered("active") or document.user_id:
            document.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=summary,
                note=plaintext2html(note),
            )

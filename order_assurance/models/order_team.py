import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# The figures of the past are taken from the signatures of this many days.
OVERVIEW_DAYS = 90


class OrderTeam(models.Model):
    _inherit = "order.team"

    # ------------------------------------------------------------------
    # Fields: the card on the overview
    # ------------------------------------------------------------------
    overview_waiting = fields.Integer(
        string="To Sign", compute="_compute_overview_waiting", groups="order_signoff.group_user"
    )
    overview_late = fields.Integer(
        string="Late", compute="_compute_overview_waiting", groups="order_signoff.group_user"
    )
    overview_graph = fields.Text(
        string="To Sign by Deadline",
        compute="_compute_overview_waiting",
        groups="order_signoff.group_user",
    )
    overview_hours = fields.Float(
        string="Hours to Sign",
        digits=(16, 1),
        compute="_compute_overview_past",
        groups="order_signoff.group_user",
        help="Average of the last 90 days.",
    )
    overview_first_pass = fields.Integer(
        string="First-Pass Rate (%)",
        compute="_compute_overview_past",
        groups="order_signoff.group_user",
        help="Share of the orders accepted the first time, in the last 90 days.",
    )
    overview_signed = fields.Integer(
        string="Signed",
        compute="_compute_overview_past",
        groups="order_signoff.group_user",
        help="Signatures in the last 90 days.",
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends_context("lang", "tz")
    def _compute_overview_waiting(self):
        signoffs = self.env["order.signoff"]
        pending = self._overview_domain_pending()
        late = dict(
            signoffs._read_group(
                pending & Domain("deadline_state", "=", "late"), ["team_id"], ["__count"]
            )
        )
        days = signoffs._read_group(pending, ["team_id", "deadline:day"], ["__count"])
        for team in self:
            due = [(day, count) for of_team, day, count in days if of_team == team]
            team.overview_waiting = sum(count for _day, count in due)
            team.overview_late = late.get(team, 0)
            team.overview_graph = json.dumps(
                team._prepare_overview_graph(due, team.overview_late)
            )

    def _compute_overview_past(self):
        since = fields.Datetime.now() - timedelta(days=OVERVIEW_DAYS)
        figures = {
            team: values
            for team, *values in self.env["sale.order.review.report"]._read_group(
                [("team_id", "in", self.ids), ("signed_at", ">=", since)],
                ["team_id"],
                ["__count", "lead_hours:avg", "first_pass:avg"],
            )
        }
        for team in self:
            signed, hours, first_pass = figures.get(team, (0, 0.0, 0.0))
            team.overview_signed = signed
            team.overview_hours = hours or 0.0
            team.overview_first_pass = round(100 * (first_pass or 0.0))

    def _overview_domain_pending(self):
        return Domain("team_id", "in", self.ids) & Domain("state", "=", "pending")

    def _prepare_overview_graph(self, due, late):
        """Return the bars of the card: what is late, due today, this week, later.

        :param due: list of (day or False, number of sign-offs)
        :param late: how many of them are late already
        """
        today = fields.Date.context_today(self)
        until_today = until_week = later = 0
        for day, count in due:
            if day and day.date() <= today:
                until_today += count
            elif day and day.date() <= today + timedelta(days=7):
                until_week += count
            else:
                later += count
        values = [
            {"label": self.env._("Late"), "value": late, "type": "past"},
            {"label": self.env._("Today"), "value": max(until_today - late, 0), "type": "future"},
            {"label": self.env._("7 days"), "value": until_week, "type": "future"},
            {"label": self.env._("Later"), "value": later, "type": "future"},
        ]
        return [{"values": values, "title": "", "key": self.env._("To sign")}]

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_overview_waiting(self):
        """Open what the department has to sign."""
        return self._get_overview_action({"search_default_open": 1})

    def action_overview_late(self):
        """Open what the department has not signed in time."""
        return self._get_overview_action({"search_default_late": 1})

    def _get_overview_action(self, context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("order_signoff.order_signoff_action")
        return {
            **action,
            "display_name": self.name,
            "domain": self._overview_domain_pending(),
            "context": context,
        }

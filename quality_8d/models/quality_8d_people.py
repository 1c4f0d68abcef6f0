from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import ValidationError

from odoo.addons.order_signoff.tools import fill_in

from .quality_8d import QUALITY_GROUP


class Quality8d(models.Model):
    """Who may decide on a report, and to whom it is sent."""

    _inherit = "quality.8d"

    @api.depends("partner_id")
    def _compute_contact_id(self):
        """Forget the person of another company."""
        for report in self:
            contact = report.contact_id
            if contact.commercial_partner_id != report.partner_id.commercial_partner_id:
                contact = False
            report.contact_id = contact

    @api.constrains("quality_id")
    def _check_quality_id(self):
        """Nobody makes himself, or a friend, the quality manager of his report.

        Quality managers may name anybody; where the company does without four eyes, so may all.
        """
        # Odoo runs constraints as superuser: it is the person who counts.
        if self.env.uid == SUPERUSER_ID or self.env.user.has_group(QUALITY_GROUP):
            return
        for report in self.filtered("company_id.quality_8d_four_eyes"):
            user = report.quality_id
            if user and not (user.has_group(QUALITY_GROUP) or report._leads_quality(user)):
                raise ValidationError(
                    self.env._(
                        "%(user)s is no quality manager: choose somebody of the group “Quality "
                        "Manager (8D)”, or the leader of the quality department.",
                        user=user.name,
                    )
                )

    def _leads_quality(self, user):
        """Whether the user leads a quality department of the company of the report."""
        self.ensure_one()
        domain = [
            ("function", "=", "quality"),
            ("company_id", "in", [self.company_id.id, False]),
            "|",
            ("leader_id", "=", user.id),
            ("deputy_id", "=", user.id),
        ]
        return bool(self.env["order.team"].search_count(domain, limit=1))

    def _missing_people(self):
        """Return sentences about who leads and decides, where nobody does or somebody twice."""
        self.ensure_one()
        return fill_in(self, "leader_id", "quality_id", "champion_id") + self._doubled_people()

    def _doubled_people(self):
        """Return sentences about people who would decide on their own work."""
        self.ensure_one()
        problems = []
        team = self.leader_id | self.member_ids.user_id
        if self.champion_id and self.champion_id in team:
            problems.append(
                self.env._("The champion backs the team and does not work in it: choose another.")
            )
        if self.quality_id and self.company_id.quality_8d_four_eyes:
            if self.quality_id in team:
                problems.append(
                    self.env._(
                        "The quality manager decides and does not work in the team: choose another."
                    )
                )
            if self.quality_id == self.champion_id:
                problems.append(
                    self.env._("Quality manager and champion both sign: choose two persons.")
                )
        return problems

from odoo import models
from odoo.tools import format_date, formatLang


class MrpProductionNoticeLine(models.Model):
    """What the workshops sign of a line."""

    _inherit = "mrp.production.notice.line"

    def _signing_teams(self, production):
        """Return who confirms this line: its workshops, else production as a whole.

        Nobody does where nothing is made in the house. A workshop in which nobody can sign is
        represented by production.

        :param production: the department of production
        """
        self.ensure_one()
        if self.sourcing != "make" or self.uom_id.compare(self.make_quantity, 0) <= 0:
            return production.browse()
        if not self.team_ids:
            return production
        able = self.team_ids.filtered(
            lambda team: any(team.membership_ids.user_id.mapped("active"))
        )
        return able | production if self.team_ids - able else able

    def _aspect_values(self, names):
        """Return the values of these fields as texts, see ``_signoff_fingerprint``."""
        self.ensure_one()
        value = self.env["mrp.production.notice"]._aspect_value
        return [value(self, name) for name in names]

    def _short_text(self):
        """Return quantity, product and day in one line."""
        self.ensure_one()
        parts = [
            formatLang(self.env, self.make_quantity or self.quantity, dp="Product Unit"),
            self.uom_id.name or "",
            self.product_name or "",
        ]
        text = " ".join(parts)
        if self.completion_date:
            text += f" · {format_date(self.env, self.completion_date)}"
        return text

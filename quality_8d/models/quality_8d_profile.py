from odoo import api, fields, models
from odoo.fields import Command

KINDS = [
    ("customer", "Customer"),
    ("supplier", "Supplier"),
    ("internal", "Internal"),
]


class Quality8dProfile(models.Model):
    """The time limits of an 8D report, discipline by discipline, counted from receipt."""

    _name = "quality.8d.profile"
    _description = "8D Profile"
    _order = "sequence, id"
    _check_company_auto = True

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        selection=KINDS, string="For Reports of", help="Empty: for reports of every kind."
    )
    critical = fields.Boolean(
        string="For Critical Problems", help="Proposed where the problem is critical."
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Customers and Suppliers",
        help="Proposed for these customers and suppliers before any other profile.",
    )
    customer_acceptance = fields.Boolean(
        string="Customer Accepts",
        help="Reports of this profile are closed only after the customer has accepted them.",
    )
    limit_ids = fields.One2many(
        comodel_name="order.deadline.rule",
        inverse_name="quality_8d_profile_id",
        string="Time Limits",
        copy=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: for every company."
    )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_add_limits(self):
        """Give the profile a line for each discipline that has none yet, as usual elsewhere."""
        self.ensure_one()
        company = self.company_id or self.env.company
        usual = self._propose(company, self.kind, self.critical, self.env["res.partner"])
        limits = {limit.stage: limit for limit in (usual - self).limit_ids}
        hours = ("hours", "hours_type", "due_soon_hours")
        escalation = ("escalate_leader_hours", "escalate_management_hours")
        stages = self.env["quality.8d.step"]._deadline_stages()
        known = set(self.limit_ids.mapped("stage"))
        labels = dict(
            self.env["quality.8d.step"]._fields["discipline"]._description_selection(self.env)
        )
        self.limit_ids = [
            Command.create(
                {
                    "name": f"{self.name} {labels[stage]}",
                    "res_model": "quality.8d.step",
                    "quality_8d_profile_id": self.id,
                    "stage": stage,
                    "hours": 24,
                    "hours_type": "clock",
                    "company_id": self.company_id.id,
                    **{name: limits[stage][name] for name in hours + escalation if stage in limits},
                }
            )
            for stage in stages
            if stage not in known
        ]
        return True

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    @api.model
    def _propose(self, company, kind, critical, partner):
        """Return the profile of a report: the customer's own, else by kind and severity."""
        profiles = self.search([("company_id", "in", [False, company.id])])
        customer = partner.commercial_partner_id
        fitting = profiles.filtered(lambda p: p.kind in (False, kind))
        own = fitting.filtered(lambda p: customer and customer in p.partner_ids)
        common = fitting.filtered(lambda p: not p.partner_ids)
        # As critical as the problem, then made for this kind of report, before one for all.
        nearest_first = (own or common).sorted(
            lambda p: (p.critical != bool(critical), not p.kind, p.sequence, p.id)
        )
        return nearest_first[:1]

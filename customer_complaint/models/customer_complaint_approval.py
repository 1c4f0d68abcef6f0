import hashlib
import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_list, formatLang


class CustomerComplaint(models.Model):
    """What the customer gets, what it costs, and who approves it."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    remedy_ids = fields.One2many(
        comodel_name="customer.complaint.remedy",
        inverse_name="complaint_id",
        string="Remedies",
        copy=False,
    )
    cost_total = fields.Monetary(
        string="Cost",
        compute="_compute_cost_total",
        store=True,
        aggregator="sum",
        help="All remedies together, premium freight included.",
    )
    band_id = fields.Many2one(
        comodel_name="customer.complaint.band",
        string="Approval",
        compute="_compute_band_id",
        compute_sudo=True,
    )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"cost_total"}

    # === COMPUTE METHODS === #

    @api.depends("remedy_ids.cost", "remedy_ids.withdrawn")
    def _compute_cost_total(self):
        for complaint in self:
            complaint.cost_total = sum(
                complaint.remedy_ids.filtered(lambda r: not r.withdrawn).mapped("cost")
            )

    @api.depends("cost_total", "company_id")
    def _compute_band_id(self):
        for complaint in self:
            complaint.band_id = complaint.cost_total and self.env["customer.complaint.band"]._match(
                complaint.company_id, complaint.cost_total
            )

    # === SIGN-OFFS === #

    def _prepare_approval(self):
        """Return who signs the proposal: the department that caused it, then by what it costs.

        Without any cost the leader of quality signs, for an answer that accepts nothing the one
        of service or sales.
        """
        self.ensure_one()
        functions = ["quality"] if self.is_accepted else ["service", "sales"]
        if self.band_id:
            functions = self.band_id._functions()
        teams = self.env["order.team"]._team_by_function(functions, self.company_id)
        if not self.is_accepted and not self.band_id:
            functions = [next((name for name in functions if name in teams), "service")]
        specs = []
        if self.is_accepted and self.team_id:
            specs.append({"team_id": self.team_id, "level": "leader", "sequence": 10})
        for function in functions:
            team = teams.get(function)
            if team != self.team_id or not specs:
                specs.append({"team_id": team, "level": "leader", "sequence": 20})
        return specs

    def _signoff_fingerprint(self):
        """What is approved: judgement, what the customer is told, each remedy with its cost."""
        return {
            complaint.id: {
                "": hashlib.sha256(
                    json.dumps(complaint._approved_content(), default=str).encode()
                ).hexdigest()[:16]
            }
            for complaint in self
        }

    def _approved_content(self):
        return [
            self.validity,
            self.cause,
            self.solution,
            self.prevention,
            self.follow_up,
            self.inspection_result,
            [
                [r.kind, r.description, r.quantity, r.amount, r.freight, r.withdrawn]
                for r in self.remedy_ids.sorted("id")
            ],
        ]

    def _signoff_summary(self):
        labels = dict(self.remedy_ids._fields["kind"]._description_selection(self.env))
        return {
            complaint.id: Markup("<div>%s</div><div>%s</div><div><b>%s</b></div>")
            % (
                complaint.solution or "",
                format_list(self.env, [labels[r.kind] for r in complaint.remedy_ids]),
                formatLang(self.env, complaint.cost_total, currency_obj=complaint.currency_id),
            )
            for complaint in self
        }

    def _on_signoff_rejected(self, signoff):
        """Back to work: the proposal is written anew."""
        result = super()._on_signoff_rejected(signoff)
        self._return_proposal(self.env._("The proposal was returned: %s", signoff.comment or ""))
        self._tell(self._officers(), self.env._("The proposal was returned"), signoff.comment or "")
        return result

    def _on_signoffs_accepted(self):
        result = super()._on_signoffs_accepted()
        self._tell(self._officers(), self.env._("Approved: answer the customer"))
        self.remedy_ids._ask_responsible()
        return result

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import fill_in

from .customer_complaint import ENDED

# Who approves these depends on their amount.
PAID = ("credit", "compensation")


class CustomerComplaint(models.Model):
    """What the next step of a complaint lacks, as sentences, and where it is filled in."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    missing = fields.Text(string="Still Missing", compute="_compute_missing")
    missing_page = fields.Char(
        compute="_compute_missing", help="The page on which the first of it is filled in."
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "state",
        "validity",
        "partner_id",
        "defect_id",
        "containment",
        "cause",
        "solution",
        "prevention",
        "effect",
        "remedy_ids.state",
        "remedy_ids.kind",
        "remedy_ids.amount",
        "evidence_ids.state",
        "team_id",
        "category",
    )
    @api.depends_context("lang")
    def _compute_missing(self):
        for complaint in self:
            problems = complaint._missing()
            complaint.missing = "\n".join(problems)
            complaint.missing_page = bool(problems) and complaint._missing_page()

    # === WHAT IS MISSING === #

    def _check_complete_fields(self, *names):
        for complaint in self:
            if problems := fill_in(complaint, *names):
                raise UserError("\n".join(problems))

    def _check_complete(self, target=None):
        for complaint in self:
            if problems := complaint._missing(target):
                raise UserError(
                    self.env._(
                        "%(complaint)s is not complete:\n%(problems)s",
                        complaint=complaint.name,
                        problems="\n".join(problems),
                    )
                )

    def _missing(self, target=None):
        """Return sentences that say what the next step lacks.

        :param target: the step that is asked for, where there is a choice
        """
        self.ensure_one()
        if self.state in ENDED:
            return []
        if target == "closed" or (not target and self.state in ("answered", "verification")):
            return self._missing_to_close()
        if target == "approval" or (not target and self.state == "containment"):
            return self._missing_to_propose()
        if self.state == "assessed" and self.is_accepted:
            return fill_in(self, "containment")
        if self.state == "assessed":
            return self._missing_to_propose()
        return self._missing_to_judge() if self.state in ("registered", "acknowledged") else []

    def _missing_page(self):
        """Return the page with what is missing first; empty where the overview has it."""
        self.ensure_one()
        if self.state in ("assessed", "containment"):
            names = ("team_id", "cause", "solution")
            proposed = self.state == "containment" and all(self[name] for name in names)
            return "remedies" if proposed else "answer"
        if self.state not in ("answered", "verification"):
            return False
        if self._missing_evidence():
            return "evidence"
        if self._open_remedies():
            return "remedies"
        complete = not self.is_accepted or (self.prevention and self.effect)
        return False if complete else "effect"

    def _missing_to_judge(self):
        names = ["partner_id"]
        if self.category == "quality":
            names.append("defect_id")
        return fill_in(self, *names)

    def _missing_to_propose(self):
        # What is not valid is answered with tact, there is no cause of ours to name.
        names = ("team_id", "cause", "solution") if self.is_accepted else ("solution",)
        problems = fill_in(self, *names)
        if self.is_accepted and not self.remedy_ids:
            problems.append(self.env._("Choose at least one remedy: what does the customer get?"))
        if unpriced := self.remedy_ids.filtered(
            lambda r: r.kind in PAID and r.state == "planned" and not r.amount
        ):
            problems.append(
                self.env._(
                    "Enter the amount: %(remedies)s.",
                    remedies=", ".join(unpriced.mapped("display_name")),
                )
            )
        return problems

    def _missing_to_close(self):
        problems = self._missing_evidence()
        if remedies := self._open_remedies():
            problems.append(
                self.env._(
                    "Carry out or withdraw: %(remedies)s.",
                    remedies=", ".join(remedies.mapped("display_name")),
                )
            )
        if self.is_accepted:
            problems += fill_in(self, "prevention", "effect")
            if self.eightd_required:
                problems.append(
                    self.env._(
                        "This complaint demands an 8D report: %(reason)s", reason=self.eightd_reason
                    )
                )
        return problems

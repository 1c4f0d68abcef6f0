import hashlib

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import one_after_the_other

from .quality_8d_task import CLAIM

QUALITY_GROUP = "quality_8d.group_quality_manager"


class Quality8d(models.Model):
    """What the supplier pays back of the cost that his parts have caused."""

    _inherit = "quality.8d"

    claim_state = fields.Selection(
        selection=[
            ("none", "Not Claimed"),
            ("claimed", "Claimed"),
            ("disputed", "Disputed"),
            ("agreed", "Agreed"),
            ("recovered", "Recovered"),
        ],
        string="Cost Recovery",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        groups=QUALITY_GROUP,
    )
    claim_amount = fields.Monetary(string="Amount Claimed", copy=False, groups=QUALITY_GROUP)
    claim_text = fields.Text(
        string="Claimed For",
        copy=False,
        groups=QUALITY_GROUP,
        help="The supplier reads this beside the amount.",
    )
    claim_agreed = fields.Monetary(
        string="Amount Agreed", copy=False, tracking=True, groups=QUALITY_GROUP
    )
    claim_answer = fields.Text(
        string="Answer of the Supplier", readonly=True, copy=False, groups=QUALITY_GROUP
    )
    claim_answered_by = fields.Char(
        string="Answered By", readonly=True, copy=False, groups=QUALITY_GROUP
    )
    claim_document = fields.Char(
        string="Credit Note", copy=False, groups=QUALITY_GROUP, help="Number of the credit note."
    )

    _claim_positive = models.Constraint(
        "CHECK(claim_amount >= 0 AND claim_agreed >= 0)",
        "Amounts claimed from a supplier cannot be negative.",
    )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    def _system_fields(self):
        return super()._system_fields() | {"claim_state", "claim_answer", "claim_answered_by"}

    def write(self, vals):
        if not self.env.su:
            # sudo: whoever may not see the claim is told as well that it stands
            claims = not {"claim_amount", "claim_text"}.isdisjoint(vals)
            settled = claims or "claim_agreed" in vals
            for report in self.sudo() if settled else ():
                if claims and report.claim_state == "claimed":
                    raise UserError(
                        self.env._(
                            "The claim of %(report)s lies before the supplier: take it back first.",
                            report=report.name,
                        )
                    )
                # What we have recorded ourselves may be corrected until it is booked.
                ours = not claims and not report.claim_answered_by
                if report.claim_state in {"recovered"} | (set() if ours else {"agreed"}):
                    raise UserError(
                        self.env._(
                            "The supplier of %(report)s has agreed to the claim: it stands.",
                            report=report.name,
                        )
                    )
        return super().write(vals)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_claim(self):
        """Claim the amount: the supplier finds it on his page, and is told by e-mail."""
        self._check_manager()
        for report in self:
            if report.kind != "supplier" or not report.claim_amount:
                raise UserError(self.env._("Enter first what is claimed from the supplier."))
            if report.claim_state not in ("none", "disputed"):
                raise UserError(
                    self.env._("%(report)s: this is claimed already.", report=report.name)
                )
        # What was said to an earlier claim does not count for this one.
        self._set_claim_state(
            "claimed", claim_answer=False, claim_answered_by=False, claim_agreed=False
        )
        untold = self.browse()
        for report in self:
            if not report.supplier_request_id._tell_claim():
                untold |= report
        if not untold:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "The supplier has no page, or no e-mail address: tell him what you claim."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_claim_back(self):
        """Take the claim back before the supplier has answered it, to claim something else."""
        self._check_manager()
        # Whoever answers at this moment goes first.
        one_after_the_other(self)
        for report in self:
            if report.claim_state != "claimed":
                raise UserError(self.env._("This claim has been answered already."))
        self._set_claim_state("none")
        return True

    def action_claim_agreed(self):
        """Record what was agreed: the amount claimed, where nothing else is entered."""
        self._check_manager()
        for report in self:
            if report.claim_state not in ("claimed", "disputed"):
                raise UserError(self.env._("Nothing is claimed from the supplier now."))
            report._set_claim_state(
                "agreed",
                claim_agreed=report.claim_agreed or report.claim_amount,
                claim_answered_by=False,
            )
        return True

    def action_claim_recovered(self):
        """Record the credit note: what came back lessens the cost of the problem."""
        self._check_manager()
        for report in self:
            if report.claim_state != "agreed" or not report.claim_document:
                raise UserError(
                    self.env._(
                        "Agree with the supplier on the amount, and enter the number of his "
                        "credit note."
                    )
                )
            report.cost_ids.create(
                {
                    "report_id": report.id,
                    "name": report.claim_document,
                    "cost_type": "recovery",
                    "amount": report.claim_agreed,
                    "date": report.company_id._order_today(),
                }
            )
            report._set_claim_state("recovered")
        return True

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    def _set_claim_state(self, state, **values):
        # sudo: the state is kept by the buttons
        self.sudo().write({"claim_state": state, **values})
        self._settle_tasks()

    def _claim_mark(self):
        """Return a mark of what is claimed: the page sends back the one that it showed."""
        self.ensure_one()
        claim = self.sudo()  # sudo: shown to the supplier, who is no user of ours
        text = f"{claim.claim_amount:.2f} {claim.claim_text or ''}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _answer_claim(self, agreed, name, comment, mark=None):
        """Record what the supplier says to the claim, on his page.

        :param str mark: of the claim that he read (see :meth:`_claim_mark`), if he read it there
        """
        self.ensure_one()
        report = self.sudo()  # sudo: the supplier answers, who is no user of ours
        one_after_the_other(report)
        if report.claim_state != "claimed":
            raise UserError(self.env._("This claim has been answered already."))
        if mark is not None and mark != report._claim_mark():
            raise UserError(
                self.env._("The claim has been changed meanwhile: please read it again.")
            )
        if not name:
            raise UserError(self.env._("Please write your name."))
        if not agreed and not comment:
            raise UserError(self.env._("Please write why you do not agree."))
        values = {"claim_answered_by": name, "claim_answer": comment or False}
        if agreed:
            report._set_claim_state("agreed", claim_agreed=report.claim_amount, **values)
        else:
            report._set_claim_state("disputed", **values)
        for user in report._people_to_check():
            env = report.with_context(lang=user.lang).env
            if agreed:
                summary = env._("The supplier agrees to the claim: enter his credit note")
            else:
                summary = env._("The supplier does not agree to the claim")
            report._add_task(CLAIM, user, summary)

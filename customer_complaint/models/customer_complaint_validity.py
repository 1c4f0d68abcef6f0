from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .customer_complaint_flow import JUDGED_IN

VALIDITIES = [
    ("pending", "To Be Judged"),
    ("valid", "Valid"),
    ("partial", "Partly Valid"),
    ("invalid", "Not Valid"),
    ("ntf", "No Trouble Found"),
    ("expired", "Outside the Claim Period"),
]


class CustomerComplaint(models.Model):
    """Is the customer right? Judged by a person, with the reason, against the facts."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    validity = fields.Selection(
        selection=VALIDITIES,
        string="Judgement",
        default="pending",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    validity_reason = fields.Text(string="Reason of the Judgement", readonly=True, copy=False)
    judged_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    judged_on = fields.Datetime(readonly=True, copy=False)
    is_accepted = fields.Boolean(
        string="Reason Accepted", compute="_compute_is_accepted", store=True
    )
    claim_until = fields.Date(
        string="Claims Until",
        compute="_compute_claim_until",
        help="Last day on which this delivery may be complained about.",
    )
    claim_late = fields.Boolean(string="Too Late", compute="_compute_claim_until")
    claim_text = fields.Char(string="Claim Period", compute="_compute_claim_until")
    inspection_result = fields.Text(
        string="Inspection of the Returned Goods",
        copy=False,
        help="What was found on the goods themselves.",
    )
    inspected_on = fields.Date(copy=False)
    inspected_by_id = fields.Many2one(
        comodel_name="res.users", copy=False, ondelete="restrict"
    )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"is_accepted"}

    # === COMPUTE METHODS === #

    @api.depends("validity")
    def _compute_is_accepted(self):
        for complaint in self:
            complaint.is_accepted = complaint.validity in ("valid", "partial")

    @api.depends(
        "delivered_on",
        "received_at",
        "order_id.complaint_period_days",
        "commercial_partner_id.complaint_period_days",
        "company_id.complaint_period_days",
    )
    @api.depends_context("lang")
    def _compute_claim_until(self):
        """The period of the order, else of the customer, else of the company (procedure 002)."""
        for complaint in self:
            # sudo: the period counts whoever may read the order
            source = complaint.sudo()
            days = (
                source.order_id.complaint_period_days
                or source.commercial_partner_id.complaint_period_days
                or source.company_id.complaint_period_days
            )
            start = complaint.delivered_on
            until = start + relativedelta(days=days) if start and days else False
            received = complaint.received_at and complaint.company_id._order_local_date(
                complaint.received_at
            )
            complaint.claim_until = until
            complaint.claim_late = bool(until and received and received > until)
            complaint.claim_text = complaint._claim_text(days, until)

    def _claim_text(self, days, until):
        self.ensure_one()
        if not self.delivered_on:
            return self.env._("Delivery not known: the claim period cannot be computed.")
        if not until:
            return self.env._("No claim period is agreed.")
        return self.env._(
            "%(days)s days from %(delivered)s: until %(until)s",
            days=days,
            delivered=format_date(self.env, self.delivered_on),
            until=format_date(self.env, until),
        )

    # === ACTIONS === #

    def action_judge(self):
        """Open the dialog of the judgement."""
        self.ensure_one()
        self._check_handler()
        self._check_step(*JUDGED_IN)
        if problems := self._missing_to_judge():
            raise UserError("\n".join(problems))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Is the Customer Right?"),
            "res_model": "customer.complaint.judge",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_complaint_id": self.id,
                "default_validity": "expired" if self.claim_late else "valid",
                "default_judged_before": self.judged_on,
            },
        }

    # === BUSINESS === #

    def _judge(self, validity, reason):
        """Record the judgement and who made it; an objection leads here again."""
        self._check_handler()
        self._check_step(*JUDGED_IN)
        self._check_complete_fields("partner_id")
        for complaint in self:
            if validity != "expired" and complaint.claim_late and not (reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(complaint)s came after the claim period: write down why it is judged"
                        " all the same.",
                        complaint=complaint.name,
                    )
                )
        now = fields.Datetime.now()
        for complaint in self:
            complaint._set_state(
                "assessed",
                validity=validity,
                validity_reason=reason,
                judged_by_id=self.env.uid,
                judged_on=now,
            )
        self.limit_ids._meet("assess", now)
        if validity in ("valid", "partial"):
            self._look_for_recurrence()
            for complaint in self.filtered(lambda c: not c.contained_on):
                complaint.limit_ids._reopen_dropped()
        else:
            # sudo: kept by the system; what was not valid has not come back
            self.sudo().write({"is_repeat": False, "cluster_count": 0})
            # There is nobody to protect, and no department to look for a cause.
            self.limit_ids._meet("containment", now)
            self.limit_ids._meet("forward", now)
            self._look_for_recurrence_after()
        self._message_log_batch({complaint.id: complaint._judgement_text() for complaint in self})

    def _judgement_text(self):
        labels = dict(self._fields["validity"]._description_selection(self.env))
        return self.env._(
            "Judged “%(validity)s”: %(reason)s",
            validity=labels[self.validity],
            reason=self.validity_reason or "",
        )

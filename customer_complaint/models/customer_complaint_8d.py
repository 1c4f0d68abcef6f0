from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from .customer_complaint import ENDED


class CustomerComplaint(models.Model):
    """When a complaint demands an 8D report, and the report that works on it."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    eightd_id = fields.Many2one(
        comodel_name="quality.8d",
        string="8D Report",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    eightd_stage = fields.Selection(
        related="eightd_id.stage", string="8D Stands At", related_sudo=True
    )
    eightd_required = fields.Boolean(
        string="8D Demanded",
        compute="_compute_eightd_required",
        help="A report is demanded, and none has been begun yet.",
    )
    eightd_reason = fields.Char(string="Why an 8D Is Demanded", compute="_compute_eightd_required")

    # === COMPUTE METHODS === #

    @api.depends(
        "severity",
        "category",
        "is_accepted",
        "wants_8d",
        "is_repeat",
        "cluster_count",
        "company_id",
        "eightd_id",
        "state",
    )
    @api.depends_context("lang")
    def _compute_eightd_required(self):
        for complaint in self:
            waits = not complaint.eightd_id and complaint.state not in ENDED
            reasons = complaint._eightd_reasons() if waits else []
            complaint.eightd_required = bool(reasons)
            complaint.eightd_reason = format_list(self.env, reasons)

    def _eightd_reasons(self):
        """Return why this complaint demands an 8D (domain: when an 8D is required)."""
        self.ensure_one()
        if not self.is_accepted:
            return []
        self._fetch_settings("complaint_8d_rules", "complaint_cluster_count")
        if not self.company_id.complaint_8d_rules:
            return []
        reasons = []
        if self.severity == "critical":
            reasons.append(self.env._("the severity is critical"))
        elif self.severity == "major" and self.category == "quality":
            reasons.append(self.env._("it is a major complaint about quality, and valid"))
        if self.cluster_count >= self.company_id.complaint_cluster_count:
            reasons.append(
                self.env._(
                    "it is complaint no. %(count)s of its kind in a short time",
                    count=self.cluster_count,
                )
            )
        elif self.is_repeat:
            reasons.append(self.env._("the problem has come back"))
        if self.wants_8d:
            reasons.append(self.env._("the customer asks for it"))
        return reasons

    # === ACTIONS === #

    def action_open_8d(self):
        """Open the 8D report of the complaint; where there is none, begin one."""
        self.ensure_one()
        if self.eightd_id:
            return self.eightd_id.get_formview_action()
        self._check_handler()
        if self.state == "cancelled":
            raise UserError(self.env._("%(complaint)s has been cancelled.", complaint=self.name))
        report = self.env["quality.8d"]._open_from(self, self._prepare_8d())
        # sudo: the link is kept by the system
        self.sudo().write({"eightd_id": report.id})
        return report.get_formview_action()

    def action_join_8d(self):
        """Let the 8D report of an earlier complaint stand for this one, too."""
        self.ensure_one()
        main = self.browse(self.env.context.get("complaint_id")).exists()
        if not main or not self.eightd_id:
            raise UserError(
                self.env._("Choose an earlier complaint that has an 8D report from the list.")
            )
        main._check_handler()
        if main.eightd_id == self.eightd_id:
            return True
        if main.eightd_id:
            raise UserError(
                self.env._(
                    "%(complaint)s has an 8D report of its own already: %(report)s.",
                    complaint=main.name,
                    report=main.sudo().eightd_id.name,
                )
            )
        main.sudo().write({"eightd_id": self.eightd_id.id})  # sudo: kept by the system
        # sudo: the team of the report is told, whoever joins it
        self.eightd_id.sudo()._message_log(
            body=self.env._(
                "Complained about once more: %(complaint)s", complaint=main.display_name
            )
        )
        return True

    def _prepare_8d(self):
        """Return what the complaint knows of the problem."""
        self.ensure_one()
        repeated = self.is_repeat
        return {
            "title": self.title,
            "kind": "customer",
            "severity": self.severity,
            "partner_id": self.commercial_partner_id.id,
            "contact_id": self.partner_id.id,
            "partner_ref": self.partner_ref,
            "received_at": self.received_at,
            "customer_words": self.customer_words,
            "symptom": self.customer_words or self.title,
            "criterion": "customer" if self.wants_8d else "repeat" if repeated else "severity",
            "need_reason": format_list(self.env, self._eightd_reasons()),
            "emergency_action": self.containment,
            "defect_id": self.defect_id.id,
            "product_id": self.product_id.id,
            "lot_names": self.lot_names,
            "qty_complained": self.qty_complained,
            "qty_delivered": self.qty_delivered,
            "repeated": repeated,
        }

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

from odoo.addons.order_signoff.tools import fill_in

# The supplier answers these; problem and closing are ours.
ASKED = ("d1", "d3", "d4", "d5", "d6", "d7")


class Quality8d(models.Model):
    """A supplier answers his part of the report himself, on the page he was sent."""

    _inherit = "quality.8d"

    request_ids = fields.One2many(
        comodel_name="quality.8d.request", inverse_name="report_id", string="Asked"
    )
    supplier_request_id = fields.Many2one(
        comodel_name="quality.8d.request", compute="_compute_supplier_request_id"
    )

    supplier_evidence_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Evidence from the Supplier",
        compute="_compute_supplier_evidence_ids",
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("kind", "request_ids.state")
    def _compute_supplier_request_id(self):
        for report in self:
            # Others have none: the form of a customer's report asks for none.
            asked = report.kind == "supplier" and report.request_ids.filtered(
                lambda request: request.state == "open"
            )
            report.supplier_request_id = asked and asked[:1]

    @api.depends("step_ids.attachment_ids")
    def _compute_supplier_evidence_ids(self):
        for report in self:
            report.supplier_evidence_ids = report.step_ids.attachment_ids

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    def write(self, vals):
        if {"kind", "partner_id"} & vals.keys():
            # sudo: the page of a supplier is shown to no other, whoever changes the report
            asked = self.sudo().filtered("request_ids")
            asked._check_supplier_stays(vals)
        return super().write(vals)

    def _check_supplier_stays(self, vals):
        """Nobody else finds on his page what the supplier has written and uploaded."""
        partner = self.env["res.partner"].browse(vals.get("partner_id") or [])
        for report in self:
            supplier = report.partner_id.commercial_partner_id
            if "partner_id" in vals and partner.commercial_partner_id != supplier:
                raise UserError(
                    self.env._(
                        "%(report)s was put to %(partner)s, who stays: open another report for "
                        "somebody else.",
                        report=report.name,
                        partner=supplier.name,
                    )
                )
            if report.supplier_request_id and vals.get("kind", "supplier") != "supplier":
                raise UserError(
                    self.env._(
                        "The supplier of %(report)s has been asked: withdraw his page first.",
                        report=report.name,
                    )
                )

    @api.constrains("leader_id", "quality_id", "champion_id")
    def _check_who_decides(self):
        """Whoever decides on what the supplier writes stays known, and nobody decides twice."""
        for report in self.filtered(lambda r: r._step("d1").by_supplier):
            if problems := report._missing_people():
                raise ValidationError("\n".join(problems))

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_ask_supplier(self):
        """Ask whom to write to, and what the supplier answers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask the Supplier"),
            "res_model": "quality.8d.ask",
            "view_mode": "form",
            "target": "new",
            "context": {"default_report_id": self.id},
        }

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    def _ask_supplier(self, contact, steps, note):
        """Let the supplier answer these disciplines; whoever was asked before is no more.

        :return: the request, as superuser
        """
        self.ensure_one()
        self._check_may_work()
        self._check_can_ask(contact, steps)
        # sudo: nobody writes a request by hand (no right to create one)
        report = self.sudo()
        report.supplier_request_id._withdraw()
        steps.sudo().by_supplier = True
        # What he was asked is his work from now on.
        request = report.request_ids.create(
            {
                "report_id": self.id,
                "partner_id": contact.id,
                "note": note,
                "sent_by_id": self.env.uid,
                "sent_at": fields.Datetime.now(),
            }
        )
        request._portal_ensure_token()
        self._settle_tasks()
        self._message_log(
            body=self.env._(
                "%(contact)s was asked for: %(disciplines)s.",
                contact=contact.display_name,
                disciplines=format_list(
                    self.env, [step._label() for step in steps.sorted("discipline")]
                ),
            ),
            author_id=self.env.user.partner_id.id,
        )
        return request

    def _check_can_ask(self, contact, steps):
        self.ensure_one()
        if self.kind != "supplier" or self.state != "open":
            raise UserError(
                self.env._("A supplier is asked in an open report of the kind “Supplier”.")
            )
        company = self.partner_id.commercial_partner_id
        if not company or contact.commercial_partner_id != company:
            raise UserError(
                self.env._(
                    "Choose the supplier of %(report)s, or a person who works there.",
                    report=self.name,
                )
            )
        if steps.report_id != self or not set(steps.mapped("discipline")) <= set(ASKED):
            raise UserError(self.env._("Choose the disciplines that the supplier answers."))
        done = steps.filtered(lambda step: step.state in ("submitted", "accepted"))
        if done:
            raise UserError(
                self.env._(
                    "%(disciplines)s has been submitted and stands: leave it out.",
                    disciplines=format_list(self.env, [step._label() for step in done]),
                )
            )
        # Whoever decides has to be known before the supplier writes.
        missing = fill_in(self, "finding", "product_id") + self._missing_people()
        if missing:
            raise UserError("\n".join(missing))

    def _missing_d1(self):
        """The team of a supplier is his; who leads and decides with us was known before."""
        if not self._step("d1").by_supplier:
            return super()._missing_d1()
        size = len(self.member_ids.filtered(lambda member: member.role == "supplier"))
        minimum = self.company_id.quality_8d_team_min
        if size >= minimum:
            return []
        return [
            self.env._(
                "The team of the supplier has %(size)s persons, at least %(minimum)s are needed.",
                size=size,
                minimum=minimum,
            )
        ]

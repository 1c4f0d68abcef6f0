from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.quality_8d_supplier import ASKED


class Quality8dAsk(models.TransientModel):
    """Chooses who at the supplier answers which disciplines."""

    _name = "quality.8d.ask"
    _description = "Ask the Supplier"

    report_id = fields.Many2one(
        comodel_name="quality.8d", required=True, readonly=True, ondelete="cascade"
    )
    # What the dialog shows of the report is read as the user who opens it.
    partner_id = fields.Many2one(related="report_id.partner_id", related_sudo=False)
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Send To",
        compute="_compute_contact_id",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    step_ids = fields.Many2many(
        comodel_name="quality.8d.step",
        string="The Supplier Answers",
        compute="_compute_step_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        required=True,
        domain="[('id', 'in', possible_step_ids)]",
    )
    possible_step_ids = fields.Many2many(
        comodel_name="quality.8d.step", compute="_compute_possible_step_ids"
    )
    note = fields.Text(string="Message", help="The supplier reads it at the top of his page.")

    @api.depends("report_id")
    def _compute_contact_id(self):
        for wizard in self:
            wizard.contact_id = wizard.report_id.contact_id or wizard.report_id.partner_id

    @api.depends("report_id")
    def _compute_possible_step_ids(self):
        for wizard in self:
            wizard.possible_step_ids = wizard.report_id.step_ids.filtered(
                lambda step: step.discipline in ASKED and step.state in ("open", "returned")
            )

    @api.depends("possible_step_ids")
    def _compute_step_ids(self):
        for wizard in self:
            wizard.step_ids = wizard.possible_step_ids

    def action_send(self):
        """Ask the supplier, and send him the link by e-mail."""
        self.ensure_one()
        if not self.contact_id.email:
            raise UserError(
                self.env._(
                    "%(contact)s has no e-mail address: enter it, or press “Told Another Way”.",
                    contact=self.contact_id.display_name,
                )
            )
        self._ask()._send()
        return {"type": "ir.actions.act_window_close"}

    def action_ask(self):
        """Ask the supplier, who is told by another way, or finds it when he logs in."""
        self._ask()
        return {"type": "ir.actions.act_window_close"}

    def _ask(self):
        self.ensure_one()
        return self.report_id._ask_supplier(self.contact_id, self.step_ids, self.note)

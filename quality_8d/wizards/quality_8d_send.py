from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.quality_8d_version import NEEDED, VERSION_KINDS


class Quality8dSend(models.TransientModel):
    """Chooses which version goes to whom."""

    _name = "quality.8d.send"
    _description = "Send an 8D Report"

    report_id = fields.Many2one(
        comodel_name="quality.8d", required=True, readonly=True, ondelete="cascade"
    )
    # What the dialog shows of the report is read as the user who opens it.
    partner_id = fields.Many2one(related="report_id.partner_id", related_sudo=False)
    kind = fields.Selection(
        selection=VERSION_KINDS,
        string="Version",
        compute="_compute_kind",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
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
    wait = fields.Boolean(
        string="Stop the Clocks until the Answer",
        help="The time limits of the open disciplines stand still until the customer answers.",
    )

    @api.depends("report_id")
    def _compute_kind(self):
        for wizard in self:
            accepted = set(
                wizard.report_id.step_ids.filtered(lambda s: s.state == "accepted").mapped(
                    "discipline"
                )
            )
            ready = [kind for kind, needed in NEEDED.items() if set(needed) <= accepted]
            wizard.kind = ready[-1] if ready else "3d"

    @api.depends("report_id")
    def _compute_contact_id(self):
        for wizard in self:
            wizard.contact_id = wizard.report_id.contact_id or wizard.report_id.partner_id

    def action_send(self):
        """Freeze the version and send its link by e-mail."""
        self.ensure_one()
        if not self.contact_id.email:
            raise UserError(
                self.env._(
                    "%(contact)s has no e-mail address: enter it, or press “Sent Another Way”.",
                    contact=self.contact_id.display_name,
                )
            )
        self._issue()._send()
        return {"type": "ir.actions.act_window_close"}

    def action_mark_sent(self):
        """Freeze the version that is handed over by another way."""
        self._issue()
        return {"type": "ir.actions.act_window_close"}

    def _issue(self):
        self.ensure_one()
        version = self.env["quality.8d.version"]._issue(self.report_id, self.kind, self.contact_id)
        if self.wait and self.report_id.state == "open":
            self.report_id._wait(self.env._("Answer to %(version)s", version=version.display_name))
        return version

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_list


class OrderSignoffDecision(models.TransientModel):
    _name = "order.signoff.decision"
    _description = "Sign a document"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    signoff_id = fields.Many2one(
        comodel_name="order.signoff", required=True, readonly=True, ondelete="cascade"
    )
    decision = fields.Selection(
        selection=[
            ("accepted", "Accept"),
            ("conditional", "Accept with conditions"),
            ("rejected", "Return"),
            ("acknowledged", "Take note"),
        ],
        required=True,
        readonly=True,
        default="accepted",
    )
    document_name = fields.Char(related="signoff_id.res_name")
    partner_id = fields.Many2one(related="signoff_id.partner_id")
    team_id = fields.Many2one(related="signoff_id.team_id")
    note = fields.Text(related="signoff_id.note")
    comment = fields.Text()
    other_ids = fields.Many2many(
        comodel_name="order.signoff",
        string="Sign for these departments, too",
        compute="_compute_other_ids",
        store=True,
        readonly=False,
    )
    possible_other_ids = fields.Many2many(
        comodel_name="order.signoff",
        string="Other Sign-offs",
        compute="_compute_possible_other_ids",
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("signoff_id")
    def _compute_possible_other_ids(self):
        for wizard in self:
            wizard.possible_other_ids = wizard._find_others()

    @api.depends("signoff_id")
    def _compute_other_ids(self):
        """Who belongs to several teams signs once for all of them, unless he unticks one."""
        for wizard in self:
            wizard.other_ids = [Command.set(wizard._find_others().ids)]

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_sign(self):
        """Sign and close."""
        self.ensure_one()
        signoffs = self.signoff_id | (self.other_ids & self._find_others())
        if self.decision == "acknowledged":
            signoffs.action_acknowledge()
        elif self.decision == "conditional":
            signoffs.action_conditional(self.comment)
        elif self.decision == "rejected":
            signoffs.action_reject(self.comment)
        else:
            signoffs.action_accept(self.comment)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if self.decision == "rejected" else "success",
                "message": self.env._(
                    "%(document)s: signed for %(teams)s.",
                    document=self.document_name,
                    teams=format_list(self.env, [signoff._who() for signoff in signoffs]),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _find_others(self):
        self.ensure_one()
        if self.signoff_id.four_eyes or self.decision == "rejected":
            return self.env["order.signoff"]
        return (self.signoff_id._same_document_mine() - self.signoff_id).filtered(
            lambda s: s.purpose == self.signoff_id.purpose and not s.four_eyes
        )

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling

PROTECTED_FIELDS = frozenset(
    {
        "report_id",
        "lot_id",
        "blocked_by_id",
        "blocked_at",
        "released_by_id",
        "released_at",
        "release_reason",
    }
)


class Quality8dLotBlock(models.Model):
    """A lot that stays in the house until the quality manager releases it."""

    _name = "quality.8d.lot.block"
    _description = "Blocked Lot"
    _inherit = ["order.protected.mixin"]
    _order = "blocked_at desc, id desc"
    _rec_name = "lot_id"
    _check_company_auto = True

    report_id = fields.Many2one(
        comodel_name="quality.8d",
        string="8D Report",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    lot_name = fields.Char(related="lot_id.name", string="Lot Number")
    blocked_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    blocked_at = fields.Datetime(string="Blocked On", readonly=True)
    released_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    released_at = fields.Datetime(string="Released On", readonly=True)
    release_reason = fields.Char(string="Released Because", readonly=True)

    _blocked_once = models.UniqueIndex(
        "(report_id, lot_id) WHERE released_at IS NULL", "This lot is blocked already."
    )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if not is_uninstalling(self.env):
            raise UserError(self.env._("Release the lot instead: what was blocked is kept."))

    def action_release(self):
        """Ask why the lot may leave the house again."""
        self.ensure_one()
        return self.report_id._ask_reason("release_lot", self.env._("Release the Lot"), self)

    def _release(self, reason):
        """Let lots leave the house again."""
        self.report_id._check_manager()
        open_blocks = self.filtered(lambda block: not block.released_at)
        # sudo: a block is kept by the buttons
        open_blocks.sudo().write(
            {
                "released_by_id": self.env.uid,
                "released_at": fields.Datetime.now(),
                "release_reason": reason,
            }
        )
        for report, blocks in open_blocks.grouped("report_id").items():
            report._message_log(
                body=self.env._(
                    "Released: %(lots)s. %(reason)s",
                    lots=", ".join(blocks.mapped("lot_name")),
                    reason=reason,
                ),
                author_id=self.env.user.partner_id.id,
            )

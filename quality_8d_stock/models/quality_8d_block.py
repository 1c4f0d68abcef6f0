from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import one_after_the_other

from .quality_8d_trace import OPEN_STATES


class Quality8d(models.Model):
    """Blocking and releasing the goods of a report."""

    _inherit = "quality.8d"

    has_free_goods = fields.Boolean(compute="_compute_has_free_goods")
    has_blocked_goods = fields.Boolean(compute="_compute_has_free_goods")

    @api.depends("lot_ids", "product_id", "lot_block_ids.released_at")
    def _compute_has_free_goods(self):
        for report in self:
            report.has_free_goods = bool(report._free_lots() or report._free_product())
            report.has_blocked_goods = bool(report._open_blocks())

    def _free_lots(self):
        """Return the lots concerned that nothing keeps in the house."""
        self.ensure_one()
        # sudo: team members need no right on the stock
        return self.sudo().lot_ids - self._open_blocks().lot_id

    def _free_product(self):
        """Return the product without lots, if nothing keeps it in the house."""
        self.ensure_one()
        return self._untracked_product() - self._open_blocks().product_id

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_block_lots(self):
        """Keep the goods concerned in the house until they are released."""
        self._check_may_work()
        for report in self:
            lots, product = report._free_lots(), report._free_product()
            if report.state != "open" or not (lots or product):
                raise UserError(
                    self.env._("%(report)s has no goods left to block.", report=report.name)
                )
            report._block(lots, product)
        return True

    def action_release_goods(self):
        """Ask why all the blocked goods may leave the house again."""
        self.ensure_one()
        return self._ask_reason("release_goods", self.env._("Release All"))

    def _reasons(self):
        return super()._reasons() | {"release_goods": self._release_goods}

    def _release_goods(self, reason):
        """Release all that this report blocks."""
        self._check_manager()
        blocks = self._open_blocks()
        if not blocks:
            raise UserError(self.env._("%(report)s blocks nothing.", report=self.name))
        blocks.with_env(self.env)._release(reason)

    # ------------------------------------------------------------------
    # Block
    # ------------------------------------------------------------------
    def _block(self, lots, product):
        """Block lots, and a product without lots; take back what is reserved of the lots."""
        self.ensure_one()
        self._meet_transfers_under_way(lots)
        goods = [{"lot_id": lot.id} for lot in lots] + [{"product_id": p.id} for p in product]
        # sudo: a block is kept by the buttons
        blocks = (
            self.env["quality.8d.lot.block"]
            .sudo()
            .create(
                [
                    {
                        "report_id": self.id,
                        "blocked_by_id": self.env.uid,
                        "blocked_at": fields.Datetime.now(),
                        **what,
                    }
                    for what in goods
                ]
            )
        )
        self._message_log(
            body=self.env._("Blocked: %(lots)s", lots=", ".join(blocks.mapped("lot_name"))),
            author_id=self.env.user.partner_id.id,
        )
        self._take_back_reservations(lots)
        # Goods without lots are only kept back by the quarantine.
        if self.company_id.quality_8d_quarantine or product:
            self._bring_to_quarantine(blocks)

    def _meet_transfers_under_way(self, lots):
        """Let whoever is carrying out a transfer of these lots right now see the block.

        His transaction may have read that the lots are free. He holds on to them for that (see
        :meth:`stock.lot._wait_for_blocks`): either his goods have left before the block, or he
        waits for it, and Odoo plays his transfer once more, which then sees it.
        """
        one_after_the_other(lots)

    def _take_back_reservations(self, lots):
        """Free the open transfers from these lots; other lots are reserved where there are any.

        What people have picked already stays: the transfer is refused when it is carried out.
        """
        # sudo: whoever blocks a lot needs no right on the transfers of others
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", lots.ids),
                    ("company_id", "=", self.company_id.id),
                    ("state", "in", OPEN_STATES),
                    ("picked", "=", False),
                    ("location_id.usage", "in", ("internal", "transit")),
                ]
            )
            .filtered(lambda line: not line.move_id._may_take_blocked_lots())
        )
        if not lines:
            return
        moves = lines.move_id
        documents = self._reservation_documents(moves)
        lines.unlink()
        moves._action_assign()
        for document in documents:
            document._message_log(
                body=self.env._(
                    "Lots were blocked by %(report)s. Other lots were reserved where there are "
                    "any.",
                    report=self.name,
                ),
                author_id=self.env.user.partner_id.id,
            )

    def _reservation_documents(self, moves):
        """Return the documents whose reservations these moves are; extend it."""
        return [*moves.picking_id]

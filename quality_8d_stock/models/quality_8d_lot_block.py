from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.order_signoff.tools import is_uninstalling

PROTECTED_FIELDS = frozenset(
    {
        "report_id",
        "product_id",
        "lot_id",
        "blocked_by_id",
        "blocked_at",
        "released_by_id",
        "released_at",
        "release_reason",
    }
)


class Quality8dLotBlock(models.Model):
    """Goods that stay in the house until the quality manager releases them.

    A lot, wherever it is; of goods without lots, what lies in quarantine.
    """

    _name = "quality.8d.lot.block"
    _description = "Blocked Goods"
    _inherit = ["order.protected.mixin", "order.reason.mixin"]
    _order = "blocked_at desc, id desc"
    _rec_name = "lot_name"
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
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_product_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        ondelete="restrict",
    )
    lot_name = fields.Char(
        string="Lot Number", compute="_compute_lot_name", help="The product, where it has no lots."
    )
    blocked_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    blocked_at = fields.Datetime(string="Blocked On", readonly=True)
    released_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    released_at = fields.Datetime(string="Released On", readonly=True)
    release_reason = fields.Char(string="Released Because", readonly=True)

    _blocked_once = models.UniqueIndex(
        "(report_id, lot_id) WHERE released_at IS NULL AND lot_id IS NOT NULL",
        "This lot is blocked already.",
    )
    _product_blocked_once = models.UniqueIndex(
        "(report_id, product_id) WHERE released_at IS NULL AND lot_id IS NULL",
        "This product is blocked already.",
    )
    _open_index = models.Index("(lot_id) WHERE released_at IS NULL")
    _something_blocked = models.Constraint(
        "CHECK(lot_id IS NOT NULL OR product_id IS NOT NULL)", "Say what is blocked."
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("lot_id")
    def _compute_product_id(self):
        for block in self:
            block.product_id = block.lot_id.product_id or block.product_id

    @api.depends("lot_id.name", "product_id")
    def _compute_lot_name(self):
        # sudo: the team of a report needs no right on the stock
        for block in self.sudo():
            block.lot_name = block.lot_id.name or block.product_id.display_name

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if not is_uninstalling(self.env):
            raise UserError(self.env._("Release the lot instead: what was blocked is kept."))

    # ------------------------------------------------------------------
    # What is blocked
    # ------------------------------------------------------------------
    @api.model
    def _blocked_lots(self, companies):
        """Return the ids of the lots that are blocked in these companies, as a subquery.

        :return: SQL for the right side of ``in`` in a domain
        """
        # sudo: a block holds for everybody who moves goods, whatever he may read
        query = self.sudo()._search(
            Domain("released_at", "=", False)
            & Domain("lot_id", "!=", False)
            & Domain("company_id", "in", companies.ids)
        )
        return query.select(SQL.identifier(self._table, "lot_id"))

    @api.model
    def _find(self, companies, lots, products):
        """Return the open blocks on these goods.

        :return: dict {(company, product, lot): block}
        """
        goods = Domain("lot_id", "in", lots.ids) | (
            Domain("lot_id", "=", False) & Domain("product_id", "in", products.ids)
        )
        blocks = self.search(
            goods & Domain("released_at", "=", False) & Domain("company_id", "in", companies.ids)
        )
        return {(block.company_id, block.product_id, block.lot_id): block for block in blocks}

    def _refusal(self):
        self.ensure_one()
        return self.env._(
            "%(goods)s is blocked by %(report)s: take another lot, or ask %(person)s to release "
            "it.",
            goods=self.lot_name,
            report=self.report_id.name,
            person=self.report_id.quality_id.name or self.report_id.leader_id.name,
        )

    # ------------------------------------------------------------------
    # Release
    # ------------------------------------------------------------------
    def action_release(self):
        """Ask why the goods may leave the house again."""
        self.ensure_one()
        return self._ask_reason("release", self.env._("Release the Lot"))

    def _reasons(self):
        return super()._reasons() | {"release": self._release}

    def _release(self, reason):
        """Let goods leave the house again, and bring them back from quarantine."""
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
            report._bring_back(blocks)

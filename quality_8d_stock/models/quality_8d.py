from odoo import api, fields, models


class Quality8d(models.Model):
    """The goods a report is about: lots, or transfers where the product has no lots."""

    _inherit = "quality.8d"

    lot_ids = fields.Many2many(
        comodel_name="stock.lot",
        relation="quality_8d_lot_rel",
        string="Lots Concerned",
        copy=False,
        check_company=True,
    )
    transfer_ids = fields.Many2many(
        comodel_name="stock.picking",
        relation="quality_8d_transfer_rel",
        string="Transfers Concerned",
        copy=False,
        check_company=True,
        help="Deliveries and receipts in which the goods were: goods without lots are followed "
        "by these.",
    )
    lot_block_ids = fields.One2many(
        comodel_name="quality.8d.lot.block", inverse_name="report_id", string="Blocked Goods"
    )
    quarantine_ids = fields.One2many(
        comodel_name="stock.picking",
        inverse_name="quality_8d_id",
        string="Quarantine Transfers",
    )
    quarantine_count = fields.Integer(
        string="Number of Quarantine Transfers",
        compute="_compute_quarantine_count",
        compute_sudo=True,
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("quarantine_ids")
    def _compute_quarantine_count(self):
        for report in self:
            report.quarantine_count = len(report.quarantine_ids)

    @api.onchange("lot_ids")
    def _onchange_lot_ids(self):
        if self.lot_ids and not self.lot_names:
            self.lot_names = ", ".join(self.lot_ids.mapped("name"))

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------
    @api.model
    def _field_disciplines(self):
        # Which goods are concerned is part of the containment: it grows until that stands.
        return {**super()._field_disciplines(), "lot_ids": "d3", "transfer_ids": "d3"}

    def _containment_to_end(self):
        """Blocked goods are a containment that has not ended."""
        problems = super()._containment_to_end()
        blocks = self._open_blocks()
        if blocks:
            problems = problems + [
                self.env._(
                    "These goods are still blocked: %(lots)s.",
                    lots=", ".join(blocks.mapped("lot_name")),
                )
            ]
        return problems

    # ------------------------------------------------------------------
    # Goods
    # ------------------------------------------------------------------
    @api.model
    def _open_from(self, record, vals=None):
        vals = dict(vals or {})
        goods = {name: vals.pop(name) for name in ("lot_ids", "transfer_ids") if name in vals}
        report = super()._open_from(record, vals)
        # sudo: whoever reads an order need not read its lots and transfers; they are its facts
        report.sudo().write(goods)
        return report

    def _open_blocks(self):
        # sudo: team members need no right on the stock
        return self.sudo().lot_block_ids.filtered(lambda block: not block.released_at)

    def _untracked_product(self):
        """Return the product of the report, if it is kept in stock without lots."""
        self.ensure_one()
        # sudo: team members need no right on the stock
        product = self.sudo().product_id
        return product.filtered(lambda p: p.is_storable and p.tracking == "none")

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_view_quarantine(self):
        """Show the transfers into quarantine, and back from there."""
        return self._action_view_transfers(
            self.quarantine_ids, self.env._("Quarantine of %(report)s", report=self.name)
        )

    def _action_view_documents(self, documents, xmlid, **values):
        """Open one document, or the list of several as the action shows them."""
        if len(documents) == 1:
            return documents.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "domain": [("id", "in", documents.ids)],
            "context": {"create": False},
            **values,
        }

    def _action_view_transfers(self, pickings, name):
        return self._action_view_documents(pickings, "stock.action_picking_tree_all", name=name)

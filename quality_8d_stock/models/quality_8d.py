from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

OPEN_STATES = ("waiting", "confirmed", "partially_available", "assigned")


class Quality8d(models.Model):
    """Lots concerned: where they are, who got them, and what keeps them in the house."""

    _inherit = "quality.8d"

    lot_ids = fields.Many2many(
        comodel_name="stock.lot",
        relation="quality_8d_lot_rel",
        string="Lots Concerned",
        domain="[('product_id', '=?', product_id)]",
        check_company=True,
    )
    lot_trace = fields.Html(
        string="Where the Lots Are", compute="_compute_lot_trace", sanitize=False
    )
    lot_block_ids = fields.One2many(
        comodel_name="quality.8d.lot.block", inverse_name="report_id", string="Blocked Lots"
    )
    has_free_lots = fields.Boolean(compute="_compute_has_free_lots")

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("lot_ids")
    @api.depends_context("lang")
    def _compute_lot_trace(self):
        for report in self:
            report.lot_trace = report._draw_lot_trace()

    @api.depends("lot_ids", "lot_block_ids.released_at")
    def _compute_has_free_lots(self):
        for report in self:
            report.has_free_lots = bool(report._free_lots())

    def _free_lots(self):
        """Return the lots concerned that nothing keeps in the house."""
        self.ensure_one()
        # sudo: team members need no right on the stock
        blocks = self.sudo().lot_block_ids.filtered(lambda block: not block.released_at)
        return self.sudo().lot_ids - blocks.lot_id

    # ------------------------------------------------------------------
    # Where the lots are
    # ------------------------------------------------------------------
    def _lot_trace_rows(self):
        """Return what is known of the lots: in stock, on the way, delivered.

        :return: list of dicts with lot, what, where, source, partner, quantity, unit, date
        """
        self.ensure_one()
        report = self.sudo()  # sudo: team members need no right on the stock
        lots = report.lot_ids._origin
        if not lots:
            return []
        company = report.company_id
        rows = [
            {
                "lot": lot.name,
                "what": "stock",
                "where": location.display_name,
                "quantity": quantity,
                "unit": lot.product_uom_id.name,
            }
            for lot, location, quantity in report.env["stock.quant"]._read_group(
                [
                    ("lot_id", "in", lots.ids),
                    ("location_id.usage", "in", ("internal", "transit")),
                    ("location_id.company_id", "in", [False, company.id]),
                ],
                ["lot_id", "location_id"],
                ["quantity:sum"],
            )
            if quantity
        ]
        lines = report.env["stock.move.line"].search_fetch(
            [
                ("lot_id", "in", lots.ids),
                ("company_id", "=", company.id),
                ("picking_id", "!=", False),
                "|",
                ("state", "in", OPEN_STATES),
                "&",
                ("state", "=", "done"),
                ("location_dest_id.usage", "=", "customer"),
            ],
            ["lot_id", "picking_id", "quantity", "product_uom_id", "state"],
            order="state, date desc, id desc",
        )
        rows += [
            {
                "lot": line.lot_id.name,
                "what": "delivered" if line.state == "done" else "open",
                "where": line.picking_id.name,
                "source": line.picking_id.origin,
                "partner": line.picking_id.partner_id.display_name,
                "quantity": line.quantity,
                "unit": line.product_uom_id.name,
                "date": line.picking_id.date_done or line.picking_id.scheduled_date,
            }
            for line in lines
        ]
        return rows

    def _draw_lot_trace(self):
        rows = self._lot_trace_rows()
        if not rows:
            return False
        names = {
            "stock": self.env._("In stock"),
            "open": self.env._("Open transfer"),
            "delivered": self.env._("Delivered"),
        }
        heads = [
            self.env._("Lot"),
            self.env._("What"),
            self.env._("Place or transfer"),
            self.env._("Order"),
            self.env._("Customer"),
            self.env._("Quantity"),
            self.env._("Date"),
        ]
        head = Markup().join(Markup("<th>%s</th>") % text for text in heads)
        body = Markup()
        for row in rows:
            cells = [
                row["lot"],
                names[row["what"]],
                row["where"],
                row.get("source") or "",
                row.get("partner") or "",
                f"{formatLang(self.env, row['quantity'])} {row['unit']}",
                format_date(self.env, row["date"]) if row.get("date") else "",
            ]
            cells = Markup().join(Markup("<td>%s</td>") % text for text in cells)
            body += Markup("<tr>%s</tr>") % cells
        return Markup(
            '<table class="table table-sm"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>'
        ) % (head, body)

    # ------------------------------------------------------------------
    # Block
    # ------------------------------------------------------------------
    def action_block_lots(self):
        """Keep the lots concerned in the house until they are released."""
        self._check_may_work()
        for report in self:
            lots = report._free_lots()
            if report.state != "open" or not lots:
                raise UserError(
                    self.env._("%(report)s has no lots left to block.", report=report.name)
                )
            # sudo: a block is kept by the buttons
            self.env["quality.8d.lot.block"].sudo().create(
                [
                    {
                        "report_id": report.id,
                        "lot_id": lot.id,
                        "blocked_by_id": self.env.uid,
                        "blocked_at": fields.Datetime.now(),
                    }
                    for lot in lots
                ]
            )
            report._message_log(
                body=self.env._("Blocked: %(lots)s", lots=", ".join(lots.mapped("name"))),
                author_id=self.env.user.partner_id.id,
            )
        return True

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------
    @api.model
    def _field_disciplines(self):
        return {**super()._field_disciplines(), "lot_ids": "d2"}

    def _containment_to_end(self):
        """A blocked lot is a containment that has not ended."""
        problems = super()._containment_to_end()
        # sudo: team members need no right on the stock
        blocks = self.sudo().lot_block_ids.filtered(lambda block: not block.released_at)
        if blocks:
            problems = problems + [
                self.env._(
                    "These lots are still blocked: %(lots)s.",
                    lots=", ".join(blocks.mapped("lot_name")),
                )
            ]
        return problems

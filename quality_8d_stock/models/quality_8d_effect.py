from odoo import models
from odoo.tools import SQL


class Quality8d(models.Model):
    """Lots that came after the closing: made or received, they are counted by themselves."""

    _inherit = "quality.8d"

    def _lots_since_closing(self):
        """Count the lots of the product that were begun, and came to stock, since the closing."""
        counts = super()._lots_since_closing()
        closed = self.filtered("closed_on")
        if not closed:
            return counts
        self.flush_recordset(["closed_on", "product_id", "company_id"])
        self.env["stock.lot"].flush_model(["product_id"])
        self.env["stock.move.line"].flush_model(
            ["lot_id", "product_id", "company_id", "location_id", "state"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT report.id, count(*)
                  FROM quality_8d report
                  JOIN stock_lot lot
                    ON lot.product_id = report.product_id
                   AND lot.create_date >= report.closed_on
                 WHERE report.id = ANY(%s)
                   AND EXISTS (
                        SELECT FROM stock_move_line line
                          JOIN stock_location source ON source.id = line.location_id
                         WHERE line.lot_id = lot.id
                           AND line.product_id = lot.product_id
                           AND line.company_id = report.company_id
                           AND line.state = 'done'
                           AND source.usage IN ('supplier', 'production')
                       )
                 GROUP BY report.id
                """,
                closed.ids,
            )
        )
        for report_id, count in rows:
            report = self.browse(report_id)
            counts[report] = counts.get(report, 0) + count
        return counts

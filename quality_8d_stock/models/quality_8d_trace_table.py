from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_date, formatLang

# So many rows of a table are drawn; the rest is counted, and listed by the buttons.
ROWS_SHOWN = 60
LOTS_SHOWN = 8
TABLE = Markup(
    '<h6 class="mt-3">%s</h6><div class="table-responsive">'
    '<table class="table table-sm mb-1"><thead><tr>%s</tr></thead>'
    "<tbody>%s</tbody></table></div>"
)


class Quality8d(models.Model):
    """The trace of the goods, drawn for page D3."""

    _inherit = "quality.8d"

    lot_trace = fields.Html(
        string="Where the Goods Are", compute="_compute_goods_trace", sanitize=False
    )

    def _set_goods_trace(self, rows):
        result = super()._set_goods_trace(rows)
        self.lot_trace = (
            Markup().join(
                [
                    self._draw_customers(rows),
                    self._draw_stock(rows),
                    self._draw_movements(rows),
                    self._draw_suppliers(rows),
                    self._draw_related(True),
                    self._draw_related(False),
                ]
            )
            or False
        )
        return result

    # ------------------------------------------------------------------
    # Tables
    # ------------------------------------------------------------------
    def _draw_customers(self, rows):
        """Who has how much; customers besides the one of the report stand out."""
        own = self.sudo().partner_id.commercial_partner_id
        lines = []
        for entry in self._trace_partners(rows, "delivered", "returned"):
            partner = entry["partner"]
            name = partner.display_name or self.env._("Customer not named")
            if self.kind == "customer" and own and partner and partner != own:
                name = Markup('<b class="text-danger">%s</b> %s') % (
                    name,
                    self.env._("(has not complained)"),
                )
            left = entry["out"] - entry["back"]
            lines.append(
                [
                    name,
                    self._names(entry["lots"]),
                    self._names(entry["documents"]),
                    self._amount(entry["out"], entry["unit"]),
                    self._amount(entry["back"], entry["unit"]),
                    Markup("<b>%s</b>") % self._amount(left, entry["unit"]),
                    format_date(self.env, entry["date"]),
                ]
            )
        heads = [
            self.env._("Customer"),
            self.env._("Lots"),
            self.env._("Orders"),
            self.env._("Delivered"),
            self.env._("Returned"),
            self.env._("Still There"),
            self.env._("Last Movement"),
        ]
        return self._draw_table(self.env._("Customers Concerned"), heads, lines)

    def _draw_stock(self, rows):
        lines = [
            [
                row["lot"],
                row["where"],
                self.env._("Quarantine") if row["location"].is_8d_quarantine else "",
                self._amount(row["quantity"], row["unit"]),
            ]
            for row in rows
            if row["what"] == "stock"
        ]
        heads = [
            self.env._("Lot or Product"),
            self.env._("Place"),
            "",
            self.env._("Quantity"),
        ]
        return self._draw_table(self.env._("In Stock"), heads, lines)

    def _movement_names(self):
        return {
            "open": self.env._("Open transfer"),
            "delivered": self.env._("Delivered"),
            "returned": self.env._("Returned by the customer"),
            "received": self.env._("Received"),
            "sent_back": self.env._("Sent back to the supplier"),
            "used": self.env._("Used in production"),
            "made": self.env._("Made"),
            "scrapped": self.env._("Scrapped or counted out"),
        }

    def _draw_movements(self, rows):
        names = self._movement_names()
        lines = [
            [
                names[row["what"]],
                row["where"] or "",
                row["source"] or "",
                row["lot"],
                row.get("partner") or "",
                self._amount(row["quantity"], row["unit"]),
                format_date(self.env, row["date"]),
            ]
            for row in rows
            if row["what"] in names
        ]
        heads = [
            self.env._("What"),
            self.env._("Transfer"),
            self.env._("Order"),
            self.env._("Lot or Product"),
            self.env._("Partner"),
            self.env._("Quantity"),
            self.env._("Date"),
        ]
        return self._draw_table(self.env._("Movements"), heads, lines)

    def _draw_suppliers(self, rows):
        lines = [
            [
                entry["partner"].display_name or self.env._("Supplier not named"),
                self._names(entry["lots"]),
                self._names(entry["documents"]),
                self._amount(entry["out"], entry["unit"]),
                self._amount(entry["back"], entry["unit"]),
                format_date(self.env, entry["date"]),
            ]
            for entry in self._trace_partners(rows, "received", "sent_back")
        ]
        heads = [
            self.env._("Supplier"),
            self.env._("Lots"),
            self.env._("Orders"),
            self.env._("Received"),
            self.env._("Sent Back"),
            self.env._("Last Movement"),
        ]
        return self._draw_table(self.env._("Who Delivered Them"), heads, lines)

    def _draw_related(self, made):
        lots = self._related_lots(made)
        if not lots:
            return Markup()
        stock = {
            lot: quantity
            for lot, quantity in lots.env["stock.quant"]._read_group(
                [
                    ("lot_id", "in", lots.ids),
                    ("location_id.usage", "in", ("internal", "transit")),
                    ("location_id.company_id", "in", [False, self.company_id.id]),
                ],
                ["lot_id"],
                ["quantity:sum"],
            )
        }
        lines = [
            [
                lot.name,
                lot.product_id.display_name,
                self._amount(stock.get(lot, 0), lot.product_uom_id.name),
            ]
            for lot in lots
        ]
        heads = [self.env._("Lot"), self.env._("Product"), self.env._("In Stock")]
        titles = {
            True: self.env._("Lots Made from Them"),
            False: self.env._("Lots They Were Made From"),
        }
        return self._draw_table(titles[made], heads, lines)

    # ------------------------------------------------------------------
    # Tools
    # ------------------------------------------------------------------
    def _draw_table(self, title, heads, lines):
        if not lines:
            return Markup()
        head = Markup().join(Markup("<th>%s</th>") % text for text in heads)
        body = Markup().join(
            Markup("<tr>%s</tr>") % Markup().join(Markup("<td>%s</td>") % cell for cell in line)
            for line in lines[:ROWS_SHOWN]
        )
        if hidden := len(lines) - ROWS_SHOWN if len(lines) > ROWS_SHOWN else 0:
            body += Markup('<tr><td colspan="%s" class="text-muted">%s</td></tr>') % (
                len(heads),
                self.env._("and %(number)s more", number=hidden),
            )
        return TABLE % (title, head, body)

    def _names(self, names):
        """Name the first few, and count the others."""
        names = list(names)
        text = ", ".join(names[:LOTS_SHOWN])
        if len(names) > LOTS_SHOWN:
            text += " " + self.env._("and %(number)s more", number=len(names) - LOTS_SHOWN)
        return text

    def _amount(self, quantity, unit):
        digits = 0 if quantity == int(quantity) else 2
        return f"{formatLang(self.env, quantity, digits=digits)} {unit}"

from odoo import api, fields, models

DECIMAL_MARKS = [(".", "1,234.50"), (",", "1.234,50")]
DATE_ORDERS = [
    ("ymd", "Year, month, day"),
    ("dmy", "Day, month, year"),
    ("mdy", "Month, day, year"),
]


class ResPartnerOrderSheet(models.Model):
    """How a customer's order sheets are laid out; learned at the first import."""

    _name = "res.partner.order.sheet"
    _description = "Layout of a Customer's Order Sheet"
    _order = "partner_id, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('parent_id', '=', False)]",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    header_row = fields.Integer(
        string="Row with the Titles",
        help="Number of the row that holds the titles of the columns. 0 = there is none.",
    )
    decimal_mark = fields.Selection(selection=DECIMAL_MARKS, required=True, default=".")
    date_order = fields.Selection(selection=DATE_ORDERS, required=True, default="ymd")
    column_ids = fields.One2many(
        comodel_name="res.partner.order.sheet.column", inverse_name="sheet_id", string="Columns"
    )

    _partner_unique = models.UniqueIndex(
        "(company_id, partner_id)", "There is a layout for this customer already."
    )
    _header_row_positive = models.Constraint(
        "CHECK(header_row >= 0)", "The number of the row must not be negative."
    )

    @api.model
    def _of(self, company, partner):
        """The layout of a customer's sheets, or an empty recordset."""
        return self.search(
            [("company_id", "=", company.id), ("partner_id", "=", partner.id)], limit=1
        )

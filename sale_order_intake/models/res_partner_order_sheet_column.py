from odoo import fields, models

CONTENTS = [
    ("part_no", "Customer part number"),
    ("product", "Our product code"),
    ("quantity", "Quantity"),
    ("price", "Unit price"),
    ("date", "Requested date"),
    ("revision", "Drawing revision"),
    ("description", "Description"),
]


class ResPartnerOrderSheetColumn(models.Model):
    """What one column of a customer's order sheet holds."""

    _name = "res.partner.order.sheet.column"
    _description = "Column of a Customer's Order Sheet"
    _order = "place, id"

    sheet_id = fields.Many2one(
        comodel_name="res.partner.order.sheet", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, index=True)
    place = fields.Integer(required=True, help="From 1 for the first column.")
    title = fields.Char(help="As in the customer's sheet; empty where it has no titles.")
    content = fields.Selection(selection=CONTENTS, required=True)

    _content_unique = models.UniqueIndex(
        "(sheet_id, content)", "Two columns of a sheet cannot hold the same."
    )
    _place_positive = models.Constraint(
        "CHECK(place > 0)", "Columns are counted from 1."
    )

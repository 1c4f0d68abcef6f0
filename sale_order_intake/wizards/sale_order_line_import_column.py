from odoo import api, fields, models

from odoo.addons.order_signoff import sheet_writer

from ..models.res_partner_order_sheet_column import CONTENTS


class SaleOrderLineImportColumn(models.TransientModel):
    """A column of the sheet that is being imported, and what it holds."""

    _name = "sale.order.line.import.column"
    _description = "Column of an Imported Sheet"
    _order = "place, id"

    import_id = fields.Many2one(
        comodel_name="sale.order.line.import", required=True, index=True, ondelete="cascade"
    )
    place = fields.Integer(required=True)
    letter = fields.Char(string="Column", compute="_compute_letter")
    title = fields.Char()
    sample = fields.Char(string="Example")
    content = fields.Selection(selection=CONTENTS, string="Holds")

    @api.depends("place")
    def _compute_letter(self):
        for column in self:
            column.letter = sheet_writer.column_letter(column.place - 1) if column.place else False

from odoo import fields, models


class SaleOrderCodeImportProblem(models.TransientModel):
    """What is wrong in one cell of an imported sheet."""

    _name = "sale.order.code.import.problem"
    _description = "Problem in an Imported Sheet"
    _order = "row, id"

    import_id = fields.Many2one(
        comodel_name="sale.order.code.import", required=True, index=True, ondelete="cascade"
    )
    row = fields.Integer(aggregator=None)
    column = fields.Char()
    text = fields.Char(string="Cell")
    message = fields.Char(string="What Is Wrong")

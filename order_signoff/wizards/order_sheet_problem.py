from odoo import fields, models


class OrderSheetProblem(models.TransientModel):
    """What is wrong in one cell of an imported sheet."""

    _name = "order.sheet.problem"
    _description = "Problem in an Imported Sheet"
    _order = "row, id"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, index=True)
    row = fields.Integer(aggregator=None)
    column = fields.Char()
    text = fields.Char(string="Cell")
    message = fields.Char(string="What Is Wrong")

from odoo import fields, models


class TestOrderDocumentLine(models.Model):
    _name = "test.order.document.line"
    _description = "Test: line of a signed document"

    document_id = fields.Many2one(
        comodel_name="test.order.document", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char()
    quantity = fields.Integer(default=1)
    price = fields.Float()

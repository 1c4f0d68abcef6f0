from odoo import fields, models


class TestOrderPage(models.Model):
    """A document that somebody outside reads and answers by a link."""

    _name = "test.order.page"
    _description = "Test: page for outsiders"

    access_token = fields.Char()
    note = fields.Char()
    partner_id = fields.Many2one(comodel_name="res.partner")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, default=lambda self: self.env.company
    )
    attachment_ids = fields.One2many(
        comodel_name="ir.attachment",
        inverse_name="res_id",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,
    )

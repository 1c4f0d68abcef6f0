from odoo import api, fields, models
from odoo.fields import Domain


class TestOrderLog(models.Model):
    """A sealed log with a remark that comes later."""

    _name = "test.order.log"
    _description = "Test: sealed log"
    _inherit = ["order.sealed.log.mixin"]

    name = fields.Char()
    remark = fields.Char()
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, default=lambda self: self.env.company
    )

    def _seal_values(self):
        return {entry.id: {"name": entry.name} for entry in self}

    @api.model
    def _seal_open_fields(self):
        return {"remark"}

    @api.model
    def _seal_late_domain(self):
        return Domain("remark", "!=", False)

    def _seal_late_values(self):
        return {entry.id: {"remark": entry.remark} for entry in self if entry.remark}

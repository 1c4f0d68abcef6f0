from odoo import api, fields, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class TestOrderSheet(models.Model):
    """A signed document with a printed form."""

    _name = "test.order.sheet"
    _description = "Test: printed sheet"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "order.signoff.mixin",
        "order.form.mixin",
    ]

    _form_key = "test_sheet"

    name = fields.Char()
    partner_id = fields.Many2one(comodel_name="res.partner")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, default=lambda self: self.env.company
    )
    note = fields.Text()
    copies_issued = fields.Integer(copy=False, readonly=True)

    stamp = fields.Char(translate=True, copy=False, readonly=True)

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"copies_issued", "stamp"}

    def _form_labels(self):
        return super()._form_labels() | {"untranslated": _lt("A term nobody translated")}

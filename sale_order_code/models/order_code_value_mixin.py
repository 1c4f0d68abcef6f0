from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..tools.code import CODE_PATTERN


class OrderCodeValueMixin(models.AbstractModel):
    """A list whose codes stand in the order code; kept in memory by ``_lookup``."""

    _name = "order.code.value.mixin"
    _description = "Value of an Order Code"
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stands for this value in the order code.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE(code)", "This code is already in the list.")

    @api.depends("name", "code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        known = self._labels()
        for value in self:
            value.display_name = known.get(value.id) or value._label()

    def _label(self):
        self.ensure_one()
        return " ".join(filter(None, (self.code, self.name)))

    @api.model
    @ormcache("self.env.lang")
    def _labels(self):
        """Labels by id, kept in memory: forms and lists of orders show them all day."""
        # sudo: names of a list that everybody may read
        values = self.sudo().search([("active", "in", [True, False])])
        return {value.id: value._label() for value in values}

    @api.constrains("code")
    def _check_code(self):
        for value in self:
            if not CODE_PATTERN.fullmatch(value.code):
                raise ValidationError(
                    self.env._(
                        "The code “%(code)s” may only hold up to six capital letters A–Z"
                        " and digits.",
                        code=value.code,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        self.env.registry.clear_cache()
        return values

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

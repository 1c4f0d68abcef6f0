from odoo import api, models
from odoo.exceptions import ValidationError


class IrModelFields(models.Model):
    """No field made in the settings leads to what nobody may read."""

    _inherit = "ir.model.fields"

    @api.constrains("state", "model", "ttype", "relation", "related")
    def _check_not_to_anonymous(self):
        """Refuse fields to anonymous records, and through them: Odoo reads related fields and the
        lines of a record as the system, whoever looks at them."""
        anonymous = self.env.registry["satisfaction.anonymous.mixin"]
        for field in self.filtered(lambda field: field.state == "manual"):
            if any(isinstance(self.env[name], anonymous) for name in field._models_on_the_way()):
                raise ValidationError(
                    self.env._(
                        "Single answers of employees are anonymous: no field may lead to them."
                    )
                )

    def _models_on_the_way(self):
        """Return the names of the models this field is of, leads to, or takes its value from."""
        self.ensure_one()
        names = {self.model, self.relation}
        model = self.model
        for name in (self.related or "").split("."):
            field = model in self.env and self.env[model]._fields.get(name)
            if not field:
                break
            model = field.comodel_name
            names.add(model)
        return {name for name in names if name in self.env}

from odoo import api, models

from ..tools import refuse_protected, without_defaults


class OrderProtectedMixin(models.AbstractModel):
    """Values that follow from what happens, which nobody enters.

    One guard for a document and all the topics that extend it: each adds its fields to
    :meth:`_system_fields`. Methods that keep such values write them with sudo; what a record has
    from the start comes from :meth:`_with_system_values`.
    """

    _name = "order.protected.mixin"
    _description = "Document with values kept by the system"

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        names = self._system_fields()
        refuse_protected(self, vals_list, names)
        # A value that is not accepted does not come in as a default of the caller either.
        clean = without_defaults(self, names)
        records = super(OrderProtectedMixin, clean).create(clean._with_system_values(vals_list))
        return records.with_env(self.env)

    def write(self, vals):
        refuse_protected(self, [vals], self._system_fields() | self._fixed_fields())
        return super().write(vals)

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        # The dialog of translations writes without write().
        refuse_protected(self, [{field_name: translations}], self._system_fields())
        return super()._update_field_translations(field_name, translations, digest, source_lang)

    # ------------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------------
    @api.model
    def _system_fields(self):
        """Return the names of the fields only the system keeps; add yours to ``super()``."""
        return frozenset()

    @api.model
    def _fixed_fields(self):
        """Return the names of the fields that are entered once, when the record is made."""
        return frozenset()

    @api.model
    def _with_system_values(self, vals_list):
        """Return the values of new records, with what the system enters itself.

        :param vals_list: what the caller entered, none of it kept by the system
        """
        return vals_list

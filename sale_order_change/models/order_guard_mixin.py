from odoo import api, models

from odoo.addons.order_signoff.tools import plain_number


class OrderGuardMixin(models.AbstractModel):
    """What a value is, and what it would become, before it is written."""

    _name = "order.guard.mixin"
    _description = "Values Before They Are Written"

    def _changing_values(self, names, vals):
        """Return what would really change: ``{record: [(label, old text, new text)]}``.

        :param names: names of the fields that are looked at
        :param dict vals: as given to ``write``
        """
        fields_ = [self._fields[name] for name in sorted(names & vals.keys())]
        if not fields_:
            return {}
        found = {}
        labels = self.fields_get([field.name for field in fields_], ["string"])
        # sudo: whether something changes does not depend on what the user may read
        for record in self:
            known = record.sudo()
            rows = []
            for field in fields_:
                old = field.convert_to_cache(known[field.name], known, validate=False)
                new = field.convert_to_cache(vals[field.name], known)
                if not self._same_value(field, old, new):
                    rows.append(
                        (
                            labels[field.name]["string"],
                            self._value_text(field, old),
                            self._value_text(field, new),
                        )
                    )
            if rows:
                found[record] = rows
        return found

    @api.model
    def _same_value(self, field, old, new):
        if field.relational and field.type != "many2one":
            return set(old or ()) == set(new or ())
        if field.type in ("char", "text"):
            return (old or "").strip() == (new or "").strip()
        return (old or False) == (new or False)

    @api.model
    def _value_text(self, field, value):
        """Return a value as people read it."""
        if field.relational:
            ids = [value] if field.type == "many2one" else list(value or ())
            # Values that are only being created have no name yet.
            records = self.env[field.comodel_name].browse([i for i in ids if isinstance(i, int)])
            return ", ".join(records.sudo().mapped("display_name"))
        if field.type in ("float", "monetary"):
            return plain_number(value)
        return str(value or "")

    @api.model
    def _edit_texts(self, rows):
        """Return one sentence for each value: what it was and what it is now."""
        return [f"{label}: {old or '-'} → {new or '-'}" for label, old, new in rows]

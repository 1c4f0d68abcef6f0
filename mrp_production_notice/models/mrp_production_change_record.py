from odoo import api, fields, models
from odoo.tools import float_repr

from ..acts import FIELDS, FOLLOWING_KINDS, KINDS

# Names are kept in these languages, as far as they are in use.
NAME_LANGS = ("zh_CN", "en_US")
STATE_ORDER = ("draft", "confirmed", "progress", "to_close", "done", "cancel")


class MrpProductionChange(models.Model):
    """The diff that makes entries of what was seen in a transaction."""

    _inherit = "mrp.production.change"

    # ------------------------------------------------------------------
    # Record
    # ------------------------------------------------------------------
    @api.model
    def _record_acts(self, acts, within=False):
        """Compare first old and last new values and write one entry per order and kind.

        :param bool within: also while an act is running
        """
        if acts.depth and not within:
            return  # a savepoint within an act: its end comes back here
        seen = vars(acts).copy()
        acts.clear()
        productions = self.env["mrp.production"].browse(seen["productions"]).exists()
        rows = self._record_line_rows(seen)
        for production_id, noted in seen["rows"].items():
            for kind, row in noted:
                rows.setdefault((production_id, kind), []).append(row)
        vals_list = []
        for production in productions:
            vals_list += self._prepare_entries(production, seen, rows)
        if vals_list:
            self._freeze_rows([row for vals in vals_list for row in vals["values"]])
            self.create(vals_list)

    def _prepare_entries(self, production, seen, rows):
        """Return the values of the entries of one order."""
        said = seen["said"].get(production.id, {})
        followed = dict(seen["followed"].get(production.id, {}))
        reason = seen["reasons"].get(production.id)
        now = fields.Datetime.now()
        vals_list = []
        for kind in KINDS:
            if kind not in said and (said or kind not in FOLLOWING_KINDS):
                continue
            uid, automatic = said.get(kind, (seen["who"].get(production.id), True))
            changed = self._record_rows(production, kind, seen["productions"][production.id])
            noted = rows.get((production.id, kind), [])
            # A bill of materials that was brought up to date without being exchanged.
            if not (kind == "bom" and changed):
                changed += noted
            if not changed:
                continue
            vals_list.append(
                {
                    "production_id": production.id,
                    "production_name": production.name,
                    "company_id": production.company_id.id,
                    "product_id": production.product_id.id,
                    "user_id": uid,
                    "changed_at": now,
                    "kind": kind,
                    "values": changed,
                    "cascade_count": len(followed.pop(kind, ())),
                    "automatic": automatic,
                    **self._prepare_reason(reason if not automatic else None, uid, now),
                }
            )
        if vals_list:
            vals_list[0]["cascade_count"] += sum(map(len, followed.values()))
        return vals_list

    @api.model
    def _prepare_reason(self, reason, uid, now):
        if not reason:
            return {}
        return {"reason": reason, "reason_by_id": uid, "reason_at": now}

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------
    def _record_rows(self, production, kind, old):
        """Return the differences of the order's own fields of that kind."""
        rows = []
        for name in FIELDS.get(kind, ()):
            if name not in old or old[name] == production[name]:
                continue
            before, after = old[name], production[name]
            if name == "state" and after != "cancel":
                if STATE_ORDER.index(after) > STATE_ORDER.index(before) and after != "done":
                    continue  # the normal course
            row = {"field": name, "old": before, "new": after}
            if name == "product_qty":
                row["unit"] = production.product_uom_id
            rows.append(row)
        return rows

    def _record_line_rows(self, seen):
        """Return ``{(order, kind): rows}`` of components and operations changed by name."""
        rows = {}
        moves = self.env["stock.move"].browse(seen["moves"]).exists()
        for move_id, (production_id, kind, old) in seen["moves"].items():
            move = self.env["stock.move"].browse(move_id)
            new = move._history_values(kind == "correction") if move in moves else None
            if old != new:
                rows.setdefault((production_id, kind), []).extend(
                    self._move_rows(move if move in moves else None, kind, old, new)
                )
        workorders = self.env["mrp.workorder"].browse(seen["workorders"]).exists()
        for workorder_id, (production_id, old) in seen["workorders"].items():
            workorder = self.env["mrp.workorder"].browse(workorder_id)
            new = workorder._history_values() if workorder in workorders else None
            if old != new:
                rows.setdefault((production_id, "operations"), []).extend(
                    self._workorder_rows(old, new)
                )
        return rows

    def _move_rows(self, move, kind, old, new):
        products, uoms = self.env["product.product"], self.env["uom.uom"]
        field = {"components": "component", "byproducts": "byproduct"}.get(kind)
        if not field:
            field = "consumed" if move and move.raw_material_production_id else "produced"
        if old and new and old[0] == new[0]:
            row = {
                "field": field,
                "of": products.browse(old[0]),
                "old": old[1],
                "new": new[1],
                "unit": uoms.browse(new[2]),
            }
            if old[2] != new[2]:
                row["old_unit"] = uoms.browse(old[2])
            return [row]
        return [
            {
                "field": field,
                "of": products.browse(values[0]),
                name: values[1],
                "unit": uoms.browse(values[2]),
            }
            for name, values in (("old", old), ("new", new))
            if values
        ]

    def _workorder_rows(self, old, new):
        if not old or not new:
            row = {"field": "operation", "of": (old or new)["name"]}
            row["old" if old else "new"] = (old or new)["workcenter_id"]
            return [row]
        return [
            {"field": f"operation_{name}", "of": old["name"], "old": old[name], "new": new[name]}
            for name in old
            if old[name] != new[name]
        ]

    # ------------------------------------------------------------------
    # Values that stay what they are
    # ------------------------------------------------------------------
    def _freeze_rows(self, rows):
        """Turn records and numbers into texts, in both languages where they differ."""
        names = self._freeze_names(
            {
                value
                for row in rows
                for value in row.values()
                if isinstance(value, models.BaseModel) and value
            }
        )
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        for row in rows:
            if "record" in row:
                row["old"] = row["new"] = row.pop("record")
            for key, value in list(row.items()):
                row[key] = self._freeze_value(value, names, digits)

    def _freeze_names(self, records):
        """Return ``{record: text or {language: text}}``, one batch per model and language."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        langs = [lang for lang in NAME_LANGS if lang in installed] or [self.env.lang or "en_US"]
        texts = {record: {} for record in records}
        for model in {record._name for record in records}:
            batch = self.env[model].union(*(r for r in records if r._name == model)).sudo()
            for lang in langs:
                for record in batch.with_context(lang=lang):
                    texts[self.env[model].browse(record.id)][lang] = record.display_name
        return {
            record: by_lang if len(set(by_lang.values())) > 1 else next(iter(by_lang.values()))
            for record, by_lang in texts.items()
        }

    def _freeze_value(self, value, names, digits):
        if isinstance(value, models.BaseModel):
            return names[value] if value else None
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, float | int):
            text = float_repr(value, digits)
            return text.rstrip("0").rstrip(".") if "." in text else text
        if hasattr(value, "isoformat"):
            return fields.Datetime.to_string(value)
        return value

from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import LazyTranslate
from odoo.tools.translate import code_translations

_lt = LazyTranslate(__name__)

DATE_FIELDS = {
    "date_start", "date_finished", "date_deadline", "operation_date_start",
    "operation_date_finished",
}  # fmt: skip
# The kind of the change says already what these are.
SELF_EVIDENT = {"product_qty", "bom_id", "bom_update", "user_id", "state", "unbuilt"}
LABELS = {
    "product_qty": _lt("Quantity to produce"),
    "product_uom_id": _lt("Unit"),
    "date_start": _lt("Start"),
    "date_finished": _lt("End"),
    "date_deadline": _lt("Deadline"),
    "is_planned": _lt("Planned"),
    "bom_id": _lt("Bill of materials"),
    "bom_update": _lt("Bill of materials"),
    "user_id": _lt("Responsible"),
    "state": _lt("Status"),
    "component": _lt("Component"),
    "byproduct": _lt("Product made"),
    "consumed": _lt("Quantity used"),
    "produced": _lt("Quantity made"),
    "operation": _lt("Operation"),
    "operation_name": _lt("Name of the operation"),
    "operation_workcenter_id": _lt("Work center"),
    "operation_duration_expected": _lt("Expected minutes"),
    "operation_date_start": _lt("Start of the operation"),
    "operation_date_finished": _lt("End of the operation"),
    "unbuilt": _lt("Quantity unbuilt"),
    "overissue": _lt("Granted beyond the plan"),
    "overused": _lt("Planned and used"),
}
WORDS = {
    "draft": _lt("Draft"),
    "confirmed": _lt("Confirmed"),
    "progress": _lt("In Progress"),
    "to_close": _lt("To Close"),
    "done": _lt("Done"),
    "cancel": _lt("Cancelled"),
    True: _lt("Yes"),
    False: _lt("No"),
    "updated": _lt("(brought up to date)"),
}


class MrpProductionChange(models.Model):
    """How entries read, in any language, whichever languages are active."""

    _inherit = "mrp.production.change"

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("values")
    @api.depends_context("lang", "tz")
    def _compute_texts(self):
        lang = self.env.lang or "en_US"
        zone = self._history_zone()
        for change in self:
            rows = change.values or []
            several = len(rows) > 1
            labels = [self._history_term(LABELS.get(row["field"]), lang) for row in rows]
            change.field_label = ", ".join(dict.fromkeys(filter(None, labels)))
            for name, key in (("old_value", "old"), ("new_value", "new")):
                lines = []
                for row in rows:
                    text = self._history_text(row, key, lang, zone)
                    head = self._history_head(row, lang, several)
                    lines.append(f"{head}: {text or '–'}" if head else text)
                change[name] = "\n".join(lines)

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------
    def _history_zone(self):
        zone = self.env.context.get("tz") or self.env.user.tz
        return ZoneInfo(zone or self.env.company.resource_calendar_id.tz or "UTC")

    @api.model
    def _history_term(self, term, lang):
        """Return a term of this add-on in a language that need not be active."""
        if not term:
            return ""
        translations = code_translations.get_python_translations(term._module, lang)
        return translations.get(term._source, term._source)

    @api.model
    def _history_name(self, value, lang):
        """Return a name that was kept in one or more languages."""
        if isinstance(value, dict):
            return value.get(lang) or value.get("en_US") or next(iter(value.values()))
        return value

    def _history_head(self, row, lang, several):
        """Return what a line of the entry is about."""
        if row.get("of"):
            of = self._history_name(row["of"], lang)
            if row["field"].startswith("operation_"):
                return f"{of}, {self._history_term(LABELS.get(row['field']), lang)}"
            return of
        if several or row["field"] not in SELF_EVIDENT:
            return self._history_term(LABELS.get(row["field"]), lang)
        return ""

    def _history_text(self, row, key, lang, zone):
        """Return the old or the new value of a line."""
        value = row.get(key)
        field = row["field"]
        if value is None or value == "":
            return ""
        if field in DATE_FIELDS:
            if not value:
                return ""
            moment = fields.Datetime.to_datetime(value).replace(tzinfo=ZoneInfo("UTC"))
            return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        if field in ("state", "is_planned"):
            return self._history_term(WORDS.get(value), lang) or str(value)
        text = str(self._history_name(value, lang))
        if field == "bom_update" and key == "new":
            text = f"{text} {self._history_term(WORDS['updated'], lang)}"
        unit = row.get("old_unit") if key == "old" and row.get("old_unit") else row.get("unit")
        return f"{text} {self._history_name(unit, lang)}" if unit else text

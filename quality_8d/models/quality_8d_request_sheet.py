import math
from collections import namedtuple
from datetime import date

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import one_after_the_other

MAX_CHAR = 200
MAX_TEXT = 4000
MAX_QUANTITY = 1e9
MAX_WHYS = 7

# A list that the supplier fills in: where it is kept, its columns, empty rows offered.
Table = namedtuple("Table", "key relation columns blank")
CONTAINMENT = (
    "concerned action owner_name due_on done_on suspect_qty checked_qty defective_qty marking "
    "clean_lot effective"
)
CAUSE = "name branch level category verdict method evidence whys"
TABLES = {
    "d1": [Table("member", "member_ids", "name function phone email", 3)],
    "d3": [Table("place", "containment_ids", CONTAINMENT, 0)],
    "d4": [Table("cause", "cause_ids", CAUSE, 1)],
    "d5": [
        Table(
            "action",
            "action_ids",
            "name cause_id hierarchy owner_name due_on verified verification risk",
            1,
        )
    ],
    "d6": [
        Table(
            "done",
            "chosen_action_ids",
            "done_on cut_in_lot cut_in_on validated validation measure value_before value_after "
            "value_unit",
            0,
        ),
        Table("ending", "contained_ids", "ending ended_on", 0),
    ],
    "d7": [Table("document", "document_ids", "decision number revision revised_on reason", 0)],
}
# Single texts of the report.
TEXTS = {"d4": "escape_point"}
# Given to what the supplier adds, and the only rows of the list that are his.
OWN = {"member": {"role": "supplier"}}


class Quality8dRequest(models.Model):
    """What the supplier sees and fills in, discipline by discipline."""

    _inherit = "quality.8d.request"

    # ------------------------------------------------------------------
    # Show
    # ------------------------------------------------------------------
    def _sheet(self, step, entered=None):
        """Return the lists of one discipline for the supplier's page.

        :param dict entered: what he has just entered, to be shown instead of what is kept
        :return: list of ``{"key", "rows"}``, a row being ``{"title", "is_new", "fields"}``
        """
        self.ensure_one()
        entered = entered or {}
        tables = []
        for table in TABLES[step.discipline]:
            lines = self._sheet_lines(table)
            rows = [
                {
                    "title": self._row_title(table, line),
                    "is_new": False,
                    "fields": self._row_fields(table, line, line.id, entered),
                }
                for line in lines
            ]
            blank = min(table.blank, 1) if lines else table.blank
            if table.key == "action" and not self.report_id.cause_ids:
                blank = 0
            rows += [
                {
                    "title": False,
                    "is_new": True,
                    "fields": self._row_fields(table, lines.browse(), f"new{number}", entered),
                }
                for number in range(blank)
            ]
            tables.append({"key": table.key, "rows": rows})
        return tables

    def _sheet_text(self, step, entered=None):
        """Return the single text of a discipline as a field of the page, if it has one."""
        name = TEXTS.get(step.discipline)
        if not name:
            return None
        return self._page_field(self.report_id, name, f"report.{name}", entered or {})

    def _sheet_lines(self, table):
        """Return the lines of a list that are the supplier's to fill in."""
        lines = self.report_id[table.relation]
        if table.key == "member":
            return lines.filtered(lambda line: line.role == "supplier")
        if table.key in ("place", "ending"):
            # What our own people do is not his.
            return lines.filtered(lambda line: not line.user_id)
        return lines

    def _row_title(self, table, line):
        if table.key in ("place", "ending", "document"):
            return line._name_shown()
        return line.name if table.key == "done" else False

    def _row_fields(self, table, line, row, entered):
        return [
            self._page_field(line, name, f"{table.key}.{row}.{name}", entered)
            for name in table.columns.split()
        ]

    def _page_field(self, line, name, key, entered):
        """Return one field of the page: its name, label, type, value and choices."""
        if name == "whys":
            value = "\n".join(line.why_ids.mapped("name"))
            label = self.env._("Why? And why that? One answer per line")
            result = {"type": "text", "choices": [], "wide": True}
        else:
            described = line.fields_get([name], ["string", "type", "selection"])[name]
            label, kind = described["string"], described["type"]
            value = line[name]
            if kind == "many2one":
                value = value.id
            elif kind == "date":
                value = fields.Date.to_string(value)
            elif kind == "float":
                value = f"{value:g}" if value else ""
            result = {
                "type": kind,
                "choices": self._page_choices(name, described),
                "wide": kind == "text" or name in self._wide_fields(line),
            }
        if name == "owner_name":
            label = self.env._("Responsible Person")
        return {"key": key, "label": label, "value": entered.get(key, value or ""), **result}

    def _wide_fields(self, line):
        """Return the fields that take a whole line of the page."""
        return () if line._name == "quality.8d.member" else ("name", "cause_id")

    def _page_choices(self, name, described):
        if name == "cause_id":
            causes = self.report_id.cause_ids._counts() or self.report_id.cause_ids
            return [(cause.id, cause.name) for cause in causes]
        return described.get("selection") or []

    # ------------------------------------------------------------------
    # Fill in
    # ------------------------------------------------------------------
    def _open_step(self, discipline):
        """Return the discipline, locked: nobody accepts or submits it meanwhile."""
        self.ensure_one()
        step = self.report_id._step(discipline).filtered("by_supplier")
        if not step or discipline not in TABLES:
            raise UserError(self.env._("You were not asked for this."))
        one_after_the_other(step)
        step.invalidate_recordset(["state"])
        running = self.state == "open" and self.report_id.state == "open"
        if not running or step.state not in ("open", "returned"):
            raise UserError(
                self.env._(
                    "%(discipline)s has been submitted, or is not open any more: nothing was "
                    "changed.",
                    discipline=step._label(),
                )
            )
        return step

    def _fill_in(self, discipline, entered):
        """Keep what the supplier has entered for one discipline.

        As superuser: the lines have no right for somebody outside; what he may write is what
        :data:`TABLES` names, in lines of this report.
        """
        step = self._open_step(discipline)
        for table in TABLES[discipline]:
            self._fill_in_table(table, entered)
        if name := TEXTS.get(discipline):
            key = f"report.{name}"
            if key in entered:
                self.report_id[name] = self._read_text(entered[key], MAX_TEXT)
        return step

    def _fill_in_table(self, table, entered):
        lines = self._sheet_lines(table)
        for line in lines:
            vals, whys = self._entered_row(table, line, line.id, entered)
            if not vals:
                continue
            if table.blank and "name" in vals and not vals["name"]:
                self._remove_line(table, line)
                continue
            changed = {name: value for name, value in vals.items() if line[name] != value}
            if "cause_id" in changed and line.cause_id.id == changed["cause_id"]:
                del changed["cause_id"]
            self._check_row(table, line, vals)
            if changed:
                line.write(changed)
            self._fill_in_whys(line, whys)
        for number in range(table.blank):
            vals, whys = self._entered_row(table, lines.browse(), f"new{number}", entered)
            if vals.get("name"):
                self._check_row(table, lines.browse(), vals)
                own = {"report_id": self.report_id.id, **OWN.get(table.key, {})}
                line = lines.create({**vals, **own})
                self._fill_in_whys(line, whys)

    def _remove_line(self, table, line):
        if table.key == "cause" and line.action_ids:
            raise UserError(
                self.env._(
                    "There are actions against “%(cause)s”: it cannot be removed.", cause=line.name
                )
            )
        line.unlink()

    def _check_row(self, table, line, vals):
        """Refuse, in words, what could not be kept."""
        if table.key == "place" and vals.get("defective_qty", 0) > vals.get("checked_qty", 0):
            raise UserError(
                self.env._(
                    "%(place)s: no more parts can be defective than were checked.",
                    place=line._name_shown(),
                )
            )
        if table.key == "action" and not vals.get("cause_id"):
            raise UserError(
                self.env._(
                    "Choose the cause that “%(action)s” is meant against.", action=vals["name"]
                )
            )

    def _entered_row(self, table, line, row, entered):
        """Return the values entered for a line, and its whys or ``None``."""
        vals, whys = {}, None
        for name in table.columns.split():
            key = f"{table.key}.{row}.{name}"
            if key not in entered:
                continue
            if name == "whys":
                whys = entered[key]
            else:
                vals[name] = self._read_value(line, name, entered[key])
        # A list has to keep its kind, level and so on, whatever the browser sends.
        required = [n for n in vals if n != "name" and line._fields[n].required and not vals[n]]
        for name in required:
            if name != "cause_id":
                del vals[name]
        return vals, whys

    def _read_value(self, line, name, text):
        """Return what was entered as a value of the field; refuse what is none."""
        field = line._fields[name]
        if field.type == "text":
            return self._read_text(text, MAX_TEXT)
        text = self._read_text(text, MAX_CHAR)
        if field.type == "char":
            return text
        if field.type == "float":
            return self._read_quantity(line, name, text)
        if not text:
            return False
        if field.type == "date":
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise self._no_value(line, name, text) from None
        if field.type == "many2one":
            causes = {str(cause.id): cause.id for cause in self.report_id.cause_ids}
            if text not in causes:
                raise self._no_value(line, name, text)
            return causes[text]
        if text not in dict(field._description_selection(self.env)):
            raise self._no_value(line, name, text)
        return text

    def _read_text(self, text, length):
        return (text or "").replace("\x00", "").strip()[:length] or False

    def _read_quantity(self, line, name, text):
        try:
            number = float((text or "0").replace(",", "."))
        except ValueError:
            raise self._no_value(line, name, text) from None
        if not math.isfinite(number) or not 0 <= number <= MAX_QUANTITY:
            raise self._no_value(line, name, text)
        return number

    def _no_value(self, line, name, text):
        label = line.fields_get([name], ["string"])[name]["string"]
        return UserError(
            self.env._("%(field)s: “%(value)s” cannot be read.", field=label, value=text)
        )

    def _fill_in_whys(self, cause, text):
        """Keep the chain of whys, one answer per line, where it has changed."""
        if text is None:
            return
        answers = [self._read_text(line, MAX_CHAR) for line in text.splitlines()]
        answers = [answer for answer in answers if answer][:MAX_WHYS]
        if answers == cause.why_ids.mapped("name"):
            return
        cause.why_ids.unlink()
        cause.why_ids.create(
            [
                {"cause_id": cause.id, "sequence": number, "name": answer}
                for number, answer in enumerate(answers, 1)
            ]
        )

    # ------------------------------------------------------------------
    # Submit
    # ------------------------------------------------------------------
    def _submit(self, discipline, name):
        """Hand in one discipline; what is missing is said."""
        step = self._open_step(discipline)
        if not name:
            raise UserError(self.env._("Please write your name."))
        if problems := self.report_id._missing(discipline):
            raise UserError(
                self.env._(
                    "What you entered is kept. Before it can be submitted:\n%(problems)s",
                    problems="\n".join(problems),
                )
            )
        step._submit_by_supplier(name)

import base64
import binascii
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import sheet, sheet_writer

# By which column a customer is found: the first one that is filled.
FIND_BY = ("id", "ref", "vat", "name")
# Nobody mends more problems at a time.
SHOWN_PROBLEMS = 200


class OrderSheetImport(models.AbstractModel):
    """A spreadsheet is checked as a whole, then imported as a whole or not at all.

    A wizard names the columns (``_sheet_columns``), says what is wrong with the rows and what
    to make of them (``_check_rows``), and makes it (``_import_entries``).
    """

    _name = "order.sheet.import"
    _description = "Import of a Sheet"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    file = fields.Binary(string="Spreadsheet", attachment=False)
    filename = fields.Char()
    state = fields.Selection(
        selection=[
            ("draft", "Not checked yet"),
            ("bad", "Problems found"),
            ("good", "Ready to import"),
            ("done", "Imported"),
        ],
        default="draft",
        readonly=True,
        required=True,
    )
    row_count = fields.Integer(string="Rows", readonly=True)
    problem_count = fields.Integer(string="Problems", readonly=True)
    problem_ids = fields.One2many(
        comodel_name="order.sheet.problem",
        inverse_name="res_id",
        string="Problem List",
        readonly=True,
    )
    download = fields.Binary(readonly=True, attachment=False)
    download_name = fields.Char(readonly=True)

    @api.onchange("file")
    def _onchange_file(self):
        self.state = "draft"

    # === ACTION METHODS ===#

    def action_check(self):
        """Read the file and list its problems; change nothing."""
        self._check_file()
        return self._reopen()

    def action_import(self):
        """Import the file, if it has no problem at all."""
        entries = self._check_file()
        if self.state == "good":
            self._import_entries(entries)
            self.state = "done"
        return self._reopen()

    def action_template(self):
        """Download an empty sheet with the right columns."""
        return self._offer(self.env._("Empty Sheet"), [])

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self._description_translated(),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _description_translated(self):
        return self.env["ir.model"]._get(self._name).name

    def _offer(self, label, rows):
        """Let the browser download a sheet."""
        self.ensure_one()
        name = self._sheet_name()
        self.write(
            {
                "download": base64.b64encode(
                    sheet_writer.write(name, list(self._titles().values()), rows)
                ),
                "download_name": f"{name} - {label}.xlsx",
            }
        )
        return {
            "type": "ir.actions.act_url",
            "target": "download",
            "url": f"/web/content?model={self._name}&id={self.id}&field=download"
            "&filename_field=download_name&download=true",
        }

    # === HOOKS ===#

    def _sheet_name(self):
        """What the sheet holds, in the user's language."""
        return self._description_translated()

    def _sheet_columns(self):
        """Titles of the columns by key."""
        raise NotImplementedError

    def _sheet_kinds(self):
        """Keys of columns that hold a "number" or a "date"; the others hold texts."""
        return {}

    def _sheet_required(self):
        """Keys of the columns that must be there, and filled in every row."""
        return ()

    def _sheet_limits(self):
        """How many rows and megabytes the sheet may have."""
        return sheet.LIMITS

    def _check_may_import(self):
        """Refuse users who must not import here."""

    def _check_rows(self, rows, problems):
        """Judge sound rows.

        :param problems: list to which (row, key, message) is added
        :return: what to import
        """
        raise NotImplementedError

    def _import_entries(self, entries):
        """Import what :meth:`_check_rows` has returned."""
        raise NotImplementedError

    # === READING ===#

    def _titles(self):
        """Titles of the columns in the user's language, by key."""
        lang = self.env.lang
        return {key: title._translate(lang) for key, title in self._sheet_columns().items()}

    def _check_file(self):
        """Read and check the file, and keep the result on this record.

        :return: what to import
        """
        self.ensure_one()
        self._check_may_import()
        return self._judge(self._read_file())

    def _judge(self, rows):
        """Check rows and keep the result on this record; return what to import."""
        problems = []
        for row in rows:
            for key, reason in row.problems.items():
                problems.append((row, key, self._cell_problem(reason)))
            for key in self._sheet_required():
                if not row[key] and key not in row.problems:
                    problems.append((row, key, self.env._("This cell is empty.")))
        unsound = {problem[0].number for problem in problems}
        entries = self._check_rows([row for row in rows if row.number not in unsound], problems)
        problems.sort(key=lambda problem: problem[0].number)
        self.problem_ids.unlink()
        self.env["order.sheet.problem"].create(
            [
                {"res_model": self._name, "res_id": self.id, **self._problem_values(*problem)}
                for problem in problems[:SHOWN_PROBLEMS]
            ]
        )
        self.write(
            {
                "state": "bad" if problems else "good",
                "row_count": len(rows),
                "problem_count": len(problems),
            }
        )
        return entries

    def _problem_values(self, row, key, message):
        title = self._titles().get(key, "")
        if key in row.places:
            title = f"{sheet_writer.column_letter(row.places[key])} ({title})"
        return {"row": row.number, "column": title, "text": row[key][:100], "message": message}

    def _read_file(self):
        if not self.file:
            raise UserError(self.env._("Choose a spreadsheet first."))
        if self.filename and not self.filename.lower().endswith(".xlsx"):
            raise UserError(self.env._("Choose a spreadsheet saved as Excel workbook (.xlsx)."))
        titles = self._titles()
        columns = {
            key: (titles[key], title._translate("en_US"))
            for key, title in self._sheet_columns().items()
        }
        rows = self._read_sheet(sheet.read, columns, self._sheet_kinds(), self._sheet_limits())
        if not rows:
            raise UserError(self.env._("The sheet has no rows below its first one."))
        for key in self._sheet_required():
            if key not in rows[0].places:
                raise UserError(
                    self.env._(
                        "The first row has no column “%(title)s”; download the empty sheet to see"
                        " the columns.",
                        title=titles[key],
                    )
                )
        return rows

    def _read_sheet(self, reader, *arguments):
        """Let the reader read the file; what it cannot read is refused in a sentence."""
        try:
            return reader(base64.b64decode(self.file, validate=True), *arguments)
        except (sheet.SheetProblem, binascii.Error) as problem:
            raise UserError(self._file_problem(problem)) from problem

    def _file_problem(self, problem):
        reason = getattr(problem, "reason", "no_workbook")
        if reason == "too_large":
            return self.env._(
                "The file is too large; it may have %(size)s MB.", size=problem.values["size"]
            )
        if reason == "too_many_rows":
            return self.env._(
                "The sheet has too many rows; import at most %(rows)s at a time.",
                rows=problem.values["rows"],
            )
        if reason == "damaged":
            return self.env._("The file is damaged; save it again as Excel workbook (.xlsx).")
        return self.env._(
            "This is not a plain Excel workbook; save it as Excel workbook (.xlsx) without macros."
        )

    def _cell_problem(self, reason):
        if reason == "formula":
            return self.env._("This cell holds a formula; paste its value instead.")
        if reason == "number":
            return self.env._("This cell must hold a number.")
        if reason == "date":
            return self.env._("This cell must hold a date.")
        return self.env._("This cell must hold a text or a whole number.")

    def _whole_number(self, row, key, problems):
        text = row[key]
        if text and not (text.isascii() and text.isdigit() and len(text) <= 9):
            problems.append((row, key, self.env._("Enter a whole number.")))
            return 0
        return int(text or 0)

    # === CUSTOMERS ===#

    def _find_partners(self, rows, problems):
        """The customer of each row, by row number."""
        by = {row.number: next((key for key in FIND_BY if row[key]), "name") for row in rows}
        wanted = defaultdict(set)
        for row in rows:
            wanted[by[row.number]].add(row[by[row.number]])
        found = defaultdict(self.env["res.partner"].browse)
        for key, texts in wanted.items():
            values = [int(t) for t in texts if t.isdecimal()] if key == "id" else list(texts - {""})
            for partner in self.env["res.partner"].search(
                [(key, "in", values), ("company_id", "in", [self.company_id.id, False])]
            ):
                found[key, str(partner[key])] |= partner.commercial_partner_id
        result = {}
        for row in rows:
            key = by[row.number]
            partner = found[key, row[key]]
            if len(partner) == 1:
                result[row.number] = partner
                continue
            if not row[key]:
                problem = self.env._("Say which customer this is.")
            elif partner:
                problem = self.env._(
                    "Several customers have this name; fill in the column Customer ID."
                )
            else:
                problem = self.env._("There is no such customer.")
            problems.append((row, key, problem))
        return result

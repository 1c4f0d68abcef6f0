import base64
import binascii
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import LazyTranslate

from ..tools import sheet
from ..tools.conflict import UniqueViolation

_lt = LazyTranslate(__name__)

# The columns by content; in a file their titles may be English or in the user's language.
COLUMNS = {
    "customer": {
        "id": _lt("Customer ID"),
        "name": _lt("Customer"),
        "ref": _lt("Reference"),
        "vat": _lt("Tax ID"),
        "code": _lt("Customer Code"),
        "before": _lt("Orders Before"),
    },
    "order": {
        "code": _lt("Order Code"),
        "order": _lt("Sales Order"),
        "counter": _lt("Running Number"),
    },
}
# By which column a customer is found: the first one that is filled.
FIND_BY = ("id", "ref", "vat", "name")
# Nobody mends more problems at a time.
SHOWN_PROBLEMS = 200


class SaleOrderCodeImport(models.TransientModel):
    """Customer codes and order codes of an earlier system, from a spreadsheet, all or none."""

    _name = "sale.order.code.import"
    _description = "Import Codes"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    content = fields.Selection(
        selection=[("customer", "Customer codes"), ("order", "Order codes of earlier orders")],
        required=True,
        default="customer",
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
        comodel_name="sale.order.code.import.problem",
        inverse_name="import_id",
        string="Problem List",
    )
    download = fields.Binary(readonly=True, attachment=False)
    download_name = fields.Char(readonly=True)

    @api.onchange("file", "content")
    def _onchange_file(self):
        self.state = "draft"
        self.problem_ids = [Command.clear()]

    # === ACTION METHODS ===#

    def action_check(self):
        """Read the file and list its problems; change nothing."""
        self._check_file()
        return self._reopen()

    def action_import(self):
        """Import the file, if it has no problem at all."""
        entries = self._check_file()
        if self.state == "good":
            try:
                with self.env.cr.savepoint():
                    if self.content == "customer":
                        self._import_customers(entries)
                    else:
                        self._import_orders(entries)
            except UniqueViolation as error:
                raise UserError(
                    self.env._(
                        "Somebody else gave out one of these codes meanwhile; nothing was"
                        " imported. Check the file again."
                    )
                ) from error
            self.state = "done"
        return self._reopen()

    def action_template(self):
        """Download an empty sheet with the right columns."""
        return self._offer(self.env._("Empty Sheet"), [])

    def action_export(self):
        """Download the codes that are there, in the columns of the import."""
        self._check_manager()
        rows = self._export_customers() if self.content == "customer" else self._export_orders()
        return self._offer(self.env._("Codes in Use"), rows)

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Codes"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _offer(self, label, rows):
        """Let the browser download a sheet."""
        self.ensure_one()
        content = dict(self._fields["content"]._description_selection(self.env))[self.content]
        self.write(
            {
                "download": base64.b64encode(
                    sheet.write(content, list(self._titles().values()), rows)
                ),
                "download_name": f"{content} - {label}.xlsx",
            }
        )
        return {
            "type": "ir.actions.act_url",
            "target": "download",
            "url": f"/web/content?model={self._name}&id={self.id}&field=download"
            "&filename_field=download_name&download=true",
        }

    def _check_manager(self):
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(self.env._("Only a sales manager can import and export codes."))

    # === READING ===#

    def _titles(self):
        """Titles of the columns in the user's language, by key."""
        return {key: title._translate(self.env.lang) for key, title in self._columns().items()}

    def _columns(self):
        return COLUMNS[self.content]

    def _check_file(self):
        """Read and check the file, and keep the result on this record.

        :return: what to import
        """
        self.ensure_one()
        self._check_manager()
        rows = self._read_file()
        problems = []
        for row in rows:
            for key, reason in row.problems.items():
                problems.append((row, key, self._cell_problem(reason)))
            if not row["code"] and "code" not in row.problems:
                problems.append((row, "code", self.env._("This cell is empty.")))
        unsound = {problem[0].number for problem in problems}
        sound = [row for row in rows if row.number not in unsound]
        check = self._check_customers if self.content == "customer" else self._check_orders
        entries = check(sound, problems)
        problems.sort(key=lambda problem: problem[0].number)
        self.problem_ids.unlink()
        self.write(
            {
                "state": "bad" if problems else "good",
                "row_count": len(rows),
                "problem_count": len(problems),
                "problem_ids": [
                    Command.create(self._problem_values(*problem))
                    for problem in problems[:SHOWN_PROBLEMS]
                ],
            }
        )
        return entries

    def _problem_values(self, row, key, message):
        title = self._titles()[key]
        if key in row.places:
            title = f"{sheet.column_letter(row.places[key])} ({title})"
        return {"row": row.number, "column": title, "text": row[key][:100], "message": message}

    def _read_file(self):
        if not self.file:
            raise UserError(self.env._("Choose a spreadsheet first."))
        if self.filename and not self.filename.lower().endswith(".xlsx"):
            raise UserError(self.env._("Choose a spreadsheet saved as Excel workbook (.xlsx)."))
        titles = self._titles()
        columns = {
            key: (titles[key], title._translate("en_US")) for key, title in self._columns().items()
        }
        try:
            rows = sheet.read(base64.b64decode(self.file, validate=True), columns)
        except (sheet.SheetProblem, binascii.Error) as problem:
            raise UserError(self._file_problem(problem)) from problem
        if not rows:
            raise UserError(self.env._("The sheet has no rows below its first one."))
        if "code" not in rows[0].places:
            raise UserError(
                self.env._(
                    "The first row has no column “%(title)s”; download the empty sheet to see the"
                    " columns.",
                    title=titles["code"],
                )
            )
        return rows

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
        return self.env._("This cell must hold a text or a whole number.")

    def _whole_number(self, row, key, problems):
        text = row[key]
        if text and not (text.isascii() and text.isdigit() and len(text) <= 9):
            problems.append((row, key, self.env._("Enter a whole number.")))
            return 0
        return int(text or 0)

    def _codes_by_number(self):
        """Customer codes of the company, reserved ones included, without leading zeros."""
        codes = self.env["res.partner.order.code"].with_context(active_test=False)
        return {
            int(code.code): code
            for code in codes.search([("company_id", "=", self.company_id.id)])
        }

    # === CUSTOMER CODES ===#

    def _check_customers(self, rows, problems):
        """Say what is wrong with rows of customer codes, and return the rest."""
        width = self.company_id._get_order_code_scheme()._length_of("customer")
        held = self._codes_by_number()
        in_use = {code.partner_id: code for code in held.values() if code.active}
        partners = self._find_partners(rows, problems)
        seen = {}
        entries = []
        for row in rows:
            before = self._whole_number(row, "before", problems)
            text = row["code"].rjust(width, "0")
            partner = partners.get(row.number)
            problem = self.env["res.partner.order.code"]._code_problem(text, width)
            if not problem and partner:
                problem = self._customer_problem(int(text), partner, held, in_use, seen)
                seen.setdefault(int(text), row)
                seen.setdefault(partner, row)
                entries.append((partner, text, before, held.get(int(text))))
            if problem:
                problems.append((row, "code", problem))
        return entries

    def _customer_problem(self, number, partner, held, in_use, seen):
        other = seen.get(number) or seen.get(partner)
        if other:
            return self.env._("This code or customer stands in row %(row)s, too.", row=other.number)
        holder = held.get(number)
        if holder and holder.partner_id != partner:
            return self.env._(
                "This code belongs to %(customer)s.", customer=holder.partner_id.display_name
            )
        current = in_use.get(partner)
        if current and current != holder:
            return self.env._(
                "The customer has the code %(code)s; change it on the customer.", code=current.code
            )
        return False

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
                    "Several customers are called so; fill in the column Customer ID."
                )
            else:
                problem = self.env._("There is no such customer.")
            problems.append((row, key, problem))
        return result

    def _import_customers(self, entries):
        self.env["res.partner.order.code"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company_id.id,
                    "code": code,
                    "counter_start": before,
                }
                for partner, code, before, holder in entries
                if not holder
            ]
        )
        for _partner, _code, before, holder in entries:
            if holder:
                holder.write(
                    {"counter_start": max(before, holder.counter_start), "active": True}
                )

    def _export_customers(self):
        codes = self.env["res.partner.order.code"].search(
            [("company_id", "=", self.company_id.id)]
        )
        return [
            (
                code.partner_id.id,
                code.partner_id.name,
                code.partner_id.ref,
                code.partner_id.vat,
                code.code,
                code.counter_start,
            )
            for code in codes
        ]

    # === ORDER CODES ===#

    def _check_orders(self, rows, problems):
        """Say what is wrong with rows of order codes, and return the rest."""
        scheme = self.company_id._get_order_code_scheme()
        domain = [("company_id", "=", self.company_id.id)]
        register = self.env["sale.order.code"]
        issued = set(
            register.search([*domain, ("code", "in", [row["code"] for row in rows])]).mapped("code")
        )
        orders = (
            self.env["sale.order"]
            .search([*domain, ("name", "in", [row["order"] for row in rows if row["order"]])])
            .grouped("name")
        )
        held = self._codes_by_number()
        seen = {}
        entries = []
        for row in rows:
            try:
                values = scheme.parse(row["code"])
            except ValidationError as error:
                problems.append((row, "code", str(error)))
                continue
            customer = held.get(int(values["customer"]))
            order = orders.get(row["order"], self.env["sale.order"])
            counter = self._whole_number(row, "counter", problems)
            found = {
                "code": self._code_problem(row, values, issued, customer, seen),
                "order": row["order"] and self._order_problem(order, customer, seen),
                "counter": counter
                and (counter - 1) % scheme._capacity() + 1 != values["counter"]
                and self.env._("This number does not end like the code."),
            }
            seen.setdefault(row["code"], row)
            if order:
                seen.setdefault(order, row)
            found = [(row, key, message) for key, message in found.items() if message]
            problems.extend(found)
            if not found:
                entries.append(self._order_entry(row, values, scheme, customer, order, counter))
        return entries

    def _order_entry(self, row, values, scheme, customer, order, counter):
        return {
            "order_id": order.id or None,
            "company_id": self.company_id.id,
            "partner_id": customer.partner_id.id,
            "scheme": scheme,
            "counter_key": customer.code + self.company_id._order_code_scope(values),
            "code": row["code"],
            "counter": counter,
            "values": {**values, "customer": customer.code},
        }

    def _code_problem(self, row, values, issued, customer, seen):
        if row["code"] in issued:
            return self.env._("This order code has already been issued.")
        if row["code"] in seen:
            return self.env._(
                "This order code stands in row %(row)s, too.", row=seen[row["code"]].number
            )
        if not customer:
            return self.env._(
                "No customer has the code %(code)s; import the customer codes first.",
                code=values["customer"],
            )
        return False

    def _order_problem(self, order, customer, seen):
        if len(order) != 1:
            return self.env._("There is no such order, or there are several.")
        if order.order_code:
            return self.env._("This order has the order code %(code)s.", code=order.order_code)
        if order in seen:
            return self.env._("This order stands in row %(row)s, too.", row=seen[order].number)
        if customer and order.partner_id.commercial_partner_id != customer.partner_id:
            return self.env._(
                "This order belongs to %(customer)s, its code to %(holder)s.",
                customer=order.partner_id.commercial_partner_id.display_name,
                holder=customer.partner_id.display_name,
            )
        return False

    def _import_orders(self, entries):
        # sudo: the register is written by drawing and importing only; a sales manager imports
        rows = self.env["sale.order.code"].sudo()._import(entries)
        destinations = self.env["sale.order.destination"]._lookup()[0]
        types = self.env["product.order.type"]._lookup()
        destination_ids = {code: record_id for record_id, code in destinations.items()}
        type_ids = {code: record_id for record_id, code in types.items()}
        for order in self.env["sale.order"].browse(rows):
            row = rows[order.id]
            order._set_order_code(
                row["code"],
                destination_ids.get(row["destination"]),
                type_ids.get(row["product_type"]),
                rename=False,
            )

    def _export_orders(self):
        codes = self.env["sale.order.code"].search(
            [("company_id", "=", self.company_id.id)], order="id"
        )
        return [(code.code, code.order_id.name, code.counter) for code in codes]

import base64
import binascii
import hashlib
import json

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date, format_list, formatLang

from odoo.addons.order_signoff import sheet
from odoo.addons.order_signoff.tools import one_after_the_other

from ..models.res_partner_order_sheet import DATE_ORDERS, DECIMAL_MARKS

# Titles customers give to their columns; what is proposed from them is shown and can be changed.
KNOWN_TITLES = {
    "part_no": (
        "customer part number", "part number", "part no", "part no.", "p/n", "pn", "item",
        "item no", "item no.", "item number", "article", "article no.", "artikelnummer",
        "your part no.", "sku", "客户零件号", "零件号", "料号", "图号", "物料编码", "品番",
    ),
    "product": ("our product code", "supplier part no.", "vendor part no.", "供方编码", "产品编码"),
    "quantity": (
        "quantity", "qty", "qty.", "pcs", "order qty", "menge", "cantidad", "数量", "订购数量",
    ),
    "price": ("unit price", "price", "preis", "precio", "单价", "价格"),
    "date": (
        "requested date", "delivery date", "due date", "date", "eta", "liefertermin", "交货日期",
        "交期", "需求日期",
    ),
    "revision": ("drawing revision", "revision", "rev", "rev.", "版本", "图纸版本"),
    "description": ("description", "part name", "bezeichnung", "名称", "品名", "描述"),
}  # fmt: skip
KINDS = {"quantity": "number", "price": "number", "date": "date"}
# A letterhead may stand above the titles.
SEARCHED_ROWS = 20
SHOWN_LINES = 100
PASTED_NAME = "pasted.txt"


class SaleOrderLineImport(models.TransientModel):
    """Lines of the customer's own sheet into one quotation, all or none."""

    _name = "sale.order.line.import"
    _inherit = ["order.part.import"]
    _description = "Import Order Lines"

    order_id = fields.Many2one(
        comodel_name="sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    pasted = fields.Text(string="Or Paste the Cells")
    header_row = fields.Integer(string="Row with the Titles", default=1)
    decimal_mark = fields.Selection(selection=DECIMAL_MARKS, string="Numbers", default=".")
    date_order = fields.Selection(selection=DATE_ORDERS, string="Dates", default="ymd")
    column_ids = fields.One2many(
        comodel_name="sale.order.line.import.column", inverse_name="import_id", string="Columns"
    )
    read_source = fields.Char(readonly=True)
    hint = fields.Char(readonly=True)
    notice = fields.Text(readonly=True)
    skip_known = fields.Boolean(string="Leave Out Rows That Are on the Order Already")
    has_known = fields.Boolean(readonly=True)
    preview = fields.Html(readonly=True, sanitize=False)

    # === ACTION METHODS === #

    def action_check(self):
        """Read the sheet; once its columns are known, list what is wrong. Change nothing."""
        self.ensure_one()
        self._check_may_import()
        lines = self._source_lines()
        source = self._source_key()
        if self.read_source != source:
            # A corrected sheet is read as the one before it.
            self._read_columns(lines, source, keep_header=bool(self.read_source))
        self.hint = self._mapping_problem()
        if self.hint:
            self.state = "draft"
        else:
            self._check_file()
        return self._reopen()

    def action_import(self):
        """Import the rows, if nothing is wrong with any of them."""
        self.ensure_one()
        self._check_may_import()
        # Two people importing at the same time must not both find the order without these rows.
        one_after_the_other(self.order_id)
        self.hint = self._mapping_problem()
        if self.read_source != self._source_key() or self.hint:
            return self.action_check()
        super().action_import()
        if self.state != "done":
            return self._reopen()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s lines were imported.", count=self.row_count),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_read_again(self):
        """Take the titles from another row."""
        self.ensure_one()
        self._read_columns(self._source_lines(), self._source_key(), keep_header=True)
        self.state = "draft"
        return self._reopen()

    # === THE SOURCE === #

    def _check_may_import(self):
        self.order_id._check_may_import_lines()

    def _source_lines(self):
        """All rows of what was chosen or pasted."""
        if not self.file and not (self.pasted or "").strip():
            raise UserError(self.env._("Choose the customer's sheet, or paste its cells."))
        limits = self._sheet_limits()
        try:
            if self.file:
                data = base64.b64decode(self.file, validate=True)
                lines = sheet.file_table(data, self.filename or "", limits)
            else:
                lines = sheet.text_table(self.pasted, limits)
        except (sheet.SheetProblem, binascii.Error) as problem:
            raise UserError(self._file_problem(problem)) from problem
        if not any(self._filled(line) for line in lines):
            raise UserError(self.env._("The sheet is empty."))
        return lines

    def _source_key(self):
        content = self.file or (self.pasted or "").encode()
        return hashlib.sha256(bytes(content)).hexdigest()

    def _file_problem(self, problem):
        if getattr(problem, "reason", "no_workbook") == "no_workbook":
            return self.env._(
                "This file cannot be read as a sheet; save it as Excel workbook (.xlsx) without "
                "macros, or as text (.csv)."
            )
        return super()._file_problem(problem)

    def _filled(self, line):
        """The cells of a row that hold something, by place from 0."""
        return {
            place: str(cell.value).strip()
            for place, cell in enumerate(line)
            if cell.value is not None and str(cell.value).strip()
        }

    # === THE ROWS === #

    def _titles(self):
        labels = dict(
            self.env["sale.order.line.import.column"]
            ._fields["content"]
            ._description_selection(self.env)
        )
        titles = {column.content: column.title for column in self.column_ids}
        return {key: titles.get(key) or label for key, label in labels.items()}

    def _read_file(self):
        places = {
            column.content: column.place - 1 for column in self.column_ids if column.content
        }
        rows = sheet.pick(
            self._source_lines(),
            places,
            KINDS,
            first=self.header_row + 1,
            decimal=self.decimal_mark,
            date_order=self.date_order,
        )
        # What names neither a product nor a quantity is a remark between the lines.
        rows = [
            row
            for row in rows
            if any(
                row[key] or key in row.problems for key in ("part_no", "product", "quantity")
            )
        ]
        if not rows:
            raise UserError(self.env._("The sheet has no lines below its titles."))
        return rows

    def _check_rows(self, rows, problems):
        customer = self.partner_id.commercial_partner_id
        customers = dict.fromkeys([row.number for row in rows], customer)
        products = self._find_products(rows, customers, problems)
        for row in rows:
            self._check_amounts(row, problems)
        unsound = {problem[0].number for problem in problems}
        sound = [row for row in rows if row.number not in unsound]
        digests = self._row_digests(sound, products)
        known = self._known_rows(digests)
        entries = []
        for row in sound:
            digest = digests[row.number]
            if digest in known and not self.skip_known:
                problems.append((row, self._named_by(row), self._known_problem(known[digest])))
            elif digest not in known:
                part, product = products[row.number]
                values = {**self._prepare_line(row, part, product), "sheet_row": digest}
                entries.append((values, row.values.get("date") or False))
        if not entries and known and self.skip_known:
            message = self.env._("All rows are on the order already.")
            problems.append((sound[0], self._named_by(sound[0]), message))
        self.write(
            {
                "has_known": bool(known),
                "notice": self._notice(digests, known),
                "preview": self._preview(entries),
            }
        )
        return entries

    def _named_by(self, row):
        return "part_no" if row["part_no"] else "product"

    def _row_digests(self, rows, products):
        """What recognises each row again, {row number: text}.

        The second of two equal rows of a sheet is a row of its own.
        """
        counts, digests = {}, {}
        for row in rows:
            _part, product = products[row.number]
            date = row.values.get("date")
            content = json.dumps(
                [
                    self.env["product.customer.part"]._key(row["part_no"]),
                    product.id,
                    row.values.get("quantity"),
                    row.values.get("price"),
                    date and date.isoformat(),
                    row["revision"],
                ]
            )
            counts[content] = counts.get(content, 0) + 1
            text = f"{content}{counts[content]}"
            digests[row.number] = hashlib.sha256(text.encode()).hexdigest()[:32]
        return digests

    def _known_rows(self, digests):
        """Lines of this order that come from the same rows, by what recognises them."""
        lines = self.env["sale.order.line"].search(
            [("order_id", "=", self.order_id.id), ("sheet_row", "in", list(digests.values()))]
        )
        return {line.sheet_row: line for line in lines}

    def _known_problem(self, line):
        return self.env._(
            "This row is on the order already: %(user)s imported it on %(date)s.",
            user=line.create_uid.name,
            date=format_date(self.env, line.create_date),
        )

    def _notice(self, digests, known):
        """What the clerk should know about sheets that came before."""
        notices = []
        if digests and set(digests.values()) <= set(known):
            line = next(iter(known.values()))
            notices.append(
                self.env._(
                    "This sheet was imported into this order before: by %(user)s on %(date)s.",
                    user=line.create_uid.name,
                    date=format_date(self.env, line.create_date),
                )
            )
        groups = self.env["sale.order.line"]._read_group(
            [
                ("sheet_row", "in", list(digests.values())),
                ("order_id", "!=", self.order_id.id),
                ("order_partner_id", "child_of", self.partner_id.commercial_partner_id.id),
                ("state", "!=", "cancel"),
            ],
            ["order_id"],
            ["__count"],
            limit=5,
        )
        if groups:
            notices.append(
                self.env._(
                    "%(count)s of these rows are on %(orders)s, too.",
                    count=max(count for _order, count in groups),
                    orders=format_list(self.env, [order.name for order, _count in groups]),
                )
            )
        return "\n".join(notices) or False

    def _preview(self, entries):
        """The lines as they will be imported, as a table."""
        labels = self._titles()
        keys = ("part_no", "revision", "product", "quantity", "price", "date")
        head = Markup().join(Markup("<th>%s</th>") % labels[key] for key in keys)
        products = self.env["product.product"]
        body = []
        for entry, day in entries[:SHOWN_LINES]:
            cells = [
                entry["customer_part_no"] or "",
                entry["drawing_revision"] or "",
                products.browse(entry["product_id"]).display_name,
                formatLang(self.env, entry["product_uom_qty"], dp="Product Unit"),
                formatLang(self.env, entry["price_unit"], dp="Product Price")
                if "price_unit" in entry
                else self.env._("as agreed"),
                format_date(self.env, day) or "",
            ]
            body.append(
                Markup("<tr>%s</tr>")
                % Markup().join(Markup("<td>%s</td>") % cell for cell in cells)
            )
        if len(entries) > SHOWN_LINES:
            more = self.env._("and %(count)s more", count=len(entries) - SHOWN_LINES)
            body.append(Markup('<tr><td colspan="6">%s</td></tr>') % more)
        return Markup(
            '<table class="table table-sm"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>'
        ) % (head, Markup().join(body))

    # === IMPORTING === #

    def _import_entries(self, entries):
        order = self.order_id
        lines = self.env["sale.order.line"].create(
            [{"order_id": order.id, **entry} for entry, _day in entries]
        )
        self._request_dates(lines, [day for _entry, day in entries])
        self.row_count = len(entries)
        self._remember_layout()
        name = self.filename if self.file else PASTED_NAME
        content = base64.b64decode(self.file) if self.file else self.pasted.encode()
        attachment = self.env["ir.attachment"].create(
            {"name": name, "raw": content, "res_model": order._name, "res_id": order.id}
        )
        order.intake_attachment_ids = [Command.link(attachment.id)]
        order._message_log(
            body=self.env._(
                "%(count)s lines were imported from %(name)s.", count=len(entries), name=name
            )
        )

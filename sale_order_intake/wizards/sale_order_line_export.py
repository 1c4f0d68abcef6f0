from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.order_signoff import sheet, sheet_writer

# How many orders are read at a time, and how many of their lines are fetched at a time.
ORDER_BATCH = 200
LINE_BATCH = 2000
# What a column holds, by the type of its field; the others hold texts.
KINDS = {
    "integer": "number",
    "float": "number",
    "monetary": "number",
    "date": "date",
    "datetime": "datetime",
}


class SaleOrderLineExport(models.TransientModel):
    """The lines of chosen orders as one sheet, written while they are read.

    Keeps which orders a person has chosen until the browser fetches the sheet.
    """

    _name = "sale.order.line.export"
    _description = "Export of Order Lines"

    order_list = fields.Json(required=True)

    def _columns_of_sheet(self):
        """Columns of the sheet as (title, path to the field); add-ons may add theirs."""
        return [
            (self.env._("Order"), "order_id.name"),
            (self.env._("Order Code"), "order_id.order_code"),
            (self.env._("Customer's Order Number"), "order_id.client_order_ref"),
            (self.env._("Order Date"), "order_id.date_order"),
            (self.env._("Status"), "order_id.state"),
            (self.env._("Order Kind"), "order_id.order_kind"),
            (self.env._("Customer"), "order_id.partner_id.name"),
            (self.env._("Customer Part Number"), "customer_part_no"),
            (self.env._("Drawing Revision"), "drawing_revision"),
            (self.env._("Our Product Code"), "product_id.default_code"),
            (self.env._("Product"), "product_id.product_tmpl_id.name"),
            (self.env._("Description"), "name"),
            (self.env._("Quantity"), "product_uom_qty"),
            (self.env._("Delivered"), "qty_delivered"),
            (self.env._("Invoiced"), "qty_invoiced"),
            (self.env._("Unit"), "product_uom_id.name"),
            (self.env._("Unit Price"), "price_unit"),
            (self.env._("Discount (%)"), "discount"),
            (self.env._("Amount"), "price_subtotal"),
            (self.env._("Currency"), "order_id.currency_id.name"),
            (self.env._("Delivery Date"), "order_id.commitment_date"),
        ]

    def _write_sheet(self, target):
        """Write the lines of the chosen orders into an XLSX file.

        Read with the rights of the user, in batches: the memory needed does not grow with the
        number of lines. Codes leave as texts, numbers and dates as such.

        :param target: file open for writing; orders out of the user's sight are left out
        """
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(
                self.env._("You may not export: ask an administrator for the right to export.")
            )
        orders = self.env["sale.order"]._search(
            [("id", "in", [int(order_id) for order_id in self.order_list])]
        )
        chosen = list(orders)
        columns = self._columns_of_sheet()
        paths = [path for _title, path in columns]
        columns_fields = [self._field_at(path) for path in paths]
        labels = {
            place: dict(field._description_selection(self.env))
            for place, field in enumerate(columns_fields)
            if field.type == "selection"
        }
        titles = [title for title, _path in columns]
        with sheet_writer.Writer(target, self.env._("Order Lines"), titles) as writer:
            writer.set_kinds([KINDS.get(field.type, "text") for field in columns_fields])
            for start in range(0, len(chosen), ORDER_BATCH):
                query = self._query(chosen[start : start + ORDER_BATCH], paths)
                self.env.flush_query(query)
                self.env.cr.execute(query)
                while rows := self.env.cr.fetchmany(LINE_BATCH):
                    for row in rows:
                        values = list(row)
                        for place, words in labels.items():
                            values[place] = words.get(values[place], values[place])
                        self._add_row(writer, values)

    def _add_row(self, writer, values):
        try:
            writer.add(values)
        except sheet.SheetProblem as problem:
            raise UserError(
                self.env._(
                    "A sheet takes %(rows)s lines: choose fewer orders.",
                    rows=problem.values["rows"],
                )
            ) from problem

    def _query(self, order_ids, paths):
        """The statement that reads these columns, under the record rules of the user."""
        lines = self.env["sale.order.line"]
        query = lines._search(
            Domain("order_id", "any", [("id", "in", order_ids)])
            & Domain("display_type", "=", False)
        )
        terms = [self._cell_to_sql(query, path) for path in paths]
        query.order = SQL(
            "%s DESC, %s DESC, %s, %s",
            self._path_to_sql(query, "order_id.date_order"),
            SQL.identifier(lines._table, "order_id"),
            SQL.identifier(lines._table, "sequence"),
            SQL.identifier(lines._table, "id"),
        )
        return query.select(*terms)

    def _field_at(self, path):
        """The field at the end of a path of many2one fields."""
        model = self.env["sale.order.line"]
        *links, name = path.split(".")
        for link in links:
            model = self.env[model._fields[link].comodel_name]
        return model._fields[name]

    def _cell_to_sql(self, query, path):
        """The column as it stands in a cell: days since 1899-12-30, moments where the user is."""
        term = self._path_to_sql(query, path)
        kind = self._field_at(path).type
        if kind == "date":
            return SQL("(%s - DATE '1899-12-30')", term)
        if kind == "datetime":
            return SQL(
                "(EXTRACT(EPOCH FROM timezone(%s, timezone('UTC', %s))) / 86400 + 25569)::float8",
                self.env.user.tz or "UTC",
                term,
            )
        return term

    def _path_to_sql(self, query, path):
        """The column at the end of a path of many2one fields, joined to the query.

        Names of what a line points at are shown without asking for access to it, as in a list.
        """
        model = self.env["sale.order.line"]
        alias = model._table
        *links, name = path.split(".")
        for link in links:
            comodel = self.env[model._fields[link].comodel_name]
            alias = query.left_join(alias, link, comodel._table, "id", link)
            model = comodel
        return model._field_to_sql(alias, name, query)

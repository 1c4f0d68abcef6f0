from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import LazyTranslate

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


class SaleOrderCodeImport(models.TransientModel):
    """Customer codes and order codes of an earlier system, from a spreadsheet, all or none."""

    _name = "sale.order.code.import"
    _inherit = ["order.sheet.import"]
    _description = "Import Codes"

    content = fields.Selection(
        selection=[("customer", "Customer codes"), ("order", "Order codes of earlier orders")],
        required=True,
        default="customer",
    )

    # === ACTION METHODS ===#

    @api.onchange("content")
    def _onchange_content(self):
        self._onchange_file()

    def action_export(self):
        """Download the codes that are there, in the columns of the import."""
        self._check_may_import()
        rows = self._export_customers() if self.content == "customer" else self._export_orders()
        return self._offer(self.env._("Codes in Use"), rows)

    # === HOOKS OF THE IMPORT ===#

    def _sheet_name(self):
        return dict(self._fields["content"]._description_selection(self.env))[self.content]

    def _sheet_columns(self):
        return COLUMNS[self.content]

    def _sheet_required(self):
        return ("code",)

    def _check_may_import(self):
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(self.env._("Only a sales manager can import and export codes."))

    def _check_rows(self, rows, problems):
        check = self._check_customers if self.content == "customer" else self._check_orders
        return check(rows, problems)

    def _import_entries(self, entries):
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

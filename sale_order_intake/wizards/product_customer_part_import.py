from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

COLUMNS = {
    "id": _lt("Customer ID"),
    "name": _lt("Customer"),
    "ref": _lt("Reference"),
    "vat": _lt("Tax ID"),
    "part_no": _lt("Customer Part Number"),
    "product": _lt("Our Product Code"),
    "revision": _lt("Drawing Revision"),
    "minimum": _lt("Minimum Order Quantity"),
    "label": _lt("Label Text"),
}


class ProductCustomerPartImport(models.TransientModel):
    """Customer part numbers from a spreadsheet, all or none."""

    _name = "product.customer.part.import"
    _inherit = ["order.part.import"]
    _description = "Import Customer Parts"

    # === ACTION METHODS === #

    def action_export(self):
        """Download the table, in the columns of the import."""
        return self._export(
            self.env["product.customer.part"].search([("company_id", "=", self.company_id.id)])
        )

    def _export(self, parts):
        rows = [
            (
                part.partner_id.id,
                part.partner_id.name,
                part.partner_id.ref,
                part.partner_id.vat,
                part.customer_part_no,
                part.product_id.default_code or part.product_id.barcode,
                part.drawing_revision,
                part.minimum_order_qty,
                part.label_text,
            )
            for part in parts
        ]
        return self._offer(self.env._("Table"), rows)

    # === HOOKS OF THE IMPORT === #

    def _sheet_name(self):
        return self.env._("Customer Parts")

    def _sheet_columns(self):
        return COLUMNS

    def _sheet_kinds(self):
        return {"minimum": "number"}

    def _sheet_required(self):
        return ("part_no", "product")

    def _check_may_import(self):
        if not self.env["product.customer.part"].sudo(False).has_access("create"):
            raise AccessError(self.env._("Only sales staff can import customer parts."))

    def _check_rows(self, rows, problems):
        customers = self._find_partners(rows, problems)
        rows = [row for row in rows if row.number in customers]
        parts = self.env["product.customer.part"]
        held = parts._find(
            self.company_id, {(customers[row.number], row["part_no"]) for row in rows}
        )
        by_code = self._products_by_code({row["product"] for row in rows})
        seen, entries, unknown = {}, [], {}
        for row in rows:
            key = (customers[row.number].id, parts._key(row["part_no"]))
            part = held.get(key, parts)
            product = by_code[row["product"]]
            found = self._part_problem(row, part, product, seen.get(key))
            seen.setdefault(key, row)
            if found:
                problems.append((row, *found))
                if not product:
                    unknown[row["product"]] = None
            else:
                entries.append((part, self._prepare_part(row, customers[row.number], product)))
        self.unknown_numbers = "\n".join(unknown) or False
        return entries

    def _part_problem(self, row, part, product, other):
        if other:
            return "part_no", self.env._(
                "This number stands in row %(row)s, too.", row=other.number
            )
        if not product:
            return "product", self.env._("We sell no product with this code.")
        if len(product) > 1:
            return "product", self.env._("Several products have this code.")
        if part and part.product_id != product:
            return "product", self.env._(
                "This number belongs to %(product)s; archive that entry first.",
                product=part.product_id.display_name,
            )
        if (row.values.get("minimum") or 0) < 0:
            return "minimum", self.env._("The quantity must not be negative.")
        return None

    def _prepare_part(self, row, customer, product):
        """Values of a part; a column that is not in the sheet leaves what is there."""
        values = {
            "partner_id": customer.id,
            "product_id": product.id,
            "customer_part_no": row["part_no"],
            "company_id": self.company_id.id,
            "drawing_revision": row["revision"] or False,
            "minimum_order_qty": row.values.get("minimum") or 0.0,
            "label_text": row["label"] or False,
        }
        for key, name in (
            ("revision", "drawing_revision"),
            ("minimum", "minimum_order_qty"),
            ("label", "label_text"),
        ):
            if key not in row.places:
                del values[name]
        return values

    def _import_entries(self, entries):
        self.env["product.customer.part"].create(
            [values for part, values in entries if not part]
        )
        for part, values in entries:
            changed = {
                name: values[name]
                for name in ("drawing_revision", "minimum_order_qty", "label_text")
                if name in values and values[name] != part[name]
            }
            if part and changed:
                part.write(changed)

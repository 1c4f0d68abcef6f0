from collections import defaultdict
from datetime import datetime, time

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.order_signoff import sheet

# How many unknown numbers are listed.
SHOWN_UNKNOWN = 500


class OrderPartImport(models.AbstractModel):
    """An import whose rows name products: by the customer's number, by our code, or by both.

    A number that is not in the table is listed, never guessed.
    """

    _name = "order.part.import"
    _inherit = ["order.sheet.import"]
    _description = "Import of a Sheet with Part Numbers"

    unknown_numbers = fields.Text(readonly=True)

    def _sheet_limits(self):
        company = self.company_id
        return sheet.Limits(company.order_sheet_max_rows, company.order_sheet_max_mb)

    def _find_products(self, rows, customers, problems):
        """The part and the product of each row.

        :param customers: {row number: commercial partner}
        :return: {row number: (part, product)}, for the rows whose product is certain
        """
        parts = self.env["product.customer.part"]
        found_parts = parts._find(
            self.company_id,
            {(customers[row.number], row["part_no"]) for row in rows if row["part_no"]},
        )
        by_code = self._products_by_code({row["product"] for row in rows} - {""})
        result, unknown = {}, {}
        for row in rows:
            customer = customers[row.number]
            part = found_parts.get((customer.id, parts._key(row["part_no"])), parts)
            products = by_code[row["product"]]
            problem = self._product_problem(row, customer, part, products)
            if problem:
                key, message = problem
                problems.append((row, key, message))
                if key == "part_no" and row["part_no"] and not part:
                    unknown[row["part_no"]] = None
                continue
            result[row.number] = (part, part.product_id or products)
        listed = list(unknown)[:SHOWN_UNKNOWN]
        self.unknown_numbers = "\n".join(listed) or False
        return result

    def _products_by_code(self, codes):
        """Our products by the code a sheet calls them by: internal reference or barcode."""
        result = defaultdict(self.env["product.product"].browse)
        if not codes:
            return result
        listed = list(codes)
        for product in self.env["product.product"].search_fetch(
            (Domain("default_code", "in", listed) | Domain("barcode", "in", listed))
            & Domain("sale_ok", "=", True)
            & Domain("company_id", "in", [False, self.company_id.id]),
            ["default_code", "barcode"],
        ):
            for code in {product.default_code, product.barcode} & codes:
                result[code] |= product
        return result

    def _product_problem(self, row, customer, part, products):
        """What is wrong with the product of a row, as (key of the column, sentence)."""
        if not row["part_no"] and not row["product"]:
            return "part_no", self.env._("Say which product this is.")
        if row["part_no"] and not part:
            return "part_no", self.env._(
                "%(customer)s has no part with this number in the table of customer parts.",
                customer=customer.display_name,
            )
        if row["product"] and not products:
            return "product", self.env._("We sell no product with this code.")
        if len(products) > 1:
            return "product", self.env._("Several products have this code.")
        if part and products and part.product_id != products:
            return "product", self.env._(
                "The customer part number belongs to %(product)s.",
                product=part.product_id.display_name,
            )
        if not part.product_id.active and part:
            return "part_no", self.env._(
                "%(product)s is archived.", product=part.product_id.display_name
            )
        return None

    def _check_amounts(self, row, problems):
        """Judge quantity and price of a row."""
        quantity, price = row.values.get("quantity"), row.values.get("price")
        if quantity is None:
            problems.append((row, "quantity", self.env._("Enter a quantity.")))
        elif quantity <= 0:
            problems.append((row, "quantity", self.env._("The quantity must be above zero.")))
        if price is not None and price < 0:
            problems.append((row, "price", self.env._("The price must not be negative.")))

    def _prepare_line(self, row, part, product):
        """Values of the order line of a row."""
        values = {
            "product_id": product.id,
            "product_uom_qty": row.values["quantity"],
            "customer_part_id": part.id,
            "customer_part_no": part.customer_part_no or row["part_no"] or False,
            "drawing_revision": row["revision"] or part.drawing_revision,
        }
        if row.values.get("price") is not None:
            values["price_unit"] = row.values["price"]
        if row["description"]:
            values["name"] = row["description"]
        return values

    # === REQUESTED DATES === #

    def _noon(self, day):
        """The moment an order keeps for a requested day: the same day wherever it is read."""
        return datetime.combine(day, time(12))

    def _request_dates(self, lines, days):
        """Note the requested day of each line.

        One day for all lines of an order is the delivery date of the order; where the days
        differ, each line with a day becomes a delivery batch with its own.

        :param lines: new order lines
        :param days: their requested days (or False), in the same order
        """
        by_order = defaultdict(list)
        for line, day in zip(lines, days, strict=True):
            by_order[line.order_id].append((line, day))
        batches = []
        for order, requests in by_order.items():
            wanted = {day for _line, day in requests if day}
            if wanted and not order.commitment_date:
                order.commitment_date = self._noon(min(wanted))
            one = len(wanted) == 1 and all(day for _line, day in requests)
            if wanted and not (one and order.commitment_date.date() in wanted):
                batches += [
                    {
                        "order_line_id": line.id,
                        "quantity": line.product_uom_qty,
                        "requested_date": day,
                    }
                    for line, day in requests
                    if day
                ]
        self.env["sale.order.delivery.schedule"].create(batches)

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import LazyTranslate

from ..models.sale_order import INTAKE_CHANNELS

_lt = LazyTranslate(__name__)

COLUMNS = {
    "id": _lt("Customer ID"),
    "name": _lt("Customer"),
    "ref": _lt("Reference"),
    "vat": _lt("Tax ID"),
    "order": _lt("Customer's Order Number"),
    "part_no": _lt("Customer Part Number"),
    "product": _lt("Our Product Code"),
    "quantity": _lt("Quantity"),
    "price": _lt("Unit Price"),
    "date": _lt("Requested Date"),
    "revision": _lt("Drawing Revision"),
    "description": _lt("Description"),
}
# How many orders are created at a time.
ORDER_BATCH = 500


class SaleOrderImport(models.TransientModel):
    """Many quotations from one sheet, all or none: rows of one customer and number are one."""

    _name = "sale.order.import"
    _inherit = ["order.part.import"]
    _description = "Import Orders"

    intake_channel = fields.Selection(
        selection=INTAKE_CHANNELS, string="Received By", default="email"
    )
    order_count = fields.Integer(string="Orders", readonly=True)
    order_ids = fields.Many2many(comodel_name="sale.order", readonly=True)

    # === ACTION METHODS === #

    def action_view_orders(self):
        """Open the orders that were imported."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale.action_quotations_with_onboarding"
        )
        return {**action, "domain": [("id", "in", self.order_ids.ids)], "context": {}}

    # === HOOKS OF THE IMPORT === #

    def _sheet_name(self):
        return self.env._("Orders")

    def _sheet_columns(self):
        return COLUMNS

    def _sheet_kinds(self):
        return {"quantity": "number", "price": "number", "date": "date"}

    def _sheet_required(self):
        return ("order",)

    def _check_may_import(self):
        if not self.env["sale.order"].sudo(False).has_access("create"):
            raise AccessError(self.env._("Only sales staff can import orders."))
        if not self.company_id.order_intake_enabled:
            raise UserError(
                self.env._(
                    "Order intake is switched off in %(company)s: switch it on in the settings.",
                    company=self.company_id.name,
                )
            )

    def _check_rows(self, rows, problems):
        customers = self._find_partners(rows, problems)
        rows = [row for row in rows if row.number in customers]
        products = self._find_products(rows, customers, problems)
        existing = self._existing_orders(rows, customers)
        for row in rows:
            self._check_amounts(row, problems)
            order = existing.get((customers[row.number].id, row["order"]))
            if order:
                problems.append(
                    (
                        row,
                        "order",
                        self.env._("This order is there already: %(order)s.", order=order.name),
                    )
                )
        if problems:
            self.order_count = 0
            return []
        orders = {}
        for row in rows:
            orders.setdefault((customers[row.number], row["order"]), []).append(row)
        self.order_count = len(orders)
        return [
            (
                self._prepare_order(customer, number, order_rows, products),
                [row.values.get("date") or False for row in order_rows],
            )
            for (customer, number), order_rows in orders.items()
        ]

    def _existing_orders(self, rows, customers):
        """Orders that are not cancelled, by customer and his order number."""
        if not rows:
            return {}
        partners = {customer.id for customer in customers.values()}
        orders = self.env["sale.order"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("client_order_ref", "in", list({row["order"] for row in rows})),
                ("partner_id.commercial_partner_id", "in", list(partners)),
                ("state", "!=", "cancel"),
            ],
            ["name", "client_order_ref", "partner_id"],
        )
        return {
            (order.partner_id.commercial_partner_id.id, order.client_order_ref): order
            for order in orders
        }

    def _prepare_order(self, customer, number, rows, products):
        """Values of one order."""
        dates = [row.values["date"] for row in rows if row.values.get("date")]
        values = {
            "company_id": self.company_id.id,
            "partner_id": customer.id,
            "client_order_ref": number,
            "intake_channel": self.intake_channel,
            "order_received_on": fields.Datetime.now(),
            "commitment_date": self._noon(min(dates)) if dates else False,
            "order_line": [
                Command.create(self._prepare_line(row, *products[row.number])) for row in rows
            ],
        }
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            # Who sees only his own orders imports them as his own.
            values["user_id"] = self.env.uid
        return values

    def _share_values(self, orders_values):
        """Look up once what create() would look up for each order and each line anew."""
        orders = self.env["sale.order"]
        defaults = {
            name: value
            for name, value in orders._add_missing_default_values({}).items()
            if orders._fields[name].type == "many2many"
        }
        distributions = {}
        for values in orders_values:
            for name, value in defaults.items():
                values.setdefault(name, value)
            for _command, _id, line in values["order_line"]:
                key = (values["partner_id"], line["product_id"])
                if key not in distributions:
                    distributions[key] = self._analytic_distribution(*key) or False
                line["analytic_distribution"] = distributions[key]

    def _analytic_distribution(self, partner_id, product_id):
        """The analytic distribution of a line, as the order line itself finds it."""
        # sudo: as the compute method of the line; salespersons do not read the models
        env = self.sudo().env
        partner = env["res.partner"].browse(partner_id)
        product = env["product.product"].browse(product_id)
        return env["account.analytic.distribution.model"]._get_distribution(
            {
                "product_id": product.id,
                "product_categ_id": product.categ_id.id,
                "partner_id": partner.id,
                "partner_category_id": partner.category_id.ids,
                "company_id": self.company_id.id,
            }
        )

    def _import_entries(self, entries):
        self._share_values([values for values, _days in entries])
        orders = self.env["sale.order"]
        for start in range(0, len(entries), ORDER_BATCH):
            batch = entries[start : start + ORDER_BATCH]
            created = orders.create([values for values, _days in batch])
            orders += created
            self._request_dates(
                created.order_line.sorted("id"), [day for _values, days in batch for day in days]
            )
        self.order_ids = orders

import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff import sheet_writer

# What customers call the goods: customer, number, product, drawing, smallest quantity.
CUSTOMER_PARTS = [
    ("rhein", "RA-334 917 01", "rear_shock", "C", 200),
    ("rhein", "RA-411 002 77", "bushing", "A", 500),
    ("rhein", "RA-310 118 00", "strut_kit", "B", 100),
    ("lakes", "GL-71445L", "strut_left", "2", 100),
    ("lakes", "GL-71445R", "strut_right", "2", 100),
    ("chengda", "5G0 413 023 BJ", "strut_left", "D", 200),
    ("chengda", "5G0 413 024 BJ", "strut_right", "D", 200),
    ("chengda", "5Q0 513 049 EL", "rear_shock", "F", 300),
    ("coral", "CC-4402", "strut_left", "1", 50),
    ("siam", "SU-2203-R", "rear_shock", "B", 300),
]
# The customer's own titles and rows: number, drawing, quantity, price, days until delivery.
SHEET_TITLES = ("序号", "零件号", "版本", "订购数量", "单价", "交货日期")
SHEET_ROWS = [
    ("5G0 413 023 BJ", "D", 320, 186, 28),
    ("5G0 413 024 BJ", "D", 320, 186, 28),
    ("5Q0 513 049 EL", "F", 480, 98, 42),
]


class OrderAssuranceDemo(models.AbstractModel):
    """Part numbers of the customers, and an order that came as a sheet."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_prepare_parts(self):
        """Sales imports the table of customer parts."""
        rows = [
            (
                self._demo_ref(f"partner_{customer}").id,
                number,
                self._demo_ref(f"product_{product}").default_code,
                revision,
                minimum,
            )
            for customer, number, product, revision, minimum in CUSTOMER_PARTS
        ]
        header = (
            "Customer ID", "Customer Part Number", "Our Product Code", "Drawing Revision",
            "Minimum Order Quantity",
        )  # fmt: skip
        wizard = self._demo_env("sales")["product.customer.part.import"].create(
            {
                "file": base64.b64encode(sheet_writer.write("Customer Parts", header, rows)),
                "filename": "customer-parts.xlsx",
            }
        )
        wizard.action_import()
        self._demo_check_imported(wizard)

    @api.model
    def _demo_from_sheet(self):
        """The customer in Wuhan orders by a sheet of his own; sales imports its rows."""
        order = self._demo_order(
            "chengda",
            {},
            follower_id=self._demo_ref("user_clerk").id,
            client_order_ref="CD-2026-118",
            commitment_date=False,
        )
        today = fields.Date.context_today(self)
        rows = [
            (place, number, revision, quantity, price, f"{today + timedelta(days=days):%Y-%m-%d}")
            for place, (number, revision, quantity, price, days) in enumerate(SHEET_ROWS, start=1)
        ]
        wizard = order.env["sale.order.line.import"].create(
            {
                "order_id": order.id,
                "file": base64.b64encode(sheet_writer.write("订单", SHEET_TITLES, rows)),
                "filename": "CD-2026-118.xlsx",
            }
        )
        wizard.action_check()
        wizard.action_import()
        self._demo_check_imported(wizard)
        order.action_propose_order_class()
        return order

    @api.model
    def _demo_check_imported(self, wizard):
        """A story that does not come true must not go unnoticed."""
        if wizard.state != "done":
            raise UserError(
                "\n".join([wizard._name, *wizard.problem_ids.mapped("message")])
            )

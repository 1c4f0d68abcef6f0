from freezegun import freeze_time

from .common import OrderCodeCase


@freeze_time("2003-08-15 04:00:00")
class TestDocuments(OrderCodeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_invoicing()
        cls.order = cls._create_order()
        cls.order.action_confirm()
        cls.code = cls.order.order_code
        cls.plain_order = cls._create_order(cls.other)

    def _html(self, report, records):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(report, records.ids)
        return html.decode()

    def test_found_everywhere(self):
        for name, records in (
            ("sale.order", self.order),
            ("stock.picking", self.order.picking_ids),
            ("account.move", self.order._create_invoices()),
        ):
            with self.subTest(name):
                model = self.env[name]
                self.assertEqual(model.search([("order_code", "=", self.code)]), records)
                self.assertEqual(model.search([("order_code", "ilike", "s1110308")]), records)
                found = model.name_search(self.code)
                self.assertEqual([record_id for record_id, _name in found], records.ids)
                rest = model.search([("order_code", "=", False), ("id", "in", records.ids)])
                self.assertFalse(rest)
                self.assertNotIn(records, model.search([("order_code", "not ilike", "S111")]))
                groups = model._read_group([("id", "in", records.ids)], ["order_code"], ["__count"])
                self.assertEqual(groups, [(self.code, 1)])
                described = model.fields_get(["order_code"])["order_code"]
                self.assertTrue(described["searchable"] and described["groupable"])

    def test_invoice_of_several_orders(self):
        second = self._create_order()
        second.action_confirm()
        invoice = (self.order | second)._create_invoices()
        self.assertEqual(len(invoice), 1)
        self.assertEqual(invoice.order_code, f"{self.code}, {second.order_code}")
        model = self.env["account.move"]
        self.assertEqual(model.search([("order_code", "ilike", second.order_code)]), invoice)
        (group,) = model.formatted_read_group(
            [("id", "=", invoice.id)], ["order_code"], ["__count"]
        )
        self.assertEqual(model.search(group["__extra_domain"]), invoice)
        entry = self.env["account.move"].create({"move_type": "out_invoice"})
        self.assertFalse(entry.order_code)
        self.assertIn(entry, model.search([("order_code", "=", False)]))

    def test_backorder_and_return_carry_the_code(self):
        picking = self.order.picking_ids
        copied = picking.copy()
        copied.sale_id = self.order
        self.assertEqual(copied.order_code, self.code)

    def test_order_print(self):
        html = self._html("sale.action_report_saleorder", self.order)
        self.assertEqual(html.count(self.code), 2, "Also where the customer's number is missing")
        self.assertIn("Our Order Code", html)
        self.order.client_order_ref = "PO-4711"
        html = self._html("sale.action_report_saleorder", self.order)
        self.assertEqual(html.count(self.code), 1)
        self.assertIn("PO-4711", html)
        self.assertNotIn(
            "Our Order Code", self._html("sale.action_report_saleorder", self.plain_order)
        )

    def test_customer_number_is_never_written(self):
        self.assertFalse(self.order.client_order_ref)

    def test_transfer_prints(self):
        picking = self.order.picking_ids
        for report in ("stock.action_report_delivery", "stock.action_report_picking"):
            with self.subTest(report):
                html = self._html(report, picking)
                self.assertEqual(html.count(self.code), 2)
        self.order.client_order_ref = "PO-4711"
        for report in ("stock.action_report_delivery", "stock.action_report_picking"):
            with self.subTest(report):
                html = self._html(report, picking)
                self.assertEqual(html.count(self.code), 1)
                self.assertIn("PO-4711", html)

    def test_transfer_prints_for_stock_users(self):
        keeper = self._create_user("code_keeper", "stock.group_stock_user")
        reports = self.env["ir.actions.report"].with_user(keeper)
        for report in ("stock.action_report_delivery", "stock.action_report_picking"):
            html, _kind = reports._render_qweb_html(report, self.order.picking_ids.ids)
            self.assertIn(self.code, html.decode())

    def test_invoice_print(self):
        invoice = self.order._create_invoices()
        self.assertEqual(invoice.ref, self.code, "In the place of the customer's number")
        html = self._html("account.account_invoices_without_payment", invoice)
        self.assertIn("Our Order Code", html)
        self.assertEqual(html.count(self.code), 2)
        invoice.ref = "PO-4711"
        html = self._html("account.account_invoices_without_payment", invoice)
        self.assertEqual(html.count(self.code), 1)
        self.assertIn("PO-4711", html)

    def test_customer_number_on_the_invoice(self):
        self.order.client_order_ref = "PO-4711"
        self.assertEqual(self.order._create_invoices().ref, "PO-4711")

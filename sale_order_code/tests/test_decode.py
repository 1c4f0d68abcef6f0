from freezegun import freeze_time

from odoo.tests import Form

from .common import OrderCodeCase


class TestDecode(OrderCodeCase):
    def _decode(self, code):
        form = Form(self.env["sale.order.code.decode"])
        form.code = code
        return form

    @freeze_time("2026-05-05")
    def test_issued_code(self):
        order = self._create_order()
        order.action_confirm()
        decode = self._decode(f" {order.order_code} ")
        self.assertFalse(decode.problem)
        self.assertEqual(decode.order_id, order)
        self.assertEqual(decode.partner_id, self.customer)
        self.assertEqual(decode.destination_id.code, "CN")
        self.assertEqual(decode.product_order_type_id, self.type_s)
        self.assertEqual((decode.year, decode.month, decode.number), (2026, 5, 1))
        self.assertEqual(decode.counter, 1)

    def test_foreign_code(self):
        decode = self._decode("EUP205030899")
        self.assertFalse(decode.problem)
        self.assertFalse(decode.order_id)
        self.assertEqual(decode.partner_id, self.other)
        self.assertEqual((decode.year, decode.month, decode.number), (2003, 8, 99))
        self.assertEqual(decode.customer_code, "205")

    def test_unknown_customer(self):
        decode = self._decode("EUP888030899")
        self.assertFalse(decode.problem)
        self.assertFalse(decode.partner_id)

    def test_nonsense(self):
        decode = self._decode("CNS111031301")
        self.assertIn("Month of confirmation", decode.problem)
        self.assertFalse(decode.number)
        decode.code = ""
        self.assertFalse(decode.problem)

    def test_code_of_an_earlier_structure(self):
        order = self._create_order()
        order.action_confirm()
        self.scheme.segment_ids.filtered(lambda part: part.type == "counter").length = 4
        decode = self._decode(order.order_code)
        self.assertFalse(decode.problem)
        self.assertEqual(decode.order_id, order)

    def test_seller_decodes(self):
        user = self._create_user("code_seller", "sales_team.group_sale_salesman")
        decode = self.env["sale.order.code.decode"].with_user(user).create({"code": "EUP205030899"})
        self.assertEqual(decode.partner_id, self.other)

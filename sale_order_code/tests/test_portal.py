from odoo.tests import HttpCase, new_test_user, tagged

from .common import OrderCodeFixtures


@tagged("post_install", "-at_install")
class TestPortal(OrderCodeFixtures, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_order_codes()
        cls.contact = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.customer.id, "email": "buyer@example.com"}
        )
        cls.portal_user = new_test_user(
            cls.env,
            login="code_portal",
            groups="base.group_portal",
            partner_id=cls.contact.id,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.orders = cls.env["sale.order"].union(*(cls._create_order() for _turn in range(3)))
        cls.orders.action_confirm()
        cls.orders[0].client_order_ref = "PO-4711"
        cls.foreign = cls._create_order(cls.other)
        cls.foreign.action_confirm()
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.authenticate("code_portal", "code_portal")

    def test_list(self):
        page = self.url_open("/my/orders").text
        self.assertIn("Order Code", page)
        for order in self.orders:
            self.assertIn(order.order_code, page)
        self.assertNotIn(self.foreign.order_code, page)

    def test_search(self):
        first, second, _third = self.orders
        page = self.url_open(f"/my/orders?search={second.order_code}&search_in=order_code").text
        self.assertIn(f"/my/orders/{second.id}", page)
        self.assertNotIn(f"/my/orders/{first.id}", page)
        page = self.url_open("/my/orders?search=po-47&search_in=all").text
        self.assertIn(f"/my/orders/{first.id}", page)
        self.assertNotIn(f"/my/orders/{second.id}", page)
        page = self.url_open("/my/orders?search=po-47&search_in=order_code").text
        self.assertNotIn(f"/my/orders/{first.id}", page)
        self.assertIn("No order has", page)
        page = self.url_open("/my/orders?search=<script>x&search_in=nonsense").text
        self.assertNotIn("<script>x", page)

    def test_strangers_stay_hidden(self):
        page = self.url_open(f"/my/orders?search={self.foreign.order_code}&search_in=all").text
        self.assertNotIn(f"/my/orders/{self.foreign.id}", page)

    def test_pages_of_a_search(self):
        for _turn in range(85):
            self._create_order().action_confirm()
        self.env.flush_all()
        page = self.url_open("/my/orders?search=S111&search_in=order_code").text
        self.assertIn("search=S111", page)
        second = self.url_open("/my/orders/page/2?search=S111&search_in=order_code").text
        self.assertIn("S111", second)

    def test_detail(self):
        order = self.orders[1]
        page = self.url_open(order.get_portal_url()).text
        self.assertIn("Our Order Code", page)
        self.assertIn("Your Reference", page)
        self.assertGreaterEqual(page.count(order.order_code), 2)
        page = self.url_open(self.orders[0].get_portal_url()).text
        self.assertIn("PO-4711", page)

    def test_off(self):
        self.env["res.company"].search([]).order_code_enabled = False
        self.env.flush_all()
        self.assertNotIn("search_in", self.url_open("/my/orders").text)

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from .common import OrderCodeCase


class TestDestination(OrderCodeCase):
    def test_nine_regions(self):
        codes, by_country, unknown = self.env["sale.order.destination"]._lookup()
        expected = ["CN", "NA", "LA", "EU", "SE", "AU", "ME", "AF", "UN"]
        self.assertEqual([c for c in codes.values() if c in expected], expected)
        self.assertEqual(codes[unknown], "UN")
        for country, region in {
            "cn": "CN", "us": "NA", "mx": "LA", "de": "EU", "uk": "EU", "no": "EU",
            "vn": "SE", "nz": "AU", "tr": "ME", "na": "AF",
        }.items():  # fmt: skip
            found = by_country[self.env.ref(f"base.{country}").id]
            self.assertEqual(codes[found], region, country)
        self.assertNotIn(self.env.ref("base.jp").id, by_country)

    def test_delivery_address_decides(self):
        address = self.env["res.partner"].create(
            {
                "name": "Hamburg yard",
                "parent_id": self.customer.id,
                "type": "delivery",
                "country_id": self.env.ref("base.de").id,
            }
        )
        order = self._create_order(partner_shipping_id=address.id)
        order.action_confirm()
        self.assertTrue(order.order_code.startswith("EUS111"), order.order_code)
        self.assertEqual(order.destination_id.code, "EU")

    def test_unknown(self):
        for country in (None, "jp"):
            with self.subTest(country):
                order = self._create_order(self._create_customer("Nowhere", country))
                self.assertIn("UN", order.order_code_notice)
                order.action_confirm()
                self.assertTrue(order.order_code.startswith("UNS"))

    def test_entered_by_hand(self):
        order = self._create_order(
            destination_id=self.env.ref("sale_order_code.sale_order_destination_me").id
        )
        self.assertFalse(order.order_code_notice)
        order.action_confirm()
        self.assertTrue(order.order_code.startswith("MES111"))

    def test_later_knowledge_renames_nothing(self):
        customer = self._create_customer("Nowhere", None)
        order = self._create_order(customer)
        order.action_confirm()
        code = order.order_code
        customer.country_id = self.env.ref("base.de")
        order.destination_id = self.env.ref("sale_order_code.sale_order_destination_eu")
        self.assertEqual(order.order_code, code)

    def test_country_in_one_region(self):
        with self.assertRaisesRegex(ValidationError, "two destination regions"):
            self.env["sale.order.destination"].create(
                {
                    "code": "JK",
                    "name": "Japan",
                    "country_ids": [Command.link(self.env.ref("base.cn").id)],
                }
            )

    def test_new_region_counts_at_once(self):
        region = self.env["sale.order.destination"].create(
            {
                "code": "JK",
                "name": "Japan and Korea",
                "country_ids": [Command.link(self.env.ref("base.jp").id)],
            }
        )
        order = self._create_order(self._create_customer("Tokyo", "jp", "300"))
        order.action_confirm()
        self.assertEqual(order.order_code[:6], "JKS300")
        region.active = False
        order = self._create_order(order.partner_id)
        order.action_confirm()
        self.assertEqual(order.order_code[:6], "UNS300")

    @mute_logger("odoo.sql_db")
    def test_codes_are_checked(self):
        for code in ("eu", "E U", "", "=1", "ÄÖ"):
            with self.subTest(code), self.assertRaises(ValidationError):
                self.env["sale.order.destination"].create({"name": "Bad", "code": code})

import random

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command

from .common import OrderCodeCase


class TestScheme(OrderCodeCase):
    def _create_scheme(self, *segments, **values):
        return self.env["sale.order.code.scheme"].create(
            {
                "name": "Other",
                "default_product_type_id": self.type_s.id,
                "segment_ids": [
                    Command.create({"sequence": place, **segment})
                    for place, segment in enumerate(segments)
                ],
                **values,
            }
        )

    def test_parse(self):
        self.assertEqual(
            self.scheme.parse("CNS111030801"),
            {
                "destination": "CN",
                "product_type": "S",
                "customer": "111",
                "year": 2003,
                "month": 8,
                "counter": 1,
            },
        )
        self.assertEqual(self.scheme.parse("EUP042260199")["counter"], 99)
        self.assertEqual(self.env["sale.order.code.scheme"].parse("EUP042260201")["month"], 2)

    def test_parse_names_the_part(self):
        for code, part in {
            "CNS000030801": "Customer code",
            "CNS111031301": "Month of confirmation",
            "CNS111030001": "Month of confirmation",
            "CNS111030800": "Order sequence",
            "XXS111030801": "Destination region",
            "cnS111030801": "Destination region",
            "CNX111030801": "Product type",
            "CNs111030801": "Product type",
            "CN 111030801": "Product type",
            "CNS１11030801": "Customer code",
            "CNS11A030801": "Customer code",
            "CNS1110x0801": "Year of confirmation",
            "CNS11103080 ": "Order sequence",
        }.items():
            with self.subTest(code), self.assertRaisesRegex(ValidationError, part):
                self.scheme.parse(code)

    def test_parse_wrong_length(self):
        for code in ("", False, None, 12, "CNS11103080", "CNS1110308011", " CNS111030801"):
            with self.subTest(code), self.assertRaisesRegex(ValidationError, "characters"):
                self.scheme.parse(code)

    def test_format_and_parse_are_inverse(self):
        """Property: what is put together is taken to the same pieces, and the other way round."""
        dice = random.Random(19)
        destinations = list(self.env["sale.order.destination"]._lookup()[0].values())
        for _turn in range(500):
            values = {
                "destination": dice.choice(destinations),
                "product_type": dice.choice("SPC"),
                "customer": f"{dice.randint(1, 999):03}",
                "year": dice.randint(1990, 2040),
                "month": dice.randint(1, 12),
                "counter": dice.randint(1, 99),
            }
            code = self.scheme._format(values)
            self.assertEqual(len(code), 12)
            self.assertEqual(self.scheme.parse(code), values, code)

    def test_parse_refuses_mutations(self):
        """Property: whatever is parsed comes out of formatting unchanged."""
        dice = random.Random(20)
        letters = "CNSEUPALM0123456789 acné-/１"
        accepted = 0
        for _turn in range(2000):
            code = list("CNS111030801")
            for _change in range(dice.randint(1, 3)):
                code[dice.randrange(len(code))] = dice.choice(letters)
            code = "".join(code)
            try:
                values = self.scheme.parse(code)
            except ValidationError:
                continue
            accepted += 1
            self.assertEqual(self.scheme._format(values), code)
        self.assertTrue(accepted)

    @freeze_time("2026-06-01")
    def test_two_digit_year(self):
        self.assertEqual(self.scheme.parse("CNS111460801")["year"], 2046)
        self.assertEqual(self.scheme.parse("CNS111470801")["year"], 1947)

    @freeze_time("2099-12-31")
    def test_turn_of_the_century(self):
        self.assertEqual(self.scheme.parse("CNS111990801")["year"], 2099)
        self.assertEqual(self.scheme.parse("CNS111000101")["year"], 2100)

    def test_other_structure(self):
        scheme = self._create_scheme(
            {"type": "constant", "value": "OD-"},
            {"type": "year", "length": 4},
            {"type": "day"},
            {"type": "customer", "length": 4},
            {"type": "constant", "value": "/"},
            {"type": "product_type", "length": 2, "padding": "X"},
            {"type": "kind", "value": "R"},
            {"type": "counter", "length": 3},
        )
        values = {
            "year": 2026,
            "day": 7,
            "customer": "0012",
            "product_type": "S",
            "kind": "R",
            "counter": 45,
        }
        code = scheme._format({**values, "kind": False})
        self.assertEqual(code, "OD-2026070012/XSR045")
        self.assertEqual(scheme.parse(code), values)
        self.assertEqual(scheme._capacity(), 999)
        with self.assertRaisesRegex(ValidationError, "Fixed text"):
            scheme.parse("OF-2026070012/XSR045")
        with self.assertRaisesRegex(ValidationError, "Order kind"):
            scheme.parse("OD-2026070012/XSQ045")

    def test_structure_is_checked(self):
        counter, customer = {"type": "counter"}, {"type": "customer"}
        for segments in (
            [counter],
            [customer],
            [counter, counter, customer],
            [counter, customer, {"type": "month"}, {"type": "month"}],
            [counter, customer, {"type": "year", "length": 3}],
            [counter, customer, {"type": "constant"}],
            [counter, customer, {"type": "constant", "value": "a"}],
            [counter, customer, {"type": "constant", "value": "=1"}],
            [counter, customer, {"type": "kind", "value": "LONG"}],
            [counter, customer, {"type": "destination", "padding": "--"}],
        ):
            with self.subTest(segments), self.assertRaises(ValidationError):
                self._create_scheme(*segments)

    def test_changed_structure_counts_at_once(self):
        scheme = self._create_scheme({"type": "customer"}, {"type": "counter"})
        self.assertEqual(scheme._format({"customer": "1", "counter": 1}), "00101")
        scheme.segment_ids[1].length = 4
        self.assertEqual(scheme._format({"customer": "1", "counter": 1}), "0010001")
        scheme.segment_ids[1].sequence = -1
        self.assertEqual(scheme._format({"customer": "1", "counter": 1}), "0001001")

    def test_value_too_long(self):
        self.env.ref("sale_order_code.sale_order_destination_cn").code = "CHN"
        order = self._create_order()
        with self.assertRaisesRegex(ValidationError, "does not fit"):
            order.action_confirm()
        self.assertFalse(self.env["sale.order.code"].search([("order_id", "=", order.id)]))

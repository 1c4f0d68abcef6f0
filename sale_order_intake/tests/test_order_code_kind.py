from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import IntakeCommon


@tagged("post_install", "-at_install")
class TestOrderCodeKind(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_code_enabled = True
        cls.scheme = cls.company._get_order_code_scheme().copy(
            {"name": "With kind", "company_id": cls.company.id}
        )
        cls.scheme.segment_ids = [
            Command.create({"type": "kind", "length": 2, "value": "XX", "sequence": 1})
        ]
        cls.company.order_code_scheme_id = cls.scheme

    def _code(self, kind):
        order = self._order(order_kind=kind)
        order.action_confirm()
        return order.order_code

    def test_code_names_the_kind(self):
        self.scheme.write({"customer_code": "OD", "stock_code": "OF"})
        self.assertTrue(self._code("customer").startswith("OD"))
        self.assertTrue(self._code("sample").startswith("XX"))
        self.assertEqual(self.scheme.parse(self._code("customer"))["kind"], "OD")
        self.assertEqual(self.scheme.parse(self._code("sample"))["kind"], "XX")

    def test_text_fits_into_the_part(self):
        for code in ("ABC", "od", "O D"):
            with self.subTest(code), self.assertRaises(ValidationError):
                self.scheme.customer_code = code

    def test_scheme_without_kind_is_not_changed(self):
        self.scheme.segment_ids.filtered(lambda part: part.type == "kind").unlink()
        self.scheme.customer_code = "OD"
        self.assertFalse(self.scheme.has_kind_part)
        self.assertNotIn("OD", self._code("customer"))

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sale_order_review.tests.common_check_queries import CheckQueriesCommon


@tagged("post_install", "-at_install")
class TestCheckQueriesMrp(CheckQueriesCommon):
    """All automatic checks of a repeat order of made products: at most 40 statements."""

    product_values = {"standard_price": 1.0}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        centers = cls.env["mrp.workcenter"].create([{"name": "Press"}, {"name": "Oven"}])
        steel = cls.env["product.product"].create(
            {"name": "Steel", "type": "consu", "is_storable": True}
        )
        cls.env["mrp.bom"].create(
            [
                {
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "bom_line_ids": [Command.create({"product_id": steel.id, "product_qty": 1})],
                    "operation_ids": [
                        Command.create({"name": "Make", "workcenter_id": centers[n % 2].id})
                    ],
                }
                for n, product in enumerate(cls.many)
            ]
        )

    def _check_answers(self, review):
        capacity = review.line_ids.filtered(lambda line: line.auto_check == "capacity")
        self.assertIn("Press", capacity.auto_evidence, "its work was looked up")

    def test_hundred_lines(self):
        self._assert_lines_are_free(2)

    def test_in_stock(self):
        """Half of it lies free."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        for product in self.many[:50]:
            self.env["stock.quant"]._update_available_quantity(
                product, warehouse.lot_stock_id, 1e6
            )
        self._count(self.many[45:55])
        self.assertLessEqual(self._count(self.many), 40)

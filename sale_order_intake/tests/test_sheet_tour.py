from odoo.tests import HttpCase, tagged

from .test_customer_part import PartCase


@tagged("post_install", "-at_install")
class TestSheetTour(PartCase, HttpCase):
    def test_clerk_pastes_the_customers_rows(self):
        self._part("4712", self.spring)
        order = self._order(self.env["product.product"], name="INTAKE-5")
        self.start_tour(
            f"/odoo/orders/{order.id}", "sale_order_intake_sheet", login="intake_clerk"
        )
        self.assertEqual(order.order_line.product_id, self.damper | self.spring)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [40, 5])
        layout = self.env["res.partner.order.sheet"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(layout.column_ids.mapped("content"), ["part_no", "quantity"])

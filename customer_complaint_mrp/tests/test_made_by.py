from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.mrp_production_notice.tests.common import NoticeCommon


@tagged("post_install", "-at_install")
class TestMadeBy(NoticeCommon):
    """The manufacturing orders and the notice that made what is complained about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.products[0]
        cls.product.tracking = "lot"
        cls.officer = cls._user("officer", "customer_complaint.group_officer")
        cls.clerk = cls._user("clerk", "customer_complaint.group_officer,mrp.group_mrp_user")

    @classmethod
    def _made(cls, lot):
        production = Form(cls.env["mrp.production"].with_company(cls.company))
        production.product_id = cls.product
        production.product_qty = 5
        production = production.save()
        production.action_confirm()
        production.lot_producing_ids = cls.env["stock.lot"].create(
            {"name": lot, "product_id": cls.product.id, "company_id": cls.company.id}
        )
        return production

    def _complaint(self, **values):
        complaint = self.env["customer.complaint"].create(
            {
                "title": "Leaks",
                "company_id": self.company.id,
                "partner_id": self.customer.id,
                "product_id": self.product.id,
                **values,
            }
        )
        return complaint.with_user(self.clerk)

    def test_by_lot(self):
        self._made("LOT-1")
        production = self._made("LOT-2")
        complaint = self._complaint(lot_ids=[Command.set(production.lot_producing_ids.ids)])
        self.assertEqual(complaint.production_ids.ids, production.ids)
        self.assertEqual(complaint.action_view_productions()["res_id"], production.id)
        # Whoever has no access to manufacturing sees the name.
        service = complaint.with_user(self.officer)
        self.assertEqual(service.production_text, production.name)
        self.assertNotIn("production_ids", service.fields_get())
        goods = self.env.ref("customer_complaint.customer_complaint_view_form_goods")
        arch = service.get_view(goods.id, "form")["arch"]
        self.assertIn("production_text", arch)
        self.assertNotIn("action_view_productions", arch)
        # And back.
        made = production.with_user(self.clerk)
        self.assertEqual(made.complaint_count, 1)
        self.assertEqual(made.action_view_complaints()["res_id"], complaint.id)

    def test_by_order_with_its_notice(self):
        route = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)])
        mto = route.mto_pull_id.route_id
        mto.active = True
        self.product.route_ids = mto | route.manufacture_pull_id.route_id
        order = self._order()
        notice = self._issued(order)
        production = notice.sudo().production_ids.filtered(
            lambda order: order.product_id == self.product
        )
        self.assertTrue(production)
        line = order.order_line.filtered(lambda line: line.product_id == self.product)
        complaint = self._complaint(order_id=order.id, order_line_id=line.id)
        self.assertEqual(complaint.production_ids, production.with_user(self.clerk))
        self.assertEqual(complaint.notice_ids.ids, notice.ids)
        self.assertEqual(
            complaint.production_text, f"{production.name} ({notice.sudo().name})"
        )
        self.env.invalidate_all()
        self.assertEqual(notice.with_user(self.manager).complaint_count, 1)
        self.assertEqual(production.with_user(self.manager).complaint_count, 1)
        # Another product of the same order was made by another order.
        other = self._complaint(order_id=order.id, product_id=self.products[1].id)
        self.assertNotIn(production.id, other.production_ids.ids)

    def test_shop_without_our_groups(self):
        production = self._made("LOT-3")
        plain = new_test_user(self.env, "plain_shop", "mrp.group_mrp_user", **self.in_company)
        self.assertNotIn("complaint_count", production.with_user(plain).fields_get())
        arch = production.with_user(plain).get_view(view_type="form")["arch"]
        self.assertNotIn("complaint_count", arch)

    def test_nothing_known(self):
        complaint = self._complaint(product_id=False)
        self.assertFalse(complaint.production_ids)
        self.assertFalse(complaint.production_text)

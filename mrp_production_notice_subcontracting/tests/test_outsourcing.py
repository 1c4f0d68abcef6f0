from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.mrp_production_notice.tests.common_shop import ShopCommon


class OutsourcingCommon(ShopCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        in_company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.buyer = new_test_user(
            cls.env,
            "outsourcing_buyer",
            # Odoo lets only people of Manufacturing confirm what a subcontractor makes.
            "purchase.group_purchase_user,mrp.group_mrp_user,order_signoff.group_user",
            **in_company,
        )
        cls.subcontractor = cls.env["res.partner"].create(
            {"name": "Damper Makers", "buyer_id": cls.buyer.id}
        )
        cls.other = cls.env["res.partner"].create({"name": "Other Makers"})
        cls._bom(
            cls.damper,
            {cls.rod: 2},
            type="subcontract",
            subcontractor_ids=[Command.set(cls.subcontractor.ids)],
        )
        cls.damper.seller_ids = [
            Command.create({"partner_id": cls.subcontractor.id, "price": 70.0})
        ]

    def _outsourced(self, order, **vals):
        notice = self._notice(order)
        notice.line_ids.write(
            {
                "sourcing": "outsource",
                "outsource_reason": "No capacity",
                "subcontractor_id": self.subcontractor.id,
                **vals,
            }
        )
        return notice

    def _requests(self, order):
        return self.env["purchase.order.line"].search(
            [("notice_line_id.notice_id.order_id", "=", order.id), ("state", "!=", "cancel")]
        )

    def _revised(self, notice, order, quantity, **vals):
        order.order_line.product_uom_qty = quantity
        revision = notice.with_user(self.sales_user)._revise("Quantity").sudo()
        revision.action_update_from_order()
        revision.line_ids.write(
            {
                "sourcing": "outsource",
                "outsource_reason": "No capacity",
                "subcontractor_id": self.subcontractor.id,
                "is_new_product": False,
                **vals,
            }
        )
        self.assertFalse(revision._check_can_issue())
        revision._issue()
        return revision


@tagged("post_install", "-at_install")
class TestOutsourcing(OutsourcingCommon):
    # --- what stands against it ---

    def test_subcontractor_is_needed(self):
        notice = self._outsourced(self._sell(), subcontractor_id=False)
        self.assertIn("choose the subcontractor", "\n".join(notice._check_can_issue()))

    def test_bill_of_materials_is_needed(self):
        notice = self._outsourced(self._sell(), subcontractor_id=self.other.id)
        problems = "\n".join(notice._check_can_issue())
        self.assertIn("Subcontracting for Other Makers", problems)

    def test_management_approves_repeat_orders_too(self):
        order = self._sell()
        notice = self._outsourced(order).with_user(self.sales_user)
        notice.line_ids.sudo().outsource_reason = False
        with self.assertRaisesRegex(UserError, "write down why"):
            notice.action_submit()

    # --- the request for quotation ---

    def test_request_instead_of_manufacturing_order(self):
        order = self._sell(10)
        notice = self._issue(self._outsourced(order))
        self.assertFalse(self._productions(order), "nothing is made in our shop")
        line = self._requests(order)
        purchase = line.order_id
        self.assertEqual(line.product_id, self.damper)
        self.assertEqual((line.product_qty, line.price_unit), (10, 70))
        self.assertEqual(line.date_planned.date(), notice.line_ids.completion_date)
        self.assertEqual((purchase.partner_id, purchase.state), (self.subcontractor, "draft"))
        self.assertEqual(purchase.production_notice_id, notice)
        self.assertEqual(purchase.reference_ids.sale_ids, order)
        self.assertEqual(purchase.user_id, self.buyer)
        self.assertEqual(notice.with_user(self.buyer).purchase_count, 1)
        action = notice.with_user(self.buyer).action_view_purchases()
        self.assertEqual(action["res_id"], purchase.id)

    def test_goods_come_and_leave(self):
        order = self._sell(10)
        self._issue(self._outsourced(order))
        purchase = self._requests(order).order_id
        purchase.with_user(self.buyer).button_confirm()
        receipt = purchase.picking_ids
        self.assertTrue(receipt.move_ids.is_subcontract)
        self.assertTrue(receipt.move_ids._get_subcontract_production())
        receipt.button_validate()
        delivery = order.picking_ids.filtered(lambda p: p.picking_type_code == "outgoing")
        delivery.action_assign()
        self.assertEqual(delivery.state, "assigned")
        delivery.button_validate()
        self.assertEqual(order.order_line.qty_delivered, 10)

    def test_stock_first(self):
        self._stock(self.damper, 4)
        order = self._sell(10)
        self._issue(self._outsourced(order, stock_quantity=4, make_quantity=6))
        self.assertEqual(self._requests(order).product_qty, 6)

    # --- revisions ---

    def test_revision_raises_and_lowers_the_request(self):
        order = self._sell(10)
        notice = self._issue(self._outsourced(order))
        purchase = self._requests(order).order_id
        second = self._revised(notice, order, 15)
        self.assertEqual(self._requests(order).mapped("product_qty"), [15])
        self.assertEqual(purchase.production_notice_id, second)
        third = self._revised(second, order, 8)
        self.assertEqual(self._requests(order).mapped("product_qty"), [8])
        self.assertEqual(self._requests(order).notice_line_id, third.line_ids)

    def test_revision_of_what_is_ordered(self):
        order = self._sell(10)
        notice = self._issue(self._outsourced(order))
        purchase = self._requests(order).order_id
        purchase.button_confirm()
        second = self._revised(notice, order, 15)
        self.assertEqual(sorted(self._requests(order).mapped("product_qty")), [5, 10])
        self._revised(second, order, 7)
        self.assertEqual(self._requests(order).mapped("product_qty"), [10])
        self.assertIn("wants less", " ".join(purchase.activity_ids.mapped("summary")))
        self.assertEqual(purchase.activity_ids.user_id, self.buyer)

    def test_revision_after_goods_have_come(self):
        order = self._sell(10)
        notice = self._issue(self._outsourced(order))
        purchase = self._requests(order).order_id
        purchase.button_confirm()
        purchase.picking_ids.button_validate()
        second = self._revised(notice, order, 15)
        self.assertEqual(second.line_ids.stock_quantity, 10)
        self.assertEqual(second.line_ids.make_quantity, 5)
        self.assertEqual(sorted(self._requests(order).mapped("product_qty")), [5, 10])

    def test_made_in_the_house_again(self):
        order = self._sell(10)
        notice = self._issue(self._outsourced(order))
        self._revised(notice, order, 10, sourcing="make", subcontractor_id=False)
        self.assertFalse(self._requests(order))
        self.assertEqual(self._productions(order, self.damper).product_qty, 10)

    # --- rights ---

    def test_links_are_not_entered(self):
        order = self._sell(10)
        notice = self._issue(self._outsourced(order))
        purchase = self._requests(order).order_id.with_user(self.buyer)
        with self.assertRaises(UserError):
            purchase.production_notice_id = False
        with self.assertRaises(UserError):
            purchase.order_line.notice_line_id = False
        copy = purchase.copy()
        self.assertFalse(copy.production_notice_id or copy.order_line.notice_line_id)
        made = self.env["purchase.order"].with_user(self.buyer).with_context(
            default_production_notice_id=notice.id
        ).create({"partner_id": self.other.id})
        self.assertFalse(made.production_notice_id)

    def test_buyers_without_our_groups(self):
        order = self._sell(10)
        self._issue(self._outsourced(order))
        plain = new_test_user(
            self.env,
            "outsourcing_plain",
            "purchase.group_purchase_user,mrp.group_mrp_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        purchase = self._requests(order).order_id.with_user(plain)
        self.assertTrue(purchase.read(["name", "state"]))
        purchase.button_confirm()
        self.assertEqual(purchase.state, "purchase")


@tagged("post_install", "-at_install")
class TestOutsourcingTour(HttpCase, OutsourcingCommon):
    def test_buyer_orders_from_the_subcontractor(self):
        notice = self._issue(self._outsourced(self._sell(10)))
        purchase = self._requests(notice.order_id).order_id
        path = f"/odoo/mrp.production.notice/{notice.id}"
        self.start_tour(path, "mrp_production_notice_subcontracting", login=self.buyer.login)
        self.assertEqual(purchase.state, "purchase")

from odoo.fields import Command
from odoo.tests import tagged

from .common_hold import HoldCommon


@tagged("post_install", "-at_install")
class TestProductionOrders(HoldCommon):
    """Which manufacturing orders belong to which customers' orders."""

    def test_two_levels(self):
        order = self._confirmed({})
        productions = self._productions(order)
        self.assertEqual(
            productions._customer_orders(), {production: order for production in productions}
        )
        below = productions.filtered(lambda p: p.product_id == self.rod)
        below.reference_ids = False
        self.assertEqual(below._customer_orders()[below], order, "by the level above")
        self.assertEqual(below._products_made_for()[below], self.rod | self.damper)

    def test_made_for_nobody(self):
        production = self.env["mrp.production"].create(
            {"product_id": self.damper.id, "bom_id": self.bom.id}
        )
        self.assertFalse(production._customer_orders()[production])

    def test_replenishment_is_exempt(self):
        """Made for a reordering rule, with its parts, even where an order brought it about."""
        self.damper.route_ids -= self.to_order
        rule = self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.damper.id,
                "warehouse_id": self.warehouse.id,
                "product_min_qty": 0,
                "product_max_qty": 0,
            }
        )
        order = self._confirmed({"M02": "production"})
        production = self.env["mrp.production"].search([("orderpoint_id", "=", rule.id)])
        self.assertEqual(production.reference_ids.sale_ids, order)
        production = production.with_user(self.maker)
        production.action_confirm()
        self.assertEqual(production.state, "confirmed")
        below = production._get_children()
        self.assertEqual((below.product_id, below.state), (self.rod, "confirmed"))
        self.assertFalse(below._customer_orders()[below])

    def test_kit(self):
        """A kit is not made; what it consists of is, and waits."""
        kit = self.env["product.product"].create({"name": "Kit", "is_storable": True})
        self._make_bom(kit, self.damper, type="phantom")
        order = self._confirmed({"M02": "production"}, products=kit)
        production = self._productions(order)
        self.assertEqual((production.product_id, production.state), (self.damper, "draft"))
        self.assertEqual(production._products_made_for()[production], self.damper | kit)
        with self._refused("M02"):
            production.action_confirm()

    def test_make_to_stock_request(self):
        self.company.order_intake_enabled = True
        order = self._make_order(
            order_kind="stock",
            partner_id=self.company.partner_id.id,
            order_line=[Command.create({"product_id": self.damper.id, "product_uom_qty": 2})],
        )
        review = self._request(order)
        self._line(review, "S05").write({"result": "na", "comment": "No price"})
        self._answer_open(self._line(review, "M02"), gate="production")
        self._sign_all(review)
        order.with_user(self.sales_user).action_confirm()
        production = self._productions(order)
        self.assertEqual((production.product_id, production.state), (self.damper, "draft"))
        with self._refused("M02"):
            production.action_confirm()
        self._close(order, "M02")
        production.action_confirm()
        self.assertEqual(production.state, "confirmed")

    def test_more_of_it_joins_the_draft(self):
        order = self._confirmed({"M02": "production"})
        order.order_line.product_uom_qty = 5
        production = self._productions(order)
        self.assertEqual((production.product_qty, production.state), (5, "draft"))

    def test_three_steps(self):
        """Components and goods that pass through transfers of the workshop."""
        self.warehouse.manufacture_steps = "pbm_sam"
        order = self._confirmed({"M02": "production"})
        production = self._productions(order)
        self.assertEqual(production.state, "draft")
        self._close(order, "M02")
        production.action_confirm()
        below = self._productions(order) - production
        self.assertEqual((below.product_id, below.state), (self.rod, "confirmed"))
        self.assertEqual(below._customer_orders()[below], order)

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Second Works"})
        self.env.user.company_ids |= other
        order = self._confirmed({"M02": "production"})
        self.maker.company_ids |= other
        env = self.env(context={**self.env.context, "allowed_company_ids": other.ids})
        production = env["mrp.production"].create(
            {
                "product_id": self.steel.id,
                "company_id": other.id,
                "reference_ids": [Command.link(order.stock_reference_ids.id)],
            }
        )
        self.assertFalse(production._production_holds(), "its company does not hold production")
        other.order_review_enabled = True
        self.assertTrue(production._production_holds(), "the order of the first waits")
        held = self._productions(order)
        with self._refused("M02"):
            # the document's company decides, not the ones switched on
            held.with_context(allowed_company_ids=[other.id, self.company.id]).action_confirm()

    def test_cancelled_order(self):
        """What was left waiting is not needed any more; what was confirmed is left alone."""
        order = self._confirmed({"M02": "production"})
        waiting = self._productions(order)
        order._action_cancel()
        self.assertEqual(waiting.state, "cancel")
        self.assertIn(order.name, waiting.message_ids[0].body)
        confirmed = self._productions(self._confirmed({}))
        self.assertEqual(set(confirmed.mapped("state")), {"confirmed"})
        confirmed._customer_orders()[confirmed[0]]._action_cancel()
        self.assertNotIn("Cancelled with", " ".join(confirmed.message_ids.mapped("body")))

    def test_cancelled_order_beside_another(self):
        one = self._confirmed({"M02": "production"})
        two = self._confirmed({"M02": "production"})
        productions = self._productions(one | two, self.foreman)
        merged = productions.browse(productions.action_merge()["res_id"])
        one._action_cancel()
        self.assertEqual(merged.state, "draft")
        self.assertEqual(merged._customer_orders()[merged], one | two)

from odoo.tests import HttpCase, tagged

from .common import GoodsCommon


@tagged("post_install", "-at_install")
class TestTours(GoodsCommon, HttpCase):
    """The screens, as the people use them."""

    def test_leader_keeps_goods_in_the_house(self):
        self._carry_out(self._transfer(30, self.lot))
        report = self._with_lots()
        self.start_tour(
            f"/odoo/quality-8d/{report.id}", "quality_8d_goods_leader", login=self.leader.login
        )
        self.assertEqual(report.sudo().quarantine_ids.move_ids.quantity, 70)
        self.assertEqual(
            report.containment_ids.filtered("suspect_qty").mapped("concerned"), ["yes"] * 2
        )

    def test_warehouse_opens_a_report(self):
        sent = self._carry_out(self._transfer(30, self.lot))
        self.clerk.group_ids |= self.env.ref("order_signoff.group_user")
        self.start_tour(
            f"/odoo/action-stock.action_picking_tree_all/{sent.id}",
            "quality_8d_goods_warehouse",
            login=self.clerk.login,
        )
        report = self.env["quality.8d"].search([("origin_id", "=", sent.id)])
        self.assertEqual(report.sudo().lot_ids, self.lot)

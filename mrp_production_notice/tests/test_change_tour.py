from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestChangeTour(HttpCase):
    """A planner says why he changed an order and looks at its history."""

    def test_tour(self):
        self.env.company.order_history_enabled = True
        planner = new_test_user(
            self.env, "change_tour", "mrp.group_mrp_user", name="Tom Tour", password="change_tour"
        )
        table, leg = self.env["product.product"].create(
            [{"name": "Tour table", "is_storable": True}, {"name": "Leg", "is_storable": True}]
        )
        bom = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": table.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": leg.id, "product_qty": 4})],
            }
        )
        production = self.env["mrp.production"].create(
            {"product_id": table.id, "bom_id": bom.id, "product_qty": 10}
        )
        production.action_confirm()
        self.env["change.production.qty"].with_user(planner).create(
            {"mo_id": production.id, "product_qty": 12}
        ).change_prod_qty()
        self.env.cr.flush()
        self.start_tour(
            f"/odoo/mrp.production/{production.id}",
            "mrp_production_change_tour",
            login=planner.login,
        )
        entry = self.env["mrp.production.change"].search([("production_id", "=", production.id)])
        self.assertEqual(entry.mapped("reason"), ["two more by phone"])

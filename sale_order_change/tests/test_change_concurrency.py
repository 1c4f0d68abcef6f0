from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.addons.order_signoff.tests.race_case import RaceCase


@tagged("post_install", "-at_install")
class TestChangeConcurrency(RaceCase):
    """Two people carry out changes of one order at the same moment."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            company = env.ref("base.main_company")
            self.company_id, self.enabled = company.id, company.order_change_enabled
            company.order_change_enabled = True
            self.user_ids = [
                new_test_user(
                    env,
                    login=f"change_race{index}",
                    groups="sales_team.group_sale_manager,order_signoff.group_manager",
                    company_id=company.id,
                    company_ids=[Command.set(company.ids)],
                ).id
                for index in range(2)
            ]
            product = env["product.product"].create({"name": "Race", "type": "service"})
            customer = env["res.partner"].create({"name": "Race"})
            order = env["sale.order"].create(
                {
                    "partner_id": customer.id,
                    "company_id": company.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": 10})
                        for _line in range(2)
                    ],
                }
            )
            order.action_confirm()
            self.product_id, self.customer_id = product.id, customer.id
            self.order_id, self.line_ids = order.id, order.order_line.ids
        self.addCleanup(self._clean)

    def _clean(self):
        """What was sent round is kept, except as when the add-on is removed."""
        with self.transaction() as env, mute_logger("odoo.models.unlink"):
            env = env(context={MODULE_UNINSTALL_FLAG: True})
            order = env["sale.order"].browse(self.order_id)
            env["sale.order.change.copy"].search([("order_id", "=", order.id)]).unlink()
            order.change_ids.unlink()
            order._action_cancel()
            order.unlink()
            env["product.product"].browse(self.product_id).unlink()
            users = env["res.users"].browse(self.user_ids)
            partners = users.partner_id | env["res.partner"].browse(self.customer_id)
            users.unlink()
            partners.unlink()
            env["res.company"].browse(self.company_id).order_change_enabled = self.enabled

    def _approved(self, *wanted):
        """Approved changes, each of one line to another quantity."""
        with self.transaction() as env:
            changes = env["sale.order.change"].create(
                [
                    {
                        "order_id": self.order_id,
                        "reason": "Race",
                        "line_ids": [
                            Command.create(
                                {
                                    "kind": "quantity",
                                    "order_line_id": line,
                                    "new_quantity": quantity,
                                }
                            )
                        ],
                    }
                    for line, quantity in wanted
                ]
            )
            changes._approve()
            return changes.ids

    def _carry_out(self, change_ids):
        def carry_out(change_id):
            return lambda env: env["sale.order.change"].browse(change_id).action_apply()

        return self.race(
            "sale.order.change",
            *zip(self.user_ids, map(carry_out, change_ids), strict=True),
            context={"allowed_company_ids": [self.company_id]},
        )

    def _read(self, change_ids):
        with self.transaction() as env:
            order = env["sale.order"].browse(self.order_id)
            changes = env["sale.order.change"].browse(change_ids)
            return (
                order.order_line.mapped("product_uom_qty"),
                order.revision_no,
                sorted(changes.mapped("state")),
                sorted(changes.mapped("revision")),
            )

    def test_different_lines(self):
        """Both are carried out, one after the other."""
        first, second = self.line_ids
        changes = self._approved((first, 6), (second, 14))
        self.assertEqual(self._carry_out(changes), [True, True])
        self.assertEqual(
            self._read(changes), ([6, 14], 2, ["applied", "applied"], [1, 2])
        )

    def test_the_same_line(self):
        """Whoever comes second is told that the order has changed."""
        line = self.line_ids[0]
        changes = self._approved((line, 6), (line, 14))
        results = self._carry_out(changes)
        self.assertEqual(results.count(True), 1, results)
        won = results.index(True)
        self.assertRegex(results[1 - won], "changed meanwhile")
        self.assertEqual(
            self._read(changes), ([(6, 14)[won], 10], 1, ["applied", "approved"], [0, 1])
        )

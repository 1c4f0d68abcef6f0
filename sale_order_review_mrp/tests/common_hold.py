from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.sale_order_review.tests.common_step import StepCommon


class HoldCommon(StepCommon):
    """Goods of two levels that are made to order, by people without our groups."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        in_company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.maker = new_test_user(
            cls.env, "hold_maker", "mrp.group_mrp_user", name="Mia Maker", **in_company
        )
        # copying and cancelling read accounting where that is installed
        cls.foreman = new_test_user(
            cls.env,
            "hold_foreman",
            "mrp.group_mrp_user,account.group_account_invoice",
            name="Fay Foreman",
            **in_company,
        )
        # who plans may see manufacturing orders
        cls.signers["planning"].group_ids += cls.env.ref("mrp.group_mrp_user")
        cls.to_order = cls.warehouse.mto_pull_id.route_id
        cls.to_order.active = True
        cls.made = cls.to_order | cls.warehouse.manufacture_pull_id.route_id
        cls.steel = cls.env["product.product"].create({"name": "Steel", "is_storable": True})
        cls.rod, cls.damper, cls.spring = cls.env["product.product"].create(
            [
                {"name": name, "is_storable": True, "route_ids": [Command.set(cls.made.ids)]}
                for name in ("Made Rod", "Made Damper", "Made Spring")
            ]
        )
        cls.center = cls.env["mrp.workcenter"].create(
            {"name": "Press", "company_id": cls.company.id}
        )
        cls._make_bom(cls.rod, cls.steel)
        cls._make_bom(cls.spring, cls.steel)
        cls.bom = cls._make_bom(cls.damper, cls.rod, operation=True)

    @classmethod
    def _make_bom(cls, product, component, operation=False, **vals):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "company_id": cls.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": component.id, "product_qty": 1})
                ],
                "operation_ids": [
                    Command.create({"name": "Press it", "workcenter_id": cls.center.id})
                ]
                if operation
                else [],
                **vals,
            }
        )

    @classmethod
    def _make_order(cls, **vals):
        # Until then the work centre has hours left, at whatever time of day this runs.
        vals.setdefault("commitment_date", fields.Datetime.now() + timedelta(days=30))
        return super()._make_order(**vals)

    def _confirmed(self, items, products=None, **vals):
        order = self._order_with_open(items, products=products or self.damper, **vals)
        order.with_user(self.sales_user).action_confirm()
        self.assertEqual(order.state, "sale")
        return order

    def _productions(self, order, user=None):
        productions = self.env["mrp.production"].search(
            [("reference_ids.sale_ids", "in", order.ids)], order="id"
        )
        return productions.with_user(user or self.maker)

    @contextmanager
    def _refused(self, *texts):
        """A refusal that leaves nothing behind, as at the end of a call from outside."""
        with self.assertRaises(UserError) as refused:
            yield refused
        for text in texts:
            self.assertIn(text, str(refused.exception))

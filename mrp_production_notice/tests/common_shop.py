from datetime import datetime

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.sale_order_review.tests.common_gate import GateCommon

# Without a right on account.move nobody splits or copies manufacturing orders where mrp_account
# is installed: Odoo reads their entries of work in progress.
SHOP_GROUPS = "mrp.group_mrp_user,account.group_account_readonly"


class ShopCommon(GateCommon):
    """A company that works with production notices: dampers made of rods, sold to order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_review_enabled = False
        cls.company.order_intake_enabled = True
        cls.company.order_notice_enabled = True
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Five days of eight hours", "company_id": cls.company.id, "tz": "UTC"}
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.shelf = cls.warehouse.lot_stock_id
        cls.mto = cls.warehouse.mto_pull_id.route_id
        cls.mto.active = True
        cls.make = cls.warehouse.manufacture_pull_id.route_id
        cls.damper = cls._product("Gas Damper", cls.mto | cls.make)
        cls.rod = cls._product("Rod", cls.mto | cls.make)
        cls.steel = cls._product("Steel")
        cls.damper_bom = cls._bom(cls.damper, {cls.rod: 2})
        cls._bom(cls.rod, {cls.steel: 1})
        in_company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.shop_user = new_test_user(
            cls.env, "shop_worker", SHOP_GROUPS, name="Wim Worker", **in_company
        )
        cls.stock_user = new_test_user(
            cls.env, "shop_stock", "stock.group_stock_user", name="Ines Inventory", **in_company
        )

    @classmethod
    def _product(cls, name, routes=None, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "company_id": cls.company.id,
                "route_ids": [Command.set(routes.ids if routes else [])],
                **values,
            }
        )

    @classmethod
    def _bom(cls, product, components, **values):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "company_id": cls.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": component.id, "product_qty": quantity})
                    for component, quantity in components.items()
                ],
                **values,
            }
        )

    @classmethod
    def _sell(cls, quantity=10, product=None, confirm=True, **vals):
        """A confirmed order of one line, due on Friday 2030-06-14 at noon."""
        vals.setdefault("commitment_date", datetime(2030, 6, 14, 12))
        order = cls._make_order(
            order_line=[
                Command.create(
                    {
                        "product_id": (product or cls.damper).id,
                        "product_uom_qty": quantity,
                        "tax_ids": False,
                    }
                )
            ],
            **vals,
        )
        if confirm:
            order.with_user(cls.sales_user).action_confirm()
        return order

    @classmethod
    def _stock(cls, product, quantity):
        cls.env["stock.quant"]._update_available_quantity(product, cls.shelf, quantity)

    @classmethod
    def _productions(cls, order, product=None):
        """The manufacturing orders of an order, all levels, without cancelled ones."""
        order.invalidate_recordset()
        found = order.stock_reference_ids.production_ids.filtered(lambda mo: mo.state != "cancel")
        return found.filtered(lambda mo: mo.product_id == product) if product else found

    @classmethod
    def _notice(cls, order, batch=None):
        """A draft notice, prepared by the sales person."""
        Notice = cls.env["mrp.production.notice"].with_user(cls.sales_user)
        return Notice._prepare_for(order.with_user(cls.sales_user), batch).sudo()

    @classmethod
    def _issue(cls, notice):
        """What happens when the last signature is given; no release meeting of new products."""
        notice.line_ids.is_new_product = False
        problems = notice._check_can_issue()
        assert not problems, problems
        notice._issue()
        return notice

    @classmethod
    def _issued(cls, order, batch=None):
        return cls._issue(cls._notice(order, batch))

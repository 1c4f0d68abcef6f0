from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.sale_order_review.tests.common_gate import GateCommon


class AdvanceCommon(GateCommon):
    """A company that works with production notices and makes struts of tubes of steel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_review_enabled = False
        cls.company.order_notice_enabled = True
        cls.in_company = {
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
        }
        cls.planner = cls.signers["planning"]
        cls.worker = new_test_user(
            cls.env,
            "advance_worker",
            "mrp.group_mrp_user,order_signoff.group_user",
            name="Wade Worker",
            **cls.in_company,
        )
        cls.teams["production"].member_ids |= cls.worker
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        cls.stock = cls.warehouse.lot_stock_id
        cls.depot = cls.stock.copy({"name": "Depot", "location_id": cls.stock.location_id.id})
        mto = cls.warehouse.mto_pull_id.route_id
        mto.active = True
        make = cls.warehouse.manufacture_pull_id.route_id
        fetch = cls.env["stock.route"].create(
            {
                "name": "Fetch",
                "company_id": cls.company.id,
                "product_selectable": True,
                "rule_ids": [
                    Command.create(
                        {
                            "name": "From the depot",
                            "action": "pull",
                            "company_id": cls.company.id,
                            "warehouse_id": cls.warehouse.id,
                            "location_src_id": cls.depot.id,
                            "location_dest_id": cls.stock.id,
                            "picking_type_id": cls.warehouse.int_type_id.id,
                            "procure_method": "make_to_stock",
                        }
                    )
                ],
            }
        )

        def product(name, cost, routes):
            return cls.env["product.product"].create(
                {
                    "name": name,
                    "is_storable": True,
                    "company_id": cls.company.id,
                    "standard_price": cost,
                    "route_ids": [Command.set(routes.ids)],
                }
            )

        cls.strut = product("Strut", 500.0, mto | make)
        cls.tube = product("Tube", 120.0, mto | make)
        cls.steel = product("Steel", 30.0, mto | fetch)
        cls.spring = product("Spring", 80.0, mto | fetch)
        cls._bom(cls.strut, {cls.tube: 1, cls.spring: 2})
        cls._bom(cls.tube, {cls.steel: 4})

    @classmethod
    def _bom(cls, product, components):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "company_id": cls.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": component.id, "product_qty": quantity})
                    for component, quantity in components.items()
                ],
            }
        )

    @classmethod
    def _strut_order(cls, quantity=10, **vals):
        return cls._make_order(
            order_line=[
                Command.create(
                    {"product_id": cls.strut.id, "product_uom_qty": quantity, "tax_ids": False}
                )
            ],
            **vals,
        )

    @classmethod
    def _advance(cls, order, chosen=None, user=None):
        """A draft that names these components: ``{product: quantity}``."""
        user = user or cls.sales_user
        advance = (
            cls.env["mrp.production.advance"].with_user(user).create({"order_id": order.id})
        )
        advance.action_fill()
        for line in advance.line_ids:
            quantity = (chosen or {}).get(line.product_id.with_env(cls.env))
            if quantity:
                line.write({"chosen": True, "quantity": quantity})
        advance.write({"reason": "Rolled to order, 8 weeks", "fallback": "other_orders"})
        return advance

    @classmethod
    def _sign(cls, advance, *functions):
        for function in functions:
            signoff = advance.sudo().signoff_ids.filtered(
                lambda s, function=function: s.state == "pending"
                and s.team_id.function == function
            )
            signoff.with_user(cls.signers[function]).action_accept()

    @classmethod
    def _released(cls, order, chosen, **kwargs):
        advance = cls._advance(order, chosen, **kwargs)
        advance.action_request()
        cls._sign(advance, "planning", "purchasing", "management")
        return advance

    @classmethod
    def _confirm_productions(cls, order):
        """Confirm what waits for the production notice, all levels."""
        for _level in range(4):
            productions = order.mrp_production_ids | order.stock_reference_ids.production_ids
            draft = productions.filtered(lambda mo: mo.state == "draft")
            draft.sudo().action_confirm()
            order.invalidate_recordset()
        return order.stock_reference_ids.production_ids

    @classmethod
    def _fetched(cls, product):
        """How much of a component is on its way from the depot."""
        moves = cls.env["stock.move"].search(
            [("product_id", "=", product.id), ("location_id", "=", cls.depot.id)]
        )
        return sum(moves.mapped("product_qty"))

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.quality_8d.tests.common import EightDCommon


class GoodsCommon(EightDCommon):
    """A product with two lots of a hundred each in the stock of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.write({"is_storable": True, "tracking": "lot"})
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        ) or cls.env["stock.warehouse"].create(
            {"name": "8D", "code": "E8D", "company_id": cls.company.id}
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.lot, cls.clean = cls._lots("LOT-7", "LOT-8")
        own = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.clerk = new_test_user(cls.env, "eightd_stock", "stock.group_stock_user", **own)

    @classmethod
    def _lots(cls, *names, product=None, quantity=100):
        product = product or cls.product
        lots = cls.env["stock.lot"].create(
            [
                {"name": name, "product_id": product.id, "company_id": cls.company.id}
                for name in names
            ]
        )
        for lot in lots if quantity else ():
            cls._put(product, quantity, lot)
        return lots

    @classmethod
    def _put(cls, product, quantity, lot=None, location=None):
        cls.env["stock.quant"]._update_available_quantity(
            product, location or cls.stock, quantity, lot_id=lot
        )

    @classmethod
    def _transfer(cls, quantity, lots=None, product=None, source=None, destination=None, **values):
        """A transfer of so much of each lot; without lots, Odoo reserves what it finds."""
        source = source or cls.stock
        destination = destination or (cls.stock if source.usage == "supplier" else cls.customers)
        kinds = {"supplier": cls.warehouse.in_type_id, "internal": cls.warehouse.int_type_id}
        kind = kinds.get(source.usage) if source.usage == "supplier" else None
        kind = kind or kinds.get(destination.usage, cls.warehouse.out_type_id)
        places = {"location_id": source.id, "location_dest_id": destination.id}
        own = {"company_id": cls.company.id}
        product = product or cls.product
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "partner_id": cls.customer.id,
                "origin": "S00077",
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity * len(lots or [1]),
                            **places,
                            **own,
                        }
                    )
                ],
                **places,
                **own,
                **values,
            }
        )
        picking.action_confirm()
        if lots:
            picking.move_ids.move_line_ids.unlink()
            picking.move_ids.move_line_ids = [
                Command.create(
                    {
                        "product_id": product.id,
                        "lot_id": lot.id,
                        "quantity": quantity,
                        "picking_id": picking.id,
                        **places,
                    }
                )
                for lot in lots
            ]
        return picking

    @classmethod
    def _carry_out(cls, picking):
        picking.move_ids.picked = True
        picking._action_done()
        return picking

    @classmethod
    def _with_lots(cls, lots=None, **values):
        report = cls._report(**values)
        report.sudo().lot_ids = cls.lot if lots is None else lots
        return report

    @classmethod
    def _in_stock(cls, location, lot=None, product=None):
        """What lies in a place."""
        return sum(
            cls.env["stock.quant"]
            .search(
                [
                    ("location_id", "=", location.id),
                    ("product_id", "=", (product or cls.product).id),
                    *([("lot_id", "=", lot.id)] if lot else []),
                ]
            )
            .mapped("quantity")
        )

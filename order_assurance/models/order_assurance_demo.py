from odoo import Command, api, models

MODULE = "order_assurance"


class OrderAssuranceDemo(models.AbstractModel):
    """Build the demo company and play its story with the real flow, as the real roles."""

    _name = "order.assurance.demo"
    _description = "Order Assurance Demo Story"

    # ------------------------------------------------------------
    # Master data that needs more than a record in XML
    # ------------------------------------------------------------

    @api.model
    def _demo_ref(self, name):
        """The demo record of that name."""
        return self.env.ref(f"{MODULE}.{name}")

    @api.model
    def _demo_company(self):
        """The demo company, seen with itself as the only company switched on."""
        company = self._demo_ref("company")
        return company.with_context(allowed_company_ids=company.ids)

    @api.model
    def _demo_prepare_company(self):
        """Give the demo company its accounts, its warehouse and its make-to-order route."""
        company = self._demo_company()
        if not company.chart_template:
            company.env["account.chart.template"]._load("generic_coa", company, install_demo=False)
            company.account_fiscal_country_id = company.country_id
        self._demo_warehouse(company)

    @api.model
    def _demo_warehouse(self, company):
        """The warehouse, with a route of its own that makes what customers order."""
        warehouse = company.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        if not warehouse:
            warehouse = warehouse.create({"company_id": company.id, "code": "HT"})
        warehouse.name = "Hengtai"
        customers = self.env.ref("stock.stock_location_customers")
        production = warehouse._get_production_location()
        make = {
            "company_id": company.id,
            "warehouse_id": warehouse.id,
            "location_src_id": warehouse.lot_stock_id.id,
            "action": "pull",
            "procure_method": "make_to_order",
        }
        company.env["stock.route"]._load_records(
            [
                {
                    "xml_id": f"{MODULE}.stock_route_order",
                    "noupdate": True,
                    "values": {
                        "name": "Hengtai: Make to Order",
                        "company_id": company.id,
                        "product_selectable": True,
                        "rule_ids": [
                            Command.create(
                                {
                                    **make,
                                    "name": "Hengtai: stock to customer, made to order",
                                    "location_dest_id": customers.id,
                                    "picking_type_id": warehouse.out_type_id.id,
                                }
                            ),
                            Command.create(
                                {
                                    **make,
                                    "name": "Hengtai: stock to production, made to order",
                                    "location_dest_id": production.id,
                                    "picking_type_id": warehouse.manu_type_id.id,
                                }
                            ),
                            Command.create(
                                {
                                    **make,
                                    "name": "Hengtai: manufacture",
                                    "action": "manufacture",
                                    "location_src_id": False,
                                    "location_dest_id": warehouse.lot_stock_id.id,
                                    "picking_type_id": warehouse.manu_type_id.id,
                                }
                            ),
                        ],
                    },
                }
            ]
        )

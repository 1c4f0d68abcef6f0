from datetime import timedelta

from odoo import Command, api, fields, models


class OrderAssuranceDemo(models.AbstractModel):
    """What the automatic checks of a review find, and what people make of it."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_chapters(self):
        return [*super()._demo_chapters(), (self._demo_checked, 0)]

    @api.model
    def _demo_checked(self):
        """As last time, but for less money, in another quantity, and while something is unpaid."""
        self._demo_prepare_checks()
        order = self._demo_taken_in(
            "rhein", {"rear_shock": 600, "bushing": 800}, days=20, has_penalty_clause=True
        )
        order.order_line[0].price_unit = 94.0
        self._demo_time_passes(order, hours=5)
        review = self._demo_request(order)
        self._demo_time_passes(order, minutes=30)
        review.with_env(self._demo_env("planning")).action_take_over_proposals()
        return order

    @api.model
    def _demo_prepare_checks(self):
        """Some goods on the shelf, a minimum quantity, and an invoice that is not paid."""
        company = self._demo_company()
        warehouse = company.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        shock = self._demo_ref("product_rear_shock").with_env(company.env)
        company.env["stock.quant"]._update_available_quantity(
            shock, warehouse.lot_stock_id, 150
        )
        self._demo_ref("product_bushing").order_minimum_qty = 1000
        partner = self._demo_ref("partner_rhein")
        date = fields.Date.context_today(self) - timedelta(days=60)
        invoice = self._demo_env("finance")["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": date,
                "invoice_date_due": date + timedelta(days=30),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": self._demo_env("finance")._("Tooling for rear shock absorbers"),
                            "quantity": 1,
                            "price_unit": 18000.0,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        invoice.action_post()

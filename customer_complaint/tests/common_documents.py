from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import OFFICER, ComplaintCommon


class DocumentsCommon(ComplaintCommon, AccountTestInvoicingCommon):
    """An order of ten pieces that has been delivered, and somebody who may do everything."""

    @classmethod
    def _company(cls):
        # The one with a chart of accounts.
        return cls.company_data["company"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shopper = cls._user(
            "complaint_all",
            f"{OFFICER},stock.group_stock_user,account.group_account_invoice,"
            "sales_team.group_sale_salesman_all_leads",
        )
        cls.product.write({"invoice_policy": "order", "list_price": 100, "is_storable": True})
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": 10})
                ],
            }
        )
        cls.order.action_confirm()
        cls.order.picking_ids.move_ids.write({"quantity": 10, "picked": True})
        cls.order.picking_ids._action_done()

    def _answered(self, **remedy):
        complaint = self._approved(
            remedies=(remedy,), order_id=self.order.id, order_line_id=self.order.order_line.id
        )
        complaint.action_answered()
        return complaint.with_user(self.shopper)

    def _ordered(self, quantity):
        """An order of the customer that is confirmed."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": quantity})
                ],
            }
        )
        order.action_confirm()
        return order

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from .common_review import ReviewCommon


class StepCommon(ReviewCommon):
    """Orders that were confirmed with items open until a later step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        in_company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.packer = new_test_user(
            cls.env, "step_packer", "stock.group_stock_user", name="Pat Packer", **in_company
        )
        for user in cls.signers.values():
            user.partner_id.phone = f"+86 555 {user.id}"
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])

    @classmethod
    def _order_with_open(cls, items, products=None, **vals):
        """A reviewed quotation with these items open: ``{code: gate}``."""
        products = products or cls.products[:1]
        order = cls._make_order(
            order_line=[
                Command.create({"product_id": product.id, "product_uom_qty": 2, "tax_ids": False})
                for product in products
            ],
            **vals,
        )
        review = (
            cls.env["sale.order.review"]
            .with_user(cls.sales_user)
            ._request_for(order, kind="full")
            .with_env(cls.env)
        )
        for line in review.line_ids.filtered(lambda line: line.code in items):
            user = cls.signers[line.function]
            line.with_user(user).write(
                {
                    "result": "open",
                    "owner_id": user.id,
                    "promise_date": fields.Date.today() + timedelta(days=3),
                    "gate": items[line.code],
                }
            )
        cls._sign_all(review)
        return order

    def _close(self, order, code):
        line = order.review_ids.line_ids.filtered(lambda line: line.code == code)
        line.with_user(self.signers[line.function]).action_close("Done")

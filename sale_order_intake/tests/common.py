from contextlib import contextmanager

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user

PDF = b"%PDF-1.4 order"
SALES = "sales_team.group_sale_salesman"
SALES_ALL = "sales_team.group_sale_salesman_all_leads"
SIGNER = "order_signoff.group_user"


class IntakeCommon(TransactionCase):
    """A company that takes orders in, with clerks who follow them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True))
        cls.company = cls.env["res.company"].create({"name": "Intake Test Company"})
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.company = cls.company.with_env(cls.env)
        cls.company.order_intake_enabled = True
        users = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.clerk = new_test_user(cls.env, "intake_clerk", f"{SALES},{SIGNER}", **users)
        cls.second = new_test_user(cls.env, "intake_second", f"{SALES},{SIGNER}", **users)
        cls.lead = new_test_user(cls.env, "intake_lead", f"{SALES_ALL},{SIGNER}", **users)
        cls.seller = new_test_user(cls.env, "intake_seller", SALES, **users)
        cls.finance = new_test_user(
            cls.env, "intake_finance", "account.group_account_invoice", **users
        )
        cls.customer = cls.env["res.partner"].create({"name": "Intake Customer"})
        cls.branch = cls.env["res.partner"].create(
            {"name": "Intake Branch", "parent_id": cls.customer.id, "type": "contact"}
        )
        cls.stranger = cls.env["res.partner"].create({"name": "Another Customer"})
        cls.damper = cls._product("Damper")
        cls.spring = cls._product("Spring")
        cls.valve = cls._product("Valve")

    @classmethod
    def _product(cls, name, **values):
        return cls.env["product.product"].create({"name": name, "type": "consu", **values})

    @classmethod
    def _order(cls, products=None, partner=None, **values):
        products = cls.damper if products is None else products
        return cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "company_id": cls.company.id,
                "user_id": cls.clerk.id,
                "order_line": [
                    fields.Command.create({"product_id": product.id, "product_uom_qty": 5})
                    for product in products
                ],
                **values,
            }
        )

    @classmethod
    def _delivered_order(cls, products=None, partner=None, on=None, **values):
        order = cls._order(products, partner, **values)
        order.action_confirm()
        for move in order.picking_ids.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        order.picking_ids._action_done()
        if on:
            order.picking_ids.date_done = on
            order.date_order = on
        return order

    @contextmanager
    def refused(self, text):
        """What happens inside is refused with these words, and undone."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertIn(text, str(caught.exception))

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()

    @classmethod
    def _attachment(cls, name="order.pdf", raw=PDF, **values):
        return cls.env["ir.attachment"].create({"name": name, "raw": raw, **values})

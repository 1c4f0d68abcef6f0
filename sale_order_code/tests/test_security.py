from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import OrderCodeCase


class TestSecurity(OrderCodeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("code_seller", "sales_team.group_sale_salesman")
        cls.manager = cls._create_user("code_manager", "sales_team.group_sale_manager")
        cls.keeper = cls._create_user("code_keeper", "stock.group_stock_user")
        cls.clerk = cls._create_user("code_clerk", "account.group_account_invoice")
        cls.nobody = cls._create_user("code_nobody", "base.group_user")
        cls._set_up_invoicing()
        cls.order = cls._create_order()
        cls.order.action_confirm()
        cls.entry = cls.env["sale.order.code"].search([("order_id", "=", cls.order.id)])

    def test_register_is_append_only(self):
        """Nobody writes or deletes through the ORM, the superuser included."""
        for user in (self.env.user, self.manager, self.env.ref("base.user_admin")):
            for sudo in (False, True):
                entry = self.entry.with_user(user).sudo(sudo)
                with self.subTest(user.login, sudo=sudo):
                    with self.assertRaises(UserError):
                        entry.write({"code": "CNS111030899"})
                    with self.assertRaises(UserError):
                        entry.unlink()
                    with self.assertRaises(UserError):
                        entry.with_context(_force_unlink=True).unlink()
                    with self.assertRaises(UserError):
                        entry.create({"code": "CNS111030899"})
                    with self.assertRaises(UserError):
                        entry.copy()
        self.assertTrue(self.entry.exists())

    def test_code_cannot_be_entered(self):
        """No caller and no context of a caller sets a code."""
        for user in (self.seller, self.manager, self.env.user):
            orders = self.env["sale.order"].with_user(user).with_context(
                default_order_code="CNS111030877", default_quotation_name="S1"
            )
            with self.subTest(user.login):
                with self.assertRaises(UserError):
                    orders.create({"partner_id": self.customer.id, "order_code": "CNS111030877"})
                order = orders.create({"partner_id": self.customer.id})
                self.assertFalse(order.order_code)
                self.assertFalse(order.quotation_name)
                for vals in ({"order_code": "CNS111030877"}, {"quotation_name": "S1"}):
                    with self.assertRaises(UserError):
                        order.write(vals)
                with self.assertRaises(UserError):
                    self.order.with_user(user).sudo().write({"order_code": False})

    def test_private_methods_are_private(self):
        for model, names in {
            "sale.order.code": ("_draw", "_import", "_row"),
            "sale.order": ("_draw_order_codes", "_set_order_code"),
            "res.partner.order.code": ("_draw", "_move_to"),
        }.items():
            for name in names:
                self.assertTrue(hasattr(self.env[model], name))
                self.assertTrue(name.startswith("_"))

    def test_who_confirms(self):
        """Whoever may confirm gets a code, with only the rights of his role."""
        order = self._create_order(user_id=self.seller.id)
        order.with_user(self.seller).action_confirm()
        self.assertTrue(order.order_code)

    def test_public_visitor_confirms(self):
        """As the shop does: superuser mode, and a user with another company."""
        public = self.env.ref("base.public_user")
        self.assertNotEqual(public.company_id, self.company)
        order = self._create_order(self._create_customer("New visitor", "de"))
        visited = self.env(user=public, su=True, context={})["sale.order"].browse(order.id)
        visited.action_confirm()
        self.assertEqual(order.order_code[:2], "EU")
        self.assertEqual(order.order_code[3:6], "206", "A code of the order's company")

    def test_stock_and_invoicing_users_read_the_code(self):
        picking = self.order.picking_ids.with_user(self.keeper)
        self.assertEqual(picking.order_code, self.order.order_code)
        model = self.env["stock.picking"].with_user(self.keeper)
        self.assertEqual(model.search([("order_code", "=", self.order.order_code)]), picking)
        self.assertEqual(
            model._read_group([("id", "=", picking.id)], ["order_code"], ["__count"]),
            [(self.order.order_code, 1)],
        )
        self.assertTrue(model.fields_get(["order_code"])["order_code"]["groupable"])
        invoice = self.order._create_invoices().with_user(self.clerk)
        self.assertEqual(invoice.order_code, self.order.order_code)
        with Form(picking) as form:
            self.assertEqual(form.order_code, self.order.order_code)

    def test_internal_user_without_our_groups(self):
        partner = self.customer.with_user(self.nobody)
        self.assertEqual(partner.customer_code, "111")
        for name in ("sale.order.destination", "product.order.type", "sale.order.code.scheme"):
            self.env[name].with_user(self.nobody).check_access("read")
            for operation in ("write", "create", "unlink"):
                self.assertFalse(self.env[name].with_user(self.nobody).has_access(operation))
        with self.assertRaises(AccessError):
            self.entry.with_user(self.nobody).read(["code"])

    def test_rights(self):
        configured = (
            "sale.order.destination",
            "product.order.type",
            "sale.order.code.scheme",
            "sale.order.code.segment",
            "res.partner.order.code",
        )
        for name in configured:
            for operation in ("read", "write", "create", "unlink"):
                model = self.env[name]
                self.assertTrue(model.with_user(self.manager).has_access(operation), name)
                if operation != "read":
                    self.assertFalse(model.with_user(self.seller).has_access(operation), name)
                    self.assertFalse(model.with_user(self.keeper).has_access(operation), name)
        self.assertFalse(
            self.env["sale.order.code.import"].with_user(self.seller).has_access("create")
        )
        for user in (self.seller, self.manager):
            self.assertTrue(self.entry.with_user(user).has_access("read"))
            for operation in ("write", "create", "unlink"):
                self.assertFalse(self.entry.with_user(user).has_access(operation))

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Stranger"})
        stranger = self._create_user("code_stranger", "sales_team.group_sale_manager")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.scheme.copy({"company_id": self.company.id})
        env = self.env(user=stranger, context={"allowed_company_ids": company.ids})
        self.assertFalse(env["sale.order.code"].search([]))
        self.assertFalse(env["res.partner.order.code"].search([]))
        with self.assertRaises(AccessError):
            self.entry.with_env(env).read(["code"])
        self.assertFalse(self.customer.with_env(env).customer_code)
        self.assertFalse(
            env["sale.order.code.scheme"].search([("company_id", "=", self.company.id)])
        )

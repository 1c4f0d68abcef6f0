from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class OrderCodeFixtures:
    """A company that uses order codes, with customers, products and users; for any test class."""

    @classmethod
    def _set_up_order_codes(cls):
        quiet = {"tracking_disable": True, "no_reset_password": True, "lang": "en_US"}
        cls.env = cls.env(context={**cls.env.context, **quiet})
        cls.company = cls.env["res.company"].create(
            {"name": "Damper Works", "country_id": cls.env.ref("base.cn").id}
        )
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": [cls.company.id]},
        )
        cls.company = cls.company.with_env(cls.env)
        cls.company.write({"order_code_enabled": True, "order_code_tz": "Asia/Shanghai"})
        cls.scheme = cls.company._get_order_code_scheme()
        cls.type_s, cls.type_p, cls.type_c = (
            cls.env.ref(f"sale_order_code.product_order_type_{letter}") for letter in "spc"
        )
        cls.categ_parts = cls.env["product.category"].create(
            {"name": "Parts", "order_type_id": cls.type_p.id}
        )
        cls.absorber = cls._create_product("Absorber", order_type_id=cls.type_s.id)
        cls.part = cls._create_product("Rod", categ_id=cls.categ_parts.id)
        cls.plain = cls._create_product("Anything")
        cls.customer = cls._create_customer("Beijing Motors", "cn", "111")
        cls.other = cls._create_customer("Boston Cars", "us", "205")

    @classmethod
    def _create_product(cls, name, **values):
        return cls.env["product.product"].create(
            {"name": name, "type": "consu", "list_price": 100.0, "taxes_id": False, **values}
        )

    @classmethod
    def _create_customer(cls, name, country, code=None, **values):
        partner = cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "country_id": cls.env.ref(f"base.{country}").id if country else False,
                **values,
            }
        )
        if code:
            partner.customer_code = code
        return partner

    @classmethod
    def _create_order(cls, partner=None, lines=None, **values):
        partner = partner or cls.customer
        lines = lines or [(cls.absorber, 1)]
        return cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity})
                    for product, quantity in lines
                ],
                **values,
            }
        )

    @classmethod
    def _register(cls, *codes, partner=None, counters=None, origin="drawn"):
        """Enter codes in the register, quickly."""
        register = cls.env["sale.order.code"].sudo()
        partner = partner or cls.customer
        rows = []
        for number, code in enumerate(codes):
            values = cls.scheme.parse(code)
            request = {
                "company_id": cls.company.id,
                "partner_id": partner.id,
                "order_id": None,
                "scheme": cls.scheme,
                "counter_key": values["customer"],
            }
            counter = counters[number] if counters else number + 1
            rows.append(register._row(request, values, code, counter, origin))
        cls.env.cr.execute(register._insert_query(rows))
        register.invalidate_model()

    @classmethod
    def _set_up_invoicing(cls):
        accounts = cls.env["account.account"].create(
            [
                {"name": "Receivable", "code": "1100", "account_type": "asset_receivable"},
                {"name": "Income", "code": "4000", "account_type": "income"},
            ]
        )
        cls.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "SAL",
                "type": "sale",
                "company_id": cls.company.id,
                "default_account_id": accounts[1].id,
            }
        )
        cls.env["ir.default"].set(
            "res.partner",
            "property_account_receivable_id",
            accounts[0].id,
            company_id=cls.company.id,
        )

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )


class OrderCodeCase(OrderCodeFixtures, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_order_codes()

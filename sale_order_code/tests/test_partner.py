from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .common import OrderCodeCase


class TestPartner(OrderCodeCase):
    def _merge(self, *partners):
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [partner.id for partner in partners], partners[-1], extra_checks=False
        )

    def test_drawn_on_demand(self):
        (self.customer | self.other).order_code_ids.unlink()
        first, second = (self._create_customer(name, "cn") for name in ("First", "Second"))
        self.assertFalse(first.customer_code)
        orders = self._create_order(second) | self._create_order(first) | self._create_order(second)
        self.assertEqual(orders[0].order_code_preview[3:6], "•••")
        orders.action_confirm()
        self.assertEqual((first.customer_code, second.customer_code), ("001", "002"))
        self.assertEqual([order.order_code[3:6] for order in orders], ["002", "001", "002"])

    def test_next_after_the_highest(self):
        partner = self._create_customer("New", "cn")
        self._create_order(partner).action_confirm()
        self.assertEqual(partner.customer_code, "206")

    def test_gaps_when_the_digits_run_out(self):
        self._create_customer("Last", "cn", "999")
        partner = self._create_customer("New", "cn")
        self._create_order(partner).action_confirm()
        self.assertEqual(partner.customer_code, "001")

    def test_exhausted(self):
        self.env.cr.execute(
            """INSERT INTO res_partner_order_code (partner_id, company_id, code, active,
                                                   counter_start)
               SELECT %s, %s, lpad(number::text, 3, '0'), FALSE, 0
                 FROM generate_series(1, 999) number
                WHERE number NOT IN (111, 205)""",
            [self.other.id, self.company.id],
        )
        order = self._create_order(self._create_customer("Too many", "cn"))
        with self.assertRaisesRegex(UserError, "up to 999 are taken"), self.cr.savepoint():
            order.action_confirm()
        self.scheme.segment_ids.filtered(lambda part: part.type == "customer").length = 4
        order.action_confirm()
        self.assertEqual(order.order_code[3:7], "1000")
        old = self._create_order()
        old.action_confirm()
        self.assertEqual(old.order_code[3:7], "0111")
        self.assertEqual(self.scheme.parse(old.order_code)["customer"], "0111")

    def test_contacts_show_the_code_of_their_company(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        self.assertEqual(contact.customer_code, "111")
        found = self.env["res.partner"].search([("customer_code", "=", "111")])
        self.assertEqual(found, self.customer | contact)

    def test_search(self):
        partners = self.customer | self.other | self._create_customer("None yet", "cn")
        inside = [("id", "in", partners.ids)]

        def search(*condition):
            return self.env["res.partner"].search([condition, *inside])

        self.assertEqual(search("customer_code", "=", "111"), self.customer)
        self.assertEqual(search("customer_code", "ilike", "20"), self.other)
        self.assertEqual(search("customer_code", "in", ["111", "205"]), partners[:2])
        self.assertEqual(search("customer_code", "=", False), partners[2])
        self.assertEqual(search("customer_code", "!=", False), partners[:2])
        self.assertEqual(search("customer_code", "not ilike", "11"), partners[1:])
        names = self.env["res.partner"].name_search("205")
        self.assertIn(self.other.id, [partner_id for partner_id, _name in names])

    def test_enter_by_hand(self):
        partner = self._create_customer("By hand", "cn", "7")
        self.assertEqual(partner.customer_code, "007")
        partner.customer_code = "008"
        self.assertEqual(
            partner.with_context(active_test=False).order_code_ids.mapped("code"), ["008"]
        )
        self._create_order(partner).action_confirm()
        partner.customer_code = "009"
        codes = partner.with_context(active_test=False).order_code_ids
        self.assertEqual(
            {code.code: code.active for code in codes}, {"008": False, "009": True}
        )
        partner.customer_code = "008"
        self.assertEqual(partner.customer_code, "008", "A reserved code comes back")
        partner.customer_code = False
        self.assertFalse(partner.customer_code)
        self.assertEqual(len(codes), 2, "Used codes stay reserved")

    @mute_logger("odoo.sql_db")
    def test_enter_nonsense(self):
        for code in ("000", "1234", "AB1", "１２３", "1 1", "-1", "=1"):
            with self.subTest(code), self.assertRaises(ValidationError):
                self._create_customer("Bad", "cn", code)
        for code in ("111", "0111"):
            with self.subTest(code), self.assertRaises(IntegrityError):
                self._create_customer("Taken", "cn", code)

    def test_contact_gets_no_code_of_its_own(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        with self.assertRaisesRegex(ValidationError, "only a contact"):
            self.env["res.partner.order.code"].create({"partner_id": contact.id, "code": "300"})

    def test_used_code_stays(self):
        self._create_order().action_confirm()
        code = self.customer.order_code_ids
        for vals in ({"code": "112"}, {"partner_id": self.other.id}):
            with self.subTest(vals), self.assertRaises(UserError):
                code.write(vals)
        for codes in (code, code.with_context(_force_unlink=True)):
            with self.assertRaises(UserError):
                codes.unlink()
        self.other.order_code_ids.unlink()

    def test_salespeople_do_not_set_codes(self):
        seller = self._create_user("code_seller", "sales_team.group_sale_salesman")
        partner = self.customer.with_user(seller)
        self.assertEqual(partner.customer_code, "111")
        with self.assertRaises(AccessError):
            partner.customer_code = "112"

    # --- merging ---

    def test_merge_keeps_all_codes(self):
        self._create_order().action_confirm()
        self._create_order(self.other).action_confirm()
        source_orders = self.env["sale.order.code"].search([("partner_id", "=", self.customer.id)])
        self._merge(self.customer, self.other)
        codes = self.other.with_context(active_test=False).order_code_ids
        self.assertEqual(
            {code.code: code.active for code in codes}, {"111": True, "205": False}
        )
        self.assertEqual(self.other.customer_code, "111", "The oldest stays in use")
        self.assertEqual(source_orders.partner_id, self.other)
        for code in ("111", "205"):
            self.assertEqual(
                self.env["res.partner"].search([("customer_code", "=", code)]), self.other
            )
        order = self._create_order(self.other)
        order.action_confirm()
        self.assertEqual(order.order_code[3:6], "111")
        self.assertEqual(order.order_code[-2:], "02", "Its count goes on")
        new = self._create_customer("New", "cn")
        self._create_order(new).action_confirm()
        self.assertEqual(new.customer_code, "206", "No code is given twice")

    def test_merge_into_customer_without_code(self):
        target = self._create_customer("Target", "cn")
        self._merge(self.customer, target)
        self.assertEqual(target.customer_code, "111")

    def test_merge_into_a_contact(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.other.id})
        self._merge(self.customer, contact)
        codes = self.other.with_context(active_test=False).order_code_ids
        self.assertEqual(
            {code.code: code.active for code in codes}, {"111": True, "205": False}
        )

    def test_merge_three(self):
        third = self._create_customer("Third", "cn", "300")
        self._merge(third, self.other, self.customer)
        codes = self.customer.with_context(active_test=False).order_code_ids
        self.assertEqual(
            {code.code: code.active for code in codes},
            {"111": True, "205": False, "300": False},
        )

    def test_merge_without_codes(self):
        first, second = (self._create_customer(name, "cn") for name in ("First", "Second"))
        self._merge(first, second)
        self.assertFalse(first.exists())
        self.assertFalse(second.customer_code)

    def test_customer_with_code_cannot_be_deleted(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.customer.unlink()

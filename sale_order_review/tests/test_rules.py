from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from .common_review import ReviewCommon


class TestReviewRules(ReviewCommon):
    """Eight triggers, three exemptions, and what every other order gets."""

    def test_otherwise_regular(self):
        kind, reasons, exemption = self._verdict(self._regular_order())
        self.assertEqual(kind, "regular")
        self.assertEqual(reasons, ["Every other order"])
        self.assertFalse(exemption)

    def _framework_contract(self, partner):
        return self.env["sale.framework.contract"].create(
            {"partner_id": partner.id, "company_id": self.company.id}
        )

    def test_trigger_new_customer(self):
        partner = self.env["res.partner"].create({"name": "New Co"})
        order = self._regular_order(
            partner_id=partner.id, framework_contract_id=self._framework_contract(partner).id
        )
        kind, reasons, _exemption = self._verdict(order)
        self.assertEqual(kind, "full")
        self.assertEqual(reasons, ["New or potential customer: New Co"])

    def test_contact_of_known_customer_is_known(self):
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id, "type": "contact"}
        )
        self.assertEqual(self._verdict(self._regular_order(partner_id=contact.id))[0], "regular")

    def test_trigger_new_process(self):
        self.assertEqual(self._verdict(self._regular_order(new_process=True))[0], "full")
        self.products[0].review_new_process = True
        kind, reasons, _exemption = self._verdict(self._regular_order())
        self.assertEqual(kind, "full")
        self.assertEqual(reasons, ["New or very complex process: Damper 1"])

    def test_trigger_product_class(self):
        order = self._regular_order()
        self.assertEqual(self._verdict(order)[0], "regular", "no class chosen: never applies")
        category = self.env["product.category"].create({"name": "Albums"})
        child = self.env["product.category"].create(
            {"name": "Hard-cover albums", "parent_id": category.id}
        )
        self._rule("product_class").category_ids = category
        self.products[1].categ_id = child
        self.assertEqual(self._verdict(order)[0], "full")

    def test_trigger_product_tag(self):
        tag = self.env["product.tag"].create({"name": "Delicate"})
        self._rule("product_class").tag_ids = tag
        self.products[1].product_tag_ids = tag
        self.assertEqual(self._verdict(self._regular_order())[0], "full")

    def test_trigger_amount(self):
        order = self._regular_order()
        line = order.order_line[0]
        line.price_unit = 25000
        order.order_line[1:].price_unit = 0
        self.assertEqual(order.amount_total, 50000)
        self.assertEqual(self._verdict(order)[0], "regular", "the limit itself is not above it")
        line.price_unit = 25000.01
        kind, reasons, _exemption = self._verdict(order)
        self.assertEqual(kind, "full")
        self.assertNotIn("50,000.02", reasons[0], "departments without prices read the reason")

    def test_trigger_amount_in_foreign_currency(self):
        currency = self.env["res.currency"].create(
            {"name": "XFC", "symbol": "F", "rate_ids": [Command.create({"rate": 0.1})]}
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id, "company_id": self.company.id}
        )
        order = self._regular_order(pricelist_id=pricelist.id)
        order.order_line[0].write({"product_uom_qty": 1, "price_unit": 6000})
        self.assertEqual(order.currency_id, currency)
        self.assertEqual(self._verdict(order)[0], "full")

    def test_trigger_lead_time(self):
        order = self._regular_order()
        order.order_line.customer_lead = 20
        order.commitment_date = fields.Datetime.now() + timedelta(days=19)
        self.assertEqual(self._verdict(order)[0], "full")
        order.commitment_date = fields.Datetime.now() + timedelta(days=40)
        self.assertEqual(self._verdict(order)[0], "regular")
        self._rule("lead_time").side = "both"
        self.assertEqual(self._verdict(order)[0], "full")
        self._rule("lead_time").days = 30
        self.assertEqual(self._verdict(order)[0], "regular")

    def test_trigger_irregular(self):
        order = self._make_order(order_class="irregular", order_class_note="Set of its own")
        self.assertEqual(self._verdict(order)[0], "full")

    def test_trigger_no_framework(self):
        self._rule("new_customer").active = False
        partner = self.env["res.partner"].create({"name": "New Co"})
        order = self._regular_order(partner_id=partner.id)
        self.assertEqual(self._verdict(order)[1], ["First order without framework contract"])
        order.framework_contract_ref = "FC-7"
        self.assertEqual(self._verdict(order)[0], "full", "a number alone is no contract")
        order.framework_contract_id = self._framework_contract(partner)
        self.assertEqual(self._verdict(order)[0], "regular")

    def test_trigger_penalty(self):
        order = self._regular_order(has_penalty_clause=True)
        self.assertEqual(self._verdict(order)[0], "full")

    def test_exemption_repeat(self):
        order = self._make_order(order_class="repeat", order_class_note="As last time")
        kind, _reasons, exemption = self._verdict(order)
        self.assertEqual(kind, "repeat")
        self.assertEqual(exemption, self._rule("repeat"))

    def test_exemption_sets_some_triggers_aside(self):
        order = self._make_order(
            order_class="repeat", order_class_note="As last time", new_process=True
        )
        self.assertEqual(self._verdict(order)[0], "repeat", "an earlier process is not new")
        order.has_penalty_clause = True
        kind, _reasons, exemption = self._verdict(order)
        self.assertEqual(kind, "full", "a penalty clause is never set aside")
        self.assertFalse(exemption)

    def test_exemption_small(self):
        order = self._regular_order()
        self.assertEqual(self._verdict(order)[0], "regular", "no limit entered: switched off")
        self._rule("small").amount = order.amount_total
        self.assertEqual(self._verdict(order)[0], "signature")
        order.new_process = True
        self.assertEqual(self._verdict(order)[0], "full", "special technical demand")

    def test_exemption_from_stock(self):
        product = self.env["product.product"].create(
            {"name": "Stocked", "type": "consu", "is_storable": True, "list_price": 10}
        )
        order = self._regular_order(
            order_line=[Command.create({"product_id": product.id, "product_uom_qty": 2})]
        )
        self.assertEqual(self._verdict(order)[0], "regular")
        self.env["stock.quant"]._update_available_quantity(
            product, order.warehouse_id.lot_stock_id, 2
        )
        product.invalidate_recordset()
        self.assertEqual(self._verdict(order)[0], "signature")
        order.order_line.product_uom_qty = 3
        self.assertEqual(self._verdict(order)[0], "regular", "one piece is missing")

    def test_exemption_standard_files(self):
        self.customer.review_standard_files = True
        order = self._regular_order()
        kind, _reasons, exemption = self._verdict(order)
        self.assertFalse(kind)
        self.assertEqual(exemption, self._rule("standard_files"))
        self.assertFalse(self.env["sale.order.review"]._request_for(order))
        self.assertEqual(
            self.env["sale.order.review"]._request_for(order, kind="full").kind, "full"
        )

    def test_filter_rule(self):
        self.env["sale.order.review.rule"].create(
            {
                "name": "Urgent",
                "check": "domain",
                "domain": "[('order_urgency', '=', 'urgent')]",
                "effect": "full",
            }
        )
        orders = self._regular_order() + self._regular_order(order_urgency="urgent")
        verdicts = self.env["sale.order.review.rule"]._evaluate(orders)
        self.assertEqual([verdicts[order][0] for order in orders], ["regular", "full"])

    def test_filter_rule_unreadable(self):
        with self.assertRaises(ValidationError):
            self._rule("penalty").write({"check": "domain", "domain": "[('nothing', '=', 1)]"})

    def test_trigger_must_ask(self):
        with self.assertRaises(ValidationError):
            self._rule("penalty").effect = "none"

    def test_rule_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        self._rule("penalty").company_id = other
        self.assertEqual(self._verdict(self._regular_order(has_penalty_clause=True))[0], "regular")

    def test_number_of_queries_does_not_depend_on_orders(self):
        few = self._regular_order()
        many = few
        for _number in range(12):
            many += self._regular_order()
        self._verdict(few)
        counts = []
        for orders in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["sale.order.review.rule"]._evaluate(orders)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)

    def test_reasons_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        rule = self._rule("penalty")
        rule.with_context(lang="fr_FR").name = "Contrat avec pénalité"
        order = self._regular_order(has_penalty_clause=True)
        self.sales_user.lang = "fr_FR"
        review = self._request(order.with_context(lang="fr_FR"))
        french, english = (review.with_context(lang=lang) for lang in ("fr_FR", "en_US"))
        self.assertEqual(french.reasons, "Contrat avec pénalité")
        self.assertEqual(english.reasons, "Contract with penalty clause")
        rule.with_context(lang="fr_FR").name = "Pénalité"
        self.assertEqual(french.reasons, "Contrat avec pénalité", "frozen in each language")
        for user in (self.sales_user, self.signers["quality"]):
            # either has no right to write, or writes answers only
            with self.assertRaises(UserError):
                review.with_user(user).update_field_translations("reasons", {"en_US": "None"})

    def test_reasons_are_frozen(self):
        order = self._regular_order(has_penalty_clause=True)
        review = self._request(order)
        self.assertEqual(review.reasons, "Contract with penalty clause")
        self._rule("penalty").name = "Penalty"
        self.assertEqual(review.reasons, "Contract with penalty clause")
        self.assertEqual(review.rule_ids, self._rule("penalty"))

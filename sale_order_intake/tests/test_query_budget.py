from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common import IntakeCommon


@tagged("post_install", "-at_install")
class TestQueryBudget(IntakeCommon):
    """What intake costs on top of Odoo: the fields of this add-on are taken out to compare."""

    def _count(self, function):
        function()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _new(self, **values):
        return self._order(self.damper | self.spring, **values)

    def test_creating_an_order_costs_nothing(self):
        """Budget 0: the fields go with the row that is written anyway."""
        plain = self._count(self._new)
        full = self._count(
            lambda: self._new(
                order_urgency="urgent",
                intake_channel="email",
                customer_confirmed_on="2026-03-02",
                framework_contract_ref="FC-1",
            )
        )
        self.assertLessEqual(full, plain)

    def test_follower_costs_one_query(self):
        """Budget 2: whether the follower may work for the company."""
        plain = self._count(self._new)
        full = self._count(lambda: self._new(follower_id=self.second.id))
        self.assertLessEqual(full, plain + 2)

    def test_cart_click_touches_none_of_our_fields(self):
        """Budget 0: changing a line recomputes and writes nothing of intake."""
        order = self._new(customer_confirmed_on="2026-03-02")
        order.action_propose_order_class()
        self.env.flush_all()
        names = {
            name
            for name, field in self.env["sale.order"]._fields.items()
            if field._module == "sale_order_intake"
        }
        written = set()
        original = type(order)._write_multi

        def spy(records, vals_list):
            if records._name == "sale.order":
                written.update(name for vals in vals_list for name in vals)
            return original(records, vals_list)

        self.patch(type(order), "_write_multi", spy)
        order.order_line[0].product_uom_qty = 9
        order.order_line = [Command.create({"product_id": self.valve.id})]
        self.env.flush_all()
        self.assertIn("amount_total", written)
        self.assertFalse(written & names)

    def test_confirming_costs_the_same_switched_on_and_off(self):
        """Budget 3: the switches of the company, and the contract of the customer twice."""

        def confirm():
            self._new(intake_channel="phone").action_confirm()

        self.company.order_read_back_required = False
        on = self._count(confirm)
        self.company.order_intake_enabled = False
        off = self._count(confirm)
        self.assertLessEqual(on, off + 3)

    def test_reading_the_form_fields(self):
        """Budget 0: what most orders do not have is not asked for; 3 with documents."""
        vanilla = ["name", "partner_id", "amount_total", "company_id", "state", "follower_id"]
        ours = [
            "order_intake_enabled",
            "order_class_reason",
            "intake_missing",
            "intake_document_ids",
            "order_handover_count",
            "read_back_required",
            "letter_of_credit_warning",
        ]
        documents = self._attachment().ids
        for values, budget in (
            ({}, 0),
            ({"follower_id": self.clerk.id}, 0),
            ({"intake_attachment_ids": documents}, 3),
        ):
            order = self._new(**values).with_user(self.clerk)
            plain = self._count(lambda order=order: order.read(vanilla))
            full = self._count(lambda order=order: order.read(vanilla + ours))
            self.assertLessEqual(full, plain + budget, values)

    def test_documents_are_read_without_searching_all_attachments(self):
        order = self._new(intake_attachment_ids=self._attachment().ids)
        self.env.invalidate_all()
        attachments = type(self.env["ir.attachment"])
        with patch.object(attachments, "search_fetch", side_effect=AssertionError("searched")):
            documents = order.with_user(self.clerk).intake_attachment_ids
            self.assertEqual(documents.ids, order.intake_attachment_ids.ids)

    def test_list_of_unconfirmed_orders_grows_with_no_record(self):
        """Same number of queries for 2 and for 20 orders."""
        orders = self.env["sale.order"]
        for __ in range(20):
            orders |= self._new(follower_id=self.clerk.id)
        names = ["name", "intake_missing", "order_class", "follower_id"]
        few = self._count(lambda: orders[:2].with_prefetch().read(names))
        many = self._count(lambda: orders.with_prefetch().read(names))
        self.assertEqual(few, many)

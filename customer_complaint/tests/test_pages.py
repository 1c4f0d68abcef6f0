from lxml import etree

from odoo.tests import tagged

from odoo.addons.quality_8d.tests.test_pages import asked_for

from ..models.customer_complaint_links import PAGES
from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestPages(ComplaintCommon):
    """Only what is looked at is read: the overview is quick, the rest has pages of its own."""

    def _read(self, complaint, page=False):
        """Read a complaint as the web client does to show one of its forms."""
        view = page and self.env.ref(f"customer_complaint.customer_complaint_view_form_{page}").id
        answer = complaint.get_views([(view, "form")])
        arch = etree.fromstring(answer["views"]["form"]["arch"])
        asked = asked_for(answer["models"], "customer.complaint", arch)
        self.env.flush_all()
        complaint.web_read(asked)
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        values = complaint.web_read(asked)[0]
        return values, self.cr.sql_log_count - before

    def test_queries_of_the_overview(self):
        for complaint in (self._complaint(), self._judged(severity="critical"), self._approved()):
            with self.subTest(state=complaint.state):
                values, queries = self._read(complaint)
                self.assertEqual(values["next_step"], complaint.next_limit_id.step)
                self.assertLessEqual(queries, 14)
                self.assertNotIn("evidence_ids", values)

    def test_queries_of_the_pages(self):
        complaint = self._approved()
        for page in PAGES:
            with self.subTest(page=page):
                values, queries = self._read(complaint, page)
                self.assertIn("missing_page", values)
                self.assertLessEqual(queries, 30)

    def test_the_page_of_what_is_missing(self):
        self.company.complaint_evidence_required = True
        complaint = self._complaint()
        self.assertFalse(complaint.missing_page)
        complaint.action_acknowledge()
        complaint._judge("valid", "It leaks")
        self.assertEqual(complaint.missing_page, "answer")
        self.assertEqual(
            complaint.action_open_missing()["xml_id"],
            "customer_complaint.customer_complaint_action_answer",
        )
        complaint.containment = "Sorted"
        self.assertFalse(complaint.missing)
        complaint.action_contain()
        self.assertEqual(complaint.missing_page, "answer")
        complaint.write(
            {"team_id": self.team["production"].id, "cause": "Worn", "solution": "Replaced"}
        )
        self.assertEqual(complaint.missing_page, "remedies")
        complaint.remedy_ids = [(0, 0, {"kind": "compensation", "amount": 100})]
        complaint.action_propose()
        self._sign(complaint)
        complaint.action_answered()
        complaint.remedy_ids.action_done()
        self.assertEqual(complaint.missing_page, "evidence")
        self._evidence(complaint)
        self.assertEqual(complaint.missing_page, "effect")
        complaint.write({"prevention": "x", "effect": "y"})
        self.assertFalse(complaint.missing_page)

    def test_a_button_opens_its_page(self):
        complaint = self._complaint()
        action = complaint.with_context(page="similar").action_open_page()
        self.assertEqual(action["res_id"], complaint.id)
        self.assertEqual(action["xml_id"], "customer_complaint.customer_complaint_action_similar")
        action = complaint.with_context(page="nothing").action_open_page()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("customer.complaint", complaint.id)
        )

    def test_likely_duplicates_are_hinted_at_until_it_is_judged(self):
        first = self._complaint(title="First")
        complaint = self._complaint()
        self.assertIn("1", complaint.twin_hint)
        self.assertEqual(complaint.twin_ids, first)
        first._cancel("Entered by mistake")
        complaint.invalidate_recordset()
        self.assertFalse(complaint.twin_hint)
        self._complaint(title="Once more")
        complaint.action_acknowledge()
        complaint._judge("valid", "It leaks")
        self.assertFalse(complaint.twin_hint)

    def test_the_only_product_of_an_order_is_filled_in(self):
        other = self.env["product.product"].create({"name": "Spring", "type": "consu"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [(0, 0, {"product_id": self.product.id, "product_uom_qty": 5})],
            }
        )
        self.assertEqual(self._told(order).product_id, self.product)
        order.order_line = [(0, 0, {"product_id": other.id, "product_uom_qty": 5})]
        self.assertFalse(self._told(order).product_id)

    def _told(self, order):
        """A complaint that names its order only."""
        complaints = self.env["customer.complaint"].with_user(self.officer)
        return complaints.create(
            {"title": "Leaks", "company_id": self.company.id, "order_text": order.name}
        )

    def test_names_are_those_of_the_records(self):
        """Whole names, of contacts and variants too, also where their records are not read."""
        paint = self.env["product.attribute"].create(
            {"name": "Paint", "value_ids": [(0, 0, {"name": "Blue"}), (0, 0, {"name": "Red"})]}
        )
        template = self.env["product.template"].create(
            {
                "name": "Painted damper",
                "attribute_line_ids": [
                    (0, 0, {"attribute_id": paint.id, "value_ids": paint.value_ids.ids})
                ],
            }
        )
        complaint = self._complaint(product_id=template.product_variant_ids[-1].id)
        asked = {
            name: {"fields": {"display_name": {}}}
            for name in ("partner_id", "user_id", "product_id", "team_id")
        }
        self.env.invalidate_all()
        values = complaint.web_read({"title": {}, **asked})[0]
        self.env.invalidate_all()
        for name in asked:
            record = complaint.sudo()[name]
            shown = record and {"id": record.id, "display_name": record.display_name}
            self.assertEqual(values[name] or record, shown)
        self.assertEqual(values["partner_id"]["display_name"], "Moto GmbH, Mr Li")
        self.assertEqual(values["product_id"]["display_name"], "Painted damper (Red)")
        self.product.default_code = "D-1"
        complaint.product_id = self.product
        self.env.flush_all()
        self.env.invalidate_all()
        values = complaint.web_read(asked)[0]
        self.assertEqual(values["product_id"]["display_name"], "[D-1] Damper")
        self.assertFalse(self.product.product_template_attribute_value_ids)

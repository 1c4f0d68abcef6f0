from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .common_review import ReviewCommon


class TestReviewTemplate(ReviewCommon):
    """Checklists are published once and never changed."""

    def setUp(self):
        super().setUp()
        self.template = self.env.ref("sale_order_review.sale_order_review_template_full")

    def test_checklist_as_delivered(self):
        lines = self.template.line_ids
        self.assertEqual(len(lines), 41)
        self.assertEqual(len(lines.mapped("function")) - len(set(lines.mapped("function"))), 33)
        gates = dict(zip(lines.mapped("code"), lines.mapped("gate"), strict=True))
        self.assertEqual(gates["F05"], "confirmation")
        self.assertEqual(gates["S09"], "packing")
        self.assertEqual(list(gates.values()).count("none"), 26)
        waivers = {line.code: line.waiver_function for line in lines if line.waiver_function}
        self.assertEqual(waivers, {"F05": "finance", "F02": "management", "F03": "management"})
        self.assertTrue(self.template.management_required)
        regular = self.env.ref("sale_order_review.sale_order_review_template_regular")
        self.assertEqual(
            regular.line_ids.mapped("code"),
            ["S02", "S03", "S06", "P02", "P03", "U01", "M01", "F01"],
        )
        repeat = self.env.ref("sale_order_review.sale_order_review_template_repeat")
        self.assertEqual(repeat.line_ids.mapped("code"), ["S08", "F01"])

    def test_published_is_immutable(self):
        line = self.template.line_ids[0]
        for change in (
            lambda: self.template.write({"name": "Other"}),
            lambda: self.template.write({"line_ids": [Command.delete(line.id)]}),
            lambda: self.template.write({"management_required": False}),
            lambda: line.write({"gate": "shipment"}),
            lambda: line.write({"name": "Other"}),
            lambda: line.update_field_translations("name", {"en_US": "Other"}),
            lambda: self.template.update_field_translations("name", {"en_US": "Other"}),
            lambda: line.unlink(),
            lambda: line.with_user(self.manager).with_context(_force_unlink=True).unlink(),
            lambda: line.copy({"code": "X1"}),
            lambda: self.template.unlink(),
            lambda: self.template.with_user(self.manager).with_context(_force_unlink=True).unlink(),
            lambda: self.template.write({"state": "draft"}),
            lambda: self.template.action_publish(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_state_only_by_buttons(self):
        draft = self.template.copy()
        with self.assertRaises(UserError):
            draft.state = "published"
        created = self.env["sale.order.review.template"].create(
            {"name": "Sly", "kind": "full", "state": "published"}
        )
        self.assertEqual(created.state, "draft")

    def test_new_version_replaces(self):
        action = self.template.with_user(self.manager).action_new_version()
        draft = self.template.browse(action["res_id"])
        self.assertEqual((draft.version, draft.state), (2, "draft"))
        self.assertEqual(draft.previous_id, self.template)
        self.assertEqual(len(draft.line_ids), 41)
        draft.line_ids[0].name = "Changed question"
        draft.action_publish()
        self.assertEqual(self.template.state, "retired")
        self.assertEqual(draft.state, "published")

    def test_running_review_keeps_its_version(self):
        order = self._regular_order()
        review = self.env["sale.order.review"]._request_for(order, kind="full")
        question = review.line_ids[0].question
        action = self.template.action_new_version()
        draft = self.template.browse(action["res_id"])
        draft.line_ids[0].name = "Changed question"
        draft.action_publish()
        self.assertEqual(review.template_id, self.template)
        self.assertEqual(review.line_ids[0].question, question)
        second = self.env["sale.order.review"]._request_for(self._regular_order(), kind="full")
        self.assertEqual(second.line_ids[0].question, "Changed question")

    def test_company_has_its_own(self):
        own = self.template.copy({"company_id": self.company.id})
        own.action_publish()
        self.assertEqual(self.template.state, "published", "the shared one stays in force")
        review = self.env["sale.order.review"]._request_for(self._regular_order(), kind="full")
        self.assertEqual(review.template_id, own)

    def test_nothing_published(self):
        self.template.action_retire()
        with self.assertRaisesRegex(UserError, "No review template is published"):
            self.env["sale.order.review"]._request_for(self._regular_order(), kind="full")

    def test_two_languages(self):
        line = self.env.ref("sale_order_review.sale_order_review_template_full_s09")
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search(
            [("name", "=", "sale_order_review")]
        )._update_translations(["zh_CN"])
        self.assertEqual(
            line.with_context(lang="zh_CN").name, "标签内容（条码、唛头、语种）已确认"
        )
        self.assertEqual(
            line.with_context(lang="en_US").name,
            "Label content confirmed (bar code, shipping mark, language)",
        )

    def test_only_managers_write_templates(self):
        with self.assertRaises(AccessError):
            self.template.with_user(self.signers["quality"]).copy()
        with self.assertRaises(AccessError):
            self.template.with_user(self.signers["quality"]).action_retire()
        with self.assertRaises(AccessError):
            self._rule("amount").with_user(self.sales_user).amount = 1000000
        self.assertTrue(self.template.with_user(self.signers["quality"]).name)

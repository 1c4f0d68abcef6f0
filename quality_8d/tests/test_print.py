from lxml import etree, html

from odoo import fields
from odoo.tests import tagged

from .. import svg
from .common import EightDCommon, fill_d1, fill_d2, fill_d3, fill_d4, fill_d5, fill_d6


@tagged("post_install", "-at_install")
class TestPrint(EightDCommon):
    """The printed report and its figures."""

    def _html(self, report, kind=None):
        action = self.env["ir.actions.report"]
        if kind:
            action = action.with_context(quality_8d_version=kind)
        content, _type = action._render_qweb_html("quality_8d.report_quality_8d", report.ids)
        return html.fromstring(content).text_content()

    def _filled(self):
        report = self._report()
        fill_d1(report, self.colleague)
        fill_d2(report)
        fill_d3(report, self.colleague)
        fill_d4(report)
        fill_d5(report, self.colleague)
        fill_d6(report)
        return report

    def test_form(self):
        text = self._html(self._filled())
        for part in (
            "QR-QA-02",
            "Corrective and Preventive 8D Report",
            "5 of 200 dampers leak oil",
            "Sorted at the customer's",
            "occurrence system",
            "30 parts without a cut",
            "LOT-9",
            "D8 Closing",
            "Reply of the customer",
        ):
            self.assertIn(part, text)

    def test_version_shows_only_its_disciplines(self):
        report = self._filled()
        text = self._html(report, "3d")
        self.assertIn("Sorted at the customer's", text)
        self.assertNotIn("occurrence system", text)
        self.assertNotIn("D4 Root Cause", text)
        text = self._html(report, "5d")
        self.assertIn("occurrence system", text)
        self.assertIn("30 parts without a cut", text)
        self.assertNotIn("3 lots without a leak", text)
        self.assertNotIn("D7 Prevention", text)

    def test_cost_is_never_printed(self):
        report = self._filled()
        report.with_user(self.quality).cost_ids = [
            fields.Command.create({"name": "Secret sorting", "amount": 4711})
        ]
        text = self._html(report)
        self.assertNotIn("4711", text)
        self.assertNotIn("Secret sorting", text)

    def test_figures_are_drawings(self):
        report = self._filled()
        report.cause_ids[0].name = "A <script> & 切边毛刺没有去除干净导致密封圈唇口被割伤"
        for name in ("fishbone", "why_tree", "effect_chart"):
            drawing = etree.fromstring(str(report[name]))
            self.assertTrue(drawing.tag.endswith("svg"), name)
            self.assertNotIn("<script", str(report[name]))
        self.assertIn("Leaks in a thousand", report.effect_chart)

    def test_empty_figures(self):
        report = self._report()
        self.assertFalse(report.fishbone)
        self.assertFalse(report.why_tree)
        self.assertFalse(report.effect_chart)

    def test_ruled_out_is_struck_out(self):
        report = self._filled()
        report.cause_ids[0].verdict = "ruled_out"
        self.assertIn("line-through", report.fishbone)

    def test_wrap(self):
        self.assertEqual(svg.wrap("one two three", 8, 3), ["one two", "three"])
        self.assertEqual(svg.wrap("密封圈唇口被割伤", 8, 2), ["密封圈唇", "口被割伤"])
        self.assertEqual(svg.wrap("one two three four", 6, 1), ["one…"])

    def test_reply_of_the_customer(self):
        report = self._closed()
        text = " ".join(self._html(report).split())
        self.assertNotIn("☑", text.partition("Reply of the customer")[2])
        version = self.env["quality.8d.version"]._issue(report, "final", self.customer)
        version._answer(True, "Mr Li", "link", "Well done")
        text = " ".join(self._html(report).split())
        self.assertIn("☑", text.partition("Reply of the customer")[2])
        self.assertIn("Mr Li", text)
        self.assertIn("Well done", text)
        self.assertNotIn("Well done", self._html(report, "final"), "not in a version itself")

    def test_whys_of_what_was_ruled_out_are_not_printed(self):
        report = self._filled()
        report.cause_ids[0].write({"verdict": "ruled_out"})
        report.cause_ids[0].why_ids[0].name = "Ruled out why"
        self.assertIn("Ruled out why", report.why_tree)
        self.assertNotIn("Ruled out why", self._html(report))
        self.assertEqual(len(report._form_why_trees()), 2)

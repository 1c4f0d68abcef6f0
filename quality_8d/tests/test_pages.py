from lxml import etree

from odoo.tests import tagged

from .common import EightDCommon

PAGES = ("d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "supplier", "cost")


def asked_for(models, model, arch):
    """Return the fields that the web client asks for when it shows this form or list."""
    result = {}
    for node in arch.iterdescendants("field"):
        if any(parent.tag == "field" for parent in node.iterancestors() if parent in arch.iter()):
            continue
        field = models[model]["fields"][node.get("name")]
        inner = next((child for child in node if child.tag in ("list", "kanban")), None)
        if node.get("invisible") in ("1", "True"):
            result[node.get("name")] = {"fields": {}} if field["type"] == "many2one" else {}
        elif field["type"] == "many2one":
            result[node.get("name")] = {"fields": {"display_name": {}}}
        elif inner is not None:
            fields_of = asked_for(models, field["relation"], inner)
            result[node.get("name")] = {"fields": fields_of}
        else:
            result[node.get("name")] = {}
    return result


@tagged("post_install", "-at_install")
class TestPages(EightDCommon):
    """Only what is looked at is read: the overview is quick, each discipline a page."""

    def _read(self, report, user, view=False):
        """Read a report as the web client does to show one of its forms."""
        view = view and self.env.ref(f"quality_8d.quality_8d_view_form_{view}").id
        model = report.with_user(user).browse(report.id)
        answer = model.get_views([(view, "form")])
        arch = etree.fromstring(answer["views"]["form"]["arch"])
        asked = asked_for(answer["models"], "quality.8d", arch)
        self.env.flush_all()
        model.web_read(asked)
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        values = model.web_read(asked)[0]
        return values, self.cr.sql_log_count - before

    def test_queries_of_the_overview(self):
        report = self._report()
        self._pass(report, "d0", "d1", "d2", "d3", "d4")
        values, queries = self._read(report, self.quality)
        self.assertEqual(len(values["step_ids"]), 9)
        self.assertLessEqual(queries, 12)

    def test_queries_of_the_pages(self):
        report = self._report()
        self._pass(report, "d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7")
        for page in PAGES:
            with self.subTest(page=page):
                values, queries = self._read(report, self.quality, page)
                self.assertIn("standing", values)
                self.assertLessEqual(queries, 30)

    def test_a_discipline_leads_to_its_page(self):
        report = self._report()
        action = report._step("d3").action_open_report()
        self.assertEqual(action["res_id"], report.id)
        self.assertEqual(action["xml_id"], "quality_8d.quality_8d_action_d3")
        action = report.with_context(page="cost").action_open_page()
        self.assertEqual(action["xml_id"], "quality_8d.quality_8d_action_cost")
        action = report.with_context(page="nothing").action_open_page()
        self.assertEqual((action["res_model"], action["res_id"]), ("quality.8d", report.id))

    def test_cost_is_for_quality_managers(self):
        report = self._report()
        values, _queries = self._read(report, self.leader, "cost")
        self.assertNotIn("cost_total", values)
        self.assertNotIn("claim_amount", values)

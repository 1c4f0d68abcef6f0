from odoo.tests import tagged

from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangePrint(ChangeCommon):
    """The history on paper, Chinese over English, with its seals."""

    def _html(self, production, user):
        report = self.env["ir.actions.report"].with_user(user)
        return report._render_qweb_html(
            "mrp_production_notice.report_mrp_production_change", production.ids
        )[0].decode()

    def test_print(self):
        production = self._order()
        self._set_quantity(production, 12, change_reason="two more by phone")
        production.move_raw_ids[0].with_user(self.planner).write({"product_uom_qty": 50})
        self._end()
        html = self._html(production, self.planner)
        self.assertIn("QR-PM-04", html)
        self.assertIn("表单编号", html)
        self.assertIn("MO Change History", html)
        self.assertIn("two more by phone", html)
        self.assertIn("No reason given", html)
        self.assertIn("Not sealed yet", html)
        self.changes._seal_next(self.company)
        for user in (self.planner, self.manager):
            with self.subTest(user.login):
                html = self._html(production, user)
                for entry in self._entries(production):
                    self.assertIn(entry.seal_label, html)
                self.assertIn(self._entries(production)[-1].hash, html)

    def test_print_without_changes(self):
        production = self._order()
        html = self._html(production, self.planner)
        self.assertIn("Nothing was changed", html)

from odoo.tests import tagged

from ..hooks import uninstall_hook
from .common import EightDCommon, fill_d4


@tagged("post_install", "-at_install")
class TestUninstall(EightDCommon):
    """What the add-on takes away when it goes."""

    def _counters(self, sequence):
        self.cr.execute(
            "SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relname LIKE %s",
            [f"ir_sequence_{sequence.id:03}%"],
        )
        return self.cr.fetchone()[0]

    def test_counters_and_references_go(self):
        report = self._report()
        failure = self.env.ref("quality_8d.quality_8d_failure_production_set_up")
        fill_d4(report, failure_id=failure.id)
        sequence = self.env["ir.sequence"].search(
            [("code", "=", "quality.8d"), ("company_id", "=", self.company.id)]
        )
        self.assertTrue(sequence.date_range_ids)
        self.assertGreater(self._counters(sequence), 0)
        self.env.flush_all()
        uninstall_hook(self.env)
        self.assertEqual(self._counters(sequence), 0)
        self.env.invalidate_all()
        failure.unlink()

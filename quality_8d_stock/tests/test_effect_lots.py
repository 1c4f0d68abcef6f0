from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.quality_8d.models.quality_8d_task import LOTS

from .common import GoodsCommon


@tagged("post_install", "-at_install")
class TestEffectLots(GoodsCommon):
    """Lots made or received since the closing open the check of the effect by themselves."""

    def _observed(self, **values):
        report = self._report(**values)
        report.sudo().write(
            {
                **report._prepare_observation(),
                "state": "closed",
                "closed_on": fields.Datetime.now() - timedelta(days=40),
            }
        )
        self._later(report, 40)
        return report

    def _received(self, *names):
        lots = self._lots(*names, quantity=0)
        self._carry_out(self._transfer(5, lots, source=self.suppliers))
        return lots

    def test_lots_are_counted(self):
        report = self._observed()
        other = self._observed(product_id=self.env["product.product"].create({"name": "Tube"}).id)
        self._received("NEW-1", "NEW-2")
        # Neither an old one, nor one that did not come.
        self._lots("NEW-3", quantity=0)
        old = self._received("OLD-1")
        self.cr.execute("UPDATE stock_lot SET create_date = '2020-01-01' WHERE id = %s", old.ids)
        reports = report | other
        reports.mapped("closed_on")
        self.env.flush_all()
        with self.assertQueryCount(1):
            counts = reports._lots_since_closing()
        self.assertEqual(counts, {report: 2})
        self._run("quality_8d.ir_cron_quality_8d_effect")
        self.assertEqual((report.state, report.effect_lots), ("closed", 2))
        self.assertEqual(report.sudo().activity_search([LOTS]).user_id, self.quality)
        self._received("NEW-4")
        self._run("quality_8d.ir_cron_quality_8d_effect")
        self.assertEqual((report.state, report.effect_lots), ("check", 3))
        self.assertEqual((other.state, other.effect_lots), ("closed", 0))

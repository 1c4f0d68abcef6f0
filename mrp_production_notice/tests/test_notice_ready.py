from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sale_order_review.tests.common_step import StepCommon

from ..models.mrp_production_notice_signoff import MrpProductionNotice


@tagged("post_install", "-at_install")
class TestNoticeReady(StepCommon):
    """Who follows the order hears when an approved notice waits for nothing any more."""

    def _task(self, notice):
        task = self.env.ref("mrp_production_notice.mail_activity_type_notice_returned")
        return notice.activity_ids.filtered(lambda a: a.activity_type_id == task).summary

    def test_last_item_of_the_review(self):
        self.company.order_notice_enabled = True
        self.company.order_release_meeting = False
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.products[0].product_tmpl_id.id,
                "company_id": self.company.id,
                "bom_line_ids": [Command.create({"product_id": self.products[1].id})],
            }
        )
        order = self._order_with_open({"U02": "material", "M02": "production"})
        order.with_user(self.sales_user).action_confirm()
        notice = self.env["mrp.production.notice"].sudo()._prepare_for(order)
        notice.state = "approval"
        self.startPatcher(patch.object(MrpProductionNotice, "_is_released", lambda notice: True))
        notice._try_issue()
        self.assertIn("cannot be issued yet", self._task(notice))
        self._close(order, "U02")
        self.assertIn("cannot be issued yet", self._task(notice))
        self._close(order, "M02")
        self.assertIn("issue it", self._task(notice))
        self.assertEqual(notice.state, "approval", "a person issues it")

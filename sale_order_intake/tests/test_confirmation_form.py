from odoo.tests import tagged

from .common import PDF, IntakeCommon


@tagged("post_install", "-at_install")
class TestConfirmationForm(IntakeCommon):
    """The printed order confirmation form QR-SA-02."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.env["sale.framework.contract"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "date_start": "2026-01-01",
                "minimum_order_qty": 4,
                "our_signatory_id": cls.lead.id,
                "their_signatory": "Mrs Li",
                "signed_on": "2025-12-01",
            }
        )
        cls.contract.document_ids = cls._attachment("contract.pdf", PDF)
        cls.contract.sudo().state = "active"
        cls.damper.default_code = "DMP-100"
        cls.order = cls._order(
            cls.damper | cls.spring,
            framework_contract_id=cls.contract.id,
            client_order_ref="PO-77",
            customer_confirmed_on="2026-03-02",
            deposit_required=True,
            order_class="regular",
        )
        cls.order.order_line[1].product_uom_qty = 2
        cls.env["sale.order.delivery.schedule"].create(
            [
                {
                    "order_line_id": cls.order.order_line[0].id,
                    "quantity": quantity,
                    "promised_date": day,
                }
                for quantity, day in ((2, "2026-05-04"), (3, "2026-06-01"))
            ]
        )

    def _html(self, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.clerk)
        html, _type = reports._render_qweb_html(
            "sale_order_intake.report_sale_order_confirmation", self.order.ids
        )
        return html.decode()

    def test_all_fields_are_there(self):
        html = self._html()
        for text in (
            "QR-SA-02",
            "PO-77",
            self.contract.name,
            "2026-01-01</span> ~",
            "2026-03-02",
            "DMP-100",
            "2026-05-04",
            "2026-06-01",
            "2026-05-04 ~ 2026-06-01",
            "日期",
        ):
            self.assertIn(text, html)
        labels = self.order._form_labels()
        self.assertEqual(len(self.order._form_head_cells()), 16, "the form number is in the head")
        for key, _value in self.order._form_head_cells():
            self.assertIn(key, labels)
        self.assertIn("✗", html, "the springs are below the minimum")
        self.assertIn("at least 4 agreed", html)

    def test_watermark(self):
        self.assertIn('class="o_order_form_watermark"', self._html())
        self.order.action_confirm()
        self.assertNotIn('class="o_order_form_watermark"', self._html())
        self.order._action_cancel()
        self.assertIn("Cancelled", self._html())

    def test_result(self):
        self.assertFalse(self.order._form_result())
        self.order.action_confirm()
        self.assertEqual(self.order._form_result(), "confirmed")
        self.order._action_cancel()
        self.assertEqual(self.order._form_result(), "refused")

    def test_issued_form_keeps_its_revision(self):
        self.order.action_confirm()
        form = self.env.ref("sale_order_intake.order_form_sale_order_confirmation")
        form.revision = "B/3"
        self.assertEqual(self.order.form_revision, "A/0")
        self.assertNotIn("B/3", self._html())
        plain = self._order(partner=self.stranger)
        plain.action_confirm()
        self.assertFalse(plain.form_frozen_at, "not confirmed on the form")

    def test_printed_by_finance(self):
        self.assertIn(self.contract.name, self._html(self.finance))

    def test_offered_where_intake_is_on(self):
        report = self.env.ref("sale_order_intake.action_report_sale_order_confirmation")
        ids = self.order.ids
        self.assertIn(report.id, report.get_valid_action_reports("sale.order", ids))
        self.company.order_intake_enabled = False
        self.assertNotIn(report.id, report.get_valid_action_reports("sale.order", ids))

from odoo.tests import tagged

from .common import NoticeCommon


@tagged("post_install", "-at_install")
class TestNoticePrint(NoticeCommon):
    def _html(self, notice, report="report_mrp_production_notice", records=None):
        records = records or notice
        return self.env["ir.actions.report"].with_user(notice.env.user)._render_qweb_html(
            f"mrp_production_notice.{report}", records.ids
        )[0].decode()

    def _filled(self, **vals):
        notice = self._notice(
            delivery_mode="Container 40'", special_matters="<p>Check the thread twice</p>", **vals
        )
        notice.line_ids[:1].write(
            {
                "customer_part_no": "AB-0815",
                "drawing_revision": "C",
                "specification": "DN 40, brass",
                "packing": "10 in a carton",
                "marks": "ACME / Rotterdam / 1-10",
                "completion_date": "2026-12-14",
                "team_ids": self.workshops.ids,
            }
        )
        notice.line_ids[1:].make_quantity = 0
        notice.line_ids[1:].stock_quantity = 10
        self.env["stock.quant"]._update_available_quantity(
            self.products[1], self._warehouse().lot_stock_id, 10
        )
        return notice

    def _warehouse(self):
        return self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)

    def test_what_stands_on_it(self):
        notice = self._filled(irregular=True)
        notice.action_submit()
        self._sign(notice, "management")
        html = self._html(notice)
        for text in (
            "QR-PM-01",
            notice.name,
            "AB-0815",
            "DN 40, brass",
            "10 in a carton",
            "ACME / Rotterdam / 1-10",
            "2026-12-14",
            "Turning",
            "Assembly",
            "Container 40",
            "Check the thread twice",
            "Distribution",
            "Not regular",
            "Management",
        ):
            self.assertIn(text, html)
        self.assertNotIn("Not issued", html)
        self.assertEqual(notice.form_number, "QR-PM-01")

    def test_outsourced_line(self):
        notice = self._notice()
        notice.line_ids[:1].write(
            {
                "sourcing": "outsource",
                "outsource_reason": "No capacity",
                "subcontractor_id": self.customer.id,
            }
        )
        html = self._html(notice)
        for text in ("Outsource", "No capacity", "Notice Customer"):
            self.assertIn(text, html)
        self.assertFalse(notice.line_ids[:1]._cards(), "no workshop makes it")

    def test_shop_prints_without_rights_on_orders(self):
        notice = self._filled()
        notice.action_submit()
        self._sign(notice, "management")
        for user in (self.mrp_user, self.hands[self.workshops[0]]):
            self.assertIn("AB-0815", self._html(notice.with_user(user)))

    def test_not_in_force(self):
        notice = self._filled()
        self.assertIn("do not start work", self._html(notice))
        notice.action_submit()
        self._sign(notice, "management")
        revision = notice._revise("Other packing")
        revision.line_ids[:1].packing = "20 in a carton"
        revision.action_submit()
        self._sign(revision, "management")
        self.assertEqual(notice.state, "superseded")
        old, new = self._html(notice), self._html(revision)
        self.assertIn("do not work on this notice any more", old)
        self.assertIn(revision.display_name, old)
        for text in ("Other packing", "10 in a carton", "20 in a carton", "What changed"):
            self.assertIn(text, new)
        self.assertNotIn("do not work on this notice any more", new)

    def test_cards(self):
        notice = self._filled()
        notice.action_submit()
        self._sign(notice, "management")
        cards = notice.line_ids._cards()
        self.assertEqual(
            [(card["line"].id, card["team"].name) for card in cards],
            [(notice.line_ids[0].id, team.name) for team in notice.line_ids[0].sudo().team_ids],
            "one for each workshop, none for what comes from stock",
        )
        html = self._html(notice, "report_notice_card", notice.line_ids)
        for text in ("QR-PM-02", "Turning", "Assembly", "DN 40, brass", "2026-12-14"):
            self.assertIn(text, html)
        action = notice.with_user(self.mrp_user).action_print_cards()
        self.assertEqual(
            action["report_name"], "mrp_production_notice.report_notice_card"
        )

    def test_cards_of_a_manufacturing_order(self):
        notice = self._filled()
        notice.action_submit()
        self._sign(notice, "management")
        line = notice.line_ids[0]
        production = self.env["mrp.production"].sudo().create(
            {
                "product_id": line.product_id.id,
                "product_qty": 4,
                "company_id": self.company.id,
                "production_notice_id": notice.id,
                "notice_line_id": line.id,
            }
        )
        cards = production._notice_cards()
        self.assertEqual({card["production"] for card in cards}, {production.name})
        self.assertEqual({card["quantity"] for card in cards}, {4})
        self.assertIn(f"mrp.production/{production.id}", cards[0]["line"]._form_url())
        html = self._html(notice, "report_production_card", production)
        self.assertIn(production.name, html)

    def test_prints_of_many_lines(self):
        """The number of queries does not grow by more than what a line itself needs."""
        notice = self._filled()
        self._html(notice)
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._html(notice)
        self.assertLess(self.cr.sql_log_count - before, 120)

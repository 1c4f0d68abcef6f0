from odoo.tests import Form, tagged

from odoo.addons.quality_8d.tests.common import fill_d3

from .common import GoodsCommon


@tagged("post_install", "-at_install")
class TestTrace(GoodsCommon):
    """Where the goods are, who got them, and what was made of them."""

    def test_where_the_lots_are(self):
        sent = self._carry_out(self._transfer(30, self.lot))
        waiting = self._transfer(20, self.lot)
        self._carry_out(self._transfer(10, self.clean))
        rows = self._with_lots()._lot_trace_rows()
        found = {(row["what"], row["where"]): row for row in rows}
        self.assertEqual(
            set(found),
            {
                ("stock", self.stock.display_name),
                ("delivered", sent.name),
                ("open", waiting.name),
            },
        )
        self.assertEqual(found["stock", self.stock.display_name]["quantity"], 70)
        self.assertEqual(found["delivered", sent.name]["partner"], "8D Customer")
        self.assertEqual(found["delivered", sent.name]["source"], "S00077")

    def test_team_needs_no_right_on_the_stock(self):
        self._carry_out(self._transfer(30, self.lot))
        report = self._with_lots().with_user(self.leader)
        self.assertIn("S00077", report.lot_trace)
        self.assertEqual(report.goods_transfer_count, 1)

    def test_customers_and_what_they_still_have(self):
        other = self.env["res.partner"].create({"name": "Second <b>Customer</b>"})
        sent = self._carry_out(self._transfer(30, self.lot))
        self._carry_out(self._transfer(12, self.lot, partner_id=other.id))
        wizard = self.env["stock.return.picking"].create({"picking_id": sent.id})
        wizard.product_return_moves.quantity = 10
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._carry_out(back)
        report = self._with_lots()
        entries = report._trace_partners(report._lot_trace_rows(), "delivered", "returned")
        self.assertEqual(
            [(e["partner"], e["out"], e["back"]) for e in entries],
            [(self.customer, 30, 10), (other, 12, 0)],
        )
        self.assertIn("has not complained", report.lot_trace)
        self.assertIn("Second &lt;b&gt;", report.lot_trace)

    def test_goods_without_lots_by_transfer(self):
        screw = self.env["product.product"].create({"name": "Screw", "is_storable": True})
        self._put(screw, 50)
        sent = self._carry_out(self._transfer(20, product=screw))
        self._carry_out(self._transfer(5, product=screw))
        report = self._report(product_id=screw.id)
        report.sudo().transfer_ids = sent
        rows = {row["what"]: row for row in report._lot_trace_rows()}
        self.assertEqual(rows["delivered"]["quantity"], 20)
        self.assertEqual(rows["stock"]["quantity"], 25)

    # ------------------------------------------------------------------
    # What was made of what
    # ------------------------------------------------------------------
    def _made(self, source, *names):
        """Lots made of a lot: what production links, without its orders."""
        production = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.company.id)], limit=1
        )
        lots = self._lots(*names, quantity=0)
        used = self._carry_out(self._transfer(1, source, destination=production))
        made = self._carry_out(self._transfer(1, lots, source=production, destination=self.stock))
        used.move_ids.move_line_ids.produce_line_ids = made.move_ids.move_line_ids
        return lots

    def test_lots_made_over_several_steps(self):
        middle = self._made(self.lot, "SEMI-1", "SEMI-2")
        end = self._made(middle[0], "END-1")
        self._made(self.clean, "END-8")
        report = self._with_lots()
        self.assertEqual(report._related_lots(made=True), middle | end)
        self.assertIn("END-1", report.lot_trace)
        self.assertNotIn("END-8", report.lot_trace)
        report.action_add_made_lots()
        self.assertEqual(report.sudo().lot_ids, self.lot | middle | end)
        self.assertEqual(report.action_add_made_lots()["tag"], "display_notification")
        report = self._with_lots(end)
        self.assertEqual(report._related_lots(made=False), middle[0] | self.lot)
        report.action_add_source_lots()
        self.assertEqual(report.sudo().lot_ids, end | middle[0] | self.lot)

    def test_lots_stand_with_the_containment(self):
        self._made(self.lot, "SEMI-1")
        report = self._with_lots()
        self._pass(report, "d0", "d1", "d2")
        fill_d3(report, self.colleague)
        report._step("d3").action_submit()
        with self.refused("has been submitted and stands"):
            report.action_add_made_lots()

    def test_queries_do_not_grow_with_lots(self):
        lots = self._lots(*(f"N-{number}" for number in range(40)), quantity=3)
        production = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.company.id)], limit=1
        )
        self._carry_out(self._transfer(1, lots))
        used = self._carry_out(self._transfer(1, lots, destination=production))
        made_lots = self._lots(*(f"M-{number}" for number in range(40)), quantity=0)
        made = self._carry_out(
            self._transfer(1, made_lots, source=production, destination=self.stock)
        )
        for line, product_line in zip(
            used.move_ids.move_line_ids, made.move_ids.move_line_ids, strict=True
        ):
            line.produce_line_ids = product_line
        few, many = self._with_lots(lots[:2]), self._with_lots(lots)
        counts = []
        for report in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(report.lot_trace)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)
        self.assertLess(counts[1], 60)
        self.assertIn("more", many.lot_trace)

    # ------------------------------------------------------------------
    # Containment
    # ------------------------------------------------------------------
    def test_suspect_quantities(self):
        self._carry_out(self._transfer(30, self.lot))
        transit = self.env["stock.location"].create(
            {"name": "Lorry", "usage": "transit", "company_id": self.company.id}
        )
        self._carry_out(self._transfer(8, self.lot, destination=transit))
        report = self._with_lots()
        lines = {line.place: line for line in report.containment_ids}
        report.action_fill_containment()
        found = {place: line.suspect_qty for place, line in lines.items() if line.suspect_qty}
        self.assertEqual(found, {"customer_stock": 30, "in_transit": 8, "fg": 62})
        self.assertEqual(lines["fg"].concerned, "yes")
        self.assertFalse(lines["raw"].concerned)
        # What people have decided or counted stays, and is named.
        lines["customer_stock"].checked_qty = 30
        lines["fg"].concerned = "no"
        self._carry_out(self._transfer(2, self.lot))
        message = report.action_fill_containment()["params"]["message"]
        self.assertIn("Customer warehouse 32", message)
        self.assertIn("Finished goods 60", message)
        self.assertEqual(lines["customer_stock"].suspect_qty, 30)

    def test_nothing_suspect(self):
        with self.refused("enter the lots"):
            self._report().action_fill_containment()

    # ------------------------------------------------------------------
    # From and to other documents
    # ------------------------------------------------------------------
    def _opened(self, record):
        action = record.with_user(self.both).action_open_8d()
        return self.env["quality.8d"].browse(action["res_id"])

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls.clerk.copy({"login": "eightd_both", "company_id": cls.company.id})
        cls.both.group_ids |= cls.env.ref("order_signoff.group_user")

    def test_from_a_delivery(self):
        sent = self._carry_out(self._transfer(30, self.lot))
        report = self._opened(sent)
        self.assertEqual(report.kind, "customer")
        self.assertEqual(report.partner_id, self.customer)
        self.assertEqual(report.product_id, self.product)
        self.assertEqual(report.sudo().lot_ids, self.lot)
        self.assertEqual(report.lot_names, "LOT-7")
        self.assertEqual(report.qty_delivered, 30)
        self.assertEqual(report.leader_id, self.both)
        picking = sent.with_user(self.both)
        self.assertEqual(picking.quality_8d_count, 1)
        self.assertEqual(picking.action_view_8d()["res_id"], report.id)
        self.assertEqual(report.with_user(self.both).action_open_origin()["res_id"], sent.id)

    def test_from_a_receipt(self):
        lot = self._lots("LOT-S", quantity=0)
        receipt = self._carry_out(self._transfer(60, lot, source=self.suppliers))
        report = self._opened(receipt)
        self.assertEqual((report.kind, report.partner_id), ("supplier", self.customer))
        report = self._opened(lot)
        self.assertEqual((report.kind, report.partner_id), ("supplier", self.customer))
        self.assertEqual(lot.with_user(self.both).quality_8d_count, 2)
        self.assertEqual(len(lot.with_user(self.both).action_view_8d()["domain"][0][2]), 2)

    def test_without_our_groups(self):
        """The warehouse works as before: nothing of ours is asked for, and nothing is shown."""
        sent = self._carry_out(self._transfer(30, self.lot)).with_user(self.clerk)
        self._with_lots().action_block_lots()
        for record in (sent, self.lot.with_user(self.clerk)):
            self.assertNotIn("quality_8d_count", record.read()[0])
            self.assertNotIn("action_open_8d", record.get_view(view_type="form")["arch"])
        with Form(sent) as form:
            form.note = "Seen"

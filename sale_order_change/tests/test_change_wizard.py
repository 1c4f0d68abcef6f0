from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeWizard(ChangeCommon):
    def _dialog(self, order, user=None):
        order = order.with_user(user or self.sales_user)
        return self.env["sale.order.change.new"].with_user(user or self.sales_user).browse(
            order.action_request_change()["res_id"]
        )

    def test_only_what_differs(self):
        order = self._make_order(commitment_date="2026-12-18 08:00:00")
        order.action_confirm()
        wizard = self._dialog(order)
        self.assertEqual(len(wizard.line_ids), 5)
        with self.assertRaisesRegex(UserError, "Nothing changes"):
            wizard.action_send()
        letter = self._letter()
        with Form(wizard) as form:
            with form.line_ids.edit(0) as row:
                row.new_quantity = 3
                row.new_price = 7
            with form.line_ids.edit(1) as row:
                row.cancelled = True
            with form.line_ids.new() as row:
                row.product_id = self.strut
                row.new_quantity = 4
            form.new_date = "2027-01-20"
            form.reason = "Larger project"
            form.notice_attachment_ids.add(letter)
        action = wizard.action_send()
        change = self.Change.browse(action["res_id"])
        self.assertEqual(
            change.line_ids.mapped("kind"), ["quantity", "price", "cancel_line", "add", "date"]
        )
        self.assertEqual((change.state, change.origin), ("review", "customer"))
        self.assertEqual((letter.res_model, letter.res_id), ("sale.order.change", change.id))
        self.assertEqual(change.line_ids[3].new_product_id, self.strut)

    def test_batches_have_rows_of_their_own(self):
        order = self._confirmed()
        self.env["sale.order.delivery.schedule"].sudo().create(
            [
                {"order_line_id": order.order_line.id, "quantity": quantity, "promised_date": day}
                for quantity, day in ((4, "2026-12-10"), (6, "2026-12-18"))
            ]
        )
        wizard = self._dialog(order)
        self.assertEqual(wizard.line_ids.mapped("old_quantity"), [10, 4, 6])
        self.assertTrue(wizard.has_batches, "their names and days are shown")
        wizard.line_ids[2].new_date = "2027-01-08"
        wizard.write({"origin": "internal", "requesting_team_id": self.teams["sales"].id,
                      "reason": "Capacity"})
        change = self.Change.browse(wizard.action_draft()["res_id"])
        self.assertEqual(change.line_ids.kind, "schedule")
        self.assertEqual(change.line_ids.schedule_id.quantity, 6)
        self.assertEqual(change.state, "draft")
        for values in ({"cancelled": True}, {"new_quantity": 0}):
            wizard = self._dialog(order)
            wizard.line_ids[1].write(values)
            line = self.Change.browse(wizard.action_draft()["res_id"]).line_ids
            self.assertEqual((line.kind, line.schedule_id.quantity), ("cancel_batch", 4))

    def test_quantity_zero_cancels(self):
        wizard = self._dialog(self._confirmed())
        wizard.line_ids.new_quantity = 0
        change = self.Change.browse(wizard.action_draft()["res_id"])
        self.assertEqual(change.line_ids.kind, "cancel_line")

    def test_other_product_with_quantity_and_price(self):
        """One line: beside it the old product would be made, too."""
        wizard = self._dialog(self._confirmed())
        wizard.line_ids.write(
            {"new_product_id": self.spring.id, "new_quantity": 15, "new_price": 7}
        )
        line = self.Change.browse(wizard.action_draft()["res_id"]).line_ids
        self.assertEqual(
            (line.kind, line.new_product_id, line.new_quantity, line.new_price),
            ("product", self.spring, 15, 7),
        )

    def test_whole_order(self):
        wizard = self._dialog(self._confirmed())
        wizard.write({"whole_order": "cancel_order", "reason": "Insolvent"})
        wizard.line_ids.new_quantity = 3
        change = self.Change.browse(wizard.action_draft()["res_id"])
        self.assertEqual(change.line_ids.mapped("kind"), ["cancel_order"])
        self.assertEqual(change.value_difference, -change.order_id.amount_untaxed)

    def test_from_the_production_notice(self):
        """Departments that may not open orders ask from the production notice."""
        self.company.order_notice_enabled = True
        order = self._confirmed()
        quality = self.signers["quality"]
        with self.assertRaises(AccessError):
            self._dialog(order, quality)
        notice = self.env["mrp.production.notice"].with_user(self.sales_user)._prepare_for(
            order.with_user(self.sales_user)
        )
        action = notice.with_user(quality).action_request_change()
        wizard = self.env["sale.order.change.new"].with_user(quality).browse(action["res_id"])
        self.assertEqual(wizard.origin, "internal")
        self.assertEqual(wizard.requesting_team_id.id, self.teams["quality"].id)
        with self.assertRaises(AccessError):
            wizard.line_ids.read(["new_price"])
        wizard.line_ids.write({"new_drawing": "Rev. D"})
        wizard.reason = "Weak point"
        change = self.Change.with_user(quality).browse(wizard.action_send()["res_id"])
        self.assertEqual((change.state, change.change_class), ("review", "structural"))

    def test_one_drawing_several_orders(self):
        orders = self._confirmed() | self._confirmed(5)
        delivered = self._confirmed(1)
        delivered.order_line.qty_delivered = 1
        engineer = self.signers["engineering"]
        Wizard = self.env["sale.order.change.drawing"]
        with Form(Wizard.with_user(engineer)) as form:
            form.product_id = self.strut
            form.new_drawing = "Rev. E"
            form.reason = "Thicker wall"
        wizard = form.save()
        wizard.notice_attachment_ids = self._letter(engineer)
        self.assertEqual(wizard.line_ids.order_line_id.sudo().order_id, orders)
        wizard.action_create()
        changes = self.Change.search([("order_id", "in", orders.ids)], order="id")
        self.assertEqual(len(changes), 2)
        self.assertEqual(changes[1].lead_id, changes[0])
        self.assertEqual(changes.mapped("sibling_count"), [1, 1])
        for change in changes:
            # whoever reads the one request need not read the other
            notice = change.notice_attachment_ids
            self.assertEqual((notice.res_model, notice.res_id), (change._name, change.id))
            self.assertEqual(notice.raw, b"Please change")
        self.assertEqual(changes.line_ids.mapped("new_text"), ["Rev. E", "Rev. E"])
        self.assertEqual(changes.requesting_team_id, self.teams["engineering"])
        changes.with_user(engineer).action_submit()
        self.assertEqual(set(changes.mapped("state")), {"review"})
        with self.assertRaises(AccessError):
            Wizard.with_user(self.worker).create(
                {"product_id": self.strut.id, "new_drawing": "F"}
            ).action_create()

    def test_chosen_orders_only(self):
        first, second = self._confirmed(), self._confirmed(5)
        wizard = self.env["sale.order.change.drawing"].with_user(self.sales_user).create(
            {
                "product_id": self.strut.id,
                "new_drawing": "Rev. E",
                "requesting_team_id": self.teams["sales"].id,
            }
        )
        wizard.line_ids.filtered(lambda row: row.order_line_id == first.order_line).chosen = False
        wizard.action_create()
        self.assertFalse(first.change_ids)
        self.assertEqual(second.change_ids.line_ids.kind, "drawing")

    def test_holds(self):
        """Whoever is held up finds the lines that take something away."""
        Line = self.env["sale.order.change.line"]
        order = self._confirmed()
        more = self._submitted(order, {"kind": "quantity", "new_quantity": 12})
        self.assertFalse(Line._holding_lines(order))
        less = self._submitted(order, {"kind": "quantity", "new_quantity": 2})
        self.assertEqual(Line._holding_lines(order), {order: less.line_ids})
        less.sudo()._withdraw("No")
        self.assertFalse(Line._holding_lines(order))
        more.sudo()._withdraw("No")
        hold = self._approved(order, {"kind": "hold"})
        hold.action_apply()
        self.assertEqual(Line._holding_lines(order), {order: hold.line_ids})
        release = self._approved(order, {"kind": "release"})
        release.action_apply()
        self.assertFalse(Line._holding_lines(order))

    def test_attachment_of_a_dialog(self):
        wizard = self._dialog(self._confirmed())
        letter = self.env["ir.attachment"].with_user(self.sales_user).create(
            {"name": "mail.txt", "raw": b"Less", "res_model": wizard._name, "res_id": wizard.id}
        )
        wizard.write({"notice_attachment_ids": [Command.link(letter.id)], "reason": "Less"})
        wizard.line_ids.new_quantity = 5
        change = self.Change.browse(wizard.action_send()["res_id"])
        self.assertEqual((letter.res_model, letter.res_id), ("sale.order.change", change.id))

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerComplaintRemedy(models.Model):
    """Odoo's own documents for what the customer gets, made with the rights of who asks."""

    _inherit = "customer.complaint.remedy"

    # === STOCK === #

    def _make_return(self):
        """Return goods by Odoo's wizard.

        :return: the return, ready to receive
        """
        picking = self._delivery()
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        left = self._quantity_meant()
        for line in wizard.product_return_moves:
            if line.product_id == self._product():
                line.quantity = min(left, line.move_quantity)
                left -= line.quantity
        # sudo: what was credited before counts as what comes back, whoever receives it
        self.complaint_id.sudo().remedy_ids.refund_id.goods_kept = False
        return wizard._create_return()

    def _make_replace(self):
        """Send goods once more: a delivery like the one complained about.

        Where the goods come back, the replacement stands for what was sold; where they do not,
        it is given beside the order and never invoiced.
        """
        picking = self._delivery()
        moves = picking.move_ids.filtered(
            lambda move: move.product_id == self._product() and move.state == "done"
        )
        replacement = picking.copy(
            {
                "move_ids": [],
                "move_line_ids": [],
                "origin": self.complaint_id.name,
                "scheduled_date": fields.Datetime.now(),
            }
        )
        moves[:1].copy(
            {
                "picking_id": replacement.id,
                "product_uom_qty": self._quantity_meant(),
                "procure_method": "make_to_stock",
                "origin_returned_move_id": False,
                "move_orig_ids": [Command.clear()],
                "move_dest_ids": [Command.clear()],
                "sale_line_id": moves[:1].sale_line_id.id if self._is_returned() else False,
                # A batch of the order is delivered once.
                "delivery_schedule_id": False,
                # Otherwise Odoo writes a line to be invoiced on the order when it is sent.
                "reference_ids": [Command.clear()],
                "date": fields.Datetime.now(),
                "state": "draft",
            }
        )
        replacement.action_confirm()
        return replacement

    def _delivery(self):
        """Return the delivery complained about, readable by the user."""
        complaint = self.complaint_id
        if not self.env["stock.picking"].has_access("create"):
            raise UserError(
                self.env._(
                    "Returns and replacements are made by the warehouse: ask a colleague there to"
                    " press this button."
                )
            )
        if complaint.picking_id.state != "done" or not complaint.product_id:
            raise UserError(
                self.env._(
                    "Name product and delivery of %(complaint)s first: from where do the goods"
                    " come back?",
                    complaint=complaint.name,
                )
            )
        if complaint.product_id not in complaint.picking_id.move_ids.product_id:
            raise UserError(
                self.env._(
                    "%(product)s is not on %(delivery)s: choose the right delivery.",
                    product=complaint.product_id.display_name,
                    delivery=complaint.picking_id.name,
                )
            )
        return complaint.picking_id

    def _product(self):
        return self.complaint_id.product_id

    def _quantity_meant(self):
        quantity = self.quantity or self.complaint_id.qty_complained
        if not quantity:
            raise UserError(
                self.env._("Enter the quantity of “%(remedy)s”.", remedy=self.display_name)
            )
        return quantity

    # === INVOICING === #

    def _make_credit(self):
        """Reverse the invoice by Odoo's wizard; the draft is then cut to what was agreed."""
        moves = self.env["account.move"]
        if not moves.has_access("create"):
            raise UserError(
                self.env._(
                    "Credit notes are made by accounting: ask a colleague there to press this"
                    " button."
                )
            )
        invoices = self.complaint_id.sudo().order_id.invoice_ids.with_env(self.env)
        invoices = invoices.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        if not invoices:
            raise UserError(
                self.env._(
                    "%(order)s has no posted invoice that could be credited.",
                    order=self.complaint_id.order_id.name or self.complaint_id.name,
                )
            )
        product = self._product()
        invoice = (
            invoices.filtered(lambda move: product in move.invoice_line_ids.product_id) or invoices
        ).sorted("invoice_date")[-1:]
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {
                    "company_id": invoice.company_id.id,
                    "move_ids": [Command.set(invoice.ids)],
                    "journal_id": invoice.journal_id.id,
                    "reason": self.complaint_id.name,
                }
            )
        )
        wizard.refund_moves()
        refund = wizard.new_move_ids
        self._cut_refund(refund, product)
        refund.goods_kept = not self._is_returned()
        return refund

    def _is_returned(self):
        """Whether goods of the complaint come back."""
        return any(
            remedy.kind == "return" and remedy.state != "withdrawn"
            for remedy in self.complaint_id.remedy_ids
        )

    def _cut_refund(self, refund, product):
        """Leave on the draft what was agreed: this product and quantity, where they are known."""
        quantity = self.quantity or self.complaint_id.qty_complained
        lines = refund.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        meant = lines.filtered(lambda line: line.product_id == product)
        if not (product and meant and quantity):
            return
        left = quantity
        changes = [Command.delete(line.id) for line in lines - meant]
        for line in meant:
            changes.append(Command.update(line.id, {"quantity": min(left, line.quantity)}))
            left -= min(left, line.quantity)
        refund.invoice_line_ids = changes

    # === VISIT === #

    def _make_field_service(self):
        """Put the visit into the calendar of the person responsible."""
        user = self.user_id or self.env.user
        start = self.company_id._order_moment(
            self.due_on or fields.Date.context_today(self) + timedelta(days=1),
            self._visit_time(),
        )
        complaint = self.complaint_id
        return self.env["calendar.event"].create(
            {
                "name": complaint.display_name,
                "user_id": user.id,
                "partner_ids": [Command.set((user.partner_id | complaint.partner_id).ids)],
                "start": start,
                "stop": start + timedelta(hours=1),
                "location": complaint.partner_id.contact_address_inline,
                "description": self.description or complaint.title,
                "res_model_id": self.env["ir.model"]._get_id(complaint._name),
                "res_id": complaint.id,
            }
        )

    def _visit_time(self):
        # Nobody is visited before nine.
        return fields.Datetime.to_datetime("2000-01-01 09:00:00").time()

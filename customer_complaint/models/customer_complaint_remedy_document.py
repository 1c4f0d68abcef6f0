from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import plaintext2html

from odoo.addons.order_signoff.tools import plain_number


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
                line.quantity = min(self._in_unit(left, line.uom_id), line.move_quantity)
                left -= line.uom_id._compute_quantity(
                    line.quantity, self._product().uom_id, round=False
                )
        self._take_goods_back()
        back = wizard._create_return()
        self._tell_of_rest(left, back)
        return back

    def _tell_of_rest(self, left, back):
        """Tell whoever handles the complaint that not all of it was on one delivery."""
        unit = self._product().uom_id
        if unit.compare(left, 0) <= 0:
            return
        complaint = self.complaint_id
        text = self.env._(
            "%(document)s takes back %(taken)s of %(meant)s, the delivery had no more: return the"
            " rest from the other delivery.",
            document=back.name,
            taken=plain_number(self._quantity_meant() - left),
            meant=plain_number(self._quantity_meant()),
        )
        complaint._message_log(body=text)
        complaint._tell(
            complaint._officers(), self.env._("Less comes back than was approved"), text
        )

    def _make_replace(self):
        """Send goods once more: a delivery like the one complained about.

        As far as goods come back, the replacement stands for what was sold; the rest is given
        beside the order and never invoiced.
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
        quantity = self._quantity_meant()
        back = min(self._quantity_back(), quantity)
        for part, sale_line in ((back, moves[:1].sale_line_id.id), (quantity - back, False)):
            if self._product().uom_id.is_zero(part):
                continue
            moves[:1].copy(
                {
                    "picking_id": replacement.id,
                    "product_uom_qty": part,
                    "product_uom": self._product().uom_id.id,
                    "procure_method": "make_to_stock",
                    "origin_returned_move_id": False,
                    "move_orig_ids": [Command.clear()],
                    "move_dest_ids": [Command.clear()],
                    "sale_line_id": sale_line,
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
        moves = complaint.picking_id.move_ids.filtered(lambda move: move.state == "done")
        if complaint.product_id not in moves.product_id:
            # sudo: whoever moves goods need not see orders
            if complaint.product_id in moves.sudo().sale_line_id.product_id:
                raise UserError(
                    self.env._(
                        "%(product)s was delivered in parts: return or send the parts with"
                        " %(delivery)s, then press “Done”.",
                        product=complaint.product_id.display_name,
                        delivery=complaint.picking_id.name,
                    )
                )
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

    def _in_unit(self, quantity, unit):
        """Convert a quantity, which complaints tell in the unit of the product."""
        return self._product().uom_id._compute_quantity(quantity, unit, round=False)

    def _quantity_back(self):
        """Return how much comes back, in the unit of the product; what was withdrawn does not."""
        # sudo: all remedies count, whoever carries one of them out
        complaint = self.complaint_id.sudo()
        returned = complaint.remedy_ids.filtered(
            lambda remedy: remedy.kind == "return" and remedy.state != "withdrawn"
        )
        return sum(remedy.quantity or complaint.qty_complained for remedy in returned)

    def _take_goods_back(self):
        """What was credited before counts as what comes back, where all of it does."""
        # sudo: whoever receives goods knows nothing of invoices
        credited = self.complaint_id.sudo().remedy_ids.refund_id.invoice_line_ids.filtered(
            lambda line: line.product_id == self._product()
        )
        unit = self._product().uom_id
        if self._quantity_back() >= sum(
            line.product_uom_id._compute_quantity(line.quantity, unit) for line in credited
        ):
            credited.goods_kept = False

    def _leave_goods(self):
        """Nothing comes back after all: what was given instead is given beside the order."""
        self.ensure_one()
        if self._quantity_back():
            return
        # sudo: whoever handles complaints need not handle stock or invoices
        remedies = self.complaint_id.sudo().remedy_ids
        remedies.replacement_id.move_ids.sale_line_id = False
        remedies.refund_id.invoice_line_ids.goods_kept = True

    def _quantity_meant(self):
        quantity = self.quantity or self.complaint_id.qty_complained
        if not quantity:
            raise UserError(
                self.env._("Enter the quantity of “%(remedy)s”.", remedy=self.display_name)
            )
        return quantity

    # === INVOICING === #

    def _make_credit(self):
        """Reverse the invoice by Odoo's wizard; the draft is then cut to what was approved."""
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
        lines = refund.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        meant = lines.filtered(lambda line: product and line.product_id == product)
        if meant and self.quantity:
            self._cut_refund(refund, meant)
        else:
            self._make_allowance(refund, lines)
        return refund

    def _cut_refund(self, refund, meant):
        """Leave this quantity of these lines on the draft.

        As far as goods come back, the order has invoiced less; what stays with the customer is
        not to be invoiced once more.
        """
        left, back = self.quantity, self._quantity_back()
        changes = [Command.delete(line.id) for line in refund.invoice_line_ids - meant]
        for line in meant:
            unit = line.product_uom_id
            quantity = min(self._in_unit(left, unit), line.quantity)
            returned = min(self._in_unit(back, unit), quantity)
            left -= unit._compute_quantity(quantity, self._product().uom_id, round=False)
            back -= unit._compute_quantity(returned, self._product().uom_id, round=False)
            if unit.is_zero(quantity):
                changes.append(Command.delete(line.id))
            elif unit.is_zero(returned):
                values = {"quantity": quantity, "goods_kept": True}
                changes.append(Command.update(line.id, values))
            else:
                changes.append(Command.update(line.id, {"quantity": returned}))
                if not unit.is_zero(quantity - returned):
                    kept = {"quantity": quantity - returned, "goods_kept": True}
                    changes.append(Command.create(self._credit_line(line, kept)))
        refund.invoice_line_ids = changes

    def _make_allowance(self, refund, lines):
        """Leave one line on the draft: the amount that was approved, without goods."""
        company = self.company_id
        amount = company.currency_id._convert(
            self.amount,
            refund.currency_id,
            company,
            refund.invoice_date or fields.Date.context_today(self),
        )
        line = lines[:1]
        allowance = {
            "product_id": False,
            "name": self.env._("Allowance %(complaint)s", complaint=self.complaint_id.name),
            "quantity": 1,
            "price_unit": amount,
            "discount": 0,
            "goods_kept": True,
        }
        refund.invoice_line_ids = [
            *(Command.delete(number) for number in refund.invoice_line_ids.ids),
            Command.create(self._credit_line(line, allowance)),
        ]

    @api.model
    def _credit_line(self, line, values):
        """Return the values of one more line of the credit note, like ``line``."""
        return {
            "product_id": line.product_id.id,
            "product_uom_id": line.product_uom_id.id,
            "name": line.name,
            "price_unit": line.price_unit,
            "discount": line.discount,
            "account_id": line.account_id.id,
            "tax_ids": [Command.set(line.tax_ids.ids)],
            "analytic_distribution": line.analytic_distribution,
            # sudo: accounting keeps the link, whoever sold it
            "sale_line_ids": [Command.set(line.sudo().sale_line_ids.ids)],
            **values,
        }

    # === VISIT === #

    def _make_field_service(self):
        """Put the visit into the calendar of the person responsible.

        The customer is invited by hand, as soon as the date is agreed with him.
        """
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
                "partner_ids": [Command.set(user.partner_id.ids)],
                "start": start,
                "stop": start + timedelta(hours=1),
                "location": complaint.partner_id.contact_address_inline,
                # What a customer writes stays text.
                "description": plaintext2html(self.description or complaint.title),
                "res_model_id": self.env["ir.model"]._get_id(complaint._name),
                "res_id": complaint.id,
            }
        )

    def _visit_time(self):
        # Nobody is visited before nine.
        return fields.Datetime.to_datetime("2000-01-01 09:00:00").time()

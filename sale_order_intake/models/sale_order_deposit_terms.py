from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, format_list

from odoo.addons.order_signoff.tools import is_uninstalling

# Kept from the receipts and by the scheduled reminder, never entered.
PROTECTED_FIELDS = {"deposit_received_amount", "deposit_chased_on"}
# Whoever writes one of these changes how much of the deposit is missing.
TERMS_FIELDS = {"deposit_required", "deposit_percent", "deposit_amount", "deposit_amount_fixed"}
SECURITY_FIELDS = {"deposit_received_on", "letter_of_credit_arrived_on", *TERMS_FIELDS}


class SaleOrder(models.Model):
    """The deposit an order asks for, and what of it has been received."""

    _inherit = "sale.order"

    # === FIELDS === #

    deposit_required = fields.Boolean(
        string="Deposit",
        compute="_compute_deposit_required",
        store=True,
        readonly=False,
        precompute=True,
        copy=True,
        tracking=True,
        help="The contract asks for a deposit before the delivery time starts.",
    )
    deposit_percent = fields.Float(
        string="Deposit Share",
        compute="_compute_deposit_percent",
        store=True,
        readonly=False,
        precompute=True,
        copy=True,
        tracking=True,
        help="Share of the order's total. Proposed by the payment term, else by the settings.",
    )
    deposit_amount_fixed = fields.Monetary(
        string="Agreed Deposit Amount",
        compute="_compute_deposit_amount_fixed",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="An amount agreed instead of a share.",
    )
    # Not stored: carts recompute orders at every click.
    deposit_amount = fields.Monetary(
        compute="_compute_deposit_amount",
        inverse="_inverse_deposit_amount",
        help="The share of the order's total, or the amount agreed. Clear it to return to the"
        " share.",
    )
    deposit_ids = fields.One2many(
        comodel_name="sale.order.deposit",
        inverse_name="order_id",
        string="Receipts",
        copy=False,
        groups="sales_team.group_sale_salesman,account.group_account_invoice",
    )
    # Read only where a deposit is agreed: every form of an order asks for this field.
    deposit_receipt_ids = fields.One2many(
        comodel_name="sale.order.deposit",
        string="Deposit Receipts",
        compute="_compute_deposit_receipt_ids",
        groups="sales_team.group_sale_salesman,account.group_account_invoice",
    )
    deposit_received_amount = fields.Monetary(
        string="Deposit Received", copy=False, readonly=True, tracking=True
    )
    deposit_received_percent = fields.Integer(
        string="Share of the Deposit Received", compute="_compute_deposit_state"
    )
    deposit_state = fields.Selection(
        selection=[
            ("none", "No deposit"),
            ("due", "Deposit due"),
            ("partly", "Partly received"),
            ("received", "Deposit received"),
        ],
        string="Deposit Status",
        compute="_compute_deposit_state",
        search="_search_deposit_state",
    )
    deposit_production_problem = fields.Text(
        string="Production Waits for the Deposit",
        compute="_compute_deposit_production_problem",
    )

    _deposit_percent_share = models.Constraint(
        "CHECK(deposit_percent IS NULL OR (deposit_percent >= 0 AND deposit_percent <= 1))",
        "The share of the deposit must be between 0 % and 100 %.",
    )
    _deposit_amount_positive = models.Constraint(
        "CHECK(deposit_amount_fixed IS NULL OR deposit_amount_fixed >= 0)",
        "The amount of the deposit must not be negative.",
    )

    # === COMPUTE METHODS === #

    @api.depends("payment_term_id")
    def _compute_deposit_required(self):
        """A payment term with a deposit asks for one; nothing takes an agreed one away."""
        for order in self:
            order.deposit_required = order.deposit_required or (
                order.company_id.order_intake_enabled
                and bool(order.payment_term_id.order_deposit_percent)
            )

    @api.depends("deposit_required", "payment_term_id")
    def _compute_deposit_percent(self):
        for order in self:
            share = order.deposit_percent
            if order.deposit_required and order.company_id.order_intake_enabled:
                share = (
                    order.payment_term_id.order_deposit_percent
                    or share
                    or order.company_id.order_deposit_percent
                )
            order.deposit_percent = share

    @api.depends("deposit_percent")
    def _compute_deposit_amount_fixed(self):
        """Another share takes the place of the amount agreed before."""
        self.deposit_amount_fixed = 0.0

    @api.depends(
        "deposit_required", "deposit_percent", "deposit_amount_fixed", "amount_total"
    )
    def _compute_deposit_amount(self):
        for order in self:
            order.deposit_amount = (
                order.deposit_amount_fixed or order._deposit_share_amount()
                if order.deposit_required
                else 0.0
            )

    def _inverse_deposit_amount(self):
        for order in self:
            share = order._deposit_share_amount()
            amount = order.deposit_amount
            same = not amount or not order.currency_id.compare_amounts(amount, share)
            order.deposit_amount_fixed = 0.0 if same else amount
        # What was cleared shows the share again.
        self.invalidate_recordset(["deposit_amount"])

    def _deposit_share_amount(self):
        self.ensure_one()
        amount = self.amount_total * self.deposit_percent
        return self.currency_id.round(amount) if self.currency_id else amount

    @api.depends("deposit_required", "deposit_ids")
    def _compute_deposit_receipt_ids(self):
        without = self.filtered(lambda order: not order.deposit_required)
        without.deposit_receipt_ids = False
        for order in self - without:
            order.deposit_receipt_ids = order.deposit_ids

    @api.depends(
        "deposit_required", "deposit_received_on", "deposit_received_amount", "deposit_amount"
    )
    def _compute_deposit_state(self):
        for order in self:
            received, due = order.deposit_received_amount, order.deposit_amount
            percent = min(int(100 * received / due), 100) if due and received > 0 else 0
            if not order.deposit_required:
                order.deposit_state, percent = "none", 0
            elif order.deposit_received_on:
                order.deposit_state, percent = "received", 100
            else:
                order.deposit_state = "partly" if received > 0 else "due"
            order.deposit_received_percent = percent

    @api.model
    def _search_deposit_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        required = Domain("deposit_required", "=", True)
        open_ = required & Domain("deposit_received_on", "=", False)
        states = {
            "none": Domain("deposit_required", "=", False),
            "received": required & Domain("deposit_received_on", "!=", False),
            "partly": open_ & Domain("deposit_received_amount", ">", 0),
            "due": open_ & Domain("deposit_received_amount", "<=", 0),
        }
        return Domain.OR(states[state] for state in value if state in states)

    @api.depends("state", "deposit_state", "company_id.order_deposit_blocks")
    @api.depends_context("lang")
    def _compute_deposit_production_problem(self):
        problems = self._deposit_production_problems()
        for order in self:
            order.deposit_production_problem = problems.get(order, False)

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    def write(self, vals):
        if not self.env.su and self._changes_received_date(vals):
            raise UserError(
                self.env._(
                    "The day the deposit arrived follows from its receipts: enter or take out a"
                    " receipt of %(orders)s.",
                    orders=format_list(self.env, self.mapped("name")),
                )
            )
        result = super().write(vals)
        if vals.get("deposit_required"):
            # sudo: transactions are closed to sales staff
            self.sudo().transaction_ids._link_order_deposits()
        if "order_line" in vals or TERMS_FIELDS & vals.keys():
            quotations = self.filtered(
                lambda order: order.deposit_received_amount and order.state in ("draft", "sent")
            )
            quotations._sync_deposit()
        if SECURITY_FIELDS & vals.keys():
            self._stop_chasing_deposits()
            self._payment_security_changed()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_deposit_received(self):
        if is_uninstalling(self.env):
            return
        # sudo: money counts, whoever may see it
        if received := self.sudo().filtered("deposit_ids"):
            raise UserError(
                self.env._(
                    "Money has been received for %(orders)s: cancel the quotation instead of"
                    " deleting it.",
                    orders=format_list(self.env, received.mapped("name")),
                )
            )

    def _changes_received_date(self, vals):
        return (
            "deposit_received_on" in vals
            and any(self.mapped("deposit_received_amount"))
            and self._changes_value("deposit_received_on", vals)
        )

    # === ACTIONS === #

    def action_record_deposit(self):
        """Open the dialog in which Invoicing enters what has been received."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record Deposit"),
            "res_model": "sale.order.deposit",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    # === WHAT IS MISSING === #

    def _deposit_to_receive(self):
        """Return what of the deposit is still missing, in the currency of the order."""
        self.ensure_one()
        if not self.deposit_required or self.deposit_received_on:
            return 0.0
        return max(
            self.currency_id.round(self.deposit_amount - self.deposit_received_amount), 0.0
        )

    def _sync_deposit(self):
        """Take amount and day of the deposit from its receipts.

        The day is that of the receipt by which the amount due was reached.
        """
        # sudo: both follow from the receipts; whoever enters those need not edit the order
        orders = self.sudo()
        receipts = self.env["sale.order.deposit"].sudo().search(
            [("order_id", "in", orders.ids), ("state", "=", "received")],
            order="received_on, id",
        )
        by_order = receipts.grouped("order_id")
        for order in orders:
            own = by_order.get(order, receipts.browse())
            total, reached_on = 0.0, False
            for receipt in own:
                total += receipt.amount_order
                enough = order.currency_id.compare_amounts(total, order.deposit_amount) >= 0
                if not enough:
                    reached_on = False
                elif not reached_on:
                    reached_on = receipt.received_on
            values = {
                "deposit_received_amount": order.currency_id.round(total),
                "deposit_received_on": reached_on,
            }
            if any(order[name] != value for name, value in values.items()):
                order.write(values)

    def _payment_security_changed(self):
        """Hook: what secures the payment of these orders has changed, see
        :meth:`_payment_security_open`."""

    def _payment_security_open(self):
        """Return what is missing of deposit and letter of credit, as sentences without amounts.

        Empty when everything agreed is there, and when nothing was agreed.
        """
        self.ensure_one()
        missing = []
        if self.deposit_required and not self.deposit_received_on:
            missing.append(self.env._("The deposit has not been received."))
        if self.letter_of_credit_required and not self._letters_of_credit_checked():
            missing.append(self.env._("The letter of credit has not been received and checked."))
        return missing

    def _payment_security_evidence(self):
        """Return what is there of deposit and letter of credit, without amounts."""
        self.ensure_one()
        evidence = []
        # sudo: whoever settles an item need not read the order or its receipts
        order = self.sudo()
        if order.deposit_required and order.deposit_received_on:
            labels = dict(
                self.env["sale.order.deposit"]._fields["source"]._description_selection(self.env)
            )
            counted = order.deposit_ids.filtered(lambda receipt: receipt.state == "received")
            sources = [
                receipt.reference or labels[receipt.source]
                for receipt in counted.sorted("received_on")
            ]
            text = self.env._(
                "Deposit received on %(date)s",
                date=format_date(self.env, order.deposit_received_on),
            )
            evidence.append(f"{text} ({', '.join(sources)})" if sources else text)
        if order.letter_of_credit_required and order._letters_of_credit_checked():
            evidence.append(
                self.env._(
                    "Letter of credit checked: %(numbers)s",
                    numbers=", ".join(order.letter_of_credit_ids.mapped("name")),
                )
            )
        return evidence

    def _deposit_production_problems(self):
        """Return what keeps production of these orders waiting for their deposit.

        Only for companies whose setting lets a missing deposit hold up production instead of
        the confirmation.

        :return: ``{order: sentence}``, only for orders whose production must wait
        """
        problems = {}
        for order in self:
            company = order.company_id
            if (
                company.order_intake_enabled
                and company.order_deposit_blocks == "production"
                and order.state != "cancel"
                and order.deposit_required
                and not order.deposit_received_on
            ):
                problems[order] = order._deposit_production_message()
        return problems

    def _deposit_production_message(self):
        self.ensure_one()
        if self.deposit_due:
            return self.env._(
                "%(order)s must not be produced yet: its deposit, due on %(date)s, has not been"
                " received.",
                order=self.name,
                date=format_date(self.env, self.deposit_due),
            )
        return self.env._(
            "%(order)s must not be produced yet: its deposit has not been received.",
            order=self.name,
        )

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === FIELDS === #

    framework_contract_id = fields.Many2one(
        comodel_name="sale.framework.contract",
        compute="_compute_framework_contract_id",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The contract under which the customer places this order.",
    )
    framework_contract_ref = fields.Char(
        string="Contract Number",
        compute="_compute_framework_contract_ref",
        store=True,
        readonly=False,
        precompute=True,
        copy=True,
        tracking=True,
        help="Number of the contract this order refers to, of the framework contract if there is "
        "one.",
    )
    framework_contract_differences = fields.Text(
        string="Differences from the Contract",
        compute="_compute_framework_contract_differences",
        groups="sales_team.group_sale_salesman",
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "company_id", "order_kind")
    def _compute_framework_contract_id(self):
        """Propose the contract of the customer, if there is just one in force."""
        asked = self.filtered(
            lambda order: order.state in ("draft", "sent")
            and order.company_id.order_intake_enabled
            and order.partner_id
            and order.order_kind == "customer"
        )
        by_key = self.env["sale.framework.contract"]._in_force_for(
            order._framework_contract_key() for order in asked
        )
        for order in self:
            contracts = by_key.get(order._framework_contract_key()) if order in asked else None
            chosen = order.framework_contract_id
            customer = order.partner_id.commercial_partner_id
            if chosen and chosen.sudo().partner_id == customer:
                continue
            order.framework_contract_id = contracts if contracts and len(contracts) == 1 else False

    @api.depends("framework_contract_id")
    def _compute_framework_contract_ref(self):
        for order in self:
            # sudo: the number stands on the order, for everybody who reads the order
            contract = order.framework_contract_id.sudo()
            order.framework_contract_ref = contract.name or order.framework_contract_ref

    @api.depends(
        "framework_contract_id",
        "pricelist_id",
        "payment_term_id",
        "incoterm",
        "incoterm_location",
        "order_line.product_id",
        "order_line.product_uom_id",
        "order_line.product_uom_qty",
    )
    @api.depends_context("lang")
    def _compute_framework_contract_differences(self):
        for order in self:
            contract = order.framework_contract_id
            differences = contract._differences_from(order) if contract else []
            order.framework_contract_differences = "\n".join(differences) or False

    # === CONSTRAINTS AND ONCHANGE === #

    @api.constrains("framework_contract_id", "partner_id", "company_id")
    def _check_framework_contract_customer(self):
        for order in self:
            # sudo: the contract must fit whoever takes the order in
            contract = order.framework_contract_id.sudo()
            if contract and contract.partner_id != order.partner_id.commercial_partner_id:
                raise UserError(contract._problem_for(order))

    @api.onchange("framework_contract_id")
    def _onchange_framework_contract_id(self):
        """Take the agreed terms over; they can still be changed and then show as differences."""
        contract = self.framework_contract_id
        if not contract:
            self.framework_contract_ref = False
        if not contract or self.state not in ("draft", "sent"):
            return
        if contract.payment_term_id:
            self.payment_term_id = contract.payment_term_id
        if contract.pricelist_id:
            self.pricelist_id = contract.pricelist_id
        if contract.incoterm_id:
            self.incoterm = contract.incoterm_id
            self.incoterm_location = contract.incoterm_location

    # === CRUD METHODS === #

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for order, vals in zip(self, vals_list, strict=True):
            if order.framework_contract_id:
                # The copy takes the contract that is in force then, with its number.
                vals.pop("framework_contract_ref", None)
        return vals_list

    def write(self, vals):
        if "framework_contract_id" in vals and not vals["framework_contract_id"]:
            # The number goes with its contract.
            vals = {"framework_contract_ref": False, **vals}
        return super().write(vals)

    # === CONFIRMATION === #

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if message or not self.order_intake_enabled:
            return message
        problem = self._framework_contract_problems().get(self, False)
        # A payment must not fail because of the contract.
        return problem and not self._is_confirmed_online() and problem

    def _framework_contract_key(self):
        self.ensure_one()
        return (self.company_id, self.partner_id.commercial_partner_id)

    def _framework_contract_problems(self):
        """What is wrong with the contracts of the orders.

        Customer orders of a customer with a contract in force are placed under it.

        :return: {order: sentence}, only for orders with a problem
        """
        problems = {}
        enabled = self.filtered("order_intake_enabled")
        for order in enabled.filtered("framework_contract_id"):
            # sudo: the contract decides about the order, whoever takes it in
            if problem := order.framework_contract_id.sudo()._problem_for(order):
                problems[order] = problem
        without = enabled.filtered(
            lambda order: order.order_kind == "customer" and not order.framework_contract_id
        )
        by_key = self.env["sale.framework.contract"]._in_force_for(
            order._framework_contract_key() for order in without
        )
        for order in without:
            if contracts := by_key[order._framework_contract_key()]:
                problems[order] = self.env._(
                    "%(customer)s has framework contract %(numbers)s: choose it for order "
                    "%(order)s on the page “Intake”.",
                    customer=order.partner_id.commercial_partner_id.display_name,
                    numbers=format_list(self.env, contracts.mapped("name"), style="or"),
                    order=order.name,
                )
        return problems

    def _check_framework_contracts(self):
        """Refuse what may not be placed under its contract; for whoever asks for the review."""
        if problems := self._framework_contract_problems():
            raise UserError("\n".join(problems.values()))

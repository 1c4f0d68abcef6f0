from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, format_list

from odoo.addons.order_signoff.tools import is_uninstalling

CONTRACT_STATES = [
    ("draft", "Draft"),
    ("active", "Active"),
    ("expired", "Expired"),
    ("closed", "Closed"),
]
# Set by the buttons and by the calendar.
PROTECTED_FIELDS = {"state", "reminded_on"}
# What was signed: open to changes in a draft only.
SIGNED_FIELDS = {
    "name",
    "partner_id",
    "company_id",
    "date_start",
    "date_end",
    "payment_term_id",
    "pricelist_id",
    "incoterm_id",
    "incoterm_location",
    "minimum_order_qty",
    "line_ids",
    "clauses",
    "our_signatory_id",
    "their_signatory",
    "signed_on",
}


class SaleFrameworkContract(models.Model):
    """A contract with a customer under which single orders are placed."""

    _name = "sale.framework.contract"
    _description = "Framework Contract"
    _inherit = ["mail.thread", "mail.activity.mixin", "order.protected.mixin"]
    _order = "date_end desc, name"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(
        string="Number",
        required=True,
        copy=False,
        default="/",
        index="trigram",
        tracking=True,
        help="Left as it is, the contract gets the next number of the company.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('parent_id', '=', False)]",
        tracking=True,
    )
    customer_reference = fields.Char(
        string="Customer's Number", help="How the customer numbers this contract."
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Is reminded before the contract ends.",
    )
    state = fields.Selection(
        selection=CONTRACT_STATES,
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    date_start = fields.Date(
        string="Valid From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date(
        string="Valid Until", index=True, copy=False, tracking=True, help="Empty: no end agreed."
    )
    reminded_on = fields.Date(copy=False, readonly=True)

    # Terms
    payment_term_id = fields.Many2one(
        comodel_name="account.payment.term", check_company=True, tracking=True
    )
    pricelist_id = fields.Many2one(
        comodel_name="product.pricelist", check_company=True, tracking=True
    )
    incoterm_id = fields.Many2one(comodel_name="account.incoterms", tracking=True)
    incoterm_location = fields.Char(tracking=True)
    minimum_order_qty = fields.Float(
        string="Minimum Order Quantity",
        digits="Product Unit",
        tracking=True,
        help="Of each order line, in its unit, for products without a quantity of their own. "
        "0 = none.",
    )
    line_ids = fields.One2many(
        comodel_name="sale.framework.contract.line",
        inverse_name="contract_id",
        string="Minimum Quantities by Product",
        copy=True,
    )
    clauses = fields.Html(string="Main Clauses")

    # Signature
    our_signatory_id = fields.Many2one(
        comodel_name="res.users",
        string="Signed by Us",
        domain="[('share', '=', False)]",
        copy=False,
        ondelete="restrict",
        tracking=True,
    )
    their_signatory = fields.Char(string="Signed by the Customer", copy=False, tracking=True)
    signed_on = fields.Date(copy=False, tracking=True)
    document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_framework_contract_attachment_rel",
        column1="contract_id",
        column2="attachment_id",
        string="Signed Contract",
        copy=False,
        # The documents hang on the contract and are read with its rights.
        bypass_search_access=True,
    )
    order_ids = fields.One2many(
        comodel_name="sale.order",
        inverse_name="framework_contract_id",
        string="Orders",
        groups="sales_team.group_sale_salesman",
    )
    order_count = fields.Integer(
        string="Number of Orders",
        compute="_compute_order_count",
        groups="sales_team.group_sale_salesman",
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name)", "Another framework contract has this number."
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_end >= date_start)",
        "A framework contract cannot end before it starts: correct one of the two dates.",
    )
    _minimum_order_qty_positive = models.Constraint(
        "CHECK(minimum_order_qty >= 0)", "The minimum order quantity must not be negative."
    )

    # === COMPUTE METHODS === #

    def _compute_order_count(self):
        counts = dict(
            self.env["sale.order"]._read_group(
                [("framework_contract_id", "in", self.ids)],
                ["framework_contract_id"],
                ["__count"],
            )
        )
        for contract in self:
            contract.order_count = counts.get(contract, 0)

    # === CONSTRAINTS === #

    @api.constrains("partner_id")
    def _check_partner(self):
        for contract in self:
            if contract.partner_id.commercial_partner_id != contract.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is a contact of %(customer)s: the contract is made with the "
                        "company itself.",
                        partner=contract.partner_id.display_name,
                        customer=contract.partner_id.commercial_partner_id.display_name,
                    )
                )

    @api.constrains("document_ids")
    def _check_documents(self):
        for contract in self:
            for document in contract.document_ids:
                self.env["sale.order"]._check_order_document(document, contract.company_id)

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                company = self.env["res.company"].browse(
                    vals.get("company_id") or self.env.company.id
                )
                vals["name"] = company._next_document_number("sale.framework.contract")
        contracts = super().create(vals_list)
        contracts._adopt_documents()
        return contracts

    def write(self, vals):
        if not self.env.su and SIGNED_FIELDS & vals.keys():
            self._check_draft()
        result = super().write(vals)
        if "document_ids" in vals:
            self._adopt_documents()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_only_draft(self):
        if not is_uninstalling(self.env):
            for contract in self:
                if contract.state != "draft":
                    raise UserError(
                        self.env._(
                            "Framework contract %(number)s has been in force and is kept: close it "
                            "instead of deleting it.",
                            number=contract.name,
                        )
                    )

    def _adopt_documents(self):
        """Hang documents that were uploaded before the contract was saved onto it."""
        for contract in self:
            loose = contract.document_ids.filtered(
                lambda file: file.res_model == "sale.framework.contract" and not file.res_id
            )
            loose.write({"res_id": contract.id})

    def _check_draft(self):
        for contract in self:
            if contract.state != "draft":
                raise UserError(
                    self.env._(
                        "Framework contract %(number)s is signed: press “Revise” before you change "
                        "what was agreed.",
                        number=contract.name,
                    )
                )

    # === ACTIONS === #

    def action_activate(self):
        """Put signed contracts into force.

        :raise UserError: signature or signed document is missing, or the contract is over
        """
        self.check_access("write")
        today = fields.Date.context_today(self)
        for contract in self:
            if contract.state == "active":
                continue
            missing = [
                self._fields[name].get_description(self.env, ["string"])["string"]
                for name in ("our_signatory_id", "their_signatory", "signed_on", "document_ids")
                if not contract[name]
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "Before framework contract %(number)s comes into force enter: %(missing)s.",
                        number=contract.name,
                        missing=format_list(self.env, missing),
                    )
                )
            if contract.date_end and contract.date_end < today:
                raise UserError(
                    self.env._(
                        "Framework contract %(number)s ended on %(date)s: correct its validity.",
                        number=contract.name,
                        date=format_date(self.env, contract.date_end),
                    )
                )
        # The status is closed to typing; who may write contracts may put them into force.
        self.sudo().write({"state": "active", "reminded_on": False})
        return True

    def action_revise(self):
        """Take contracts back to draft, to change what was agreed."""
        self.check_access("write")
        # The status is closed to typing.
        self.sudo().write({"state": "draft"})
        return True

    def action_close(self):
        """End contracts for good."""
        self.check_access("write")
        # The status is closed to typing.
        self.sudo().write({"state": "closed"})
        self.activity_unlink(["sale_order_intake.mail_activity_type_contract_ends"])
        return True

    def action_view_orders(self):
        """Open the orders placed under the contract."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders under %(number)s", number=self.name),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [("framework_contract_id", "in", self.ids)],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_framework_contract_id": self.id,
            },
        }

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    order_code_enabled = fields.Boolean(string="Order Codes")
    order_code_scheme_id = fields.Many2one(
        comodel_name="sale.order.code.scheme",
        string="Structure of Order Codes",
        ondelete="restrict",
        check_company=True,
    )
    order_code_counter_scope = fields.Selection(
        selection=[
            ("customer", "Over the customer's life"),
            ("customer_year", "Per customer and year"),
            ("customer_month", "Per customer and month"),
        ],
        string="Order Sequence Counts",
        default="customer",
    )
    order_code_tz = fields.Selection(
        selection=_tz_get,
        string="Time Zone of Order Codes",
        help="Decides to which day, month and year a confirmation belongs.",
    )
    order_code_as_name = fields.Boolean(string="Order Code Becomes the Order Number")

    # === CRUD ===#

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if any(companies.mapped("order_code_enabled")):
            companies._order_code_switched()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "order_code_enabled" in vals:
            self._order_code_switched()
        return result

    # === BUSINESS ===#

    def _order_code_switched(self):
        """Complete the settings of companies that use order codes, and show or hide the screens."""
        for company in self.filtered("order_code_enabled"):
            company.order_code_scheme_id = company._get_order_code_scheme()
            company.order_code_tz = company._get_order_code_tz()
        # sudo: the group follows the companies' switches, whoever may set them
        companies = self.env["res.company"].sudo()
        in_use = bool(companies.search_count([("order_code_enabled", "=", True)], limit=1))
        group = self.env.ref("sale_order_code.group_order_code").sudo()
        users = self.env.ref("base.group_user").sudo()
        if in_use != (group in users.implied_ids):
            command = Command.link if in_use else Command.unlink
            users.implied_ids = [command(group.id)]

    def _get_order_code_scheme(self):
        """The structure of this company's order codes."""
        self.ensure_one()
        # sudo: whoever confirms an order needs it, the public visitor of a shop included
        scheme = self.sudo().order_code_scheme_id or self.env[
            "sale.order.code.scheme"
        ].sudo().search([("company_id", "in", [self.id, False])], limit=1)
        if not scheme:
            raise UserError(
                self.env._(
                    "Choose a structure of order codes for %(company)s in the Sales settings.",
                    company=self.name,
                )
            )
        return scheme

    def _get_order_code_tz(self):
        self.ensure_one()
        return self.order_code_tz or self.partner_id.tz or self.env.user.tz or "UTC"

    def _order_code_scope(self, values):
        """What follows the customer code in the name of the counter, for the parts of a code."""
        self.ensure_one()
        year, month = values.get("year") or 0, values.get("month") or 0
        return {"customer_year": f"/{year:04}", "customer_month": f"/{year:04}-{month:02}"}.get(
            self.order_code_counter_scope, ""
        )

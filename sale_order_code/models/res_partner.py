from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    order_code_ids = fields.One2many(
        comodel_name="res.partner.order.code",
        inverse_name="partner_id",
        string="Customer Codes",
    )
    customer_code = fields.Char(
        compute="_compute_customer_code",
        inverse="_inverse_customer_code",
        search="_search_customer_code",
        compute_sudo=True,
        help="Stands for this customer in order codes. Empty: the next free code is given to the"
        " customer with the first confirmed order.",
    )

    @property
    def _rec_names_search(self):
        names = super()._rec_names_search
        if self.env.company.order_code_enabled:
            return [*names, "customer_code"]
        return names

    @api.depends(
        "commercial_partner_id.order_code_ids.code", "commercial_partner_id.order_code_ids.active"
    )
    @api.depends_context("company")
    def _compute_customer_code(self):
        codes = {
            code.partner_id: code.code
            for code in self.env["res.partner.order.code"].search(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "=", self.env.company.id),
                ]
            )
        }
        for partner in self:
            partner.customer_code = codes.get(partner.commercial_partner_id._origin, False)

    def _inverse_customer_code(self):
        """Give the customer another code; a used one stays reserved for him."""
        model = self.env["res.partner.order.code"]
        company = self.env.company
        for partner in self:
            customer = partner.commercial_partner_id
            code = partner.customer_code and model._pad(partner.customer_code, company)
            current = model.search(
                [("partner_id", "=", customer.id), ("company_id", "=", company.id)]
            )
            if (current.code or False) == (code or False):
                continue
            reserved = model.with_context(active_test=False).search(
                [
                    ("partner_id", "=", customer.id),
                    ("company_id", "=", company.id),
                    ("code", "=", code),
                ]
            )
            if current and not reserved and not current._is_used():
                if code:
                    current.code = code
                else:
                    current.unlink()
                continue
            current.active = False
            current.flush_recordset()  # one code in use per customer, at any moment
            if reserved:
                reserved.active = True
            elif code:
                model.create(
                    {"partner_id": customer.id, "company_id": company.id, "code": code}
                )

    def _search_customer_code(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        # sudo: as the compute; all codes of a customer find him, also those merged into his
        codes = (
            self.env["res.partner.order.code"]
            .sudo()
            .with_context(active_test=False)
            ._search([("company_id", "=", self.env.company.id), ("code", operator, value)])
        )
        domain = Domain("commercial_partner_id", "in", codes.subselect("partner_id"))
        if operator == "in" and False in value:
            coded = (
                self.env["res.partner.order.code"]
                .sudo()  # sudo: as above
                ._search([("company_id", "=", self.env.company.id)])
            )
            domain |= Domain("commercial_partner_id", "not in", coded.subselect("partner_id"))
        return domain

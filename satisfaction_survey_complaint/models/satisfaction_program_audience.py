from datetime import time, timedelta

from odoo import models
from odoo.fields import Domain


class SatisfactionProgram(models.Model):
    """What invoices, orders and complaints say about whom to ask."""

    _inherit = "satisfaction.program"

    def _audience_candidates(self):
        """Of those the domain finds, whoever has bought from the company or was chosen from in the
        programme before; all of them in a company that has sold nothing in Odoo yet."""
        found = super()._audience_candidates()
        if not (bought := self._audience_buyers()):
            return found
        known = bought.union(self.previous_id.audience_ids.partner_id.ids)
        return found.filtered(lambda partner: partner.id in known)

    def _audience_buyers(self):
        """Return the ids of the customers with a confirmed order or a posted invoice."""
        company = Domain("company_id", "=", self.company_id.id)
        # sudo: only who has bought, for survey officers without rights on orders and invoices
        orders = self.env["sale.order"].sudo()._read_group(
            company & Domain("state", "=", "sale"), ["partner_id"]
        )
        invoices = self.env["account.move"].sudo()._read_group(
            company & Domain("state", "=", "posted") & Domain("move_type", "=", "out_invoice"),
            ["commercial_partner_id"],
        )
        buyers = self.env["res.partner"].sudo().union(*(partner for (partner,) in orders))
        return {*buyers.commercial_partner_id.ids, *(partner.id for (partner,) in invoices)}

    def _audience_revenue(self, partners):
        """Return posted invoices less credit notes of the period, without tax, in the company's
        currency."""
        # sudo: sums per customer, for survey officers without rights on invoices
        groups = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                Domain("company_id", "=", self.company_id.id)
                & Domain("state", "=", "posted")
                & Domain("move_type", "in", ("out_invoice", "out_refund"))
                & Domain("invoice_date", ">=", self.date_from)
                & Domain("invoice_date", "<=", self.date_to)
                & Domain("commercial_partner_id", "in", partners.ids),
                ["commercial_partner_id"],
                ["amount_untaxed_signed:sum"],
            )
        )
        return super()._audience_revenue(partners) | {
            partner.id: amount for partner, amount in groups
        }

    def _audience_complaining(self, partners):
        company = self.company_id
        # sudo: only whether a customer complained, for officers without rights on complaints
        groups = (
            self.env["customer.complaint"]
            .sudo()
            ._read_group(
                Domain("company_id", "=", company.id)
                & Domain("state", "!=", "cancelled")
                & Domain("received_at", ">=", company._order_moment(self.date_from, time.min))
                & Domain(
                    "received_at",
                    "<",
                    company._order_moment(self.date_to + timedelta(days=1), time.min),
                )
                & Domain("commercial_partner_id", "in", partners.ids),
                ["commercial_partner_id"],
            )
        )
        return super()._audience_complaining(partners) | {partner.id for (partner,) in groups}

    def _audience_new(self, partners):
        company = self.company_id
        start = company._order_moment(self.date_from, time.min)
        first = {}
        # sudo: only the first order of each customer, for officers without rights on orders
        for partner, ordered_at in (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                Domain("company_id", "=", company.id)
                & Domain("state", "=", "sale")
                & Domain("partner_id", "child_of", partners.ids),
                ["partner_id"],
                ["date_order:min"],
            )
        ):
            customer = partner.commercial_partner_id.id
            first[customer] = min(first.get(customer, ordered_at), ordered_at)
        return super()._audience_new(partners) | {
            customer for customer, ordered_at in first.items() if ordered_at >= start
        }

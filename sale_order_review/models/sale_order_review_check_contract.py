from odoo import models
from odoo.tools import format_date, format_list


class SaleOrderReview(models.Model):
    """Check of the framework contract (checklist item S07)."""

    _inherit = "sale.order.review"

    def _auto_check_framework_contract(self, lines, facts):
        """Compare each order with the terms of its framework contract.

        Met without differences, not met with them or where the contract cannot be used, not
        applicable for customers without a contract.
        """
        orders = lines.review_id.order_id
        problems = orders._framework_contract_problems()
        findings = {}
        for line in lines:
            order = line.review_id.order_id
            contract = order.framework_contract_id
            if order in problems:
                findings[line.id] = ("nok", problems[order])
            elif not contract:
                findings[line.id] = (
                    "na",
                    self.env._(
                        "%(customer)s has no framework contract in force.",
                        customer=order.partner_id.commercial_partner_id.display_name,
                    ),
                )
            elif differences := contract._differences_from(order):
                head = self.env._(
                    "Differs from framework contract %(number)s in %(count)s points:",
                    number=contract.name,
                    count=len(differences),
                )
                findings[line.id] = ("nok", "\n".join([head, *differences]))
            else:
                findings[line.id] = ("ok", self._framework_contract_facts(contract))
        return findings

    def _framework_contract_facts(self, contract):
        terms = [
            term.display_name
            for term in (contract.pricelist_id, contract.payment_term_id, contract.incoterm_id)
            if term
        ]
        until = format_date(self.env, contract.date_end) or self.env._("further notice")
        if not terms:
            return self.env._(
                "Framework contract %(number)s, valid until %(until)s: it agrees no price list, "
                "payment term or trade term.",
                number=contract.name,
                until=until,
            )
        return self.env._(
            "As agreed in framework contract %(number)s, valid until %(until)s: %(terms)s.",
            number=contract.name,
            until=until,
            terms=format_list(self.env, terms),
        )

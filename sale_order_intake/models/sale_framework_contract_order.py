from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class SaleFrameworkContract(models.Model):
    """What a framework contract says about an order."""

    _inherit = "sale.framework.contract"

    # === ORDERS UNDER THE CONTRACT === #

    @api.model
    def _in_force_for(self, keys):
        """Contracts orders may refer to today.

        :param keys: iterable of (company, commercial customer)
        :return: {(company, customer): contracts}, in one query
        """
        keys = set(keys)
        found = dict.fromkeys(keys, self.browse())
        if not keys:
            return found
        today = fields.Date.context_today(self)
        # sudo: whether a customer has a contract decides about the order, whoever takes it in
        contracts = self.sudo().search(
            [
                ("company_id", "in", [company.id for company, _customer in keys]),
                ("partner_id", "in", [customer.id for _company, customer in keys]),
                ("state", "=", "active"),
                ("date_start", "<=", today),
                *(Domain("date_end", "=", False) | Domain("date_end", ">=", today)),
            ]
        )
        for contract in contracts:
            key = (contract.company_id, contract.partner_id)
            if key in found:
                found[key] |= contract
        return found

    def _problem_for(self, order):
        """Why the order cannot be placed under this contract, as a sentence, or False."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        values = {"number": self.name, "order": order.name}
        if self.partner_id != order.partner_id.commercial_partner_id:
            return self.env._(
                "Framework contract %(number)s was made with %(customer)s: choose one of the "
                "customer of order %(order)s.",
                customer=self.partner_id.display_name,
                **values,
            )
        if self.company_id != order.company_id:
            return self.env._(
                "Framework contract %(number)s was made by %(company)s: choose one of the company "
                "of order %(order)s.",
                company=self.company_id.name,
                **values,
            )
        if self.state == "draft":
            return self.env._(
                "Framework contract %(number)s is not in force yet: put it into force before you "
                "place order %(order)s under it.",
                **values,
            )
        if self.state == "closed":
            return self.env._(
                "Framework contract %(number)s is closed: choose another one for order %(order)s.",
                **values,
            )
        if self.date_start > today:
            return self.env._(
                "Framework contract %(number)s is valid from %(date)s only: order %(order)s is too "
                "early for it.",
                date=format_date(self.env, self.date_start),
                **values,
            )
        if self.state == "expired" or (self.date_end and self.date_end < today):
            return self.env._(
                "Framework contract %(number)s ended on %(date)s: renew it before you place order "
                "%(order)s under it.",
                date=format_date(self.env, self.date_end),
                **values,
            )
        return False

    def _differences_from(self, order):
        """What an order does not keep to, in the reader's language.

        Price list, payment term, trade term and minimum quantities. Nothing else of the contract
        can be compared by figures.

        :return: [str]
        """
        self.ensure_one()
        differences = []
        for agreed, ours, label in (
            (self.pricelist_id, order.pricelist_id, self.env._("Price list")),
            (self.payment_term_id, order.payment_term_id, self.env._("Payment term")),
            (self.incoterm_id, order.incoterm, self.env._("Trade term")),
        ):
            if agreed and agreed != ours:
                differences.append(
                    self.env._(
                        "%(term)s: %(ours)s instead of %(agreed)s",
                        term=label,
                        ours=ours.display_name or "-",
                        agreed=agreed.display_name,
                    )
                )
        place = (order.incoterm_location or "").strip()
        if self.incoterm_location and self.incoterm_location.strip() != place:
            differences.append(
                self.env._(
                    "Place of the trade term: %(ours)s instead of %(agreed)s",
                    ours=place or "-",
                    agreed=self.incoterm_location,
                )
            )
        for line in order._goods_lines():
            minimum = self._minimum_for(line)
            if minimum and line.product_uom_id.compare(line.product_uom_qty, minimum) < 0:
                differences.append(
                    self.env._(
                        "%(product)s: %(ordered)g %(unit)s ordered, at least %(minimum)g agreed",
                        product=line.product_id.display_name,
                        ordered=line.product_uom_qty,
                        minimum=minimum,
                        unit=line.product_uom_id.name,
                    )
                )
        return differences

    def _minimum_for(self, line):
        """The agreed minimum of an order line, in the unit of the line; 0 = none."""
        self.ensure_one()
        for own in self.line_ids:
            if own.product_id == line.product_id:
                return own.product_uom_id._compute_quantity(
                    own.minimum_order_qty, line.product_uom_id, rounding_method="UP"
                )
        return self.minimum_order_qty

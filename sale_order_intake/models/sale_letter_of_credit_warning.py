from odoo import api, fields, models
from odoo.tools import format_date, format_list


class SaleLetterOfCredit(models.Model):
    """What of an order does not keep to its letter of credit."""

    _inherit = "sale.letter.of.credit"

    # === FIELDS === #

    warning = fields.Text(compute="_compute_warning")

    # === COMPUTE METHODS === #

    # Of the order only what is its own: carts recompute the lines of orders at every click.
    @api.depends(
        "state",
        "amount",
        "currency_id",
        "tolerance_percent",
        "latest_shipment_on",
        "expiry_on",
        "presentation_days",
        "partial_allowed",
        "document_ids.presented_on",
        "order_id.commitment_date",
    )
    @api.depends_context("lang")
    def _compute_warning(self):
        for credit in self:
            credit.warning = "\n".join(credit._warnings()) or False

    # === WARNINGS === #

    def _warnings(self):
        """What on the order does not keep to the letter of credit, as sentences."""
        self.ensure_one()
        if self.state in ("cancelled", "settled"):
            return []
        order = self.order_id
        shipments = order._planned_shipments() if order else []
        warnings = self._shipment_warnings(shipments)
        if len(shipments) > 1 and not self.partial_allowed:
            warnings.append(
                self.env._(
                    "%(number)s does not allow partial shipment, but %(count)s shipments are"
                    " planned: %(days)s.",
                    number=self.name,
                    count=len(shipments),
                    days=format_list(
                        self.env, [format_date(self.env, day) for day in shipments]
                    ),
                )
            )
        if self.expiry_on and self.expiry_on < fields.Date.context_today(self):
            warnings.append(
                self.env._(
                    "%(number)s expired on %(date)s.",
                    number=self.name,
                    date=format_date(self.env, self.expiry_on),
                )
            )
        return warnings + self._amount_warnings()

    def _shipment_warnings(self, days):
        """Return what these days of shipment break.

        :param days: dates in order
        """
        self.ensure_one()
        late = [day for day in days if self.latest_shipment_on and day > self.latest_shipment_on]
        if late:
            return [
                self.env._(
                    "%(number)s: the delivery date %(wanted)s is after the latest shipment "
                    "%(latest)s.",
                    number=self.name,
                    wanted=format_date(self.env, late[-1]),
                    latest=format_date(self.env, self.latest_shipment_on),
                )
            ]
        expired = [day for day in days if self.expiry_on and day > self.expiry_on]
        if expired:
            return [
                self.env._(
                    "%(number)s: the delivery date %(wanted)s is after the expiry %(expiry)s.",
                    number=self.name,
                    wanted=format_date(self.env, expired[-1]),
                    expiry=format_date(self.env, self.expiry_on),
                )
            ]
        return []

    def _amount_warnings(self):
        self.ensure_one()
        order = self.order_id
        if not self.amount or not order:
            return []
        if self.currency_id != order.currency_id:
            return [
                self.env._(
                    "%(number)s is in %(credit)s, the order in %(order)s.",
                    number=self.name,
                    credit=self.currency_id.name,
                    order=order.currency_id.name,
                )
            ]
        covered = sum(
            credit.amount * (1 + credit.tolerance_percent)
            for credit in order._valid_letters_of_credit()
            if credit.currency_id == self.currency_id
        )
        if self.currency_id.compare_amounts(covered, order.amount_total) < 0:
            return [self.env._("%(number)s does not cover the order.", number=self.name)]
        return []

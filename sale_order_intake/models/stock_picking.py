from odoo import api, fields, models
from odoo.tools import format_date


class StockPicking(models.Model):
    _inherit = "stock.picking"

    letter_of_credit_warning = fields.Text(
        compute="_compute_letter_of_credit_warning",
        # sudo: the warehouse has to know the dates and needs no access to the order
        compute_sudo=True,
        groups="stock.group_stock_user,sales_team.group_sale_salesman,"
        "account.group_account_invoice",
    )

    @api.depends("state", "sale_id", "scheduled_date", "date_done", "backorder_id")
    @api.depends_context("lang")
    def _compute_letter_of_credit_warning(self):
        self.letter_of_credit_warning = False
        for picking in self:
            if (
                picking.picking_type_code == "outgoing"
                and picking.state != "cancel"
                and picking.company_id.order_intake_enabled
                and picking.sale_id.letter_of_credit_count
            ):
                picking.letter_of_credit_warning = (
                    "\n".join(picking._letter_of_credit_warnings()) or False
                )

    def _letter_of_credit_warnings(self):
        """Return what of this transfer does not keep to the letters of credit of its order."""
        self.ensure_one()
        letters = self.sale_id._valid_letters_of_credit().with_env(self.env)
        moment = self.date_done or self.scheduled_date
        day = moment and self.company_id._order_local_date(moment)
        warnings = []
        for letter in letters:
            if day:
                warnings += letter._shipment_warnings([day])
            if not letter.partial_allowed and self._is_partial_shipment():
                warnings.append(
                    self.env._(
                        "%(number)s does not allow partial shipment: the whole order has to leave"
                        " at once.",
                        number=letter.name,
                    )
                )
            if self.state == "done" and letter._documents_to_present():
                warnings.append(
                    self.env._(
                        "%(number)s: the documents have to be at the bank by %(date)s.",
                        number=letter.name,
                        date=format_date(self.env, letter._present_by(day)),
                    )
                )
        return warnings

    def _is_partial_shipment(self):
        """Whether the goods of the order leave in more than one transfer."""
        self.ensure_one()
        others = self.sale_id.picking_ids.filtered(
            lambda picking: picking.picking_type_code == "outgoing"
            and picking.state != "cancel"
            and picking != self
        )
        return bool(others or self.backorder_id)

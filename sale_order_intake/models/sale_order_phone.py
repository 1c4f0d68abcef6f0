from odoo import fields, models


class SaleOrder(models.Model):
    """Orders that came by phone or fax belong to a written record of the call."""

    _inherit = "sale.order"

    phone_record_id = fields.Many2one(
        comodel_name="sale.order.phone.record",
        string="Phone and Fax Record",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        groups="sales_team.group_sale_salesman",
        help="What the customer said on the phone or wrote in the fax.",
    )

    # === ACTIONS === #

    def action_view_phone_record(self):
        """Open the record of the call that the order was taken from."""
        self.ensure_one()
        return self.phone_record_id.get_formview_action()

    # === WHAT IS MISSING === #

    def _intake_checks(self):
        checks = super()._intake_checks()
        channel = self.intake_channel
        if self.order_kind not in ("sample", "customer") or channel not in ("phone", "fax"):
            return checks
        # sudo: whether there is a record counts, whoever may read it
        record = self.sudo().phone_record_id
        return [
            *checks,
            (not record, self.env._("Phone and fax record")),
            (
                record.receipt_due and not record.receipt_confirmed_on,
                self.env._("Telling the sender that the fax has arrived"),
            ),
        ]

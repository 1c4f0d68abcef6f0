from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_review_capacity_share = fields.Float(
        string="Usable Capacity (%)",
        default=100.0,
        digits=(16, 2),
        help="The share of the working hours of a work centre up to which orders may fill it.",
    )

    _order_review_capacity_share_positive = models.Constraint(
        "CHECK(order_review_capacity_share >= 0)", "The usable capacity cannot be negative."
    )

    # === BUSINESS METHODS === #

    def _order_holds_production(self):
        """Whether something of a customer's order may hold up its manufacturing orders here.

        Asked before anything else is read: companies that do without cost no query. An add-on
        with a reason of its own extends this together with
        ``mrp.production._production_holds()``.
        """
        self.ensure_one()
        return self.order_review_enabled or (
            self.order_intake_enabled and self.order_deposit_blocks == "production"
        )

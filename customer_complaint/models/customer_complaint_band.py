from odoo import api, fields, models
from odoo.tools import formatLang


class CustomerComplaintBand(models.Model):
    """Up to which cost whose leaders approve what a customer gets."""

    _name = "customer.complaint.band"
    _description = "Approval of Complaint Costs"
    _order = "company_id, is_open_end, amount_max, id"
    _check_company_auto = True

    # === FIELDS === #

    amount_max = fields.Monetary(
        string="Up To", help="The whole cost, freight and rework included."
    )
    is_open_end = fields.Boolean(string="Without Limit")
    function = fields.Selection(
        selection=lambda self: self._selection_function(),
        string="Approved By",
        required=True,
        default="management",
        help="The leader of this department signs.",
    )
    second_function = fields.Selection(
        selection=lambda self: self._selection_function(), string="And By"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: for every company."
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_currency_id",
        help="The currency of the company.",
    )

    _amount_positive = models.Constraint(
        "CHECK(is_open_end OR amount_max > 0)",
        "Name the highest amount that is approved, or choose “Without Limit”.",
    )

    @api.model
    def _selection_function(self):
        return self.env["order.team"]._fields["function"]._description_selection(self.env)

    # === COMPUTE METHODS === #

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for band in self:
            band.currency_id = (band.company_id or self.env.company).currency_id

    @api.depends("amount_max", "is_open_end")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for band in self:
            band.display_name = (
                self.env._("Without limit")
                if band.is_open_end
                else self.env._(
                    "Up to %(amount)s",
                    amount=formatLang(self.env, band.amount_max, currency_obj=band.currency_id),
                )
            )

    # === BUSINESS === #

    @api.model
    def _match(self, company, amount):
        """Return the lowest band that covers an amount in the currency of the company.

        A company that has bands of its own uses only these.
        """
        # sudo: the bands count whoever proposes
        bands = self.sudo().search([("company_id", "in", [False, company.id])])
        own = bands.filtered("company_id") or bands
        covering = own.filtered(
            lambda band: (
                band.is_open_end
                or company.currency_id.compare_amounts(amount, band.amount_max) <= 0
            )
        )
        return covering.sorted(lambda band: (band.is_open_end, band.amount_max))[:1]

    def _functions(self):
        """Return the functions whose leaders sign."""
        self.ensure_one()
        return list(dict.fromkeys(filter(None, [self.function, self.second_function])))

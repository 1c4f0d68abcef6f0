from odoo import api, fields, models

SEVERITIES = [
    ("none", "Not concerned"),
    ("info", "Info"),
    ("warning", "Warning"),
    ("blocking", "Keeps it from being carried out"),
]
# The worst comes first.
SEVERITY_RANK = {key: rank for rank, (key, __) in enumerate(reversed(SEVERITIES))}
# What a row says.
SAID = (
    "sequence",
    "kind",
    "severity",
    "sentence",
    "amounts",
    "res_model",
    "res_id",
    "res_name",
    "status",
    "quantity_done",
    "uom_name",
    "value",
    "lost_value",
)


class SaleOrderChangeImpact(models.Model):
    """One thing that a change of an order reaches: found by the system, read by the signers."""

    _name = "sale.order.change.impact"
    _description = "Impact of an Order Change"
    _order = "change_id, sequence, id"
    _rec_name = "res_name"
    _check_company_auto = True

    # === FIELDS === #

    change_id = fields.Many2one(
        comodel_name="sale.order.change",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="change_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(
        selection=[
            ("order", "Order"),
            ("production", "Manufacturing order"),
            ("transfer", "Transfer"),
            ("invoice", "Invoice"),
            ("proof", "Proof"),
            ("letter_of_credit", "Letter of credit"),
            ("deposit", "Deposit"),
            ("notice", "Production notice"),
            ("advance", "Advance material"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    severity = fields.Selection(selection=SEVERITIES, required=True, readonly=True)
    sentence = fields.Text(string="What It Means", readonly=True)
    amounts = fields.Text(
        readonly=True,
        groups="sale_order_review.group_price",
        help="The same in figures, for those who see the prices of the order.",
    )
    # Kept, so that who signs need not have access to the document
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", readonly=True
    )
    res_name = fields.Char(string="Document", readonly=True)
    status = fields.Char(readonly=True, help="Status of the document when it was looked at.")
    quantity_done = fields.Float(
        string="Done", digits="Product Unit", readonly=True, help="Produced or delivered already."
    )
    uom_name = fields.Char(string="Unit", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(
        string="Material Used",
        readonly=True,
        groups="sale_order_review.group_cost",
        help="Cost of the material that was used up already.",
    )
    lost_value = fields.Monetary(
        string="At a Loss",
        readonly=True,
        groups="sale_order_review.group_cost",
        help="The part of the material used that the order no longer needs.",
    )

    # === ACTIONS === #

    def action_open(self):
        """Open the document, as far as the user may see it."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()

    # === BUSINESS METHODS === #

    @api.model
    def _said(self, row):
        """Return what a row, or the values of one, says, so that two can be compared."""
        said = (row[name] for name in SAID)
        # Nothing, no text and no quantity are the same.
        return tuple(
            round(value, 2) if isinstance(value, float) and value else value or False
            for value in said
        )

    @api.model
    def _sorted_rows(self, rows):
        """Return values of rows, the worst first, numbered."""
        ordered = sorted(rows, key=lambda row: SEVERITY_RANK[row["severity"]])
        return [{**row, "sequence": number} for number, row in enumerate(ordered)]

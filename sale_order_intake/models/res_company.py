from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_intake_enabled = fields.Boolean(
        string="Order Intake",
        help="Record kind, class, urgency, follower and the dates that start the delivery time "
        "on quotations and orders.",
    )
    order_read_back_required = fields.Boolean(
        string="Read Back Phone Orders",
        help="A phone order can only be confirmed after somebody has read it back to the customer.",
    )
    order_document_max_mb = fields.Integer(
        string="Largest Order Document (MB)",
        default=25,
        help="The customer's original document may not be larger than this.",
    )
    order_sheet_max_rows = fields.Integer(
        string="Most Rows of an Imported Sheet",
        default=10000,
        help="A sheet of order lines, orders or customer parts may not have more rows than this.",
    )
    order_sheet_max_mb = fields.Integer(
        string="Largest Imported Sheet (MB)",
        default=5,
        help="A sheet of order lines, orders or customer parts may not be larger than this.",
    )
    order_dormant_months = fields.Integer(
        string="Long Not Made (Months)",
        default=24,
        help="An order for a product last delivered longer ago than this is not regular. "
        "0 = never.",
    )
    order_confirm_hours = fields.Float(
        string="Confirm Orders Within (Working Hours)",
        default=16.0,
        help="Working time between receiving the customer's order and confirming it. 0 = no limit.",
    )
    order_deposit_percent = fields.Float(
        string="Usual Deposit Share",
        help="Share of the total that is proposed where a deposit is agreed and the payment term"
        " names none.",
    )
    order_deposit_blocks = fields.Selection(
        selection=[
            ("confirmation", "Confirmation of the order"),
            ("production", "Production only"),
        ],
        string="A Missing Deposit Holds Up",
        default="confirmation",
        required=True,
        help="Whether an order is confirmed only after its deposit has been received, or is"
        " confirmed without it and not produced before.",
    )
    order_credit_presentation_days = fields.Integer(
        string="Presentation Period of Letters of Credit (Days)",
        default=21,
        help="Days after shipment within which the documents go to the bank, where the letter of"
        " credit names no other period (UCP 600, article 14).",
    )
    order_contract_reminder_days = fields.Integer(
        string="Remind Before Contracts End (Days)",
        default=60,
        help="So many days before a framework contract ends its responsible person is reminded. "
        "0 = never.",
    )
    order_fax_receipt_minutes = fields.Integer(
        string="Confirm Receipt of a Fax Within (Minutes)",
        default=5,
        help="Until then the sender of a fax is told that it has arrived. 0 = no limit.",
    )
    order_kind_number_enabled = fields.Boolean(
        string="Own Numbers for Customer Orders",
        help="Customer orders have a number series of their own (OD). Make-to-stock requests"
        " always have theirs (OF).",
    )

    _order_fax_receipt_minutes_positive = models.Constraint(
        "CHECK(order_fax_receipt_minutes >= 0)",
        "The number of minutes must not be negative.",
    )
    _order_deposit_percent_share = models.Constraint(
        "CHECK(order_deposit_percent IS NULL"
        " OR (order_deposit_percent >= 0 AND order_deposit_percent <= 1))",
        "The share of the deposit must be between 0 % and 100 %.",
    )
    _order_credit_presentation_days_positive = models.Constraint(
        "CHECK(order_credit_presentation_days >= 0)",
        "The presentation period must not be negative.",
    )
    _order_document_max_mb_positive = models.Constraint(
        "CHECK(order_document_max_mb > 0)",
        "The largest order document must be at least 1 MB.",
    )
    _order_sheet_max_rows_range = models.Constraint(
        "CHECK(order_sheet_max_rows BETWEEN 1 AND 100000)",
        "An imported sheet may have between 1 and 100,000 rows.",
    )
    _order_sheet_max_mb_range = models.Constraint(
        "CHECK(order_sheet_max_mb BETWEEN 1 AND 50)",
        "The largest imported sheet must be between 1 and 50 MB.",
    )
    _order_dormant_months_positive = models.Constraint(
        "CHECK(order_dormant_months >= 0)",
        "The number of months must not be negative.",
    )
    _order_confirm_hours_positive = models.Constraint(
        "CHECK(order_confirm_hours >= 0)",
        "The number of working hours must not be negative.",
    )

    _order_contract_reminder_days_positive = models.Constraint(
        "CHECK(order_contract_reminder_days >= 0)",
        "The number of days must not be negative.",
    )

    @api.model
    def _order_sequence_specs(self):
        return super()._order_sequence_specs() + [
            {
                "code": "sale.order.handover",
                "name": self.env._("Order Handover"),
                "prefix": "HO%(range_year)s-",
                "padding": 4,
            },
            {
                "code": "sale.order.phone.record",
                "name": self.env._("Phone and Fax Record"),
                "prefix": "PR%(range_year)s-",
                "padding": 4,
            },
            {
                "code": "sale.order.stock",
                "name": self.env._("Make-to-stock Request"),
                "prefix": "OF%(range_year)s-",
                "padding": 4,
            },
            {
                "code": "sale.order.customer",
                "name": self.env._("Customer Order"),
                "prefix": "OD%(range_year)s-",
                "padding": 4,
            },
            {
                "code": "sale.order.proof",
                "name": self.env._("Proof"),
                "prefix": "PF%(range_year)s-",
                "padding": 4,
            },
            {
                "code": "sale.framework.contract",
                "name": self.env._("Framework Contract"),
                "prefix": "FC%(range_year)s-",
                "padding": 3,
            },
        ]

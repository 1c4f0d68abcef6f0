from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # === FIELDS === #

    complaint_period_days = fields.Integer(
        string="Claim Period",
        default=30,
        help="Days after delivery in which a delivery may be complained about, unless the order or"
        " the customer has a period of his own. 0: no limit.",
    )
    complaint_repeat_months = fields.Integer(string="Window of Repetition", default=12)
    complaint_repeat_count = fields.Integer(string="Repeated From", default=2)
    complaint_cluster_count = fields.Integer(string="8D Demanded From", default=3)
    complaint_cluster_days = fields.Integer(string="Within Days", default=30)
    complaint_8d_rules = fields.Boolean(
        string="Demand 8D Reports",
        default=True,
        help="Critical, major and valid, repeated complaints, and those whose customer asks for"
        " it, are not closed without an 8D report.",
    )
    complaint_evidence_required = fields.Boolean(
        string="Evidence Is Complete Before Closing", default=True
    )
    complaint_duplicate_days = fields.Integer(string="Look for Duplicates Within", default=14)
    complaint_tell_delay = fields.Boolean(
        string="Tell Customers of a Delay",
        default=True,
        help="When a written answer is late, the customer is told once, by mail.",
    )
    complaint_month_sheet = fields.Boolean(
        string="Monthly Sheet of Complaints",
        help="On the first of each month the figures of the last one are put before the leader of"
        " quality, printed and as a spreadsheet.",
    )
    service_answer_minutes = fields.Integer(
        string="Every Contact Done Within",
        default=30,
        help="Minutes; after that the next call is promised.",
    )

    _complaint_figures_positive = models.Constraint(
        "CHECK(complaint_period_days >= 0 AND complaint_repeat_months >= 1"
        " AND complaint_repeat_count >= 2 AND complaint_cluster_count >= 2"
        " AND complaint_cluster_days >= 1 AND complaint_duplicate_days >= 0"
        " AND service_answer_minutes >= 0)",
        "Figures of complaints cannot be negative; a repetition takes two.",
    )

    # === BUSINESS === #

    @api.model
    def _order_sequence_specs(self):
        return super()._order_sequence_specs() + [
            {
                "code": "customer.complaint",
                "name": "Customer Complaint",
                "prefix": "CC-%(range_year)s-%(range_month)s-",
                "padding": 3,
            },
            {
                "code": "customer.service.record",
                "name": "Service Record",
                "prefix": "SR-%(range_year)s-",
                "padding": 5,
            },
        ]

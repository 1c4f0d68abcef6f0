from odoo import fields, models

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]


class ResCompany(models.Model):
    """Figures of satisfaction programmes, copied into each programme when it is made."""

    _inherit = "res.company"

    satisfaction_enabled = fields.Boolean(
        string="Ask Customers Every Year",
        help="Next year's programme is prepared in time, and customers who were not asked for a "
        "year are pointed out.",
    )
    satisfaction_responsible_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible for Satisfaction",
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    # Schedule
    satisfaction_plan_month = fields.Selection(
        selection=MONTHS, string="Plan Next Year's Programme In", default="10", required=True
    )
    satisfaction_send_month = fields.Selection(
        selection=MONTHS, string="Ask In", default="6", required=True
    )
    satisfaction_prepare_days = fields.Integer(string="Prepare (days before)", default=30)
    satisfaction_remind_days = fields.Integer(string="Remind After (days)", default=14)
    satisfaction_close_days = fields.Integer(string="Close After (days)", default=30)
    satisfaction_report_days = fields.Integer(string="Report After (days)", default=45)
    satisfaction_act_days = fields.Integer(string="Actions Start After (days)", default=60)
    satisfaction_remind_max = fields.Integer(string="Reminders at Most", default=2)
    satisfaction_warn_days = fields.Integer(string="Warn Without a Survey For (days)", default=330)
    satisfaction_overdue_days = fields.Integer(
        string="Overdue Without a Survey For (days)", default=365
    )
    # Targets
    satisfaction_target = fields.Float(string="Target (points)", digits=(5, 1), default=85)
    satisfaction_response_target = fields.Float(
        string="Response Target (%)", digits=(5, 1), default=70
    )
    satisfaction_total_method = fields.Selection(
        selection=[
            ("mean", "Every Customer Counts the Same"),
            ("revenue", "Customers Count by Sales"),
        ],
        string="Total of the Company",
        default="mean",
        required=True,
    )
    satisfaction_answered_share = fields.Float(
        string="Questionnaire Counts From (% answered)", digits=(5, 1), default=80
    )
    satisfaction_low_answer = fields.Integer(string="Answer of 5 Steps, Up To", default=2)
    satisfaction_trigger = fields.Float(
        string="8D Report Below (points)", digits=(5, 1), default=70
    )
    satisfaction_drop = fields.Float(
        string="Drop Against Last Time, From (points)", digits=(5, 1), default=10
    )
    satisfaction_band_excellent = fields.Float(
        string="Very Satisfied From", digits=(5, 1), default=95
    )
    satisfaction_band_good = fields.Float(string="Satisfied From", digits=(5, 1), default=85)
    satisfaction_band_fair = fields.Float(
        string="Fairly Satisfied From", digits=(5, 1), default=70
    )
    # Sample
    satisfaction_sample_all = fields.Integer(string="Ask All Up To (customers)", default=30)
    satisfaction_sample_error = fields.Float(
        string="Margin of Error (%)", digits=(5, 1), default=10
    )
    satisfaction_sample_b = fields.Float(string="Asked of Class B (%)", digits=(5, 1), default=50)
    satisfaction_sample_c = fields.Float(string="Asked of Class C (%)", digits=(5, 1), default=20)
    satisfaction_sample_c_min = fields.Integer(string="Asked of Class C at Least", default=10)
    satisfaction_class_a = fields.Float(
        string="Class A Up To (% of sales)", digits=(5, 1), default=80
    )
    satisfaction_class_b = fields.Float(
        string="Class B Up To (% of sales)", digits=(5, 1), default=95
    )

    _satisfaction_days_valid = models.Constraint(
        "CHECK(satisfaction_prepare_days >= 0 AND satisfaction_remind_days >= 0"
        " AND satisfaction_close_days >= satisfaction_remind_days"
        " AND satisfaction_report_days >= satisfaction_close_days"
        " AND satisfaction_act_days >= satisfaction_report_days"
        " AND satisfaction_remind_max >= 0 AND satisfaction_warn_days >= 0"
        " AND satisfaction_overdue_days >= satisfaction_warn_days)",
        "The days of a satisfaction programme follow each other: remind, close, report, act.",
    )
    _satisfaction_figures_valid = models.Constraint(
        "CHECK(satisfaction_target BETWEEN 0 AND 100"
        " AND satisfaction_response_target BETWEEN 0 AND 100"
        " AND satisfaction_answered_share BETWEEN 0 AND 100"
        " AND satisfaction_trigger BETWEEN 0 AND 100"
        " AND satisfaction_drop BETWEEN 0 AND 100"
        " AND satisfaction_low_answer BETWEEN 0 AND 5"
        " AND 0 <= satisfaction_band_fair"
        " AND satisfaction_band_fair <= satisfaction_band_good"
        " AND satisfaction_band_good <= satisfaction_band_excellent"
        " AND satisfaction_band_excellent <= 100)",
        "Targets and limits of satisfaction are points from 0 to 100, the bands follow each other.",
    )
    _satisfaction_sample_valid = models.Constraint(
        "CHECK(satisfaction_sample_all >= 0 AND satisfaction_sample_c_min >= 0"
        " AND satisfaction_sample_error > 0 AND satisfaction_sample_error <= 50"
        " AND satisfaction_sample_b BETWEEN 0 AND 100"
        " AND satisfaction_sample_c BETWEEN 0 AND 100"
        " AND 0 <= satisfaction_class_a AND satisfaction_class_a <= satisfaction_class_b"
        " AND satisfaction_class_b <= 100)",
        "Shares of the sample are between 0 and 100, the margin of error between 0 and 50.",
    )

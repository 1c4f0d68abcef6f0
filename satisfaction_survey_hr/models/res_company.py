from odoo import fields, models

from ..suppression import SMALLEST_GROUP


class ResCompany(models.Model):
    _inherit = "res.company"

    satisfaction_min_service_months = fields.Integer(string="Months of Service", default=6)
    satisfaction_min_group = fields.Integer(string="Smallest Group Shown", default=SMALLEST_GROUP)
    satisfaction_employee_target = fields.Float(
        string="Target of Employees", digits=(5, 1), default=80
    )
    satisfaction_employee_response = fields.Float(
        string="Response Target of Employees (%)", digits=(5, 1), default=80
    )

    _satisfaction_employee_valid = models.Constraint(
        f"CHECK(satisfaction_min_group >= {SMALLEST_GROUP} AND satisfaction_min_service_months >= 0"
        " AND satisfaction_employee_target BETWEEN 0 AND 100"
        " AND satisfaction_employee_response BETWEEN 0 AND 100)",
        "Answers are shown of five employees or more: fewer could be recognised.",
    )

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class Quality8dAction(models.Model):
    """A permanent action: chosen because it was shown to work, proved in series afterwards."""

    _name = "quality.8d.action"
    _description = "Corrective Action"
    _inherit = ["quality.8d.duty"]
    _order = "cause_id, sequence, id"
    _check_company_auto = True
    _discipline = "d5"
    _field_disciplines = {
        "done_on": "d6",
        "cut_in_lot": "d6",
        "cut_in_on": "d6",
        "validation": "d6",
        "validated": "d6",
        "measure": "d6",
        "value_before": "d6",
        "value_after": "d6",
        "value_unit": "d6",
        "evidence_file": "d6",
        "evidence_name": "d6",
        "picture": "d6",
    }

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Action", required=True)
    cause_id = fields.Many2one(
        comodel_name="quality.8d.cause",
        string="Against the Cause",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('report_id', '=', report_id)]",
    )
    hierarchy = fields.Selection(
        selection=[
            ("eliminate", "Eliminate"),
            ("substitute", "Substitute"),
            ("error_proof", "Error-proof"),
            ("engineering", "Engineering control"),
            ("detection", "Detection"),
            ("procedure", "Procedure"),
            ("training", "Training"),
        ],
        string="Strength",
        required=True,
        default="error_proof",
        help="The strongest first: what makes the error impossible beats what finds it.",
    )
    chosen = fields.Boolean(default=True)
    # D5: before
    verification = fields.Text(
        string="Verification (Before)", help="The trial that showed it will work."
    )
    verified = fields.Selection(
        selection=[("yes", "Works"), ("no", "Does Not Work")], string="Result Before"
    )
    risk = fields.Text(string="Risk and Side Effects")
    # D6: after
    cut_in_lot = fields.Char(string="From Lot")
    cut_in_on = fields.Date(string="From")
    validation = fields.Text(
        string="Validation (After)", help="What series production has shown since."
    )
    validated = fields.Selection(
        selection=[("yes", "Effective"), ("no", "Not Effective")], string="Result After"
    )
    measure = fields.Char(string="Measured", help="For instance: defects in a thousand parts.")
    value_before = fields.Float(string="Before")
    value_after = fields.Float(string="After")
    value_unit = fields.Char(string="Unit")
    evidence_file = fields.Binary(string="Proof")
    evidence_name = fields.Char(string="Name of the Evidence")

    @api.model
    def _domain_to_do(self):
        return super()._domain_to_do() & Domain("chosen", "=", True)

    @api.constrains("cause_id", "report_id")
    def _check_cause(self):
        for action in self:
            if action.cause_id.report_id != action.report_id:
                raise ValidationError(
                    self.env._("%(action)s: choose a cause of the same report.", action=action.name)
                )

from odoo import fields, models


class Quality8dDocument(models.Model):
    """One line of the prevention list: brought up to date, or a reason why not."""

    _name = "quality.8d.document"
    _description = "Prevention"
    _inherit = ["quality.8d.part"]
    _order = "id"
    _rec_name = "document"
    _check_company_auto = True
    _discipline = "d7"

    document = fields.Selection(
        selection=[
            ("dfmea", "Design FMEA"),
            ("pfmea", "Process FMEA"),
            ("control_plan", "Control plan"),
            ("work_instruction", "Work instruction"),
            ("inspection", "Inspection standard"),
            ("drawing", "Drawing or specification"),
            ("training", "Training record"),
            ("procedure", "Procedure"),
            ("lessons", "Lessons learned"),
            ("read_across", "Read-across to similar products and lines"),
        ],
        string="What",
        required=True,
    )
    decision = fields.Selection(
        selection=[("updated", "Brought up to Date"), ("not_applicable", "Not Applicable")],
    )
    number = fields.Char(string="Document Number")
    revision = fields.Char()
    revised_on = fields.Date(string="Date")
    reason = fields.Char(string="Reason Why Not")
    user_id = fields.Many2one(comodel_name="res.users", string="Responsible", ondelete="restrict")

    _one_each = models.UniqueIndex(
        "(report_id, document)", "A report has each line of the prevention list once."
    )

    def _is_decided(self):
        """Tell whether the line has its revision and date, or its reason."""
        self.ensure_one()
        if self.decision == "updated":
            return bool(self.revision and self.revised_on)
        return self.decision == "not_applicable" and bool(self.reason)

from odoo import fields, models


class Quality8dReason(models.TransientModel):
    """Asks why, before a decision that somebody else has to understand."""

    _name = "quality.8d.reason"
    _description = "Reason of a Decision"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, readonly=True)
    decision = fields.Selection(
        selection=[
            ("return", "Return to the Team"),
            ("wait", "Wait for the Customer"),
            ("not_needed", "No 8D Needed"),
            ("recurred", "The Problem Has Come Back"),
            ("version_accepted", "The Customer Accepts"),
            ("version_returned", "The Customer Returns It"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Carry out the decision; the document itself checks who may."""
        self.ensure_one()
        record = self.env[self._decision_model()].browse(self.res_id)
        record.check_access("read")
        self._decide(record)
        return {"type": "ir.actions.act_window_close"}

    def _decision_model(self):
        """Return the name of the model that the decision is about, whatever the caller says."""
        return {
            "return": "quality.8d.step",
            "version_accepted": "quality.8d.version",
            "version_returned": "quality.8d.version",
        }.get(self.decision, "quality.8d")

    def _decide(self, record):
        if self.decision == "return":
            record._return_by_manager(self.reason)
        elif self.decision == "wait":
            record._wait(self.reason)
        elif self.decision == "not_needed":
            record._not_needed(self.reason)
        elif self.decision == "recurred":
            record._check_manager()
            record._take_up_recurrence(self.reason)
        elif self.decision in ("version_accepted", "version_returned"):
            record._record_answer(self.decision == "version_accepted", self.reason)

from odoo import fields, models


class Quality8dReason(models.TransientModel):
    _inherit = "quality.8d.reason"

    decision = fields.Selection(
        selection_add=[("release_lot", "Release the Lot"), ("release_goods", "Release All")],
        ondelete={"release_lot": "cascade", "release_goods": "cascade"},
    )

    def _decision_model(self):
        if self.decision == "release_lot":
            return "quality.8d.lot.block"
        return super()._decision_model()

    def _decide(self, record):
        if self.decision == "release_lot":
            return record._release(self.reason)
        if self.decision == "release_goods":
            return record._release_goods(self.reason)
        return super()._decide(record)

from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

TOPICS = {
    "satisfaction_followup": _lt("Customers are not satisfied: please follow up"),
    "satisfaction_measure": _lt("Your measures after a survey"),
}


class OrderDigest(models.Model):
    _inherit = "order.digest"

    @api.model
    def _topics(self):
        return {**super()._topics(), **TOPICS}

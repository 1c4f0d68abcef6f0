from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

TOPICS = {
    "change_receipt": _lt("Changed orders whose receipt is missing"),
    "change_withdrawal": _lt("Out-of-date order papers to be taken back"),
}


class OrderDigest(models.Model):
    _inherit = "order.digest"

    @api.model
    def _topics(self):
        return {**super()._topics(), **TOPICS}

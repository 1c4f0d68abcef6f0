from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

TOPICS = {
    "open_item_follower": _lt("Open items of the orders you follow"),
    "open_item_owner": _lt("Open items that you settle"),
}


class OrderDigest(models.Model):
    _inherit = "order.digest"

    @api.model
    def _topics(self):
        return {**super()._topics(), **TOPICS}

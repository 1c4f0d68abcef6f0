from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class OrderDigest(models.Model):
    _inherit = "order.digest"

    @api.model
    def _topics(self):
        return {
            **super()._topics(),
            "release_item": _lt("Open items of release meetings, promised by you"),
        }

from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class OrderDigest(models.Model):
    _inherit = "order.digest"

    @api.model
    def _topics(self):
        return {
            **super()._topics(),
            "production_change": _lt("You changed manufacturing orders: please say why"),
        }

from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

TOPICS = {"duty_8d": _lt("Your tasks in 8D reports")}


class OrderDigest(models.Model):
    _inherit = "order.digest"

    @api.model
    def _topics(self):
        return {**super()._topics(), **TOPICS}

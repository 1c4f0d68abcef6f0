from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

TOPICS = {
    "notice_issued": _lt("Production notices for your information"),
    "notice_corrected": _lt("Corrected production notices"),
    "notice_receipt": _lt("Production notices whose receipt is missing"),
    "notice_withdrawal": _lt("Out-of-date production notices to be taken back"),
}


class OrderDigest(models.Model):
    _inherit = "order.digest"

    @api.model
    def _topics(self):
        return {**super()._topics(), **TOPICS}

from odoo import api, fields, models
from odoo.fields import Domain


class OrderLateMixin(models.AbstractModel):
    """What is late after a day, on screen as in a search.

    A model that uses it says in :meth:`_late_domain` which of its records are late, and overrides
    :meth:`_compute_is_late` only to name what that depends on.
    """

    _name = "order.late.mixin"
    _description = "Late After a Day"

    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")

    @api.model
    def _late_domain(self):
        """Return the domain of what is late now; a day of today is still kept."""
        raise NotImplementedError

    def _compute_is_late(self):
        late = self.filtered_domain(self._late_domain())
        late.is_late = True
        (self - late).is_late = False

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self._late_domain()
        return Domain.OR(late if wanted else ~late for wanted in value)

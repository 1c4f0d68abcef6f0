from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date, formatLang

SHOWN_LINES = 4


class SaleOrderChange(models.Model):
    """How a change shows in the inbox of those who sign."""

    _inherit = "sale.order.change"

    def _signoff_document_label(self):
        self.ensure_one()
        return self.env._("Change %(change)s", change=self.display_name)

    @api.model
    def _signoff_label_fields(self):
        return super()._signoff_label_fields() | {"order_code", "order_name"}

    def _signoff_summary(self):
        """Return ``{id: html}`` for the card in the inbox: class, what changes, why."""
        return {change.id: change._prepare_summary() for change in self}

    def _prepare_summary(self):
        self.ensure_one()
        user = self.env.user
        show = user.has_group("sale_order_review.group_price")
        classes = dict(self._fields["change_class"]._description_selection(self.env))
        head = [self.partner_id.display_name, classes.get(self.change_class)]
        if self.urgency == "urgent":
            head.append(self.env._("urgent"))
        parts = [Markup("<div>%s</div>") % " · ".join(filter(None, head))]
        texts = self.line_ids._value_texts(show_prices=show)
        for line in self.line_ids[:SHOWN_LINES]:
            label, old, new = texts[line.id]
            arrow = " → ".join(filter(None, [old, new]))
            parts.append(Markup("<div><b>%s</b>: %s</div>") % (label, arrow))
        if len(self.line_ids) > SHOWN_LINES:
            parts.append(
                Markup("<div>%s</div>")
                % self.env._("and %(count)s more", count=len(self.line_ids) - SHOWN_LINES)
            )
        if self.planning_date:
            day = format_date(self.env, self.planning_date)
            parts.append(
                Markup("<div>%s</div>") % self.env._("Planning: can leave on %(date)s", date=day)
            )
        if self.estimated_cost:
            cost = formatLang(
                self.env, self.estimated_cost, currency_obj=self.company_currency_id
            )
            parts.append(Markup("<div>%s</div>") % self.env._("Cost: %(cost)s", cost=cost))
        parts.append(Markup('<div class="text-muted">%s</div>') % (self.reason or ""))
        return Markup().join(parts)

from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date


class MrpProductionNotice(models.Model):
    """How a notice shows in the inbox of those who sign."""

    _inherit = "mrp.production.notice"

    def _signoff_document_label(self):
        self.ensure_one()
        return " · ".join(filter(None, [self.display_name, self.order_code or self.order_name]))

    @api.model
    def _signoff_label_fields(self):
        return super()._signoff_label_fields() | {"revision", "order_code", "order_name"}

    def _signoff_summary(self):
        """Return ``{id: html}`` for the card in the inbox: what is made until when."""
        result = {}
        for notice in self:
            rows = [
                Markup("<div>%s</div>") % line._short_text() for line in notice.line_ids[:3]
            ]
            if len(notice.line_ids) > 3:
                rows.append(
                    Markup("<div>%s</div>")
                    % self.env._("and %(count)s more", count=len(notice.line_ids) - 3)
                )
            head = [notice.partner_name]
            if notice.completion_date:
                head.append(
                    self.env._(
                        "complete on %(date)s",
                        date=format_date(self.env, notice.completion_date),
                    )
                )
            marks = [
                label
                for shown, label in (
                    (notice.irregular, self.env._("not regular")),
                    (notice.has_new_product, self.env._("new product")),
                    (notice.raises_cost, self.env._("raises cost")),
                )
                if shown
            ]
            if notice.previous_id:
                marks.append(
                    self.env._(
                        "%(count)s changes: %(reason)s",
                        count=len(notice.change_ids),
                        reason=notice.revision_reason or "",
                    )
                )
            result[notice.id] = Markup("<div>%s</div>%s%s") % (
                " · ".join(filter(None, head)),
                Markup("").join(rows),
                Markup("<div><b>%s</b></div>") % " · ".join(marks) if marks else "",
            )
        return result

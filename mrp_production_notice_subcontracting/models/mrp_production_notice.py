from odoo import fields, models


class MrpProductionNotice(models.Model):
    """Outsourced lines need a subcontractor and a bill of materials for him before the issue."""

    _inherit = "mrp.production.notice"

    purchase_count = fields.Integer(
        string="Requests to Subcontractors", compute="_compute_purchase_count"
    )

    def _compute_purchase_count(self):
        # sudo: how many there are is no secret to whoever reads the notice
        counts = dict(
            self.env["purchase.order"]
            .sudo()
            ._read_group(
                [("production_notice_id", "in", self.ids)], ["production_notice_id"], ["__count"]
            )
        )
        for notice in self:
            notice.purchase_count = counts.get(notice._origin.sudo(), 0)

    def action_view_purchases(self):
        """Open the purchase orders of the outsourced lines."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("purchase.purchase_rfq")
        purchases = self.env["purchase.order"].search([("production_notice_id", "=", self.id)])
        action.update(domain=[("id", "in", purchases.ids)], context={"create": False})
        if len(purchases) == 1:
            action.update(views=[(False, "form")], res_id=purchases.id)
        return action

    def _outsourced_before(self):
        """Return the lines of purchases from subcontractors for the order that still stand.

        Runs as superuser.
        """
        self.ensure_one()
        # Read once for all lines of the notice, not searched for each.
        lines = self.order_id.notice_ids.line_ids.purchase_line_ids
        return lines.filtered(lambda line: line.order_id.state != "cancel")

    def _quantity_from_shelf(self, item):
        """What a subcontractor still has to make is not on the shelf, although the delivery takes
        it from there."""
        quantity = super()._quantity_from_shelf(item)
        lines = self._outsourced_before().filtered(
            lambda line: line.notice_line_id._match_key() == item.key
        )
        return max(quantity - lines._outsourced_quantity(), 0.0)

    def _check_can_issue(self):
        # sudo: bills of materials of subcontractors are not for everybody who issues
        lines = self.sudo().line_ids.filtered(lambda line: line._is_outsourced())
        return super()._check_can_issue() + [
            problem for line in lines for problem in line._outsourcing_problems()
        ]

from odoo import api, fields, models


class MrpProductionAdvance(models.Model):
    """The purchase orders by which released material is bought."""

    _inherit = "mrp.production.advance"

    purchase_count = fields.Integer(
        string="Purchase Orders", compute="_compute_purchase_count", compute_sudo=True
    )

    @api.depends("reference_id")
    def _compute_purchase_count(self):
        for advance in self:
            advance.purchase_count = len(advance.reference_id.purchase_ids)

    def action_view_purchases(self):
        """Open the purchase orders of the released material."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("purchase.purchase_rfq")
        # sudo: the reference is kept by the system
        purchases = self.sudo().reference_id.purchase_ids
        action.update(domain=[("id", "in", purchases.ids)], context={"create": False})
        if len(purchases) == 1:
            action.update(views=[(False, "form")], res_id=purchases.id)
        return action

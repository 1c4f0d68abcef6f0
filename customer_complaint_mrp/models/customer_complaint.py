from odoo import api, fields, models
from odoo.fields import Domain

# Manufacturing orders shown beside a complaint, newest first.
SHOWN = 20


class CustomerComplaint(models.Model):
    """Who made the goods, when, and by which production notice."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    production_ids = fields.Many2many(
        comodel_name="mrp.production",
        string="Manufacturing Orders",
        compute="_compute_production_ids",
        compute_sudo=True,
        groups="mrp.group_mrp_user",
    )
    production_count = fields.Integer(
        string="Number of Manufacturing Orders",
        compute="_compute_production_ids",
        compute_sudo=True,
        groups="mrp.group_mrp_user",
    )
    notice_ids = fields.Many2many(
        comodel_name="mrp.production.notice",
        string="Production Notices",
        compute="_compute_production_ids",
        compute_sudo=True,
        groups="mrp.group_mrp_user",
    )
    production_text = fields.Char(
        string="Made By",
        compute="_compute_production_text",
        compute_sudo=True,
        help="Found by the lot; where none is known, by the order.",
    )

    # === COMPUTE METHODS === #

    @api.depends("order_id", "order_line_id", "product_id", "lot_ids")
    def _compute_production_ids(self):
        for complaint in self:
            productions = complaint._find_productions()
            complaint.production_ids = productions
            complaint.production_count = len(productions)
            complaint.notice_ids = productions.production_notice_id

    @api.depends("order_id", "order_line_id", "product_id", "lot_ids")
    def _compute_production_text(self):
        """What whoever has no access to manufacturing may know."""
        for complaint in self:
            complaint.production_text = ", ".join(
                f"{production.name} ({production.production_notice_id.name})"
                if production.production_notice_id
                else production.name
                for production in complaint._find_productions()
            )

    # === BUSINESS === #

    def _find_productions(self):
        """Return the orders that made the goods: those of the lots, else those of the order.

        Runs as superuser.
        """
        self.ensure_one()
        productions = self.env["mrp.production"]
        domain = Domain("company_id", "=", self.company_id.id) & Domain("state", "!=", "cancel")
        if self.product_id:
            domain &= Domain("product_id", "=", self.product_id._origin.id)
        if lots := self.lot_ids._origin:
            made = Domain("lot_producing_ids", "in", lots.ids) | Domain(
                "move_finished_ids.move_line_ids.lot_id", "in", lots.ids
            )
            found = productions.search(domain & made, order="id desc", limit=SHOWN)
            if found:
                return found
        if line := self.order_line_id._origin:
            found = productions.search(
                domain & Domain("sale_line_id", "=", line.id), order="id desc", limit=SHOWN
            )
            if found:
                return found
        # What goods without a product came from cannot be told from the order alone.
        order = self.order_id._origin
        if not order or not self.product_id:
            return productions
        return productions.search(
            domain & Domain("reference_ids.sale_ids", "in", order.ids),
            order="id desc",
            limit=SHOWN,
        )

    # === ACTIONS === #

    def action_view_productions(self):
        """Open the manufacturing orders that made the goods."""
        return self._action_view_made(self.production_ids, "mrp.mrp_production_action")

    def action_view_notices(self):
        """Open the production notices by which the goods were made."""
        return self._action_view_made(
            self.notice_ids, "mrp_production_notice.mrp_production_notice_action"
        )

    def _action_view_made(self, records, action):
        self.ensure_one()
        if len(records) == 1:
            return records.get_formview_action()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(action),
            "domain": [("id", "in", records.ids)],
            "context": {"create": False},
        }

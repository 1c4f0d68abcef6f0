from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from ..models.sale_order_change import REASON_TYPES

# Departments that may see which running orders a drawing concerns.
DRAWING_FUNCTIONS = ("engineering", "quality", "planning", "sales", "management")


class SaleOrderChangeDrawing(models.TransientModel):
    """One new drawing, several running orders: one request for each of them."""

    _name = "sale.order.change.drawing"
    _description = "Drawing Change of Running Orders"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        domain="[('sale_ok', '=', True), ('company_id', 'in', [company_id, False])]",
        ondelete="cascade",
    )
    new_drawing = fields.Char(required=True, help="Number or revision of the new drawing.")
    origin = fields.Selection(
        selection=[("customer", "Customer"), ("internal", "Ourselves")],
        string="Asked For By",
        required=True,
        default="internal",
    )
    requesting_team_id = fields.Many2one(
        comodel_name="order.team",
        string="Requesting Department",
        domain="[('company_id', 'in', [company_id, False])]",
        compute="_compute_requesting_team_id",
        store=True,
        readonly=False,
    )
    reason_type = fields.Selection(
        selection=REASON_TYPES, string="Cause", required=True, default="design"
    )
    reason = fields.Text()
    urgency = fields.Selection(
        selection=[("normal", "Normal"), ("urgent", "Urgent")], required=True, default="normal"
    )
    notice_attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_order_change_drawing_notice_rel",
        column1="wizard_id",
        column2="attachment_id",
        string="Written Notice",
        bypass_search_access=True,
    )
    line_ids = fields.One2many(
        comodel_name="sale.order.change.drawing.line",
        inverse_name="wizard_id",
        string="Running Orders",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("company_id")
    def _compute_requesting_team_id(self):
        for wizard in self:
            wizard.requesting_team_id = self.env["sale.order.change.new"]._own_team(
                wizard.company_id
            )

    @api.depends("product_id")
    def _compute_line_ids(self):
        for wizard in self:
            rows = [
                Command.create(
                    {
                        "order_line_id": line.id,
                        "order_name": line.order_id.order_code or line.order_id.name,
                        "partner_id": line.order_id.partner_id.id,
                        "open_quantity": line.product_uom_qty - line.qty_delivered,
                        "uom_id": line.product_uom_id.id,
                        "old_drawing": line.drawing_revision,
                        "chosen": True,
                    }
                )
                for line in wizard._running_lines()
            ]
            wizard.line_ids = [Command.clear(), *rows]

    def _running_lines(self):
        """Return the lines of confirmed orders on which this product is still to be delivered."""
        self.ensure_one()
        self._check_may_see_orders()
        if not self.product_id:
            return self.env["sale.order.line"].sudo()
        domain = (
            Domain("product_id", "=", self.product_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "=", "sale")
            & Domain("company_id", "in", self.env.companies.ids)
        )
        # sudo: engineering need not see orders; which ones its drawing concerns was allowed above
        lines = self.env["sale.order.line"].sudo().search(domain, order="order_id, id")
        return lines.filtered(
            lambda line: line.product_uom_id.compare(line.qty_delivered, line.product_uom_qty) < 0
        )

    def _check_may_see_orders(self):
        user = self.env.user
        if user.has_group("order_signoff.group_manager") or user.has_group(
            "sales_team.group_sale_salesman_all_leads"
        ):
            return
        # sudo: to which department somebody belongs costs no right of his
        allowed = self.env["order.team.membership"].sudo().search(
            [
                ("user_id", "=", user.id),
                ("team_id.function", "in", DRAWING_FUNCTIONS),
                ("team_id.company_id", "in", [False, *self.company_id.ids]),
            ],
            limit=1,
        )
        if not allowed:
            raise AccessError(
                self.env._("Drawings of running orders are changed by engineering and sales.")
            )

    def action_create(self):
        """Write one request for each order; the first leads the others."""
        self.ensure_one()
        chosen = self.line_ids.filtered("chosen")
        # What is chosen may be no more than what was offered.
        targets = chosen.order_line_id.sudo() & self._running_lines()
        if not targets:
            raise UserError(
                self.env._("Choose the orders that are made to the new drawing.")
            )
        # sudo: the departments of the drawing may not open the orders; their right was checked
        Change = self.env["sale.order.change"].sudo()
        orders = targets.order_id
        changes = Change.create(
            [
                {
                    "order_id": order.id,
                    "origin": self.origin,
                    "requesting_team_id": self.requesting_team_id.id,
                    "reason_type": self.reason_type,
                    "reason": self.reason,
                    "urgency": self.urgency,
                    "notice_attachment_ids": [Command.set(self._notices_for(order, orders).ids)],
                    "line_ids": [
                        Command.create(
                            {
                                "kind": "drawing",
                                "order_line_id": line.id,
                                "new_text": self.new_drawing,
                            }
                        )
                        for line in targets
                        if line.order_id == order
                    ],
                }
                for order in orders
            ]
        )
        changes[1:].write({"lead_id": changes[:1].id})
        changes = changes.with_env(self.env)
        if len(changes) == 1:
            return changes.get_formview_action()
        return changes[:1].action_view_siblings()

    def _notices_for(self, order, orders):
        """Return the written notice for one of the requests: each keeps a file of its own, which
        those may open who may read it."""
        self.ensure_one()
        notices = self.notice_attachment_ids
        if order == orders[:1]:
            return notices
        own = {"res_model": self._name, "res_id": self.id}
        return notices.browse().union(*(notice.copy(own) for notice in notices))

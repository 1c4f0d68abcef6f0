from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.sale_order_change import REASON_TYPES


class SaleOrderChangeNew(models.TransientModel):
    """Write a change request in a minute: the order as it is, beside it what it is to be."""

    _name = "sale.order.change.new"
    _description = "Request a Change"

    order_id = fields.Many2one(
        comodel_name="sale.order", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    commercial_partner_id = fields.Many2one(
        comodel_name="res.partner", readonly=True, ondelete="cascade"
    )
    origin = fields.Selection(
        selection=[("customer", "Customer"), ("internal", "Ourselves")],
        string="Asked For By",
        required=True,
        default="customer",
    )
    requesting_team_id = fields.Many2one(
        comodel_name="order.team",
        string="Requesting Department",
        domain="[('company_id', 'in', [company_id, False])]",
        help="Bears the loss that a change of our own causes.",
    )
    reason_type = fields.Selection(
        selection=REASON_TYPES, string="Cause", required=True, default="customer"
    )
    reason = fields.Text()
    urgency = fields.Selection(
        selection=[("normal", "Normal"), ("urgent", "Urgent")], required=True, default="normal"
    )
    notice_attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_order_change_new_notice_rel",
        column1="wizard_id",
        column2="attachment_id",
        string="Written Notice",
        bypass_search_access=True,
    )
    line_ids = fields.One2many(
        comodel_name="sale.order.change.new.line", inverse_name="wizard_id", string="Order Lines"
    )
    has_batches = fields.Boolean(compute="_compute_has_batches")
    old_date = fields.Date(string="Delivery Date Now", readonly=True)
    new_date = fields.Date(string="New Delivery Date")
    old_partner_shipping_id = fields.Many2one(
        comodel_name="res.partner", string="Delivery Address Now", readonly=True
    )
    new_partner_shipping_id = fields.Many2one(
        comodel_name="res.partner",
        string="New Delivery Address",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
    )
    whole_order = fields.Selection(
        selection=[
            ("hold", "Put the whole order on hold"),
            ("release", "Release the order from hold"),
            ("cancel_order", "Cancel the whole order"),
        ],
    )
    hold_until = fields.Date(help="Until when it is on hold, where that is known.")

    @api.depends("line_ids.schedule_id")
    def _compute_has_batches(self):
        for wizard in self:
            wizard.has_batches = bool(wizard.line_ids.schedule_id)

    @api.onchange("origin")
    def _onchange_origin(self):
        """A change of our own has another cause, and a department that asks for it."""
        for wizard in self:
            if wizard.origin == "internal":
                if wizard.reason_type == "customer":
                    wizard.reason_type = "other"
                wizard.requesting_team_id = (
                    wizard.requesting_team_id or wizard._own_team(wizard.company_id)
                )
            else:
                wizard.reason_type = "customer"

    @api.model
    def _own_team(self, company):
        """Return the first department of the user in this company."""
        # sudo: to which department somebody belongs costs no right of his
        memberships = self.env["order.team.membership"].sudo().search(
            [("user_id", "=", self.env.uid), ("team_id.company_id", "in", [False, company.id])]
        )
        return memberships.team_id[:1].with_env(self.env)

    @api.model
    def _prepare_for(self, order):
        """Return the dialog for an order, one row for each line and delivery batch.

        The caller has checked that the user may ask for changes of the order.
        """
        # sudo: departments ask for changes of orders they may not open
        internal = order.sudo()
        sells = self.env.user.has_group("sales_team.group_sale_salesman")
        origin = "customer" if sells else "internal"
        rows = []
        for line in internal.order_line:
            if line.display_type or line.is_downpayment:
                continue
            rows.append(self._prepare_row(line))
            rows += [
                self._prepare_row(line, batch)
                for batch in line.delivery_schedule_ids
                # One that was cancelled holds nothing any more.
                if not batch.product_uom_id.is_zero(batch.quantity)
            ]
        wizard = self.sudo().create(
            {
                "order_id": order.id,
                "company_id": internal.company_id.id,
                "commercial_partner_id": internal.partner_id.commercial_partner_id.id,
                "origin": origin,
                "reason_type": "customer" if sells else "other",
                "requesting_team_id": (
                    False if sells else self._own_team(internal.company_id).id
                ),
                "old_date": internal._commitment_day(),
                "old_partner_shipping_id": internal.partner_shipping_id.id,
                "line_ids": [Command.create(row) for row in rows],
            }
        )
        return wizard.with_env(self.env)

    @api.model
    def _prepare_row(self, line, batch=None):
        """Return the values of a row for a line of the order, or for one of its batches."""
        vals = {
            "order_line_id": line.id,
            "product_id": line.product_id.id,
            "uom_id": line.product_uom_id.id,
            "old_quantity": line.product_uom_qty,
            "new_quantity": line.product_uom_qty,
            "old_price": line.price_unit,
            "new_price": line.price_unit,
            "old_drawing": line.drawing_revision,
            "new_drawing": line.drawing_revision,
            "label": line.product_id.display_name,
        }
        if batch:
            vals |= {
                "schedule_id": batch.id,
                "old_quantity": batch.quantity,
                "new_quantity": batch.quantity,
                "old_date": batch.due_date,
                "new_date": batch.due_date,
                "label": self.env._("— batch %(number)s", number=batch.number),
            }
        return vals

    # === ACTIONS === #

    def action_send(self):
        """Write the request and ask the departments."""
        change = self._create_change()
        change.action_submit()
        return change.get_formview_action()

    def action_draft(self):
        """Write the request and open it, to add texts and figures before it is sent."""
        return self._create_change().get_formview_action()

    def _create_change(self):
        self.ensure_one()
        # sudo: the order may be closed to who asks for its change; create() checks his right
        rows = self._prepare_lines()
        if not rows:
            raise UserError(
                self.env._(
                    "Nothing changes: enter a new quantity, price or date beside the old one, "
                    "add a product, or cancel one."
                )
            )
        return self.env["sale.order.change"].create(
            {
                "order_id": self.order_id.id,
                "origin": self.origin,
                "requesting_team_id": self.requesting_team_id.id,
                "reason_type": self.reason_type,
                "reason": self.reason,
                "urgency": self.urgency,
                "notice_attachment_ids": [Command.set(self.notice_attachment_ids.ids)],
                "line_ids": [Command.create(row) for row in rows],
            }
        )

    def _prepare_lines(self):
        """Return the values of the lines: one for each value that differs."""
        self.ensure_one()
        if self.whole_order == "cancel_order":
            return [{"kind": "cancel_order"}]
        rows = [row for line in self.line_ids for row in line._prepare_lines()]
        if self.new_date and self.new_date != self.old_date:
            rows.append({"kind": "date", "new_date": self.new_date})
        address = self.new_partner_shipping_id
        if address and address != self.old_partner_shipping_id:
            rows.append({"kind": "address", "new_partner_shipping_id": address.id})
        if self.whole_order:
            rows.append(
                {
                    "kind": self.whole_order,
                    "new_date": self.hold_until if self.whole_order == "hold" else False,
                }
            )
        return [{**row, "sequence": 10 * place} for place, row in enumerate(rows, 1)]

from odoo import api, fields, models
from odoo.exceptions import UserError

from .sale_order import REVIEW_GROUPS


class SaleOrder(models.Model):
    """Quotations that we do not want, or cannot make, are refused in writing."""

    _inherit = "sale.order"

    refusal_ids = fields.One2many(
        comodel_name="sale.order.refusal",
        inverse_name="order_id",
        string="Refusals",
        copy=False,
        groups=REVIEW_GROUPS,
    )
    # Stored: confirming an order asks only for it. It is written with the row that is confirmed,
    # so that of a proposal and a confirmation at the same moment one is replayed and sees the
    # other.
    refusal_open = fields.Boolean(
        string="Refusal Under Way",
        compute="_compute_refusal_open",
        store=True,
        precompute=True,
        copy=False,
        groups=REVIEW_GROUPS,
    )

    # === COMPUTE METHODS === #

    @api.depends("refusal_ids.state")
    def _compute_refusal_open(self):
        for order in self:
            order.refusal_open = bool(order.refusal_ids._under_way())

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"refusal_open"}

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "sale":
            # sudo: whoever confirms the order ends what was proposed against it
            if refused := self.sudo().filtered("refusal_open"):
                refused.refusal_ids._withdraw(self.env._("The order was confirmed."))
        return result

    # === ACTIONS === #

    def action_refuse(self):
        """Open the refusal of the order, or a new one for which management has to sign."""
        self.ensure_one()
        refusal = self.refusal_ids.filtered(
            lambda refusal: refusal.state not in ("withdrawn", "declined")
        )
        if not refusal:
            refusal = self.env["sale.order.refusal"].create({"order_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Order Refusal"),
            "res_model": "sale.order.refusal",
            "res_id": refusal.id,
            "views": [(False, "form")],
        }

    def action_view_refusals(self):
        """Open the refusals of the orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_order_review.sale_order_refusal_action"
        )
        refusals = self.refusal_ids
        if len(refusals) == 1:
            return {**action, "views": [(False, "form")], "res_id": refusals.id}
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {}}

    def _check_refusable(self):
        """Refuse to refuse what is no open quotation of a company that reviews its orders."""
        self._check_review_enabled()
        for order in self:
            if order.state not in ("draft", "sent"):
                raise UserError(
                    self.env._(
                        "Only a quotation can be refused: %(order)s is no longer one.",
                        order=order.name,
                    )
                )

    # === WHAT IS MISSING === #

    def _intake_missing_items(self):
        """List the review with what keeps an order from being confirmed. One batch."""
        missing = super()._intake_missing_items()
        orders = self.filtered(
            # sudo: the switch of the order's company decides, whoever reads
            lambda order: order.state in ("draft", "sent")
            and order.company_id.sudo().order_review_enabled
            and not order._kind_never_message()
        )
        # sudo: whoever reads the order may know whether its review is complete
        reviews = {review.order_id.id: review for review in orders.sudo().review_ids}
        labels = dict(
            self.env["sale.order.review"]._fields["state"]._description_selection(self.env)
        )
        for order in orders._review_gate_problems():
            review = reviews.get(order.id)
            if not review:
                text = self.env._("Review")
            elif review.state in ("accepted", "conditional"):
                text = self.env._("Open items of the review")
            else:
                text = self.env._("Review (%(state)s)", state=labels[review.state])
            missing[order.id].append(text)
        return missing

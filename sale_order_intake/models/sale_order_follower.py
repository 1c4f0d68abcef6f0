from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_list


class SaleOrder(models.Model):
    """The clerk who follows an order: what is his to do comes to him."""

    _inherit = "sale.order"

    # === FIELDS === #

    follower_id = fields.Many2one(
        comodel_name="res.users",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
        tracking=True,
        help="The clerk who follows the order from intake to the last payment.",
    )
    next_follower_id = fields.Many2one(
        comodel_name="res.users",
        string="Handed Over To",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Becomes the follower as soon as he or she has acknowledged the handover.",
    )
    order_handover_ids = fields.Many2many(
        comodel_name="sale.order.handover",
        relation="sale_order_handover_rel",
        column1="order_id",
        column2="handover_id",
        string="Handovers",
        copy=False,
        groups="base.group_user",
    )
    # Counted when it happens: a form must not ask for what most orders do not have.
    order_handover_count = fields.Integer(
        string="Number of Handovers",
        copy=False,
        readonly=True,
    )

    # === CONSTRAINTS === #

    @api.constrains("follower_id", "company_id")
    def _check_follower(self):
        for order in self:
            # Users of other companies are not readable by everybody who may write the order.
            follower = order.follower_id.sudo()
            if follower and (follower.share or order.company_id not in follower.company_ids):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot follow order %(order)s: choose an internal user of "
                        "%(company)s.",
                        user=follower.name,
                        order=order.name,
                        company=order.company_id.name,
                    )
                )

    def _check_follower_change(self, vals):
        """An order changes hands by a handover; the system itself may name a follower."""
        if self.env.su:
            return
        followed = self.filtered(lambda order: order.order_intake_enabled and order.follower_id)
        if followed._changes_value("follower_id", vals):
            raise UserError(
                self.env._(
                    "Press “Hand Over” to change the follower of %(orders)s: the new follower has "
                    "to acknowledge.",
                    orders=format_list(self.env, followed.mapped("name")),
                )
            )

    # === ACTIONS === #

    def action_hand_over(self):
        """Open a new handover of the orders to another follower.

        :return: action of the form, nothing is saved yet
        """
        unfollowed = self.filtered(lambda order: not order.follower_id)
        if unfollowed:
            raise UserError(
                self.env._(
                    "Nobody follows %(orders)s yet: choose a follower on the order itself.",
                    orders=format_list(self.env, unfollowed.mapped("name")),
                )
            )
        if len(self.follower_id) > 1:
            raise UserError(
                self.env._("Choose orders of one follower: each follower hands over for himself.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": "sale.order.handover",
            "view_mode": "form",
            "context": {"default_order_ids": [Command.set(self.ids)]},
        }

    def action_view_order_handovers(self):
        """Open the handovers of the order."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sale_order_intake.sale_order_handover_action"
        )
        action["domain"] = [("order_ids", "in", self.ids)]
        action["context"] = {}
        return action

    # === ACTIVITIES === #

    def activity_schedule(
        self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values
    ):
        """Give what Odoo schedules for the salesperson to the follower, if there is one."""
        result = self.env["mail.activity"]
        by_follower = defaultdict(self.browse)
        if act_values.get("automated", True):
            for order in self.filtered("follower_id"):
                asked = act_values.get("user_id")
                if order.order_intake_enabled and asked in (False, None, order.user_id.id):
                    by_follower[order.follower_id] |= order
        others = self - self.browse().union(*by_follower.values())
        if others or not by_follower:
            result = super(SaleOrder, others).activity_schedule(
                act_type_xmlid, date_deadline, summary, note, **act_values
            )
        for follower, orders in by_follower.items():
            values = dict(act_values, user_id=follower.id)
            activities = super(SaleOrder, orders).activity_schedule(
                act_type_xmlid, date_deadline, summary, note, **values
            )
            result = (result or self.env["mail.activity"]) | (activities or result)
        return result

    def _order_responsible_users(self):
        """Whom to remind of an order: the follower first, else the salesperson.

        :return: {order id: res.users}
        """
        return {order.id: order.follower_id.filtered("active") or order.user_id for order in self}

    # === HANDOVER === #

    def _take_over(self, follower):
        """Make ``follower`` the follower; called once the handover is acknowledged."""
        activities = self.env["mail.activity"]
        for order in self:
            previous = order.follower_id
            activities |= order.activity_ids.filtered(
                lambda activity, previous=previous: activity.user_id == previous
            )
        self.write({"follower_id": follower.id, "next_follower_id": False})
        activities.write({"user_id": follower.id})

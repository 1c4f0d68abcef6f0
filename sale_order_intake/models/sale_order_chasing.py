from odoo import api, fields, models
from odoo.fields import Domain

# How many late orders are told of before the work is saved.
CHASE_BATCH = 100


class SaleOrder(models.Model):
    """An order the customer expects us to confirm soon, and who is told that it is late."""

    _inherit = "sale.order"

    # === FIELDS === #

    order_confirm_due = fields.Datetime(
        string="Confirm Before",
        compute="_compute_order_confirm_due",
        store=True,
        precompute=True,
        copy=False,
        help="The customer expects our confirmation before this moment.",
    )
    order_chased_on = fields.Datetime(
        string="Told That It Is Late",
        copy=False,
        readonly=True,
        help="When the follower was told that the confirmation is late.",
    )

    # === COMPUTE METHODS === #

    @api.depends("order_received_on", "company_id")
    def _compute_order_confirm_due(self):
        due_by_key = {}
        for order in self:
            company = order.company_id
            if not order.order_received_on or not company.order_confirm_hours:
                order.order_confirm_due = False
                continue
            key = (company, order.order_received_on)
            if key not in due_by_key:
                due_by_key[key] = company.resource_calendar_id.plan_hours(
                    company.order_confirm_hours, order.order_received_on, compute_leaves=True
                )
            order.order_confirm_due = due_by_key[key]

    # === REMINDER === #

    @api.model
    def _cron_chase_unconfirmed(self):
        """Put late orders on the activities of those who follow them, once for each order."""
        domain = Domain(
            [
                ("state", "in", ("draft", "sent")),
                ("order_confirm_due", "<=", fields.Datetime.now()),
                ("order_chased_on", "=", False),
                ("company_id.order_intake_enabled", "=", True),
            ]
        ) & (Domain("follower_id.active", "=", True) | Domain("user_id.active", "=", True))
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        while orders := self.search(domain, limit=CHASE_BATCH, order="order_confirm_due, id"):
            orders._chase()
            if not cron._commit_progress(len(orders)):
                break

    def _chase(self):
        activity_type = self.env.ref("sale_order_intake.mail_activity_type_confirm")
        responsible = self._order_responsible_users()
        # No mail for each order: it stands among the activities of the person.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": order.id,
                    "activity_type_id": activity_type.id,
                    "user_id": responsible[order.id].id,
                    "date_deadline": order.order_confirm_due.date(),
                    "automated": True,
                }
                for order in self
            ]
        )
        self.write({"order_chased_on": fields.Datetime.now()})

    def _stop_chasing(self):
        chased = self.filtered("order_chased_on")
        if chased:
            chased.activity_unlink(["sale_order_intake.mail_activity_type_confirm"])
            # The mark is closed to typing; whoever moves the order on ends the chasing.
            chased.sudo().write({"order_chased_on": False})

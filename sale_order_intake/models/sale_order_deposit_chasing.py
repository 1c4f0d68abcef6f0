from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

# How many late deposits are told of before the work is saved.
CHASE_BATCH = 100


class SaleOrder(models.Model):
    """A deposit that is late, and who is told of it."""

    _inherit = "sale.order"

    # === FIELDS === #

    deposit_chased_on = fields.Datetime(
        string="Told That the Deposit Is Late", copy=False, readonly=True
    )

    # === REMINDER === #

    @api.model
    def _cron_chase_deposits(self):
        """Put late deposits among the activities of Finance, once for each order."""
        domain = Domain(
            [
                ("deposit_required", "=", True),
                ("deposit_received_on", "=", False),
                ("deposit_due", "<", fields.Date.context_today(self)),
                ("deposit_chased_on", "=", False),
                ("state", "!=", "cancel"),
                ("company_id.order_intake_enabled", "=", True),
            ]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        while orders := self.search(domain, limit=CHASE_BATCH, order="deposit_due, id"):
            orders._chase_deposits()
            if not cron._commit_progress(len(orders)):
                break

    def _chase_deposits(self):
        """Remind the head of Finance, or where there is none who follows the order."""
        activity_type = self.env.ref("sale_order_intake.mail_activity_type_deposit")
        responsible = self._order_responsible_users()
        vals_list = []
        for company, orders in self.grouped("company_id").items():
            team = self.env["order.team"]._team_by_function(["finance"], company).get("finance")
            heads = team._users_to_notify("leader") if team else self.env["res.users"]
            heads = heads.filtered(
                lambda user: user.has_group("account.group_account_invoice")
            )
            vals_list += [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": order.id,
                    "activity_type_id": activity_type.id,
                    "user_id": user.id,
                    "date_deadline": order.deposit_due,
                    "automated": True,
                }
                for order in orders
                for user in (heads[:1] or responsible[order.id])
            ]
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(vals_list)
        self.with_user(SUPERUSER_ID).write({"deposit_chased_on": fields.Datetime.now()})

    def _stop_chasing_deposits(self):
        chased = self.filtered(
            lambda order: order.deposit_chased_on
            and (order.deposit_received_on or not order.deposit_required)
        )
        if chased:
            # sudo: the reminder is the system's, whoever enters the money ends it
            chased = chased.sudo()
            chased.activity_unlink(["sale_order_intake.mail_activity_type_deposit"])
            chased.write({"deposit_chased_on": False})

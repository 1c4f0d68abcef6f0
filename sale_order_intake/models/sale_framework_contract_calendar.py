from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models

# How many contracts are reminded of or end before the work is saved.
CONTRACT_BATCH = 100


class SaleFrameworkContract(models.Model):
    """Framework contracts end by themselves, and somebody is told before."""

    _inherit = "sale.framework.contract"

    # === CALENDAR === #

    @api.model
    def _cron_contracts(self):
        """End the contracts whose time is over, and remind of those that end soon, once each."""
        self._expire()
        self._remind()

    @api.model
    def _expire(self):
        domain = [("state", "=", "active"), ("date_end", "<", fields.Date.context_today(self))]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        while contracts := self.search(domain, limit=CONTRACT_BATCH):
            contracts.write({"state": "expired"})
            if not cron._commit_progress(len(contracts)):
                break

    @api.model
    def _remind(self):
        today = fields.Date.context_today(self)
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search(
            [("order_intake_enabled", "=", True), ("order_contract_reminder_days", ">", 0)]
        )
        for company in companies:
            limit = today + timedelta(days=company.order_contract_reminder_days)
            domain = [
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                ("date_end", "<=", limit),
                ("reminded_on", "=", False),
                ("user_id.active", "=", True),
                ("user_id", "!=", SUPERUSER_ID),
            ]
            while contracts := self.search(domain, limit=CONTRACT_BATCH):
                contracts._remind_responsible(today)
                if not cron._commit_progress(len(contracts)):
                    return

    def _remind_responsible(self, today):
        activity_type = self.env.ref("sale_order_intake.mail_activity_type_contract_ends")
        # No mail for each contract: it stands among the activities of the person.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": contract.id,
                    "activity_type_id": activity_type.id,
                    "user_id": contract.user_id.id,
                    "date_deadline": contract.date_end,
                    "automated": True,
                }
                for contract in self
            ]
        )
        self.write({"reminded_on": today})

from odoo import api, fields, models
from odoo.fields import Domain

# How many are told of before the work is saved.
REMIND_BATCH = 500


class OrderReminderMixin(models.AbstractModel):
    """What is reminded of once a day until it is settled.

    A model that uses it has a date ``reminded_on``, narrows :meth:`_remind_domain` to what is
    open, and tells people in :meth:`_remind`.
    """

    _name = "order.reminder.mixin"
    _description = "Reminded of Daily"

    @api.model
    def _remind_domain(self):
        """Return what was not reminded of today; add what is open to ``super()``."""
        today = fields.Date.context_today(self)
        return Domain("reminded_on", "=", False) | Domain("reminded_on", "<", today)

    @api.model
    def _cron_remind(self, batch_size=REMIND_BATCH):
        """Remind once a day of everything that is open, saving after each batch."""
        cron = self.env["ir.cron"]
        domain = self._remind_domain()
        cron._commit_progress(remaining=self.search_count(domain))
        while records := self.search(domain, limit=batch_size, order="id").try_lock_for_update():
            records._remind()
            if not cron._commit_progress(len(records)):
                break

    def _remind(self):
        """Note that these were told of today; queue who is told before calling ``super()``."""
        self._write_reminded({"reminded_on": fields.Date.context_today(self)})

    def _write_reminded(self, vals):
        """Keep the day; documents with a guard of their own use their way past it."""
        self.write(vals)

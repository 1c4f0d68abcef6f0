from odoo import api, models


class CustomerServiceRecord(models.Model):
    """Who is told of a contact that nobody answers, or of a promised call that nobody makes:
    who took it, then the head of the service, then management (procedure 000)."""

    _inherit = "customer.service.record"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._run_clock()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "contacted_at" in vals:
            self._run_clock()
        elif "next_call_at" in vals:
            # Until the call is promised, the time to answer goes on.
            self.filtered(lambda record: record.state == "promised")._run_clock()
        return result

    # === ACTIONS === #

    def action_promise(self):
        """Until the moment that was promised the customer waits for the call."""
        result = super().action_promise()
        self._run_clock()
        return result

    def action_done(self):
        result = super().action_done()
        self._deadline_meet()
        return result

    # === TIME LIMITS === #

    def _run_clock(self):
        """Plan until when the contact is done, or the call made that was promised."""
        waiting = self.filtered(lambda record: record.state in ("open", "promised"))
        for due, records in waiting.grouped(lambda record: record._due()).items():
            if due:
                records._deadline_start("service", deadline=due)
            else:
                records._deadline_clear()

    def _due(self):
        """Return when the customer waits in vain: after the time of the settings, or the call."""
        self.ensure_one()
        return (self.state == "promised" and self.next_call_at) or self.due_at

    @api.model
    def _deadline_stages(self):
        return super()._deadline_stages() | {"service": self.env._("Contact Done or Call Made")}

    def _deadline_owner_users(self):
        return {record.id: record.user_id for record in self}

    def _deadline_leader_users(self):
        return self._deadline_leaders_of("service", "sales")

    def _deadline_management_users(self):
        return self._deadline_leaders_of("management")

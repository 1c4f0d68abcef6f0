from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.order_signoff.tools import mail_link

from .customer_complaint import ENDED

# Customers told of a delay in one run; the rest follows in the next.
DELAYS = 200


class CustomerComplaint(models.Model):
    """What the customer is written: that we work on it, that it takes longer, the answer."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    received_told_on = fields.Datetime(string="Receipt Confirmed On", readonly=True, copy=False)
    delay_told_on = fields.Datetime(string="Told of the Delay On", readonly=True, copy=False)

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"received_told_on", "delay_told_on"}

    # === ACTIONS === #

    def action_confirm_receipt(self):
        """Write to the customer that we work on his complaint; this counts as first contact."""
        self._check_handler()
        self._write_letter("customer_complaint.mail_template_received")
        # sudo: kept by the system
        self.sudo().write({"received_told_on": fields.Datetime.now()})
        registered = self.filtered(lambda c: c.state == "registered")
        # Whoever he is, he has been written to.
        registered._note_contact()
        registered.filtered("partner_id").action_acknowledge()
        return True

    def action_tell_delay(self):
        """Write to the customer that the answer takes longer."""
        self._check_handler()
        self._tell_delay()
        return True

    def action_answer(self):
        """Send the answer by mail with its letter, and record it."""
        self._check_handler()
        self.action_answered()
        self._write_letter("customer_complaint.mail_template_answer")
        return True

    # === BUSINESS === #

    def _write_letter(self, template):
        """Send one letter to the customer of each complaint.

        :raise UserError: where there is no address to write to
        """
        for complaint in self:
            if not (complaint.partner_id.email or complaint.email_from):
                raise UserError(
                    self.env._(
                        "There is no e-mail address for %(complaint)s: enter one, or tell the"
                        " customer in another way.",
                        complaint=complaint.name,
                    )
                )
            # sudo: only the customer gets the link
            complaint.sudo()._portal_ensure_token()
        letter = self.env.ref(template)
        for complaint in self:
            # Not everybody who complains is a partner: the template writes to an address, too.
            mail_link(letter, complaint)

    def _tell_delay(self):
        self._write_letter("customer_complaint.mail_template_delay")
        # sudo: kept by the system
        self.sudo().write({"delay_told_on": fields.Datetime.now()})

    @api.model
    def _cron_tell_delay(self):
        """Tell customers once whose written answer is late (procedure 000)."""
        domain = (
            Domain("state", "not in", [*ENDED, "answered", "execution", "verification"])
            & Domain("delay_told_on", "=", False)
            & Domain("company_id.complaint_tell_delay", "=", True)
            & Domain("limit_ids", "any", [("step", "=", "answer"), ("deadline_state", "=", "late")])
            & (Domain("email_from", "!=", False) | Domain("partner_id.email", "!=", False))
        )
        late = self.search(domain, limit=DELAYS, order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(late))
        for number in late.ids:
            # What a colleague answers, or tells the customer himself, at this moment is left out.
            still = self.search(domain & Domain("id", "=", number)).try_lock_for_update()
            still._tell_delay()
            self.env["ir.cron"]._commit_progress(1)

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from odoo.addons.order_signoff.tools import one_after_the_other, plain_number


class SatisfactionProgram(models.Model):
    """The steps of a programme, from its preparation to the last measure."""

    _inherit = "satisfaction.program"

    # === ACTIONS === #

    def action_prepare(self):
        """Check that everything is there; afterwards it only has to be sent.

        :raise UserError: naming what is missing
        """
        self._check_step("draft")
        self._check_ready()
        self._set_state("prepared")

    def action_draft(self):
        """Take a prepared programme back, as long as nobody was asked."""
        self._check_step("prepared")
        self._set_state("draft")

    def action_send(self):
        """Ask: from now on the answers count."""
        self._check_step("prepared")
        self._check_ready()
        for program in self:
            program._set_state("running", sent_on=program.company_id._order_today())

    def action_close(self):
        """End the asking: scores are computed and stay as they are (see :meth:`_on_closed`).

        Of two who close at the same time, the second waits and is told that it is closed.
        """
        self._check_step("running")
        one_after_the_other(self)
        self._check_answers_seen()
        self._set_state("closed", closed_on=fields.Datetime.now())
        self._on_closed()

    def action_report(self):
        """Note that the report was presented and reviewed."""
        self._check_step("closed")
        self._freeze_form()
        for program in self:
            program._set_state("reported", reported_on=program.company_id._order_today())

    def action_done(self):
        """End the programme once nothing that followed from it is open."""
        self._check_step("reported")
        self._check_done()
        for program in self:
            program._set_state("done", done_on=program.company_id._order_today())

    def action_cancel(self):
        """Ask for the reason and cancel."""
        self._check_step("draft", "prepared", "running")
        return self._ask_reason("cancel", self.env._("Cancel the Programme"))

    # === CHECKS === #

    def _check_step(self, *states):
        """Refuse whoever may not take the step, and steps that are not next."""
        self.check_access("write")
        for program in self:
            if program.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(program)s is in the step “%(state)s”: this cannot be done now. Load "
                        "the page again to see what is next.",
                        program=program.name,
                        state=labels[program.state],
                    )
                )

    def _check_ready(self):
        """Refuse to go on with a programme that could not be evaluated.

        :raise UserError: all that is missing, one line each
        """
        for program in self:
            if missing := program._missing_to_prepare():
                raise UserError("\n".join(missing))

    def _missing_to_prepare(self):
        """Return the sentences that say what is missing before anybody can be asked."""
        self.ensure_one()
        missing = []
        if not self.module_ids:
            missing.append(
                self.env._("%(program)s has no questionnaire: add one.", program=self.name)
            )
        elif float_compare(self.weight_total, 100, precision_digits=2):
            missing.append(
                self.env._(
                    "The weights of the questionnaires of %(program)s make %(sum)s: they must "
                    "make 100.",
                    program=self.name,
                    sum=plain_number(self.weight_total),
                )
            )
        return missing + self._missing_audience() + self.module_ids._missing_to_prepare()

    def _missing_audience(self):
        """Return the sentences that say who is missing to be asked."""
        self.ensure_one()
        selected = self.audience_ids.filtered("selected")
        if not selected:
            return [
                self.env._(
                    "%(program)s asks nobody: let it suggest customers, or add some.",
                    program=self.name,
                )
            ]
        if nobody := selected.filtered(lambda row: not row.contact_id and not row.contact_ids):
            return [
                self.env._(
                    "Nobody is named to be asked at %(customers)s: name a contact, or leave the"
                    " customer out.",
                    customers=", ".join(nobody[:5].partner_id.mapped("name")),
                )
            ]
        return []

    # === HOOKS === #

    def _on_closed(self):
        """What happens at closing, after the answers stopped counting. In one transaction."""

    def _check_done(self):
        """Refuse to end what still has open consequences."""

    def _reasons(self):
        return super()._reasons() | {"cancel": self._cancel}

    def _cancel(self, reason):
        self._check_step("draft", "prepared", "running")
        self._set_state("cancelled")
        for program in self:
            program.message_post(body=self.env._("Cancelled: %(reason)s", reason=reason))

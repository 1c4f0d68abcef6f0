from datetime import time

from odoo import fields, models
from odoo.exceptions import UserError

from .satisfaction_followup import ENDED

DAY_END = time(23, 59)


class SatisfactionFollowup(models.Model):
    """The steps of a follow-up. What each step lacks is a sentence."""

    _inherit = "satisfaction.followup"

    # === ACTIONS === #

    def action_contacted(self):
        """Note that the customer was spoken to; this stops the clock of the first contact."""
        self._check_steps("open")
        self._check_missing(lambda followup: followup._missing_owner())
        now = fields.Datetime.now()
        self._deadline_meet(now)
        self._set_state("in_work", contacted_at=now, contacted_by_id=self.env.uid)
        self._start_acting()
        return True

    def action_start(self):
        """Begin with what no single customer has to be asked about."""
        self._check_steps("open")
        if contact := self.filtered("has_customer"):
            raise UserError(
                self.env._(
                    "%(followup)s: speak to the customer first, then press “Customer Contacted”.",
                    followup=contact[0].name,
                )
            )
        self._check_missing(lambda followup: followup._missing_owner())
        self._set_state("in_work")
        return True

    def action_carried_out(self):
        """Note that the measures have been taken; their effect is to be confirmed."""
        self._check_steps("in_work")
        self._check_missing(lambda followup: followup._missing_measures())
        self._deadline_meet()
        self._set_state("to_confirm", carried_out_by_id=self.env.uid)
        return True

    def action_confirm_effect(self):
        """Confirm that it has become better: the improvement confirmation is issued."""
        self._check_steps("to_confirm")
        self._check_confirmer()
        self._check_missing(lambda followup: followup._missing_effect())
        self._freeze_form()
        self._set_state(
            "done",
            effect_confirmed_by_id=self.env.uid,
            effect_confirmed_on=fields.Datetime.now(),
        )
        return True

    def action_not_effective(self):
        """Ask what is still wrong, and go on with further measures."""
        self._check_steps("to_confirm")
        return self._ask_reason("not_effective", self.env._("No Effect"))

    def action_cancel(self):
        """Ask why nothing has to be done."""
        self._check_steps("open", "in_work", "to_confirm")
        self._check_confirmer()
        return self._ask_reason("cancel", self.env._("Cancel the Follow-up"))

    # === STEPS FOR A REASON === #

    def _reasons(self):
        return super()._reasons() | {"cancel": self._cancel, "not_effective": self._not_effective}

    def _cancel(self, reason):
        self._check_steps("open", "in_work", "to_confirm")
        self._check_confirmer()
        self._deadline_clear()
        self._set_state("cancelled")
        self._log_reason(self.env._("Cancelled: %(reason)s", reason=reason))

    def _not_effective(self, reason):
        self._check_steps("to_confirm")
        self._check_confirmer()
        self._set_state("in_work", carried_out_by_id=False)
        self._start_acting()
        self._log_reason(self.env._("No effect yet: %(reason)s", reason=reason))
        self._tell_owner()

    def _log_reason(self, text):
        for followup in self:
            # sudo: the history is kept by the system
            followup.sudo().message_post(body=text, author_id=self.env.user.partner_id.id)

    # === CHECKS === #

    def _check_steps(self, *states):
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for followup in self:
            if followup.state not in states:
                raise UserError(
                    self.env._(
                        "%(followup)s is in the step “%(state)s”: this cannot be done now. Load "
                        "the page again to see what is next.",
                        followup=followup.name,
                        state=labels[followup.state],
                    )
                )

    def _check_confirmer(self):
        """The effect is judged by somebody else than who was to bring it about."""
        for followup in self:
            if not followup.can_confirm:
                raise UserError(
                    self.env._(
                        "%(followup)s is decided by a survey officer or whoever is responsible "
                        "for the programme, and neither by its own owner nor by whoever has "
                        "carried it out.",
                        followup=followup.name,
                    )
                )

    def _check_missing(self, missing_of):
        """Refuse the step, naming all that is missing."""
        missing = [
            f"{followup.name}: {sentence}" for followup in self for sentence in missing_of(followup)
        ]
        if missing:
            raise UserError("\n".join(missing))

    def _missing_owner(self):
        return [] if self.owner_id else [self.env._("name who is the owner.")]

    def _missing_measures(self):
        """Return what is missing before the measures can be called carried out."""
        missing = self._missing_owner()
        if unexplained := self.answer_ids.filtered(lambda line: not (line.reason or "").strip()):
            missing.append(
                self.env._(
                    "write down the reason of the low answer “%(question)s”.",
                    question=unexplained[0].title,
                )
            )
        elif not self.answer_ids and not (self.reason or "").strip():
            missing.append(self.env._("write down why it was so."))
        if self.kind == "plan" and not self.measure_ids:
            missing.append(self.env._("an improvement plan has at least one measure."))
        if undone := self.measure_ids.filtered(lambda measure: not measure.done_on):
            missing.append(
                self.env._("the measure “%(measure)s” is not done.", measure=undone[0].name)
            )
        return missing

    def _missing_effect(self):
        """Return what is missing before the effect can be confirmed."""
        missing = []
        company = self.company_id
        if company.satisfaction_effect_required and not (self.effect or "").strip():
            missing.append(self.env._("write down what has become better."))
        if company.satisfaction_reply_required and self.has_customer and not self.reply_sent_on:
            missing.append(self.env._("the customer has no reply yet: send the letter."))
        return missing

    # === BUSINESS === #

    def _start_clocks(self):
        """Start the clock of new follow-ups: first contact, or the day measures are due."""
        contact = self.filtered("has_customer")
        contact._deadline_start("contact")
        for followup in contact:
            followup.contact_due_at = followup.deadline
        (self - contact)._start_acting()

    def _start_acting(self):
        """Run the clock until the day the programme names for actions, or that the limit gives."""
        for (company, day), followups in self.grouped(
            # sudo: a day of the programme, for whoever has a task in it
            lambda followup: (followup.company_id, followup.sudo().program_id.act_on)
        ).items():
            due = day and company._order_moment(day, DAY_END)
            # What comes later than planned gets the time that the limit allows.
            late = not due or due <= fields.Datetime.now()
            followups._deadline_start("act", deadline=None if late else due)

    def _end_open(self, body):
        """Cancel what is still open, because its programme was cancelled."""
        left = self.filtered(lambda followup: followup.state not in ENDED)
        left._deadline_clear()
        left._set_state("cancelled")
        left._log_reason(body)

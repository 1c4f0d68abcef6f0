from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, plaintext2html

from odoo.addons.order_signoff.tools import one_after_the_other

from .customer_complaint import ENDED, OFFICER_GROUP, OPEN_STATES

# Steps in which a judgement may still be made or made again: first the customer is contacted.
JUDGED_IN = OPEN_STATES[1:]
WORKED_ON = ("assessed", "containment")


class CustomerComplaint(models.Model):
    """The way of a complaint: contact, containment, proposal, answer, effect, closing."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    containment = fields.Text(
        copy=False, help="How the customer is protected until the cause is known."
    )
    contained_on = fields.Datetime(readonly=True, copy=False)
    cause = fields.Text(
        string="Why It Happened", copy=False, help="As it is told to the customer."
    )
    solution = fields.Text(copy=False, help="What is done for the customer.")
    prevention = fields.Text(copy=False, help="What is done so that it does not happen again.")
    follow_up = fields.Text(
        string="Follow-up Control",
        copy=False,
        help="How the first goods after the change are watched.",
    )
    answered_on = fields.Datetime(readonly=True, copy=False)
    effect = fields.Text(
        string="Proof of Effect",
        copy=False,
        tracking=True,
        help="What shows that the customer has no reason left.",
    )
    called_back_on = fields.Datetime(copy=False, tracking=True)
    handling_mark = fields.Selection(
        selection=[
            ("5", "Very satisfied"),
            ("4", "Satisfied"),
            ("3", "Neither"),
            ("2", "Not satisfied"),
            ("1", "Not satisfied at all"),
        ],
        string="Customer on the Handling",
        copy=False,
        tracking=True,
        help="What the customer says about the handling when he is called back.",
    )
    objection = fields.Text(string="Customer Objects", readonly=True, copy=False)

    # === ACTIONS === #

    def action_acknowledge(self):
        """Record that the customer has been contacted and knows that we work on it."""
        self._check_handler()
        todo = self._not_yet("acknowledged")
        todo._check_step("registered")
        for complaint in todo:
            if not complaint.partner_id:
                raise UserError(
                    self.env._(
                        "Choose the customer of %(complaint)s first: whom did you contact?",
                        complaint=complaint.name,
                    )
                )
        todo._note_contact()
        todo._set_state("acknowledged")
        return True

    def action_contain(self):
        """Record that the customer is protected for the time being."""
        self._check_handler()
        todo = self._not_yet("containment")
        todo._check_step("assessed")
        todo._check_complete()
        now = fields.Datetime.now()
        todo._set_state("containment", contained_on=now)
        todo.limit_ids._meet("containment", now)
        return True

    def action_propose(self):
        """Ask those to sign who approve cause, solution and what it costs."""
        self._check_handler()
        self._check_step(*WORKED_ON)
        for complaint in self:
            if complaint.is_accepted and complaint.state != "containment":
                raise UserError(
                    self.env._(
                        "Protect the customer of %(complaint)s first: write down the containment"
                        " and press “Contained”.",
                        complaint=complaint.name,
                    )
                )
        self._check_complete("approval")
        for complaint in self:
            complaint._set_state("approval")
            complaint._request_signoffs(complaint._prepare_approval())
        # Whoever signs the cause has been told.
        self.limit_ids._meet("forward", fields.Datetime.now())
        return True

    def action_answered(self):
        """Record that the customer has the written answer, whichever way it went to him."""
        self._check_handler()
        self._check_step("approval")
        for complaint in self:
            if not complaint._signoffs_are_accepted():
                raise UserError(
                    self.env._(
                        "The proposal of %(complaint)s is not approved yet: %(teams)s.",
                        complaint=complaint.name,
                        teams=complaint.signoff_missing,
                    )
                )
            if complaint._stale_signoffs():
                raise UserError(
                    self.env._(
                        "The proposal of %(complaint)s has changed since it was signed: take it"
                        " back and have it approved anew.",
                        complaint=complaint.name,
                    )
                )
        self._freeze_form()
        now = fields.Datetime.now()
        self._set_state("answered", answered_on=now)
        self.limit_ids._meet("answer", now)
        # The answer is the explanation.
        # sudo: kept by the system
        explained = self.sudo().remedy_ids.filtered(
            lambda r: r.kind == "explain" and r.state == "planned"
        )
        explained.write({"done_on": fields.Date.context_today(self)})
        for complaint in self.filtered(lambda c: c._open_remedies()):
            complaint._set_state("execution")
        self._proceed()
        return True

    def action_close(self):
        """Close complaints whose customer is content, or whose reason was not accepted."""
        self._check_handler()
        todo = self._not_yet("closed", "rejected")
        todo._check_step("answered", "verification")
        todo._check_complete("closed")
        now = fields.Datetime.now()
        for complaint in todo:
            complaint._set_state("closed" if complaint.is_accepted else "rejected", closed_on=now)
        todo.limit_ids._meet_all(now)
        todo.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_take_back(self):
        """Ask why the proposal is taken back before the customer has his answer."""
        return self._ask_reason("take_back", self.env._("Take the Proposal Back"))

    def action_object(self):
        """Ask what the customer objects to."""
        return self._ask_reason("object", self.env._("The Customer Objects"))

    def action_cancel(self):
        """Ask why the complaint is cancelled."""
        return self._ask_reason("cancel", self.env._("Cancel the Complaint"))

    def action_wait(self):
        """Ask for what we wait, and stop the clocks."""
        return self._ask_reason("wait", self.env._("Wait for the Customer"))

    def action_go_on(self):
        """Let the clocks of the waiting complaints run on."""
        self._check_handler()
        self.limit_ids.filtered("on_hold")._deadline_resume()
        self._message_log_batch(dict.fromkeys(self.ids, self.env._("The time limits run on.")))
        return True

    def action_take(self):
        """Handle the complaints myself from now on."""
        self.write({"user_id": self.env.uid})
        return True

    def _reasons(self):
        return super()._reasons() | {
            "take_back": self._take_back,
            "object": self._object,
            "cancel": self._cancel,
            "wait": self._wait,
        }

    # === BUSINESS === #

    def _note_contact(self):
        """Note that the customer knows that we work on it; what was noted before stays."""
        now = fields.Datetime.now()
        # sudo: kept by the system
        self.sudo().filtered(lambda c: not c.acknowledged_on).write({"acknowledged_on": now})
        self.limit_ids._meet("acknowledge", now)

    def _take_back(self, reason):
        """Write a proposal anew that waits for signatures, or has them and is not sent yet."""
        self._check_handler()
        self._check_step("approval")
        body = self.env._("The proposal was taken back: %s", reason)
        self._message_log_batch(dict.fromkeys(self.ids, body))
        self._return_proposal(body)

    def _return_proposal(self, reason):
        """Back to work: the proposal is written anew, nothing of it is signed."""
        # Somebody may sign at this moment.
        one_after_the_other(self)
        self._void_signoffs(reason)
        # Who carries out what is asked once it is approved anew: it may be somebody else.
        planned = self.remedy_ids.filtered(lambda remedy: remedy.state == "planned")
        planned.sudo().activity_id.unlink()  # sudo: to-dos of others
        for complaint in self:
            complaint._set_state("containment" if complaint.is_accepted else "assessed")

    def _wait(self, reason):
        """Stop the clocks while the customer has the word."""
        self._check_handler()
        self.limit_ids._deadline_hold(reason)
        self._message_log_batch(
            dict.fromkeys(self.ids, self.env._("Waiting: %(reason)s", reason=reason))
        )

    def _cancel(self, reason):
        """End complaints that were none.

        What was judged valid, answered or made good is one, and stays in the figures.
        """
        self._check_handler()
        for complaint in self:
            if complaint.state not in ENDED and (
                complaint.is_accepted or complaint.objection or complaint._counts()
            ):
                raise UserError(
                    self.env._(
                        "%(complaint)s has been found valid, answered or made good and cannot be"
                        " cancelled: let the customer object, or judge it again.",
                        complaint=complaint.name,
                    )
                )
        self._end(reason)

    def _end(self, reason):
        """Cancel complaints; what they brought about stays."""
        self._check_handler()
        for complaint in self:
            if complaint.state in ENDED:
                raise UserError(
                    self.env._("%(complaint)s has ended already.", complaint=complaint.name)
                )
            if open_remedies := complaint.remedy_ids.filtered(lambda r: r.state == "running"):
                raise UserError(
                    self.env._(
                        "%(complaint)s cannot be cancelled while %(remedies)s are being carried"
                        " out: end or withdraw them first.",
                        complaint=complaint.name,
                        remedies=", ".join(open_remedies.mapped("display_name")),
                    )
                )
        self._set_state("cancelled", closed_on=fields.Datetime.now())
        self.limit_ids._deadline_clear()
        self._void_signoffs(reason)
        self._message_log_batch(dict.fromkeys(self.ids, reason))
        # Nobody has anything to do on it any more.
        self.activity_unlink(["mail.mail_activity_data_todo"])
        # Others may be repetitions of this one no more.
        self._look_for_recurrence_after()

    def _object(self, reason):
        """The customer does not accept the answer: the complaint is judged again (ISO 10002)."""
        self._check_handler()
        self._check_step("answered", "execution", "verification", "closed", "rejected")
        self._take_objection(reason)

    def _take_objection(self, reason):
        self._void_signoffs(reason)
        # What was confirmed with the first answer does not hold for the second.
        for complaint in self.filtered(lambda c: c.effect or c.handling_mark):
            complaint._message_log(body=complaint._first_effect())
        self._set_state(
            "acknowledged",
            objection=reason,
            closed_on=False,
            answered_on=False,
            validity="pending",
            customer_answer=False,
            effect=False,
            called_back_on=False,
            handling_mark=False,
            delay_told_on=False,
        )
        # For whatever we waited, he has the word no more.
        self.limit_ids.filtered("on_hold")._deadline_resume()
        self.limit_ids._reopen(["assess", "answer", "close"])
        for complaint in self:
            complaint._message_log(
                body=self.env._("The customer objects: %(reason)s", reason=reason)
            )
            complaint._tell(
                complaint._officers(), self.env._("The customer objects: judge again"), reason
            )

    def _first_effect(self):
        """Return proof and mark that the customer objects to, for the history."""
        self.ensure_one()
        marks = dict(self._fields["handling_mark"]._description_selection(self.env))
        return self.env._(
            "Before the objection, answered on %(answered)s: %(effect)s %(mark)s",
            answered=format_date(self.env, self.answered_on) if self.answered_on else "–",
            effect=self.effect or "",
            mark=marks.get(self.handling_mark, ""),
        )

    def _proceed(self):
        """Lead on complaints whose remedies have all been carried out.

        The warehouse and accounting may end the last two at the same moment: each would find the
        other's still open.
        """
        one_after_the_other(self)
        self.remedy_ids._close_activities()
        for complaint in self:
            if complaint.state not in ("answered", "execution") or complaint._open_remedies():
                continue
            if complaint.is_accepted:
                complaint._set_state("verification")
                complaint._tell(
                    complaint._officers(), self.env._("Confirm the effect with the customer")
                )
            elif complaint.state == "execution":
                # What was done as a favour has no effect to prove.
                complaint._set_state("answered")

    def _open_remedies(self):
        """Return the remedies that are still to be carried out."""
        return self.remedy_ids.filtered(lambda r: r.state in ("planned", "running"))

    def _officers(self):
        """Return who handles the complaint, else the leader of the service department.

        Where there is no such department, all complaint officers of the company.
        """
        self.ensure_one()
        if self.user_id:
            return self.user_id
        teams = self.env["order.team"]._team_by_function(["service", "sales"], self.company_id)
        team = teams.get("service") or teams.get("sales")
        if team:
            return team._users_to_notify("leader")
        # sudo: who handles complaints is looked up whoever reports one
        officers = self.env.ref(OFFICER_GROUP).sudo().all_user_ids
        return officers.filtered(lambda user: self.company_id in user.company_ids)

    def _tell(self, users, summary, note=""):
        """Give people something to do on the complaint."""
        self.ensure_one()
        for user in users:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=summary,
                # What a customer writes stays text.
                note=note and plaintext2html(note),
            )

    def _not_yet(self, *states):
        """Return those that a colleague has not brought there a moment before."""
        return self.filtered(lambda complaint: complaint.state not in states)

    def _check_step(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for complaint in self:
            if complaint.state not in states:
                raise UserError(
                    self.env._(
                        "%(complaint)s is “%(state)s”: this is done when it is “%(states)s”.",
                        complaint=complaint.name,
                        state=labels[complaint.state],
                        states="”, “".join(labels[state] for state in states),
                    )
                )

from datetime import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import reaches

# So many customers are invited, or reminded, before the work is saved.
SEND_BATCH = 500
# So many are invited at the click; the rest follows in the background.
SEND_AT_ONCE = 200


class SatisfactionProgram(models.Model):
    """Inviting and reminding, in batches, however many customers there are."""

    _inherit = "satisfaction.program"

    issued_count = fields.Integer(
        string="Invited",
        compute="_compute_response",
        help="Customers who were invited; those who declined afterwards count.",
    )
    answered_count = fields.Integer(
        string="Answered",
        compute="_compute_response",
        help="Customers from whom all questionnaires are back.",
    )
    partly_count = fields.Integer(string="Partly Answered", compute="_compute_response")
    declined_count = fields.Integer(string="Declined", compute="_compute_response")
    pending_count = fields.Integer(string="Still to Be Invited", compute="_compute_response")
    responded_count = fields.Integer(
        string="Counted for the Response",
        compute="_compute_response",
        help="Customers from whom all questionnaires are back, each with enough answered.",
    )
    response_rate = fields.Float(
        string="Response (%)",
        digits=(5, 1),
        compute="_compute_response",
        aggregator=None,
        help="Customers from whom all questionnaires are back with enough answered, of those who "
        "were invited.",
    )
    response_met = fields.Boolean(string="Response Target Met", compute="_compute_response")

    @api.depends(
        "audience_ids.state", "audience_ids.selected", "response_target", "state", "score_figures"
    )
    def _compute_response(self):
        counts = self._origin._response_counts()
        for program in self:
            kept = program._origin
            figures = kept._response_figures(counts[kept.id]) if kept else program._rate({})
            program.issued_count = figures["issued"]
            program.answered_count = figures["answered"]
            program.partly_count = figures["partly"]
            program.declined_count = figures["declined"]
            program.pending_count = counts[kept.id]["pending"] if kept else 0
            program.responded_count = figures["responded"]
            program.response_rate = figures["response_rate"]
            program.response_met = bool(
                figures["issued"] and reaches(figures["response_rate"], program.response_target)
            )

    def _response_counts(self):
        """Return how many customers were invited, and what became of it.

        :return: ``{program id: {"issued", "answered", "partly", "declined", "pending"}}``
        """
        result = {
            program.id: dict.fromkeys(("issued", "answered", "partly", "declined", "pending"), 0)
            for program in self
        }
        # sudo: the response of all customers together, for whoever may see the programme
        audiences = self.env["satisfaction.audience"].sudo()
        groups = audiences._read_group(
            [("program_id", "in", self.ids)],
            ["program_id", "state", "selected"],
            ["__count", "sent_on:count"],
        )
        for program, state, selected, count, sent in groups:
            number = result[program.id]
            if state in ("sent", "partly", "answered"):
                number["issued"] += count
            if state in ("partly", "answered"):
                number[state] += count
            elif state == "opted_out":
                # Who said so before was not invited.
                number["issued"] += sent
                number["declined"] += sent
            elif state == "not_sent" and selected:
                number["pending"] += count
        return result

    def _response_figures(self, counts):
        """Return the figures of the response alone: kept at closing, else of this moment.

        :param dict counts: those of this programme, see :meth:`_response_counts`
        """
        self.ensure_one()
        if self._kept_figures():
            return self._figures()
        return self._rate({**counts, "responded": self._responded() if counts["answered"] else 0})

    def _responded(self):
        """Return how many customers have sent back everything, with enough answered."""
        engine = self.env["satisfaction.score"]
        customers = engine._customer_sql(self, engine._result_sql(self))
        return engine._rows(SQL("SELECT COUNT(*) FROM (%s) score WHERE score.complete", customers))[
            0
        ]["count"]

    def _rate(self, counts):
        """Return how many were asked and have answered, with the rate.

        :param dict counts: ``issued``, ``answered``, ``partly``, ``declined``, ``responded``
        """
        names = ("issued", "answered", "partly", "declined", "responded")
        result = {name: counts.get(name, 0) for name in names}
        issued = result["issued"]
        rate = 100 * result["responded"] / issued if issued else 0
        void = bool(issued) and not reaches(rate, self.response_target)
        return {**result, "response_rate": rate, "void": void}

    # === ACTIONS === #

    def action_send(self):
        """Start asking: the first invitations go out at once, the rest in the background."""
        result = super().action_send()
        for program in self:
            program._send_batch(SEND_AT_ONCE)
        if self._pending_audiences(limit=1):
            self._run_in_background()
        return result

    def action_send_new(self):
        """Invite who was added after the programme was sent."""
        self._check_step("running")
        self._check_ready()
        for program in self:
            program._send_batch(SEND_AT_ONCE)
        if self._pending_audiences(limit=1):
            self._run_in_background()

    def action_remind(self):
        """Remind now who has not answered, as often as the company allows and not twice a day."""
        self._check_step("running")
        reminded = 0
        for program in self:
            reminded += program._remind_batch(program._remind_domain(), SEND_AT_ONCE)
        if not reminded:
            raise UserError(
                self.env._(
                    "Nobody is left to be reminded: they have answered or declined, were reminded "
                    "today, or as often as the settings allow."
                )
            )
        if any(
            self.env["satisfaction.invitation"].search_count(program._remind_domain(), limit=1)
            for program in self
        ):
            self._run_in_background()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(number)s contacts were reminded.", number=reminded),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_view_invitations(self):
        """Open the invitations of the programme."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "satisfaction_survey.satisfaction_invitation_action"
        )
        return {
            **action,
            "domain": [("program_id", "=", self.id)],
            "context": {"default_program_id": self.id},
        }

    def _run_in_background(self):
        # sudo: the scheduled action is started, with the rights it has anyway
        self.env.ref("satisfaction_survey.ir_cron_satisfaction_programs").sudo()._trigger()

    # === BUSINESS === #

    def _pending_audiences(self, limit=None):
        """Return the customers of running programmes who are to be asked and were not yet."""
        return self.env["satisfaction.audience"].search(
            [
                ("program_id", "in", self.ids),
                ("program_id.state", "=", "running"),
                ("selected", "=", True),
                ("opt_out", "=", False),
                ("invitation_ids", "=", False),
                "|",
                ("contact_id", "!=", False),
                ("contact_ids", "!=", False),
            ],
            limit=limit,
            order="id",
        )

    def _send_batch(self, limit=SEND_BATCH):
        """Invite so many customers; return how many were dealt with."""
        audiences = self._pending_audiences(limit).try_lock_for_update()
        audiences._create_invitations()._send()
        return len(audiences)

    def _remind_domain(self):
        """Whom the programme may remind today: nobody who answered, declined, or was reminded
        as often as the company allows."""
        self.ensure_one()
        midnight = self.company_id._order_moment(self.company_id._order_today(), time.min)
        return (
            Domain("program_id", "=", self.id)
            & Domain("state", "=", "sent")
            & Domain("channel", "=", "mail")
            & Domain("audience_id.opt_out", "=", False)
            & Domain("audience_id.partner_id.satisfaction_opt_out", "=", False)
            & Domain("partner_id.satisfaction_opt_out", "=", False)
            & Domain("remind_count", "<", self.company_id.satisfaction_remind_max)
            & (Domain("reminded_at", "=", False) | Domain("reminded_at", "<", midnight))
        )

    def _remind_batch(self, domain, limit=SEND_BATCH):
        """Remind so many contacts; return how many."""
        invitations = (
            self.env["satisfaction.invitation"]
            .search(domain, limit=limit, order="id")
            .try_lock_for_update()
        )
        # Who answers while we look is not reminded.
        invitations.invalidate_recordset(["state"])
        invitations = invitations.filtered(lambda invitation: invitation.state == "sent")
        invitations._remind()
        return len(invitations)

    def _remind_due_domain(self):
        """Whom the schedule says to remind: first on the day of reminding, then again after as
        many days as the settings say."""
        self.ensure_one()
        again = fields.Datetime.subtract(
            fields.Datetime.now(), days=self.company_id.satisfaction_remind_days
        )
        return self._remind_domain() & (
            Domain("reminded_at", "=", False) | Domain("reminded_at", "<=", again)
        )

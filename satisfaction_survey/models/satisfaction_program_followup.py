from odoo import api, fields, models
from odoo.exceptions import UserError

from .satisfaction_followup import ENDED

# Customers looked at before the work is saved, and at once when a programme is closed.
BATCH = 500


class SatisfactionProgram(models.Model):
    """What followed from the programme; it is not done before that is."""

    _inherit = "satisfaction.program"

    # === FIELDS === #

    followup_ids = fields.One2many(
        comodel_name="satisfaction.followup", inverse_name="program_id", string="Follow-ups"
    )
    followup_count = fields.Integer(
        string="Number of Follow-ups", compute="_compute_followup_count"
    )
    followup_open_count = fields.Integer(
        string="Open Follow-ups", compute="_compute_followup_count"
    )
    # How far its customers have been looked at for low answers and scores; empty: all.
    followup_next_id = fields.Integer(
        string="Next Follow-up to Make", readonly=True, copy=False, aggregator=None
    )
    review_ids = fields.One2many(
        comodel_name="satisfaction.review", inverse_name="program_id", string="Review Meetings"
    )

    _followup_next_index = models.Index("(followup_next_id) WHERE followup_next_id > 0")

    # === COMPUTE METHODS === #

    @api.depends("followup_ids.state")
    def _compute_followup_count(self):
        counts = {}
        for program, state, count in self.env["satisfaction.followup"]._read_group(
            [("program_id", "in", self.ids)], ["program_id", "state"], ["__count"]
        ):
            of_program = counts.setdefault(program.id, [0, 0])
            of_program[0] += count
            of_program[1] += 0 if state in ENDED else count
        for program in self:
            program.followup_count, program.followup_open_count = counts.get(program.id, (0, 0))

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"followup_next_id"}

    # === ACTIONS === #

    def action_view_followups(self):
        """Show what followed from the programme."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "satisfaction_survey.satisfaction_followup_action"
        )
        return {**action, "domain": [("program_id", "=", self.id)], "context": {}}

    # === STEPS === #

    def _on_closed(self):
        """Scores below their limits are followed up from the moment they stand."""
        result = super()._on_closed()
        for program in self:
            self.env["satisfaction.followup"]._create_for_program(program)
            program._look_at_customers_later()
            program._look_at_customers()
        return result

    def _look_at_customers_later(self):
        """Have the follow-ups of all customers made in the background."""
        # sudo: kept by the system
        self.sudo().followup_next_id = 1
        self.env.ref("satisfaction_survey.ir_cron_followup").sudo()._trigger()

    def _look_at_customers(self):
        """Make the follow-ups of the next customers; note how far this has come."""
        self.ensure_one()
        # sudo: follow-ups follow from the scores; nobody enters them
        program = self.sudo()
        audiences = program.env["satisfaction.audience"].search(
            [("program_id", "=", program.id), ("id", ">=", program.followup_next_id)],
            order="id",
            limit=BATCH,
        )
        answers = program.env["survey.user_input"].search(
            [
                ("satisfaction_invitation_id.audience_id", "in", audiences.ids),
                ("satisfaction_status", "=", "counted"),
                ("state", "=", "done"),
            ]
        )
        followups = program.env["satisfaction.followup"]
        followups._create_for_answers(answers)
        followups._create_for_audiences(audiences)
        last = len(audiences) < BATCH
        program.followup_next_id = 0 if last else audiences[-1:].id + 1

    @api.model
    def _cron_followups(self):
        """Look at the customers of large programmes that were closed, batch by batch."""
        cron = self.env["ir.cron"]
        waiting = self.search([("followup_next_id", ">", 0)], order="id")
        cron._commit_progress(remaining=len(waiting))
        for program in waiting:
            while program.followup_next_id:
                program._look_at_customers()
                if not cron._commit_progress():
                    return
            cron._commit_progress(1)

    def _check_done(self):
        """Refuse to end a programme with open follow-ups, or without the minutes of its review."""
        for program in self:
            if program.followup_next_id:
                raise UserError(
                    self.env._(
                        "The customers of %(program)s are still being looked at: try again in a "
                        "few minutes.",
                        program=program.name,
                    )
                )
            # sudo: nothing may be open, also of departments the user does not see
            left = program.sudo().followup_ids.filtered("is_open")
            if left:
                raise UserError(
                    self.env._(
                        "%(count)s follow-ups of %(program)s are open: %(names)s. Confirm their "
                        "effect first.",
                        count=len(left),
                        program=program.name,
                        names=", ".join(left[:5].mapped("display_name")),
                    )
                )
            if any(review.state == "draft" for review in program.review_ids):
                raise UserError(
                    self.env._(
                        "%(program)s has a review meeting without sent minutes: send or delete "
                        "them first.",
                        program=program.name,
                    )
                )
            if program.company_id.satisfaction_review_required and not any(
                review.state == "held" for review in program.review_ids
            ):
                raise UserError(
                    self.env._(
                        "%(program)s has no minutes of a review meeting: write them first.",
                        program=program.name,
                    )
                )
        return super()._check_done()

    def _cancel(self, reason):
        result = super()._cancel(reason)
        # sudo: the follow-ups of all departments end with their programme
        self.sudo().followup_ids._end_open(self.env._("The programme was cancelled."))
        return result

    # === LAST TIME === #

    def _previous_customer_scores(self, partners):
        """Return ``{customer: total}`` of the programme before, of complete answers only."""
        self.ensure_one()
        audiences = (
            self.env["satisfaction.audience"]
            .sudo()  # a score of last year, whoever may read it
            .search_fetch(
                [
                    ("program_id", "=", self.previous_id.id),
                    ("partner_id", "in", partners.ids),
                    ("complete", "=", True),
                ],
                ["partner_id", "total_score"],
            )
        )
        return {audience.partner_id: audience.total_score for audience in audiences}

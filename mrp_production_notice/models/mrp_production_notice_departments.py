from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from .mrp_production_notice_signoff import (
    APPROVE_SEQUENCE,
    CONFIRM_SEQUENCE,
    CONFIRMING,
    FUNCTION_ASPECTS,
    INFORMED,
)


class MrpProductionNotice(models.Model):
    """Which departments approve, confirm or are informed."""

    _inherit = "mrp.production.notice"

    def _plan_signoffs(self):
        """Return specifications of approvals and of confirmations, and who is only informed.

        Runs as superuser, on one notice.

        :return: ``(list of dicts, list of dicts, order.team)``
        """
        self.ensure_one()
        teams = self._notice_teams()
        approvals = [
            self._prepare_approval(
                teams["management"], "management", self.env._("Approve this production notice.")
            )
        ]
        if self.raises_cost:
            approvals.append(
                self._prepare_approval(
                    teams[self.cost_function],
                    "signoff",
                    self.env._("This notice raises cost: do you agree?"),
                )
            )
        confirming = self._prepare_confirmations(teams)
        informed = self.env["order.team"].union(
            *(teams[name] for name in INFORMED if name in teams)
        )
        informed = informed.filtered("membership_ids")
        if self.order_class == "repeat":
            # Management alone signs; all others get a copy.
            return approvals, [], self._teams_in(confirming) | informed
        again = self._confirmations_needed(confirming)
        return approvals, again, self._teams_in(confirming) | informed

    @api.model
    def _teams_in(self, specs):
        return self.env["order.team"].union(*(spec["team_id"] for spec in specs))

    def _notice_teams(self):
        """Return ``{function: team}`` or refuse naming the departments that are missing."""
        self.ensure_one()
        needed = {"management", "production"}
        if self.order_class != "repeat":
            needed |= {*CONFIRMING}
            if self.irregular:
                needed.add("engineering")
        if self.raises_cost:
            needed.add(self.cost_function)
        Team = self.env["order.team"]
        teams = Team._team_by_function(
            sorted(needed | {*INFORMED, *CONFIRMING, "engineering"}), self.company_id
        )
        if missing := needed - teams.keys():
            labels = dict(Team._fields["function"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The notice cannot be sent round: %(company)s has no department for "
                    "%(functions)s. Ask an Order Assurance manager to add it under Configuration, "
                    "Departments, with the people who sign.",
                    company=self.company_id.name,
                    functions=format_list(
                        self.env, [label for key, label in labels.items() if key in missing]
                    ),
                )
            )
        return teams

    def _prepare_approval(self, team, stage, note):
        return {
            "team_id": team,
            "level": "leader",
            "purpose": "decide",
            "sequence": APPROVE_SEQUENCE,
            "deadline_stage": stage,
            "note": note,
        }

    def _prepare_confirmations(self, teams):
        """Return the specifications of all confirmations, workshops first."""
        specs = [
            self._prepare_confirmation(team, (f"workshop_{team.id}", "special"))
            for team in self._workshops(teams["production"])
        ]
        functions = [name for name in CONFIRMING if name in teams]
        if self.irregular and "engineering" in teams:
            functions.insert(0, "engineering")
        known = {spec["team_id"] for spec in specs}
        return specs + [
            self._prepare_confirmation(teams[name], FUNCTION_ASPECTS[name])
            for name in functions
            if teams[name] not in known
        ]

    def _prepare_confirmation(self, team, aspects):
        return {
            "team_id": team,
            "level": "member",
            "purpose": "decide",
            "sequence": CONFIRM_SEQUENCE,
            "aspects": tuple(aspects),
            "deadline_stage": "signoff",
            "note": self.env._(
                "Confirm that you can work by this notice, or say what has to change."
            ),
        }

    def _workshops(self, production):
        """Return the workshops concerned; ``production`` answers for lines without one.

        A workshop in which nobody can sign is represented by production as well.
        """
        self.ensure_one()
        return self.env["order.team"].union(
            *(line._signing_teams(production) for line in self.line_ids)
        )

    def _confirmations_needed(self, specs):
        """Return those of ``specs`` that this revision asks for: all of a first notice; later
        only of departments whose aspects read differently from what they signed."""
        self.ensure_one()
        chain = self._earlier_revisions()
        if not chain:
            return specs
        current = self._signoff_fingerprint()[self.id]
        signed = chain.signoff_ids.filtered(
            lambda s: s.sequence == CONFIRM_SEQUENCE and not s.voided_at
        ).sorted("id", reverse=True)
        needed = []
        for spec in specs:
            last = signed.filtered(lambda s, team=spec["team_id"]: s.team_id == team)[:1]
            if (
                last.state not in ("accepted", "conditional")
                or last._aspect_names() != set(spec["aspects"])
                or last._is_stale(current)
            ):
                needed.append(spec)
        return needed

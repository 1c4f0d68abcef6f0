from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

REVIEWERS = ("engineering", "quality", "planning", "purchasing", "finance")
# Kinds whose day is one on which goods leave.
DATED_KINDS = ("date", "schedule", "add")
# Kinds after which nothing leaves, or leaves on the day that was agreed.
DAYLESS_KINDS = ("cancel_line", "cancel_batch", "cancel_order", "hold", "price", "address")


class SaleOrderChange(models.Model):
    """Who signs a change: by its class, and management where it comes late."""

    _inherit = "sale.order.change"

    # === ACTIONS === #

    def action_sign(self):
        """Open the dialog in which the user signs."""
        self.ensure_one()
        signoff = self.my_signoff_ids.filtered(lambda s: s.purpose == "decide")[:1]
        if not signoff:
            raise UserError(
                self.env._(
                    "%(change)s does not wait for your signature.", change=self.display_name
                )
            )
        return signoff.action_decide()

    def action_acknowledge(self):
        """Take note of the change."""
        self.ensure_one()
        signoffs = self.my_signoff_ids.filtered(lambda s: s.purpose == "acknowledge")
        if not signoffs:
            raise UserError(
                self.env._(
                    "%(change)s does not wait for your signature.", change=self.display_name
                )
            )
        return signoffs.action_acknowledge()

    # === WHO SIGNS === #

    def _is_after_window(self):
        """Whether more hours than free ones have passed since the order was confirmed."""
        self.ensure_one()
        hours = self.company_id.order_change_window_hours
        if not self.confirmed_on:
            return False
        return fields.Datetime.now() > fields.Datetime.add(self.confirmed_on, minutes=hours * 60)

    def _prepare_signoffs(self):
        """Return the specifications of the sign-offs of this class. As superuser."""
        self.ensure_one()
        rows = self._signoff_rows()
        functions = list(dict.fromkeys(function for function, *__ in rows))
        teams = self.env["order.team"]._team_by_function(functions, self.company_id)
        if missing := [function for function in functions if not teams.get(function)]:
            labels = dict(
                self.env["order.team"]._fields["function"]._description_selection(self.env)
            )
            raise UserError(
                self.env._(
                    "%(change)s cannot be sent round: nobody signs for %(functions)s. Set the "
                    "department up under Configuration, Departments.",
                    change=self.display_name,
                    functions=format_list(self.env, [labels[function] for function in missing]),
                )
            )
        return [
            {
                "team_id": teams[function],
                "level": level,
                "purpose": purpose,
                "required": purpose == "decide",
                "sequence": sequence,
                "note": note,
            }
            for function, level, purpose, sequence, note in rows
        ]

    def _signoff_rows(self):
        """Return ``[(function, level, purpose, sequence, what is asked)]`` of this class."""
        self.ensure_one()
        production = (
            "production",
            "member",
            "acknowledge",
            10,
            self.env._("Take note, and pass it on to the workshops."),
        )
        sales = self.env._("Accept: the order is changed. Return: it stays as it is.")
        management = (
            "management",
            "leader",
            "decide",
            30,
            self.env._("Decide on the change. Look at what it reaches, and who bears the cost."),
        )
        if self.change_class == "structural":
            note = self.env._(
                "Review the order again with this change: can it be made so, until when, at which "
                "cost?"
            )
            rows = [(function, "member", "decide", 10, note) for function in REVIEWERS]
            return [*rows, production, management]
        rows = [production, ("sales", "leader", "decide", 20, sales)]
        if self.change_class == "schedule":
            note = (
                self.env._("Answer with the day on which the goods can leave.")
                if self._asks_for_day()
                else self.env._("Look at what it means for the plan; accept it, or return it.")
            )
            rows.insert(0, ("planning", "member", "decide", 10, note))
        if self.is_late and self.company_id.order_change_late_management:
            rows.append(management)
        return rows

    def _renew_signoffs(self, reason):
        """Ask whom the present class asks: signatures that count here, too, stay. As superuser."""
        self.ensure_one()
        specs = {
            (spec["team_id"].id, spec["level"], spec["purpose"]): spec
            for spec in self._prepare_signoffs()
        }
        valid = self.signoff_ids.filtered(lambda s: not s.voided_at and s.state != "cancelled")
        kept = valid.filtered(
            lambda s: (s.team_id.id, s.level, s.purpose) in specs
            and specs[s.team_id.id, s.level, s.purpose]["sequence"] == s.sequence
        )
        for signoff in kept:
            specs.pop((signoff.team_id.id, signoff.level, signoff.purpose), None)
        # The new ones first: between the two steps nothing must look complete.
        self._request_signoffs(list(specs.values()))
        if valid - kept:
            self._void_signoffs(reason, valid - kept)
        if self._signoffs_are_accepted():
            self._on_signoffs_accepted()

    # === HOOKS OF THE SIGN-OFFS === #

    def _signoff_fingerprint(self):
        return {
            change.id: {"change": change._content_hash(), **change._answer_hashes()}
            for change in self
        }

    def _check_signoff(self, signoffs, decision, comment):
        result = super()._check_signoff(signoffs, decision, comment)
        for change in self:
            if change.state != "review" and "decide" in signoffs.mapped("purpose"):
                raise UserError(
                    self.env._(
                        "%(change)s does not wait for a decision.", change=change.display_name
                    )
                )
            if decision in ("accepted", "conditional") and change._lacks_date(signoffs):
                raise UserError(
                    self.env._(
                        "Enter the day on which the goods of %(change)s can leave, then accept.",
                        change=change.display_name,
                    )
                )
        return result

    def _lacks_date(self, signoffs):
        """Whether planning has still to say when the goods can leave."""
        self.ensure_one()
        return (
            self.change_class == "schedule"
            and self._asks_for_day()
            and not self.planning_date
            and "planning" in signoffs.team_id.mapped("function")
        )

    def _asks_for_day(self):
        """Whether goods leave on another day by this change, so that planning says on which."""
        self.ensure_one()
        return any(line.kind not in DAYLESS_KINDS for line in self.line_ids)

    def _on_signoff_signed(self, signoffs):
        result = super()._on_signoff_signed(signoffs)
        self._react()
        return result

    def _on_signoffs_accepted(self):
        result = super()._on_signoffs_accepted()
        # sudo: the state follows from the sign-offs
        for change in self.sudo().filtered(lambda change: change.state == "review"):
            if change._consent_needed() and change.consent_state != "accepted":
                change._ask_consent()
            else:
                change._approve()
        return result

    def _on_signoff_rejected(self, signoff):
        result = super()._on_signoff_rejected(signoff)
        # sudo: the state follows from the sign-offs
        self.sudo()._reject(
            self.env._(
                "%(team)s: %(comment)s", team=signoff._who(), comment=signoff.comment or ""
            )
        )
        return result

    def _answer_action(self, signoff):
        """Return the dialog in which planning answers with a date."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Planning's Answer"),
            "res_model": "sale.order.change.answer",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_change_id": self.id,
                "default_signoff_id": signoff.id,
                "default_planning_date": self.planning_date or self._wanted_date(),
                "default_planning_note": self.planning_note,
                "default_estimated_cost": self.estimated_cost,
                "default_production_choice": self.production_choice,
                "dialog_size": "medium",
            },
        }

    def _wanted_date(self):
        """Return the last day on which the change asks for goods, False without one."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.kind in DATED_KINDS)
        days = [line.new_date for line in lines if line.new_date]
        return max(days, default=False)

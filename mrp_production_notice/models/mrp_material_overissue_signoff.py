from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from odoo.addons.order_signoff.tools import plain_number

from ..acts import Acts
from .mrp_material_overissue import OPEN_STATES


class MrpMaterialOverissue(models.Model):
    """Departments sign an over-issue request one after the other; the last signature grants it."""

    _inherit = "mrp.material.overissue"

    # === ACTIONS === #

    def action_submit(self):
        """Ask workshop, production and planning to sign; management where it is needed."""
        for request in self:
            request.check_access("write")
            request._check_may_edit()
            internal = request.sudo()  # sudo: read and frozen by the system
            internal.production_id._take_overissue_turn()
            internal.production_id._check_overissue_allowed()
            internal.write(internal._prepare_figures())
            internal._compute_unit_cost()
            request._check_complete()
            internal.write({"state": "waiting", "requested_on": fields.Datetime.now()})
            request._freeze_form()
            request._request_signoffs(internal._prepare_signoffs())
        return True

    def action_withdraw(self):
        """Take the request back: nothing has been issued by it."""
        self.check_access("write")
        self._check_requester()
        for request in self:
            if request.state not in ("draft", "waiting", "rejected"):
                raise UserError(
                    self.env._(
                        "%(request)s cannot be withdrawn any more: its material is on the "
                        "manufacturing order. Return what is left over to the warehouse.",
                        request=request.display_name,
                    )
                )
        self._end(self.env._("Withdrawn by %(user)s.", user=self.env.user.name))
        return True

    def action_redraft(self):
        """Write a rejected request anew; the signatures stay readable as void."""
        self.check_access("write")
        self._check_requester()
        rejected = self.filtered(lambda request: request.state == "rejected")
        rejected._void_signoffs(self.env._("Written anew by %(user)s", user=self.env.user.name))
        # sudo: closed to typing
        rejected.sudo().write({"state": "draft"})
        return True

    def action_open_production(self):
        """Open the manufacturing order."""
        self.ensure_one()
        return self.production_id.get_formview_action()

    def action_open_order(self):
        """Open the order."""
        self.ensure_one()
        return self.order_id.get_formview_action()

    def action_view_pickings(self):
        """Open the transfers that bring the material to the shop."""
        self.ensure_one()
        self.check_access("read")
        # sudo: which transfers they are; whoever opens them needs his own rights
        pickings = self.sudo().move_ids.picking_id.with_env(self.env)
        return pickings._get_records_action()

    # === BUSINESS METHODS === #

    def _check_complete(self):
        """Refuse a request that does not say what, how much, why and who bears it."""
        self.ensure_one()
        if not self.product_id or self.product_id not in self.allowed_product_ids:
            raise UserError(
                self.env._(
                    "Choose the component of %(production)s that is needed.",
                    production=self.sudo().production_id.name,
                )
            )
        if self.product_uom_id.compare(self.over_quantity, 0) <= 0:
            raise UserError(
                self.env._(
                    "Enter how much more of %(product)s is needed.",
                    product=self.product_id.display_name,
                )
            )
        if not self.reason_type or not (self.reason or "").strip():
            raise UserError(self.env._("Choose the cause and write down what happened."))
        if not self.team_id:
            raise UserError(self.env._("Choose the workshop that needs the material."))
        if self.reason_type == "supplier" and not self.supplier_id:
            raise UserError(self.env._("Name the supplier whose material is faulty."))
        if self.reason_type != "supplier" and self.supplier_exchange:
            raise UserError(
                self.env._("A supplier exchanges only what is his own fault: change the cause.")
            )
        if self.over_limit and not (self.limit_reason or "").strip():
            raise UserError(
                self.env._(
                    "%(production)s has had its %(count)s requests: write down why another one is "
                    "needed, management decides.",
                    production=self.sudo().production_id.name,
                    count=self.company_id.order_overissue_max,
                )
            )

    def _needs_management(self):
        """Return whether management signs: too much, too often, or always."""
        self.ensure_one()
        return (
            self.exceeds_rate
            or self.over_limit
            or self.company_id.order_overissue_management_always
        )

    def _prepare_signoffs(self):
        """Return the specifications: workshop, production, planning, then management."""
        self.ensure_one()
        functions = ["production", "planning"]
        if self._needs_management():
            functions.append("management")
        teams = self.env["order.team"]._team_by_function(functions, self.company_id)
        asked = [self.team_id, *(teams.get(function) for function in functions)]
        if self.team_id == teams.get("production"):
            asked = asked[1:]
        note = self.env._(
            "Issue this material beyond the standard quantity? Accept: it is added to the "
            "manufacturing order. Return: nothing changes."
        )
        specs = [
            {"team_id": team, "level": "leader", "sequence": 10 * number, "note": note}
            for number, team in enumerate(asked, start=1)
        ]
        if self._needs_management():
            specs[-1]["deadline_stage"] = "management"
            if self.over_limit:
                specs[-1]["note"] = self.env._(
                    "The allowed number of requests was made. Whoever grants another one writes "
                    "down why. %(reason)s",
                    reason=self.limit_reason,
                )
        return specs

    def _end(self, reason):
        """End requests that have issued nothing. Also called by the system."""
        running = self.filtered(lambda r: r.state in ("draft", "waiting", "rejected"))
        running._void_signoffs(reason)
        # sudo: closed to typing
        running.sudo().write({"state": "cancelled"})
        running._message_log_batch(dict.fromkeys(running.ids, reason))

    def _grant(self):
        """Add the component to the manufacturing order, as planners do by hand."""
        self.ensure_one()
        production = self.production_id
        production._take_overissue_turn()
        self.write({"state": "granted", "granted_on": fields.Datetime.now()})
        acts = Acts.of(self.env)
        if acts is None:
            self._add_component()
        else:
            with acts.act(self.env):
                row = {
                    "field": "overissue",
                    "of": self.product_id,
                    "new": self.over_quantity,
                    "unit": self.product_uom_id,
                }
                causes = dict(self._fields["reason_type"]._description_selection(self.env))
                reason = f"{self.name}, {causes[self.reason_type]}: {self.reason}"
                acts.note(production, "overissue", row, self.env.uid, reason=reason)
                self._add_component()
        production._message_log(
            body=self.env._(
                "%(request)s granted: %(quantity)s %(unit)s more of %(product)s.",
                request=self.name,
                quantity=plain_number(self.over_quantity),
                unit=self.product_uom_id.name,
                product=self.product_id.display_name,
            )
        )
        self._ask_warehouse()

    def _add_component(self):
        """Create the move of the component and have it procured like any other."""
        self.ensure_one()
        production = self.production_id
        sibling = self._component_moves()[:1]
        values = production._get_move_raw_values(
            self.product_id,
            self.over_quantity,
            self.product_uom_id,
            operation_id=sibling.operation_id.id,
        )
        move = self.env["stock.move"].create(
            {
                **values,
                "overissue_id": self.id,
                "workorder_id": sibling.workorder_id.id,
                # What was brought counts as used when the order is produced.
                "manual_consumption": True,
            }
        )
        # Odoo takes what is added in the middle of producing for used, and would not reserve it.
        move.picked = False
        production._autoconfirm_production()

    def _ask_warehouse(self):
        """Let the warehouse know; where there is none as a department, nobody is asked."""
        team = self.env["order.team"]._team_by_function(["warehouse"], self.company_id)
        if team:
            self._request_signoffs(
                [
                    {
                        "team_id": team["warehouse"],
                        "purpose": "acknowledge",
                        "required": False,
                        "sequence": 50,
                        "note": self.env._("Granted: hand the material out to the workshop."),
                    }
                ]
            )

    # === SIGN-OFFS === #

    def _signoff_document_label(self):
        self.ensure_one()
        return self.env._("Over-issue %(request)s", request=self.display_name)

    def _check_signoff(self, signoffs, decision, comment):
        result = super()._check_signoff(signoffs, decision, comment)
        for request in self:
            if decision == "acknowledged":
                continue
            if request.state != "waiting":
                raise UserError(
                    self.env._(
                        "%(request)s does not wait for a decision.", request=request.display_name
                    )
                )
            if decision == "rejected":
                continue
            production = request.sudo().production_id
            if production.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "%(production)s is closed and takes no more material: return the request.",
                        production=production.name,
                    )
                )
            management = signoffs.filtered(lambda s: s.team_id.function == "management")
            if request.over_limit and management and not comment:
                raise UserError(
                    self.env._(
                        "%(production)s has had its allowed number of requests: write down in the "
                        "comment why you grant another one.",
                        production=production.name,
                    )
                )
        return result

    def _on_signoff_signed(self, signoffs):
        result = super()._on_signoff_signed(signoffs)
        if signoffs.filtered(lambda s: s.state == "acknowledged"):
            # sudo: kept by the system
            self.sudo().write(
                {
                    "warehouse_noted_on": fields.Datetime.now(),
                    "warehouse_noted_by_id": self.env.uid,
                }
            )
        return result

    def _on_signoffs_accepted(self):
        result = super()._on_signoffs_accepted()
        for request in self:
            # sudo: signers need not be able to change manufacturing orders
            request.sudo()._grant()
            request._tell_requester(self.env._("Granted: the material is on the order."))
        return result

    def _on_signoff_rejected(self, signoff):
        result = super()._on_signoff_rejected(signoff)
        # sudo: the state follows from the sign-offs
        self.sudo().write({"state": "rejected"})
        for request in self:
            request._tell_requester(
                self.env._(
                    "%(team)s does not grant the over-issue: %(comment)s",
                    team=signoff._who(),
                    comment=signoff.comment or "",
                )
            )
        return result

    def _signoff_summary(self):
        """Return ``{id: html}`` for the card in the inbox."""
        return {request.id: request._prepare_summary() for request in self}

    def _prepare_summary(self):
        self.ensure_one()
        causes = dict(self._fields["reason_type"]._description_selection(self.env))
        parts = [
            Markup("<div><b>%s</b></div>")
            % self.env._(
                "%(product)s: %(over)s %(unit)s more, standard %(standard)s",
                product=self.product_id.display_name,
                over=plain_number(self.over_quantity),
                standard=plain_number(self.standard_quantity),
                unit=self.product_uom_id.name,
            ),
            Markup("<div>%s</div>")
            % self.env._(
                "Loss rate %(rate)s, allowed %(allowed)s",
                rate=self._form_rate(self.loss_rate),
                allowed=self._form_rate(self.allowed_rate),
            ),
        ]
        if self.show_value:
            value = formatLang(self.env, self.shown_value, currency_obj=self.currency_id)
            parts.append(Markup("<div>%s</div>") % self.env._("Value: %(value)s", value=value))
        parts.append(Markup("<div>%s: %s</div>") % (causes.get(self.reason_type), self.reason))
        return Markup().join(parts)

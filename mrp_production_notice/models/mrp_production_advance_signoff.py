from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from odoo.addons.order_signoff.tools import plain_number


class MrpProductionAdvance(models.Model):
    """Departments sign an advance material request; the last signature releases it."""

    _inherit = "mrp.production.advance"

    # === ACTIONS === #

    def action_request(self):
        """Ask planning and purchasing to sign, and management above the amount of the company."""
        for advance in self:
            advance.check_access("write")
            advance._check_may_edit()
            advance._check_complete()
            # sudo: planners need no access to the order
            order = advance.sudo().order_id
            order._check_advance_allowed()
            internal = advance.sudo()  # sudo: frozen by the system
            internal.line_ids.filtered(lambda line: not line.chosen).unlink()
            internal.line_ids._check_chosen()
            for line in internal.line_ids:
                line.unit_cost = line.product_id.with_company(line.company_id).standard_price
            internal.write({"state": "waiting", "requested_on": fields.Datetime.now()})
            advance._freeze_form()
            advance._request_signoffs(advance._prepare_signoffs())
        return True

    def action_withdraw(self):
        """Take the request back: nothing has been released by it."""
        self.check_access("write")
        self._check_requester()
        for advance in self:
            if advance.state not in ("draft", "waiting", "declined"):
                raise UserError(
                    self.env._(
                        "%(advance)s cannot be withdrawn any more: its material is released. "
                        "Cancel its purchase or manufacturing orders instead.",
                        advance=advance.display_name,
                    )
                )
        self._withdraw(self.env._("Withdrawn by %(user)s.", user=self.env.user.name))
        return True

    def action_redraft(self):
        """Write a declined request anew; the signatures stay readable as void."""
        self.check_access("write")
        self._check_requester()
        declined = self.filtered(lambda advance: advance.state == "declined")
        declined._void_signoffs(self.env._("Written anew by %(user)s", user=self.env.user.name))
        # sudo: closed to typing
        declined.sudo().write({"state": "draft"})
        return True

    def action_open_order(self):
        """Open the order."""
        self.ensure_one()
        return self.order_id._get_records_action()

    def action_view_productions(self):
        """Open the manufacturing orders that make released components."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("mrp.mrp_production_action")
        # sudo: the reference is kept by the system
        productions = self.sudo().reference_id.production_ids
        action.update(domain=[("id", "in", productions.ids)], context={"create": False})
        if len(productions) == 1:
            action.update(views=[(False, "form")], res_id=productions.id)
        return action

    # === BUSINESS METHODS === #

    def _check_complete(self):
        """Refuse a request that does not say what, why, and what happens otherwise."""
        self.ensure_one()
        if not self.line_ids.filtered("chosen"):
            raise UserError(
                self.env._(
                    "Choose the components of %(advance)s that are to be released.",
                    advance=self.display_name,
                )
            )
        if not (self.reason or "").strip() or not self.fallback:
            raise UserError(
                self.env._(
                    "Write down why the material of %(advance)s cannot wait, and what happens to "
                    "it if the order falls away.",
                    advance=self.display_name,
                )
            )

    def _prepare_signoffs(self):
        """Return the specifications: planning, then purchasing, then management if it is much."""
        self.ensure_one()
        functions = ["planning", "purchasing"]
        company = self.company_id
        amount = self._total_value()
        if company.currency_id.compare_amounts(amount, company.order_advance_management_amount) > 0:
            functions.append("management")
        teams = self.env["order.team"]._team_by_function(functions, company)
        note = self.env._(
            "Release this material before the production notice? Accept: it is bought or made at "
            "once. Return: it waits."
        )
        return [
            {
                "team_id": teams.get(function),
                "level": "member" if function == "purchasing" else "leader",
                "sequence": sequence,
                "note": note,
            }
            for sequence, function in zip((10, 20, 30), functions, strict=False)
        ]

    def _withdraw(self, reason):
        """End requests that have released nothing. Also called by the system."""
        running = self.filtered(lambda a: a.state in ("draft", "waiting", "declined"))
        running._void_signoffs(reason)
        # sudo: closed to typing
        running.sudo().write({"state": "cancelled"})
        running._message_log_batch(dict.fromkeys(running.ids, reason))

    def _release(self):
        """Have the chosen components bought, made or brought, all of them or none."""
        reference = self.env["stock.reference"]
        for advance in self:
            advance.write(
                {
                    "state": "released",
                    "released_on": fields.Datetime.now(),
                    "reference_id": reference.create({"name": advance.name}).id,
                }
            )
        # What is made itself takes parts that are released beside it: the states come first.
        self.env["stock.rule"].run([line._prepare_procurement() for line in self.line_ids])

    def _order_fell_away(self):
        """The order was cancelled: nothing more is released, and what was finds a person."""
        self._withdraw(self.env._("The order was cancelled."))
        released = self.filtered(lambda a: a.state == "released" and not a.order_fell_away)
        released.write({"order_fell_away": True})
        labels = dict(self._fields["fallback"]._description_selection(self.env))
        for advance in released:
            note = self.env._(
                "%(order)s was cancelled. See to the material that was released in advance: "
                "%(fallback)s.",
                order=advance.order_name,
                fallback=labels[advance.fallback],
            )
            advance._message_log(body=note)
            advance._tell_requester(note)

    # === SIGN-OFFS === #

    def _signoff_document_label(self):
        self.ensure_one()
        return self.env._("Advance material %(advance)s", advance=self.display_name)

    def _check_signoff(self, signoffs, decision, comment):
        result = super()._check_signoff(signoffs, decision, comment)
        for advance in self:
            if advance.state != "waiting":
                raise UserError(
                    self.env._(
                        "%(advance)s does not wait for a decision.", advance=advance.display_name
                    )
                )
        return result

    def _on_signoffs_accepted(self):
        result = super()._on_signoffs_accepted()
        # sudo: signers need not be able to buy or make what they release
        self.sudo()._release()
        for advance in self:
            advance._tell_requester(
                self.env._("Signed: the chosen material is released.")
            )
        return result

    def _on_signoff_rejected(self, signoff):
        result = super()._on_signoff_rejected(signoff)
        # sudo: the state follows from the sign-offs
        self.sudo().write({"state": "declined"})
        for advance in self:
            advance._tell_requester(
                self.env._(
                    "%(team)s does not release the material: %(comment)s",
                    team=signoff._who(),
                    comment=signoff.comment or "",
                )
            )
        return result

    def _signoff_summary(self):
        """Return ``{id: html}`` for the card in the inbox."""
        return {advance.id: advance._prepare_summary() for advance in self}

    def _prepare_summary(self):
        self.ensure_one()
        parts = [Markup("<div>%s</div>") % self.partner_id.display_name]
        if self.show_value:
            value = formatLang(self.env, self.value_at_risk, currency_obj=self.currency_id)
            parts.append(
                Markup("<div><b>%s</b></div>")
                % self.env._("Value at risk: %(value)s", value=value)
            )
        chosen = self.line_ids.filtered("chosen")
        names = [
            " ".join(
                [
                    plain_number(line.quantity),
                    line.product_uom_id.name,
                    line.product_id.display_name,
                ]
            )
            for line in chosen[:3]
        ]
        if len(chosen) > len(names):
            names.append(self.env._("and %(count)s more", count=len(chosen) - len(names)))
        parts += [Markup("<div>%s</div>") % name for name in names]
        parts.append(Markup("<div>%s</div>") % (self.reason or ""))
        return Markup().join(parts)

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .sale_order_change import OPEN_STATES


class SaleOrderChange(models.Model):
    """The way of a change: sent round, approved, carried out, or rejected and withdrawn."""

    _inherit = "sale.order.change"

    # === ACTIONS === #

    def action_submit(self):
        """Ask the departments of its class to sign each request."""
        self.check_access("write")
        self._check_may_edit()
        for change in self:
            change._submit()
        return True

    def action_refresh(self):
        """Read the present values of the order once more, and propose the class anew."""
        self.check_access("write")
        self._check_may_edit()
        for change in self:
            change.line_ids._fill_current()
            change._propose_class()
        return True

    def action_collect_impact(self):
        """Look once more at what the change reaches; also while it is being signed."""
        self.check_access("read")
        for change in self.filtered(lambda change: change.state in ("draft", *OPEN_STATES)):
            # sudo: whoever asks for a change need not see the shop, purchasing or accounting
            change.sudo()._collect_impact()
        return True

    def action_redraft(self):
        """Take requests back to draft to correct them; signatures stay readable as void."""
        self.check_access("write")
        self._check_requester()
        back = self.filtered(lambda change: change.state in ("review", "consent", "approved"))
        back._check_not_answered()
        back._void_signoffs(
            self.env._("Taken back to draft by %(user)s", user=self.env.user.name)
        )
        back._deadline_clear()
        # sudo: closed to typing
        internal = back.sudo()
        internal.write(
            {
                "state": "draft",
                "reacted_on": False,
                "reacted_by_id": False,
                "approved_on": False,
                # Planning answers what is asked anew.
                "planning_date": False,
                "planning_note": False,
                "customer_told_on": False,
                "customer_told_by_id": False,
                **internal._consent_reset(),
            }
        )
        internal._on_closed()
        return True

    def action_write_anew(self):
        """Write a rejected or withdrawn request once more, as a new request."""
        self.ensure_one()
        self.check_access("read")
        self._check_requester()
        if self.state not in ("rejected", "cancelled"):
            raise UserError(
                self.env._(
                    "%(change)s is still running: take it back to draft to correct it.",
                    change=self.display_name,
                )
            )
        new = self.copy()
        # sudo: where it comes from is closed to typing
        new.sudo().previous_id = self
        new.action_refresh()
        return new.get_formview_action()

    def action_withdraw(self):
        """Ask why the request is withdrawn."""
        return self._ask_reason(
            "withdraw",
            self.env._("Withdraw the Request"),
            self.env._(
                "%(change)s is withdrawn. The order stays as it is; what was stopped goes on.",
                change=self.display_name,
            ),
        )

    def action_reject(self):
        """Ask why the request is rejected."""
        return self._ask_reason(
            "reject",
            self.env._("Reject the Request"),
            self.env._(
                "%(change)s is rejected. The order stays as it is; what was stopped goes on.",
                change=self.display_name,
            ),
        )

    def action_set_class(self):
        """Ask for another class, and why."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set the Class"),
            "res_model": "sale.order.change.class",
            "view_mode": "form",
            "target": "new",
            "context": {"default_change_id": self.id, "dialog_size": "medium"},
        }

    def action_apply(self):
        """Carry out approved changes: each as a whole, or not at all."""
        self.check_access("write")
        self._check_may_apply()
        for change in self:
            # sudo: the change is signed; what it does to order, shop and warehouse is not the
            # user's to write. His name stays with the messages.
            change.sudo().with_company(change.company_id)._carry_out()
        return True

    def _reasons(self):
        return super()._reasons() | {
            "withdraw": self._withdraw_by_user,
            "reject": self._reject_by_user,
        }

    def _withdraw_by_user(self, reason):
        self._check_may_withdraw()
        # sudo: the right to withdraw was checked
        self.sudo()._withdraw(reason)

    def _reject_by_user(self, reason):
        self._check_may_reject()
        # sudo: the right to reject was checked
        self.sudo()._reject(reason)

    # === SUBMIT === #

    def _submit(self):
        self.ensure_one()
        self._check_complete()
        # sudo: what signers sign is frozen by the system
        change = self.sudo()
        change._lock_order()
        change._check_not_stale()
        change.line_ids._fill_prices()
        change._propose_class()
        change._collect_impact()
        change.write(
            {
                "state": "review",
                "submitted_on": fields.Datetime.now(),
                "is_late": change._is_after_window(),
            }
        )
        self._freeze_form()
        self._deadline_start("change_react")
        self._request_signoffs(change._prepare_signoffs())
        change._on_submitted()

    def _check_complete(self):
        """Refuse a request that does not say what, why, and by whom."""
        self.ensure_one()
        self.order_id.sudo()._check_change_enabled()  # sudo: asked from the shop, too
        if not self.line_ids:
            raise UserError(
                self.env._("Enter what changes in %(change)s.", change=self.display_name)
            )
        if not (self.reason or "").strip():
            raise UserError(
                self.env._("Write down why %(change)s is needed.", change=self.display_name)
            )
        if self.origin == "customer" and not self.notice_attachment_ids:
            raise UserError(
                self.env._(
                    "Attach what the customer wrote to %(change)s: the mail, the fax, or your "
                    "note of the phone call.",
                    change=self.display_name,
                )
            )
        if self.origin == "internal" and not self.requesting_team_id:
            raise UserError(
                self.env._(
                    "Enter the department that asks for %(change)s: it bears the loss.",
                    change=self.display_name,
                )
            )
        self.line_ids._check_complete()

    def _check_not_stale(self):
        for change in self:
            if stale := change._stale_sentences():
                raise UserError(
                    self.env._(
                        "The order was changed since %(change)s was written. Refresh it first:\n"
                        "%(lines)s",
                        change=change.display_name,
                        lines="\n".join(stale),
                    )
                )

    def _lock_order(self):
        """Let one person at a time send round or carry out changes of an order.

        Who comes second waits; when the first has changed the order, Odoo replays his request
        on the new state.
        """
        self.env.cr.execute(
            SQL(
                "SELECT id FROM sale_order WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                self.order_id._ids or (0,),
            )
        )

    # === DECISIONS === #

    def _approve(self):
        """Nothing is missing any more: the change may be carried out. Runs as superuser."""
        for change in self:
            change.write({"state": "approved", "approved_on": fields.Datetime.now()})
            change._on_approved()

    def _reject(self, reason):
        """The change is not made; nothing else happens. Runs as superuser."""
        for change in self:
            change.write({"state": "rejected", "rejected_reason": reason})
            change._void_open_signoffs(self.env._("Rejected: %(reason)s", reason=reason))
            change._deadline_meet()
            change._on_closed()
            change._message_log(
                body=self.env._("Rejected: %(reason)s", reason=reason),
                author_id=self.env.user.partner_id.id,
            )
            change._tell_requester(
                self.env._(
                    "%(change)s is rejected: %(reason)s",
                    change=change.display_name,
                    reason=reason,
                )
            )

    def _withdraw(self, reason):
        """The request is taken back; nothing else happens. Runs as superuser."""
        for change in self:
            change.write({"state": "cancelled", "withdrawn_reason": reason})
            change._void_open_signoffs(self.env._("Withdrawn: %(reason)s", reason=reason))
            change._deadline_clear()
            change._on_closed()
            change._message_log(
                body=self.env._("Withdrawn: %(reason)s", reason=reason),
                author_id=self.env.user.partner_id.id,
            )

    def _void_open_signoffs(self, reason):
        """What was signed stays signed; nobody is asked any more."""
        pending = self.signoff_ids.filtered(
            lambda s: s.state in ("waiting", "pending") and not s.voided_at
        )
        if pending:
            self._void_signoffs(reason, pending)

    def _check_may_reject(self):
        """Departments reject by their signature; a manager can end a request at any time."""
        if not self.env.user.has_group("order_signoff.group_manager"):
            raise AccessError(
                self.env._(
                    "Only a manager of Order Assurance rejects a request at once. Departments "
                    "return it with their signature."
                )
            )
        self._check_still_open()

    def _check_may_withdraw(self):
        self._check_requester()
        self._check_still_open(("draft", *OPEN_STATES))

    def _check_still_open(self, states=OPEN_STATES):
        for change in self:
            if change.state not in states:
                raise UserError(
                    self.env._(
                        "%(change)s is not running any more.", change=change.display_name
                    )
                )

    # === CARRYING OUT === #

    def _check_may_apply(self):
        """Approved changes are carried out by sales and by managers."""
        for change in self:
            user = self.env.user
            if not (
                change._is_requester() and user.has_group("sales_team.group_sale_salesman")
            ) and not user.has_group("order_signoff.group_manager"):
                raise AccessError(
                    self.env._(
                        "%(change)s is carried out by sales: ask %(owner)s.",
                        change=change.display_name,
                        owner=change.sudo().user_id.name or self.env._("the sales department"),
                    )
                )

    def _carry_out(self):
        """Change the order and all that hangs on it. Runs as superuser, all or nothing."""
        self.ensure_one()
        self._lock_order()
        self._check_can_apply()
        self._apply()
        self._finish_apply()

    def _check_can_apply(self):
        """Refuse, before anything is written, what cannot be carried out; name everything."""
        for change in self:
            if obstacles := change._apply_obstacles():
                raise UserError(
                    self.env._(
                        "%(change)s cannot be carried out:\n%(obstacles)s",
                        change=change.display_name,
                        obstacles="\n".join(f"- {obstacle}" for obstacle in obstacles),
                    )
                )

    def _apply_obstacles(self):
        """Return the sentences that say why the change cannot be carried out now."""
        self.ensure_one()
        if self.state != "approved":
            return [self.env._("It is not approved.")]
        if self.order_id.state != "sale":
            return [
                self.env._("%(order)s is not confirmed any more.", order=self.order_id.name)
            ]
        if stale := self._stale_sentences():
            return [
                self.env._(
                    "The order was changed meanwhile: withdraw the request and write it anew, so "
                    "that the customer answers it, too."
                )
                if self.consent_state == "accepted"
                else self.env._(
                    "The order was changed meanwhile: take the request back to draft, refresh it "
                    "and have it signed again."
                ),
                *stale,
            ]
        return []

    def _apply(self):
        """Hook: write what changes through Odoo's own methods. One change, as superuser."""
        self.ensure_one()

    def _finish_apply(self):
        """Give the order its next revision, and say so."""
        self.ensure_one()
        order = self.order_id
        revision = order.revision_no + 1
        order.revision_no = revision
        self.write(
            {
                "state": "applied",
                "applied_on": fields.Datetime.now(),
                "applied_by_id": self.env.uid,
                "revision": revision,
            }
        )
        self._deadline_meet()
        self.activity_unlink(["sale_order_change.mail_activity_type_change"])
        order._message_log(
            body=self.env._(
                "Revision R%(revision)s by %(change)s",
                revision=revision,
                change=self._get_html_link(),
            ),
            author_id=self.env.user.partner_id.id,
        )

    # === HOOKS === #

    def _collect_impact(self):
        """Hook: list what the change reaches. As superuser."""

    def _on_submitted(self):
        """Hook: the departments have been asked. One change, as superuser."""

    def _on_approved(self):
        """Tell who asked for it that the change can be carried out. One change, as superuser."""
        self.ensure_one()
        self._tell_requester(
            self.env._("%(change)s is approved: carry it out", change=self.display_name)
        )

    def _on_closed(self):
        """Hook: the change is rejected, withdrawn or taken back to draft. As superuser."""

    def _tell_requester(self, summary):
        """Give who asked for the change, and who answers for the order, an activity."""
        self.ensure_one()
        users = (self.requested_by_id | self.user_id).filtered(
            lambda user: user.active and not user.share and user != self.env.user
        )
        # sudo: who signs need not have rights on activities of other people
        document = self.sudo().with_context(mail_activity_quick_update=True)
        for user in users:
            document.activity_schedule(
                "sale_order_change.mail_activity_type_change", user_id=user.id, summary=summary
            )

from odoo import api, fields, models
from odoo.exceptions import UserError


class MrpProductionNotice(models.Model):
    """A notice comes into force, and goes out of force."""

    _inherit = "mrp.production.notice"

    # === FIELDS === #

    issue_problems = fields.Text(
        string="Before It Can Be Issued",
        compute="_compute_issue_problems",
        compute_sudo=True,
        help="What still keeps the notice from being issued.",
    )
    later_items = fields.Text(
        string="Open Until Packing or Shipment",
        compute="_compute_later_items",
        compute_sudo=True,
        help="Open items of the review that must be settled before packing or shipment.",
    )

    can_cancel = fields.Boolean(compute="_compute_can_cancel")

    # === COMPUTE METHODS === #

    def _compute_issue_problems(self):
        for notice in self:
            waiting = notice.state in ("draft", "approval") and notice.id
            notice.issue_problems = waiting and "\n".join(notice._check_can_issue())

    def _compute_later_items(self):
        found = self._later_review_lines()
        for notice in self:
            notice.later_items = "\n".join(found[notice]._step_sentences())

    def _later_review_lines(self):
        """Return ``{notice: items}`` of the review that are open until packing or shipment.

        They do not hold up the notice, they are printed on it as reminders.
        """
        Item = self.env["sale.order.review.line"]
        # sudo: whoever reads the notice need not be a reviewer
        orders = self.sudo().order_id
        until = Item._step_lines(orders, "shipment")
        before = Item._step_lines(orders, "production")
        return {
            notice: until[notice.sudo().order_id] - before[notice.sudo().order_id]
            for notice in self
        }

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_cancel(self):
        for notice in self:
            notice.can_cancel = (
                notice._is_decided_by_user()
                if notice.state == "issued"
                else notice.can_prepare and notice.state in ("draft", "approval")
            )

    # === ACTIONS === #

    def action_issue(self):
        """Issue notices that are approved, once nothing keeps them any more."""
        for notice in self:
            notice.check_access("write")
            notice._check_prepared_by_user()
            if notice.state != "approval" or not notice._is_released():
                raise UserError(
                    self.env._(
                        "%(notice)s is issued only after %(teams)s signed.",
                        notice=notice.display_name,
                        teams=notice.signoff_missing or self.env._("management"),
                    )
                )
            if problems := notice._check_can_issue():
                raise UserError(
                    "\n".join(
                        [
                            self.env._(
                                "%(notice)s cannot be issued yet:", notice=notice.display_name
                            ),
                            *(f"- {problem}" for problem in problems),
                        ]
                    )
                )
            notice._issue()
        return True

    def action_cancel(self):
        """Ask for the reason why the notice is cancelled."""
        self.ensure_one()
        self.check_access("write")
        self._check_can_cancel()
        return self._ask_reason(
            "cancel",
            self.env._("Cancel the Notice"),
            self.env._(
                "%(notice)s stays on record; paper that was handed out has to be taken back.",
                notice=self.display_name,
            ),
        )

    def _reasons(self):
        return super()._reasons() | {"cancel": self._cancel_by_user}

    def _cancel_by_user(self, reason):
        self.check_access("write")
        self._check_can_cancel()
        self._cancel(reason)

    # === ISSUE === #

    def _check_can_issue(self):
        """Return a sentence for each thing that keeps this notice from being issued.

        Open items of the review until production, an order that is not confirmed, no products.
        Add-ons add their sentences to ``super()``.
        """
        self.ensure_one()
        # sudo: whoever issues the notice need not be a reviewer or see the order
        order = self.sudo().order_id
        sentences = []
        if order.state != "sale":
            sentences.append(
                self.env._("The order %(order)s is not confirmed.", order=order.name)
            )
        if not self.line_ids:
            sentences.append(self.env._("The notice has no products."))
        lines = self.env["sale.order.review.line"]._step_lines(order, "production")[order]
        return sentences + lines.with_env(self.env).sudo()._step_sentences()

    def _tell_if_ready(self):
        """Tell who follows the order once nothing keeps an approved notice any more.

        It does not issue itself: whoever settles an item does not look at what the shop gets.
        """
        for notice in self.filtered(lambda notice: notice.state == "approval"):
            if notice._is_released() and not notice._check_can_issue():
                notice._tell_responsible(
                    self.env._("Nothing keeps the approved production notice any more: issue it.")
                )

    def _try_issue(self):
        """Issue a notice that has just been released, or say what it waits for."""
        self.ensure_one()
        problems = self._check_can_issue()
        if not problems:
            self._issue()
            return
        self._tell_responsible(
            self.env._(
                "The production notice is approved but cannot be issued yet: %(problems)s",
                problems=" ".join(problems),
            )
        )

    def _issue(self):
        """Put notices in force, out of force what they replace, and hand them to the shop.

        All of it in one transaction: when the shop cannot take it, nothing has happened. The
        caller has checked ``_check_can_issue``.
        """
        now = fields.Datetime.now()
        # sudo: the state is kept by the system, the callers check who may issue
        for notice in self.sudo():
            previous = notice.previous_id
            if previous:
                previous._supersede(notice, now)
                previous.flush_recordset()
            notice._freeze_form()
            notice.write({"state": "issued", "issued_on": now, "issued_by_id": self.env.uid})
            notice._close_tasks()
            notice._deadline_meet(now)
            notice.flush_recordset()
            notice._issue_to_shop()
            notice._announce_issue()

    def _issue_to_shop(self):
        """Called while the notice is issued, in the same transaction, as superuser."""

    def _announce_issue(self):
        """Tell those who get a copy, in their next digest."""
        digest = self.env["order.digest"]
        # Who confirms was asked to sign already.
        copies = self.copy_ids.filtered(lambda copy: copy.purpose == "information")
        digest._queue(
            "notice_issued",
            copies,
            {copy.id: copy.team_id._users_to_notify("leader") for copy in copies},
        )

    # === OUT OF FORCE === #

    def _check_can_cancel(self):
        for notice in self:
            if notice.state not in ("draft", "approval", "issued"):
                raise UserError(
                    self.env._(
                        "%(notice)s is not in force and need not be cancelled.",
                        notice=notice.display_name,
                    )
                )
        if self.filtered(lambda notice: notice.state == "issued"):
            if not self._is_decided_by_user():
                raise UserError(
                    self.env._(
                        "The shop works by this notice: only management or an Order Assurance "
                        "manager cancels it. Make a revision if something has to change."
                    )
                )
        else:
            self._check_prepared_by_user()

    def _cancel(self, reason):
        """Take notices out of force; signatures and paper stay on record.

        The callers check who may do so. A revision that is being prepared goes with the notice it
        was to replace.
        """
        # sudo: also called when the order is cancelled, by whoever may do that
        live = self.sudo().filtered(lambda notice: notice.state in ("draft", "approval", "issued"))
        live |= live.search(
            [
                ("previous_id", "in", live.filtered(lambda n: n.state == "issued").ids),
                ("state", "in", ("draft", "approval")),
            ]
        )
        for notice in live:
            notice._void_open(reason)
            notice._close_tasks()
            notice.write(
                {
                    "state": "cancelled",
                    "cancelled_on": fields.Datetime.now(),
                    "cancelled_reason": reason,
                }
            )
            notice._deadline_meet()
        live._message_log_batch(dict.fromkeys(live.ids, reason))
        return live.with_env(self.env)

    def _supersede(self, notice, now):
        """Another revision is in force: what is not signed yet need not be. As superuser."""
        self.ensure_one()
        self._void_open(self.env._("Replaced by %(notice)s.", notice=notice.display_name))
        self._close_tasks()
        self.write({"state": "superseded", "superseded_on": now, "next_id": notice.id})

    def _void_open(self, reason):
        """Close signatures that are still asked for; given ones stay as they are."""
        self._void_signoffs(
            reason, self.signoff_ids.filtered(lambda s: s.state in ("waiting", "pending"))
        )

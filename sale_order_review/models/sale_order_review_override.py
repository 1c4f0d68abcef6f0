import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.order_signoff.tools import is_uninstalling


class SaleOrderReviewOverride(models.Model):
    """Log of everything that let an order pass without a completed review.

    One entry per act: a manager released the order as it stood, or a rule exempted it when it
    was confirmed. Entries are only ever added; a release ends by itself when it has been used or
    when the order it was given for changes or is cancelled.
    """

    _name = "sale.order.review.override"
    _description = "Order Released Without Review"
    _order = "create_date desc, id desc"
    _rec_name = "order_id"
    _check_company_auto = True

    order_id = fields.Many2one(
        comodel_name="sale.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    order_name = fields.Char(readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        ondelete="restrict",
    )
    review_id = fields.Many2one(
        comodel_name="sale.order.review",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        selection=[("override", "Release"), ("exempt", "Exemption")],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    user_name = fields.Char(string="Name at the Time", readonly=True)
    decided_at = fields.Datetime(string="Decided On", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    rule_id = fields.Many2one(
        comodel_name="sale.order.review.rule",
        string="Exemption",
        readonly=True,
        ondelete="restrict",
    )
    missing = fields.Text(string="What Was Missing", readonly=True)
    fingerprint = fields.Char(readonly=True)
    used_at = fields.Datetime(string="Order Confirmed On", readonly=True)
    lapsed_at = fields.Datetime(string="Lapsed On", readonly=True)
    state = fields.Selection(
        selection=[("active", "Valid"), ("used", "Used"), ("lapsed", "Lapsed")],
        compute="_compute_state",
        store=True,
    )

    # === COMPUTE METHODS === #

    @api.depends("used_at", "lapsed_at")
    def _compute_state(self):
        for entry in self:
            if entry.used_at:
                entry.state = "used"
            else:
                entry.state = "lapsed" if entry.lapsed_at else "active"

    @api.depends("order_name", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            entry.display_name = f"{entry.order_name or ''} · {labels.get(entry.kind, '')}"

    # === CRUD METHODS === #

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse every change: entries of the log are only added."""
        raise UserError(
            self.env._("Entries of the release log cannot be changed. Add a new release instead.")
        )

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if not is_uninstalling(self.env):
            raise UserError(self.env._("Entries of the release log cannot be deleted."))

    # === BUSINESS METHODS === #

    @api.model
    def _prepare_entry(self, order, kind, reason):
        """Return the values of a log entry for ``order``.

        :param order: sale.order the entry is about
        :param str kind: ``override`` or ``exempt``
        :param str reason: why
        """
        return {
            "order_id": order.id,
            "order_name": order.name,
            "partner_id": order.partner_id.id,
            "review_id": order.review_ids[:1].id,
            "company_id": order.company_id.id,
            "kind": kind,
            "user_id": self.env.uid,
            "user_name": self.env.user.name,
            "decided_at": fields.Datetime.now(),
            "reason": reason,
        }

    @api.model
    def _prepare_exemption(self, order, reasons, exemption):
        """Return the values of the entry for an order that a rule lets pass when confirmed."""
        return {
            **self._prepare_entry(order, "exempt", "\n".join(reasons) or exemption.name),
            "rule_id": exemption.id,
            "used_at": fields.Datetime.now(),
        }

    @api.model
    def _release(self, order, reason):
        """Log that the current user releases ``order`` as it stands now.

        The caller must be a manager with access to the order's company; nobody may write the
        log himself, the entry is made here after the check.
        """
        order.ensure_one()
        user = self.env.user
        if (
            self.env.su
            or not user.has_group("order_signoff.group_manager")
            or order.sudo().company_id not in user.company_ids
        ):
            raise AccessError(
                self.env._(
                    "Only an Order Assurance manager of the order's company can release an order."
                )
            )
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the order is released without its review."))
        # sudo: the log has no create right for anybody; the right to release was checked above
        order = order.sudo()
        problems = order._review_gate_problems().get(order)
        if not problems:
            raise UserError(
                self.env._(
                    "Order %(order)s needs no release: nothing keeps it from being confirmed.",
                    order=order.name,
                )
            )
        if blocker := order._review_never_message():
            raise UserError(blocker)
        fingerprints = self.env["sale.order.review"].sudo()._order_fingerprint(order)
        entry = self.sudo().create(
            {
                **self._prepare_entry(order, "override", reason),
                "missing": "\n".join(problems),
                "fingerprint": self._freeze(fingerprints.get(order.id)),
            }
        )
        order.message_post(
            body=self.env._(
                "Released without a complete review by %(user)s. Reason: %(reason)s",
                user=user.name,
                reason=reason,
            ),
            author_id=user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
        return entry

    @api.model
    def _freeze(self, fingerprint):
        """Return the fingerprint of an order as comparable text."""
        return json.dumps(fingerprint or {}, sort_keys=True)

    @api.model
    def _releases_for(self, orders):
        """Return ``{order: entry}`` for the orders whose release still fits them.

        A release fits the order it was given for: same content, not used, and no team has
        refused the order since.
        """
        entries = self.search_fetch(
            [("order_id", "in", orders.ids), ("kind", "=", "override"), ("state", "=", "active")],
            ["order_id", "fingerprint", "decided_at", "review_id"],
        )
        if not entries:
            return {}
        fingerprints = self.env["sale.order.review"]._order_fingerprint(entries.order_id)
        return {
            entry.order_id: entry
            for entry in reversed(entries)
            if entry.fingerprint == self._freeze(fingerprints.get(entry.order_id.id))
            and not entry._refused_since()
        }

    def _refused_since(self):
        """Return whether a team refused the order after this release was given."""
        self.ensure_one()
        return any(
            signoff.state == "rejected"
            and not signoff.voided_at
            and signoff.signed_at
            and signoff.signed_at > self.decided_at
            for signoff in self.order_id.review_ids.signoff_ids
        )

    def _mark_used(self):
        """Note that the orders were confirmed by virtue of these releases."""
        return self._write_entry({"used_at": fields.Datetime.now()})

    def _lapse(self):
        """End the releases that were not used (the order changed its course)."""
        active = self.filtered(lambda entry: entry.state == "active")
        return active._write_entry({"lapsed_at": fields.Datetime.now()})

    def _write_entry(self, vals):
        """Write past the guard what the system notes on an entry: used, lapsed, what came of it."""
        return super().write(vals)

    def action_open_order(self):
        """Open the order of this entry."""
        self.ensure_one()
        return self.order_id.get_formview_action()

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_time, plaintext2html


class SaleOrderReviewOverride(models.Model):
    """A manager opens a confirmed order for himself, for a short time, and says why.

    Nobody else can edit the order meanwhile, and everything he edits is kept with the entry. A
    key in the context or a flag on the order would open it for whoever sends it; this does not.
    """

    _inherit = "sale.order.review.override"

    kind = fields.Selection(
        selection_add=[("edit", "Opened for Editing")], ondelete={"edit": "cascade"}
    )
    open_until = fields.Datetime(readonly=True, help="Until then its user could edit the order.")
    edits = fields.Text(string="What Was Edited", readonly=True)

    # === BUSINESS METHODS === #

    @api.model
    def _openings(self, orders, user_id=None):
        """Return ``{order: entry}`` of the orders that are open for editing now.

        :param orders: sale.order, as superuser
        :param int user_id: only what this user has opened
        """
        domain = [
            ("order_id", "in", orders.ids),
            ("kind", "=", "edit"),
            ("open_until", ">", fields.Datetime.now()),
        ]
        if user_id:
            domain.append(("user_id", "=", user_id))
        entries = self.search_fetch(domain, ["order_id", "user_id", "user_name", "open_until"])
        return {entry.order_id: entry for entry in reversed(entries)}

    @api.model
    def _open_for_editing(self, order, reason):
        """Log that the current user edits ``order`` by hand from now on, for a short time.

        :param order: sale.order
        :param str reason: why no change is requested
        :raise AccessError: unless he is a manager of the order's company who may write orders
        """
        order.ensure_one()
        self._check_may_release_step(order)
        order.check_access("write")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the order is edited without a request."))
        user = self.env.user
        # sudo: the log has no create right for anybody; the right was checked above
        order = order.sudo()
        if not order._change_guard_on():
            raise UserError(
                self.env._("%(order)s can be edited: nothing guards it.", order=order.name)
            )
        log = self.sudo()
        if log._openings(order, user.id):
            raise UserError(self.env._("%(order)s is open for you already.", order=order.name))
        now = fields.Datetime.now()
        entry = log.create(
            {
                **self._prepare_entry(order, "edit", reason),
                "open_until": now + timedelta(minutes=order.company_id.order_change_edit_minutes),
                "used_at": now,
            }
        )
        order._message_log(body=entry._opening_text(), author_id=user.partner_id.id)
        return entry

    @api.model
    def _close_openings(self, orders):
        """End the editing of the current user."""
        # sudo: nobody writes the log himself; only his own entries are looked for
        entries = self.sudo()._openings(orders.sudo(), self.env.uid)
        for order, entry in entries.items():
            entry._write_entry({"open_until": fields.Datetime.now()})
            order._message_log(
                body=self.env._("No longer open for editing."),
                author_id=self.env.user.partner_id.id,
            )

    @api.model
    def _log_edits(self, order, sentences):
        """Keep what the current user edits on the order he has opened."""
        # sudo: nobody writes the log himself
        entry = self.sudo()._openings(order.sudo(), self.env.uid).get(order.sudo())
        if not entry:
            return
        entry._write_entry({"edits": "\n".join(filter(None, [entry.edits, *sentences]))})
        order.sudo()._message_log(
            body=plaintext2html("\n".join([self.env._("Edited without a request:"), *sentences])),
            author_id=self.env.user.partner_id.id,
        )

    def _opening_text(self):
        """Return who edits the order by hand, until when and why, as one sentence."""
        self.ensure_one()
        return self.env._(
            "Open for editing by %(user)s until %(time)s: %(reason)s",
            user=self.user_name,
            time=format_time(
                self.env, self.open_until, tz=self._opening_zone(), time_format="HH:mm"
            ),
            reason=self.reason,
        )

    def _opening_zone(self):
        return self.env.user.tz or str(self.company_id._order_timezone())

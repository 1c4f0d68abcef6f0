from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from .sale_order_review_template_line import REVIEW_GATES

STEPS = [gate for gate in REVIEW_GATES if gate[0] in ("packing", "shipment")]


class SaleOrderReviewOverride(models.Model):
    """A manager lets one later step of an order pass although items are open."""

    _inherit = "sale.order.review.override"

    kind = fields.Selection(
        selection_add=[("step", "Release of a Later Step")], ondelete={"step": "cascade"}
    )
    step = fields.Selection(selection=STEPS, readonly=True)
    line_ids = fields.Many2many(
        comodel_name="sale.order.review.line",
        relation="sale_order_review_override_line_rel",
        column1="override_id",
        column2="line_id",
        string="Items",
        readonly=True,
    )

    @api.model
    def _release_step(self, order, step, reason):
        """Log that the current user lets ``step`` of ``order`` pass with its open items.

        The release counts for the items that are open now and for this step only; it ends when
        they are settled, or when the order is cancelled.

        :param order: sale.order
        :param str step: key of ``step``
        :param str reason: why
        """
        order.ensure_one()
        self._check_may_release_step(order)
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the step cannot wait for the open items."))
        # sudo: the log has no create right for anybody; the right to release was checked above
        order = order.sudo()
        lines, sentences = self._step_problems(order, step)
        if not sentences:
            raise UserError(
                self.env._(
                    "Order %(order)s needs no release: no open item holds this step up.",
                    order=order.name,
                )
            )
        entry = self.sudo().create(
            self._prepare_step_entry(order, step, lines, sentences, reason)
        )
        user = self.env.user
        labels = dict(self._fields["step"]._description_selection(self.env))
        text = self.env._(
            "%(step)s: released by %(user)s. Reason: %(reason)s",
            step=labels[step],
            user=user.name,
            reason=reason,
        )
        order.message_post(
            body=plaintext2html(f"{text}\n{entry.missing}"),
            author_id=user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
        return entry

    @api.model
    def _check_may_release_step(self, order):
        user = self.env.user
        if (
            self.env.su
            or not user.has_group("order_signoff.group_manager")
            or order.sudo().company_id not in user.company_ids
        ):
            raise AccessError(
                self.env._(
                    "Only an Order Assurance manager of the order's company can release a step."
                )
            )

    @api.model
    def _step_problems(self, order, step):
        """Return what keeps an order from a later step.

        :return: the open items, and the sentences that say what is open
        """
        lines = self.env["sale.order.review.line"]._step_lines(order, step)[order.sudo()]
        return lines, lines.with_env(self.env).sudo()._step_sentences()

    @api.model
    def _prepare_step_entry(self, order, step, lines, sentences, reason):
        """Return the values of the log entry by which a step of an order is released."""
        return {
            **self._prepare_entry(order, "step", reason),
            "step": step,
            "line_ids": [fields.Command.set(lines.ids)],
            "missing": "\n".join(sentences),
        }

    @api.model
    def _released_lines(self, lines, step):
        """Return those of ``lines`` that a manager has let pass at ``step``."""
        entries = self.search(
            [
                ("kind", "=", "step"),
                ("step", "=", step),
                ("state", "=", "active"),
                ("line_ids", "in", lines.ids),
            ]
        )
        return entries.line_ids & lines

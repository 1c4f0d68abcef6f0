from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrderReviewLine(models.Model):
    """What departments do with the items: answer them, settle open ones, release them."""

    _inherit = "sale.order.review.line"

    def action_ok(self):
        """Answer "met"."""
        self.write({"result": "ok"})

    def action_nok(self):
        """Answer "not met", and open the item for the remark that says why."""
        self.write({"result": "nok"})
        return self.action_open_item()

    def action_open(self):
        """Leave the item open, and open it for the promise date."""
        self.ensure_one()
        self.write({"result": "open", "owner_id": (self.owner_id or self.env.user).id})
        return self.action_open_item()

    def action_na(self):
        """Answer "not applicable"."""
        self.write({"result": "na"})

    def action_answer_rest(self):
        """Answer what is still empty with "met"; from the list of one review."""
        self._review_at_hand().action_answer_all()

    def action_answer_as_before(self):
        """Answer what is still empty as in the round before; from the list of one review."""
        self._review_at_hand().action_answer_as_before()

    def action_sign(self):
        """Sign for the own departments; from the list of one review."""
        return self._review_at_hand().action_sign()

    def _review_at_hand(self):
        review = self.review_id or self.env["sale.order.review"].browse(
            self.env.context.get("review_id")
        )
        if len(review) != 1:
            raise UserError(self.env._("Open the checklist of one review first."))
        return review

    def action_open_item(self):
        """Open the form of one item."""
        self.ensure_one()
        return self.get_formview_action()

    def action_open_review(self):
        """Open the review, from one item or from the list of one review."""
        return self._review_at_hand().get_formview_action()

    def action_close(self, comment=None):
        """Note that open items have been settled."""
        for line in self:
            if not line.can_close:
                raise UserError(
                    self.env._(
                        "%(item)s cannot be closed by you now: it must be open after the"
                        " decision, and you its owner, of its department or a manager.",
                        item=line.display_name,
                    )
                )
        now = fields.Datetime.now()
        self._write_internal(
            {"closed_at": now, "closed_by_id": self.env.uid, "closing_comment": comment or False}
        )
        self._log_on_review(self.env._("settled"), comment)

    def action_waive(self, reason):
        """Let items pass although they are open or not met; only for who may waive them."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the item is waived."))
        for line in self:
            if not line.can_waive:
                raise UserError(
                    self.env._(
                        "%(item)s cannot be waived by you.",
                        item=line.display_name,
                    )
                )
        self._write_internal(
            {
                "waived_at": fields.Datetime.now(),
                "waived_by_id": self.env.uid,
                "waiver_reason": reason,
            }
        )
        self._log_on_review(self.env._("waived"), reason)

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_list, plaintext2html

# What the shop reads on its notice.
NOTICE_KINDS = {
    "quantity", "product", "date", "schedule", "packing", "specification", "drawing", "add",
    "cancel_line", "cancel_batch", "address",
}  # fmt: skip
# What the customer has approved with a proof.
PROOF_KINDS = {"product", "packing", "specification", "drawing"}


class SaleOrderChange(models.Model):
    """What follows a change that was carried out: notice, review, proofs, deposit, letter of
    credit. In the same transaction, as superuser."""

    _inherit = "sale.order.change"

    fingerprints = fields.Json(
        readonly=True,
        copy=False,
        help="What the order said before and after: signatures of its review stay true.",
    )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"fingerprints"}

    def _note_before(self, supply):
        """Return what is compared after the change; add-ons add theirs to ``super()``.

        :param supply: the needs of the order and what makes for them
        """
        self.ensure_one()
        order = self.order_id
        return {
            "fingerprint": self.env["sale.order.review"]._order_fingerprint(order)[order.id],
            "deposit": order.deposit_amount,
            "credit": set(order._letter_of_credit_warnings()),
        }

    def _carry_to_documents(self, before):
        """Carry the change to what hangs on the order, and tell people what they must do."""
        self.ensure_one()
        order = self.order_id
        after = self.env["sale.order.review"]._order_fingerprint(order)[order.id]
        self.fingerprints = {
            aspect: [before["fingerprint"].get(aspect), value]
            for aspect, value in after.items()
            if before["fingerprint"].get(aspect) != value
        }
        if order.state == "sale":
            self._carry_to_notices()
            self._mark_proofs()
        self._tell_finance(before)
        # What waited as a draft because of the change may go on.
        self.env["mrp.production"]._tell_released_soon()

    # === PRODUCTION NOTICE === #

    def _carry_to_notices(self):
        """Read the order again into drafts; revise what is issued and send it round."""
        self.ensure_one()
        kinds = set(self.line_ids.mapped("kind"))
        if not kinds & NOTICE_KINDS:
            return
        lines = self.line_ids.filtered(lambda line: line.kind in NOTICE_KINDS)
        order_lines = lines._all_concerned() | lines.result_line_id
        notices = self.order_id.notice_ids.filtered(
            lambda notice: notice.state in ("draft", "approval", "issued")
        )
        if notices and not self.order_id._has_goods_for_notice():
            notices._cancel(self._why())
            return
        if not self.company_id.order_notice_enabled:
            notices._tell_responsible(
                self.env._(
                    "%(change)s was carried out, and production notices are switched off: tell "
                    "the shop yourself what has changed.",
                    change=self.display_name,
                )
            )
            return
        drafts = notices.filtered(lambda notice: notice.state in ("draft", "approval"))
        for notice in notices.filtered(lambda notice: notice.state == "issued"):
            if not notice.revision_draft_id and self._concerns_notice(notice, order_lines):
                # sudo: the result comes with the rights of the caller, who has them here
                drafts |= notice._revise(self._why()).sudo()
        for draft in drafts:
            self._carry_to_draft(draft, lines)

    def _concerns_notice(self, notice, order_lines):
        return bool(
            notice.line_ids.order_line_id & order_lines or notice._differences_to_order()
        )

    def _carry_to_draft(self, draft, lines):
        """Make a draft say what the order says now; send it round if it was, or is complete."""
        self.ensure_one()
        if draft.state == "approval":
            draft._return_to_draft(self._why())
        draft.action_update_from_order()
        if not draft.line_ids:
            # All it was for has been cancelled.
            (draft | draft.previous_id)._cancel(self._why())
            return
        for line in lines.filtered(lambda line: line.kind in ("packing", "specification")):
            own = draft.line_ids.filtered(
                lambda row, line=line: row.order_line_id == line.order_line_id
            )
            text = (
                line.new_text
                if line.kind == "packing"
                else own._specification_of(line.order_line_id)
            )
            own.write({line.kind: text})
        draft._update_changes()
        if not draft.previous_id:
            return
        try:
            with self.env.cr.savepoint():
                draft._check_complete()
                draft._submit()
        except UserError as problem:
            draft._tell_responsible(
                self.env._(
                    "%(change)s was carried out: complete the revision of the notice and send it "
                    "round. %(problem)s",
                    change=self.display_name,
                    problem=problem,
                )
            )
            return
        draft.previous_id.activity_unlink(["mrp_production_notice.mail_activity_type_revise"])

    def _why(self):
        """Return number and reason of the change in one sentence."""
        self.ensure_one()
        return self.env._(
            "Order change %(change)s: %(reason)s", change=self.name, reason=self.reason or ""
        )

    # === PROOFS === #

    def _mark_proofs(self):
        """Note on approved proofs that what they show has changed; have them made anew."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.kind in PROOF_KINDS)
        order_lines = lines._all_concerned()
        if not order_lines:
            return
        proofs = self.env["sale.order.proof"].search(
            [("order_id", "=", self.order_id.id), ("state", "=", "approved")]
        )
        concerned = proofs.filtered(
            lambda proof: any(proof._is_about_line(line) for line in order_lines)
        )
        if not concerned:
            return
        for proof in concerned:
            proof.message_post(
                body=self.env._(
                    "What was approved has changed since: %(change)s. Have a new version approved.",
                    change=self._get_html_link(),
                ),
                author_id=self.env.user.partner_id.id,
            )
        self._tell_sales(
            self.env._("%(order)s: have proofs approved anew", order=self.order_name),
            self.env._(
                "%(change)s has changed what %(proofs)s show.",
                change=self.display_name,
                proofs=format_list(self.env, concerned.mapped("display_name")),
            ),
        )

    # === DEPOSIT AND LETTER OF CREDIT === #

    def _tell_finance(self, before):
        """Tell finance what to invoice; recompute the deposit that is due; flag letters of credit
        that have to be amended."""
        self.ensure_one()
        order = self.order_id
        sentences = []
        if not self.currency_id.is_zero(self.cancellation_charge):
            sentences.append(
                self.env._(
                    "Invoice the cancellation charge of %(amount)s.",
                    amount=format_amount(self.env, self.cancellation_charge, self.currency_id),
                )
            )
        if order.deposit_required:
            order._sync_deposit()
            if order.currency_id.compare_amounts(before["deposit"], order.deposit_amount):
                sentences.append(
                    self.env._(
                        "The deposit is now %(now)s instead of %(before)s; %(missing)s of it is "
                        "missing.",
                        now=format_amount(self.env, order.deposit_amount, order.currency_id),
                        before=format_amount(self.env, before["deposit"], order.currency_id),
                        missing=format_amount(
                            self.env, order._deposit_to_receive(), order.currency_id
                        ),
                    )
                )
        broken = [w for w in order._letter_of_credit_warnings() if w not in before["credit"]]
        if broken:
            sentences.append(self.env._("The letter of credit has to be amended:"))
            sentences += broken
            for credit in order._valid_letters_of_credit():
                credit.message_post(
                    body=self.env._(
                        "To be amended because of %(change)s", change=self._get_html_link()
                    ),
                    author_id=self.env.user.partner_id.id,
                )
        if not sentences:
            return
        teams = self.env["order.team"]._team_by_function(["finance"], self.company_id)
        users = self.env["res.users"].union(
            *(team._users_to_notify("leader") for team in teams.values())
        )
        self._tell_users(
            users or order._order_responsible_users()[order.id],
            self.env._(
                "%(change)s: charge, deposit or letter of credit", change=self.display_name
            ),
            "\n".join(sentences),
        )

    def _tell_sales(self, summary, note):
        self.ensure_one()
        self._tell_users(
            self.order_id._order_responsible_users()[self.order_id.id] or self.requested_by_id,
            summary,
            note,
        )

    def _tell_users(self, users, summary, note):
        """Give people an activity on the change, without a mail for each."""
        self.ensure_one()
        document = self.with_context(mail_activity_quick_update=True)
        for user in users.filtered(lambda user: user.active and not user.share):
            document.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=summary,
                note=plaintext2html(note),
            )

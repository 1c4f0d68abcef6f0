from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderRefusal(models.Model):
    """Management signs the refusal of an order before its letter leaves."""

    _inherit = "sale.order.refusal"

    # === LETTER === #

    def _check_explained(self):
        for refusal in self:
            if not refusal.reason_id or not (refusal.explanation or "").strip():
                raise UserError(
                    self.env._(
                        "Choose the reason of %(refusal)s and explain it to the customer first.",
                        refusal=refusal.display_name,
                    )
                )

    def _check_may_leave(self):
        """Refuse to send a letter that management has not signed."""
        self.ensure_one()
        self.check_access("write")
        self.order_id.check_access("write")
        if self.state == "waiting":
            raise UserError(
                self.env._(
                    "The letter of %(refusal)s leaves only after %(teams)s has signed.",
                    refusal=self.display_name,
                    teams=self.signoff_missing,
                )
            )
        if self.state != "approved":
            raise UserError(
                self.env._(
                    "%(refusal)s has not been signed by management: ask for its signature first.",
                    refusal=self.display_name,
                )
            )
        self.order_id._check_refusable()

    def _left(self):
        """The letter is out: the quotation ends with it."""
        self.ensure_one()
        # sudo: closed to typing
        self.sudo().write(
            {"state": "sent", "sent_on": fields.Datetime.now(), "sent_by_id": self.env.uid}
        )
        self.order_id._message_log(
            body=self.env._(
                "Refused: %(reason)s (%(refusal)s)",
                reason=self.reason_id.name,
                refusal=self._get_html_link(),
            )
        )
        self.order_id.action_cancel()

    def _prepare_letter(self):
        """Return subject and text of the letter, one part in each language of the forms."""
        self.ensure_one()
        template = self.env.ref("sale_order_review.mail_template_refusal")
        subjects, bodies = [], []
        for lang in self._form_active_langs() or [self.env.lang]:
            subject = template._render_field("subject", self.ids, set_lang=lang)[self.id]
            body = template._render_field("body_html", self.ids, set_lang=lang)[self.id]
            if subject not in subjects:
                subjects.append(subject)
            if body not in bodies:
                bodies.append(body)
        return {
            "letter_subject": " / ".join(subjects),
            "letter_body": Markup("<hr/>").join(Markup(body) for body in bodies),
        }

    # === SIGN-OFFS === #

    def _prepare_management(self):
        """Return the specification of management's signature."""
        self.ensure_one()
        team = (
            self.env["order.team"]
            ._team_by_function(["management"], self.company_id)
            .get("management")
        )
        if not team:
            raise UserError(
                self.env._(
                    "%(company)s has no department for management: ask an Order Assurance manager"
                    " to add it under Configuration.",
                    company=self.company_id.name,
                )
            )
        return {
            "team_id": team.id,
            "level": "leader",
            "purpose": "decide",
            "required": True,
            "deadline_stage": "management",
            "note": self.env._(
                "Refuse this order? Accept: the letter may leave. Return: it is not refused."
            ),
        }

    def _signoff_document_label(self):
        self.ensure_one()
        return self.env._("Refusal %(refusal)s", refusal=self.display_name)

    @api.model
    def _signoff_label_fields(self):
        return super()._signoff_label_fields() | {"order_name"}

    def _check_signoff(self, signoffs, decision, comment):
        result = super()._check_signoff(signoffs, decision, comment)
        for refusal in self:
            if refusal.state != "waiting":
                raise UserError(
                    self.env._(
                        "%(refusal)s does not wait for a decision.", refusal=refusal.display_name
                    )
                )
        return result

    def _on_signoffs_accepted(self):
        result = super()._on_signoffs_accepted()
        # sudo: the state follows from the sign-offs
        self.sudo().write({"state": "approved"})
        self._tell_proposer(
            self.env._("Management has signed: the letter may leave. Send it to the customer.")
        )
        return result

    def _on_signoff_rejected(self, signoff):
        result = super()._on_signoff_rejected(signoff)
        # sudo: the state follows from the sign-offs
        self.sudo().write({"state": "declined"})
        self._tell_proposer(
            self.env._(
                "Management does not refuse the order: %(comment)s", comment=signoff.comment or ""
            )
        )
        return result

    def _tell_proposer(self, note):
        for refusal in self:
            user = refusal.proposed_by_id
            if user.active and not user.share:
                # sudo: management need not have rights on activities of sales; no mail for each
                refusal.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id, summary=note
                )

    def _signoff_summary(self):
        """Return ``{id: html}`` for the card in the inbox."""
        return {
            refusal.id: Markup("<div>%s</div><div><b>%s</b></div><div>%s</div>")
            % (
                refusal.partner_id.display_name,
                refusal.reason_id.name or "",
                refusal.explanation or "",
            )
            for refusal in self
        }

from odoo.http import request

from odoo.addons.order_signoff import page
from odoo.addons.order_signoff.files import shown_mimetype
from odoo.addons.portal.controllers.portal import CustomerPortal


class ProofPortal(CustomerPortal):
    """The page on which a customer approves or returns one proof."""

    @page.shown_at("/my/proof/<int:proof_id>")
    def portal_proof(self, proof_id, access_token=None, **kwargs):
        """Show one proof to whoever has its link, or works for its customer."""
        proof_sudo = self._portal_proof(proof_id, access_token)
        return self._portal_proof_page(proof_sudo, access_token)

    @page.file_at("/my/proof/<int:proof_id>/file")
    def portal_proof_file(self, proof_id, access_token=None, download=False, **kwargs):
        """Send the file of one proof."""
        proof_sudo = self._portal_proof(proof_id, access_token)
        content = proof_sudo._file_content()
        mimetype = shown_mimetype(proof_sudo.file_name, content)
        if not mimetype:
            raise page.NotFound()
        return page.send_file(content, proof_sudo.file_name, mimetype, download)

    @page.answered_at("/my/proof/<int:proof_id>/answer")
    def portal_proof_answer(
        self,
        proof_id,
        access_token=None,
        answer=None,
        name=None,
        capacity=None,
        comment=None,
        **kwargs,
    ):
        """Record the answer of the customer."""
        proof_sudo = self._portal_proof(proof_id, access_token)
        if not self._portal_proof_may_answer(proof_sudo) or answer not in ("approve", "return"):
            raise page.NotFound()
        entered = {
            "name": page.cut(name, page.MAX_NAME),
            "capacity": page.cut(capacity, page.MAX_NAME),
            "comment": page.cut(comment, page.MAX_COMMENT),
            "answer": answer,
        }
        values = {
            **self._portal_proof_answer_values(entered["name"]),
            "decided_capacity": entered["capacity"] or False,
            "decision_comment": entered["comment"],
        }
        error = page.attempt(lambda: proof_sudo._decide(answer == "approve", values))
        if error:
            return self._portal_proof_page(proof_sudo, access_token, error, entered)
        return request.redirect(proof_sudo.get_portal_url())

    @page.signed_at("/my/proof/<int:proof_id>/sign")
    def portal_proof_sign(self, proof_id, access_token=None, name=None, signature=None):
        """Record the approval of the customer with a drawn signature."""
        access_token = access_token or request.httprequest.args.get("access_token")
        proof_sudo = self._portal_proof(proof_id, access_token)
        if not self._portal_proof_may_answer(proof_sudo):
            raise page.NotFound()
        values = {
            **self._portal_proof_answer_values(page.cut(name, page.MAX_NAME)),
            "decision_signature": signature,
        }
        return page.sign(proof_sudo, signature, lambda: proof_sudo._decide(True, values))

    def _portal_proof_answer_values(self, name):
        """Who answers, and how, as values of the proof."""
        user = request.env.user
        values = {
            "decided_by_name": name,
            "decision_channel": page.channel(),
            "decision_address": request.httprequest.remote_addr,
        }
        if not user._is_public():
            values.update(decided_user_id=user.id, decided_partner_id=user.partner_id.id)
        return values

    def _portal_proof_page(self, proof_sudo, access_token, error=None, entered=None):
        return page.render(
            "sale_order_intake.portal_proof",
            proof_sudo,
            access_token,
            error,
            entered,
            proof=proof_sudo,
            page_name="proof",
            may_answer=self._portal_proof_may_answer(proof_sudo),
        )

    def _portal_proof(self, proof_id, access_token):
        """Return the proof as superuser, in the language of its reader, or no page.

        Besides whoever may see a page: what was not sent, and what Quality signs, is no business
        of the customer.
        """
        proof_sudo = page.find("sale.order.proof", proof_id, access_token)
        if not page.is_staff() and (
            proof_sudo.state == "draft" or proof_sudo._is_signed_by_quality()
        ):
            raise page.NotFound()
        return page.in_language(proof_sudo, proof_sudo.contact_id)

    def _portal_proof_may_answer(self, proof_sudo):
        return (
            proof_sudo.state == "sent"
            and proof_sudo.order_id.state != "cancel"
            and not page.is_staff()
        )

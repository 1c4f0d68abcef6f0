import base64
import binascii

from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

# Longer texts are no names and no remarks.
MAX_NAME = 100
MAX_COMMENT = 2000
MAX_REQUEST = 64 * 1024
# A drawn signature is a small picture.
MAX_SIGNATURE = 512 * 1024
PNG = b"\x89PNG"


class ProofPortal(CustomerPortal):
    """The page on which a customer approves or returns one proof."""

    @route("/my/proof/<int:proof_id>", type="http", auth="public", website=True, sitemap=False)
    def portal_proof(self, proof_id, access_token=None, **kwargs):
        """Show one proof to whoever has its link, or works for its customer."""
        proof_sudo = self._in_his_language(self._portal_proof(proof_id, access_token))
        return self._portal_proof_page(proof_sudo, access_token)

    @route("/my/proof/<int:proof_id>/file", type="http", auth="public", sitemap=False)
    def portal_proof_file(self, proof_id, access_token=None, download=False, **kwargs):
        """Send the file of one proof."""
        proof_sudo = self._portal_proof(proof_id, access_token)
        if not proof_sudo.file_kind or not proof_sudo.file:
            raise NotFound()
        content = proof_sudo._file_content()
        kind = "application/pdf"
        if proof_sudo.file_kind == "image":
            kind = "image/png" if content.startswith(PNG) else "image/jpeg"
        headers = [
            ("Content-Type", kind),
            ("Content-Length", len(content)),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "private, max-age=600"),
        ]
        if download:
            headers.append(("Content-Disposition", content_disposition(proof_sudo.file_name)))
        return request.make_response(content, headers)

    @route(
        "/my/proof/<int:proof_id>/answer",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
        max_content_length=MAX_REQUEST,
    )
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
        proof_sudo = self._in_his_language(self._portal_proof(proof_id, access_token))
        if not self._portal_proof_may_answer(proof_sudo) or answer not in ("approve", "return"):
            raise NotFound()
        entered = {
            "name": (name or "").strip()[:MAX_NAME],
            "capacity": (capacity or "").strip()[:MAX_NAME],
            "comment": (comment or "").strip()[:MAX_COMMENT],
            "answer": answer,
        }
        values = {
            **self._portal_proof_answer_values(entered["name"]),
            "decided_capacity": entered["capacity"] or False,
            "decision_comment": entered["comment"],
        }
        try:
            with request.env.cr.savepoint():
                proof_sudo._decide(answer == "approve", values)
        except UserError as error:
            return self._portal_proof_page(proof_sudo, access_token, error.args[0], entered)
        return request.redirect(proof_sudo.get_portal_url())

    @route(
        "/my/proof/<int:proof_id>/sign",
        type="jsonrpc",
        auth="public",
        website=True,
        max_content_length=MAX_SIGNATURE,
    )
    def portal_proof_sign(self, proof_id, access_token=None, name=None, signature=None):
        """Record the approval of the customer with a drawn signature."""
        access_token = access_token or request.httprequest.args.get("access_token")
        proof_sudo = self._in_his_language(self._portal_proof(proof_id, access_token))
        if not self._portal_proof_may_answer(proof_sudo):
            raise NotFound()
        if not self._is_drawn(signature):
            return {"error": request.env._("Please draw your signature.")}
        values = {
            **self._portal_proof_answer_values((name or "").strip()[:MAX_NAME]),
            "decision_signature": signature,
        }
        try:
            with request.env.cr.savepoint():
                proof_sudo._decide(True, values)
        except UserError as error:
            return {"error": error.args[0]}
        return {"force_refresh": True, "redirect_url": proof_sudo.get_portal_url()}

    def _is_drawn(self, signature):
        """Whether this is the picture that the browser makes of a signature."""
        try:
            return base64.b64decode(signature or "", validate=True).startswith(PNG)
        except (binascii.Error, TypeError, ValueError):
            return False

    def _portal_proof_answer_values(self, name):
        """Who answers, and how, as values of the proof."""
        user = request.env.user
        values = {
            "decided_by_name": name,
            "decision_channel": "link" if user._is_public() else "portal",
            "decision_address": request.httprequest.remote_addr,
        }
        if not user._is_public():
            values.update(decided_user_id=user.id, decided_partner_id=user.partner_id.id)
        return values

    def _portal_proof_page(self, proof_sudo, access_token, error=None, entered=None):
        user = request.env.user
        values = {
            "proof": proof_sudo,
            "page_name": "proof",
            "access_token": access_token,
            "no_breadcrumbs": True,
            "may_answer": self._portal_proof_may_answer(proof_sudo),
            "is_staff": user._is_internal(),
            "error": error,
            "entered": entered or {"name": "" if user._is_public() else user.name},
            "file_url": self._portal_proof_file_url(proof_sudo),
        }
        response = request.render("sale_order_intake.portal_proof", values)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def _portal_proof(self, proof_id, access_token):
        """Return the proof as superuser, or no page: a wrong link says nothing.

        Staff may look at what they may read; the customer's users at what was sent to their
        company; everybody else needs the link.
        """
        user = request.env.user
        try:
            proof_sudo = self._document_check_access(
                "sale.order.proof", proof_id, access_token=access_token
            )
        except (AccessError, MissingError):
            proof_sudo = request.env["sale.order.proof"].sudo().browse(proof_id).exists()
            company = proof_sudo.partner_id.commercial_partner_id
            if not (user._is_portal() and company == user.partner_id.commercial_partner_id):
                raise NotFound() from None
        if not user._is_internal() and (
            proof_sudo.state == "draft" or proof_sudo._is_signed_by_quality()
        ):
            raise NotFound()
        return proof_sudo

    def _in_his_language(self, proof_sudo):
        """Let whoever comes by the link read his own language, unless he has chosen another."""
        lang = proof_sudo.contact_id.lang
        chosen = request.lang != request.env["ir.http"]._get_default_lang()
        if lang and not chosen and request.env.user._is_public():
            request.update_context(lang=lang)
        return proof_sudo.with_context(lang=request.env.lang)

    def _portal_proof_file_url(self, proof_sudo):
        # Staff who may look at a proof do not get the customer's link by it.
        if request.env.user._is_internal():
            return f"/my/proof/{proof_sudo.id}/file?"
        return proof_sudo.get_portal_url(suffix="/file")

    def _portal_proof_may_answer(self, proof_sudo):
        return (
            proof_sudo.state == "sent"
            and proof_sudo.order_id.state != "cancel"
            and not request.env.user._is_internal()
        )

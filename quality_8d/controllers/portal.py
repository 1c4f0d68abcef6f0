import base64

from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

# Longer texts are no names and no remarks.
MAX_NAME = 100
MAX_COMMENT = 4000
MAX_REQUEST = 64 * 1024


class Quality8dPortal(CustomerPortal):
    """The page on which a customer reads one version of a report, and answers it.

    He sees the file as it was sent and nothing else of the report.
    """

    @route("/my/8d/<int:version_id>", type="http", auth="public", website=True, sitemap=False)
    def portal_8d(self, version_id, access_token=None, **kwargs):
        """Show one version to whoever has its link, or works for its customer."""
        version_sudo = self._portal_8d(version_id, access_token)
        return self._portal_8d_page(version_sudo, access_token)

    @route("/my/8d/<int:version_id>/file", type="http", auth="public", sitemap=False)
    def portal_8d_file(self, version_id, access_token=None, download=False, **kwargs):
        """Send the file of one version, exactly as it was sent."""
        version_sudo = self._portal_8d(version_id, access_token)
        content = base64.b64decode(version_sudo.file)
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(content)),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "private, max-age=600"),
        ]
        if download:
            headers.append(("Content-Disposition", content_disposition(version_sudo.file_name)))
        return request.make_response(content, headers)

    @route(
        "/my/8d/<int:version_id>/answer",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
        max_content_length=MAX_REQUEST,
    )
    def portal_8d_answer(
        self, version_id, access_token=None, answer=None, name=None, comment=None, **kwargs
    ):
        """Record the answer of the customer."""
        version_sudo = self._portal_8d(version_id, access_token)
        if not self._portal_8d_may_answer(version_sudo) or answer not in ("accept", "return"):
            raise NotFound()
        entered = {
            "name": (name or "").strip()[:MAX_NAME],
            "comment": (comment or "").strip()[:MAX_COMMENT],
        }
        channel = "link" if request.env.user._is_public() else "portal"
        try:
            with request.env.cr.savepoint():
                version_sudo._answer(
                    answer == "accept", entered["name"], channel, entered["comment"]
                )
        except UserError as error:
            return self._portal_8d_page(version_sudo, access_token, error.args[0], entered)
        return request.redirect(version_sudo.get_portal_url())

    def _portal_8d_page(self, version_sudo, access_token, error=None, entered=None):
        user = request.env.user
        values = {
            "version": version_sudo,
            "page_name": "8d",
            "access_token": access_token,
            "no_breadcrumbs": True,
            "may_answer": self._portal_8d_may_answer(version_sudo),
            "is_staff": user._is_internal(),
            "error": error,
            "entered": entered or {"name": "" if user._is_public() else user.name},
            "file_url": self._portal_8d_file_url(version_sudo),
        }
        response = request.render("quality_8d.portal_8d", values)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def _portal_8d(self, version_id, access_token):
        """Return the version as superuser, or no page: a wrong link says nothing."""
        user = request.env.user
        try:
            version_sudo = self._document_check_access(
                "quality.8d.version", version_id, access_token=access_token
            )
        except (AccessError, MissingError):
            # sudo: the customer's users are asked for by their company, they have no right
            version_sudo = request.env["quality.8d.version"].sudo().browse(version_id).exists()
            company = version_sudo.report_id.partner_id.commercial_partner_id
            if not (
                company and user._is_portal() and company == user.partner_id.commercial_partner_id
            ):
                raise NotFound() from None
        lang = version_sudo.partner_id.lang
        if lang and user._is_public():
            request.update_context(lang=lang)
        return version_sudo.with_context(lang=request.env.lang)

    def _portal_8d_file_url(self, version_sudo):
        # Staff who may look at a version do not get the customer's link by it.
        if request.env.user._is_internal():
            return f"/my/8d/{version_sudo.id}/file?"
        return version_sudo.get_portal_url(suffix="/file")

    def _portal_8d_may_answer(self, version_sudo):
        return version_sudo.state == "sent" and not request.env.user._is_internal()

import base64

from odoo.http import request

from odoo.addons.order_signoff import page
from odoo.addons.portal.controllers.portal import CustomerPortal


class Quality8dPortal(CustomerPortal):
    """The page on which a customer reads one version of a report, and answers it.

    He sees the file as it was sent and nothing else of the report.
    """

    @page.shown_at("/my/8d/<int:version_id>")
    def portal_8d(self, version_id, access_token=None, **kwargs):
        """Show one version to whoever has its link, or works for its customer."""
        version_sudo = self._portal_8d(version_id, access_token)
        return self._portal_8d_page(version_sudo, access_token)

    @page.file_at("/my/8d/<int:version_id>/file")
    def portal_8d_file(self, version_id, access_token=None, download=False, **kwargs):
        """Send the file of one version, exactly as it was sent."""
        version_sudo = self._portal_8d(version_id, access_token)
        return page.send_file(
            base64.b64decode(version_sudo.file),
            version_sudo.file_name,
            "application/pdf",
            download,
        )

    @page.answered_at("/my/8d/<int:version_id>/answer")
    def portal_8d_answer(
        self, version_id, access_token=None, answer=None, name=None, comment=None, **kwargs
    ):
        """Record the answer of the customer."""
        version_sudo = self._portal_8d(version_id, access_token)
        if not self._portal_8d_may_answer(version_sudo) or answer not in ("accept", "return"):
            raise page.NotFound()
        entered = page.answer_of(name, comment)
        error = page.attempt(
            lambda: version_sudo._answer(
                answer == "accept", entered["name"], page.channel(), entered["comment"]
            )
        )
        if error:
            return self._portal_8d_page(version_sudo, access_token, error, entered)
        return request.redirect(version_sudo.get_portal_url())

    def _portal_8d_page(self, version_sudo, access_token, error=None, entered=None):
        return page.render(
            "quality_8d.portal_8d",
            version_sudo,
            access_token,
            error,
            entered,
            version=version_sudo,
            page_name="8d",
            may_answer=self._portal_8d_may_answer(version_sudo),
        )

    def _portal_8d(self, version_id, access_token):
        # Whom it was sent to, whoever the report is about by now.
        version_sudo = page.find("quality.8d.version", version_id, access_token)
        return page.in_language(version_sudo, version_sudo.partner_id)

    def _portal_8d_may_answer(self, version_sudo):
        return version_sudo.state == "sent" and not page.is_staff()

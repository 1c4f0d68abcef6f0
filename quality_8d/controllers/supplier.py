import base64

from odoo.http import request

from odoo.addons.order_signoff import page
from odoo.addons.portal.controllers.portal import CustomerPortal

PICTURES = ("picture_ok", "picture_nok")


class Quality8dSupplierPortal(CustomerPortal):
    """The page on which a supplier answers an 8D report.

    He sees the problem and his own part, and nothing of our work on it.
    """

    @page.shown_at("/my/8d/supplier/<int:request_id>")
    def portal_8d_supplier(self, request_id, access_token=None, saved=None, **kwargs):
        """Show what was asked to whoever has the link, or works at the supplier."""
        asked_sudo = self._portal_8d_asked(request_id, access_token)
        return self._portal_8d_supplier_page(asked_sudo, access_token, saved=saved)

    @page.answered_at(
        "/my/8d/supplier/<int:request_id>/<string(length=2):discipline>", page.upload_limit
    )
    def portal_8d_supplier_save(
        self, request_id, discipline, access_token=None, name=None, op="save", **entered
    ):
        """Keep what was entered for one discipline, and hand it in where that was pressed."""
        asked_sudo = self._portal_8d_asked(request_id, access_token)
        if page.is_staff():
            raise page.NotFound()
        name = page.cut(name, page.MAX_NAME)
        error = page.attempt(lambda: self._portal_8d_keep(asked_sudo, discipline, entered))
        shown = entered
        if not error and op == "submit":
            # What was entered is kept already, whatever is missing.
            shown = {}
            error = page.attempt(lambda: asked_sudo._submit(discipline, name))
        if error:
            return self._portal_8d_supplier_page(
                asked_sudo, access_token, error, {**shown, "name": name}, current=discipline
            )
        url = asked_sudo.get_portal_url(query_string=f"&saved={discipline}", anchor=discipline)
        return request.redirect(url)

    def _portal_8d_keep(self, asked_sudo, discipline, entered):
        texts = {key: value for key, value in entered.items() if isinstance(value, str)}
        step = asked_sudo._fill_in(discipline, texts)
        page.attach(step, "files", attachments=step.attachment_ids)

    @page.answered_at("/my/8d/supplier/<int:request_id>/claim")
    def portal_8d_supplier_claim(
        self, request_id, access_token=None, answer=None, name=None, comment=None, mark="", **kwargs
    ):
        """Record what the supplier says to the claim."""
        asked_sudo = self._portal_8d_asked(request_id, access_token)
        if page.is_staff() or answer not in ("agree", "dispute"):
            raise page.NotFound()
        entered = page.answer_of(name, comment)
        error = page.attempt(
            lambda: asked_sudo.report_id._answer_claim(
                answer == "agree", entered["name"], entered["comment"], mark
            )
        )
        if error:
            return self._portal_8d_supplier_page(
                asked_sudo, access_token, error, entered, current="claim"
            )
        return request.redirect(asked_sudo.get_portal_url(anchor="claim"))

    @page.file_at("/my/8d/supplier/<int:request_id>/picture/<string:name>")
    def portal_8d_supplier_picture(self, request_id, name, access_token=None, **kwargs):
        """Send the picture of the good, or of the defective part."""
        asked_sudo = self._portal_8d_asked(request_id, access_token)
        if name not in PICTURES or not asked_sudo.report_id[name]:
            raise page.NotFound()
        content = base64.b64decode(asked_sudo.report_id[name])
        mimetype = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
        return page.send_file(content, f"{name}.{mimetype[6:]}", mimetype)

    @page.file_at("/my/8d/supplier/<int:request_id>/evidence/<int:attachment_id>")
    def portal_8d_supplier_evidence(self, request_id, attachment_id, access_token=None, **kwargs):
        """Send a file that the supplier has uploaded himself."""
        asked_sudo = self._portal_8d_asked(request_id, access_token)
        steps = asked_sudo.report_id.step_ids.filtered("by_supplier")
        return page.send_attachment(steps.attachment_ids, attachment_id)

    def _portal_8d_asked(self, request_id, access_token):
        """Return the request as superuser, or no page: a wrong or withdrawn link says nothing."""
        asked_sudo = page.find("quality.8d.request", request_id, access_token)
        if asked_sudo.state != "open":
            raise page.NotFound()
        return page.in_language(asked_sudo, asked_sudo.partner_id)

    def _portal_8d_supplier_page(
        self, asked_sudo, access_token, error=None, entered=None, current=None, saved=None
    ):
        report = asked_sudo.report_id
        open_steps = asked_sudo._open_steps()
        may_write = not page.is_staff()
        current = current or saved or open_steps[:1].discipline
        sections = [
            {
                "step": step,
                "label": step._label(),
                "tables": asked_sudo._sheet(step, entered),
                "text": asked_sudo._sheet_text(step, entered),
                "editable": may_write and step in open_steps,
                "is_open": step.discipline == current,
                "is_saved": step.discipline == saved,
            }
            for step in report.step_ids.filtered("by_supplier").sorted("discipline")
        ]
        token = f"?access_token={access_token}" if access_token else ""
        return page.render(
            "quality_8d.portal_8d_supplier",
            asked_sudo,
            access_token,
            error=error,
            entered=entered,
            asked=asked_sudo,
            report=report,
            sections=sections,
            current=current,
            may_write=may_write,
            token=token,
            tz=asked_sudo._timezone(),
            page_name="8d_supplier",
        )

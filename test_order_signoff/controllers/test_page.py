from odoo.http import Controller, request, route

from odoo.addons.order_signoff import page


class TestPage(Controller):
    """A page for somebody outside, without the portal."""

    @route("/test_order_signoff/page/<int:page_id>/file/<int:attachment_id>", auth="public")
    def page_file(self, page_id, attachment_id, access_token=None):
        """Send one file of the document."""
        document = page.find("test.order.page", page_id, access_token)
        return page.send_attachment(document.attachment_ids, attachment_id)

    @route(
        "/test_order_signoff/page/<int:page_id>/answer",
        auth="public",
        methods=["POST"],
        csrf=False,
        max_content_length=page.upload_limit,
    )
    def page_answer(self, page_id, access_token=None, note=None, **kwargs):
        """Take a note and files; answer why they are refused."""
        document = page.find("test.order.page", page_id, access_token)

        def answer():
            document.note = page.cut(note, page.MAX_NAME)
            page.attach(document, attachments=document.attachment_ids)

        return request.make_response(page.attempt(answer) or "taken")

import secrets

from odoo.http import request, route

from odoo.addons.order_signoff import page
from odoo.addons.order_signoff.tools import plain_number
from odoo.addons.portal.controllers.portal import CustomerPortal, pager

MAX_TITLE = 100
MAX_REF = 60
MAX_QUANTITY = 1e9


class ComplaintPortal(CustomerPortal):
    """Where a customer complains, follows what happens, and says whether he agrees."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            values["complaint_count"] = self._my_complaints().search_count(
                self._my_complaints_domain()
            )
        return values

    def _my_complaints(self):
        # sudo: customers have no right on complaints, the domain lets them see their own
        return request.env["customer.complaint"].sudo()

    def _my_complaints_domain(self):
        company = request.env.user.partner_id.commercial_partner_id
        return [("commercial_partner_id", "=", company.id)]

    @route(
        ["/my/complaints", "/my/complaints/page/<int:number>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_complaints(self, number=1, **kwargs):
        """List the complaints of the customer's company, newest first."""
        complaints = self._my_complaints()
        domain = self._my_complaints_domain()
        pages = pager(
            url="/my/complaints",
            total=complaints.search_count(domain),
            page=number,
            step=self._items_per_page,
        )
        return request.render(
            "customer_complaint.portal_complaints",
            {
                "complaints": complaints.search(
                    domain, limit=self._items_per_page, offset=pages["offset"]
                ),
                "pager": pages,
                "page_name": "complaints",
                "default_url": "/my/complaints",
            },
        )

    @route("/my/complaints/new", type="http", auth="user", website=True, methods=["GET"])
    def portal_complaint_new(self, order=None, **kwargs):
        """Ask what is wrong."""
        entered = {"order_text": page.cut(order, MAX_REF)}
        return self._portal_complaint_new_page(entered=entered)

    @route(
        "/my/complaints/new",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        sitemap=False,
        max_content_length=page.upload_limit,
    )
    def portal_complaint_create(self, **entered):
        """Register the complaint with its photos, wholly or not at all."""
        values = self._portal_complaint_values(entered)
        partner, complaints = request.env.user.partner_id, self._my_complaints()
        page_key = complaints._page_key(
            partner, values, page.cut(entered.get("page_token"), MAX_REF)
        )
        if known := complaints._sent_before(page_key):
            return request.redirect(known.get_portal_url())
        made = []

        def register():
            complaint = complaints._register_from_portal(partner, values, page_key)
            complaint._add_files(page.attach(complaint))
            made.append(complaint)

        if error := page.attempt(register):
            return self._portal_complaint_new_page(error=error, entered=entered)
        return request.redirect(made[0].get_portal_url())

    def _portal_complaint_values(self, entered):
        try:
            quantity = float(entered.get("qty_complained") or 0)
        except ValueError:
            quantity = 0
        if not 0 < quantity < MAX_QUANTITY:
            quantity = 0
        wishes = dict(self._my_complaints()._fields["wish"].selection)
        return {
            "title": page.cut(entered.get("title"), MAX_TITLE),
            "customer_words": page.cut(entered.get("customer_words"), page.MAX_COMMENT),
            "order_text": page.cut(entered.get("order_text"), MAX_REF),
            "order_line_id": self._portal_complaint_line(entered),
            "lot_text": page.cut(entered.get("lot_text"), MAX_REF),
            "qty_complained": quantity,
            "wish": entered.get("wish") if entered.get("wish") in wishes else False,
        }

    def _portal_complaint_lines(self, entered):
        """Return the lines of the order that is named, if it is one of the customer's."""
        order = self._my_complaints()._order_of_customer(
            request.env.user.partner_id, page.cut(entered.get("order_text"), MAX_REF)
        )
        return order.order_line.filtered(lambda line: line.product_id and not line.display_type)

    def _portal_complaint_line(self, entered):
        chosen = entered.get("order_line_id") or ""
        lines = self._portal_complaint_lines(entered)
        return lines.filtered(lambda line: str(line.id) == chosen).id

    def _portal_complaint_new_page(self, error=None, entered=None):
        complaint = self._my_complaints()
        entered = entered or {}
        wishes = complaint._fields["wish"]._description_selection(request.env)
        return page.render(
            "customer_complaint.portal_complaint_new",
            complaint,
            None,
            error=error,
            entered=entered,
            page_token=entered.get("page_token") or secrets.token_urlsafe(16),
            wishes=wishes,
            lines=self._portal_complaint_lines(entered),
            plain_number=plain_number,
            page_name="complaints",
            no_breadcrumbs=False,
        )

    @page.shown_at("/my/complaints/<int:complaint_id>")
    def portal_complaint(self, complaint_id, access_token=None, **kwargs):
        """Show one complaint to whoever has its link, or works for its customer."""
        complaint_sudo = self._portal_complaint(complaint_id, access_token)
        return self._portal_complaint_page(complaint_sudo, access_token)

    @page.answered_at("/my/complaints/<int:complaint_id>/answer")
    def portal_complaint_answer(
        self, complaint_id, access_token=None, answer=None, name=None, comment=None, **kwargs
    ):
        """Record whether the customer agrees with our answer."""
        complaint_sudo = self._portal_complaint(complaint_id, access_token)
        if page.is_staff() or answer not in ("accept", "object"):
            raise page.NotFound()
        entered = page.answer_of(name, comment)
        error = page.attempt(
            lambda: complaint_sudo._answer_by_customer(
                answer == "accept", entered["name"], entered["comment"]
            )
        )
        if error:
            return self._portal_complaint_page(complaint_sudo, access_token, error, entered)
        return request.redirect(complaint_sudo.get_portal_url())

    @page.answered_at("/my/complaints/<int:complaint_id>/files", page.upload_limit)
    def portal_complaint_files(self, complaint_id, access_token=None, **kwargs):
        """Add photos or documents to a complaint that is still open."""
        complaint_sudo = self._portal_complaint(complaint_id, access_token)
        if page.is_staff() or not complaint_sudo.is_open:
            raise page.NotFound()
        error = page.attempt(
            lambda: complaint_sudo._add_files(
                page.attach(complaint_sudo, attachments=complaint_sudo._customer_files())
            )
        )
        if error:
            return self._portal_complaint_page(complaint_sudo, access_token, error)
        return request.redirect(complaint_sudo.get_portal_url())

    @page.file_at("/my/complaints/<int:complaint_id>/file/<int:attachment_id>")
    def portal_complaint_file(
        self, complaint_id, attachment_id, access_token=None, download=False, **kwargs
    ):
        """Send one of the files the customer sent himself."""
        complaint_sudo = self._portal_complaint(complaint_id, access_token)
        return page.send_attachment(complaint_sudo._customer_files(), attachment_id, download)

    def _portal_complaint(self, complaint_id, access_token):
        complaint_sudo = page.find("customer.complaint", complaint_id, access_token)
        return page.in_language(complaint_sudo, complaint_sudo.partner_id)

    def _portal_complaint_page(self, complaint_sudo, access_token, error=None, entered=None):
        return page.render(
            "customer_complaint.portal_complaint",
            complaint_sudo,
            access_token,
            error=error,
            entered=entered,
            complaint=complaint_sudo,
            files=complaint_sudo._customer_files(),
            plain_number=plain_number,
            steps=complaint_sudo._customer_steps(),
            may_answer=complaint_sudo._customer_may_answer() and not page.is_staff(),
            page_name="complaints",
            # Who is logged in finds his way back to his other complaints.
            no_breadcrumbs=request.env.user._is_public() or page.is_staff(),
        )

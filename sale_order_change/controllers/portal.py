from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.order_signoff import page
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

SUPPLEMENT = "sale_order_change.report_sale_order_supplement"


class OrderChangePortal(CustomerPortal):
    """The page on which a customer reads what changes in his order, and agrees or not."""

    # === HIS CHANGES === #

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "order_change_count" in counters:
            values["order_change_count"] = self._order_changes().search_count(
                self._order_change_domain()
            )
        if "order_change_open_count" in counters:
            values["order_change_open_count"] = self._order_changes().search_count(
                self._order_change_domain() & self._order_changes()._portal_open_domain()
            )
        return values

    @route(
        ["/my/order-changes", "/my/order-changes/page/<int:page_number>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def portal_order_changes(self, page_number=1, **kwargs):
        """List the changes of the customer's orders, the latest first."""
        domain = self._order_change_domain()
        changes = self._order_changes()
        pager = portal_pager(
            url="/my/order-changes",
            total=changes.search_count(domain),
            page=page_number,
            step=self._items_per_page,
        )
        return request.render(
            "sale_order_change.portal_order_changes",
            {
                "changes": changes.search(
                    domain, limit=self._items_per_page, offset=pager["offset"], order="id desc"
                ),
                "pager": pager,
                "page_name": "order_changes",
                "default_url": "/my/order-changes",
            },
        )

    def _order_changes(self):
        # sudo: customers have no right on changes; the domain names what is theirs
        return request.env["sale.order.change"].sudo()

    def _order_change_domain(self):
        """Return what the company of the portal user may look at; nothing for anybody else."""
        user = request.env.user
        company = user.partner_id.commercial_partner_id
        if not (user._is_portal() and company):
            return Domain.FALSE
        return (
            self._order_changes()._portal_domain()
            & Domain("partner_id.commercial_partner_id", "=", company.id)
            & Domain("company_id", "in", request.env.companies.ids)
        )

    # === ONE CHANGE === #

    @page.shown_at("/my/order-change/<int:change_id>")
    def portal_order_change(self, change_id, access_token=None, **kwargs):
        """Show one change to whoever has its link, or works for its customer."""
        return self._order_change_page(self._order_change(change_id, access_token), access_token)

    @page.file_at("/my/order-change/<int:change_id>/file")
    def portal_order_change_file(self, change_id, access_token=None, download=False, **kwargs):
        """Send the supplement to the contract, where the change makes one."""
        change_sudo = self._order_change(change_id, access_token)
        if change_sudo.change_class != "structural":
            raise page.NotFound()
        # sudo: who may see the page may have the paper that says the same
        content, _kind = request.env["ir.actions.report"].sudo()._render_qweb_pdf(
            SUPPLEMENT, change_sudo.ids
        )
        return page.send_file(content, f"{change_sudo.name}.pdf", "application/pdf", download)

    @page.answered_at("/my/order-change/<int:change_id>/answer")
    def portal_order_change_answer(
        self,
        change_id,
        access_token=None,
        answer=None,
        name=None,
        comment=None,
        shown=None,
        **kwargs,
    ):
        """Record the answer of the customer."""
        change_sudo = self._order_change(change_id, access_token)
        if not self._order_change_may_answer(change_sudo) or answer not in ("accept", "decline"):
            raise page.NotFound()
        entered = page.answer_of(name, comment)
        error = page.attempt(
            lambda: self._order_change_record(
                change_sudo, shown, answer == "accept", entered["name"], entered["comment"]
            )
        )
        if error:
            return self._order_change_page(change_sudo, access_token, error, entered)
        return request.redirect(change_sudo.get_portal_url())

    @page.signed_at("/my/order-change/<int:change_id>/sign")
    def portal_order_change_sign(self, change_id, access_token=None, name=None, signature=None):
        """Record that the customer agrees, with his drawn signature."""
        access_token = access_token or request.httprequest.args.get("access_token")
        change_sudo = self._order_change(change_id, access_token)
        if not self._order_change_may_answer(change_sudo):
            raise page.NotFound()
        return page.sign(
            change_sudo,
            signature,
            lambda: self._order_change_record(
                change_sudo,
                request.httprequest.args.get("shown"),
                True,
                page.cut(name, page.MAX_NAME),
                consent_signature=signature,
            ),
        )

    def _order_change_record(self, change_sudo, shown, accepted, name, comment="", **values):
        """Record the answer to what the page has shown, and how it came."""
        user = request.env.user
        change_sudo._check_portal_seal(shown)
        change_sudo._answer_consent(
            accepted,
            name,
            comment,
            {
                "consent_channel": page.channel(),
                "consent_address": request.httprequest.remote_addr,
                "consent_user_id": False if user._is_public() else user.id,
                **values,
            },
        )

    def _order_change_page(self, change_sudo, access_token, error=None, entered=None):
        return page.render(
            "sale_order_change.portal_order_change",
            change_sudo,
            access_token,
            error,
            entered,
            change=change_sudo,
            page_name="order_change",
            may_answer=self._order_change_may_answer(change_sudo),
        )

    def _order_change(self, change_id, access_token):
        """Return the change as superuser, or no page; staff may look at it before it is asked."""
        change_sudo = page.find("sale.order.change", change_id, access_token)
        if not page.is_staff() and not change_sudo._portal_shown():
            raise page.NotFound()
        return page.in_language(change_sudo, change_sudo.consent_contact_id)

    def _order_change_may_answer(self, change_sudo):
        return (
            change_sudo.state == "consent"
            and change_sudo.order_id.state == "sale"
            and not page.is_staff()
        )

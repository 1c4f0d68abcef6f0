from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager


class Quality8dPortalList(CustomerPortal):
    """The 8D reports that customers and suppliers find when they log in."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "quality_8d_count" in counters:
            values["quality_8d_count"] = self._portal_8d_count("quality.8d.version")
        if "quality_8d_asked_count" in counters:
            values["quality_8d_asked_count"] = self._portal_8d_count("quality.8d.request")
        return values

    @route(
        ["/my/8d", "/my/8d/page/<int:page>"], type="http", auth="user", website=True, sitemap=False
    )
    def portal_my_8d(self, page=1, **kwargs):
        """List the reports that were sent to the company of whoever is logged in."""
        values = self._portal_8d_list("quality.8d.version", "/my/8d", page)
        return request.render("quality_8d.portal_my_8d", values | {"page_name": "8d_list"})

    @route(
        ["/my/8d/supplier", "/my/8d/supplier/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def portal_my_8d_supplier(self, page=1, **kwargs):
        """List the reports that the company of whoever is logged in was asked to answer."""
        values = self._portal_8d_list("quality.8d.request", "/my/8d/supplier", page)
        return request.render(
            "quality_8d.portal_my_8d_supplier", values | {"page_name": "8d_supplier_list"}
        )

    def _portal_8d_domain(self, model):
        """Return what was sent to the company of the portal user; nothing for anybody else."""
        user = request.env.user
        company = user.partner_id.commercial_partner_id
        if not (user._is_portal() and company):
            return Domain.FALSE
        # Whom it was sent to, whoever the report is about by now.
        domain = Domain("partner_id.commercial_partner_id", "=", company.id) & Domain(
            "company_id", "in", request.env.companies.ids
        )
        if model == "quality.8d.request":
            domain &= Domain("state", "=", "open")
        return domain

    def _portal_8d_count(self, model):
        # sudo: customers and suppliers have no right on the reports, only to what was sent
        return request.env[model].sudo().search_count(self._portal_8d_domain(model))

    def _portal_8d_list(self, model, url, page):
        values = self._prepare_portal_layout_values()
        step = self._items_per_page
        shown = pager(url=url, total=self._portal_8d_count(model), page=page, step=step)
        # sudo: customers and suppliers have no right on the reports, only to what was sent
        documents = (
            request.env[model]
            .sudo()
            .search(
                self._portal_8d_domain(model), limit=step, offset=shown["offset"], order="id desc"
            )
        )
        return values | {"documents": documents, "pager": shown, "default_url": url}

from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.addons.sale.controllers.portal import CustomerPortal


class OrderCodePortal(CustomerPortal):
    def _prepare_sale_portal_rendering_values(self, *args, **kwargs):
        """Let customers look for an order by its number, its code or their own reference."""
        values = super()._prepare_sale_portal_rendering_values(*args, **kwargs)
        if values["page_name"] != "order" or not self._order_codes_in_use():
            return values
        inputs = self._order_code_searchbar_inputs()
        search = (kwargs.get("search") or "").strip()
        search_in = kwargs.get("search_in")
        if search_in not in inputs:
            search_in = "all"
        values.update(searchbar_inputs=inputs, search_in=search_in, search=search)
        if search:
            values.update(self._search_orders(search, inputs[search_in]["fields"], kwargs))
        return values

    def _order_codes_in_use(self):
        # sudo: one bit, the same for all visitors
        companies = request.env["res.company"].sudo()
        return bool(companies.search_count([("order_code_enabled", "=", True)], limit=1))

    def _order_code_searchbar_inputs(self):
        env = request.env
        inputs = {
            "all": {
                "label": env._("Search in All"),
                "fields": ["name", "order_code", "quotation_name", "client_order_ref"],
            },
            "order_code": {"label": env._("Search in Order Code"), "fields": ["order_code"]},
            "reference": {
                "label": env._("Search in Your Reference"),
                "fields": ["client_order_ref"],
            },
        }
        for key, value in inputs.items():
            value["input"] = key
        return inputs

    def _search_orders(self, search, fields, kwargs):
        """Orders and pages of the list, narrowed down to what was looked for."""
        orders = request.env["sale.order"]
        domain = Domain(self._prepare_orders_domain(request.env.user.partner_id))
        domain &= Domain.OR(Domain(field, "ilike", search) for field in fields)
        pages = portal_pager(
            url="/my/orders",
            total=orders.search_count(domain),
            page=kwargs.get("page", 1),
            step=self._items_per_page,
            url_args={"search": search, "search_in": kwargs.get("search_in")},
        )
        found = orders.search(
            domain, order="date_order desc", limit=self._items_per_page, offset=pages["offset"]
        )
        # sudo: as Odoo renders the list
        return {"orders": found.sudo(), "pager": pages}

from odoo import models


class MrpProduction(models.Model):
    """Which customers' orders a manufacturing order works for."""

    _inherit = "mrp.production"

    def _customer_orders(self):
        """Return ``{manufacturing order: sales orders (sudo)}`` that it is made for.

        By the reference that procurement hands on, by the order line, and through the levels
        above: parts made for a manufacturing order are made for its orders. Make-to-stock
        requests are orders like any other. What replenishes stock (made for a reordering rule,
        or a part of something made for one) is made for nobody.

        The number of queries grows with the levels only.
        """
        # sudo: the shop need not see sales orders
        sources = self.sudo()._sources_of_all_levels()
        orders = {}
        return {
            production: production.sudo()._collect_orders(sources, orders) for production in self
        }

    def _products_made_for(self):
        """Return ``{manufacturing order: products}``: its own, and those it becomes a part of.

        For a kit, the product that was sold is among them.
        """
        # sudo: the shop need not see sales orders
        sources = self.sudo()._sources_of_all_levels()
        result = {}
        for production in self:
            levels = production.sudo()
            above = levels
            while above := above.browse().union(*(sources[p] for p in above)) - levels:
                levels |= above
            result[production] = levels.product_id | levels.sale_line_id.product_id
        return result

    def _sources_of_all_levels(self):
        """Return ``{manufacturing order: those it is a part for}`` for these and all above."""
        sources = {}
        level = self
        while level:
            groups_above = {}
            for production in level:
                group = production.production_group_id
                # the groups are linked only after a rule has confirmed what it created
                groups = group.parent_ids | production.move_dest_ids.production_group_id
                groups_above[production] = groups - group
            # What they make is read for all of them at once.
            level.production_group_id.browse().union(*groups_above.values()).mapped(
                "production_ids"
            )
            for production, groups in groups_above.items():
                sources[production] = groups.production_ids
            level = self.browse().union(*(sources[p] for p in level)) - self.union(*sources)
        return sources

    def _collect_orders(self, sources, known):
        """Return the orders of one manufacturing order; ``known`` remembers what was found."""
        self.ensure_one()
        if self in known:
            return known[self]
        # a circle of manufacturing orders ends here
        known[self] = self.env["sale.order"]
        above = [source._collect_orders(sources, known) for source in sources[self]]
        orders = self.env["sale.order"].union(*above)
        replenishes = self.orderpoint_id or (above and not orders)
        if not replenishes:
            orders |= self.reference_ids.sale_ids | self.sale_line_id.order_id
        known[self] = orders
        return orders

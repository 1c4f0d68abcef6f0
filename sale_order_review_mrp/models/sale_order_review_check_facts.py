from functools import cached_property

from odoo.fields import Domain

from odoo.addons.sale_order_review.models.sale_order_review_check_facts import CheckFacts


class CapacityFacts(CheckFacts):
    """What the check of capacity asks, together with what all checks ask."""

    # === BILLS OF MATERIALS === #

    def _more_products(self):
        """The components of the products of the orders, where somebody will ask for them."""
        if not self._asks_for_boms:
            return super()._more_products()
        return super()._more_products() | self._first_boms.bom_line_ids.product_id

    @property
    def _asks_for_boms(self):
        return bool(self.keys & {"capacity", "lead_time", "stock"})

    @cached_property
    def _first_boms(self):
        """All bills of materials of the products of the orders, kits among them."""
        return self._read_boms(self.lines.product_id)

    def _read_boms(self, products):
        """Read the bills of materials of these products, their lines and operations.

        As ``mrp.bom._bom_find`` looks for them, which reads one by one.
        """
        boms = (
            self.env["mrp.bom"]
            # an archived product is made like any other
            .with_context(active_test=False)
            .search_fetch(
                Domain("active", "=", True)
                & Domain("company_id", "in", [False, self.env.company.id])
                & (
                    Domain("product_id", "in", products.ids)
                    | Domain("product_id", "=", False)
                    & Domain("product_tmpl_id.product_variant_ids", "in", products.ids)
                ),
                order="sequence, product_id, id",
            )
            .with_env(self.env)
        )
        if boms:
            self._read_of_boms(boms, "bom_line_ids")
            if "capacity" in self.keys:
                self._read_of_boms(boms, "operation_ids")
                # all work centres at once, not those of each operation
                centers = boms.operation_ids.workcenter_id
                centers.fetch()
                centers.mapped("capacity_ids")
        return boms

    def _read_of_boms(self, boms, name):
        """Read what belongs to the bills of materials, in one statement."""
        field = boms._fields[name]
        records = self.env[field.comodel_name].search_fetch([("bom_id", "in", boms.ids)])
        by_bom = records.grouped("bom_id")
        field._insert_cache(boms, [by_bom.get(bom, records.browse())._ids for bom in boms])

    def _without_variants(self, templates):
        result = super()._without_variants(templates)
        if self._asks_for_boms:
            boms = self._first_boms.filtered(lambda bom: bom.product_tmpl_id in templates)
            result.append((boms.bom_line_ids, "bom_product_template_attribute_value_ids"))
            if "capacity" in self.keys:
                result.append((boms.operation_ids, "bom_product_template_attribute_value_ids"))
        return result

    def boms_of(self, products):
        """Return ``{product: bill of materials}``, an empty one where there is none."""
        known = products <= self.lines.product_id
        boms = self._first_boms if known else self._read_boms(products)
        by_product = boms.filtered("product_id").grouped("product_id")
        by_template = boms.filtered(lambda bom: not bom.product_id).grouped("product_tmpl_id")
        place = {bom: number for number, bom in enumerate(boms)}
        result = {}
        for product in products:
            candidates = [
                *by_product.get(product, boms.browse())[:1],
                *by_template.get(product.product_tmpl_id, boms.browse())[:1],
            ]
            makeable = candidates and product.type != "service"
            result[product] = min(candidates, key=place.get) if makeable else boms.browse()
        return result

    def _stock_by_odoo(self, products):
        """What lies free of a kit follows from its components."""
        kits = self._first_boms.filtered(lambda bom: bom.type == "phantom")
        return super()._stock_by_odoo(products) | products.filtered(
            lambda product: any(
                kit.product_id == product
                or not kit.product_id and kit.product_tmpl_id == product.product_tmpl_id
                for kit in kits
            )
        )

    # === WORK CENTRES === #

    @cached_property
    def hours(self):
        """By review: the hours that its order needs, by work centre."""
        return self.reviews._work_hours(self)

    @cached_property
    def centers(self):
        """The work centres that work for these orders."""
        return self.env["mrp.workcenter"].union(
            *(center for by_center in self.hours.values() for center in by_center)
        )

    def _resources_to_check(self):
        resources = super()._resources_to_check()
        return resources | self.centers.resource_id if "capacity" in self.keys else resources

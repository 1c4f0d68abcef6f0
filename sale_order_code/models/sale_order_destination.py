from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache


class SaleOrderDestination(models.Model):
    _name = "sale.order.destination"
    _description = "Destination Region"
    _inherit = ["order.code.value.mixin"]

    country_ids = fields.Many2many(
        comodel_name="res.country",
        relation="sale_order_destination_country_rel",
        column1="destination_id",
        column2="country_id",
        string="Countries",
        help="Goods that go to one of these countries belong to this region.",
    )
    is_unknown = fields.Boolean(
        string="Unknown Region",
        help="Taken when the delivery country is missing or belongs to no region.",
    )

    _unknown_unique = models.UniqueIndex(
        "(is_unknown) WHERE is_unknown", "There can be only one region for unknown destinations."
    )

    @api.constrains("country_ids", "active")
    def _check_country_ids(self):
        holder = {}
        for destination in self.search([("country_ids", "!=", False)]):
            for country in destination.country_ids:
                other = holder.setdefault(country, destination)
                if other != destination:
                    raise ValidationError(
                        self.env._(
                            "%(country)s stands in two destination regions, %(region)s and"
                            " %(other)s; remove it from one of them.",
                            country=country.name,
                            region=other.display_name,
                            other=destination.display_name,
                        )
                    )

    @api.model
    @ormcache()
    def _lookup(self):
        """What coding an order needs, kept in memory.

        :return: ``(codes, by_country, unknown_id)``: code by region id, region id by
            country id, and the region for everything else
        """
        # sudo: read by whoever confirms an order, the public visitor of a shop included
        destinations = self.sudo().search([("active", "=", True)])
        return (
            {destination.id: destination.code for destination in destinations},
            {
                country_id: destination.id
                for destination in destinations
                for country_id in destination.country_ids.ids
            },
            destinations.filtered("is_unknown").id,
        )

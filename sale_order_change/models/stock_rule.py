from odoo import api, models
from odoo.fields import Command

from ..applying import change_of


class StockRule(models.Model):
    """While a change is carried out, the planner's choice says who makes what is added."""

    _inherit = "stock.rule"

    @api.model
    def _production_choice(self, values):
        """Return the planner's choice for the order line of a procurement, or False."""
        change = change_of(self.env)
        if change is None or values.get("production_group_id"):
            return False
        return change._production_choices().get(values.get("sale_line_id"), False)

    def _chosen_production(self, procurement, bom):
        """Return the running manufacturing order in which the planner has more made."""
        # sudo: made by the system, see Odoo's _run_manufacture
        Production = self.env["mrp.production"].sudo()
        if self._production_choice(procurement.values) != "existing":
            return Production
        return Production.search(
            [
                ("sale_line_id", "=", procurement.values["sale_line_id"]),
                ("product_id", "=", procurement.product_id.id),
                ("bom_id", "=", bom.id),
                ("state", "in", ("confirmed", "progress", "to_close")),
                (
                    "delivery_schedule_id",
                    "=",
                    procurement.values.get("delivery_schedule_id") or False,
                ),
            ],
            order="id desc",
            limit=1,
        )

    def _make_mo_get_domain(self, procurement, bom):
        domain = super()._make_mo_get_domain(procurement, bom)
        if self._production_choice(procurement.values) == "second":
            return (("id", "=", False),)
        if production := self._chosen_production(procurement, bom):
            return (("id", "=", production.id),)
        return domain

    @api.model
    def _run_manufacture(self, procurements):
        """What is delivered in addition waits for the manufacturing order that makes it: Odoo
        raises its quantity and links nothing."""
        if change_of(self.env) is not None:
            for procurement, rule in procurements:
                moves = procurement.values.get("move_dest_ids")
                bom = rule._get_matching_bom(
                    procurement.product_id, procurement.company_id, procurement.values
                )
                if not moves or not bom or procurement.product_qty <= 0:
                    continue
                if production := rule._chosen_production(procurement, bom):
                    made = production.move_finished_ids.filtered(
                        lambda move, production=production: (
                            move.product_id == production.product_id
                            and move.state not in ("done", "cancel")
                        )
                    )
                    # sudo: as Odoo links what it makes
                    moves.sudo().write(
                        {
                            "created_production_id": production.id,
                            "move_orig_ids": [Command.link(move.id) for move in made],
                        }
                    )
        return super()._run_manufacture(procurements)

    def _is_waiting_for(self, production, procurement):
        if self._production_choice(procurement.values) == "second":
            return False
        return super()._is_waiting_for(production, procurement)

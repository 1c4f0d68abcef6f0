from odoo import api, models
from odoo.fields import Command, Domain


class StockRule(models.Model):
    """What is made for a customer's order waits for its production notice.

    Nothing here refuses: an order is confirmed, paid or raised as ever, and what has to be made
    for it waits as a draft.
    """

    _inherit = "stock.rule"

    # === WHAT WAITS === #

    @api.model
    def _needs_notice(self, company, values):
        """Whether what is procured is made for an order that needs a notice.

        Not what replenishes the stock, and not parts for another manufacturing order: those
        follow it.
        """
        # sudo: the switch of the procured company decides, whoever causes it
        if not company.sudo().order_notice_enabled:
            return False
        if values.get("orderpoint_id") or values.get("production_group_id"):
            return False
        if values.get("sale_line_id") or values.get("request_line_id"):
            return True
        references = values.get("reference_ids")
        # sudo: only to know whether there is an order
        return bool(references and references.sudo().sale_ids)

    def _prepare_mo_vals(
        self,
        product_id,
        product_qty,
        product_uom,
        location_dest_id,
        name,
        origin,
        company_id,
        values,
        bom,
    ):
        result = super()._prepare_mo_vals(
            product_id,
            product_qty,
            product_uom,
            location_dest_id,
            name,
            origin,
            company_id,
            values,
            bom,
        )
        if self._needs_notice(company_id, values):
            result.update(
                awaits_notice=True,
                delivery_schedule_id=values.get("delivery_schedule_id"),
                request_line_id=values.get("request_line_id"),
            )
        return result

    def _should_auto_confirm_procurement_mo(self, p):
        if p._waiting_for_notice():
            return False
        return super()._should_auto_confirm_procurement_mo(p)

    # === WHAT IS PUT TOGETHER === #

    def _make_mo_get_domain(self, procurement, bom):
        """Add nothing to what waits for a notice or has been released by one.

        What an order needs in addition is added to its waiting draft before Odoo looks for one
        (see :meth:`_run_manufacture`), else it becomes a draft of its own, for the revision of
        the notice; parts never hide in a waiting draft.
        """
        domain = super()._make_mo_get_domain(procurement, bom)
        # sudo: the switch of the procured company decides, whoever causes it
        if not procurement.company_id.sudo().order_notice_enabled:
            return domain
        if self._needs_notice(procurement.company_id, procurement.values):
            return (("id", "=", False),)
        # What was just released is being confirmed: nothing is added to it under way either.
        return (*domain, ("awaits_notice", "=", False), ("production_notice_id", "=", False))

    @api.model
    def _run_manufacture(self, procurements):
        waiting = [
            (procurement, rule)
            for procurement, rule in procurements
            if self._needs_notice(procurement.company_id, procurement.values)
        ]
        if not waiting:
            return super()._run_manufacture(procurements)
        done = self._adjust_waiting_productions(waiting)
        result = super()._run_manufacture(
            [pair for pair in procurements if not any(pair[0] is p for p in done)]
        )
        self._tell_issued_notices([procurement for procurement, _rule in waiting])
        return result

    @api.model
    def _adjust_waiting_productions(self, procurements):
        """Change the quantity of drafts that wait for the same order line and batch.

        A draft holds nothing yet, so that its quantity is simply written; Odoo's own way would
        confirm the move of the additional quantity.

        :param procurements: ``[(procurement, rule)]``
        :return: the procurements that are taken care of
        """
        # sudo: made by the system, see Odoo's _run_manufacture
        needs = [procurement for procurement, _rule in procurements]
        productions = (
            self.env["mrp.production"]
            .sudo()
            .search(
                Domain("awaits_notice", "=", True)
                & Domain("state", "=", "draft")
                & Domain("product_id", "in", [need.product_id.id for need in needs])
                & Domain("company_id", "in", [need.company_id.id for need in needs])
                & Domain.OR(
                    Domain(name, "in", [n.values[name] for n in needs if n.values.get(name)])
                    for name in ("sale_line_id", "request_line_id")
                ),
                order="id desc",
            )
        )
        done = []
        for procurement, rule in procurements if productions else []:
            bom = rule._get_matching_bom(
                procurement.product_id, procurement.company_id, procurement.values
            )
            if bom.enable_batch_size:
                continue
            fitting = productions.filtered(
                lambda production, rule=rule, procurement=procurement, bom=bom: (
                    production.bom_id == bom
                    and rule._is_waiting_for(production, procurement)
                )
            )[:1]
            if fitting and rule._adjust_waiting_production(fitting, procurement):
                done.append(procurement)
        return done

    def _is_waiting_for(self, production, procurement):
        """Whether a waiting draft is made for the same order line, batch and transfers."""
        values = procurement.values
        references = values.get("reference_ids", self.env["stock.reference"])
        return (
            production.product_id == procurement.product_id
            and production.company_id == procurement.company_id
            and production.sale_line_id.id == values.get("sale_line_id", False)
            and production.request_line_id.id == values.get("request_line_id", False)
            and production.delivery_schedule_id.id == values.get("delivery_schedule_id", False)
            and production.reference_ids == references.sudo()
            and production.location_final_id == procurement.location_id
        )

    def _adjust_waiting_production(self, production, procurement):
        """Write the changed quantity; return whether the draft could take it."""
        unit = production.product_uom_id
        changed = procurement.product_uom._compute_quantity(procurement.product_qty, unit)
        quantity = production.product_qty + changed
        if unit.compare(quantity, 0) <= 0:
            # Nothing is left to make: the notice that is prepared drops it.
            return False
        values = {"product_qty": quantity}
        # The additional delivery waits for the same manufacturing order, and Odoo puts it
        # together with the one that waits already.
        destinations = procurement.values.get("move_dest_ids")
        if destinations and changed > 0:
            values["move_dest_ids"] = [Command.link(move.id) for move in destinations]
        production.write(values)
        return True

    @api.model
    def _tell_issued_notices(self, procurements):
        """Have those who follow an order revise its notice when the order changes after it."""
        # sudo: made by the system, whoever changed the order
        lines = self.env["sale.order.line"].sudo().browse(
            {
                line_id
                for procurement in procurements
                for name in ("sale_line_id", "request_line_id")
                if (line_id := procurement.values.get(name))
            }
        )
        notices = (
            self.env["mrp.production.notice"]
            .sudo()
            .search([("order_id", "in", lines.order_id.ids), ("state", "=", "issued")])
        )
        notices._ask_for_revision()

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .mrp_material_overissue import OPEN_STATES


class MrpProduction(models.Model):
    """More than planned is issued on approval only."""

    _inherit = "mrp.production"

    # === FIELDS === #

    overissue_count = fields.Integer(
        string="Number of Over-issue Requests",
        compute="_compute_overissue",
        # sudo: everybody who opens an order may count, nothing more is told
        compute_sudo=True,
    )
    overissue_possible = fields.Boolean(
        string="Over-issue Possible", compute="_compute_overissue", compute_sudo=True
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "company_id.order_overissue_enabled")
    def _compute_overissue(self):
        concerned = self._with_overissues()
        saved = concerned & concerned._origin
        counts = {}
        if saved:
            counts = dict(
                self.env["mrp.material.overissue"]._read_group(
                    [("production_id", "in", saved.ids), ("state", "!=", "cancelled")],
                    ["production_id"],
                    ["__count"],
                )
            )
        for production in self:
            # what is being entered in a form has the requests of the order itself
            origin = production._origin
            production.overissue_count = (
                counts.get(origin, 0) if production == origin else origin.overissue_count
            )
            production.overissue_possible = (
                production in concerned and production.state in OPEN_STATES
            )

    # === ACTIONS === #

    def action_request_overissue(self):
        """Open a new over-issue request for this manufacturing order."""
        self.ensure_one()
        self._check_overissue_allowed()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Over-issue Request"),
            "res_model": "mrp.material.overissue",
            "views": [(False, "form")],
            "context": {"default_production_id": self.id},
        }

    def action_view_overissues(self):
        """Open the over-issue requests of the manufacturing order."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mrp_production_notice.mrp_material_overissue_action"
        )
        action.update(domain=[("production_id", "in", self.ids)], context={"create": False})
        return action

    def button_mark_done(self):
        result = super().button_mark_done()
        done = self.filtered(lambda production: production.state == "done")
        done._end_overissues(
            self.env._("The manufacturing order is done: ask for what its backorder needs anew.")
        )
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self._end_overissues(self.env._("The manufacturing order was cancelled."))
        return result

    # === REQUESTS === #

    def _with_overissues(self, *controls):
        """Return those of companies that issue more than planned on approval only.

        :param controls: only where the company says, warns or refuses
        """
        # sudo: the switches of its own company decide, whoever produces (subcontractors, too)
        companies = self.company_id.sudo().filtered(
            lambda company: company.order_overissue_enabled
            and (not controls or company.order_overissue_control in controls)
        )
        return self.filtered(lambda production: production.company_id in companies)

    def _check_overissue_allowed(self):
        """Refuse manufacturing orders that take no more material."""
        for production in self:
            if not production._with_overissues():
                raise UserError(
                    self.env._(
                        "%(company)s does not work with over-issue requests. Switch them on in "
                        "the settings.",
                        company=production.company_id.name,
                    )
                )
            if production.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "%(production)s is not in production: extra material is requested between "
                        "its confirmation and its end.",
                        production=production.name,
                    )
                )

    def _take_overissue_turn(self):
        """Let one person at a time ask, grant or close: who comes second is replayed by Odoo."""
        family = self._overissue_family()
        self.env.cr.execute(
            SQL(
                """UPDATE mrp_production SET write_date = write_date
                    WHERE id IN (SELECT id FROM mrp_production WHERE id IN %s
                                 ORDER BY id FOR NO KEY UPDATE)""",
                tuple(family.ids),
            )
        )

    def _overissue_family(self):
        """Return the manufacturing orders with what they were split from and into."""
        return self | self.production_group_id.production_ids

    def _end_overissues(self, reason):
        """End the requests of closed orders: nothing more is issued to them."""
        closed = self._with_overissues().filtered(lambda mo: mo.state in ("done", "cancel"))
        if not closed:
            return
        # sudo: whoever closes the order need not have written the request
        requests = self.env["mrp.material.overissue"].sudo().search(
            [("production_id", "in", closed.ids), ("state", "in", ("draft", "waiting"))]
        )
        if not requests:
            return
        requests._end(reason)
        for request in requests:
            request._tell_requester(reason)

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import plain_number

from ..acts import Acts
from .mrp_material_overissue import OPEN_STATES


class MrpProduction(models.Model):
    """What is used beyond plan and grant is written down, said or refused."""

    _inherit = "mrp.production"

    # === FIELDS === #

    overissue_warning = fields.Text(
        string="More than Planned", compute="_compute_overissue_warning", compute_sudo=True
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "qty_producing", "move_raw_ids.quantity", "move_raw_ids.picked")
    @api.depends_context("lang")
    def _compute_overissue_warning(self):
        self.overissue_warning = False
        concerned = self._with_overissues("warn", "refuse").filtered(
            lambda production: production.state in OPEN_STATES and production.qty_producing
        )
        for production, rows in concerned._overused().items():
            production.overissue_warning = production._overissue_sentence(rows)

    # === ACTIONS === #

    def pre_button_mark_done(self):
        """Refuse what is used beyond plan and grant, where the company wants that."""
        # Before Odoo asks anything; once more when it has filled in what is used.
        self.filtered("qty_producing")._check_overused()
        result = super().pre_button_mark_done()
        if result is True:
            self._check_overused()
        return result

    # === BUSINESS METHODS === #

    def _used_components(self):
        """Return ``{component: quantity}`` entered as used, in units of the component."""
        self.ensure_one()
        used = defaultdict(float)
        for move in self.move_raw_ids:
            if move.picked and move.state != "cancel":
                product = move.product_id._origin
                used[product] += move.product_uom._compute_quantity(
                    move._get_picked_quantity(), product.uom_id
                )
        return used

    def _used_beyond_plan(self):
        """Return ``{order: [(component, planned, limit, used)]}``: more than planned and granted.

        In units of the component, for the quantity that is being produced. Up to the limit it is
        within the allowed loss rate.
        """
        result = {}
        # sudo: subcontractors produce on the portal and may not read bills of materials
        productions = self.sudo() if self.env.user.share else self
        for production in productions:
            used = production._used_components()
            share = 1.0
            if production.qty_producing and production.product_qty:
                share = production.qty_producing / production.product_qty
            beyond = self._beyond(used, production._planned_by_lines(), share)
            if beyond:
                beyond = self._beyond(used, production._planned_components(), share)
            granted = production._granted_overissues() if beyond else {}
            rows = []
            for product, plan in beyond.items():
                limit = plan * (1 + production._allowed_loss_rate(product))
                limit += granted.get(product, 0.0)
                plan += granted.get(product, 0.0)
                if product.uom_id.compare(used[product], plan) > 0:
                    rows.append((product, plan, limit, used[product]))
            if rows:
                result[production.with_env(self.env)] = rows
        return result

    @api.model
    def _beyond(self, used, planned, share):
        """Return ``{component: planned quantity}`` of what more was used of."""
        plans = {product: planned.get(product, 0.0) * share for product in used}
        return {
            product: plan
            for product, plan in plans.items()
            if product.uom_id.compare(used[product], plan) > 0
        }

    def _overused(self):
        """Return ``{order: rows}`` of what is used beyond plan, grant and allowed loss."""
        result = {}
        for production, rows in self._used_beyond_plan().items():
            over = [row for row in rows if row[0].uom_id.compare(row[3], row[2]) > 0]
            if over:
                result[production] = over
        return result

    def _overissue_sentence(self, rows):
        """Return what a person reads who uses more than planned."""
        self.ensure_one()
        lines = [
            self.env._(
                "%(product)s: %(used)s instead of %(planned)s %(unit)s",
                product=product.display_name,
                used=plain_number(product.uom_id.round(used)),
                planned=plain_number(product.uom_id.round(planned)),
                unit=product.uom_id.name,
            )
            for product, planned, _limit, used in rows
        ]
        return self.env._(
            "%(production)s uses more than planned (%(components)s). Ask for it with an over-issue "
            "request.",
            production=self.name,
            components="; ".join(lines),
        )

    def _check_overused(self):
        """Refuse people who use more than planned and granted, where the company wants that."""
        # What the system does (subcontractors' receipts, scheduled actions) is not stopped.
        if self.env.su:
            return
        if overused := self._with_overissues("refuse")._overused():
            raise UserError(
                "\n".join(mo._overissue_sentence(rows) for mo, rows in overused.items())
            )

    def _post_inventory(self, cancel_backorder=False):
        """Write down what is used beyond plan: in the history, and as a warning."""
        kept = self.env["res.company"]._order_history_company_ids()
        concerned = self._with_overissues("warn") | self.filtered(
            lambda production: production.company_id.id in kept
        )
        beyond = concerned._used_beyond_plan()
        warned = self.browse().concat(*beyond)._with_overissues("warn")
        sentences = {mo: mo._overissue_sentence(rows) for mo, rows in warned._overused().items()}
        result = super()._post_inventory(cancel_backorder=cancel_backorder)
        acts = Acts.of(self.env)
        for production, rows in beyond.items():
            if acts is not None and production.company_id.id in kept:
                production._note_overused(acts, rows)
        for production, sentence in sentences.items():
            production._message_log(body=sentence)
            if not self.env.su:
                self.env.user._bus_send(
                    "simple_notification",
                    {"type": "warning", "message": sentence, "sticky": True},
                )
        return result

    def _note_overused(self, acts, rows):
        self.ensure_one()
        with acts.act(self.env):
            for product, planned, _limit, used in rows:
                row = {
                    "field": "overused",
                    "of": product,
                    "old": planned,
                    "new": used,
                    "unit": product.uom_id,
                }
                acts.note(self, "consumption", row, self.env.uid, automatic=self.env.su)

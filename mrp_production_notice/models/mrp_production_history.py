from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling

from ..acts import KIND_OF, Acts


class MrpProduction(models.Model):
    """What people do to an order is noted where their call comes in."""

    _inherit = "mrp.production"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    change_count = fields.Integer(
        string="Number of Changes", compute="_compute_change_count", compute_sudo=True
    )
    change_unexplained_count = fields.Integer(
        string="My Changes without a Reason",
        compute="_compute_change_count",
        compute_sudo=True,
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends_context("uid")
    def _compute_change_count(self):
        # sudo (of the fields): everybody who opens an order may count, nothing more is told
        counts, unexplained = {}, {}
        if self.env["res.company"]._order_history_company_ids():
            changes = self.env["mrp.production.change"]
            domain = [("production_id", "in", self.ids)]
            counts = dict(changes._read_group(domain, ["production_id"], ["__count"]))
            if counts:
                domain += changes._unexplained_domain() + [("user_id", "=", self.env.uid)]
                unexplained = dict(changes._read_group(domain, ["production_id"], ["__count"]))
        for production in self:
            production.change_count = counts.get(production._origin, 0)
            production.change_unexplained_count = unexplained.get(production._origin, 0)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        acts = Acts.of(self.env)
        if acts is None:
            return super().create(vals_list)
        with acts.act(self.env):
            productions = super().create(vals_list)
            # What happens to an order in the act that makes it is no change.
            acts.ignored.update(productions.ids)
            return productions

    def write(self, vals):
        acts = Acts.of(self.env)
        if acts is None:
            return super().write(vals)
        with acts.act(self.env):
            self._history_see_write(acts, vals)
            return super().write(vals)

    def unlink(self):
        # Before Odoo cancels them and it cannot be seen any more that they were confirmed.
        self._check_history_kept()
        return super().unlink()

    @api.ondelete(at_uninstall=True)
    def _unlink_keep_history(self):
        if is_uninstalling(self.env):
            return
        # sudo: whoever deletes an order may not be allowed to read its history
        changes = self.env["mrp.production.change"].sudo()
        changed = changes.search([("production_id", "in", self.ids)]).production_id
        if changed:
            raise UserError(
                self.env._(
                    "%(orders)s cannot be deleted: the history of its changes has to stay.",
                    orders=", ".join(changed.mapped("display_name")),
                )
            )

    def _check_history_kept(self):
        """Refuse that people delete confirmed orders: nothing would be left of them."""
        acts = None if self.env.su else Acts.of(self.env)
        if acts is None:
            return
        kept = acts.watched(self).filtered(lambda production: production.state != "cancel")
        if kept:
            raise UserError(
                self.env._(
                    "%(orders)s was confirmed: cancel it instead of deleting it, its history "
                    "has to stay.",
                    orders=", ".join(kept.mapped("display_name")),
                )
            )

    # ------------------------------------------------------------------
    # Acts of people
    # ------------------------------------------------------------------
    def _action_cancel(self):
        with self._history_act("cancel"):
            return super()._action_cancel()

    def button_unplan(self):
        with self._history_act("dates"):
            return super().button_unplan()

    def _link_bom(self, bom):
        acts = Acts.of(self.env)
        if acts is None:
            return super()._link_bom(bom)
        with acts.act(self.env):
            acts.say(self, "bom")
            if acts.says(self, "bom") and self.bom_id == bom:
                acts.add_row(self, "bom", {"field": "bom_update", "record": bom})
            return super()._link_bom(bom)

    def _split_productions(self, amounts=False, cancel_remaining_qty=False, set_consumed_qty=False):
        with self._history_act("quantity"):
            return super()._split_productions(amounts, cancel_remaining_qty, set_consumed_qty)

    def action_merge(self):
        with self._history_act("cancel"):
            return super().action_merge()

    # ------------------------------------------------------------------
    # Normal course
    # ------------------------------------------------------------------
    def action_confirm(self):
        with self._history_normal_course():
            return super().action_confirm()

    def action_start(self):
        with self._history_normal_course():
            return super().action_start()

    def button_plan(self):
        with self._history_normal_course():
            return super().button_plan()

    def button_mark_done(self):
        with self._history_normal_course():
            return super().button_mark_done()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_view_changes(self):
        """Open the history of the orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mrp_production_notice.mrp_production_change_action"
        )
        return {
            **action,
            "domain": [("production_id", "in", self.ids)],
            "context": {},
            "display_name": self.env._("Changes of %(order)s", order=self.display_name)
            if len(self) == 1
            else action["name"],
        }

    def action_explain_changes(self):
        """Open the dialog that asks why I changed the orders."""
        return self.env["mrp.production.change"]._action_explain(
            [("production_id", "in", self.ids), ("user_id", "=", self.env.uid)]
        )

    # ------------------------------------------------------------------
    # History
    # ------------------------------------------------------------------
    @contextmanager
    def _history_act(self, *kinds):
        """What runs inside is one act on these orders."""
        acts = Acts.of(self.env)
        if acts is None:
            yield
            return
        with acts.act(self.env):
            acts.say(self, *kinds)
            yield

    @contextmanager
    def _history_normal_course(self):
        """What runs inside is no change of these orders."""
        acts = Acts.of(self.env)
        if acts is None:
            yield
            return
        with acts.normal_course(self):
            yield

    def _history_see_write(self, acts, vals):
        """Note which kinds of change the values are."""
        kinds = {KIND_OF[name] for name in vals if name in KIND_OF}
        lines = set()
        if "move_raw_ids" in vals:
            lines.add("components")
        if "move_finished_ids" in vals or "move_byproduct_ids" in vals:
            lines.add("byproducts")
        if "workorder_ids" in vals:
            lines.add("operations")
        if acts.depth > 1:
            if kinds:
                acts.say(self, *kinds)
            return
        if kinds or lines:
            acts.say(self, *kinds, *lines)
        if lines & {"components", "byproducts"} or "qty_producing" in vals:
            acts.say(self.filtered(lambda production: production.state == "done"), "correction")

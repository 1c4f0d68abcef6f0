from odoo import api, models

from ..acts import WORKORDER_FIELDS, Acts


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        acts = Acts.of(self.env)
        if acts is None:
            return super().create(vals_list)
        with acts.act(self.env):
            workorders = super().create(vals_list)
            for workorder in workorders:
                workorder._history_see(acts, new=True)
            return workorders

    def write(self, vals):
        acts = Acts.of(self.env)
        if acts is None or (
            vals.keys().isdisjoint(WORKORDER_FIELDS) and vals.get("state") != "cancel"
        ):
            return super().write(vals)
        with acts.act(self.env):
            for workorder in self:
                workorder._history_see(acts)
            return super().write(vals)

    def unlink(self):
        acts = Acts.of(self.env)
        if acts is None:
            return super().unlink()
        with acts.act(self.env):
            for workorder in self:
                workorder._history_see(acts)
            return super().unlink()

    # ------------------------------------------------------------------
    # Acts of people
    # ------------------------------------------------------------------
    def action_replan(self):
        with self.production_id._history_act("dates"):
            return super().action_replan()

    # ------------------------------------------------------------------
    # Normal course
    # ------------------------------------------------------------------
    def button_start(self, raise_on_invalid_state=False):
        with self._history_normal_course():
            return super().button_start(raise_on_invalid_state)

    def button_finish(self):
        with self._history_normal_course():
            return super().button_finish()

    def action_mark_as_done(self):
        with self._history_normal_course():
            return super().action_mark_as_done()

    # ------------------------------------------------------------------
    # History
    # ------------------------------------------------------------------
    def _history_normal_course(self):
        return self.production_id._history_normal_course()

    def _history_see(self, acts, new=False):
        """Keep the old values of an operation changed by name, count one that follows."""
        self.ensure_one()
        production = acts.watched(self.production_id)
        if not production:
            return
        if acts.depth == 1:
            acts.say(production, "operations")
        if acts.says(production, "operations"):
            acts.workorders.setdefault(
                self.id, (production.id, None if new else self._history_values())
            )
        else:
            acts.follow(production, "mrp.workorder", self.id)

    def _history_values(self):
        """Return what the history compares; None for a cancelled operation."""
        self.ensure_one()
        if self.state == "cancel":
            return None
        return {name: self[name] for name in WORKORDER_FIELDS}

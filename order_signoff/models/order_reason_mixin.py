from odoo import models
from odoo.exceptions import UserError


class OrderReasonMixin(models.AbstractModel):
    """A document some steps of which are taken for a reason that others have to understand."""

    _name = "order.reason.mixin"
    _description = "Document with steps that need a reason"

    # ------------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------------
    def _reasons(self):
        """Return ``{step: method(reason)}``; the methods check who may. Add to ``super()``."""
        return {}

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    def _ask_reason(self, step, title, hint=None):
        """Return the dialog that asks for the reason of a step.

        :param str step: key of :meth:`_reasons`
        :param str title: what is about to happen
        :param str hint: what it brings about, shown above the reason
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "order.reason",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_step": step,
                "default_hint": hint or False,
                "dialog_size": "medium",
            },
        }

    def _take_step(self, step, reason):
        """Take the step for which the reason has been given."""
        self.ensure_one()
        self.check_access("read")
        if step not in self._reasons():
            raise UserError(self.env._("Use the buttons of the document."))
        return self._reasons()[step](reason)

from odoo import api, models

from odoo.addons.base.models.ir_actions_report import _wkhtml


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _order_form_paged(self):
        """Whether the printing program can number pages and separate documents.

        The build of most Linux distributions cannot: then all documents are one flow, and
        what the footer says stands at the end of each.
        """
        return _wkhtml().is_patched_qt

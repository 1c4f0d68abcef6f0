from odoo import api, models


class ReportMrpProductionChange(models.AbstractModel):
    _name = "report.mrp_production_notice.report_mrp_production_change"
    _description = "MO change history, printed"

    @api.model
    def _get_report_values(self, docids, data=None):
        productions = self.env["mrp.production"].browse(docids)
        productions.check_access("read")
        sheets = self.env["mrp.production.change.sheet"]
        return {
            "doc_ids": docids,
            "doc_model": "mrp.production",
            "docs": sheets.concat(
                *(sheets.new({"production_id": production.id}) for production in productions)
            ),
        }

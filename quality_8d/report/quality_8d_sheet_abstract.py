from odoo import models


class ReportQuality8dSheet(models.AbstractModel):
    """A spreadsheet of what people have entered, for every add-on that writes one."""

    _name = "report.quality_8d.sheet"
    _inherit = "report.report_xlsx.abstract"
    _description = "Spreadsheet of Entered Texts"

    def get_workbook_options(self):
        """Texts stay texts: nothing that was entered becomes a formula or a link."""
        return {
            **super().get_workbook_options(),
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }

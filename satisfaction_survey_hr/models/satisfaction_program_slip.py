from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

LABELS = {
    "sat_response_how_slips": _lt("Slips with enough answered ÷ all slips"),
    "form_satisfaction_employee_slip": _lt("Employee Satisfaction Survey: Slips"),
    "slip_cut": _lt(
        "Cut the slips apart, put those of each department into a box, and let everybody draw one. "
        "Do not write down who got which, and delete the file once the slips are cut."
    ),
    "slip_scan": _lt("Scan the picture, or enter the code at this address:"),
    "slip_anonymous": _lt(
        "Anonymous: the slip is good for one answer and does not tell who you are."
    ),
}


class SatisfactionProgram(models.Model):
    """The words printed on slips and summaries of employees."""

    _inherit = "satisfaction.program"

    @api.model
    def _form_labels(self):
        return super()._form_labels() | LABELS

    def _form_response_key(self):
        return "sat_response_how_slips" if self.kind == "employee" else super()._form_response_key()

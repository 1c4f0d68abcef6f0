from odoo import api, fields, models
from odoo.fields import Domain


class Quality8dContainment(models.Model):
    """What is done at one place so that no defective part reaches the customer meanwhile."""

    _name = "quality.8d.containment"
    _description = "Containment"
    _inherit = ["quality.8d.duty"]
    _order = "id"
    _rec_name = "place"
    _check_company_auto = True
    _discipline = "d3"
    # Containment ends with the implementation, long after it was submitted.
    _field_disciplines = {"ending": "d6", "ended_on": "d6"}

    place = fields.Selection(
        selection=[
            ("customer_line", "Customer line"),
            ("customer_stock", "Customer warehouse"),
            ("in_transit", "In transit"),
            ("external_wh", "External warehouse"),
            ("fg", "Finished goods"),
            ("wip", "Work in progress"),
            ("semi", "Semi-finished stock"),
            ("raw", "Raw material"),
            ("supplier", "At the supplier"),
            ("service", "Service and spare parts"),
            ("similar", "Similar products"),
        ],
        required=True,
    )
    concerned = fields.Selection(selection=[("yes", "Concerned"), ("no", "Not Concerned")])
    suspect_qty = fields.Float(string="Suspect")
    checked_qty = fields.Float(string="Checked")
    defective_qty = fields.Float(string="Defective")
    action = fields.Text(string="Measure")
    marking = fields.Char(string="Mark on Good Parts")
    clean_lot = fields.Char(string="First Clean Lot")
    effective = fields.Text(string="How Its Effect Was Checked")
    ending = fields.Selection(
        selection=[("withdrawn", "Withdrawn"), ("permanent", "Made Permanent")],
        string="Ended",
    )
    ended_on = fields.Date(compute="_compute_ended_on", store=True, readonly=False)

    _quantities_positive = models.Constraint(
        "CHECK(suspect_qty >= 0 AND checked_qty >= 0 AND defective_qty >= 0)",
        "Quantities of a containment cannot be negative.",
    )
    _defective_were_checked = models.Constraint(
        "CHECK(defective_qty <= checked_qty)",
        "No more parts can be defective than were checked.",
    )

    _one_each = models.UniqueIndex("(report_id, place)", "A report has each place once.")

    @api.depends("place", "report_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.report_id.name or ''} {line._name_shown()}"

    @api.model
    def _domain_to_do(self):
        return super()._domain_to_do() & Domain("concerned", "=", "yes")

    @api.depends("ending")
    def _compute_ended_on(self):
        for line in self:
            line.ended_on = line.ending and (line.ended_on or fields.Date.context_today(line))

from odoo import fields, models


class Quality8dComparison(models.Model):
    """One line of the is / is-not table: what tells the bad from the good."""

    _name = "quality.8d.comparison"
    _description = "Is / Is Not"
    _inherit = ["quality.8d.part"]
    _order = "id"
    _check_company_auto = True
    _discipline = "d2"

    aspect = fields.Selection(
        selection=[
            ("what_object", "What: object"),
            ("what_defect", "What: defect"),
            ("where_geo", "Where: place"),
            ("where_part", "Where: on the object"),
            ("when_first", "When: first seen"),
            ("when_pattern", "When: pattern"),
            ("when_life", "When: life cycle or process step"),
            ("how_many", "How many: trend"),
        ],
        required=True,
    )
    is_text = fields.Text(string="Is")
    is_not_text = fields.Text(string="Is Not")
    distinction = fields.Text(string="What Is Different")
    change = fields.Text(string="What Has Changed")

    _one_each = models.UniqueIndex(
        "(report_id, aspect)", "A report has each line of the is / is-not table once."
    )

from odoo import fields, models


class SatisfactionEmployeeAnswer(models.Model):
    """One answer of somebody to one question, while the programme runs.

    Nothing joins the answers of one person: each is a record of its own, with an id drawn by
    chance and the date of the programme. Closing the programme adds them up and deletes them.
    """

    _name = "satisfaction.employee.answer"
    _description = "Anonymous Answer of an Employee"
    _inherit = ["satisfaction.anonymous.mixin"]
    # Not inherited from the mixin: no author, no time.
    _log_access = False

    # === FIELDS === #

    program_id = fields.Many2one(
        comodel_name="satisfaction.program", required=True, index=True, ondelete="cascade"
    )
    group_id = fields.Many2one(
        comodel_name="satisfaction.employee.group",
        ondelete="cascade",
        help="Empty for words, which are read without the department.",
    )
    kind = fields.Selection(
        selection=[("slip", "Slip Returned"), ("points", "Answer"), ("words", "Comment")],
        required=True,
    )
    question_id = fields.Many2one(comodel_name="survey.question", ondelete="cascade")
    points = fields.Float()
    is_valid = fields.Boolean()
    words = fields.Text()
    date = fields.Date()

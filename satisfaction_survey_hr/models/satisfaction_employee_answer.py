from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.order_signoff.tools import one_after_the_other


class SatisfactionEmployeeAnswer(models.Model):
    """One answer of somebody to one question, while the programme runs.

    Nothing joins the answers of one person: each is a record of its own, with an id drawn by
    chance and the date of the programme, and lies in the table by chance. Closing the programme
    adds them up and deletes them.
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

    # === BUSINESS === #

    @api.model
    def _insert_mixed(self, program, rows):
        """Store the answers of one person, and write all of the programme anew by chance.

        Otherwise they would lie side by side in the table, marked by the same transaction, and a
        copy of the database would show who gave which answers together.
        """
        one_after_the_other(program)
        self._insert(rows)
        columns = SQL(", ").join(
            SQL.identifier(field.name)
            for field in self._fields.values()
            if field.store and field.column_type
        )
        self.env.cr.execute(
            SQL(
                """
                WITH taken AS (DELETE FROM %(table)s WHERE program_id = %(program)s
                               RETURNING %(columns)s)
                INSERT INTO %(table)s (%(columns)s)
                SELECT %(columns)s FROM taken ORDER BY gen_random_uuid()
                """,
                table=SQL.identifier(self._table),
                program=program.id,
                columns=columns,
            )
        )

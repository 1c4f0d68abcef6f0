import hashlib
import secrets

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.satisfaction_survey.tools import begun_once

# Without letters and digits that are mistaken for each other.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 16
CODE_BLOCK = 4


class SatisfactionEmployeeSlip(models.Model):
    """A slip of paper with a code that is good for one answer.

    Until the programme starts the code can be printed; from then on only its check value is
    kept. A slip that has been used is deleted, as are all others when the programme is closed:
    what remains does not tell who has answered.
    """

    _name = "satisfaction.employee.slip"
    _description = "Slip of an Employee Survey"
    _inherit = ["satisfaction.anonymous.mixin"]
    # Not inherited from the mixin: no author, no time.
    _log_access = False

    # === FIELDS === #

    program_id = fields.Many2one(
        comodel_name="satisfaction.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="cascade",
    )
    group_id = fields.Many2one(
        comodel_name="satisfaction.employee.group", required=True, ondelete="cascade"
    )
    code = fields.Char()
    code_hash = fields.Char(required=True)

    _code_hash_unique = models.UniqueIndex("(code_hash)")

    # === BUSINESS === #

    @api.model
    def _draw(self, groups):
        """Draw one code for each employee of the groups."""
        rows = []
        for group in groups:
            for _employee in range(group.headcount):
                code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
                rows.append(
                    {
                        "program_id": group.program_id.id,
                        "group_id": group.id,
                        "code": code,
                        "code_hash": self._hash(code),
                    }
                )
        self._insert(rows)

    @api.model
    def _hash(self, code):
        """Return the check value of a code, however it was typed."""
        plain = "".join(sign for sign in (code or "").upper() if sign in ALPHABET)
        return hashlib.sha256(plain.encode()).hexdigest()

    @api.model
    def _find(self, code):
        """Return the unused slip with this code, of a programme that runs."""
        return self.search(
            Domain("code_hash", "=", self._hash(code)) & Domain("program_id.state", "=", "running"),
            limit=1,
        )

    def _begin(self):
        """Return the questionnaire of this slip, the same one however often it is scanned."""
        self.ensure_one()
        begun = self.env["survey.user_input"].search(
            [("satisfaction_slip_id", "=", self.id)], limit=1
        )
        if begun:
            return begun
        survey = self.program_id.module_ids[:1].survey_id
        with begun_once(self.env):
            return survey._create_answer(satisfaction_slip_id=self.id)

    def _printed_code(self):
        """Return the code in blocks, as people type it."""
        self.ensure_one()
        starts = range(0, len(self.code or ""), CODE_BLOCK)
        return "-".join(self.code[start : start + CODE_BLOCK] for start in starts)

    def _forget_codes(self):
        """Keep only the check values: from now on no code can be read anywhere."""
        self.write({"code": False})

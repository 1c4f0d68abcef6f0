import hashlib

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class TestOrderDocument(models.Model):
    """A document that teams sign, with questions and with lines that void signatures."""

    _name = "test.order.document"
    _description = "Test: signed document"
    _inherit = ["mail.thread", "mail.activity.mixin", "order.signoff.mixin"]
    _check_company_auto = True
    _signoff_has_answers = True

    name = fields.Char(required=True)
    partner_id = fields.Many2one(comodel_name="res.partner")
    user_id = fields.Many2one(comodel_name="res.users", default=lambda self: self.env.user)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, default=lambda self: self.env.company
    )
    date = fields.Date()
    line_ids = fields.One2many(
        comodel_name="test.order.document.line", inverse_name="document_id", copy=True
    )
    open_questions = fields.Integer()
    events = fields.Char(default="", help="The hooks that were called.")

    @api.depends("name")
    def _compute_display_name(self):
        for document in self:
            document.display_name = document.name

    def _signoff_fingerprint(self):
        result = {}
        for document in self:
            lines = document.line_ids
            result[document.id] = {
                "dates": self._hash(document.date),
                "prices": self._hash(lines.mapped("price")),
                "products": self._hash(lines.mapped("name")),
            }
        return result

    @api.model
    def _hash(self, value):
        return hashlib.sha256(repr(value).encode()).hexdigest()[:16]

    def _check_signoff(self, signoffs, decision, comment):
        if decision == "accepted" and self.open_questions:
            raise UserError(self.env._("Answer the open questions first."))

    def _on_signoff_signed(self, signoffs):
        self.events += f"signed:{len(signoffs)} "

    def _on_signoff_rejected(self, signoff):
        self.events += "rejected "

    def _on_signoffs_accepted(self):
        self.events += f"{self.signoff_state} "

    def _signoff_summary(self):
        return {
            document.id: Markup("<ul class='mb-0'>%s</ul>")
            % Markup("").join(
                Markup("<li>%s × %s</li>") % (line.quantity, line.name)
                for line in document.line_ids
            )
            for document in self
        }

    def _signoff_answer_all(self, signoffs):
        self.open_questions = 0

from odoo import api, fields, models
from odoo.tools import html2plaintext

from ..models.mrp_production_notice_correction import LINE_TEXTS, NOTICE_TEXTS


class MrpProductionNoticeCorrect(models.TransientModel):
    """Put right one text of an issued notice."""

    _name = "mrp.production.notice.correct"
    _description = "Correct a Text of a Production Notice"

    notice_id = fields.Many2one(
        comodel_name="mrp.production.notice", required=True, readonly=True, ondelete="cascade"
    )
    left_count = fields.Integer(string="Corrections Left", compute="_compute_left_count")
    line_id = fields.Many2one(
        comodel_name="mrp.production.notice.line",
        string="Product",
        domain="[('notice_id', '=', notice_id)]",
        help="Empty: a text of the notice as a whole.",
    )
    notice_text = fields.Selection(selection="_selection_notice_text", string="Text")
    line_text = fields.Selection(selection="_selection_line_text", string="Text of the Product")
    old_value = fields.Text(string="As It Is", compute="_compute_old_value")
    new_value = fields.Text(
        string="As It Should Be", compute="_compute_new_value", store=True, readonly=False
    )
    reason = fields.Text(required=True)

    @api.model
    def _selection_notice_text(self):
        return self._labels("mrp.production.notice", NOTICE_TEXTS)

    @api.model
    def _selection_line_text(self):
        return self._labels("mrp.production.notice.line", LINE_TEXTS)

    @api.model
    def _labels(self, model, names):
        labels = self.env[model].fields_get(list(names), ["string"])
        return [(name, labels[name]["string"]) for name in names if name in labels]

    @api.depends("notice_id")
    def _compute_left_count(self):
        for dialog in self:
            notice = dialog.notice_id
            limit = notice.company_id.order_notice_max_corrections
            dialog.left_count = max(limit - notice.correction_count, 0)

    @api.depends("line_id", "notice_text", "line_text")
    def _compute_old_value(self):
        for dialog in self:
            target, name = dialog._target()
            value = target[name] if name else ""
            is_html = name and target._fields[name].type == "html"
            dialog.old_value = html2plaintext(value or "").strip() if is_html else value

    @api.depends("old_value")
    def _compute_new_value(self):
        for dialog in self:
            dialog.new_value = dialog.old_value

    def _target(self):
        self.ensure_one()
        if self.line_id:
            return self.line_id, self.line_text
        return self.notice_id, self.notice_text

    def action_correct(self):
        """Sign the correction; the checks are those of the notice."""
        self.ensure_one()
        __, name = self._target()
        self.notice_id._correct(name, self.new_value, self.reason, self.line_id)
        return {"type": "ir.actions.act_window_close"}

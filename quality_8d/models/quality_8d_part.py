from odoo import api, fields, models
from odoo.tools import format_list

from odoo.addons.order_signoff.tools import check_may_add, is_uninstalling


class Quality8dPart(models.AbstractModel):
    """A line of an 8D report: it stands once the discipline it belongs to is submitted."""

    _name = "quality.8d.part"
    _description = "Line of an 8D Report"

    # The discipline of the line, and of single fields that are entered in another one.
    _discipline = None
    _field_disciplines = {}

    report_id = fields.Many2one(
        comodel_name="quality.8d",
        string="8D Report",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    standing = fields.Char(related="report_id.standing")

    @api.model_create_multi
    def create(self, vals_list):
        # Whoever has something to do in a report sees it: nobody lets himself in by a line.
        check_may_add(self, vals_list, "report_id")
        parts = super().create(vals_list)
        parts._check_open(set().union(*vals_list))
        return parts

    def write(self, vals):
        if "report_id" in vals:
            # A line is not moved out of, or into, a report that stands.
            self._check_open({*vals, *self._fields})
            self.env["quality.8d"].browse(vals["report_id"]).check_access("write")
        self._check_open(set(vals))
        result = super().write(vals)
        if "report_id" in vals:
            self._check_moved(vals)
        return result

    def _check_moved(self, vals):
        """Refuse to move lines into a report that stands, or that is somebody else's."""
        self._check_open(set(vals))
        self.check_access("write")

    @api.ondelete(at_uninstall=True)
    def _unlink_only_open(self):
        if not is_uninstalling(self.env):
            self._check_open({"report_id"})

    def _check_open(self, names):
        disciplines = {
            self._field_disciplines.get(name, self._discipline)
            for name in names
            if name in self._fields
        }
        self.report_id._check_steps_open(disciplines - {None})

    def _names(self):
        """Return the names of the lines in one text, for messages."""
        return format_list(self.env, [line._name_shown() for line in self])

    def _name_shown(self):
        self.ensure_one()
        field = self._fields[self._rec_name]
        if field.type == "selection":
            return dict(field._description_selection(self.env))[self[self._rec_name]]
        return self[self._rec_name]

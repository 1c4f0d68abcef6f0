from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context


class Quality8d(models.Model):
    """Where a report comes from: any document may open one."""

    _inherit = "quality.8d"

    origin_model = fields.Char(string="Kind of Origin", readonly=True, copy=False)
    origin_id = fields.Many2oneReference(model_field="origin_model", readonly=True, copy=False)
    origin_name = fields.Char(string="Opened From", readonly=True, copy=False)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"origin_model", "origin_id", "origin_name"}

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_open_origin(self):
        """Open the document this report was opened from."""
        self.ensure_one()
        origin = self._origin_record()
        if not origin:
            raise UserError(
                self.env._("The document this report was opened from no longer exists.")
            )
        return origin.get_formview_action()

    def _origin_record(self):
        self.ensure_one()
        if self.origin_model not in self.env:
            return None
        return self.env[self.origin_model].browse(self.origin_id).exists()

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    @api.model
    def _open_from(self, record, vals=None):
        """Open a report from any document that the user may read.

        :param record: the document the problem was found on
        :param dict vals: what the document knows of the problem
        :return: the report
        """
        record.ensure_one()
        record.check_access("read")
        company = "company_id" in record._fields and record.company_id
        values = {
            "title": record.display_name,
            "company_id": (company or self.env.company).id,
            **(vals or {}),
        }
        origin = {
            "origin_model": record._name,
            "origin_id": record.id,
            "origin_name": values.pop("origin_name", record.display_name),
        }
        # What the screen of the document proposes for its own fields is not meant for the report.
        report = self.with_context(clean_context(self.env.context)).create(values)
        # sudo: where it comes from is kept by the system; the document may be read, see above
        report.sudo().write(origin)
        return report

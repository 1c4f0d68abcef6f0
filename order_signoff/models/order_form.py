from odoo import api, fields, models

from .res_company import FORM_LANGUAGE_MODES


class OrderForm(models.Model):
    """The register of printed forms, as an auditor expects it.

    An entry without company is the default; a company that numbers a form in its own way has
    an entry of its own.
    """

    _name = "order.form"
    _description = "Printed form"
    _order = "number, key, id"
    _check_company_auto = True

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    name = fields.Char(string="Title", required=True, translate=True)
    key = fields.Char(string="Form", required=True, help="Which printed form this entry is for.")
    number = fields.Char(string="Form No.", help="For instance QR-SA-01.")
    revision = fields.Char(default="A/0")
    retention_years = fields.Integer(
        string="Keep for (years)",
        default=3,
        help="Printed on the form. Zero: kept permanently.",
    )
    language_mode = fields.Selection(
        selection=FORM_LANGUAGE_MODES,
        string="Language",
        help="Empty: as set for the company.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Empty: for every company that has no entry of its own.",
    )
    active = fields.Boolean(default=True)

    _key_unique = models.UniqueIndex(
        "(key, COALESCE(company_id, 0))",
        "This form is registered already for this company.",
    )
    _retention_positive = models.Constraint(
        "CHECK(retention_years >= 0)", "The years a form is kept cannot be negative."
    )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    def copy_data(self, default=None):
        """The copy of a common entry is the entry of the current company."""
        vals_list = super().copy_data(default)
        if not (default or {}).get("company_id"):
            for vals in vals_list:
                vals["company_id"] = self.env.company.id
        return vals_list

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    @api.model
    def _get_form(self, key, company):
        """Return the entry of ``company`` for the form, else the common one, else none."""
        # sudo: whoever may print a document prints its form number
        return self.sudo().search_fetch(
            [("key", "=", key), ("company_id", "in", [False, company.id])],
            ["name", "number", "revision", "retention_years"],
            order="company_id NULLS LAST",
            limit=1,
        )

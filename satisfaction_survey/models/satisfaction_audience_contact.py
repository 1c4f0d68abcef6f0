from odoo import fields, models


class SatisfactionAudienceContact(models.Model):
    """Whom a customer wants to be asked for one questionnaire, instead of his usual contact."""

    _name = "satisfaction.audience.contact"
    _description = "Contact for One Questionnaire"
    _order = "audience_id, module_id"
    _check_company_auto = True

    audience_id = fields.Many2one(
        comodel_name="satisfaction.audience",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="audience_id.company_id", store=True, index=True)
    program_id = fields.Many2one(related="audience_id.program_id")
    customer_id = fields.Many2one(related="audience_id.partner_id", string="Company of the Contact")
    module_id = fields.Many2one(
        comodel_name="satisfaction.module",
        string="Questionnaire",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('program_id', '=', program_id)]",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('commercial_partner_id', '=', customer_id)]",
    )

    _module_unique = models.UniqueIndex(
        "(audience_id, module_id)", "There is a contact for this questionnaire already."
    )

from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    satisfaction_opt_out = fields.Boolean(
        string="No Satisfaction Surveys",
        copy=False,
        help="Has said that he does not want to be asked.",
    )
    satisfaction_count = fields.Integer(
        string="Number of Surveys",
        compute="_compute_satisfaction",
        groups="order_signoff.group_user",
    )
    satisfaction_asked_on = fields.Date(
        string="Last Asked On",
        compute="_compute_satisfaction",
        groups="order_signoff.group_user",
        help="When the customer was last invited to a satisfaction survey.",
    )
    satisfaction_score = fields.Float(
        string="Satisfaction",
        digits=(5, 1),
        compute="_compute_satisfaction",
        groups="order_signoff.group_user",
        help="Total of the last programme from which all questionnaires are back.",
    )
    satisfaction_trend = fields.Float(
        string="Change",
        digits=(5, 1),
        compute="_compute_satisfaction",
        groups="order_signoff.group_user",
        help="Points against the programme before it.",
    )
    satisfaction_band = fields.Selection(
        selection=lambda self: self.env["satisfaction.audience"]._fields["band"].selection,
        compute="_compute_satisfaction",
        groups="order_signoff.group_user",
    )

    @api.depends_context("company", "uid")
    def _compute_satisfaction(self):
        audiences = self.env["satisfaction.audience"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
                ("program_id.kind", "=", "customer"),
                "|",
                ("state", "in", ("sent", "partly", "answered")),
                # Who said before that he does not want to be asked was not.
                ("sent_on", "!=", False),
            ],
            order="sent_on desc nulls last, id desc",
        ).grouped("partner_id")
        for partner in self:
            asked = audiences.get(partner.commercial_partner_id, self.env["satisfaction.audience"])
            scored = asked.filtered("complete")
            partner.satisfaction_count = len(asked)
            partner.satisfaction_asked_on = asked[:1].sent_on
            partner.satisfaction_score = scored[:1].total_score
            partner.satisfaction_band = scored[:1].band
            partner.satisfaction_trend = (
                scored[0].total_score - scored[1].total_score if len(scored) > 1 else 0
            )

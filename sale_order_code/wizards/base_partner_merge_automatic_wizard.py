from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: whoever may merge customers merges their codes of all companies, too
        codes = self.env["res.partner.order.code"].sudo().with_context(active_test=False)
        codes.search([("partner_id", "in", src_partners.ids)])._move_to(
            dst_partner.commercial_partner_id
        )
        self.env.flush_all()  # the source goes on in SQL
        return super()._update_foreign_keys(src_partners, dst_partner)

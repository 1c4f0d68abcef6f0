from odoo import api, fields, models


class OrderDeadlineRule(models.Model):
    _inherit = "order.deadline.rule"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    quality_8d_profile_id = fields.Many2one(
        comodel_name="quality.8d.profile",
        string="8D Profile",
        index="btree_not_null",
        ondelete="cascade",
        help="The limit belongs to the 8D reports of this profile.",
    )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create([self._with_8d_values(vals) for vals in vals_list])
        return rules

    def write(self, vals):
        return super().write(self._with_8d_values(vals))

    @api.model
    def _with_8d_values(self, vals):
        """A limit of a profile applies to the disciplines of its reports, and to no others."""
        profile = vals.get("quality_8d_profile_id")
        if not profile:
            return vals
        return {
            **vals,
            "res_model": "quality.8d.step",
            "domain": f"[('profile_id', '=', {int(profile)})]",
        }

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

# So many earlier reports are proposed; so many candidates are looked at for them.
SIMILAR_SHOWN = 8
SIMILAR_READ = 80
SIMILAR_FIELDS = ["defect_id", "product_id", "product_categ_id"]


class Quality8d(models.Model):
    """Earlier reports about the same: what was learnt is not learnt twice."""

    _inherit = "quality.8d"

    similar_ids = fields.Many2many(
        comodel_name="quality.8d",
        string="Similar Earlier Reports",
        compute="_compute_similar_ids",
    )
    reference_ids = fields.Many2many(
        comodel_name="quality.8d",
        relation="quality_8d_reference_rel",
        column1="report_id",
        column2="reference_id",
        string="Referred To",
        copy=False,
    )
    is_referred_to = fields.Boolean(compute="_compute_is_referred_to")

    _defect_index = models.Index("(defect_id, product_categ_id) WHERE defect_id IS NOT NULL")

    @api.depends("defect_id", "product_id")
    def _compute_similar_ids(self):
        for report in self:
            report.similar_ids = report._find_similar()

    @api.depends_context("report_id")
    def _compute_is_referred_to(self):
        current = self.browse(self.env.context.get("report_id"))
        for report in self:
            report.is_referred_to = report in current.reference_ids

    def _find_similar(self):
        """Return earlier reports, nearest first: defect and product, defect and family, either.

        The newest of each kind are read, by index; the rest is a matter of ranking.
        """
        self.ensure_one()
        product, family, defect = self.product_id, self.product_categ_id, self.defect_id
        found = self.browse()
        others = Domain("company_id", "=", self.company_id.id) & Domain(
            "id", "!=", self._origin.id or 0
        )
        if defect:
            same_defect = Domain("defect_id", "=", defect.id)
            if family:
                found |= self.search_fetch(
                    others & same_defect & Domain("product_categ_id", "=", family.id),
                    SIMILAR_FIELDS,
                    limit=SIMILAR_READ,
                )
            if len(found) < SIMILAR_SHOWN:
                found |= self.search_fetch(
                    others & same_defect, SIMILAR_FIELDS, limit=SIMILAR_SHOWN
                )
        if product and len(found) < SIMILAR_SHOWN:
            found |= self.search_fetch(
                others & Domain("product_id", "=", product.id), SIMILAR_FIELDS, limit=SIMILAR_SHOWN
            )

        def distance(report):
            return (
                -2 * (report.defect_id == defect)
                - 2 * (report.product_id == product)
                - (report.product_categ_id == family),
                -report.id,
            )

        return found.sorted(distance)[:SIMILAR_SHOWN]

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def _current_report(self):
        report = self.browse(self.env.context.get("report_id")).exists()
        if not report:
            raise UserError(self.env._("Open the new report and choose from its list."))
        report.check_access("write")
        return report

    def action_refer(self):
        """Refer to this earlier report in the one that is open."""
        self.ensure_one()
        self._current_report().reference_ids = [Command.link(self.id)]
        return True

    def action_is_recurrence(self):
        """The report that is open is a recurrence of this earlier one."""
        self.ensure_one()
        self._current_report()._recurs(self)
        return True

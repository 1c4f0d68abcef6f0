from odoo import api, fields, models
from odoo.tools import format_list


class MrpProductionNotice(models.Model):
    """New products are released in a meeting before their notice is issued."""

    _inherit = "mrp.production.notice"

    release_ids = fields.One2many(
        comodel_name="mrp.production.release",
        inverse_name="notice_id",
        string="Release Meetings",
        copy=False,
    )
    release_count = fields.Integer(
        string="Number of Release Meetings", compute="_compute_release_count", compute_sudo=True
    )
    needs_release = fields.Boolean(compute="_compute_release_count", compute_sudo=True)

    @api.depends("release_ids.state", "previous_id", "has_new_product")
    def _compute_release_count(self):
        for notice in self:
            notice.release_count = len(notice._releases())
            notice.needs_release = (
                notice.has_new_product
                and notice.state in ("draft", "approval")
                and notice.company_id.order_release_meeting
            )

    # === ACTIONS === #

    def action_hold_release(self):
        """Open the release meeting of the new products; prepare it where there is none."""
        self.ensure_one()
        self.check_access("read")
        Release = self.env["mrp.production.release"]
        release = self._releases()[:1]
        if not release:
            release = Release.create(Release._prepare_release(self))
        return release._get_records_action()

    # === BUSINESS METHODS === #

    def _releases(self):
        """Return the meetings of this notice and of the revisions before it."""
        self.ensure_one()
        releases = self.env["mrp.production.release"]
        notice = self
        while notice:
            releases |= notice.release_ids.filtered(lambda r: r.state != "cancelled")
            notice = notice.previous_id
        return releases

    def _check_can_issue(self):
        sentences = super()._check_can_issue()
        products = self.line_ids.filtered("is_new_product").product_id
        if not products or not self.company_id.order_release_meeting:
            return sentences
        releases = self._releases().filtered(lambda release: release.state == "held")
        if missing := products - releases.product_ids:
            sentences.append(
                self.env._(
                    "%(products)s: new products are released in a meeting first. Hold the release "
                    "meeting and close its minutes.",
                    products=format_list(self.env, missing.mapped("display_name")),
                )
            )
        return sentences + releases.line_ids._issue_sentences()

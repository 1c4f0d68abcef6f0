from odoo import api, fields, models
from odoo.fields import Domain


class MrpProductionNoticeCopy(models.Model):
    """Who gets a copy of a notice, who has received it, and that old paper was withdrawn.

    Receipt is not agreement: a department that confirms the notice signs, and has received its
    copy all the same.
    """

    _name = "mrp.production.notice.copy"
    _inherit = ["order.copy.mixin"]
    _description = "Copy of a Production Notice"
    _order = "notice_id, purpose, id"
    _check_company_auto = True

    _copy_document = "notice_id"
    _copy_topics = {"waiting": "notice_receipt", "withdraw": "notice_withdrawal"}

    # === FIELDS === #

    notice_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        related="notice_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    notice_state = fields.Selection(related="notice_id.state", string="Status of the Notice")
    purpose = fields.Selection(
        selection=[("confirm", "To Confirm"), ("information", "For Information")],
        string="Kind of Copy",
        required=True,
        readonly=True,
    )
    signoff_id = fields.Many2one(
        comodel_name="order.signoff",
        string="Confirmation",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="order_signoff.group_user",
    )
    # The digest tells since when.
    deadline = fields.Datetime(related="notice_id.issued_on", string="Issued On")

    _one_per_team = models.UniqueIndex(
        "(notice_id, team_id)", "This department has its copy of the notice already."
    )

    # === COMPUTE METHODS === #

    @api.depends("notice_id.state")
    def _compute_state(self):
        return super()._compute_state()

    @api.depends("notice_id", "team_id")
    def _compute_display_name(self):
        for copy in self:
            copy.display_name = f"{copy.notice_id.display_name} · {copy.team_id.name or ''}"

    # === HOOKS OF THE COPY === #

    def _copy_stages(self):
        # Paper that was never issued need not be looked for.
        out_of_force = {True: "old", False: "none"}
        stages = {}
        for copy in self:
            notice = copy.notice_id
            if notice.state in ("superseded", "cancelled"):
                stages[copy] = out_of_force[bool(notice.issued_on)]
            else:
                stages[copy] = "issued" if notice.state == "issued" else "prepared"
        return stages

    def _copies_prepared_by_user(self):
        prepared = self.notice_id._prepared_by_user()
        return self.filtered(lambda copy: copy.notice_id in prepared)

    # === REMINDER === #

    @api.model
    def _remind_domain(self):
        """What is missing since the day before."""
        today = fields.Datetime.to_datetime(fields.Date.context_today(self))
        return (
            super()._remind_domain()
            & Domain("company_id.order_notice_enabled", "=", True)
            & Domain("notice_id.issued_on", "<", today)
        )

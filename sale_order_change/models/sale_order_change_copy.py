from odoo import api, fields, models
from odoo.fields import Domain


class SaleOrderChangeCopy(models.Model):
    """Which department got which revision of an order, and that the one before was taken back."""

    _name = "sale.order.change.copy"
    _inherit = ["order.copy.mixin"]
    _description = "Copy of an Order Revision"
    _order = "order_id, revision desc, id"
    _check_company_auto = True

    _copy_document = "change_id"
    _copy_topics = {"waiting": "change_receipt", "withdraw": "change_withdrawal"}

    # === FIELDS === #

    change_id = fields.Many2one(
        comodel_name="sale.order.change",
        string="By Change",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        help="The change that made the revision. The order as it was confirmed stands with the "
        "first change.",
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    order_name = fields.Char(related="change_id.order_name", string="Order Number")
    order_code = fields.Char(related="change_id.order_code")
    partner_id = fields.Many2one(related="change_id.partner_id")
    company_id = fields.Many2one(
        comodel_name="res.company",
        related="change_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    revision = fields.Integer(
        string="Revision No.", readonly=True, aggregator=None, help="0: as confirmed."
    )
    revision_label = fields.Char(string="Revision of the Order", compute="_compute_revision_label")
    # The digest tells since when.
    deadline = fields.Datetime(string="Given Out On", readonly=True)

    _one_per_team = models.UniqueIndex(
        "(order_id, revision, team_id)", "This department has its copy of the revision already."
    )

    # === COMPUTE METHODS === #

    @api.depends("order_id.revision_no")
    def _compute_state(self):
        return super()._compute_state()

    @api.depends("revision")
    def _compute_revision_label(self):
        for copy in self:
            copy.revision_label = f"R{copy.revision}"

    @api.depends("change_id", "revision", "team_id")
    def _compute_display_name(self):
        for copy in self:
            copy.display_name = (
                f"{copy.order_code or copy.order_name} R{copy.revision} · {copy.team_id.name or ''}"
            )

    # === HOOKS OF THE COPY === #

    def _copy_stages(self):
        # sudo: departments that hold a copy need not see the order
        return {
            copy: "issued" if copy.revision == copy.sudo().order_id.revision_no else "old"
            for copy in self
        }

    def _copies_prepared_by_user(self):
        """Sales keeps the order: it may take back old paper everywhere."""
        mine = self.change_id.filtered(lambda change: change._may_ask_consent())
        return self.filtered(lambda copy: copy.change_id in mine)

    # === REMINDER === #

    @api.model
    def _remind_domain(self):
        """What is missing since the day before."""
        today = fields.Datetime.to_datetime(fields.Date.context_today(self))
        return (
            super()._remind_domain()
            & Domain("company_id.order_change_enabled", "=", True)
            & Domain("deadline", "<", today)
        )

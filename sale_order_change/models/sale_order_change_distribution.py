from odoo import api, fields, models


class SaleOrderChange(models.Model):
    """A change that is carried out reaches everybody who works by the order."""

    _inherit = "sale.order.change"

    copy_ids = fields.One2many(
        comodel_name="sale.order.change.copy", inverse_name="change_id", string="Own Copies"
    )
    distribution_ids = fields.Many2many(
        comodel_name="sale.order.change.copy",
        string="Distributed Revisions",
        compute="_compute_distribution_ids",
        help="Who got which revision of the order, up to now.",
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "copy_ids")
    def _compute_distribution_ids(self):
        applied = self.filtered(lambda change: change.state == "applied")
        (self - applied).distribution_ids = False
        if not applied:
            return
        copies = self.env["sale.order.change.copy"].search(
            [("order_id", "in", applied.sudo().order_id.ids)]
        )
        # sudo: departments that hold a copy need not see the order
        by_order = copies.grouped(lambda copy: copy.sudo().order_id.id)
        for change in applied:
            change.distribution_ids = by_order.get(change.sudo().order_id.id, False)

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"copy_ids", "distribution_ids"}

    # === CARRYING OUT === #

    def _finish_apply(self):
        result = super()._finish_apply()
        self._distribute()
        return result

    def _distribute(self):
        """Give out the new revision, and ask for the old one back. One change, as superuser."""
        self.ensure_one()
        Copy = self.env["sale.order.change.copy"]
        now = fields.Datetime.now()
        earlier = Copy.search([("order_id", "=", self.order_id.id)])
        vals_list = []
        if not earlier:
            # The order as it was confirmed was given out without this record.
            vals_list = [
                self._prepare_copy(team, 0, self.order_id.date_order)
                for team in self._teams_of_confirmed_order()
            ]
        teams = self._teams_to_inform() | earlier.team_id
        vals_list += [self._prepare_copy(team, self.revision, now) for team in teams]
        copies = Copy.create(vals_list)
        given = copies.filtered(lambda copy: copy.revision == self.revision)
        people = {team: team._users_to_notify("member") for team in given.team_id}
        self.env["order.digest"]._queue(
            "change_receipt", given, {copy.id: people[copy.team_id] for copy in given}
        )

    def _prepare_copy(self, team, revision, given_out):
        """Return the values of the copy that a department gets."""
        return {
            "change_id": self.id,
            "order_id": self.order_id.id,
            "team_id": team.id,
            "revision": revision,
            "deadline": given_out,
        }

    def _teams_of_confirmed_order(self):
        """Return the departments that got the order as it was confirmed: those who reviewed it,
        and those who got its production notice."""
        order = self.order_id
        reviews = order.review_ids.signoff_ids.filtered(lambda s: s.signed_at and not s.voided_at)
        notices = order.notice_ids.filtered("issued_on")
        return (reviews.team_id | notices.copy_ids.team_id).filtered("active")

    def _teams_to_inform(self):
        """Return the departments that work by the new revision."""
        team = self.env["order.team"]
        sales = team._team_by_function(["sales"], self.company_id).get("sales", team)
        signed = self.signoff_ids.filtered(lambda s: not s.voided_at).team_id
        return (sales | signed | self._teams_of_confirmed_order()).filtered("active")

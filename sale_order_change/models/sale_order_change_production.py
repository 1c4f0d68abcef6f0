from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .sale_order_change import OPEN_STATES
from .sale_order_change_line import PRODUCTION_CHOICES


class SaleOrderChange(models.Model):
    """Where a larger quantity is made: planning chooses, until the change is carried out.

    Nobody signs it: it changes nothing of what is delivered.
    """

    _inherit = "sale.order.change"

    # === FIELDS === #

    production_choice = fields.Selection(
        selection=PRODUCTION_CHOICES,
        string="More Is Made",
        compute="_compute_production_choice",
        inverse="_inverse_production_choice",
        help="Where a larger quantity is produced.",
    )
    can_choose_production = fields.Boolean(compute="_compute_can_choose_production")

    # === COMPUTE METHODS === #

    @api.depends(
        "line_ids.production_choice",
        "line_ids.kind",
        "line_ids.new_quantity",
        "line_ids.old_quantity",
    )
    def _compute_production_choice(self):
        for change in self:
            choices = set(change._lines_with_more().mapped("production_choice"))
            change.production_choice = choices.pop() if len(choices) == 1 else False

    def _inverse_production_choice(self):
        for change in self:
            choice = change.production_choice
            if not choice:
                continue
            # sudo: what is signed is closed to typing; where it is made is planning's own
            others = change.sudo()._lines_with_more().filtered(
                lambda line, choice=choice: line.production_choice != choice
            )
            if not others:
                continue
            change._check_may_choose_production()
            others.write({"production_choice": choice})
            labels = dict(self._fields["production_choice"]._description_selection(self.env))
            change._message_log(
                body=self.env._("More is made: %(where)s", where=labels[choice]),
                author_id=self.env.user.partner_id.id,
            )

    @api.depends("state", "line_ids.kind", "line_ids.new_quantity", "line_ids.old_quantity")
    @api.depends_context("uid")
    def _compute_can_choose_production(self):
        planned = self._planned_by_user()
        for change in self:
            change.can_choose_production = (
                change.state in ("draft", *OPEN_STATES)
                and (change in planned or change.can_edit)
                and bool(change._lines_with_more())
            )

    # === BUSINESS METHODS === #

    def _lines_with_more(self):
        return self.line_ids.filtered(lambda line: line._makes_more())

    def _planned_by_user(self):
        """Return those whose production the user plans; managers stand in for planning."""
        user = self.env.user
        if self.env.su or user.has_group("order_signoff.group_manager"):
            return self
        # sudo: to which department somebody belongs costs no right of his
        teams = (
            self.env["order.team"]
            .sudo()
            .search([("function", "=", "planning"), ("membership_ids.user_id", "=", user.id)])
        )
        companies = {team.company_id.id for team in teams}
        return self.filtered(
            lambda change: False in companies or change.company_id.id in companies
        )

    def _check_may_choose_production(self):
        self.ensure_one()
        if self.state not in ("draft", *OPEN_STATES):
            raise UserError(
                self.env._("%(change)s is not running any more.", change=self.display_name)
            )
        if not (self._planned_by_user() or (self.state == "draft" and self._is_requester())):
            raise AccessError(
                self.env._(
                    "Planning chooses where more is made for %(change)s.",
                    change=self.display_name,
                )
            )

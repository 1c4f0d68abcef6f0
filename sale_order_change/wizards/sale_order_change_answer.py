from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.sale_order_change_line import PRODUCTION_CHOICES


class SaleOrderChangeAnswer(models.TransientModel):
    """Planning answers a change with the day on which the goods can leave."""

    _name = "sale.order.change.answer"
    _description = "Planning's Answer to an Order Change"

    change_id = fields.Many2one(
        comodel_name="sale.order.change", required=True, readonly=True, ondelete="cascade"
    )
    signoff_id = fields.Many2one(
        comodel_name="order.signoff", required=True, readonly=True, ondelete="cascade"
    )
    wanted_date = fields.Date(string="Wanted", compute="_compute_wanted_date", compute_sudo=True)
    company_currency_id = fields.Many2one(related="change_id.company_currency_id")
    planning_date = fields.Date(string="Goods Can Leave On", required=True)
    planning_note = fields.Text(string="What to Know")
    production_choice = fields.Selection(selection=PRODUCTION_CHOICES, string="More Is Made")
    makes_more = fields.Boolean(compute="_compute_makes_more", compute_sudo=True)
    estimated_cost = fields.Monetary(currency_field="company_currency_id")

    @api.depends("change_id")
    def _compute_wanted_date(self):
        for answer in self:
            answer.wanted_date = answer.change_id._wanted_date()

    @api.depends("change_id")
    def _compute_makes_more(self):
        for answer in self:
            answer.makes_more = bool(answer.change_id._lines_with_more())

    def action_accept(self):
        """Enter the answer and sign."""
        self.ensure_one()
        change = self.change_id
        change.check_access("read")
        if self.signoff_id not in change.my_signoff_ids:
            raise UserError(
                self.env._(
                    "%(change)s does not wait for your signature.", change=change.display_name
                )
            )
        vals = {"planning_date": self.planning_date, "planning_note": self.planning_note}
        if self.estimated_cost:
            vals["estimated_cost"] = self.estimated_cost
        if self.makes_more and self.production_choice:
            vals["production_choice"] = self.production_choice
        change.write(vals)
        self.signoff_id.action_accept(self.planning_note)
        return {"type": "ir.actions.act_window_close"}

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_review_enabled = fields.Boolean(
        related="company_id.order_review_enabled", readonly=False
    )
    order_open_item_reminder = fields.Boolean(
        related="company_id.order_open_item_reminder", readonly=False
    )
    order_review_price_tolerance = fields.Float(
        related="company_id.order_review_price_tolerance", readonly=False
    )
    order_review_margin_floor = fields.Float(
        related="company_id.order_review_margin_floor", readonly=False
    )
    order_review_overdue_days = fields.Integer(
        related="company_id.order_review_overdue_days", readonly=False
    )
    order_review_part_limit = fields.Integer(
        related="company_id.order_review_part_limit", readonly=False
    )
    order_review_take_over_months = fields.Integer(
        related="company_id.order_review_take_over_months", readonly=False
    )

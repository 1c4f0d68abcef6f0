from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from odoo.addons.order_signoff.tools import is_uninstalling

TRIAL_TYPES = [
    ("small", "Small Trial"),
    ("pilot", "Pilot Trial"),
    ("industrial", "Industrial Trial"),
]
PASSED = ("pass", "conditional")


class SaleOrderTrial(models.Model):
    """A trial by which engineering proves that a special order can be made."""

    _name = "sale.order.trial"
    _description = "Trial of a Special Order"
    _inherit = ["mail.thread", "mail.activity.mixin", "order.late.mixin"]
    _order = "review_id desc, sequence, id"
    _check_company_auto = True

    # === FIELDS === #

    review_id = fields.Many2one(
        comodel_name="sale.order.review",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", related="review_id.company_id", store=True, index=True
    )
    template_id = fields.Many2one(
        comodel_name="sale.order.review.template", related="review_id.template_id"
    )
    order_name = fields.Char(related="review_id.order_name", store=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        related="review_id.partner_id",
        string="Customer",
        store=True,
        index=True,
    )
    sequence = fields.Integer(default=10)
    trial_type = fields.Selection(
        selection=TRIAL_TYPES, string="Type", required=True, default="small", tracking=True
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        check_company=True,
        index="btree_not_null",
        help="Empty: the whole order.",
    )
    item_id = fields.Many2one(
        comodel_name="sale.order.review.template.line",
        string="Checklist Item",
        domain="[('template_id', '=', template_id), ('function', '=', 'engineering')]",
        ondelete="restrict",
        index="btree_not_null",
        help="The item that stays open until the trial has passed.",
    )
    subject = fields.Char(string="What Is Tried", required=True)
    required = fields.Boolean(
        default=True,
        tracking=True,
        help="Engineering signs only once the trial has a result.",
    )
    owner_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index=True,
        tracking=True,
    )
    planned_on = fields.Date(tracking=True)
    done_on = fields.Date(tracking=True)
    result = fields.Selection(
        selection=[
            ("pass", "Passed"),
            ("conditional", "Passed with Conditions"),
            ("fail", "Failed"),
        ],
        index=True,
        tracking=True,
    )
    findings = fields.Text(help="What was found, and the conditions if there are any.")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_order_trial_attachment_rel",
        column1="trial_id",
        column2="attachment_id",
        string="Reports and Pictures",
        copy=False,
        bypass_search_access=True,
    )

    # === COMPUTE METHODS === #

    @api.depends("result", "planned_on")
    def _compute_is_late(self):
        return super()._compute_is_late()

    @api.model
    def _late_domain(self):
        today = fields.Date.context_today(self)
        return Domain("result", "=", False) & Domain("planned_on", "<", today)

    @api.depends("trial_type", "subject", "order_name")
    def _compute_display_name(self):
        types = dict(self._fields["trial_type"]._description_selection(self.env))
        for trial in self:
            parts = [types.get(trial.trial_type), trial.subject, trial.order_name]
            trial.display_name = " · ".join(filter(None, parts))

    # === CONSTRAINTS AND ONCHANGE === #

    @api.constrains("result", "findings")
    def _check_findings(self):
        for trial in self:
            if trial.result in ("conditional", "fail") and not trial.findings:
                raise ValidationError(
                    self.env._(
                        "Write down what was found in “%(trial)s”: it has not simply passed.",
                        trial=trial.display_name,
                    )
                )

    @api.constrains("item_id", "review_id")
    def _check_item(self):
        for trial in self:
            if trial.item_id and trial.item_id.function != "engineering":
                raise ValidationError(
                    self.env._(
                        "“%(trial)s” can only keep an item of engineering open.",
                        trial=trial.display_name,
                    )
                )

    @api.constrains("owner_id", "company_id")
    def _check_owner(self):
        for trial in self:
            # sudo: users of other companies are not readable by everybody
            owner = trial.owner_id.sudo()
            if owner.share or trial.company_id not in owner.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(owner)s cannot own a trial of %(company)s: choose a person who works"
                        " there.",
                        owner=owner.name,
                        company=trial.company_id.name,
                    )
                )

    @api.onchange("result")
    def _onchange_result(self):
        if self.result and not self.done_on:
            self.done_on = fields.Date.context_today(self)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        trials = super().create(vals_list)
        trials._check_may_edit(owner=False)
        trials._date_results()
        trials._adopt_attachments()
        return trials

    def write(self, vals):
        self._check_may_edit()
        result = super().write(vals)
        if "result" in vals:
            self._date_results()
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_done(self):
        if is_uninstalling(self.env):
            return
        self._check_may_edit(owner=False)
        if done := self.filtered("result")[:1]:
            raise ValidationError(
                self.env._("“%(trial)s” has a result and is kept.", trial=done.display_name)
            )

    def _check_may_edit(self, owner=True):
        """Trials belong to engineering; the owner enters what he has found.

        :param bool owner: whether its owner may do it, too
        """
        user = self.env.user
        if self.env.su or user.has_group("order_signoff.group_manager"):
            return
        for trial in self:
            if not (owner and trial.owner_id == user) and not trial._is_engineering(user):
                raise AccessError(
                    self.env._(
                        "Trials are planned by engineering and carried out by their owner: ask"
                        " %(owner)s.",
                        owner=trial.owner_id.name,
                    )
                )

    def _is_engineering(self, user):
        # sudo: membership is read for everybody; asking it costs no right of the user
        memberships = self.env["order.team.membership"].sudo()
        return bool(
            memberships.search_count(
                [
                    ("user_id", "=", user.id),
                    ("team_id.function", "=", "engineering"),
                    ("team_id.company_id", "in", [False, *self.company_id.ids]),
                ],
                limit=1,
            )
        )

    def _date_results(self):
        for trial in self.filtered(lambda trial: trial.result and not trial.done_on):
            trial.done_on = fields.Date.context_today(self)

    def _adopt_attachments(self):
        for trial in self:
            loose = trial.attachment_ids.filtered(
                lambda a: a.res_model == "sale.order.trial" and not a.res_id
            )
            loose.write({"res_id": trial.id})

    # === ACTIONS === #

    def action_open_review(self):
        """Open the review that the trial belongs to."""
        self.ensure_one()
        return self.review_id.get_formview_action()

    # === BUSINESS METHODS === #

    def _not_passed(self):
        """Required trials that have not passed, unless a later one of their kind has."""
        failed = self.filtered(lambda trial: trial.required and trial.result not in PASSED)
        return failed.filtered(
            lambda trial: not self.filtered(
                lambda later: later.result in PASSED
                and later.id > trial.id
                and later.trial_type == trial.trial_type
                and later.product_id == trial.product_id
            )
        )

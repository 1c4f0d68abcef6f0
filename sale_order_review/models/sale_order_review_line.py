from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_list

from .sale_order_review_template_line import REVIEW_GATE_ORDER, REVIEW_GATES

REVIEW_RESULTS = [
    ("ok", "Met"),
    ("nok", "Not met"),
    ("open", "Open (provisional)"),
    ("na", "Not applicable"),
]
# What a department enters. Everything else is kept by the buttons.
ANSWER_FIELDS = frozenset({"result", "comment", "owner_id", "promise_date", "gate"})


class SaleOrderReviewLine(models.Model):
    """One checklist item of one review, answered by one department.

    The question itself is read from the published template, which never changes. When a
    department is asked again its answers are archived and a new line takes their place.
    """

    _name = "sale.order.review.line"
    _description = "Review Item"
    _inherit = ["order.late.mixin"]
    _order = "review_id desc, sequence, id"
    _rec_names_search = ["code", "question"]
    _check_company_auto = True

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------

    review_id = fields.Many2one(
        comodel_name="sale.order.review",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    template_line_id = fields.Many2one(
        comodel_name="sale.order.review.template.line",
        string="Template Item",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    team_id = fields.Many2one(
        comodel_name="order.team",
        string="Department",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    function = fields.Selection(selection="_selection_function", required=True, readonly=True)
    active = fields.Boolean(
        default=True, readonly=True, help="Answers of an earlier round are archived."
    )
    round = fields.Integer(default=1, readonly=True, aggregator=None)
    # The question, as it was when the department was asked
    sequence = fields.Integer(
        related="template_line_id.sequence", store=True, precompute=True
    )
    code = fields.Char(
        related="template_line_id.code", string="Item", store=True, precompute=True
    )
    question = fields.Char(related="template_line_id.name")
    iso_clause = fields.Char(related="template_line_id.iso_clause")
    last_gate = fields.Selection(
        selection=REVIEW_GATES, string="May Stay Open Until", compute="_compute_last_gate"
    )
    waiver_function = fields.Selection(
        related="template_line_id.waiver_function", string="May Be Waived By"
    )
    # The order, for lists of items
    review_state = fields.Selection(related="review_id.state", string="Review State")
    order_name = fields.Char(related="review_id.order_name")
    partner_id = fields.Many2one(
        comodel_name="res.partner", related="review_id.partner_id", string="Customer"
    )
    # The answer
    result = fields.Selection(selection=REVIEW_RESULTS, index=True)
    comment = fields.Char(string="Remark")
    owner_id = fields.Many2one(
        comodel_name="res.users",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who sees to it that the open item is settled.",
    )
    promise_date = fields.Date(help="The written date by which the item will be settled.")
    gate = fields.Selection(
        selection=REVIEW_GATES, default="none", required=True, help="Settled before this step."
    )
    answered_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    answered_at = fields.Datetime(readonly=True)
    previous_result = fields.Selection(
        selection=REVIEW_RESULTS,
        string="Last Answer",
        readonly=True,
        help="What the department answered in the round before.",
    )
    previous_comment = fields.Char(string="Last Remark", readonly=True)
    # Afterwards
    closed_at = fields.Datetime(string="Closed On", readonly=True)
    closed_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    closing_comment = fields.Char(string="How It Was Settled", readonly=True)
    waived_at = fields.Datetime(string="Waived On", readonly=True)
    waived_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    waiver_reason = fields.Char(string="Why It Was Waived", readonly=True)
    item_state = fields.Selection(
        selection=[("open", "Open"), ("closed", "Closed"), ("waived", "Waived")],
        string="Status",
        compute="_compute_item_state",
        store=True,
        precompute=True,
        index=True,
        help="Items that are open or not met stay open until they are closed or waived.",
    )
    # For the person who looks
    is_my_team = fields.Boolean(
        string="Of My Departments", compute="_compute_is_my_team", search="_search_is_my_team"
    )
    can_answer = fields.Boolean(compute="_compute_can_answer")
    can_close = fields.Boolean(compute="_compute_can_close")
    can_waive = fields.Boolean(compute="_compute_can_close")

    # ------------------------------------------------------------------
    # Compute and search
    # ------------------------------------------------------------------

    @api.depends("template_line_id.gate", "company_id")
    def _compute_last_gate(self):
        for line in self:
            line.last_gate = line.template_line_id._gate_in(line.company_id)

    @api.depends("result", "closed_at", "waived_at")
    def _compute_item_state(self):
        for line in self:
            if line.waived_at:
                line.item_state = "waived"
            elif line.closed_at:
                line.item_state = "closed"
            else:
                line.item_state = "open" if line.result in ("open", "nok") else False

    @api.depends("item_state", "promise_date")
    def _compute_is_late(self):
        return super()._compute_is_late()

    @api.model
    def _late_domain(self):
        today = fields.Date.context_today(self)
        return Domain("item_state", "=", "open") & Domain("promise_date", "<", today)

    @api.depends("team_id")
    @api.depends_context("uid")
    def _compute_is_my_team(self):
        mine = self._my_teams()
        for line in self:
            line.is_my_team = line.team_id in mine

    @api.model
    def _search_is_my_team(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._my_teams().ids
        if True in value and False in value:
            return []
        return [("team_id", "in" if True in value else "not in", mine)]

    @api.depends("team_id", "active", "review_id.progress", "review_id.signoff_ids.state")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        mine = self._my_teams()
        asked = self._teams_to_sign()
        for line in self:
            line.can_answer = (
                line.active
                and line.team_id in mine
                and line.team_id in asked[line.review_id.id]
                and line.review_id.progress == "in_review"
            )

    @api.depends("item_state", "owner_id", "team_id", "review_id.progress", "waiver_function")
    @api.depends_context("uid")
    def _compute_can_close(self):
        user = self.env.user
        mine = self._my_teams()
        manager = user.has_group("order_signoff.group_manager")
        heads = self._waiver_heads()
        nobody = user.browse()
        for line in self:
            decided = line.active and line.review_id.progress in ("accepted", "conditional")
            concerned = manager or line.owner_id == user or line.team_id in mine
            line.can_close = decided and line.item_state == "open" and concerned
            line.can_waive = (
                line.active
                and line.item_state not in ("closed", "waived")
                and line.result not in ("ok", "na")
                and line.review_id.progress in ("in_review", "accepted", "conditional")
                and user in heads.get((line.company_id, line.waiver_function), nobody)
            )

    @api.depends("code", "question")
    @api.depends_context("lang", "review_item_order")
    def _compute_display_name(self):
        # In a message that is about many orders each item says whose it is.
        with_order = self.env.context.get("review_item_order")
        for line in self:
            name = f"{line.code or ''} {line.question or ''}".strip()
            line.display_name = f"{line.order_name}: {name}" if with_order else name

    @api.model
    def _selection_function(self):
        return self.env["order.team"]._fields["function"]._description_selection(self.env)

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("result", "gate")
    def _check_gate(self):
        for line in self.filtered(lambda record: record.result == "open"):
            if line.last_gate == "none":
                raise ValidationError(
                    self.env._(
                        "%(item)s may not stay open. Answer it, or return the order.",
                        item=line.display_name,
                    )
                )
            if REVIEW_GATE_ORDER[line.gate] > REVIEW_GATE_ORDER[line.last_gate]:
                gates = dict(self._fields["gate"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(item)s must be settled earlier. Latest: %(gate)s.",
                        item=line.display_name,
                        gate=gates[line.last_gate],
                    )
                )

    @api.constrains("owner_id", "company_id")
    def _check_owner(self):
        for line in self.filtered("owner_id"):
            owner = line.owner_id
            if owner.share or line.company_id not in owner.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(owner)s cannot own an item of %(company)s: choose a person who works"
                        " there.",
                        owner=owner.name,
                        company=line.company_id.name,
                    )
                )

    @api.onchange("result")
    def _onchange_result(self):
        """Who leaves an item open usually sees to it himself."""
        if self.result == "open":
            self.owner_id = self.owner_id or self.env.user
        else:
            self.owner_id = False
            self.promise_date = False

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        """People write the answers of their own departments until these have signed."""
        if not self.env.su and (unknown := set(vals) - ANSWER_FIELDS):
            labels = self.fields_get(sorted(unknown), ["string"])
            raise UserError(
                self.env._(
                    "%(fields)s of a review item cannot be entered.",
                    fields=format_list(
                        self.env, [label["string"] for label in labels.values()]
                    ),
                )
            )
        if ANSWER_FIELDS & set(vals):
            self._check_answerable()
            if "result" in vals:
                vals = {
                    **vals,
                    **self._prepare_settled(vals["result"]),
                    "answered_by_id": self.env.uid if vals["result"] else False,
                    "answered_at": fields.Datetime.now() if vals["result"] else False,
                }
                if not self.env.su:
                    # sudo: who answered and when is noted by the system; the right to answer
                    # was checked above and by the access rules
                    self.check_access("write")
                    return super(SaleOrderReviewLine, self.sudo()).write(vals)
        return super().write(vals)

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------

    @api.model
    def _prepare_settled(self, result):
        """Return what an answer leaves empty: only an open item has an owner and a date."""
        return {} if result == "open" else {"owner_id": False, "promise_date": False}

    def _write_internal(self, vals):
        """Write past the guard; the caller has checked the right.

        sudo: the owner of an item need not be of its department.
        """
        return super(SaleOrderReviewLine, self.sudo()).write(vals)

    def _archive_round(self):
        """Put the answers of the last round away."""
        result = super().write({"active": False})
        # The answers that follow take their place in the unique index.
        self.flush_recordset(["active"])
        return result

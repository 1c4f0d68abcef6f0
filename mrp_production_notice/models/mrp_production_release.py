from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_list

from odoo.addons.order_signoff.tools import is_uninstalling

PROTECTED_FIELDS = {"name", "state", "company_id", "held_on", "closed_by_id"}
# Departments whose members prepare the meeting and settle its items.
RELEASE_FUNCTIONS = {"engineering", "planning", "production", "quality", "management"}


class MrpProductionRelease(models.Model):
    """The meeting that releases new products for production, and its minutes.

    Tooling, equipment and raw material have to be settled before the notice is issued; what else
    is open gets an owner and a written date.
    """

    _name = "mrp.production.release"
    _description = "Release Meeting"
    _inherit = ["order.form.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "notice_id.name", "notice_id.order_code"]
    _check_company_auto = True
    _mail_post_access = "read"
    _form_key = "mrp_production_release"

    # === FIELDS === #

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    notice_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        string="Production Notice",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
    order_code = fields.Char(related="notice_id.order_code")
    partner_name = fields.Char(related="notice_id.partner_name", string="Customer")
    product_ids = fields.Many2many(
        comodel_name="product.product",
        relation="mrp_production_release_product_rel",
        column1="release_id",
        column2="product_id",
        string="New Products",
        check_company=True,
    )
    state = fields.Selection(
        selection=[("draft", "Being Prepared"), ("held", "Held"), ("cancelled", "Cancelled")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    planned_on = fields.Datetime(string="Meeting On", tracking=True)
    held_on = fields.Datetime(readonly=True, copy=False, tracking=True)
    closed_by_id = fields.Many2one(
        comodel_name="res.users", string="Minutes By", readonly=True, copy=False,
        ondelete="restrict",
    )
    participant_ids = fields.Many2many(
        comodel_name="res.users",
        relation="mrp_production_release_user_rel",
        column1="release_id",
        column2="user_id",
        string="Participants",
        domain="[('share', '=', False)]",
    )
    guests = fields.Char(
        string="Others Present",
        help="Others who took part: customer, supplier of the tooling …",
    )
    minutes = fields.Html()
    line_ids = fields.One2many(
        comodel_name="mrp.production.release.line",
        inverse_name="release_id",
        string="Items",
        copy=False,
    )
    open_count = fields.Integer(string="Open Items", compute="_compute_open_count")
    blocking_count = fields.Integer(string="Must Be Settled", compute="_compute_open_count")

    # === COMPUTE METHODS === #

    @api.depends("name", "notice_id.order_code")
    def _compute_display_name(self):
        for release in self:
            code = release.notice_id.order_code or release.notice_id.display_name or ""
            release.display_name = f"{release.name or ''} ({code})"

    @api.depends("line_ids.settled", "line_ids.must_be_settled")
    def _compute_open_count(self):
        for release in self:
            waiting = release.line_ids.filtered(lambda line: not line.settled)
            release.open_count = len(waiting)
            release.blocking_count = len(waiting.filtered("must_be_settled"))

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model
    def _fixed_fields(self):
        return super()._fixed_fields() | {"notice_id"}

    @api.model
    def _with_system_values(self, vals_list):
        vals_list = super()._with_system_values(vals_list)
        notices = self.env["mrp.production.notice"].browse(
            [vals.get("notice_id") for vals in vals_list]
        )
        notices.check_access("read")
        return [
            {
                **vals,
                "company_id": notice.company_id.id,
                "name": notice.company_id._next_document_number("mrp.production.release"),
                "state": "draft",
            }
            for vals, notice in zip(vals_list, notices, strict=True)
        ]

    @api.model_create_multi
    def create(self, vals_list):
        releases = super().create(vals_list)
        releases._check_may_edit()
        return releases

    def write(self, vals):
        self.check_access("write")
        if not self.env.su and self._minuted_fields() & vals.keys():
            self._check_may_edit()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_held(self):
        if is_uninstalling(self.env):
            return
        if held := self.filtered("held_on")[:1]:
            raise UserError(
                self.env._("%(release)s was held and is kept.", release=held.display_name)
            )
        self._check_may_edit()

    @api.model
    def _minuted_fields(self):
        """Return the names of what the minutes say: closed once the meeting was held."""
        return {"product_ids", "planned_on", "participant_ids", "guests", "minutes"}

    # === ACCESS === #

    def _check_may_edit(self):
        """Minutes are written by those who take part, and stay once the meeting was held."""
        if self.env.su:
            return
        for release in self:
            if release.state != "draft":
                raise UserError(
                    self.env._(
                        "%(release)s was held: its minutes stay as they are. Settle its open items "
                        "one by one.",
                        release=release.display_name,
                    )
                )
        self._check_member()

    def _check_member(self):
        """Refuse whoever belongs to none of the departments that release products."""
        if self.env.su or self.env.user.has_group("order_signoff.group_manager"):
            return
        # sudo: whether somebody belongs to a department costs no right of his
        memberships = self.env["order.team.membership"].sudo()
        for company in self.company_id:
            if not memberships.search_count(
                [
                    ("user_id", "=", self.env.uid),
                    ("team_id.function", "in", sorted(RELEASE_FUNCTIONS)),
                    ("team_id.company_id", "in", [False, company.id]),
                ],
                limit=1,
            ):
                raise UserError(
                    self.env._(
                        "New products are released by engineering, planning, production, quality "
                        "and management: ask one of them."
                    )
                )

    # === ACTIONS === #

    def action_hold(self):
        """Close the minutes: what is open has an owner and a written date."""
        for release in self:
            release.check_access("write")
            release._check_may_edit()
            release._check_minutes()
            release._freeze_form()
            # sudo: closed to typing
            release.sudo().write(
                {
                    "state": "held",
                    "held_on": release.planned_on,
                    "closed_by_id": self.env.uid,
                }
            )
            release._tell_owners()
        self._tell_notices()
        return True

    def action_cancel(self):
        """Cancel a meeting that is not needed; its items hold nothing up any more."""
        self.check_access("write")
        self._check_may_edit()
        # sudo: closed to typing
        self.sudo().write({"state": "cancelled"})
        return True

    def action_open_notice(self):
        """Open the production notice."""
        self.ensure_one()
        return self.notice_id._get_records_action()

    # === BUSINESS METHODS === #

    def _tell_notices(self):
        """An approved notice may have waited for this meeting, also a later revision of its own."""
        # sudo: whoever settles an item need not see all notices of the order
        self.sudo().notice_id.order_id.notice_ids._tell_if_ready()

    @api.model
    def _prepare_release(self, notice):
        """Return the values of the meeting for the new products of a notice."""
        company = notice.company_id
        items = self.env["mrp.production.release.item"].search(
            [("company_id", "in", [False, company.id])]
        )
        teams = self.env["order.team"]._team_by_function(
            set(items.mapped("function")) | {"engineering", "planning", "production", "quality"},
            company,
        )
        leaders = self.env["res.users"].union(
            *(
                teams[function].leader_id
                for function in ("engineering", "planning", "production", "quality")
                if function in teams
            )
        )
        products = notice.line_ids.filtered("is_new_product").product_id
        return {
            "notice_id": notice.id,
            "product_ids": [Command.set(products.ids)],
            "participant_ids": [Command.set(leaders.filtered("active").ids)],
            "line_ids": [
                Command.create(
                    {
                        "item_id": item.id,
                        "owner_id": teams[item.function].leader_id.id
                        if item.function in teams
                        else False,
                    }
                )
                for item in items
            ],
        }

    def _check_minutes(self):
        self.ensure_one()
        if not self.planned_on or not self.participant_ids or not self.product_ids:
            raise UserError(
                self.env._(
                    "Enter when %(release)s was held, who took part and which products it "
                    "releases.",
                    release=self.display_name,
                )
            )
        if self.planned_on > fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%(release)s lies ahead: close the minutes after the meeting.",
                    release=self.display_name,
                )
            )
        vague = self.line_ids.filtered(
            lambda line: not line.settled and not (line.owner_id and line.promised_on)
        )
        if vague:
            raise UserError(
                self.env._(
                    "Every open item needs an owner and a written date: %(items)s.",
                    items=format_list(self.env, vague.mapped("item_id.name")),
                )
            )

    def _tell_owners(self):
        for line in self.line_ids.filtered(lambda line: not line.settled):
            # sudo: who writes the minutes need not have rights on others' activities
            self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=line.promised_on,
                user_id=line.owner_id.id,
                summary=self.env._("Release of new products: %(item)s", item=line.item_id.name),
            )

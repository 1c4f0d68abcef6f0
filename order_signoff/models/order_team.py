from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain


class OrderTeam(models.Model):
    _name = "order.team"
    _description = "Department"
    _order = "sequence, name, id"
    _parent_name = "parent_id"
    _check_company_auto = True

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    name = fields.Char(string="Department", required=True, translate=True)
    code = fields.Char(help="Short name for printed forms, for instance PROD.")
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    function = fields.Selection(
        selection=[
            ("sales", "Sales"),
            ("engineering", "Engineering"),
            ("planning", "Planning"),
            ("purchasing", "Purchasing"),
            ("production", "Production"),
            ("quality", "Quality"),
            ("warehouse", "Warehouse"),
            ("logistics", "Logistics"),
            ("packing", "Packing"),
            ("finance", "Finance"),
            ("legal", "Legal"),
            ("service", "Service"),
            ("hr", "Human Resources"),
            ("management", "Management"),
        ],
        index=True,
        help="What the department does. Forms ask a function to sign, not a name.",
    )
    parent_id = fields.Many2one(
        comodel_name="order.team",
        string="Belongs to",
        index=True,
        ondelete="restrict",
        check_company=True,
        help="For a workshop: the department above it.",
    )
    child_ids = fields.One2many(
        comodel_name="order.team", inverse_name="parent_id", string="Workshops"
    )
    leader_id = fields.Many2one(
        comodel_name="res.users",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('share', '=', False)]",
    )
    deputy_id = fields.Many2one(
        comodel_name="res.users",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('share', '=', False)]",
        help="Signs for the leader while the leader is absent.",
    )
    membership_ids = fields.One2many(
        comodel_name="order.team.membership",
        inverse_name="team_id",
        string="Members and absence",
        copy=True,
    )
    member_ids = fields.Many2many(
        comodel_name="res.users",
        string="Members",
        compute="_compute_member_ids",
        inverse="_inverse_member_ids",
        search="_search_member_ids",
    )
    leader_absent = fields.Boolean(
        string="Leader is absent",
        compute="_compute_leader_absent",
        help="Set while the leader is away (or none is named): the deputy signs.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Leave empty for a department of all companies.",
    )

    # ------------------------------------------------------------------
    # Compute, inverse, search
    # ------------------------------------------------------------------
    @api.depends("membership_ids.user_id")
    def _compute_member_ids(self):
        for team in self:
            team.member_ids = team.membership_ids.user_id

    def _inverse_member_ids(self):
        for team in self:
            members = team.member_ids
            gone = team.membership_ids.filtered(lambda m, members=members: m.user_id not in members)
            new = members - team.membership_ids.user_id
            team.membership_ids = [Command.delete(m.id) for m in gone] + [
                Command.create({"user_id": user.id}) for user in new
            ]

    def _search_member_ids(self, operator, value):
        return [("membership_ids.user_id", operator, value)]

    @api.depends("leader_id.active", "membership_ids.absent_until", "membership_ids.user_id")
    def _compute_leader_absent(self):
        for team in self:
            team.leader_absent = team._is_leader_absent()

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------
    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A department cannot belong to its own workshop."))

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._ensure_leader_membership()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if {"leader_id", "deputy_id", "membership_ids", "member_ids"} & vals.keys():
            self._ensure_leader_membership()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if "name" not in (default or {}):
            for team, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(name)s (copy)", name=team.name)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        # sudo: whether signatures exist does not depend on what the manager may read
        signoffs = self.env["order.signoff"].sudo().search([("team_id", "in", self.ids)], limit=1)
        if signoffs:
            raise UserError(
                self.env._(
                    "The department %(team)s has sign-offs and cannot be deleted. Archive it.",
                    team=signoffs.team_id.display_name,
                )
            )

    def _ensure_leader_membership(self):
        """Leader and deputy are members of their team."""
        self.env["order.team.membership"].create(
            [
                {"team_id": team.id, "user_id": user.id}
                for team in self
                for user in (team.leader_id | team.deputy_id) - team.membership_ids.user_id
            ]
        )

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------
    @api.model
    def _team_by_function(self, functions, company):
        """Return ``{function: team}`` for the functions that have a team.

        The company's own team goes before a shared one, a department before a workshop.
        """
        teams = self.search_fetch(
            Domain("function", "in", list(functions))
            & Domain("company_id", "in", [company.id, False]),
            ["name", "function", "company_id", "parent_id", "leader_id", "deputy_id", "active"],
        )
        result = {}
        for team in teams.sorted(lambda t: (not t.company_id, bool(t.parent_id))):
            result.setdefault(team.function, team)
        return result

    @api.model
    def _today(self, company=None):
        """Today's date where the company works, whatever time zone the caller names."""
        return (company or self.env.company)._order_today()

    def _is_leader_absent(self, company=None):
        """Whether the deputy signs today; so it is, too, where no leader is named."""
        self.ensure_one()
        leader = self.leader_id
        return not leader.active or leader in self._absent_users(company)

    def _absent_users(self, company=None):
        """Return the members who are absent today."""
        self.ensure_one()
        today = self._today(company or self.company_id)
        return self.membership_ids.filtered(
            lambda m: m.absent_until and m.absent_until >= today
        ).user_id

    def _users_to_notify(self, level="member"):
        """Return who hears of a sign-off of this team.

        :param level: ``member``: the members who are present; ``leader``: the leader or, while
            the leader is absent, the deputy.
        """
        users = self.env["res.users"]
        for team in self:
            absent = team._absent_users()
            if level == "leader":
                users |= team.deputy_id if team.leader_absent else team.leader_id
            else:
                users |= team.membership_ids.user_id - absent
        return users.filtered("active")

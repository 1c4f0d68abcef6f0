from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.order_signoff.tools import is_uninstalling

# Kept by the system: counted when the programme is prepared, added up when it is closed.
SYSTEM_FIELDS = {"headcount", "returned", "score", "is_hidden"}


class SatisfactionEmployeeGroup(models.Model):
    """A department, or several small ones together, whose answers are added up."""

    _name = "satisfaction.employee.group"
    _description = "Group of Employees"
    _inherit = ["order.protected.mixin"]
    _order = "program_id desc, sequence, id"
    _check_company_auto = True

    # === FIELDS === #

    program_id = fields.Many2one(
        comodel_name="satisfaction.program", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    state = fields.Selection(related="program_id.state")
    sequence = fields.Integer(default=10)
    name = fields.Char(compute="_compute_name", store=True, readonly=False, required=True)
    department_ids = fields.Many2many(
        comodel_name="hr.department",
        string="Departments",
        required=True,
        check_company=True,
        help="Put small departments together: fewer than five answers are not shown.",
    )
    headcount = fields.Integer(
        string="Slips",
        readonly=True,
        copy=False,
        help="Employees with enough service when the programme was prepared; each gets a slip.",
    )
    returned = fields.Integer(
        string="Answered",
        readonly=True,
        copy=False,
        help="Known when the programme is closed, and only where enough have answered.",
    )
    score = fields.Float(readonly=True, copy=False, digits=(16, 1), aggregator="avg")
    is_hidden = fields.Boolean(
        string="Withheld",
        readonly=True,
        copy=False,
        help="Too few have answered, or another group could be worked out from this one.",
    )
    result_ids = fields.One2many(
        comodel_name="satisfaction.employee.result", inverse_name="group_id", string="Results"
    )
    too_small = fields.Boolean(compute="_compute_too_small")

    _name_unique = models.UniqueIndex(
        "(program_id, name)", "Each group of a programme has its own name."
    )

    # === COMPUTE METHODS === #

    @api.depends("department_ids")
    def _compute_name(self):
        for group in self:
            group.name = group.name or ", ".join(group.department_ids.mapped("name"))

    @api.depends("headcount", "program_id.min_group")
    def _compute_too_small(self):
        for group in self:
            group.too_small = group.headcount < group.program_id.min_group

    # === CONSTRAINTS === #

    @api.constrains("department_ids", "program_id")
    def _check_department_once(self):
        for program in self.program_id:
            seen = self.env["hr.department"]
            for group in program.employee_group_ids:
                if twice := group.department_ids & seen:
                    raise ValidationError(
                        self.env._(
                            "%(department)s is in two groups: each employee gets one slip.",
                            department=twice[0].name,
                        )
                    )
                seen |= group.department_ids

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | SYSTEM_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        groups._check_draft()
        return groups

    def write(self, vals):
        if vals.keys() & {"program_id", "department_ids"}:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_only_draft(self):
        if not is_uninstalling(self.env):
            self._check_draft()

    def _check_draft(self):
        """The groups stand once slips are drawn for them."""
        for program in self.program_id:
            if program.state != "draft":
                raise UserError(
                    self.env._(
                        "The slips of %(program)s are drawn: its groups cannot be changed.",
                        program=program.name,
                    )
                )

    # === BUSINESS === #

    def _count_employees(self):
        """Count the employees of each group who have served long enough."""
        # sudo: whoever prepares the survey learns the numbers, not the employees
        for group in self.sudo():
            employees = self.env["hr.employee"].sudo().search(
                [
                    ("department_id", "in", group.department_ids.ids),
                    ("company_id", "=", group.company_id.id),
                ]
            )
            since = fields.Date.subtract(
                group.company_id._order_today(), months=group.program_id.min_service_months
            )
            group.headcount = len(
                employees.filtered(lambda e, since=since: e._served_since(since))
            )

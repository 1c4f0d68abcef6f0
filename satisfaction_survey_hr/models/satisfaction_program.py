from itertools import chain, count

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..suppression import SMALLEST_GROUP


class SatisfactionProgram(models.Model):
    """A programme that asks the employees, by slips of paper that name nobody."""

    _inherit = "satisfaction.program"

    # === FIELDS === #

    kind = fields.Selection(
        selection_add=[("employee", "Employees")], ondelete={"employee": "cascade"}
    )
    min_service_months = fields.Integer(
        string="Months of Service",
        aggregator=None,
        default=lambda self: self.env.company.satisfaction_min_service_months,
        help="Employees who have been here for less are not asked.",
    )
    min_group = fields.Integer(
        string="Smallest Group Shown",
        aggregator=None,
        default=lambda self: self.env.company.satisfaction_min_group,
        help="The answers of fewer employees are not shown anywhere.",
    )
    employee_group_ids = fields.One2many(
        comodel_name="satisfaction.employee.group",
        inverse_name="program_id",
        string="Departments",
        copy=True,
    )
    employee_result_ids = fields.One2many(
        comodel_name="satisfaction.employee.result", inverse_name="program_id", string="Results"
    )
    employee_comment_ids = fields.One2many(
        comodel_name="satisfaction.employee.comment", inverse_name="program_id", string="Comments"
    )
    slip_count = fields.Integer(string="Slips", compute="_compute_slip_counts")
    slip_returned = fields.Integer(
        string="Slips Returned",
        compute="_compute_slip_counts",
        help="How many have answered. Who has answered is known to nobody.",
    )
    _min_group_enough = models.Constraint(
        f"CHECK(min_group IS NULL OR min_group >= {SMALLEST_GROUP})",
        "Answers are shown of five employees or more: fewer could be recognised.",
    )

    # === COMPUTE METHODS === #

    @api.depends("employee_group_ids.headcount", "state", "score_figures")
    def _compute_slip_counts(self):
        running = self._count_returned()
        for program in self:
            program.slip_count = sum(program.employee_group_ids.mapped("headcount"))
            kept = program._kept_figures().get("returned", 0)
            program.slip_returned = running.get(program.id, kept)

    def _count_returned(self):
        """Return ``{program id: slips returned}`` of programmes that run."""
        asked = self.filtered(lambda p: p.kind == "employee" and p.state == "running")
        # sudo: nobody reads the answers; how many there are may be known
        counts = (
            self.env["satisfaction.employee.answer"]
            .sudo()
            ._read_group(
                [("program_id", "in", asked.ids), ("kind", "=", "slip")],
                ["program_id"],
                ["__count"],
            )
        )
        return dict.fromkeys(asked.ids, 0) | {program.id: count for program, count in counts}

    # === DEFAULTS === #

    @api.model
    def _default_module_ids(self):
        if self.env.context.get("default_kind") != "employee":
            return super()._default_module_ids()
        return self._employee_modules(self.env.company)

    @api.model
    def _employee_modules(self, company):
        """Return the questionnaire a programme of employees starts with, led by HR."""
        survey = self.env.ref("satisfaction_survey_hr.survey_employee", raise_if_not_found=False)
        # sudo: only the title; the questions stay with those who may read surveys
        if not survey or not survey.sudo().active:
            return []
        teams = self.env["order.team"]._team_by_function(["hr"], company)
        return [
            Command.create(
                {
                    "key": "employee",
                    "name": survey.sudo().title,
                    "survey_id": survey.id,
                    "weight": 100,
                    "target": company.satisfaction_employee_target,
                    "team_id": teams["hr"].id if "hr" in teams else False,
                }
            )
        ]

    def _default_name(self):
        if self.kind != "employee":
            return super()._default_name()
        return self.env._("Employee Satisfaction %(year)s", year=self.send_on.year)

    @api.onchange("kind")
    def _onchange_kind(self):
        """Employees have a questionnaire and targets of their own."""
        if self.kind == "employee":
            self.total_target = self.company_id.satisfaction_employee_target
            self.response_target = self.company_id.satisfaction_employee_response
            if self.module_ids.filtered(lambda module: module.key != "employee"):
                self.module_ids = [Command.clear(), *self._employee_modules(self.company_id)]

    # === CRUD === #

    def _check_fixed(self, vals):
        if not self.env.su and {"kind", "min_group", "min_service_months"} & vals.keys():
            for program in self.filtered(lambda program: program.kind == "employee"):
                if program.state != "draft":
                    raise UserError(
                        self.env._(
                            "The slips of %(program)s are drawn: who is asked, the months of "
                            "service and the smallest group stay.",
                            program=program.name,
                        )
                    )
        return super()._check_fixed(vals)

    # === ACTIONS === #

    def action_add_departments(self):
        """Give each department that is in no group yet a group of its own."""
        self.ensure_one()
        self._check_step("draft")
        # sudo: which departments there are, for a survey officer outside HR
        departments = self.env["hr.department"].sudo().search(
            [("company_id", "in", [False, self.company_id.id])]
        )
        left = departments - self.sudo().employee_group_ids.department_ids
        used = set(self.employee_group_ids.mapped("name"))
        groups = []
        for department in left.filtered("member_ids"):
            name = self._free_group_name(department, used)
            used.add(name)
            groups.append(
                {
                    "program_id": self.id,
                    "name": name,
                    "department_ids": [Command.set(department.ids)],
                }
            )
        self.env["satisfaction.employee.group"].create(groups)
        return True

    @api.model
    def _free_group_name(self, department, used):
        """Return what the group of a department is called: several may have the same name."""
        full = department.complete_name
        names = chain((department.name, full), (f"{full} ({number})" for number in count(2)))
        return next(name for name in names if name not in used)

    def action_prepare(self):
        """Count the employees, draw their slips, and have them printed."""
        result = super().action_prepare()
        for program in self.filtered(lambda p: p.kind == "employee"):
            program.employee_group_ids._count_employees()
            if not sum(program.employee_group_ids.mapped("headcount")):
                raise UserError(
                    self.env._(
                        "Nobody in the departments of %(program)s has served long enough: there "
                        "is nobody to ask.",
                        program=program.name,
                    )
                )
            # sudo: slips belong to the system, nobody reads them
            self.env["satisfaction.employee.slip"].sudo()._draw(program.employee_group_ids)
            program._note_left_out()
        return result

    def action_draft(self):
        result = super().action_draft()
        employees = self.filtered(lambda p: p.kind == "employee")
        employees._slips().unlink()
        # sudo: counted again when it is prepared
        employees.sudo().employee_group_ids.write({"headcount": 0})
        return result

    def action_send(self):
        """Start: from now on the slips are good, and their codes are kept nowhere."""
        result = super().action_send()
        self.filtered(lambda p: p.kind == "employee")._slips()._forget_codes()
        return result

    def action_print_slips(self):
        """Print the slips, as long as the programme has not started."""
        self.ensure_one()
        self._check_slips_printable()
        return self.env.ref("satisfaction_survey_hr.action_report_slips").report_action(self)

    # === CHECKS === #

    def _missing_audience(self):
        """Employees are asked by departments; nobody of them is named."""
        if self.kind != "employee":
            return super()._missing_audience()
        missing = []
        if not self.employee_group_ids:
            missing.append(self._message_no_department())
        if self.audience_ids:
            missing.append(self._message_nobody_named())
        if len(self.module_ids) > 1:
            missing.append(
                self.env._(
                    "A slip leads to one questionnaire: leave one in %(program)s.",
                    program=self.name,
                )
            )
        # sudo: the survey, for whoever may prepare the programme
        for survey in self.sudo().module_ids.survey_id:
            missing += survey._missing_for_anonymity()
        return missing

    def _message_no_department(self):
        """Return that nobody would be asked."""
        self.ensure_one()
        return self.env._("%(program)s has no department: add those to ask.", program=self.name)

    def _message_nobody_named(self):
        """Return why nobody is invited by name."""
        self.ensure_one()
        return self.env._(
            "%(program)s asks employees, by slips that name nobody: take the customers out.",
            program=self.name,
        )

    def _check_slips_printable(self):
        self.check_access("write")
        for program in self:
            if program.kind != "employee" or program.state != "prepared":
                raise UserError(
                    self.env._(
                        "Slips are printed after preparing and before starting the programme: "
                        "afterwards their codes are kept nowhere."
                    )
                )

    # === BUSINESS === #

    def _slips(self):
        """Return the slips, as the system; nobody else reads them."""
        # sudo: slips belong to the system
        slips = self.env["satisfaction.employee.slip"].sudo()
        return slips.search([("program_id", "in", self.ids)])

    def _note_left_out(self):
        """Note how many employees get no slip because their department is in no group."""
        # sudo: whoever prepares the survey learns the number, not the employees
        employees = self.env["hr.employee"].sudo()
        left = employees.search_count(
            Domain("company_id", "=", self.company_id.id)
            & ~Domain("department_id", "in", self.sudo().employee_group_ids.department_ids.ids)
        )
        if left:
            self._message_log(
                body=self.env._(
                    "%(count)s employees have no department, or one that is not asked: they get "
                    "no slip.",
                    count=left,
                )
            )

    def _printed_slips(self):
        """Return what is printed on each slip, department by department, in no order."""
        self.ensure_one()
        self._check_slips_printable()
        base = self.get_base_url()
        slips = self._slips().sorted(lambda slip: (slip.group_id.sequence, slip.group_id.id))
        return [
            {
                "group": slip.group_id.name,
                "code": slip._printed_code(),
                "address": f"{base}/satisfaction/slip",
                "qr": self._form_qr(f"{base}/satisfaction/slip/{slip._printed_code()}"),
            }
            for slip in slips
        ]

from odoo import models


class SatisfactionProgram(models.Model):
    """The scheduled action plans the programme of employees like that of the customers."""

    _inherit = "satisfaction.program"

    def _is_filled(self):
        if self.kind != "employee":
            return super()._is_filled()
        return bool(self.sample_note)

    def _fill(self):
        """Add the departments that are new since last year, and count who would get a slip."""
        if self.kind != "employee":
            return super()._fill()
        self.action_add_departments()
        if not self.employee_group_ids:
            return self._message_no_department()
        self.employee_group_ids._count_employees()
        # sudo: how the programme was filled is noted by the system
        self.sudo().sample_note = self.env._(
            "%(departments)s departments with %(employees)s employees who have been here for "
            "%(months)s months.",
            departments=len(self.employee_group_ids.department_ids),
            employees=sum(self.employee_group_ids.mapped("headcount")),
            months=self.min_service_months,
        )
        small = self.employee_group_ids.filtered("too_small").mapped("name")
        if not small:
            return self.env._(
                "The departments are filled in: look through them, prepare, and print the slips."
            )
        return self.env._(
            "The departments are filled in: put small ones together (%(names)s), prepare, and "
            "print the slips.",
            names=", ".join(small),
        )

    def _send_by_itself(self):
        """Slips can only be printed before the start: whether they are, somebody has to say."""
        if self.kind != "employee":
            return super()._send_by_itself()
        return self._point_out(
            self.env._("Print the slips and start: nobody can answer before that.")
        )

    def _point_out_unasked(self):
        """Employees are asked by department; nobody of them is named."""
        if self.kind != "employee":
            return super()._point_out_unasked()
        return None

from datetime import time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# The hour of a day until which it is kept.
DAY_END = time(23, 59)


class OrderTaskMixin(models.AbstractModel):
    """What somebody does until a day: he is told, is reminded of it daily, and is late after it.

    A model that uses it names the topic of its news in ``_task_topic``, and says in
    :meth:`_domain_to_do` when its document is still worked on, in :meth:`_task_leader` who hears
    of what is late.
    """

    _name = "order.task.mixin"
    _description = "Task of a Document"
    _inherit = ["order.late.mixin", "order.reminder.mixin"]

    # Topic of `order.digest`.
    _task_topic = None

    user_id = fields.Many2one(
        comodel_name="res.users", string="Responsible", index="btree_not_null", ondelete="restrict"
    )
    due_on = fields.Date(string="Due")
    done_on = fields.Date(string="Done")
    reminded_on = fields.Date(readonly=True, copy=False)
    deadline = fields.Datetime(compute="_compute_deadline")

    # === COMPUTE METHODS === #

    @api.depends("due_on", "company_id")
    def _compute_deadline(self):
        for task in self:
            company = task.company_id or self.env.company
            task.deadline = task.due_on and company._order_moment(task.due_on, DAY_END)

    @api.depends("due_on", "done_on")
    def _compute_is_late(self):
        return super()._compute_is_late()

    @api.model
    def _late_domain(self):
        return self._domain_to_do() & Domain("due_on", "<", self.env.company._order_today())

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._tell_responsible()
        return tasks

    def write(self, vals):
        before = {task: task.user_id for task in self}
        result = super().write(vals)
        if "user_id" in vals:
            self.filtered(lambda task: task.user_id != before[task])._tell_responsible()
        return result

    # === ACTIONS === #

    def action_done(self):
        """Note that it was done today."""
        for task in self:
            task.done_on = task.company_id._order_today()
        return True

    # === TELL AND REMIND === #

    @api.model
    def _domain_to_do(self):
        """Return the domain of what is not done; add when the document is still worked on."""
        return Domain("done_on", "=", False)

    @api.model
    def _remind_domain(self):
        """Remind of what is due today or tomorrow, and of what is late."""
        tomorrow = fields.Date.context_today(self) + timedelta(days=1)
        return (
            super()._remind_domain()
            & self._domain_to_do()
            & Domain("user_id", "!=", False)
            & Domain("due_on", "<=", tomorrow)
        )

    def _remind(self):
        """Tell the person responsible, and who leads where it is late."""
        digest = self.env["order.digest"]
        digest._queue(self._task_topic, self, {task.id: task.user_id for task in self})
        late = self.filtered("is_late")
        leaders = {task.id: task._task_leader() - task.user_id for task in late}
        digest._queue("late_leader", late, leaders)
        return super()._remind()

    def _write_reminded(self, vals):
        # sudo: kept by the system
        return super(OrderTaskMixin, self.sudo())._write_reminded(vals)

    def _task_leader(self):
        """Return the user who hears of this task when it is late."""
        raise NotImplementedError

    def _tell_responsible(self):
        """Tell people what they were given to do, unless they took it themselves."""
        told = self.filtered_domain(self._domain_to_do())
        users = {task.id: task.user_id - self.env.user for task in told}
        told = told.filtered(lambda task: users[task.id])
        self.env["order.digest"]._queue(self._task_topic, told, users)

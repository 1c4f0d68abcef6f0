from odoo import fields, models


class TestOrderLimit(models.Model):
    """A document with a time limit and nothing else."""

    _name = "test.order.limit"
    _description = "Test: document with a time limit"
    _inherit = ["order.deadline.mixin"]

    name = fields.Char()
    urgent = fields.Boolean()
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, default=lambda self: self.env.company
    )
    owner_id = fields.Many2one(comodel_name="res.users")
    leader_id = fields.Many2one(comodel_name="res.users")
    manager_id = fields.Many2one(comodel_name="res.users")

    def _deadline_stages(self):
        return super()._deadline_stages() | {"test": "Test"}

    def _deadline_owner_users(self):
        return {record.id: record.owner_id for record in self}

    def _deadline_leader_users(self):
        return {record.id: record.leader_id for record in self}

    def _deadline_management_users(self):
        return {record.id: record.manager_id for record in self}

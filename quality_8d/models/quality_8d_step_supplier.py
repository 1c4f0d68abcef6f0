from odoo import api, fields, models


class Quality8dStep(models.Model):
    """Disciplines that the supplier answers, on the page whose link he was sent."""

    _inherit = "quality.8d.step"

    by_supplier = fields.Boolean(string="By the Supplier", readonly=True)
    submitted_by_name = fields.Char(
        string="Submitted at the Supplier By", readonly=True, help="As he wrote his name."
    )
    attachment_ids = fields.One2many(
        comodel_name="ir.attachment",
        inverse_name="res_id",
        string="Evidence",
        domain=[("res_model", "=", "quality.8d.step")],
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("by_supplier", "submitted_by_name")
    def _compute_rights(self):
        """What the supplier submits is decided on by the team leader as well."""
        result = super()._compute_rights()
        for step in self:
            if step.state == "submitted" and step.discipline != "d8":
                step.can_decide = step.can_decide or (
                    step.report_id.state == "open" and step._leads_for_supplier()
                )
        return result

    def _comes_from_supplier(self):
        """Whether the supplier himself has handed it in; the leader accepts no work of ours."""
        self.ensure_one()
        return bool(self.by_supplier and self.submitted_by_name)

    def _leads_for_supplier(self):
        return self._comes_from_supplier() and self.report_id.leader_id == self.env.user

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"by_supplier", "submitted_by_name"}

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    def _may_decide(self):
        return super()._may_decide() or self._leads_for_supplier()

    def _people_to_decide(self):
        people = super()._people_to_decide()
        return self.report_id.leader_id if self._comes_from_supplier() else people

    def _people_to_work(self):
        """The supplier works on it, who is told by e-mail; nobody of ours has a task."""
        if self.by_supplier and self.report_id.supplier_request_id:
            return self.env["res.users"]
        return super()._people_to_work()

    def _deadline_owner_users(self):
        # sudo: told by the system, whatever the people may read
        leaders = {step.id: step.report_id.leader_id for step in self.sudo() if step.by_supplier}
        return super()._deadline_owner_users() | leaders

    def _submit_by_supplier(self, name):
        """Hand in what the supplier has filled in, under the name of his person."""
        self.ensure_one()
        now = fields.Datetime.now()
        self._set_state(
            "submitted", submitted_by_id=False, submitted_by_name=name, submitted_at=now
        )
        self._deadline_meet(now)
        supplier = self.report_id.partner_id.name
        ours = self.with_context(lang=self.report_id.leader_id.lang)
        ours._log(ours.env._("submitted by %(name)s, %(supplier)s", name=name, supplier=supplier))
        self._ask_for_decision()

    def _return_with(self, reason):
        """Tell the supplier what is wrong with his part."""
        result = super()._return_with(reason)
        theirs = self.filtered(lambda step: step.by_supplier and step.state == "returned")
        theirs.report_id.supplier_request_id._tell_open()
        return result

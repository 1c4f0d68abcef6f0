from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval


class OrderDeadlineRule(models.Model):
    _name = "order.deadline.rule"
    _description = "Time limit"
    _order = "res_model, stage, sequence, id"
    _check_company_auto = True

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=10,
        help="The first limit that fits is taken: give special cases a lower number.",
    )
    res_model = fields.Selection(
        selection="_selection_res_model",
        string="Document",
        required=True,
        index=True,
        default="order.signoff",
    )
    model_id = fields.Many2one(
        comodel_name="ir.model",
        string="Document model",
        compute="_compute_model_id",
        store=True,
        index=True,
        ondelete="cascade",
        help="Removes the limits of a document together with its add-on.",
    )
    stage = fields.Char(required=True, help="The step of the document that is limited.")
    stage_choice = fields.Selection(
        selection="_selection_stage_choice",
        string="Step",
        compute="_compute_stage_choice",
        inverse="_inverse_stage_choice",
    )
    domain = fields.Char(string="Applies to", default="[]")
    hours = fields.Float(string="Time allowed", required=True, default=4.0)
    hours_type = fields.Selection(
        selection=[("working", "Working hours"), ("clock", "Clock hours")],
        string="Counted in",
        required=True,
        default="working",
        help="Working hours follow the working schedule and public holidays of the company.",
    )
    due_soon_hours = fields.Float(
        string="Due soon before",
        default=1.0,
        help="So long before the deadline the document is shown as due soon.",
    )
    escalate_leader_hours = fields.Float(
        string="Tell the leader after",
        help="So long after the deadline the leader of the department is told. "
        "Zero: the leader is not told.",
    )
    escalate_management_hours = fields.Float(
        string="Tell management after",
        help="So long after the deadline management is told. Zero: management is not told.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Empty: the limit applies to all companies.",
    )

    _hours_positive = models.Constraint(
        "CHECK(hours > 0)", "The time allowed must be more than zero."
    )
    _escalation_positive = models.Constraint(
        "CHECK(due_soon_hours >= 0 AND escalate_leader_hours >= 0 "
        "AND escalate_management_hours >= 0)",
        "Hours before and after the deadline cannot be negative.",
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("res_model")
    def _compute_model_id(self):
        # sudo: clerks and managers may not read the list of models
        get_id = self.env["ir.model"].sudo()._get_id
        for rule in self:
            rule.model_id = get_id(rule.res_model) if rule.res_model else False

    @api.depends("stage")
    def _compute_stage_choice(self):
        known = {key for key, _label in self._selection_stage_choice()}
        for rule in self:
            rule.stage_choice = rule.stage if rule.stage in known else False

    def _inverse_stage_choice(self):
        for rule in self:
            if rule.stage_choice:
                rule.stage = rule.stage_choice

    @api.model
    def _selection_res_model(self):
        return [
            (name, self.env["ir.model"]._get(name).name)
            for name in self.env["order.deadline.mixin"]._deadline_models()
        ]

    @api.model
    def _selection_stage_choice(self):
        stages = {}
        for name in self.env["order.deadline.mixin"]._deadline_models():
            stages.update(self.env[name]._deadline_stages())
        return [
            (key, label if isinstance(label, str) else self.env._(label))
            for key, label in stages.items()
        ]

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------
    @api.constrains("res_model", "domain")
    def _check_domain(self):
        for rule in self:
            try:
                Domain(rule._get_domain()).validate(self.env[rule.res_model])
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The condition of the time limit %(name)s cannot be read: %(error)s",
                        name=rule.name,
                        error=error,
                    )
                ) from error

    @api.constrains("escalate_leader_hours", "escalate_management_hours")
    def _check_escalation(self):
        for rule in self:
            management = rule.escalate_management_hours
            if management and management < rule.escalate_leader_hours:
                raise ValidationError(
                    self.env._(
                        "Management is told after the leader: correct the hours of %(name)s.",
                        name=rule.name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("model_id") and not vals.get("res_model"):
                # sudo: clerks and managers may not read the list of models
                model = self.env["ir.model"].sudo().browse(vals["model_id"])
                vals["res_model"] = model.model
            if vals.get("stage_choice") and not vals.get("stage"):
                vals["stage"] = vals["stage_choice"]
        return super().create(vals_list)

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    def _get_domain(self):
        self.ensure_one()
        return safe_eval(self.domain or "[]", {})

    @api.model
    def _match(self, records, stage):
        """Find the limit of each record: the first one that fits.

        :param records: documents of one model with a ``company_id``
        :param str stage: step of the document
        :return: ``{record id: rule}``, records without a limit are missing
        """
        # sudo: a limit applies whoever triggers it, the customer on the portal included
        rules = self.sudo().search_fetch(
            [
                ("res_model", "=", records._name),
                ("stage", "=", stage),
                ("company_id", "in", [False, *records.sudo().company_id.ids]),
            ],
            # All that planning needs, so that it does not read the rules once more.
            [
                "sequence",
                "company_id",
                "domain",
                "hours",
                "hours_type",
                "due_soon_hours",
                "escalate_leader_hours",
                "escalate_management_hours",
            ],
        )
        found = {}
        left = dict(records.sudo().grouped("company_id"))
        for rule in rules.sorted(lambda r: (r.sequence, not r.company_id, r.id)):
            domain = Domain(rule._get_domain())
            for company in rule.company_id or list(left):
                if company in left:
                    matching = left[company].filtered_domain(domain)
                    found.update(dict.fromkeys(matching._ids, rule))
                    left[company] -= matching
        return found

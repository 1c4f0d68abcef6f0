from odoo import api, fields, models

from odoo.addons.order_signoff.tools import is_uninstalling

CATEGORIES = [
    ("man", "Man"),
    ("machine", "Machine"),
    ("material", "Material"),
    ("method", "Method"),
    ("environment", "Environment"),
    ("measurement", "Measurement"),
]


class Quality8dCause(models.Model):
    """A possible cause: why the problem occurred, or why it was not detected."""

    _name = "quality.8d.cause"
    _description = "Cause"
    _inherit = ["quality.8d.part"]
    _order = "branch desc, level desc, sequence, id"
    _check_company_auto = True
    _discipline = "d4"

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Cause", required=True)
    branch = fields.Selection(
        selection=[("occurrence", "Occurrence"), ("non_detection", "Non-Detection")],
        string="Why It",
        required=True,
        default="occurrence",
    )
    level = fields.Selection(
        selection=[("technical", "Technical"), ("system", "System")],
        required=True,
        default="technical",
    )
    category = fields.Selection(selection=CATEGORIES, required=True, default="method")
    failure_id = fields.Many2one(
        comodel_name="quality.8d.failure",
        string="VDA Category",
        domain=[("parent_id", "!=", False)],
        index="btree_not_null",
        ondelete="restrict",
        help="The failure cause category of the VDA, for customers who ask for it.",
    )
    failure_group_id = fields.Many2one(
        related="failure_id.parent_id", string="VDA Main Category", store=True
    )
    verdict = fields.Selection(
        selection=[
            ("candidate", "Candidate"),
            ("verified", "Verified"),
            ("contributes", "Contributes"),
            ("ruled_out", "Ruled Out"),
        ],
        required=True,
        default="candidate",
    )
    method = fields.Selection(
        selection=[
            ("reproduce", "Reproduced"),
            ("eliminate", "Gone when removed"),
            ("statistics", "Statistics"),
            ("physical_evidence", "Physical evidence"),
        ],
        string="Proved By",
    )
    evidence = fields.Text(help="What was tried or measured, and what came out.")
    evidence_file = fields.Binary(string="Proof")
    evidence_name = fields.Char(string="Name of the Evidence")
    why_ids = fields.One2many(comodel_name="quality.8d.why", inverse_name="cause_id", string="Whys")
    why_count = fields.Integer(string="Number of Whys", compute="_compute_why_count")
    action_ids = fields.One2many(
        comodel_name="quality.8d.action", inverse_name="cause_id", string="Actions"
    )

    @api.depends("why_ids")
    def _compute_why_count(self):
        for cause in self:
            cause.why_count = len(cause.why_ids)

    @api.ondelete(at_uninstall=True)
    def _unlink_with_actions(self):
        # The actions against a cause go with it: not when they stand already.
        if not is_uninstalling(self.env):
            self.action_ids._check_open({"report_id"})

    def _counts(self):
        """Return the causes that are proved."""
        return self.filtered(lambda cause: cause.verdict in ("verified", "contributes"))

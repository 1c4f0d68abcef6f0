from odoo import api, fields, models
from odoo.tools import LazyTranslate

from odoo.addons.order_signoff.tools import is_uninstalling
from odoo.addons.sale_order_intake.models.sale_order_proof import PROOF_TYPES

_lt = LazyTranslate(__name__)

REVIEW_GATES = [
    ("none", "May not stay open"),
    ("confirmation", "Before the order is confirmed"),
    ("material", "Before material purchase"),
    ("production", "Before production release"),
    ("packing", "Before packing"),
    ("shipment", "Before shipment"),
]
# The order in which an order passes its gates.
REVIEW_GATE_ORDER = {key: position for position, (key, _label) in enumerate(REVIEW_GATES)}

# What the automatic checks look at.
AUTO_CHECKS = {
    "moq": _lt("Minimum order quantity"),
    "price": _lt("Price against price list and last order"),
    "framework_contract": _lt("Framework contract"),
    "repeat": _lt("Comparison with the last order"),
    "capacity": _lt("Capacity of the work centres"),
    "stock": _lt("Free stock"),
    "lead_time": _lt("Lead time against requested date"),
    "letter_of_credit": _lt("Letter of credit"),
    "deposit": _lt("Deposit"),
    "credit": _lt("Credit limit and overdue receivables"),
    "margin": _lt("Margin"),
    "proof": _lt("Proofs of labels, artwork and samples"),
    "lessons": _lt("Past complaints and 8D lessons"),
}


class SaleOrderReviewTemplateLine(models.Model):
    """One question of a checklist, and the department that answers it."""

    _name = "sale.order.review.template.line"
    _description = "Review Template Item"
    _order = "template_id, sequence, id"
    _rec_names_search = ["code", "name"]

    template_id = fields.Many2one(
        comodel_name="sale.order.review.template",
        string="Review Template",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="template_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(string="Item", required=True)
    name = fields.Char(string="Question", required=True, translate=True)
    function = fields.Selection(
        selection="_selection_function",
        string="Department",
        required=True,
        help="The department that answers this item.",
    )
    gate = fields.Selection(
        selection=REVIEW_GATES,
        required=True,
        default="none",
        help="The last moment until which this item may stay open.",
    )
    iso_clause = fields.Char(string="ISO 9001 Clause")
    waiver_function = fields.Selection(
        selection="_selection_function",
        string="May Be Waived By",
        help="The head of this department may waive the item with a reason.",
    )
    per_part = fields.Boolean(
        string="Per Product",
        help="The item is answered for each product of the order.",
    )
    proof_type = fields.Selection(
        selection=PROOF_TYPES,
        string="Settled by Proof",
        help="The item is settled by itself as soon as the customer has approved all proofs of "
        "this type.",
    )
    auto_check = fields.Selection(
        selection="_selection_auto_check",
        string="Automatic Check",
        help="Looks at the order when the department is asked, and proposes the answer.",
    )

    _unique_code = models.Constraint(
        "UNIQUE(template_id, code)",
        "Each item of a checklist needs its own code.",
    )

    # ------------------------------------------------------------------
    # Compute and selections
    # ------------------------------------------------------------------

    @api.depends("code", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.code or ''} {line.name or ''}".strip()

    @api.model
    def _selection_function(self):
        return self.env["order.team"]._fields["function"]._description_selection(self.env)

    @api.model
    def _selection_auto_check(self):
        """Return ``[(key, label)]`` of the checks; add-ons that bring others extend it.

        What a key looks at is written in ``sale.order.review._auto_check_<key>``. A key without
        this method on the database at hand proposes nothing.
        """
        return [(key, self.env._(label)) for key, label in AUTO_CHECKS.items()]

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.template_id._check_draft()
        return lines

    def write(self, vals):
        self.template_id._check_draft()
        result = super().write(vals)
        if "template_id" in vals:
            self.template_id._check_draft()
        return result

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        # The dialog of translations writes without write().
        self.template_id._check_draft()
        return super()._update_field_translations(field_name, translations, digest, source_lang)

    @api.ondelete(at_uninstall=True)
    def _unlink_only_draft(self):
        if not is_uninstalling(self.env):
            self.template_id._check_draft()

    def _gate_in(self, company):
        """Return the last moment until which this item may stay open in a company.

        A company may let a missing deposit hold up production instead of the confirmation.
        """
        self.ensure_one()
        if (
            self.auto_check == "deposit"
            and self.gate == "confirmation"
            and company.order_deposit_blocks == "production"
        ):
            return "production"
        return self.gate

from odoo import api, fields, models

from odoo.addons.order_signoff.tools import fill_in

FIVE_W_TWO_H = (
    "what_text",
    "where_text",
    "when_text",
    "who_text",
    "why_text",
    "how_text",
    "how_many_text",
)


def _page_lines(discipline):
    """Return the discipline as one line, for the head of its page in the form."""
    return fields.One2many(
        comodel_name="quality.8d.step",
        inverse_name="report_id",
        domain=[("discipline", "=", discipline)],
        string=discipline.upper(),
    )


class Quality8d(models.Model):
    """D0 to D3: what has happened, who works on it, and how the customer is protected."""

    _inherit = "quality.8d"

    # One line each: state, time limit and buttons at the head of a page
    d0_ids = _page_lines("d0")
    d1_ids = _page_lines("d1")
    d2_ids = _page_lines("d2")
    d3_ids = _page_lines("d3")
    d4_ids = _page_lines("d4")
    d5_ids = _page_lines("d5")
    d6_ids = _page_lines("d6")
    d7_ids = _page_lines("d7")
    d8_ids = _page_lines("d8")
    # ------------------------------------------------------------------
    # D0
    # ------------------------------------------------------------------
    symptom = fields.Text(help="What was seen, before anybody has looked into it.")
    criterion = fields.Selection(
        selection=[
            ("severity", "Severity"),
            ("repeat", "It has happened before"),
            ("customer", "The customer asks for it"),
            ("survey", "Result of a survey"),
            ("cost", "Cost"),
            ("other", "Another reason"),
        ],
        string="Why an 8D",
    )
    needed = fields.Selection(
        selection=[("yes", "An 8D is needed"), ("no", "No 8D is needed")],
        string="Decision",
        compute="_compute_needed",
        store=True,
        readonly=False,
        copy=False,
        help="With “No 8D is needed” the report ends once the quality manager accepts D0.",
    )
    need_reason = fields.Text(string="Explanation")
    need_hint = fields.Text(string="Called For", compute="_compute_need_hint")
    emergency_action = fields.Text(help="What was done at once, or why nothing had to be done.")
    emergency_user_id = fields.Many2one(
        comodel_name="res.users", string="Done By", ondelete="restrict"
    )
    emergency_at = fields.Datetime(string="Done On")
    customer_informed_at = fields.Datetime(string="Customer Informed On")
    # ------------------------------------------------------------------
    # D1
    # ------------------------------------------------------------------
    member_ids = fields.One2many(
        comodel_name="quality.8d.member", inverse_name="report_id", string="Members"
    )
    # ------------------------------------------------------------------
    # D2
    # ------------------------------------------------------------------
    customer_words = fields.Text(
        string="In the Customer's Words", help="Word for word, as it was reported."
    )
    finding = fields.Text(string="Our Own Finding")
    defect_id = fields.Many2one(
        comodel_name="quality.defect",
        string="Kind of Defect",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The same problem is found again under the same kind of defect.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    product_categ_id = fields.Many2one(
        related="product_id.categ_id", string="Product Family", store=True, index=True
    )
    drawing_no = fields.Char(string="Drawing and Revision")
    lot_names = fields.Char(string="Lots or Serial Numbers", index="trigram")
    qty_complained = fields.Float(string="Quantity Complained")
    qty_delivered = fields.Float(string="Quantity Delivered")
    qty_returned = fields.Float(string="Quantity Returned")
    place_found = fields.Char(string="Found At")
    found_on = fields.Date()
    failure_effect = fields.Selection(
        selection=[
            ("plant", "In our plant"),
            ("zero_km", "At the customer's, before use"),
            ("field", "In the field"),
        ],
        string="Where It Failed",
    )
    repeated = fields.Boolean(string="Has Happened Before")
    others_affected = fields.Text(string="Other Parts and Plants Affected")
    risk = fields.Text(string="First Assessment of Risk")
    what_text = fields.Text(string="What")
    where_text = fields.Text(string="Where")
    when_text = fields.Text(string="When")
    who_text = fields.Text(string="Who Found It")
    why_text = fields.Text(string="Why It Is a Problem")
    how_text = fields.Text(string="How It Was Found")
    how_many_text = fields.Text(string="How Many")
    comparison_ids = fields.One2many(
        comodel_name="quality.8d.comparison", inverse_name="report_id", string="Is / Is Not"
    )
    picture_ok = fields.Image(string="Good Part", max_width=1024, max_height=1024)
    picture_nok = fields.Image(string="Defective Part", max_width=1024, max_height=1024)
    returned_parts = fields.Selection(
        selection=[
            ("confirmed", "Defect confirmed"),
            ("not_confirmed", "No fault found"),
            ("none", "No parts returned"),
        ],
    )
    returned_analysis = fields.Text(string="Analysis of Returned Parts")
    # ------------------------------------------------------------------
    # D3
    # ------------------------------------------------------------------
    containment_ids = fields.One2many(
        comodel_name="quality.8d.containment",
        inverse_name="report_id",
    )
    open_places = fields.Boolean(compute="_compute_open_places")

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("criterion")
    def _compute_needed(self):
        """Whoever names a reason for an 8D has decided that one is needed."""
        for report in self:
            report.needed = report.needed or (report.criterion and "yes")

    @api.depends("severity", "repeated", "defect_id", "product_id")
    @api.depends_context("lang")
    def _compute_need_hint(self):
        """Say what calls for an 8D, as far as the report knows it."""
        for report in self:
            hints = []
            if report.severity == "critical":
                hints.append(self.env._("The problem is critical."))
            earlier = report.similar_ids.filtered(
                lambda other, r=report: (
                    other.defect_id == r.defect_id and other.product_categ_id == r.product_categ_id
                )
            )
            if report.defect_id and earlier:
                hints.append(
                    self.env._(
                        "The defect has occurred in this product family before: %(reports)s.",
                        reports=", ".join(earlier.mapped("name")),
                    )
                )
            elif report.repeated:
                hints.append(self.env._("It has happened before."))
            report.need_hint = "\n".join(hints)

    @api.depends("containment_ids.concerned")
    def _compute_open_places(self):
        for report in self:
            report.open_places = not all(report.containment_ids.mapped("concerned"))

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_others_not_concerned(self):
        """Decide for all places at once that nobody has decided on."""
        self.containment_ids.filtered(lambda line: not line.concerned).concerned = "no"
        return True

    # ------------------------------------------------------------------
    # What stands
    # ------------------------------------------------------------------
    @api.model
    def _field_disciplines(self):
        d0 = (
            "symptom",
            "criterion",
            "needed",
            "need_reason",
            "emergency_action",
            "emergency_user_id",
            "emergency_at",
        )
        d2 = (
            "customer_words",
            "finding",
            "defect_id",
            "product_id",
            "drawing_no",
            "lot_names",
            "qty_complained",
            "qty_delivered",
            "qty_returned",
            "place_found",
            "found_on",
            "failure_effect",
            "repeated",
            "others_affected",
            "risk",
            "picture_ok",
            "picture_nok",
            "returned_parts",
            "returned_analysis",
            *FIVE_W_TWO_H,
        )
        return {
            **super()._field_disciplines(),
            **dict.fromkeys(d0, "d0"),
            **dict.fromkeys(d2, "d2"),
            **dict.fromkeys(("title", "kind", "severity", "partner_id"), "d2"),
        }

    # ------------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------------
    def _missing(self, discipline):
        """Return sentences that say what a discipline lacks before it can be submitted."""
        self.ensure_one()
        return getattr(self, f"_missing_{discipline}")()

    def _missing_d0(self):
        if self.needed == "no":
            return fill_in(self, "symptom", "need_reason")
        return fill_in(self, "symptom", "criterion", "needed", "emergency_action")

    def _missing_d1(self):
        problems = fill_in(self, "leader_id", "quality_id", "champion_id")
        size = 1 + len(
            self.member_ids.filtered(lambda m: not m.user_id or m.user_id != self.leader_id)
        )
        minimum = self.company_id.quality_8d_team_min
        if size < minimum:
            problems.append(
                self.env._(
                    "The team has %(size)s persons, at least %(minimum)s are needed.",
                    size=size,
                    minimum=minimum,
                )
            )
        return problems + self._doubled_people()

    def _missing_d2(self):
        names = ["finding", "defect_id", *FIVE_W_TWO_H]
        if self.kind == "customer":
            names = ["partner_id", "customer_words", *names]
        problems = fill_in(self, *names)
        lines = self.comparison_ids.filtered(lambda line: line.is_text and line.is_not_text)
        if not {"what_object", "what_defect"} <= set(lines.mapped("aspect")):
            problems.append(
                self.env._("Compare object and defect at least: what is it, and what is it not?")
            )
        if self.returned_parts in ("confirmed", "not_confirmed") and not self.returned_analysis:
            problems += fill_in(self, "returned_analysis")
        return problems

    def _missing_d3(self):
        problems = []
        undecided = self.containment_ids.filtered(lambda line: not line.concerned)
        if undecided:
            problems.append(
                self.env._(
                    "Decide whether these places are concerned: %(places)s.",
                    places=undecided._names(),
                )
            )
        incomplete = self.containment_ids.filtered(
            lambda line: (
                line.concerned == "yes"
                and not (line.action and (line.user_id or line.owner_name) and line.done_on)
            )
        )
        if incomplete:
            problems.append(
                self.env._(
                    "Measure, responsible person and date of completion are missing for: "
                    "%(places)s.",
                    places=incomplete._names(),
                )
            )
        return problems

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderReview(models.Model):
    """Automatic checks: what the system finds out by itself, beside the department's answer.

    An item of the checklist names a check, ``_auto_check_<key>(lines)`` looks at the orders:

    * ``self``: reviews, any number, as superuser in the company of their orders;
    * ``lines``: their review items that name the key and wait for an answer;
    * returns ``{line.id: (result, evidence)}``. The result is ``ok``, ``nok``, ``open``, ``na``,
      or False where the check shows facts and proposes nothing. The evidence is text in the
      language of the environment, or ``{field: text}`` for what not everybody may see, with the
      names of :meth:`_auto_check_evidence_fields`.

    A check is called once for all reviews that are asked together: its number of queries does
    not depend on the number of reviews, lines and products.
    """

    _inherit = "sale.order.review"

    can_take_over = fields.Boolean(compute="_compute_can_take_over")

    # === COMPUTE METHODS === #

    @api.depends("line_ids.can_answer", "line_ids.result", "line_ids.auto_result")
    @api.depends_context("uid")
    def _compute_can_take_over(self):
        for review in self:
            review.can_take_over = bool(review._my_open_lines()._with_proposal())

    # === ACTIONS === #

    def action_check_again(self):
        """Run the automatic checks anew, for the departments that have not signed yet.

        For whoever may read the review; what stood beside a signed answer stays as it was.
        """
        self.check_access("read")
        for review in self:
            if review.progress != "in_review":
                raise UserError(
                    self.env._(
                        "%(review)s is not under review at the moment: what was found when it was"
                        " decided stands.",
                        review=review.display_name,
                    )
                )
        self._run_auto_checks()

    def action_take_over_proposals(self):
        """Answer the empty items of the own departments as the automatic checks propose."""
        self._my_open_lines()._take_over_proposals()

    # === BUSINESS METHODS === #

    def _ask(self, functions):
        result = super()._ask(functions)
        self.browse([review.id for review in functions])._run_auto_checks()
        return result

    def _run_auto_checks(self):
        """Let the checks look at these reviews and note what they found."""
        # sudo: whoever asks for a review sees neither stock nor receivables; what a check found
        # is shown to the reviewers only, figures to those who may see them.
        lines = self.sudo().line_ids.filtered("auto_check")
        asked = lines._teams_to_sign()
        lines = lines.filtered(lambda line: line.team_id in asked[line.review_id.id])
        findings = {}
        for company, of_company in lines.grouped("company_id").items():
            of_company = of_company.with_company(company)
            for key, of_key in of_company.grouped("auto_check").items():
                check = getattr(of_key.review_id, f"_auto_check_{key}", None)
                if check:
                    findings.update(check(of_key))
        lines._store_findings(findings)

    @api.model
    def _auto_check_evidence_fields(self):
        """Return ``{key: field}`` of the checks whose evidence not everybody may see."""
        return defaultdict(
            lambda: "auto_evidence",
            price="auto_evidence_price",
            credit="auto_evidence_price",
            margin="auto_evidence_cost",
        )

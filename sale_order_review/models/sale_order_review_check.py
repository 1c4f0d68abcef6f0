from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from .sale_order_review_check_facts import CheckFacts

# How many lines of an order one piece of evidence names.
EVIDENCE_LINES = 10


class SaleOrderReview(models.Model):
    """Automatic checks: what the system finds out by itself, beside the department's answer.

    An item of the checklist names a check, ``_auto_check_<key>(lines, facts)`` looks at
    the orders:

    * ``self``: reviews, any number, as superuser in the company of their orders;
    * ``lines``: their review items that name the key and wait for an answer;
    * ``facts``: what several checks look up, :class:`CheckFacts`, shared by one run;
    * returns ``{line.id: (result, evidence)}``. The result is ``ok``, ``nok``, ``open``, ``na``,
      or False where the check shows facts and proposes nothing. The evidence is text in the
      language of the environment, or ``{field: text}`` for what not everybody may see, with the
      names of :meth:`_auto_check_evidence_fields`.

    A check is called once for all reviews that are asked together: its number of queries does
    not depend on the number of reviews, lines and products.
    """

    _inherit = "sale.order.review"

    can_take_over = fields.Boolean(compute="_compute_can_take_over")
    has_findings = fields.Boolean(compute="_compute_has_findings")
    has_part_items = fields.Boolean(compute="_compute_has_part_items")

    # === COMPUTE METHODS === #

    @api.depends("line_ids.can_answer", "line_ids.result", "line_ids.auto_result")
    @api.depends_context("uid")
    def _compute_can_take_over(self):
        for review in self:
            review.can_take_over = bool(review._my_open_lines()._with_proposal())

    @api.depends("line_ids.auto_result", "line_ids.auto_text")
    @api.depends_context("uid")
    def _compute_has_findings(self):
        for review in self:
            review.has_findings = review.line_ids._have_findings()

    @api.depends("line_ids.product_id")
    def _compute_has_part_items(self):
        for review in self:
            review.has_part_items = bool(review.line_ids.product_id)

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
        # sudo: whoever may read the review need not see stock and receivables; what a check found
        # is shown to the reviewers only, figures to those who may see them.
        lines = (
            self.env["sale.order.review.line"].sudo().search_fetch([("review_id", "in", self.ids)])
        )
        asked = lines._teams_to_sign()
        lines.filtered(lambda line: line.team_id in asked[line.review_id.id])._run_auto_checks()

    def action_take_over_proposals(self):
        """Answer the empty items of the own departments as the automatic checks propose."""
        self._my_open_lines()._take_over_proposals()

    # === BUSINESS METHODS === #

    def _ask(self, functions):
        result = super()._ask(functions)
        # sudo: whoever asks for a review need not be a reviewer
        reviews = self.browse([review.id for review in functions]).sudo()
        reviews.line_ids.filtered(
            lambda line: line.round == line.review_id.round
        )._run_auto_checks()
        return result

    @api.model
    def _auto_check_facts(self, items):
        """Return what the checks of these review items share."""
        return CheckFacts(items)

    @api.model
    def _auto_check_evidence_fields(self):
        """Return ``{key: field}`` of the checks whose evidence not everybody may see."""
        return defaultdict(
            lambda: "auto_evidence",
            price="auto_evidence_price",
            credit="auto_evidence_price",
            margin="auto_evidence_cost",
        )

    @api.model
    def _checked_lines(self, item):
        """Return the order lines a review item is about: all, or those of its product."""
        lines = self._reviewed_lines(item.review_id.order_id)
        if item.product_id:
            lines = lines.filtered(lambda line: line.product_id == item.product_id)
        return lines

    @api.model
    def _evidence(self, texts):
        """Put the findings below one another; of a long order only the first ones."""
        shown = list(texts[:EVIDENCE_LINES])
        if len(texts) > EVIDENCE_LINES:
            shown.append(self.env._("and %(count)s more", count=len(texts) - EVIDENCE_LINES))
        return "\n".join(shown)

    def _evidence_quantity(self, quantity, uom):
        return f"{formatLang(self.env, quantity, dp='Product Unit')} {uom.name or ''}".strip()

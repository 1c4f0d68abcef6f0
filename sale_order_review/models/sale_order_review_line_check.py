from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from .sale_order_review_line import REVIEW_RESULTS

# Answers that say the same about an order: it may go on.
POSITIVE = frozenset({"ok", "na"})
EVIDENCE_FIELDS = ("auto_evidence", "auto_evidence_price", "auto_evidence_cost")


class SaleOrderReviewLine(models.Model):
    """What an automatic check found about an item, beside the department's answer.

    A proposal is never the answer: a person of the department takes it over, or answers
    otherwise and says why.
    """

    _inherit = "sale.order.review.line"

    auto_check = fields.Selection(related="template_line_id.auto_check")
    auto_result = fields.Selection(
        selection=REVIEW_RESULTS,
        string="Check",
        readonly=True,
        help="The answer that the automatic check proposes.",
    )
    auto_evidence = fields.Text(string="Found by the Check", readonly=True)
    auto_evidence_price = fields.Text(
        string="Prices Found by the Check",
        readonly=True,
        groups="sale_order_review.group_price",
    )
    auto_evidence_cost = fields.Text(
        string="Costs Found by the Check",
        readonly=True,
        groups="sale_order_review.group_cost",
    )
    auto_text = fields.Text(
        string="What Was Found",
        compute="_compute_auto_text",
        help="What the automatic check saw, as far as you may see it.",
    )
    auto_checked_at = fields.Datetime(string="Checked On", readonly=True)
    contradicts_check = fields.Boolean(compute="_compute_contradicts_check")

    # === COMPUTE METHODS === #

    @api.depends("auto_evidence", "auto_evidence_price", "auto_evidence_cost", "taken_over_from")
    @api.depends_context("uid", "lang")
    def _compute_auto_text(self):
        for line in self:
            texts = [line._auto_evidence_shown()]
            if line.taken_over_from:
                texts.append(
                    self.env._("Taken over from %(origin)s", origin=line.taken_over_from)
                )
            line.auto_text = "\n".join(filter(None, texts)) or False

    @api.depends("result", "auto_result")
    def _compute_contradicts_check(self):
        for line in self:
            line.contradicts_check = line._contradicts(line.result)

    # === ACTIONS === #

    def action_ok(self):
        """Answer "met"; when a check says otherwise, open the item for the reason."""
        return super().action_ok() or self._action_say_why()

    def action_na(self):
        """Answer "not applicable"; when a check says otherwise, open the item for the reason."""
        return super().action_na() or self._action_say_why()

    def action_take_over_proposals(self):
        """Answer what is still empty as the checks propose; from the list of one review."""
        self._review_at_hand().action_take_over_proposals()

    def action_check_again(self):
        """Run the automatic checks anew; from the list of one review."""
        self._review_at_hand().action_check_again()

    # === BUSINESS METHODS === #

    def _have_findings(self):
        """Tell whether there is anything to show that a check found, for the user."""
        return any(line.auto_result or line.auto_text for line in self)

    def _contradicts(self, result):
        """Tell whether an answer says something else than the check proposes."""
        self.ensure_one()
        proposed = self.auto_result
        if not result or not proposed or result == proposed:
            return False
        return not {result, proposed} <= POSITIVE

    def _auto_evidence_shown(self):
        """Return what the user may see of the evidence."""
        self.ensure_one()
        user = self.env.user
        texts = [self.auto_evidence]
        if user.has_group("sale_order_review.group_price"):
            texts.append(self.auto_evidence_price)
        if user.has_group("sale_order_review.group_cost"):
            texts.append(self.auto_evidence_cost)
        return "\n".join(filter(None, texts))

    def _action_say_why(self):
        if len(self) == 1 and self.contradicts_check and not self.comment:
            return self.action_open_item()
        return None

    def _run_auto_checks(self):
        """Let the checks of these items look at the orders, and note what they found.

        Called as superuser; see ``sale.order.review`` for what a check gets and returns.
        """
        findings = {}
        lines = self.filtered("auto_check")
        for company, of_company in lines.grouped("company_id").items():
            of_company = of_company.with_company(company)
            facts = of_company.review_id._auto_check_facts(of_company)
            facts.prefetch()
            for key, of_key in of_company.grouped("auto_check").items():
                check = getattr(of_key.review_id, f"_auto_check_{key}", None)
                if check:
                    findings.update(check(of_key, facts))
        lines._store_findings(findings)

    def _store_findings(self, findings):
        """Note what the checks found: ``{line id: (result, evidence)}``."""
        now = fields.Datetime.now()
        places = self.env["sale.order.review"]._auto_check_evidence_fields()
        found = self.filtered(lambda line: line.id in findings)
        vals_list = []
        for line in found:
            result, evidence = findings[line.id]
            if not isinstance(evidence, dict):
                evidence = {places[line.auto_check]: evidence}
            vals = {"auto_result": result or None, "auto_checked_at": now}
            vals.update((name, evidence.get(name) or None) for name in EVIDENCE_FIELDS)
            vals_list.append(vals)
        # Past the cache: one statement for all, where write() makes one for each set of fields
        # that changes. Nothing stored depends on them.
        found._write_multi(vals_list)
        names = ["auto_result", "auto_checked_at", *EVIDENCE_FIELDS]
        found.invalidate_recordset(names, flush=False)
        found.modified(names)

    def _with_proposal(self):
        """Return the items without an answer for which a check proposes one."""
        return self.filtered(
            lambda line: not line.result
            and not line.waived_at
            and line.auto_result
            and (line.auto_result != "open" or line.last_gate != "none")
        )

    def _take_over_proposals(self):
        """Answer the empty items as proposed.

        What is not met needs a remark: the first line of what everybody may see of the evidence.
        An item left open still needs the date that a person promises.
        """
        groups = defaultdict(self.browse)
        for line in self._with_proposal():
            remark = line.comment
            if line.auto_result in ("nok", "open") and not remark:
                remark = (line.auto_evidence or "").partition("\n")[0] or False
            groups[line.auto_result, remark] |= line
        for (result, remark), lines in groups.items():
            vals = {"result": result, "comment": remark}
            if result == "open":
                vals["owner_id"] = self.env.uid
            lines.write(vals)

    def _answer_rest(self, result):
        """An item whose check says otherwise is not answered in passing."""
        rest = self.filtered(lambda line: not line._contradicts(result))
        return super(SaleOrderReviewLine, rest)._answer_rest(result)

    def _check_complete(self, decision):
        result = super()._check_complete(decision)
        if silent := self.filtered(
            lambda line: line.item_state != "waived"
            and line.contradicts_check
            and not line.comment
        ):
            raise UserError(
                self.env._(
                    "Say in the remark why you answer otherwise than the check: %(items)s.",
                    items=", ".join(silent.mapped("code")),
                )
            )
        return result

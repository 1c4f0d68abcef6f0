from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class SaleOrderReviewLine(models.Model):
    """Answers of the departments, and what settles an item that was left open."""

    _inherit = "sale.order.review.line"

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------
    @api.model
    def _my_teams(self):
        # sudo: membership is read for everybody; asking it costs no right of the user
        return (
            self.env["order.team.membership"]
            .sudo()
            .search([("user_id", "=", self.env.uid)])
            .team_id
        )

    def _teams_to_sign(self):
        """Return ``{review id: teams}`` that have been asked and have not signed."""
        # sudo: a member of one department may not read the sign-offs of the others
        signoffs = (
            self.env["order.signoff"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", "sale.order.review"),
                    ("res_id", "in", self.review_id.ids),
                    ("state", "in", ("waiting", "pending")),
                ],
                ["res_id", "team_id"],
            )
        )
        result = defaultdict(self.env["order.team"].browse)
        for signoff in signoffs:
            result[signoff.res_id] |= signoff.team_id
        return result

    def _check_answerable(self):
        asked = self._teams_to_sign()
        for line in self:
            if line.review_id.sudo().progress != "in_review" or not line.active:
                raise UserError(
                    self.env._(
                        "%(review)s is not under review at the moment: its answers stand.",
                        review=line.review_id.sudo().display_name,
                    )
                )
            if line.team_id not in asked[line.review_id.id]:
                raise UserError(
                    self.env._(
                        "%(team)s has signed: its answers stand until the review is requested"
                        " again.",
                        team=line.team_id.sudo().name,
                    )
                )
            if not self.env.su and line.team_id not in self._my_teams():
                raise AccessError(
                    self.env._(
                        "%(item)s is answered by %(team)s.",
                        item=line.display_name,
                        team=line.team_id.sudo().name,
                    )
                )

    def _answer_rest(self, result):
        """Give the items without an answer this one."""
        empty = self.filtered(lambda line: not line.result and not line.waived_at)
        if empty:
            empty.write({"result": result})

    def _answer_as_before(self):
        """Repeat the answers of the round before where there is no new one."""
        groups = defaultdict(self.browse)
        for line in self.filtered(lambda line: not line.result and line.previous_result):
            groups[line.previous_result, line.previous_comment] |= line
        for (result, comment), lines in groups.items():
            if result != "open":
                lines.write({"result": result, "comment": comment})

    def _check_complete(self, decision):
        """Refuse a signature while answers are missing or contradict it."""
        lines = self.filtered(lambda line: line.item_state != "waived")
        if empty := lines.filtered(lambda line: not line.result):
            raise UserError(
                self.env._(
                    "Answer these items before you sign: %(items)s.",
                    items=", ".join(empty.mapped("code")),
                )
            )
        opened = lines.filtered(lambda line: line.result == "open")
        if vague := opened.filtered(
            lambda line: not line.owner_id or not line.promise_date or line.gate == "none"
        ):
            raise UserError(
                self.env._(
                    "An open item needs an owner, a promise date and a gate: %(items)s.",
                    items=", ".join(vague.mapped("code")),
                )
            )
        unmet = lines.filtered(lambda line: line.result == "nok")
        if unmet and decision == "accepted":
            raise UserError(
                self.env._(
                    "You cannot accept while items are not met: %(items)s. Accept with"
                    " conditions, or return the order.",
                    items=", ".join(unmet.mapped("code")),
                )
            )
        if silent := unmet.filtered(lambda line: not line.comment):
            raise UserError(
                self.env._(
                    "Say in the remark what is missing: %(items)s.",
                    items=", ".join(silent.mapped("code")),
                )
            )

    # ------------------------------------------------------------------
    # Afterwards
    # ------------------------------------------------------------------
    def _problem(self):
        """Return the sentence that tells why this item keeps the order from going on."""
        self.ensure_one()
        if self.result == "nok":
            return self.env._(
                "%(order)s: %(item)s is not met (%(team)s).",
                order=self.order_name,
                item=self.display_name,
                team=self.team_id.name,
            )
        return self.env._(
            "%(order)s: %(item)s is still open (%(owner)s, promised %(date)s).",
            order=self.order_name,
            item=self.display_name,
            owner=self.owner_id.name or self.team_id.name,
            date=fields.Date.to_string(self.promise_date) or self.env._("no date"),
        )

    def _settle(self, evidence):
        """Close an open item because what it waited for is there."""
        self._write_internal(
            {
                "closed_at": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
                "closing_comment": evidence,
            }
        )
        self._log_on_review(self.env._("settled"), evidence)

    def _unsettle(self, reason):
        """Open an item again that was closed without a person, because its reason is gone."""
        self._write_internal(
            {"closed_at": False, "closed_by_id": False, "closing_comment": False}
        )
        self._log_on_review(self.env._("opened again"), reason)

    def _waiver_heads(self):
        """Return ``{(company, function): users}`` who may waive items now."""
        teams = self.env["order.team"].sudo()
        result = {}
        for company in self.company_id:
            functions = {
                line.waiver_function
                for line in self
                if line.company_id == company and line.waiver_function
            }
            if functions:
                for function, team in teams._team_by_function(sorted(functions), company).items():
                    result[company, function] = team._users_to_notify("leader")
        return result

    def _log_on_review(self, what, text):
        for review, lines in self.grouped("review_id").items():
            # sudo: a note of the system in the name of the user
            review.sudo()._message_log(
                body=self.env._(
                    "%(items)s %(what)s by %(user)s. %(text)s",
                    items=", ".join(lines.mapped("code")),
                    what=what,
                    user=self.env.user.name,
                    text=text or "",
                ),
                author_id=self.env.user.partner_id.id,
            )

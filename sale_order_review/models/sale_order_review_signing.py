from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date


class SaleOrderReview(models.Model):
    """What departments and management sign, and what follows from it."""

    _inherit = "sale.order.review"

    # ------------------------------------------------------------------
    # Signatures
    # ------------------------------------------------------------------
    def _check_signoff(self, signoffs, decision, comment):
        """Refuse a signature under a checklist that is not complete."""
        result = super()._check_signoff(signoffs, decision, comment)
        for signoff in signoffs:
            review = self.browse(signoff.res_id)
            if review.progress != "in_review":
                raise UserError(
                    self.env._(
                        "%(review)s is not under review at the moment.",
                        review=review.display_name,
                    )
                )
            lines = review.line_ids.filtered(lambda line, s=signoff: line.team_id == s.team_id)
            if decision != "rejected":
                lines._check_complete(decision)
        return result

    def _on_signoffs_accepted(self):
        """All have signed: decide, or ask management where a department made conditions."""
        result = super()._on_signoffs_accepted()
        now = fields.Datetime.now()
        for review in self:
            if review.progress != "in_review":
                continue
            conditional = review._valid_signoffs().filtered(lambda s: s.state == "conditional")
            if conditional and not review._signed_by_management():
                review._ask_management(conditional)
                continue
            review.write(
                {
                    "progress": "conditional" if conditional else "accepted",
                    "decided_at": now,
                }
            )
            review._deadline_meet()
        return result

    def _ask_management(self, conditional):
        """Ask management to decide on the conditions that departments made."""
        self.ensure_one()
        teams = self._teams_of({self: {"management"}}, self.company_id)
        conditions = "\n".join(f"{s.team_id.name}: {s.comment or ''}" for s in conditional)
        signoffs = self._request_signoffs(
            [
                self._prepare_management(
                    teams["management"],
                    self.env._("Accepted with conditions:\n%(list)s", list=conditions),
                )
            ]
        )
        self._limit_signoffs(signoffs)

    def _on_signoff_rejected(self, signoff):
        """A department returned the order: it goes back to sales, nobody else need sign."""
        result = super()._on_signoff_rejected(signoff)
        for review in self:
            waiting = review.signoff_ids.filtered(lambda s: s.state in ("waiting", "pending"))
            if waiting:
                review._void_signoffs(
                    self.env._("Returned by %(team)s", team=signoff.team_id.name), waiting
                )
            review.write({"progress": "rejected", "decided_at": fields.Datetime.now()})
            review._deadline_meet()
        return result

    def _signoff_answer_all(self, signoffs):
        """Answer the empty items of these departments with "met"."""
        result = super()._signoff_answer_all(signoffs)
        lines = self.line_ids.filtered(lambda line: line.team_id in signoffs.team_id)
        lines._answer_rest("ok")
        return result

    def _signoff_action(self, signoffs):
        """Open the questions of these departments: a list on the desk, cards on the phone."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.team_id in signoffs.team_id)
        return self._action_fill(signoffs.team_id) if lines else False

    def _signoff_summary(self):
        """Return ``{id: html}`` for the card in the inbox: what it is about, without prices."""
        result = {}
        for review in self:
            products = review.product_ids
            rows = [
                Markup("<div>%s</div>") % product._short_text() for product in products[:3]
            ]
            if len(products) > 3:
                rows.append(
                    Markup("<div>%s</div>")
                    % self.env._("and %(count)s more", count=len(products) - 3)
                )
            head = " · ".join(
                filter(
                    None,
                    [
                        review.partner_id.display_name,
                        review.requested_date
                        and self.env._(
                            "wanted %(date)s",
                            date=format_date(self.env, review.requested_date.date()),
                        ),
                    ],
                )
            )
            result[review.id] = Markup("<div>%s</div>%s") % (head, Markup("").join(rows))
        return result

    def _my_open_lines(self):
        return self.line_ids.filtered("can_answer")

    # ------------------------------------------------------------------
    # Time limits
    # ------------------------------------------------------------------
    @api.model
    def _deadline_stages(self):
        return super()._deadline_stages() | {"review": self.env._("Whole review")}

    def _deadline_owner_users(self):
        # sudo: told by the system, whatever the people may read
        orders = self.sudo().order_id
        # The follower as of today, after a handover; the salesperson where nobody follows.
        responsible = orders._order_responsible_users()
        return {
            review.id: responsible[review.sudo().order_id.id] or review.requested_by_id
            for review in self
        }

    def _deadline_leader_users(self):
        return self._deadline_leaders_of("sales")

    def _deadline_management_users(self):
        return self._deadline_leaders_of("management")

    @api.model
    def _deadline_domain_open(self):
        return Domain("progress", "=", "in_review")

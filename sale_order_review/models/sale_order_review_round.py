from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_list

TEAM_SEQUENCE = 10
MANAGEMENT_SEQUENCE = 20
# The parts of an order a department looks at. When one of them changes, its signature is void;
# a department that is not listed, and management, answer for the whole order.
FUNCTION_ASPECTS = {
    "engineering": ("products", "destination"),
    "planning": ("products", "quantities", "dates"),
    "purchasing": ("products", "quantities", "dates"),
    "production": ("products", "quantities", "dates"),
    "quality": ("products", "destination"),
    "warehouse": ("products", "quantities", "dates"),
    "logistics": ("products", "quantities", "dates", "destination"),
    "packing": ("products", "quantities", "dates"),
    "finance": ("quantities", "prices", "terms"),
    "legal": ("terms",),
    "service": ("products", "destination"),
}


class SaleOrderReview(models.Model):
    """The rounds of a review: who is asked, and asked again after a change."""

    _inherit = "sale.order.review"

    # ------------------------------------------------------------------
    # What is asked
    # ------------------------------------------------------------------
    @api.model
    def _request_for(self, orders, kind=None):
        """Request the review of orders, or request it again after a change.

        Evaluates the rules, freezes what they say on the review, and asks the departments. A
        review that runs, or that has been accepted and still fits its order, is left alone.
        After a change, a return or a cancellation only the departments concerned sign again.
        Rules that now ask for a stronger review than before start it anew.

        :param orders: ``sale.order`` records (quotations the caller may write)
        :param str kind: the kind of review, when a person chooses it instead of the rules
        :return: the reviews of these orders; an order that needs none has none
        """
        orders.check_access("write")
        # sudo: reviews are kept by the system, the right to request one was checked above
        reviews = self.sudo()
        orders = orders.sudo()
        for order in orders:
            if order.state not in ("draft", "sent"):
                raise UserError(
                    self.env._(
                        "%(order)s is no quotation any more and cannot be reviewed.",
                        order=order.name,
                    )
                )
            if not reviews._reviewed_lines(order):
                raise UserError(
                    self.env._("Enter the products of %(order)s first.", order=order.name)
                )
        verdicts = self.env["sale.order.review.rule"]._verdicts(orders)
        existing = {
            review.order_id: review for review in reviews.search([("order_id", "in", orders.ids)])
        }
        stale = reviews.browse().concat(*existing.values())._stale_signoffs() if existing else {}
        vals_list, requested = [], []
        for order in orders:
            verdict = verdicts[order]
            review = existing.get(order)
            wanted = kind or verdict.kind
            if not wanted:
                continue
            if review:
                review._request_again(wanted, verdict, bool(kind), stale.get(review))
            else:
                requested.append((wanted, verdict, bool(kind)))
                vals_list.append(reviews._prepare_review(order, *requested[-1]))
        # The round that starts is noted below; that a record was made says nothing more.
        created = reviews.browse(
            reviews.with_context(mail_create_nolog=True).create(vals_list).ids
        )
        for review, why in zip(created, requested, strict=True):
            review._translate_reasons(*why)
        created._start()
        return self.browse(
            [review.id for review in existing.values()] + created.ids
        ).sorted("id")

    @api.model
    def _prepare_review(self, order, kind, verdict, by_hand):
        """Return the values of a new review of ``order``."""
        return {
            "name": order.company_id._next_document_number("sale.order.review"),
            "order_id": order.id,
            "company_id": order.company_id.id,
            **self._prepare_verdict(order, kind, verdict, by_hand),
            **self._prepare_snapshot(order),
        }

    @api.model
    def _prepare_verdict(self, order, kind, verdict, by_hand):
        """Return what the rules say, to be frozen on the review."""
        template = self.env["sale.order.review.template"]._published_for(
            [kind], order.company_id
        ).get(kind)
        if not template:
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "No review template is published for this kind of review: %(kind)s. Ask an"
                    " Order Assurance manager to publish one.",
                    kind=kinds[kind],
                )
            )
        return {
            "kind": kind,
            "template_id": template.id,
            "reasons": self._reasons_text(kind, verdict, by_hand),
            "rule_ids": [Command.set(verdict.rules.ids)],
            "exemption_id": verdict.exemption.id,
        }

    @api.model
    def _reasons_text(self, kind, verdict, by_hand):
        """Return why a review is made, in the language of the environment."""
        rules = verdict.rules.with_env(self.env)
        reasons = [
            rule._reason(detail) for rule, detail in zip(rules, verdict.details, strict=True)
        ]
        if by_hand and kind != verdict.kind:
            reasons.append(self.env._("Chosen by %(user)s", user=self.env.user.name))
        return "\n".join(reasons)

    def _translate_reasons(self, kind, verdict, by_hand):
        """Keep the reasons in the other languages of the house, too."""
        self.ensure_one()
        own = self.env.lang or "en_US"
        for lang, _name in self.env["res.lang"].get_installed():
            if lang != own:
                review = self.with_context(lang=lang)
                review.reasons = review._reasons_text(kind, verdict, by_hand)

    @api.model
    def _prepare_snapshot(self, order):
        """Return what the reviewers need to see of ``order``."""
        terms = [order.incoterm.display_name, order.incoterm_location]
        destination = order.destination_id.browse(order._order_code_destination())
        return {
            "order_name": order.name,
            "partner_id": order.partner_id.id,
            "client_order_ref": order.client_order_ref,
            "user_id": order.user_id.id,
            "follower_id": order.follower_id.id,
            "order_class": order.order_class,
            "order_urgency": order.order_urgency,
            "requested_date": order.commitment_date,
            "destination": destination.display_name,
            "delivery_address": order.partner_shipping_id._display_address(
                without_company=True
            ).replace("\n", ", "),
            "delivery_terms": " ".join(filter(None, terms)),
            "order_note": order.note,
            "currency_id": order.currency_id.id,
            "payment_terms": order.payment_term_id.display_name,
            "amount_untaxed": order.amount_untaxed,
            "amount_total": order.amount_total,
            "product_ids": [Command.clear()]
            + [
                Command.create(self.env["sale.order.review.product"]._prepare_product(line))
                for line in self._reviewed_lines(order)
            ],
        }

    def _all_functions(self):
        """Return ``{review: functions}`` of the departments that the template asks."""
        result = {}
        for review in self:
            functions = set(review.template_id.line_ids.mapped("function"))
            if review.template_id.management_required:
                functions.add("management")
            result[review] = functions
        return result

    def _ask(self, functions):
        """Make the checklists of the departments and request their signatures."""
        teams = {
            company: self._teams_of(functions, company)
            for company in {review.company_id for review in functions}
        }
        previous = self._lines_to_repeat(functions)
        line_vals = []
        specs = {}
        for review, names in functions.items():
            review_teams = teams[review.company_id]
            line_vals += review._prepare_lines(names, review_teams, previous)
            specs[review.id] = review._prepare_signoffs(names, review_teams)
        previous._archive_round()
        previous.create(line_vals)
        signoffs = self._request_signoffs(specs)
        self._limit_signoffs(signoffs)
        for review in functions:
            review._post_requested()

    @api.model
    def _teams_of(self, functions, company):
        """Return ``{function: team}`` or refuse naming the departments that are missing."""
        wanted = {
            name
            for review, names in functions.items()
            for name in names
            if review.company_id == company
        }
        teams = self.env["order.team"]._team_by_function(sorted(wanted), company)
        if missing := wanted - set(teams):
            field = self.env["order.team"]._fields["function"]
            labels = dict(field._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The review cannot start: %(company)s has no department for %(functions)s."
                    " Ask an Order Assurance manager to add it under Configuration.",
                    company=company.name,
                    functions=format_list(self.env, [labels[name] for name in sorted(missing)]),
                )
            )
        return teams

    def _lines_to_repeat(self, functions):
        """Return the answers that give way to a new round."""
        lines = self.env["sale.order.review.line"]
        repeated = [review.id for review in functions if review.round > 1]
        if not repeated:
            return lines
        return lines.search([("review_id", "in", repeated)]).filtered(
            lambda line: line.function in functions[line.review_id]
            or line.template_line_id.template_id != line.review_id.template_id
        )

    def _prepare_lines(self, functions, teams, previous):
        """Return the values of the checklist items of these departments."""
        self.ensure_one()
        before = {line.code: line for line in previous if line.review_id == self}
        none = previous.browse()
        return [
            {
                "review_id": self.id,
                "company_id": self.company_id.id,
                "template_line_id": item.id,
                "function": item.function,
                "team_id": teams[item.function].id,
                "gate": item._gate_in(self.company_id),
                "round": self.round,
                "previous_result": before.get(item.code, none).result,
                "previous_comment": before.get(item.code, none).comment,
            }
            for item in self.template_id.line_ids
            if item.function in functions
        ]

    def _prepare_signoffs(self, functions, teams):
        """Return the specifications of the signatures that are asked for."""
        self.ensure_one()
        labels = dict(self.env["order.team"]._fields["function"]._description_selection(self.env))
        specs = []
        for name in sorted(functions, key=lambda name: list(labels).index(name)):
            if name == "management":
                specs.append(self._prepare_management(teams[name]))
            else:
                specs.append(
                    {
                        "team_id": teams[name].id,
                        "level": "member",
                        "purpose": "decide",
                        "required": True,
                        "sequence": TEAM_SEQUENCE,
                        "aspects": self._aspects_of(name),
                        "deadline_stage": "signoff",
                    }
                )
        return specs

    def _prepare_management(self, team, note=None):
        return {
            "team_id": team.id,
            "level": "leader",
            "purpose": "decide",
            "required": True,
            "sequence": MANAGEMENT_SEQUENCE,
            "aspects": (),
            "deadline_stage": "management",
            "note": note or self.env._("Decide on this order after the departments."),
        }

    @api.model
    def _aspects_of(self, function):
        """Return the aspects of the order that a department answers for; empty means all."""
        return FUNCTION_ASPECTS.get(function, ())

    def _limit_signoffs(self, signoffs):
        """No department has longer than the review as a whole."""
        limits = {review.id: review.deadline for review in self}
        late = defaultdict(signoffs.browse)
        for signoff in signoffs:
            limit = limits.get(signoff.res_id)
            if limit and signoff.deadline and signoff.deadline > limit:
                late[limit] |= signoff
        for limit, group in late.items():
            group._deadline_start("signoff", deadline=limit)

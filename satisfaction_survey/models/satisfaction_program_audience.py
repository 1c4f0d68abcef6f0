import ast
import math
import random

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Standard normal distribution, 95 % certain.
Z = 1.96


class SatisfactionProgram(models.Model):
    """Whom to ask: the customers to choose from, their classes, and the suggested sample."""

    _inherit = "satisfaction.program"

    audience_count = fields.Integer(
        string="Customers to Choose From", compute="_compute_audience_count"
    )
    selected_count = fields.Integer(string="Customers Asked", compute="_compute_audience_count")

    @api.depends("audience_ids.selected")
    def _compute_audience_count(self):
        counts = {}
        for program, selected, count in self.env["satisfaction.audience"]._read_group(
            [("program_id", "in", self.ids)], ["program_id", "selected"], ["__count"]
        ):
            counts.setdefault(program.id, {})[selected] = count
        for program in self:
            number = counts.get(program._origin.id, {})
            program.audience_count = sum(number.values())
            program.selected_count = number.get(True, 0)

    # === ACTIONS === #

    def action_suggest_audience(self):
        """Suggest whom to ask, by class, complaints and the size a sample needs.

        What was suggested before is replaced; who was invited already stays as he is.
        """
        self._check_step("draft", "prepared", "running")
        for program in self:
            program._suggest_audience()
        return True

    def action_view_audience(self):
        """Open the customers of the programme."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "satisfaction_survey.satisfaction_audience_action"
        )
        return {
            **action,
            "domain": [("program_id", "=", self.id)],
            "context": {"default_program_id": self.id},
        }

    # === HOOKS === #

    def _audience_revenue(self, partners):
        """Return ``{partner id: sales in the period}``, in the company's currency."""
        return {}

    def _audience_complaining(self, partners):
        """Return the ids of those who complained in the period."""
        return set()

    def _audience_new(self, partners):
        """Return the ids of those who became customers in the period."""
        return set()

    # === BUSINESS === #

    def _audience_candidates(self):
        """Return the customers to choose from: the companies of those the domain finds."""
        self.ensure_one()
        try:
            domain = Domain(ast.literal_eval(self.audience_domain or "[]"))
            found = self.env["res.partner"].search(self._audience_base_domain() & domain)
        except (ValueError, SyntaxError) as error:
            raise UserError(
                self.env._(
                    "The filter of customers of %(program)s cannot be read: choose it again.",
                    program=self.name,
                )
            ) from error
        # sudo: contact cards of our own companies, which are nobody's customers
        own = self.env["res.company"].sudo().search([("partner_id", "in", found.ids)]).partner_id
        return found.commercial_partner_id.filtered("active") - own

    def _suggest_audience(self):
        self.ensure_one()
        rows = self._sample(self._audience_rows(self._audience_candidates()))
        present = {audience.partner_id.id: audience for audience in self.audience_ids}
        fixed = self.audience_ids.filtered(lambda audience: audience.state != "not_sent")
        found = {row["partner_id"] for row in rows}
        (self.audience_ids - fixed).filtered(
            lambda audience: audience.partner_id.id not in found
        ).unlink()
        new = []
        # sudo: who declined is noted by the system
        for row in rows:
            audience = present.get(row["partner_id"])
            if not audience:
                new.append({"program_id": self.id, **row})
            elif audience not in fixed:
                kept = audience.contact_id
                if audience._is_own(kept):
                    row["contact_id"] = kept.id
                audience.sudo().write(row)
        self.env["satisfaction.audience"].sudo().create(new).with_env(self.env)._name_as_before()

    def _audience_rows(self, partners):
        """Return the values of the customers to choose from, without the choice."""
        revenue = self._audience_revenue(partners)
        complaining = self._audience_complaining(partners)
        new = self._audience_new(partners)
        contacts = self._audience_contacts(partners)
        classes = self._customer_classes(partners, revenue)
        return [
            {
                "partner_id": partner.id,
                "contact_id": contacts[partner].id,
                "customer_class": classes[partner.id],
                "revenue": revenue.get(partner.id, 0.0),
                "has_complaint": partner.id in complaining,
                "is_new": partner.id in new,
                "opt_out": partner.satisfaction_opt_out,
            }
            for partner in partners
        ]

    def _customer_classes(self, partners, revenue):
        """Return ``{partner id: class}``: A for the customers who together make the first part of
        sales, B for the next part, C for the rest, as set for the company.

        Without any sales the classes of the programme before are kept.
        """
        company = self.company_id
        total = sum(max(revenue.get(partner.id, 0), 0) for partner in partners)
        if not total:
            before = {
                audience.partner_id.id: audience.customer_class
                for audience in self.previous_id.audience_ids
            }
            return {partner.id: before.get(partner.id, "c") for partner in partners}
        classes, reached = {}, 0.0
        for partner in partners.sorted(lambda partner: (-revenue.get(partner.id, 0), partner.id)):
            sales = max(revenue.get(partner.id, 0), 0)
            # The customer with whom a limit is passed still belongs to the better class.
            if sales and reached < total * company.satisfaction_class_a / 100:
                classes[partner.id] = "a"
            elif sales and reached < total * company.satisfaction_class_b / 100:
                classes[partner.id] = "b"
            else:
                classes[partner.id] = "c"
            reached += sales
        return classes

    def _audience_contacts(self, partners):
        """Return ``{partner: contact}``: as in the programme before, else the company itself if it
        has a mail address, else its first contact who has one."""
        before = {
            audience.partner_id: audience.contact_id
            for audience in self.previous_id.audience_ids
            if audience._may_be_named(audience.contact_id)
        }
        first = {}
        for contact in self.env["res.partner"].search(
            [
                ("parent_id", "in", partners.ids),
                ("type", "=", "contact"),
                ("email", "not in", (False, "")),
                ("satisfaction_opt_out", "=", False),
            ],
            order="id",
        ):
            first.setdefault(contact.parent_id, contact)
        return {
            partner: before.get(partner)
            or (partner if partner.email else first.get(partner, partner))
            for partner in partners
        }

    def _sample(self, rows):
        """Add to each row whether it is asked and why; note how that came about.

        Strata and formula: domain notes 5.5.
        """
        company = self.company_id
        asked = [row for row in rows if not row["opt_out"]]
        for row in rows:
            row.update(selected=False, sample_reason=self.env._("Not drawn"))
            if row["opt_out"]:
                row["sample_reason"] = self.env._("Does not want to be asked")
        if len(asked) <= company.satisfaction_sample_all:
            for row in asked:
                row.update(selected=True, sample_reason=self.env._("All are asked"))
            self._note_sample(
                [
                    self.env._(
                        "%(number)s customers, not more than %(limit)s: all are asked.",
                        number=len(asked),
                        limit=company.satisfaction_sample_all,
                    )
                ]
            )
            return rows
        # The same programme draws the same lots: nobody can draw until he likes the result.
        lots = random.Random(f"satisfaction-{self.id}")
        drawn = self._draw_strata(asked, lots)
        size = self._sample_size(len(asked))
        filled = self._fill_up(asked, size, lots)
        self._note_sample(self._sample_text(asked, drawn, size, filled))
        return rows

    def _draw_strata(self, rows, lots):
        """Choose whoever must be asked, then by lot per class; return ``{class: (drawn, of)}``."""
        company = self.company_id
        drawn = {}
        for row in rows:
            if row["has_complaint"]:
                row.update(selected=True, sample_reason=self.env._("Has complained"))
            elif row["is_new"]:
                row.update(selected=True, sample_reason=self.env._("New customer"))
        shares = {
            "a": (100.0, 0, self.env._("Class A: all")),
            "b": (company.satisfaction_sample_b, 0, self.env._("Class B: by lot")),
            "c": (
                company.satisfaction_sample_c,
                company.satisfaction_sample_c_min,
                self.env._("Class C: by lot"),
            ),
        }
        for key, (share, least, reason) in shares.items():
            stratum = [row for row in rows if row["customer_class"] == key]
            number = min(max(math.ceil(len(stratum) * share / 100), least), len(stratum))
            for row in lots.sample(stratum, number):
                if not row["selected"]:
                    row.update(selected=True, sample_reason=reason)
            drawn[key] = (number, len(stratum))
        return drawn

    def _sample_size(self, population):
        """Return how many answers the margin of error of the company needs: n0/(1+(n0−1)/N)."""
        base = self._sample_base()
        return math.ceil(base / (1 + (base - 1) / population))

    def _sample_base(self):
        error = self.company_id.satisfaction_sample_error / 100
        return Z**2 * 0.25 / error**2

    def _sample_error(self, answers, population):
        """Return the margin of error of so many answers, in %: the formula of the size, solved."""
        if answers >= population:
            return 0.0
        left = (population - answers) / (answers * (population - 1))
        return 100 * Z * math.sqrt(0.25 * left)

    def _fill_up(self, rows, size, lots):
        """Draw further customers until the sample is large enough; return how many."""
        missing = size - sum(row["selected"] for row in rows)
        if missing <= 0:
            return 0
        rest = [row for row in rows if not row["selected"]]
        for row in lots.sample(rest, min(missing, len(rest))):
            row.update(selected=True, sample_reason=self.env._("By lot, to fill up the sample"))
        return missing

    def _sample_text(self, rows, drawn, size, filled):
        company = self.company_id
        chosen = [row for row in rows if row["selected"]]
        answers = math.floor(len(chosen) * self.response_target / 100)
        lines = [
            self.env._(
                "N = %(number)s customers; margin of error e = %(error)s %% at 95 %% certainty.",
                number=len(rows),
                error=f"{company.satisfaction_sample_error:g}",
            ),
            self.env._(
                "n0 = 1.96² × 0.25 / e² = %(base)s;  n = n0 / (1 + (n0 − 1) / N) = %(size)s.",
                base=f"{self._sample_base():.1f}",
                size=size,
            ),
            self.env._(
                "Class A %(a)s of %(of_a)s, class B %(b)s of %(of_b)s, class C %(c)s of %(of_c)s "
                "by lot; besides, whoever complained (%(complaints)s) or is new (%(new)s).",
                a=drawn["a"][0],
                of_a=drawn["a"][1],
                b=drawn["b"][0],
                of_b=drawn["b"][1],
                c=drawn["c"][0],
                of_c=drawn["c"][1],
                complaints=sum(row["has_complaint"] for row in rows),
                new=sum(row["is_new"] for row in rows),
            ),
            self.env._(
                "Filled up by lot: %(filled)s. Suggested: %(chosen)s customers.",
                filled=filled,
                chosen=len(chosen),
            ),
        ]
        if answers:
            lines.append(
                self.env._(
                    "The margin of error holds for n answers. If %(target)s %% of those asked "
                    "answer, there are %(answers)s answers, and e = %(error)s %%.",
                    target=f"{self.response_target:g}",
                    answers=answers,
                    error=f"{self._sample_error(answers, len(rows)):.1f}",
                )
            )
        return lines

    def _note_sample(self, lines):
        # sudo: the note is the system's
        self.sudo().sample_note = "\n".join(lines)

from datetime import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from odoo.addons.order_signoff import sheet
from odoo.addons.order_signoff.wizards.order_sheet_import import FIND_BY

_lt = LazyTranslate(__name__)

COLUMNS = {
    "id": _lt("Customer ID"),
    "name": _lt("Customer"),
    "ref": _lt("Reference"),
    "vat": _lt("Tax ID"),
    "contact": _lt("Contact"),
    "day": _lt("Answered On"),
}
# Questions that can stand in a cell.
TYPES = (
    "scale",
    "simple_choice",
    "multiple_choice",
    "matrix",
    "numerical_box",
    "text_box",
    "char_box",
)


def _plain(text):
    """A text as it is compared, without its spaces and capitals."""
    return "".join((text or "").split()).casefold()


class QuestionTitle:
    """The title of a question's column; in the sheet it may be in any of two languages."""

    def __init__(self, number, question, row):
        self.number = number
        self.question = question
        self.row = row

    def _translate(self, lang):
        title = self.question.with_context(lang=lang).title
        if self.row:
            title = f"{title} – {self.row.with_context(lang=lang).value}"
        return f"{self.number}. {title}"


class SatisfactionSheetImport(models.TransientModel):
    """Answers from paper forms or the phone: one questionnaire, one row for each form, all or
    none of them."""

    _name = "satisfaction.sheet.import"
    _inherit = ["order.sheet.import"]
    _description = "Import Answers from Paper"

    program_id = fields.Many2one(
        comodel_name="satisfaction.program",
        string="Programme",
        required=True,
        domain="[('state', '=', 'running')]",
    )
    company_id = fields.Many2one(related="program_id.company_id", default=None, readonly=True)
    module_id = fields.Many2one(
        comodel_name="satisfaction.module",
        string="Questionnaire",
        required=True,
        compute="_compute_module_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('program_id', '=', program_id)]",
    )
    source = fields.Selection(
        selection=[("paper", "Paper"), ("phone", "Phone"), ("sheet", "Sheet")],
        string="Answers Came By",
        required=True,
        default="paper",
    )

    # === COMPUTE METHODS === #

    @api.depends("program_id")
    def _compute_module_id(self):
        for wizard in self:
            if wizard.module_id.program_id != wizard.program_id:
                wizard.module_id = wizard.program_id.module_ids.sorted("sequence")[:1]

    @api.onchange("program_id", "module_id")
    def _onchange_module(self):
        self._onchange_file()

    # === ACTION METHODS === #

    def action_template(self):
        """Download a sheet with the right columns, and a row for each customer still missing."""
        self._check_may_import()
        rows = [
            [audience.partner_id.id, audience.partner_id.name, audience.partner_id.ref or ""]
            for audience in self._missing_customers()
        ]
        return self._offer(self.env._("Paper Answers"), rows)

    def _missing_customers(self):
        """Return the customers who are asked and have not answered this questionnaire."""
        program = self.program_id
        # sudo: who has answered, without what; for whoever may enter answers
        done = (
            self.env["survey.user_input"]
            .sudo()
            .search([("satisfaction_module_id", "=", self.module_id.id), ("state", "=", "done")])
        )
        answered = done.satisfaction_invitation_id.audience_id
        asked = program.audience_ids.filtered(lambda a: a.selected and a.state != "opted_out")
        return (asked - answered.with_env(self.env)).sorted(lambda a: a.partner_id.name or "")

    # === HOOKS OF THE IMPORT === #

    def _sheet_name(self):
        return self.module_id.name

    def _questions(self):
        """Return ``{key of the column: (question, row of a matrix or none)}``."""
        # sudo: what is asked, for whoever may enter answers
        rows = self.env["survey.question.answer"].sudo()
        result, number = {}, 0
        for question in self.module_id.sudo().survey_id.question_ids:
            if question.question_type not in TYPES:
                continue
            for row in question.matrix_row_ids if question.question_type == "matrix" else [rows]:
                number += 1
                result[f"q{number}"] = (question, row)
        if len(result) + len(COLUMNS) > sheet.MAX_COLUMNS:
            raise UserError(
                self.env._(
                    "“%(module)s” has too many questions for a sheet: enter these answers one by "
                    "one.",
                    module=self.module_id.name,
                )
            )
        return result

    def _sheet_columns(self):
        questions = self._questions()
        return COLUMNS | {
            key: QuestionTitle(number, *item)
            for number, (key, item) in enumerate(questions.items(), start=1)
        }

    def _sheet_kinds(self):
        numbers = [
            key
            for key, (question, _row) in self._questions().items()
            if question.question_type == "numerical_box"
        ]
        return {"day": "date"} | dict.fromkeys(numbers, "number")

    def _check_may_import(self):
        self.program_id._check_step("running")

    def _check_rows(self, rows, problems):
        questions = self._questions()
        if not self._check_columns(rows, questions, problems):
            return []
        options = self._options(questions)
        partners = self._find_partners(rows, problems)
        rows = [
            row
            for row in rows
            if row.number in partners and self._check_names(row, partners[row.number], problems)
        ]
        audiences = self._audiences(partners.values())
        invited = self._invited(audiences.values())
        answered = self._answered()
        seen, entries = {}, []
        for row in rows:
            audience = audiences.get(partners[row.number])
            contact, problem = self._check_who(row, audience, invited, answered, seen)
            if problem:
                problems.append((row, *problem))
                continue
            before = len(problems)
            values = self._check_answers(row, questions, options, problems)
            self._check_day(row, problems)
            if not values and len(problems) == before:
                problems.append((row, "name", self.env._("No question is answered in this row.")))
            if len(problems) == before:
                day = row.values.get("day")
                entries.append(
                    {
                        "audience": audience,
                        "contact": contact,
                        "answers": values,
                        "answered_on": self.company_id._order_moment(day, time(12))
                        if day
                        else None,
                    }
                )
        return entries

    def _import_entries(self, entries):
        """Enter the answers; customers who were not invited yet are invited on paper."""
        invitations = self._invitations(entries)
        self.program_id._create_answers(
            [
                {
                    "invitation": invitations[entry["audience"], entry["contact"]],
                    "module": self.module_id,
                    "source": self.source,
                    "answers": entry["answers"],
                    "answered_on": entry["answered_on"],
                }
                for entry in entries
            ]
        )

    # === WHO === #

    def _check_names(self, row, partner, problems):
        """Note where the columns of a row name different customers: somebody sorted one of them,
        or overwrote the name of another. Return whether all is well."""
        found_by = next(key for key in FIND_BY if row[key])
        for key in FIND_BY[FIND_BY.index(found_by) + 1 :]:
            text = _plain(row[key])
            # The sheet may name a contact of the customer.
            if not text or text == _plain(partner[key]):
                continue
            if text not in [_plain(contact[key]) for contact in partner.child_ids]:
                message = self.env._(
                    "By the other columns this row is about %(name)s: correct one of them.",
                    name=partner.name,
                )
                problems.append((row, key, message))
                return False
        return True

    def _audiences(self, partners):
        """Return ``{customer: his line of the programme}`` for those who are asked."""
        found = self.env["satisfaction.audience"].search_fetch(
            [
                ("program_id", "=", self.program_id.id),
                ("partner_id", "in", list({partner.id for partner in partners})),
                ("selected", "=", True),
            ],
            ["partner_id", "contact_id", "opt_out", "state"],
        )
        return {audience.partner_id: audience for audience in found}

    def _invited(self, audiences):
        """Return ``{(line of the programme, contact): (declined, questionnaires)}``."""
        invitations = self.env["satisfaction.invitation"].search_fetch(
            [("audience_id", "in", [audience.id for audience in audiences])],
            ["audience_id", "partner_id", "opted_out_at", "module_ids"],
        )
        return {
            (one.audience_id.id, one.partner_id.id): (bool(one.opted_out_at), one.module_ids)
            for one in invitations
        }

    def _answered(self):
        """Return (line of the programme, contact) of the answers that are in."""
        # sudo: who has answered, without what; for whoever may enter answers
        done = (
            self.env["survey.user_input"]
            .sudo()
            .search([("satisfaction_module_id", "=", self.module_id.id), ("state", "=", "done")])
        )
        invitations = done.satisfaction_invitation_id
        return {(one.audience_id.id, one.partner_id.id) for one in invitations}

    def _check_who(self, row, audience, invited, answered, seen):
        """Return the contact who answers, or (column, what is wrong)."""
        if not audience:
            return None, ("name", self.env._("This customer is not asked in this programme."))
        if audience.opt_out:
            return None, ("name", self.env._("This customer does not want to take part."))
        contact = self._contact(audience, row["contact"])
        if not contact:
            if row["contact"]:
                return None, ("contact", self.env._("The customer has no such contact."))
            return None, (
                "name",
                self.env._("Name a contact for this customer in the programme first."),
            )
        new = (audience.id, contact.id) not in invited
        declined, modules = invited.get((audience.id, contact.id), (False, self.module_id))
        if declined or (
            new and (audience.partner_id | contact).filtered("satisfaction_opt_out")
        ):
            return None, ("name", self.env._("This contact does not want to take part."))
        if self.module_id not in modules:
            return None, ("contact", self.env._("This contact is asked other questionnaires."))
        if (audience.id, contact.id) in answered:
            return None, ("name", self.env._("This customer has answered already."))
        other = seen.setdefault((audience.id, contact.id), row)
        if other is not row:
            return None, (
                "name",
                self.env._("This customer stands in row %(row)s, too.", row=other.number),
            )
        return contact, None

    def _contact(self, audience, text):
        """Return who of the customer answers: the contact of the sheet (name or e-mail), else
        the one who is asked this questionnaire."""
        if not text:
            named = audience.contact_ids.filtered(lambda line: line.module_id == self.module_id)
            return named.partner_id or audience.contact_id
        people = audience.partner_id | audience.partner_id.child_ids
        wanted = text.casefold()
        return people.filtered(
            lambda person: (
                wanted in ((person.name or "").casefold(), (person.email or "").casefold())
            )
        )[:1]

    def _invitations(self, entries):
        """Return ``{(line of the programme, contact): invitation}``, made where missing.

        Who was not invited yet is now, to all questionnaires; further ones of his come on paper,
        too. A colleague whom nobody had named has answered this questionnaire only.
        """
        channel = "phone" if self.source == "phone" else "paper"
        audiences = self.env["satisfaction.audience"].union(*(e["audience"] for e in entries))
        # sudo: invitations are kept by the system; whoever may enter answers was checked
        invitations = self.env["satisfaction.invitation"].sudo()
        answering = {(entry["audience"], entry["contact"]) for entry in entries}
        waiting = audiences.filtered(lambda audience: not audience.sudo().invitation_ids)
        wanted = waiting._modules_by_contact()
        new = waiting.filtered(wanted.get)._create_invitations().sudo()
        new.filtered(lambda one: (one.audience_id, one.partner_id) in answering).channel = channel
        new._send()
        found = {
            (one.audience_id, one.partner_id): one
            for one in invitations.search([("audience_id", "in", audiences.ids)])
        }
        missing = [
            (entry["audience"], entry["contact"])
            for entry in entries
            if (entry["audience"], entry["contact"]) not in found
        ]
        made = invitations.create(
            [
                {
                    "audience_id": audience.id,
                    "partner_id": contact.id,
                    "channel": channel,
                    "lang": contact.lang,
                    "module_ids": [(6, 0, self.module_id.ids)],
                }
                for audience, contact in missing
            ]
        )
        return found | dict(zip(missing, made, strict=True))

from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError
from odoo.tools import SQL

from ..tools.code import DIGITS_PATTERN
from ..tools.conflict import UniqueViolation, conflicting_key


class ResPartnerOrderCode(models.Model):
    """A customer's code within a company; the active one stands in new order codes."""

    _name = "res.partner.order.code"
    _description = "Customer Code"
    _order = "company_id, code"
    _rec_name = "code"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    code = fields.Char(required=True)
    active = fields.Boolean(
        default=True, help="Codes of merged customers stay reserved without being used again."
    )
    counter_start = fields.Integer(
        string="Orders Before",
        help="How many orders of this customer were numbered before order codes were drawn here.",
    )

    # 011 and 0011 are the same customer code, written with different lengths
    _code_unique = models.UniqueIndex(
        "(company_id, ltrim(code, '0'))", "This customer code already belongs to another customer."
    )
    _partner_unique = models.UniqueIndex(
        "(company_id, partner_id) WHERE active", "This customer already has a customer code."
    )
    _counter_start_positive = models.Constraint(
        "CHECK(counter_start >= 0)", "The number of earlier orders cannot be negative."
    )

    @api.constrains("partner_id")
    def _check_partner_id(self):
        for record in self:
            if record.partner_id != record.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Give the customer code to %(company)s; %(contact)s is only a contact"
                        " of it.",
                        company=record.partner_id.commercial_partner_id.display_name,
                        contact=record.partner_id.display_name,
                    )
                )

    @api.constrains("code", "company_id")
    def _check_code(self):
        for record in self:
            width = record.company_id._get_order_code_scheme()._length_of("customer")
            problem = record._code_problem(record.code, width)
            if problem:
                raise ValidationError(problem)

    # === CRUD ===#

    @api.model_create_multi
    def create(self, vals_list):
        companies = self.env["res.company"]
        for vals in vals_list:
            company = companies.browse(vals.get("company_id")) or self.env.company
            vals["code"] = self._pad(vals.get("code"), company)
        records = super().create(vals_list)
        records.partner_id.invalidate_recordset(["customer_code"])
        return records

    def write(self, vals):
        if {"code", "company_id", "partner_id"} & vals.keys():
            self._check_unused()
        if vals.get("code") and len(self.company_id) == 1:
            vals = {**vals, "code": self._pad(vals["code"], self.company_id)}
        result = super().write(vals)
        self.partner_id.invalidate_recordset(["customer_code"])
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_used(self):
        self._check_unused()

    def _check_unused(self):
        for record in self:
            if record._is_used():
                raise UserError(
                    self.env._(
                        "The customer code %(code)s stands in issued order codes and stays with"
                        " its customer; archive it and give the customer another one.",
                        code=record.code,
                    )
                )

    def _is_used(self):
        """Whether any order code was issued with this customer code."""
        self.ensure_one()
        # sudo: a code is used as soon as any order carries it, readable or not
        return bool(
            self.env["sale.order.code"]
            .sudo()
            .search_count(
                [("company_id", "=", self.company_id.id), ("customer_code", "=", self.code)],
                limit=1,
            )
        )

    # === BUSINESS ===#

    @api.model
    def _pad(self, code, company):
        """The code as long as it stands in order codes."""
        width = company._get_order_code_scheme()._length_of("customer")
        return (code or "").strip().rjust(width, "0")

    def _move_to(self, partner):
        """Hand these codes over to the customer into whom their holders are merged.

        The oldest of all codes stays in use, the others stay reserved for him.
        """
        codes = self | self.search([("partner_id", "=", partner.id)])
        for _company, of_company in codes.grouped("company_id").items():
            in_use = of_company.filtered("active").sorted("id")
            # before the partner changes: one code in use per customer
            super(ResPartnerOrderCode, in_use[1:]).write({"active": False})
            in_use.flush_recordset()
        return super(ResPartnerOrderCode, codes).write({"partner_id": partner.id})

    @api.model
    def _code_problem(self, code, width):
        """What is wrong with a customer code of that many digits, as a sentence, or False."""
        if not DIGITS_PATTERN.fullmatch(code or "") or not code.strip("0") or len(code) > width:
            return self.env._(
                "“%(code)s” is not a customer code: it has up to %(width)s digits and is not zero.",
                code=code or "",
                width=width,
            )
        return False

    @api.model
    def _draw(self, partners, company):
        """Give each of these customers, who have none yet, the next free code.

        Competing transactions meet at the unique indexes: a code taken meanwhile is
        passed over, a customer who got one meanwhile makes the whole request start again.
        """
        width = company._get_order_code_scheme()._length_of("customer")
        taken = {
            int(code)
            for (code,) in self.env.execute_query(
                SQL("SELECT code FROM res_partner_order_code WHERE company_id = %s", company.id)
            )
        }
        partners = partners.sorted("id")
        while True:
            codes = self._next_codes(taken, len(partners), width, company)
            try:
                with self.env.cr.savepoint(flush=False):
                    self.env.cr.execute(
                        self._insert_query(partners, company, codes), log_exceptions=False
                    )
                break
            except UniqueViolation as error:
                if error.diag.constraint_name != self._code_unique.full_name(self):
                    raise ConcurrencyError("another transaction coded this customer") from error
                taken.add(int(conflicting_key(error)[-1]))
        partners.invalidate_recordset(["customer_code"])

    def _insert_query(self, partners, company, codes):
        rows = (
            SQL(
                "(%s, %s, %s, TRUE, 0, %s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC')",
                partner.id,
                company.id,
                code,
                self.env.uid,
                self.env.uid,
            )
            for partner, code in zip(partners, codes, strict=True)
        )
        return SQL(
            """INSERT INTO res_partner_order_code
                (partner_id, company_id, code, active, counter_start,
                 create_uid, create_date, write_uid, write_date)
               VALUES %s""",
            SQL(", ").join(rows),
        )

    def _next_codes(self, taken, count, width, company):
        """The next codes after the highest, or free ones in between when the digits run out."""
        limit = 10**width - 1
        following = max(taken, default=0) + 1
        numbers = list(range(following, min(following + count, limit + 1)))
        if len(numbers) < count:
            free = (number for number in range(1, following) if number not in taken)
            numbers.extend(islice(free, count - len(numbers)))
        if len(numbers) < count:
            raise UserError(
                self.env._(
                    "All customer codes of %(company)s up to %(limit)s are taken; give the customer"
                    " code more digits in the structure of order codes.",
                    company=company.name,
                    limit=limit,
                )
            )
        return [str(number).rjust(width, "0") for number in numbers]

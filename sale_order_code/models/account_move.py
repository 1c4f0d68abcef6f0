from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class AccountMove(models.Model):
    _inherit = "account.move"

    order_code = fields.Char(
        compute="_compute_order_code",
        search="_search_order_code",
        compute_sudo=True,
        help="The codes of the orders that this invoice invoices.",
    )

    @property
    def _rec_names_search(self):
        names = super()._rec_names_search
        if self.env.company.order_code_enabled:
            return [*names, "order_code"]
        return names

    @api.depends("line_ids.sale_line_ids.order_id.order_code")
    def _compute_order_code(self):
        for move in self:
            codes = move.line_ids.sale_line_ids.order_id.mapped("order_code")
            move.order_code = ", ".join(sorted(filter(None, codes))) or False

    def _search_order_code(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        path = "line_ids.sale_line_ids.order_id.order_code"
        # sudo: found for users of Invoicing who may not see the sales orders behind
        moves = self.sudo()
        if operator != "in":
            return [("id", "in", moves._search([(path, operator, value)]))]
        texts = [text for text in value if text]
        codes = [code for text in texts for code in text.split(", ")]
        domain = Domain("id", "in", moves._search([(path, "in", codes)])) & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN %s", model._field_to_sql(alias, "order_code", query), tuple(texts or [None])
            )
        )
        if False in value:
            domain |= Domain("id", "not in", moves._search([(path, "!=", False)]))
        return domain

    def _field_to_sql(self, alias, field_expr, query=None):
        # lets invoices be grouped by the code, which is not stored with them
        if field_expr != "order_code":
            return super()._field_to_sql(alias, field_expr, query)
        order_code = self.env["sale.order"]._fields["order_code"]
        return SQL(
            """(SELECT string_agg(DISTINCT coded.order_code, ', ' ORDER BY coded.order_code)
                  FROM account_move_line invoiced
                  JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = invoiced.id
                  JOIN sale_order_line ordered ON ordered.id = link.order_line_id
                  JOIN sale_order coded ON coded.id = ordered.order_id
                 WHERE invoiced.move_id = %s AND %s IS NOT NULL)""",
            SQL.identifier(alias, "id"),
            SQL.identifier("coded", "order_code", to_flush=order_code),
        )

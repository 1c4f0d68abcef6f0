from odoo import models


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def unlink(self):
        """A bank line that is deleted no longer counts for the deposit of an order."""
        # sudo: whoever deletes a bank line need not see the order it was counted for
        receipts = (
            self.env["sale.order.deposit"]
            .sudo()
            .search([("statement_line_id", "in", self.ids)])
        )
        if receipts:
            receipts._forget_money(
                "statement_line_id", self.env._("The bank statement line was deleted.")
            )
        return super().unlink()

from odoo import models
from odoo.tools import SQL


class IrModel(models.Model):
    _inherit = "ir.model"

    def unlink(self):
        """Leave no sign-offs of documents, no seals of logs whose add-on is uninstalled."""
        names = tuple(self.mapped("model"))
        if names and "order.signoff" not in names:
            # As mail does for messages: the documents are gone, so are their signatures.
            self.env["order.signoff"].invalidate_model(flush=False)
            self.env.cr.execute(SQL("DELETE FROM order_signoff WHERE res_model IN %s", names))
        if names and "order.sealed.log.head" not in names:
            # A log that comes back with its add-on starts a chain of its own.
            self.env["order.sealed.log.head"].invalidate_model(flush=False)
            self.env.cr.execute(
                SQL("DELETE FROM order_sealed_log_head WHERE res_model IN %s", names)
            )
        return super().unlink()

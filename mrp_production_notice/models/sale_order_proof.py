from odoo import models
from odoo.tools import format_date


class SaleOrderProof(models.Model):
    _inherit = "sale.order.proof"

    def _is_about_line(self, line):
        """Whether the proof is for this order line: for it, its product or the whole order."""
        self.ensure_one()
        if self.order_line_id:
            return self.order_line_id == line
        return not self.product_id or self.product_id == line.product_id

    def _summary_for_notice(self):
        """Return the approved proofs as the workshop reads them: number, version, type, day."""
        types = dict(self._fields["proof_type"]._description_selection(self.env))
        return "\n".join(
            f"{proof.display_name} {types[proof.proof_type]}"
            f" ({format_date(self.env, proof.decided_on) or '-'})"
            for proof in self
        )

from odoo import models


class SaleOrderProof(models.Model):
    """An approved proof settles exactly the open items of its type."""

    _inherit = "sale.order.proof"

    def _on_proof_decided(self):
        result = super()._on_proof_decided()
        for proof in self.filtered(lambda proof: proof.state == "approved"):
            if proof._is_last_needed():
                lines = proof.env["sale.order.review.line"]._lines_of_proofs(
                    proof.order_id, proof.proof_type
                )
                if lines:
                    lines._close_by_proof(proof, proof._with_house_lang()._evidence())
        return result

    def _on_proof_sent(self):
        result = super()._on_proof_sent()
        # sudo: whoever sends a proof need not be a reviewer
        for proof in self.sudo():
            lines = proof.env["sale.order.review.line"]._lines_of_proofs(
                proof.order_id, proof.proof_type
            )
            lines.filtered(
                lambda line, proof=proof: proof._replaces(line.closing_proof_id)
            )._reopen_by_proof(proof)
        return result

    def _replaces(self, closing):
        """Tell whether this proof is needed beside the one that settled an item.

        A newer version is; so is one more proof of the same type of the order.
        """
        self.ensure_one()
        return bool(closing) and closing != self

    def _is_last_needed(self):
        """Tell whether no other proof of this type of the order is without approval."""
        self.ensure_one()
        return not self.search_count(
            [
                ("order_id", "=", self.order_id.id),
                ("proof_type", "=", self.proof_type),
                ("state", "in", ("draft", "sent", "returned")),
            ],
            limit=1,
        )

    def _with_house_lang(self):
        """The proof in the language of those who follow the order, not of the customer."""
        order = self.order_id
        user = order._order_responsible_users()[order.id]
        return self.with_context(lang=user.lang or order.company_id.partner_id.lang)

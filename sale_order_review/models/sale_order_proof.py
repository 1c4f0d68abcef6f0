from odoo import models


class SaleOrderProof(models.Model):
    """An approved proof settles exactly the open items of its type."""

    _inherit = "sale.order.proof"

    def _on_proof_decided(self):
        result = super()._on_proof_decided()
        for proof in self.filtered(lambda proof: proof.state == "approved"):
            missing = proof._without_approval()
            lines = proof._review_items().filtered(
                lambda line, missing=missing: not any(
                    line._is_about(other.product_id) for other in missing
                )
            )
            if lines:
                lines._close_by_proof(proof, proof._with_house_lang()._evidence())
        return result

    def _on_proof_sent(self):
        result = super()._on_proof_sent()
        # sudo: whoever sends a proof need not be a reviewer
        for proof in self.sudo():
            # One more proof, or a newer version, is needed beside what settled the item.
            proof._review_items()._reopen_by_proof(proof)
        return result

    def _review_items(self):
        """Return the items of the order that a proof of this type and product settles."""
        self.ensure_one()
        lines = self.env["sale.order.review.line"]._lines_of_proofs(self.order_id, self.proof_type)
        return lines.filtered(lambda line: line._is_about(self.product_id))

    def _without_approval(self):
        """Return the proofs of this type of the order that are not approved yet."""
        self.ensure_one()
        return self.search(
            [
                ("order_id", "=", self.order_id.id),
                ("proof_type", "=", self.proof_type),
                ("state", "in", ("draft", "sent", "returned")),
            ]
        )

    def _with_house_lang(self):
        """The proof in the language of those who follow the order, not of the customer."""
        order = self.order_id
        user = order._order_responsible_users()[order.id]
        return self.with_context(lang=user.lang or order.company_id.partner_id.lang)

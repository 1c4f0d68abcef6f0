from collections import defaultdict

from odoo import models


class SaleOrderReview(models.Model):
    _inherit = "sale.order.review"

    def _auto_check_proof(self, lines, facts):
        """Labels, artwork and samples are met as soon as all their proofs are approved.

        :return: ``{line id: (result, evidence)}``; nothing where there is no proof
        """
        proofs = self.env["sale.order.proof"].search(
            [("order_id", "in", lines.review_id.order_id.ids), ("state", "!=", "superseded")],
            order="id",
        )
        by_key = defaultdict(proofs.browse)
        for proof in proofs:
            by_key[proof.order_id, proof.proof_type] |= proof
        labels = dict(proofs._fields["state"]._description_selection(self.env))
        result = {}
        for line in lines:
            found = by_key[line.review_id.order_id, line.proof_type].filtered(
                lambda proof, line=line: line._is_about(proof.product_id)
            )
            if not found:
                continue
            approved = all(proof.state == "approved" for proof in found)
            evidence = [
                proof._evidence()
                if proof.state == "approved"
                else f"{proof.display_name}: {labels[proof.state]}"
                for proof in found
            ]
            result[line.id] = ("ok" if approved else "open", "\n".join(evidence))
        return result

from datetime import timedelta

from odoo import fields

from .common_gate import GateCommon


class ReviewCommon(GateCommon):
    """Reviews of a customer who is known, so that only the rule under test speaks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_review_enabled = False
        cls.earlier = cls._make_order()
        cls.earlier.action_confirm()
        cls.company.order_review_enabled = True
        cls.customer.invalidate_recordset()

    @classmethod
    def _regular_order(cls, **vals):
        """An order that no trigger and no exemption applies to."""
        return cls._make_order(
            **{"order_class": "regular", "order_class_note": "Made before", **vals}
        )

    def _rule(self, xmlid):
        return self.env.ref(f"sale_order_review.sale_order_review_rule_{xmlid}")

    def _verdict(self, order):
        return self.env["sale.order.review.rule"]._evaluate(order)[order]

    def _signoff(self, review, function):
        return review.signoff_ids.filtered(
            lambda s: s.team_id.function == function and not s.voided_at
        ).with_user(self.signers[function])

    def _lines(self, review, function):
        return review.line_ids.filtered(lambda line: line.function == function).with_user(
            self.signers[function]
        )

    def _line(self, review, code):
        line = review.line_ids.filtered(lambda item: item.code == code)
        return line.with_user(self.signers[line.function])

    def _answer_open(self, line, **vals):
        line.write(
            {
                "result": "open",
                "owner_id": self.signers[line.function].id,
                "promise_date": fields.Date.today() + timedelta(days=3),
                **vals,
            }
        )

    def _kind_of_codes(self, review):
        return set(review.line_ids.mapped("code"))

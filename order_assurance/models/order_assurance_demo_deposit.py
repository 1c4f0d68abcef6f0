from odoo import api, fields, models
from odoo.fields import Command


class OrderAssuranceDemo(models.AbstractModel):
    """Orders whose payment is secured: by a deposit, by a letter of credit."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_chapters(self):
        return [
            *super()._demo_chapters(),
            (self._demo_deposit_received, 1),
            (self._demo_letter_of_credit, 1),
        ]

    @api.model
    def _demo_deposit_received(self):
        """Accepted subject to its deposit; the customer has paid in two transfers."""
        today = fields.Date.context_today(self)
        order = self._demo_taken_in(
            "coral",
            {"rear_shock": 250, "mount": 250},
            deposit_required=True,
            deposit_percent=0.3,
            deposit_due=fields.Date.add(today, days=3),
        )
        review = self._demo_request(order)
        self._demo_answer(
            review,
            "finance",
            {
                "F05": {
                    "result": "open",
                    "gate": "confirmation",
                    "owner_id": self._demo_ref("user_finance").id,
                    "promise_date": fields.Date.add(today, days=3),
                    "comment": self._demo_env("finance")._("Deposit by transfer, in two parts"),
                }
            },
        )
        self._demo_sign(review)
        self._demo_decide(review)
        first = order.currency_id.round(order.deposit_amount * 0.4)
        for number, amount in enumerate((first, order.deposit_amount - first), 1):
            self._demo_env("finance")["sale.order.deposit"].create(
                {
                    "order_id": order.id,
                    "source": "manual",
                    "reference": f"TT-{today:%y%m}-{number}",
                    "amount": amount,
                }
            )
        return order

    @api.model
    def _demo_letter_of_credit(self):
        """Paid by letter of credit; the delivery date is after its latest shipment."""
        today = fields.Date.context_today(self)
        order = self._demo_taken_in(
            "andina", {"strut_kit": 200}, days=45, letter_of_credit_required=True
        )
        words = self._demo_env("finance")
        papers = [
            (words._("Commercial invoice"), 3, 2),
            (words._("Packing list"), 3, 2),
            (words._("Bill of lading, clean, on board"), 3, 1),
            (words._("Certificate of origin"), 1, 2),
        ]
        letter = words["sale.letter.of.credit"].create(
            {
                "name": f"LC-{today:%y%m}-0417",
                "order_id": order.id,
                "amount": order.amount_total,
                "tolerance_percent": 0.05,
                "issuing_bank": "Banco Andino",
                "arrived_on": today,
                "latest_shipment_on": fields.Date.add(today, days=38),
                "expiry_on": fields.Date.add(today, days=60),
                "partial_allowed": False,
                "document_ids": [
                    Command.create({"name": name, "originals": originals, "copies": copies})
                    for name, originals, copies in papers
                ],
            }
        )
        letter.amendment_note = words._("Latest shipment to be extended by two weeks")
        letter.action_ask_amendment()
        self._demo_request(order)
        return order

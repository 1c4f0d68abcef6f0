import base64
from io import BytesIO

from PIL import Image, ImageDraw

from odoo import api, fields, models


class OrderAssuranceDemo(models.AbstractModel):
    """Proofs: a label the customer has approved, an artwork that keeps the goods from packing."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_chapters(self):
        return super()._demo_chapters() + [(self._demo_proofs, 0)]

    @api.model
    def _demo_proofs(self):
        """Label approved in its second version; the carton's artwork is still unanswered."""
        today = fields.Date.context_today(self)
        order = self._demo_taken_in("siam", {"strut_left": 120, "strut_right": 120})
        review = self._demo_request(order)
        self._demo_answer(
            review,
            "sales",
            {"S09": self._demo_open("sales", today, 4)},
        )
        self._demo_answer(
            review,
            "logistics",
            {"L02": self._demo_open("logistics", today, 6)},
        )
        self._demo_sign(review)
        self._demo_decide(review)
        order.action_confirm()
        self._demo_time_passes(order, days=3)
        label = self._demo_proof(order, "label", "EAN 4006381333931")
        self._demo_customer_answers(label, False, "The bar code is too small for our scanners.")
        self._demo_time_passes(order, days=1)
        second = label.browse(label.action_new_version()["res_id"])
        second.write(self._demo_picture(label.description, 2, scale=2))
        second.action_mark_sent()
        self._demo_customer_answers(second, True)
        self._demo_time_passes(order, hours=20)
        self._demo_proof(order, "artwork", "HENGTAI STRUT 2 PCS")
        sample = self._demo_proof(
            order,
            "sample",
            "Strut, painted",
            sample_kind="retained",
            sample_content="Strut 31 mm, painted",
            sample_color="RAL 9005",
            finish_position="Logo embossed on the upper seat",
        )
        return sample.order_id

    @api.model
    def _demo_open(self, role, today, days):
        return {
            "result": "open",
            "gate": "packing",
            "owner_id": self._demo_ref(f"user_{role}").id,
            "promise_date": fields.Date.add(today, days=days),
            "comment": self._demo_env(role)._("The customer has to approve the proof"),
        }

    @api.model
    def _demo_proof(self, order, proof_type, text, **values):
        """Sales hand a proof to the customer."""
        proof = self._demo_env("sales")["sale.order.proof"].create(
            {
                "order_id": order.id,
                "proof_type": proof_type,
                "order_line_id": order.order_line[:1].id,
                "contact_id": (order.partner_id.child_ids[:1] or order.partner_id).id,
                "description": text,
                **self._demo_picture(text, 1),
                **values,
            }
        )
        proof.action_mark_sent()
        return proof

    @api.model
    def _demo_customer_answers(self, proof, approved, comment=False):
        """The contact of the customer answers by the link."""
        proof.sudo()._decide(
            approved,
            {
                "decided_by_name": proof.contact_id.name,
                "decided_capacity": proof.contact_id.function or "Purchasing",
                "decision_channel": "link",
                "decision_comment": comment,
            },
        )

    @api.model
    def _demo_picture(self, text, version, scale=1):
        """A label with bars and a text."""
        image = Image.new("RGB", (640, 400), "white")
        draw = ImageDraw.Draw(image)
        draw.rectangle((10, 10, 629, 389), outline="black", width=4)
        left = 60
        for number in range(48):
            width = 2 + (number * 7 + len(text)) % 5
            draw.rectangle((left, 120, left + width * scale, 120 + 70 * scale), fill="black")
            left += width * scale + 3
            if left > 560:
                break
        draw.text((60, 40), text, fill="black", font_size=32)
        draw.text((60, 340), f"V{version}", fill="black", font_size=24)
        content = BytesIO()
        image.save(content, "PNG")
        return {
            "file": base64.b64encode(content.getvalue()),
            "file_name": f"proof_v{version}.png",
        }

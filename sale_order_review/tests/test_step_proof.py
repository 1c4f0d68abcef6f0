import base64

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_step import StepCommon

PDF = b"%PDF-1.4 label"


class StepProofCommon(StepCommon):
    @classmethod
    def _proof(cls, order, proof_type="label", send=True, **values):
        proof = (
            cls.env["sale.order.proof"]
            .with_user(cls.sales_user)
            .create(
                {
                    "order_id": order.id,
                    "proof_type": proof_type,
                    "file": base64.b64encode(PDF),
                    "file_name": "label.pdf",
                    **values,
                }
            )
        )
        if send:
            proof.action_mark_sent()
        return proof

    def _approve(self, proof, approved=True):
        proof.sudo()._decide(
            approved,
            {
                "decided_by_name": "Ms Li",
                "decided_capacity": "Buyer",
                "decision_channel": "link",
                "decision_comment": False if approved else "Too small",
            },
        )

    def _item(self, order, code):
        return order.review_ids.line_ids.filtered(lambda line: line.code == code)


@tagged("post_install", "-at_install")
class TestStepProof(StepProofCommon):
    """An approved proof settles exactly the items of its type."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order_with_open(
            {"S09": "packing", "L02": "packing", "E03": "production", "Q03": "shipment"}
        )

    def test_default_template_names_the_proofs(self):
        items = self.env.ref("sale_order_review.sale_order_review_template_full").line_ids
        found = {item.code: item.proof_type for item in items if item.proof_type}
        self.assertEqual(found, {"S09": "label", "E03": "sample", "L02": "artwork"})

    def test_last_needed_proof_settles_its_item_only(self):
        first = self._proof(self.order)
        second = self._proof(self.order)
        self._approve(first)
        self.assertEqual(self._item(self.order, "S09").item_state, "open")
        self._approve(second)
        item = self._item(self.order, "S09")
        self.assertEqual(item.item_state, "closed")
        self.assertEqual(item.closing_proof_id, second)
        for text in (second.name, "V1", "Ms Li", "Buyer"):
            self.assertIn(text, item.closing_comment)
        self.assertFalse(item.closed_by_id, "a customer is nobody of the house")
        for code in ("L02", "E03", "Q03"):
            self.assertEqual(self._item(self.order, code).item_state, "open", code)
        bodies = " ".join(item.review_id.message_ids.mapped("body"))
        self.assertIn(second.name, bodies)

    def test_other_orders_stay_open(self):
        other = self._order_with_open({"S09": "packing"})
        self._approve(self._proof(self.order))
        self.assertEqual(self._item(other, "S09").item_state, "open")

    def test_returned_proof_settles_nothing(self):
        self._approve(self._proof(self.order), approved=False)
        self.assertEqual(self._item(self.order, "S09").item_state, "open")

    def test_sample_and_artwork(self):
        self._approve(self._proof(self.order, "sample", sample_kind="customer"))
        self._approve(self._proof(self.order, "artwork"))
        self.assertEqual(self._item(self.order, "E03").item_state, "closed")
        self.assertEqual(self._item(self.order, "L02").item_state, "closed")
        self.assertEqual(self._item(self.order, "S09").item_state, "open")

    def test_newer_version_opens_the_item_again(self):
        proof = self._proof(self.order)
        self._approve(proof)
        new = proof.browse(proof.action_new_version()["res_id"])
        self.assertEqual(self._item(self.order, "S09").item_state, "closed", "not sent yet")
        new.write({"file": base64.b64encode(PDF), "file_name": "label2.pdf"})
        new.action_mark_sent()
        self.assertEqual(self._item(self.order, "S09").item_state, "open")
        self._approve(new)
        self.assertEqual(self._item(self.order, "S09").item_state, "closed")
        self.assertEqual(self._item(self.order, "S09").closing_proof_id, new)

    def test_not_after_its_step(self):
        proof = self._proof(self.order)
        for proof_type in ("artwork", "sample"):
            self._approve(self._proof(self.order, proof_type, sample_kind="customer"))
        self._approve(proof)
        self._close(self.order, "Q03")
        self.order.with_user(self.sales_user).action_confirm()
        picking = self.order.picking_ids
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        picking.with_user(self.packer).button_validate()
        self.assertEqual(picking.state, "done")
        new = proof.browse(proof.action_new_version()["res_id"])
        new.write({"file": base64.b64encode(PDF), "file_name": "label2.pdf"})
        new.action_mark_sent()
        self.assertEqual(self._item(self.order, "S09").item_state, "closed")

    def _label_per_product(self):
        """A checklist that asks for the label of each product."""
        template = self.env.ref("sale_order_review.sale_order_review_template_full")
        new = template.browse(template.action_new_version()["res_id"])
        new.line_ids.filtered(lambda line: line.code == "S09").per_part = True
        new.action_publish()

    def test_item_of_one_product(self):
        self.company.order_review_part_limit = 10
        self._label_per_product()
        first, second = self.products[:2]
        order = self._order_with_open({"S09": "packing"}, products=first | second)
        items = self._item(order, "S09")
        self.assertEqual(items.product_id, first | second)
        line = order.order_line.filtered(lambda line: line.product_id == first)
        self._approve(self._proof(order, order_line_id=line.id))
        states = {item.product_id: item.item_state for item in items}
        self.assertEqual(states, {first: "closed", second: "open"})
        order.with_user(self.sales_user).action_confirm()
        moves = order.picking_ids.move_ids
        other = moves.filtered(lambda move: move.product_id == second)
        self.assertTrue(order.picking_ids.review_hold)
        other._action_cancel()
        other.picking_id = False
        order.picking_ids.invalidate_recordset(["review_hold"])
        self.assertFalse(order.picking_ids.review_hold, "only the other product waits")

    def test_proposal_to_the_item(self):
        order = self._make_order()
        review = (
            self.env["sale.order.review"]
            .with_user(self.sales_user)
            ._request_for(order, kind="full")
            .with_env(self.env)
        )
        item = review.line_ids.filtered(lambda line: line.code == "S09")
        self.assertFalse(review.sudo()._auto_check_proof(item, None))
        proof = self._proof(order)
        result, evidence = review.sudo()._auto_check_proof(item, None)[item.id]
        self.assertEqual(result, "open")
        self._approve(proof)
        result, evidence = review.sudo()._auto_check_proof(item, None)[item.id]
        self.assertEqual(result, "ok")
        self.assertIn("Ms Li", evidence)

    def test_departments_see_the_proofs_of_their_reviews(self):
        draft = self._proof(self.order, send=False)
        proof = self._proof(self.order, "artwork")
        user = self.signers["production"]
        proofs = self.env["sale.order.proof"].with_user(user)
        self.assertEqual(proofs.search([]), proof)
        self.assertEqual(self.order.review_ids.with_user(user).proof_count, 1)
        self.assertEqual(
            proofs.search(self.order.review_ids.with_user(user).action_view_proofs()["domain"]),
            proof,
        )
        with self.assertRaises(AccessError):
            draft.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            proof.with_user(user).write({"note": "x"})


@tagged("post_install", "-at_install")
class TestStepTour(StepProofCommon, HttpCase):
    def test_transfer_is_refused_until_the_customer_approves(self):
        order = self._order_with_open({"L02": "packing"}, name="STEP-1")
        order.action_confirm()
        picking = order.picking_ids
        picking.name = "STEP/OUT/1"
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        with mute_logger("odoo.http"):  # the refusal itself
            self.start_tour(
                f"/odoo/stock.picking/{picking.id}",
                "sale_order_review_step_refused",
                login="step_packer",
            )
        self.assertEqual(picking.state, "assigned")
        self._approve(self._proof(order, "artwork"))
        self.start_tour(
            f"/odoo/stock.picking/{picking.id}",
            "sale_order_review_step_passed",
            login="step_packer",
        )
        self.assertEqual(picking.state, "done")

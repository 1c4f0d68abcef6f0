import base64

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_step import StepCommon

# role: groups
ROLES = {
    "sales": "sales_team.group_sale_salesman",
    "sales_lead": "sales_team.group_sale_salesman_all_leads",
    "department": "order_signoff.group_user",
    "manager": "order_signoff.group_manager",
    "invoicing": "account.group_account_invoice",
    "inventory": "stock.group_stock_user",
    "employee": "base.group_user",
    "portal": "base.group_portal",
    "public": "base.group_public",
}
EVERYBODY_READS = dict.fromkeys(
    ("sales", "sales_lead", "department", "manager", "invoicing", "inventory", "employee"), "r"
)
# model: {role: what it may do at all (create, read, write, unlink)}; others may do nothing
MATRIX = {
    "sale.order.proof": {
        "sales": "crwu",
        "sales_lead": "crwu",
        "department": "r",
        "manager": "r",
    },
    "sale.order.proof.answer": {
        "sales": "crw",
        "sales_lead": "crw",
        "department": "crw",
        "manager": "crw",
    },
    "sale.order.delivery.schedule": {
        "sales": "crwu",
        "sales_lead": "crwu",
        "inventory": "r",
    },
    "sale.order.phone.record": {"sales": "crwu", "sales_lead": "crwu"},
    "sale.order.phone.record.line": {"sales": "crwu", "sales_lead": "crwu"},
    "sale.order.presale.report": {
        "sales": "r",
        "sales_lead": "r",
        "inventory": "r",
        "manager": "r",
    },
    "sale.order.deposit": {"sales": "r", "sales_lead": "r", "invoicing": "cr"},
    "sale.order.refusal": {
        "sales": "crwu",
        "sales_lead": "crwu",
        "department": "r",
        "manager": "r",
    },
    "sale.order.refusal.reason": {**EVERYBODY_READS, "manager": "crwu"},
    "sale.order.trial": {
        "sales": "r",
        "sales_lead": "r",
        "department": "crwu",
        "manager": "crwu",
    },
    "sale.order.review.difference": {
        "sales": "r",
        "sales_lead": "r",
        "department": "r",
        "manager": "r",
    },
    "product.customer.part": {**EVERYBODY_READS, "sales": "crw", "sales_lead": "crw"},
    "product.customer.part.import": {"sales": "crwu", "sales_lead": "crwu"},
    "sale.order.import": {"sales": "crwu", "sales_lead": "crwu"},
    "sale.order.line.import": {"sales": "crwu", "sales_lead": "crwu"},
    "res.partner.order.sheet": {"sales": "crwu", "sales_lead": "crwu"},
    "sale.order.review": {"sales": "r", "sales_lead": "r", "department": "rw", "manager": "rw"},
    "sale.order.review.line": {
        "sales": "r",
        "sales_lead": "r",
        "department": "rw",
        "manager": "rw",
    },
    "sale.order.review.product": {
        "sales": "r",
        "sales_lead": "r",
        "department": "r",
        "manager": "r",
    },
    "sale.order.review.override": {
        "sales": "r",
        "sales_lead": "r",
        "department": "r",
        "manager": "r",
    },
    "sale.order.review.step.release": {"manager": "crw"},
}
OPERATIONS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestSecurityMatrix(StepCommon):
    """Who may do what with the documents of intake and review, by role and by order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        in_company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.roles = {
            role: new_test_user(cls.env, f"matrix_{role}", groups, **in_company)
            for role, groups in ROLES.items()
        }

    def test_models_and_roles(self):
        for name, allowed in MATRIX.items():
            for role, user in self.roles.items():
                model = self.env[name].with_user(user)
                found = "".join(
                    key for key, operation in OPERATIONS.items() if model.has_access(operation)
                )
                with self.subTest(f"{name} {role}"):
                    self.assertEqual(found, allowed.get(role, ""))

    def _documents(self, order):
        proof = self.env["sale.order.proof"].create(
            {
                "order_id": order.id,
                "proof_type": "label",
                "file": base64.b64encode(b"%PDF-1.4"),
                "file_name": "label.pdf",
            }
        )
        proof.action_mark_sent()
        return {
            "sale.order.proof": proof,
            "sale.order.review": order.review_ids,
            "sale.order.review.line": order.review_ids.line_ids,
            "sale.order.review.product": order.review_ids.product_ids,
        }

    def test_sales_see_their_own_orders(self):
        sales, lead = self.roles["sales"], self.roles["sales_lead"]
        own = self._documents(self._order_with_open({"S09": "packing"}, user_id=sales.id))
        other = self._documents(self._order_with_open({"S09": "packing"}))
        for name, records in own.items():
            model = self.env[name]
            with self.subTest(name):
                self.assertEqual(model.with_user(sales).search([]), records)
                self.assertLessEqual(records | other[name], model.with_user(lead).search([]))
                with self.assertRaises(AccessError):
                    other[name].with_user(sales).read(["display_name"])
        with self.assertRaises(AccessError):
            other["sale.order.proof"].with_user(sales).write({"note": "x"})
        with self.assertRaises(AccessError):
            other["sale.order.proof"].with_user(sales).action_remind()
        with self.assertRaises(AccessError):
            other["sale.order.review"].with_user(sales).action_view_proofs()
            other["sale.order.review"].with_user(sales).read(["proof_count"])

    def test_follower_opens_what_he_is_reminded_of(self):
        """Also after a handover: the review was written for the follower of that day."""
        order = self._order_with_open({"S09": "packing"}, follower_id=self.plain_user.id)
        documents = self._documents(order)
        clerk = new_test_user(
            self.env,
            "matrix_clerk",
            "sales_team.group_sale_salesman,order_signoff.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        for name in documents:
            self.assertFalse(self.env[name].with_user(clerk).search([]), name)
        order._take_over(clerk)
        for name, records in documents.items():
            self.assertEqual(self.env[name].with_user(clerk).search([]), records, name)

    def test_departments_see_what_they_review(self):
        documents = self._documents(self._order_with_open({"S09": "packing"}))
        stranger = self.roles["department"]
        for name, records in documents.items():
            with self.subTest(name):
                self.assertFalse(self.env[name].with_user(stranger).search([]))
                user = self.signers["production"]
                self.assertEqual(self.env[name].with_user(user).search([]), records)

    def test_other_company_sees_nothing(self):
        documents = self._documents(self._order_with_open({"S09": "packing"}))
        company = self.env["res.company"].create({"name": "Matrix Other Company"})
        user = new_test_user(
            self.env,
            "matrix_other",
            "sales_team.group_sale_manager,order_signoff.group_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        for name, records in documents.items():
            model = self.env[name].with_user(user).with_context(allowed_company_ids=company.ids)
            with self.subTest(name):
                self.assertFalse(model.search([]))
                with self.assertRaises(AccessError):
                    model.browse(records.ids).read(["display_name"])

    def test_nobody_writes_the_log(self):
        order = self._order_with_open({"Q03": "shipment"})
        entry = self.env["sale.order.review.override"].with_user(self.manager)._release_step(
            order, "shipment", "Agreed"
        )
        for role, user in self.roles.items():
            log = self.env["sale.order.review.override"].with_user(user)
            with self.subTest(role), self.assertRaises(AccessError):
                log.create(entry._prepare_entry(order, "step", "Mine"))
            with self.subTest(role), self.assertRaises(AccessError):
                entry.with_user(user).unlink()

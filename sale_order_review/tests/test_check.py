from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestCheck(ReviewCommon):
    """What checks find stands beside the answers, and never in their place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.findings = {
            "stock": ("ok", "All on the shelf"),
            "lead_time": ("nok", "Too early by 3 days\nMachines are busy"),
            "capacity": (False, "12 of 40 hours are taken"),
            "credit": ("nok", "Owes 5,000"),
            "margin": ("ok", "Costs 70"),
        }
        for key in cls.findings:
            cls._patch_check(key)
        cls.review = cls._full_review()

    @classmethod
    def _patch_check(cls, key):
        def check(self, lines, facts):
            return {line.id: cls.findings[key] for line in lines}

        patcher = patch.object(
            cls.env.registry["sale.order.review"], f"_auto_check_{key}", check, create=True
        )
        patcher.start()
        cls.addClassCleanup(patcher.stop)

    @classmethod
    def _full_review(cls):
        order = cls._regular_order()
        reviews = cls.env["sale.order.review"].with_user(cls.sales_user)
        return reviews._request_for(order.with_user(cls.sales_user), kind="full").with_env(cls.env)

    def test_noted_when_asked(self):
        line = self._line(self.review, "P02")
        self.assertEqual((line.auto_result, line.auto_evidence), ("ok", "All on the shelf"))
        self.assertTrue(line.auto_checked_at)
        self.assertFalse(line.result, "a proposal is not the department's answer")
        facts = self._line(self.review, "P01")
        self.assertFalse(facts.auto_result)
        self.assertEqual(facts.auto_text, "12 of 40 hours are taken")

    def test_who_sees_figures(self):
        credit, margin = self._line(self.review, "F02"), self._line(self.review, "F03")
        self.assertFalse(credit.auto_evidence, "prices are kept where they are protected")
        engineer = self.signers["engineering"]
        for line in (credit, margin):
            self.assertFalse(line.with_user(engineer).auto_text)
            self.assertTrue(line.with_user(engineer).auto_result)
            for name in ("auto_evidence_price", "auto_evidence_cost"):
                self.assertNotIn(name, line.with_user(engineer).fields_get())
        self.assertEqual(credit.with_user(self.sales_user).auto_text, "Owes 5,000")
        self.assertFalse(margin.with_user(self.sales_user).auto_text)
        self.assertEqual(margin.with_user(self.manager).auto_text, "Costs 70")

    def test_not_entered_by_people(self):
        line = self._line(self.review, "P03")
        for name in ("auto_result", "auto_evidence", "auto_checked_at"):
            with self.assertRaises(UserError):
                line.write({name: False})
        with self.assertRaises(UserError):
            self.review.with_user(self.signers["planning"]).write(
                {"line_ids": [(1, line.id, {"auto_result": "ok"})]}
            )

    def test_take_over(self):
        review = self.review.with_user(self.signers["planning"])
        self.assertTrue(review.can_take_over)
        review.action_take_over_proposals()
        self.assertEqual(self._line(self.review, "P02").result, "ok")
        late = self._line(self.review, "P03")
        self.assertEqual((late.result, late.comment), ("nok", "Too early by 3 days"))
        self.assertEqual(late.answered_by_id, self.signers["planning"])
        self.assertFalse(self._line(self.review, "P01").result, "nothing was proposed")
        self.assertFalse(self._line(self.review, "F02").result, "of another department")
        review.invalidate_recordset()
        self.assertFalse(review.can_take_over)

    def test_take_over_tells_no_prices(self):
        review = self.review.with_user(self.signers["finance"])
        review.action_take_over_proposals()
        credit = self._line(self.review, "F02")
        self.assertEqual(credit.result, "nok")
        self.assertFalse(credit.comment, "everybody reads remarks")

    def test_contradiction(self):
        signoff = self._signoff(self.review, "planning")
        signoff.action_answer_all()
        late = self._line(self.review, "P03")
        self.assertFalse(late.result, "what a check denies is not answered in passing")
        late.action_ok()
        self.assertTrue(late.contradicts_check)
        with self.assertRaises(UserError) as refused:
            signoff.action_accept()
        self.assertIn("P03", refused.exception.args[0])
        late.comment = "A second shift was agreed"
        signoff.action_accept()
        self.assertEqual(signoff.state, "accepted")

    def test_contradiction_opens_item(self):
        late = self._line(self.review, "P03")
        self.assertEqual(late.action_ok()["res_id"], late.id)
        self.assertFalse(self._line(self.review, "P02").action_na(), "says the same")

    def test_check_again(self):
        planning, finance = self._line(self.review, "P02"), self._line(self.review, "F02")
        signoff = self._signoff(self.review, "finance")
        finance.write({"result": "nok", "comment": "We talked to them"})
        for line in self._lines(self.review, "finance") - finance:
            line.write({"result": "ok"})
        signoff.action_conditional("Cash in advance")
        self.patch(
            type(self),
            "findings",
            {**self.findings, "stock": ("nok", "Sold meanwhile"), "credit": ("ok", "Paid")},
        )
        self.review.with_user(self.signers["engineering"]).action_check_again()
        self.assertEqual((planning.auto_result, planning.auto_text), ("nok", "Sold meanwhile"))
        self.assertEqual(finance.auto_result, "nok", "as it stood when finance signed")
        stranger = new_test_user(self.env, "check_stranger", "order_signoff.group_user")
        with self.assertRaises(AccessError):
            self.review.with_user(stranger).action_check_again()

    def test_findings_shown(self):
        """The columns of the checks take no space where no check found anything."""
        reviewer = self.review.with_user(self.signers["planning"])
        self.assertTrue(reviewer.has_findings)
        self.assertFalse(reviewer.action_fill()["context"]["hide_checks"])
        production = self.review.with_user(self.signers["production"])
        self.assertTrue(production.action_fill()["context"]["hide_checks"])
        names = ["auto_result", "auto_evidence", "auto_evidence_price", "auto_evidence_cost"]
        self.review.sudo().line_ids._write_internal(dict.fromkeys(names, False))
        self.env.invalidate_all()
        self.assertFalse(reviewer.has_findings)

    def test_no_method(self):
        """A key whose add-on is not installed proposes nothing."""
        with patch.object(self.env.registry["sale.order.review"], "_auto_check_capacity", None):
            review = self._full_review()
        line = self._line(review, "P01")
        self.assertEqual(line.auto_check, "capacity")
        self.assertFalse(line.auto_checked_at)

import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import fill_d4
from .test_supplier import PNG, SupplierCommon


@tagged("post_install", "-at_install")
class TestEvidence(SupplierCommon):
    """Pictures and proofs stand with the discipline they belong to."""

    def _file(self, record, field=None):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                    ("res_field", "=", field),
                ]
            )
        )

    def test_proof_is_neither_changed_nor_deleted(self):
        report = self._report()
        fill_d4(report)
        cause = report.cause_ids[0]
        cause.evidence_file = base64.b64encode(b"cut at 30 degrees")
        proof = self._file(cause, "evidence_file").with_user(self.leader)
        proof.write({"raw": b"cut at 45 degrees"})
        before = report._signoff_fingerprint()[report.id]
        proof.write({"raw": b"cut at 60 degrees"})
        self.assertNotEqual(report._signoff_fingerprint()[report.id], before)
        report._step("d4").action_submit()
        for change in (
            lambda: proof.write({"raw": b"other"}),
            lambda: proof.write({"res_id": report.cause_ids[1].id}),
            lambda: proof.unlink(),
            lambda: proof.create(
                {
                    "name": "x",
                    "raw": b"x",
                    "res_model": cause._name,
                    "res_id": report.cause_ids[1].id,
                    "res_field": "evidence_file",
                }
            ),
        ):
            with self.refused("stands"):
                change()
        self.assertEqual(proof.raw, b"cut at 60 degrees")

    def test_pictures_of_the_report(self):
        report = self._report()
        report.picture_nok = base64.b64encode(PNG)
        picture = self._file(report, "picture_nok").with_user(self.leader)
        self._pass(report, "d0", "d1", "d2")
        with self.refused("stands"):
            picture.unlink()
        # What lies beside the messages is no evidence.
        note = picture.create(
            {"name": "n", "raw": b"n", "res_model": report._name, "res_id": report.id}
        )
        note.unlink()

    def test_files_of_the_supplier_are_his(self):
        report = self._asked().report_id
        step = report._step("d4")
        values = {"name": "x.png", "raw": PNG, "res_model": step._name, "res_id": step.id}
        file = self.env["ir.attachment"].sudo().create(values)
        for user in (self.leader, self.quality):
            theirs = file.with_user(user)
            for change in (
                lambda theirs=theirs: theirs.write({"raw": b"x"}),
                lambda theirs=theirs: theirs.unlink(),
                lambda theirs=theirs: theirs.create(values),
            ):
                with self.assertRaises(UserError):
                    change()
        self.assertEqual(file.raw, PNG)

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestGuards(ComplaintCommon):
    """Who writes what of a complaint, and until when."""

    def _facts(self):
        now = fields.Datetime.now()
        return {
            "received_at": now,
            "category": "packaging",
            "severity": "critical",
            "wants_8d": True,
            "partner_id": self.other.id,
            "is_export": True,
            "team_id": self.team["quality"].id,
            "order_text": "S1",
            "product_id": False,
            "defect_id": False,
            "qty_complained": 0,
            "delivered_on": now.date(),
        }

    def _closed(self):
        complaint = self._approved()
        complaint.action_answered()
        complaint.remedy_ids.action_done()
        self._evidence(complaint)
        complaint.write({"prevention": "Poka-yoke", "effect": "No leak"})
        complaint.action_close()
        return complaint

    def test_facts_are_for_whoever_handles_it(self):
        complaint = self._judged(team_id=self.team["production"].id)
        seen = complaint.with_user(self.worker)
        said = {"effect": "None", "handling_mark": "5", "called_back_on": fields.Datetime.now()}
        for name, value in {**self._facts(), **said}.items():
            with self.subTest(name=name), self.refused("is handled by"):
                seen.write({name: value})
        self.assertTrue(seen.facts_fixed)
        self.assertFalse(complaint.facts_fixed)
        # What the department is asked for it writes.
        seen.write({"cause": "Seal cut", "inspection_result": "Wet"})
        complaint.write(self._facts())

    def test_whoever_reported_it_corrects_himself(self):
        mine = self._complaint(user=self.worker)
        self.assertFalse(mine.user_id or mine.facts_fixed)
        mine.write({"severity": "major", "qty_complained": 5})
        with self.refused("is handled by"):
            mine.effect = "None"
        mine.with_user(self.officer).action_acknowledge()
        with self.refused("is handled by"):
            mine.severity = "minor"

    def test_what_has_ended_stays(self):
        complaint = self._closed()
        for name, value in {**self._facts(), "effect": "Another"}.items():
            with self.subTest(name=name), self.refused("has ended"):
                complaint.write({name: value})
        self.assertTrue(complaint.facts_fixed)
        # He may still be called.
        complaint.write({"handling_mark": "5", "called_back_on": fields.Datetime.now()})
        with self.refused("is handled by"):
            complaint.with_user(self.worker).handling_mark = "1"

    def test_evidence_is_kept(self):
        complaint = self._closed()
        line = complaint.evidence_ids[0]
        for values in ({"state": "missing"}, {"note": "Another"}):
            with self.refused("has ended"):
                line.write(values)
        with self.refused("cannot be entered"):
            self._complaint().evidence_ids[0].write({"kind": "photo"})
        with self.assertRaises(AccessError):
            line.unlink()
        with self.refused("Evidence is kept"):
            line.sudo().unlink()
        # What still comes in by mail is taken.
        file = self.env["ir.attachment"].create({"name": "late.pdf", "raw": b"%PDF-1.4"})
        complaint.sudo()._link_photos(file)

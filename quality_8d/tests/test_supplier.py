from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.quality_8d.models.quality_8d_task import DECIDE

from .common import EightDCommon

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)


class SupplierCommon(EightDCommon):
    """A supplier who is asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create(
            {"name": "Seal Works", "is_company": True, "email": "seal@example.com"}
        )
        cls.rival = cls.env["res.partner"].create({"name": "Seal Rival", "is_company": True})
        cls.company.quality_8d_team_min = 1
        cls.company.quality_8d_why_min = 2
        cls.company.quality_8d_system_causes = False

    @classmethod
    def _asked(cls, disciplines=("d1", "d3", "d4", "d5", "d6", "d7"), **values):
        partner = values.pop("partner", cls.supplier)
        report = cls._report(
            **{
                "kind": "supplier",
                "partner_id": partner.id,
                "finding": "The lip is cut",
                **values,
            }
        )
        steps = report.step_ids.filtered(lambda step: step.discipline in disciplines)
        return report._ask_supplier(partner, steps, "Please sort first")

    def _whole_answer(self, request):
        """Fill in and submit everything, as the page does."""
        report = request.report_id
        request._fill_in("d1", {"member.new0.name": "Mr Chen"})
        request._submit("d1", "Chen")
        places = {}
        for line in report.containment_ids:
            places[f"place.{line.id}.concerned"] = "no"
        first = report.containment_ids[0]
        places |= {
            f"place.{first.id}.concerned": "yes",
            f"place.{first.id}.action": "Sorted",
            f"place.{first.id}.owner_name": "Mr Chen",
            f"place.{first.id}.done_on": "2026-11-20",
            f"place.{first.id}.checked_qty": "100,5",
            f"place.{first.id}.defective_qty": "3",
        }
        request._fill_in("d3", places)
        request._submit("d3", "Chen")
        for branch in ("occurrence", "non_detection"):
            request._fill_in(
                "d4",
                {
                    "cause.new0.name": f"Burr {branch}",
                    "cause.new0.branch": branch,
                    "cause.new0.level": "technical",
                    "cause.new0.category": "machine",
                    "cause.new0.verdict": "verified",
                    "cause.new0.method": "reproduce",
                    "cause.new0.evidence": "Ten parts",
                    "cause.new0.whys": "Tool worn\n\nNo change plan",
                    "report.escape_point": "Final inspection",
                },
            )
        request._submit("d4", "Chen")
        for number, cause in enumerate(report.cause_ids):
            request._fill_in(
                "d5",
                {
                    "action.new0.name": f"Change plan {number}",
                    "action.new0.cause_id": str(cause.id),
                    "action.new0.hierarchy": "error_proof",
                    "action.new0.owner_name": "Mr Chen",
                    "action.new0.due_on": "2026-12-01",
                    "action.new0.verified": "yes",
                    "action.new0.verification": "Trial of 30",
                },
            )
        request._submit("d5", "Chen")
        done = {}
        for action in report.action_ids:
            done |= {
                f"done.{action.id}.done_on": "2026-11-22",
                f"done.{action.id}.cut_in_lot": "LOT-9",
                f"done.{action.id}.validated": "yes",
                f"done.{action.id}.validation": "Three lots",
                f"done.{action.id}.value_before": "2.5",
            }
        done[f"ending.{first.id}.ending"] = "withdrawn"
        request._fill_in("d6", done)
        request._submit("d6", "Chen")
        listed = {}
        for line in report.document_ids:
            listed[f"document.{line.id}.decision"] = "not_applicable"
            listed[f"document.{line.id}.reason"] = "Not concerned"
        request._fill_in("d7", listed)
        request._submit("d7", "Chen")

    def _step_of(self, request, discipline):
        return request.report_id._step(discipline)


@tagged("post_install", "-at_install")
class TestSupplier(SupplierCommon):
    """The supplier fills in and submits; we accept, return and claim."""

    def test_whole_answer(self):
        request = self._asked()
        report = request.report_id
        self.assertEqual(request.open_count, 6)
        self._whole_answer(request)
        self.assertEqual(request.open_count, 0)
        self.assertEqual(report.member_ids.mapped("role"), ["supplier"])
        line = report.containment_ids[0]
        self.assertEqual((line.checked_qty, line.defective_qty), (100.5, 3))
        cause = report.cause_ids[0]
        self.assertEqual(cause.why_ids.mapped("name"), ["Tool worn", "No change plan"])
        step = self._step_of(request, "d4")
        self.assertEqual((step.state, step.submitted_by_name), ("submitted", "Chen"))
        self.assertFalse(step.submitted_by_id)
        self.assertEqual(step.deadline_state, "met")
        # The team leader decides on what the supplier submits.
        for discipline in ("d1", "d3", "d4", "d5", "d6", "d7"):
            self._step_of(request, discipline).with_user(self.leader).action_accept()
        self.assertEqual(self._step_of(request, "d7").state, "accepted")

    def test_leader_decides_only_on_the_suppliers_part(self):
        request = self._asked(disciplines=("d4",))
        report = request.report_id.with_user(self.leader)
        self._fill(report, "d0")
        report._step("d0").action_submit()
        with self.assertRaises(AccessError):
            report._step("d0").action_accept()

    def test_return_tells_the_supplier(self):
        request = self._asked()
        request._fill_in("d1", {"member.new0.name": "Mr Chen"})
        request._submit("d1", "Chen")
        step = self._step_of(request, "d1").with_user(self.leader)
        mails = self.env["mail.mail"].sudo().search([])
        step._return_by_manager("Who leads the team?")
        self.assertEqual(step.state, "returned")
        mail = self.env["mail.mail"].sudo().search([]) - mails
        self.assertIn("Who leads the team?", mail.body_html)
        self.assertEqual(mail.recipient_ids | mail.partner_ids, self.supplier)
        # It is his task: nobody of ours has one.
        self.assertFalse(request.report_id.activity_ids.filtered(lambda a: "D1" in a.summary))
        request._fill_in("d1", {f"member.{step.report_id.member_ids.id}.name": "Ms Wu"})
        request._submit("d1", "Wu")
        self.assertEqual(step.report_id.member_ids.name, "Ms Wu")

    def test_submitted_stands_for_the_supplier(self):
        request = self._asked()
        request._fill_in("d1", {"member.new0.name": "Mr Chen"})
        request._submit("d1", "Chen")
        with self.refused("nothing was changed"):
            request._fill_in("d1", {"member.new0.name": "Mr Wu"})
        with self.refused("nothing was changed"):
            request._submit("d1", "Chen")

    def test_incomplete_is_kept_and_not_submitted(self):
        request = self._asked()
        request._fill_in("d4", {"cause.new0.name": "Burr"})
        self.assertEqual(request.report_id.cause_ids.mapped("name"), ["Burr"])
        with self.refused("No verified cause yet"):
            request._submit("d4", "Chen")
        with self.refused("your name"):
            request._submit("d4", "")

    def test_only_what_was_asked(self):
        request = self._asked(disciplines=("d3",))
        with self.refused("not asked"):
            request._fill_in("d4", {"cause.new0.name": "Burr"})
        for discipline in ("d2", "d8", "xx"):
            with self.refused("not asked"):
                request._fill_in(discipline, {})

    def test_what_cannot_be_read_is_refused(self):
        request = self._asked()
        line = request.report_id.containment_ids[0]
        for name, value, words in (
            ("suspect_qty", "many", "cannot be read"),
            ("suspect_qty", "-3", "cannot be read"),
            ("suspect_qty", "nan", "cannot be read"),
            ("due_on", "tomorrow", "cannot be read"),
            ("concerned", "perhaps", "cannot be read"),
            ("defective_qty", "7", "more parts can be defective"),
        ):
            with self.refused(words):
                request._fill_in("d3", {f"place.{line.id}.{name}": value})
        # Neither other fields nor lines of other reports are his.
        other = self._asked(partner=self.rival).report_id.containment_ids[0]
        request._fill_in(
            "d3",
            {
                f"place.{line.id}.user_id": str(self.stranger.id),
                f"place.{line.id}.report_id": "1",
                f"place.{other.id}.action": "mine",
            },
        )
        self.assertFalse(line.user_id or other.action)

    def test_our_own_containment_is_not_his(self):
        request = self._asked()
        line = request.report_id.containment_ids[0].with_user(self.leader)
        line.write({"concerned": "yes", "action": "Sorted by us", "user_id": self.colleague.id})
        request._fill_in("d3", {f"place.{line.id}.action": "Nothing"})
        self.assertEqual(line.action, "Sorted by us")

    def test_rows_are_removed(self):
        request = self._asked()
        report = request.report_id
        request._fill_in("d4", {"cause.new0.name": "Burr"})
        cause = report.cause_ids
        request._fill_in("d5", {"action.new0.name": "Plan", "action.new0.cause_id": str(cause.id)})
        with self.refused("cannot be removed"):
            request._fill_in("d4", {f"cause.{cause.id}.name": ""})
        request._fill_in("d5", {f"action.{report.action_ids.id}.name": " "})
        request._fill_in("d4", {f"cause.{cause.id}.name": ""})
        self.assertFalse(report.cause_ids)

    def test_who_can_be_asked(self):
        report = self._report(kind="supplier", partner_id=self.supplier.id)
        with self.refused("Our Own Finding"):
            report._ask_supplier(self.supplier, report._step("d3"), "")
        report.finding = "The lip is cut"
        with self.refused("who works there"):
            report._ask_supplier(self.rival, report._step("d3"), "")
        with self.refused("Choose the disciplines"):
            report._ask_supplier(self.supplier, report._step("d2"), "")
        with self.assertRaises(AccessError):
            report.with_user(self.stranger)._ask_supplier(self.supplier, report._step("d3"), "")
        customer = self._report(finding="x")
        with self.refused("kind “Supplier”"):
            customer._ask_supplier(self.customer, customer._step("d3"), "")

    def test_asking_another_withdraws_the_first(self):
        first = self._asked()
        report = first.report_id
        second = report._ask_supplier(self.supplier, report._step("d4"), "")
        self.assertEqual(first.state, "withdrawn")
        self.assertEqual(report.step_ids.filtered("by_supplier").mapped("discipline"), ["d4"])
        second.with_user(self.leader).action_withdraw()
        self.assertFalse(report.supplier_request_id)
        self.assertFalse(report.step_ids.filtered("by_supplier"))

    def test_supplier_stays_while_he_is_asked(self):
        report = self._asked().report_id
        with self.refused("withdraw his page first"):
            report.kind = "customer"
        with self.refused("who stays"):
            report.partner_id = self.rival
        person = self.env["res.partner"].create({"name": "Chen", "parent_id": self.supplier.id})
        report.partner_id = person

    def test_no_other_reads_what_the_supplier_has_written(self):
        request = self._asked()
        report = request.report_id
        request._fill_in("d1", {"member.new0.name": "Mr Chen"})
        request._submit("d1", "Chen")
        request.with_user(self.leader).action_withdraw()
        # His page is gone; what he has handed in is still there.
        for vals in ({"partner_id": self.rival.id}, {"partner_id": False}):
            with self.refused("open another report"):
                report.with_user(self.quality).write(vals)
        report.kind = "internal"
        with self.refused("open another report"):
            report.write({"kind": "supplier", "partner_id": self.rival.id})

    def test_who_decides_stays_known(self):
        report = self._asked().report_id
        for vals, words in (
            ({"champion_id": self.leader.id}, "choose another"),
            ({"champion_id": False}, "Champion"),
            ({"leader_id": self.quality.id}, "choose another"),
        ):
            with self.refused(words):
                report.write(vals)
        report.member_ids = [Command.create({"user_id": self.champion.id})]
        self.assertIn("choose another", "\n".join(report._missing("d8")))

    def test_leader_accepts_no_work_of_our_own(self):
        request = self._asked()
        step = self._step_of(request, "d1")
        step.with_user(self.leader).user_id = self.colleague
        request.report_id.member_ids = [Command.create({"name": "Mr Chen", "role": "supplier"})]
        step.with_user(self.colleague).action_submit()
        with self.assertRaises(AccessError):
            step.with_user(self.leader).action_accept()
        task = request.report_id.sudo().activity_search([DECIDE])
        self.assertEqual(task.user_id, self.quality)
        step.with_user(self.quality).action_accept()

    def test_wizard(self):
        report = self._report(kind="supplier", partner_id=self.supplier.id, finding="Cut")
        wizard = self.env["quality.8d.ask"].with_user(self.leader).create({"report_id": report.id})
        self.assertEqual(wizard.contact_id, self.supplier)
        self.assertEqual(len(wizard.step_ids), 6)
        mails = self.env["mail.mail"].sudo().search([])
        wizard.action_send()
        mail = self.env["mail.mail"].sudo().search([]) - mails
        self.assertIn("/my/8d/supplier/", mail.body_html)
        token = report.sudo().request_ids.access_token
        self.assertIn(token, mail.body_html)
        self.assertNotIn(token, mail.mail_message_id.with_user(self.leader).body)
        self.assertIn("D4 Root Cause", mail.body_html)

    def test_reminded_daily(self):
        request = self._asked(received_at=fields.Datetime.now() - timedelta(days=9))
        fresh = self._asked(received_at=fields.Datetime.now())
        fresh.report_id.profile_id.limit_ids.hours = 500
        fresh.report_id.step_ids._restart_limits()
        mails = self.env["mail.mail"].sudo().search([])
        self._run("quality_8d.ir_cron_quality_8d_remind_supplier")
        mail = self.env["mail.mail"].sudo().search([]) - mails
        self.assertEqual(len(mail), 1)
        self.assertIn("Still open", mail.subject)
        self.assertTrue(request.reminded_on)
        self.assertFalse(fresh.reminded_on)
        self._run("quality_8d.ir_cron_quality_8d_remind_supplier")
        self.assertFalse(self.env["mail.mail"].sudo().search([]) - mails - mail)

    def test_nobody_writes_a_request(self):
        request = self._asked()
        for user in (self.leader, self.quality):
            self.assertTrue(request.with_user(user).has_access("read"))
            for operation in ("write", "create", "unlink"):
                self.assertFalse(request.with_user(user).has_access(operation), operation)
        self.assertFalse(request.with_user(self.stranger).has_access("read"))
        with self.assertRaises(AccessError):
            request.with_user(self.leader).read(["access_token"])
        with self.refused("cannot be entered"):
            request.report_id._step("d2").with_user(self.leader).by_supplier = True
        other = self.env["res.company"].create({"name": "8D Other Company"})
        own = {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        outsider = new_test_user(self.env, "eightd_out", "quality_8d.group_quality_manager", **own)
        found = request.with_user(outsider).with_context(allowed_company_ids=other.ids)
        self.assertFalse(found.search([("id", "=", request.id)]))


@tagged("post_install", "-at_install")
class TestSupplierPortal(SupplierCommon, HttpCase):
    """The page of the supplier, and who does not see it."""

    def _portal_user(self, login, partner):
        return new_test_user(
            self.env,
            login,
            "base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            partner_id=self.env["res.partner"]
            .create({"name": login, "parent_id": partner.id, "email": f"{login}@example.com"})
            .id,
        )

    def _csrf(self, text):
        return text.split('name="csrf_token" value="')[1].split('"')[0]

    def _post(self, request, path, files=None, token=True, **values):
        page = self.url_open(request.get_portal_url() if token else request.access_url)
        data = {"csrf_token": self._csrf(page.text), **values}
        if token:
            data["access_token"] = request.access_token
        return self.url_open(f"/my/8d/supplier/{request.id}/{path}", data=data, files=files)

    def test_answer_by_link(self):
        request = self._asked()
        report = request.report_id
        page = self.url_open(request.get_portal_url())
        self.assertEqual(page.status_code, 200)
        self.assertIn("The lip is cut", page.text)
        self.assertIn("Please sort first", page.text)
        answer = self._post(
            request,
            "d1",
            files={"files": ("team.png", PNG, "image/png")},
            name="Chen",
            op="submit",
            **{"member.new0.name": "<b>Chen</b>"},
        )
        self.assertEqual(answer.status_code, 200)
        self.assertIn("It has been submitted", answer.text)
        self.assertNotIn("<b>Chen</b>", answer.text)
        step = report._step("d1")
        self.assertEqual((step.state, step.submitted_by_name), ("submitted", "Chen"))
        self.assertEqual(step.attachment_ids.name, "team.png")
        url = f"/my/8d/supplier/{request.id}/evidence/{step.attachment_ids.id}"
        file = self.url_open(f"{url}?access_token={request.access_token}")
        self.assertEqual(file.content, PNG)
        # What is refused says why, keeps what was entered, and leaves nothing behind.
        answer = self._post(
            request,
            "d3",
            files={"files": ("virus.pdf", b"MZ\x90", "application/pdf")},
            op="save",
            **{f"place.{report.containment_ids[0].id}.action": "Sorted all"},
        )
        self.assertIn("virus.pdf", answer.text)
        self.assertIn("Sorted all", answer.text)
        self.assertFalse(report.containment_ids[0].action or report._step("d3").attachment_ids)
        answer = self._post(request, "d4", op="submit", name="Chen")
        self.assertIn("No verified cause yet", answer.text)

    @mute_logger("odoo.http")
    def test_strangers(self):
        mine, theirs = self._asked(), self._asked(partner=self.rival)
        for url in (
            f"/my/8d/supplier/{mine.id}",
            f"/my/8d/supplier/{mine.id}?access_token={theirs.access_token}",
            f"/my/8d/supplier/{mine.id}/picture/picture_nok?access_token={theirs.access_token}",
            "/my/8d/supplier/99999999",
        ):
            self.assertEqual(self.url_open(url).status_code, 404, url)
        step = theirs.report_id._step("d3")
        evidence = (
            self.env["ir.attachment"]
            .sudo()
            .create({"name": "x.png", "raw": PNG, "res_model": step._name, "res_id": step.id})
        )
        for url in (
            f"/my/8d/supplier/{mine.id}/evidence/{evidence.id}?access_token={mine.access_token}",
            f"/my/8d/supplier/{theirs.id}/evidence/{evidence.id}?access_token={mine.access_token}",
            f"/my/8d/supplier/{theirs.id}/evidence/{evidence.id}",
        ):
            self.assertEqual(self.url_open(url).status_code, 404, url)
        rival = self._portal_user("eightd_s_rival", self.rival)
        self.authenticate(rival.login, rival.login)
        self.assertEqual(self.url_open(f"/my/8d/supplier/{mine.id}").status_code, 404)
        self.assertNotEqual(self.url_open(f"/web/content/{evidence.id}").content, PNG)
        report = f"/report/pdf/quality_8d.report_quality_8d/{theirs.report_id.id}"
        self.assertNotEqual(self.url_open(report).status_code, 200)
        page = self.url_open("/my/8d/supplier")
        self.assertIn(theirs.report_id.name, page.text)
        self.assertNotIn(mine.report_id.name, page.text)
        # His own page, without the link; posting to that of another leads nowhere.
        answer = self._post(theirs, "d1", token=False, **{"member.new0.name": "Mr Li"})
        self.assertEqual(theirs.report_id.member_ids.name, "Mr Li")
        answer = self.url_open(
            f"/my/8d/supplier/{mine.id}/d1",
            data={"csrf_token": self._csrf(answer.text), "member.new0.name": "Mr Li"},
        )
        self.assertEqual(answer.status_code, 404)
        self.assertFalse(mine.report_id.member_ids)

    @mute_logger("odoo.http")
    def test_withdrawn_and_closed(self):
        request = self._asked()
        url = request.get_portal_url()
        # sudo: as if it had been closed
        request.report_id.sudo().state = "closed"
        page = self.url_open(url)
        self.assertIn("This report is closed", page.text)
        self.assertNotIn('value="submit"', page.text)
        request.report_id.sudo().state = "open"
        request._withdraw()
        self.assertEqual(self.url_open(url).status_code, 404)

    @mute_logger("odoo.http")
    def test_staff_look_and_do_not_answer(self):
        request = self._asked()
        self.authenticate(self.quality.login, self.quality.login)
        page = self.url_open(request.access_url)
        self.assertIn("what the supplier sees", page.text)
        self.assertNotIn(request.access_token, page.text)
        self.assertNotIn('value="submit"', page.text)

    def test_claim_on_the_page(self):
        request = self._asked()
        self.assertNotIn("Our Claim", self.url_open(request.get_portal_url()).text)
        request.report_id.sudo().write({"claim_amount": 800, "claim_state": "claimed"})
        mark = request.report_id.sudo()._claim_mark()
        self.assertIn(mark, self.url_open(request.get_portal_url()).text)
        answer = self._post(request, "claim", answer="dispute", name="Chen", mark=mark)
        self.assertIn("why you do not agree", answer.text)
        answer = self._post(request, "claim", answer="agree", name="Chen", mark="other")
        self.assertIn("read it again", answer.text)
        answer = self._post(request, "claim", answer="agree", name="Chen", mark=mark)
        self.assertEqual(request.report_id.sudo().claim_state, "agreed")

    def test_lists(self):
        request = self._asked()
        supplier = self._portal_user("eightd_s_own", self.supplier)
        report = self._report()
        self._pass(report, "d0", "d1", "d2", "d3")
        with patch.object(type(report), "_render_version", lambda report, kind: b"%PDF-1.4"):
            version = (
                self.env["quality.8d.version"]
                .with_user(self.leader)
                ._issue(report, "3d", self.customer)
            )
        customer = self._portal_user("eightd_c_own", self.customer)
        self.authenticate(supplier.login, supplier.login)
        page = self.url_open("/my/8d/supplier").text
        self.assertIn(request.report_id.name, page)
        self.assertNotIn(report.name, self.url_open("/my/8d").text)
        self.assertIn("/my/8d/supplier", self.url_open("/my").text)
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["quality_8d_count", "quality_8d_asked_count"]}
        )
        self.assertEqual(counters, {"quality_8d_count": 0, "quality_8d_asked_count": 1})
        self.authenticate(customer.login, customer.login)
        page = self.url_open("/my/8d").text
        self.assertIn(version.display_name, page)
        self.assertNotIn(request.report_id.name, self.url_open("/my/8d/supplier").text)
        self.authenticate(self.stranger.login, self.stranger.login)
        self.assertNotIn(report.name, self.url_open("/my/8d").text)

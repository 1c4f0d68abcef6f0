from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .common import ComplaintCommon
from .test_intake import PNG


@tagged("post_install", "-at_install")
class TestPortal(ComplaintCommon, HttpCase):
    """A customer complains, follows, answers, and sees nothing of others."""

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

    def _login(self, login="complaint_portal", partner=None):
        user = self._portal_user(login, partner or self.customer)
        self.authenticate(user.login, user.login)
        return user

    def _complain(self, name="photo.png", content=PNG, **values):
        form = self.url_open("/my/complaints/new")
        return self.url_open(
            "/my/complaints/new",
            data={
                "csrf_token": self._csrf(form.text),
                "title": "It leaks",
                "order_text": "PO 1",
                "qty_complained": "4",
                "customer_words": "Oil everywhere",
                "wish": "replace",
                **values,
            },
            files=[("files", (name, content, "application/octet-stream"))],
        )

    def test_complain_with_a_photo(self):
        user = self._login()
        answer = self._complain()
        self.assertEqual(answer.status_code, 200)
        complaint = self.env["customer.complaint"].search([("partner_id", "=", user.partner_id.id)])
        self.assertEqual(complaint.title, "It leaks")
        self.assertEqual(complaint.channel, "portal")
        self.assertEqual(complaint.qty_complained, 4)
        self.assertEqual(complaint.wish, "replace")
        self.assertEqual(complaint._customer_files().name, "photo.png")
        self.assertIn(complaint.name, self.url_open("/my/complaints").text)
        file = complaint._customer_files()
        page = self.url_open(f"/my/complaints/{complaint.id}/file/{file.id}")
        self.assertEqual(page.content, PNG)

    def test_sent_twice(self):
        """The page that is sent a second time leads to the complaint that there is."""
        user = self._login()
        form = self.url_open("/my/complaints/new")
        token = form.text.split('name="page_token" value="')[1].split('"')[0]
        pages = [self._complain(page_token=token).url for _click in range(2)]
        complaint = self.env["customer.complaint"].search([("partner_id", "=", user.partner_id.id)])
        self.assertEqual(len(complaint), 1)
        self.assertEqual(len(complaint._customer_files()), 1)
        self.assertEqual(pages[0], pages[1])
        # Went back and wrote of something else: that is another complaint.
        self._complain(page_token=token, title="It knocks")
        self._complain(page_token="")
        self.assertEqual(
            self.env["customer.complaint"].search_count([("partner_id", "=", user.partner_id.id)]),
            3,
        )

    def test_answered_twice(self):
        """Pressing twice what was just pressed is no reason to call us."""
        complaint = self._complaint().sudo()
        complaint.state = "answered"
        complaint._answer_by_customer(True, "Mr Li", "")
        complaint._answer_by_customer(True, "Mr Li", "")
        self.assertEqual(complaint.customer_answer, "accepted")
        with self.refused("nothing to answer"):
            complaint._answer_by_customer(False, "Mr Li", "No")
        complaint.customer_answer = False
        complaint._answer_by_customer(False, "Mr Li", "Too little")
        complaint._answer_by_customer(False, "Mr Li", "Too little")
        self.assertEqual(complaint.state, "acknowledged")
        with self.refused("nothing to answer"):
            complaint._answer_by_customer(False, "Mr Li", "Another one")

    def test_harmful_file_leaves_nothing_behind(self):
        user = self._login()
        answer = self._complain("run.png", b"MZ\x90\x00 program")
        self.assertIn("cannot be taken", answer.text)
        self.assertIn("Oil everywhere", answer.text)
        self.assertFalse(
            self.env["customer.complaint"].search([("partner_id", "=", user.partner_id.id)])
        )

    @mute_logger("odoo.http")
    def test_strangers(self):
        mine = self._complaint()
        theirs = self._complaint(partner_id=self.other.id)
        mine, theirs = mine.sudo(), theirs.sudo()
        mine._portal_ensure_token()
        secret = self.env["ir.attachment"].create({"name": "cost.pdf", "raw": b"%PDF-1.4"})
        urls = (
            f"/my/complaints/{theirs.id}",
            f"/my/complaints/{theirs.id}?access_token={mine.access_token}",
            f"/my/complaints/{mine.id}/file/{secret.id}?access_token={mine.access_token}",
            "/my/complaints/99999999",
        )
        self._login()
        for url in urls:
            self.assertEqual(self.url_open(url).status_code, 404, url)
        self.assertEqual(self.url_open(f"/my/complaints/{mine.id}").status_code, 200)
        self.assertNotIn(theirs.name, self.url_open("/my/complaints").text)

    @mute_logger("odoo.http")
    def test_link_does_not_open_the_history(self):
        """What the house writes to each other is no business of the customer."""
        complaint = self._complaint()
        complaint.sudo()._portal_ensure_token()
        complaint.message_post(body="He is always like that", subtype_xmlid="mail.mt_comment")
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/mail/chatter_fetch",
                {
                    "thread_model": complaint._name,
                    "thread_id": complaint.id,
                    "token": complaint.sudo().access_token,
                },
            )

    def test_line_of_his_order(self):
        """From the page of an order he chooses the product; nobody else's line is taken."""
        user = self._login()
        order, foreign = self.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "order_line": [
                        Command.create({"product_id": self.product.id, "product_uom_qty": 5})
                    ],
                }
                for partner in (self.customer, self.other)
            ]
        )
        (order | foreign).action_confirm()
        self.assertIn("o_complain_about_order", self.url_open(f"/my/orders/{order.id}").text)
        form = self.url_open(f"/my/complaints/new?order={order.name}").text
        self.assertIn(f'value="{order.order_line.id}"', form)
        form = self.url_open(f"/my/complaints/new?order={foreign.name}").text
        self.assertNotIn("order_line_id", form)
        for name, line in ((order.name, foreign.order_line), (foreign.name, foreign.order_line)):
            self._complain(title=f"Wrong {name}", order_text=name, order_line_id=str(line.id))
        self._complain(
            title="Right", order_text=order.name, order_line_id=str(order.order_line.id)
        )
        complaints = self.env["customer.complaint"].search(
            [("partner_id", "=", user.partner_id.id)], order="id"
        )
        self.assertEqual(
            complaints.mapped("order_id"), order.with_env(complaints.env)
        )
        self.assertEqual(complaints[-1].order_line_id, order.order_line)
        self.assertEqual(complaints[-1].product_id, self.product)
        self.assertFalse(complaints[:-1].order_line_id)

    @mute_logger("odoo.http")
    def test_nothing_is_done_on_others_complaints(self):
        """Neither an answer nor a file reaches the complaint of another customer."""
        theirs = self._approved(partner_id=self.other.id)
        theirs.action_answered()
        theirs.sudo()._portal_ensure_token()
        mine = self._complaint().sudo()
        mine._portal_ensure_token()
        self._login()
        token = self._csrf(self.url_open("/my/complaints/new").text)
        for guess in ("", mine.access_token):
            data = {"csrf_token": token, "access_token": guess, "name": "X"}
            url = f"/my/complaints/{theirs.id}"
            answer = self.url_open(f"{url}/answer", data={**data, "answer": "accept"})
            self.assertEqual(answer.status_code, 404)
            files = [("files", ("a.png", PNG, "image/png"))]
            self.assertEqual(
                self.url_open(f"{url}/files", data=data, files=files).status_code, 404
            )
        self.assertFalse(theirs.customer_answer)
        self.assertFalse(theirs._customer_files())
        # Without the token of the form nothing is taken at all.
        bare = self.url_open(f"/my/complaints/{mine.id}/answer", data={"answer": "accept"})
        self.assertEqual(bare.status_code, 400)

    @mute_logger("odoo.http")
    def test_papers_of_the_house_stay_inside(self):
        """The page shows the files of the customer, and none that we collected."""
        complaint = self._complaint()
        lines = complaint.evidence_ids.filtered(lambda line: line.kind in ("inspection", "photo"))
        for line in lines:
            line.attachment_ids = self.env["ir.attachment"].create(
                {
                    "name": "ours.pdf",
                    "raw": b"%PDF-1.4",
                    "res_model": complaint._name,
                    "res_id": complaint.id,
                }
            )
        self._login()
        self.assertNotIn("ours.pdf", self.url_open(f"/my/complaints/{complaint.id}").text)
        for line in lines:
            url = f"/my/complaints/{complaint.id}/file/{line.attachment_ids.id}"
            self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self.url_open(f"/web/content/{line.attachment_ids.id}").status_code, 404)

    @mute_logger("odoo.http")
    def test_customer_reads_no_record(self):
        """What the page does not show is not to be had by other ways."""
        complaint = self._complaint()
        self._login()
        for method, arguments in (("read", [complaint.ids, ["cost_total"]]), ("search", [[]])):
            with self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request(
                    f"/web/dataset/call_kw/customer.complaint/{method}",
                    {
                        "model": "customer.complaint",
                        "method": method,
                        "args": arguments,
                        "kwargs": {},
                    },
                )
        answer = self.url_open(
            f"/report/pdf/customer_complaint.report_complaint/{complaint.id}"
        )
        self.assertNotEqual(answer.content[:4], b"%PDF")

    def test_duplicate_is_told(self):
        """Whoever complained twice reads which one goes on, with his files, and not “Closed”."""
        main, twin = self._complaint(), self._complaint(title="The same by mail")
        file = self.env["ir.attachment"].create({"name": "wet.png", "raw": PNG})
        twin.sudo()._add_files(file)
        twin.with_context(complaint_id=main.id).action_is_duplicate()
        self.assertEqual(main._customer_files(), file)
        self.assertFalse(twin._customer_steps()[-1][1])
        self._login()
        page = self.url_open(f"/my/complaints/{twin.id}").text
        self.assertIn(f"/my/complaints/{main.id}", page)
        page = self.url_open("/my/complaints").text
        self.assertIn("Goes on as", page)
        self.assertNotIn(">Closed<", page)

    def test_order_of_another_company_of_ours(self):
        """Whoever sold it answers, whichever company's page the customer has written on."""
        abroad = self.env["res.company"].create({"name": "Complaint Abroad"})
        order = (
            self.env["sale.order"]
            .with_company(abroad)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": abroad.id,
                    "client_order_ref": "PO_1",
                }
            )
        )
        self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "client_order_ref": "PO-1",
            }
        )
        complaints = self.env["customer.complaint"]
        self.assertEqual(complaints._order_of_customer(self.contact, "PO_1"), order)
        complaint = complaints._register_from_portal(
            self.contact, {"title": "Wrong colour", "order_text": "PO_1"}
        )
        self.assertEqual((complaint.company_id, complaint.order_id), (abroad, order))

    def test_too_many_files(self):
        self.company.order_upload_max_files = 2
        complaint = self._complaint()
        self._login()
        page = self.url_open(f"/my/complaints/{complaint.id}")
        answer = self.url_open(
            f"/my/complaints/{complaint.id}/files",
            data={"csrf_token": self._csrf(page.text)},
            files=[("files", (f"{number}.png", PNG, "image/png")) for number in range(3)],
        )
        self.assertIn("alert-danger", answer.text)
        self.assertFalse(complaint._customer_files())

    def test_files_while_we_wait(self):
        """What we waited for has come: whoever handles it is told."""
        complaint = self._complaint()
        complaint._wait("The customer sends photos")
        self._login()
        page = self.url_open(f"/my/complaints/{complaint.id}")
        self.url_open(
            f"/my/complaints/{complaint.id}/files",
            data={"csrf_token": self._csrf(page.text)},
            files=[("files", ("a.png", PNG, "image/png"))],
        )
        self.assertEqual(complaint._customer_files().name, "a.png")
        self.assertIn("a.png", complaint.activity_ids.note)

    def test_nonsense_is_no_error(self):
        """Quantities that are none, wishes that are not offered, endless texts."""
        user = self._login()
        answer = self._complain(
            qty_complained="nan", wish="everything", title="x" * 5000, order_text="' OR 1=1 --"
        )
        self.assertEqual(answer.status_code, 200)
        complaint = self.env["customer.complaint"].search([("partner_id", "=", user.partner_id.id)])
        self.assertEqual(complaint.qty_complained, 0)
        self.assertFalse(complaint.wish)
        self.assertEqual(len(complaint.title), 100)
        self.assertFalse(complaint.order_id)

    def test_answer_of_the_customer(self):
        complaint = self._approved()
        complaint.action_answered()
        url = complaint.sudo().get_portal_url()
        page = self.url_open(url)
        self.assertIn("Seal cut on assembly", page.text)
        self.assertNotIn("500", page.text.split("o_portal_complaint")[1])
        data = {
            "csrf_token": self._csrf(page.text),
            "access_token": complaint.sudo().access_token,
            "answer": "object",
            "name": "Mr Li",
        }
        refused = self.url_open(f"/my/complaints/{complaint.id}/answer", data=data)
        self.assertIn("do not agree with", refused.text)
        self.url_open(
            f"/my/complaints/{complaint.id}/answer", data={**data, "comment": "Too little"}
        )
        self.assertEqual(complaint.state, "acknowledged")
        self.assertEqual(complaint.objection, "Too little")
        self.assertIn("Mr Li does not agree", "".join(complaint.message_ids.mapped("body")))
        # Judged otherwise now, the page admits nothing any more.
        complaint._judge("ntf", "The second sample is dry")
        complaint.solution = "Found as agreed"
        complaint.action_propose()
        self._sign(complaint)
        complaint.action_answered()
        page = self.url_open(url).text
        self.assertIn("Found as agreed", page)
        self.assertNotIn("Seal cut on assembly", page)

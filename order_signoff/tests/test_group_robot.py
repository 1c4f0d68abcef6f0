from unittest.mock import MagicMock, patch

import requests

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

URL = "https://robot.example.com/send?key=secret"
LOGGER = "odoo.addons.order_signoff.models.res_company"


@tagged("post_install", "-at_install")
class TestGroupRobot(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Robots", "order_webhook_url": URL, "order_webhook_kind": "wecom"}
        )

    def _send(self, text="3 late", **answer):
        """Send, and return how the service was called."""
        response = MagicMock(ok=True, is_redirect=False, status_code=200)
        response.json.return_value = {"errcode": 0}
        response.configure_mock(**answer)
        with patch.object(requests, "post", return_value=response) as post:
            self.company._order_webhook_send(text)
            post.assert_not_called()
            self.env.cr.postcommit.run()
        return post

    def test_payload_of_each_service(self):
        text = {"msgtype": "text", "text": {"content": "3 late"}}
        for kind, answer, payload in (
            ("wecom", {"errcode": 0, "errmsg": "ok"}, text),
            ("dingtalk", {"errcode": 0, "errmsg": "ok"}, text),
            ("feishu", {"code": 0}, {"msg_type": "text", "content": {"text": "3 late"}}),
        ):
            with self.subTest(kind), self.assertNoLogs(LOGGER, "WARNING"):
                self.company.order_webhook_kind = kind
                post = self._send(**{"json.return_value": answer})
                post.assert_called_once()
                self.assertEqual(post.call_args.args, (URL,))
                self.assertEqual(post.call_args.kwargs["json"], payload)
                self.assertTrue(post.call_args.kwargs["timeout"])
                self.assertFalse(post.call_args.kwargs["allow_redirects"])

    def test_long_text_is_cut_between_characters(self):
        payload = self.company._prepare_webhook_payload("wecom", "逾期" * 1000)
        content = payload["text"]["content"]
        self.assertLessEqual(len(content.encode()), 2000)
        self.assertEqual(set(content), {"逾", "期"})

    def test_without_address(self):
        self.company.order_webhook_url = False
        self._send().assert_not_called()

    def test_not_sent_when_the_transaction_fails(self):
        with patch.object(requests, "post") as post:
            self.company._order_webhook_send("3 late")
            self.env.cr.postcommit.clear()
            self.env.cr.postcommit.run()
        post.assert_not_called()

    def test_refusal_is_only_logged(self):
        for answer in (
            {"json.return_value": {"errcode": 93000, "errmsg": "invalid"}},
            {"ok": False, "status_code": 500},
            {"is_redirect": True, "status_code": 302},
            {"json.side_effect": ValueError("no json")},
            {"json.return_value": []},
        ):
            with self.subTest(answer), self.assertLogs(LOGGER, "WARNING") as logs:
                self._send(**answer)
                self.assertNotIn("secret", logs.output[0])

    def test_unreachable_is_only_logged(self):
        for error in (requests.ConnectionError(URL), requests.Timeout(URL)):
            with (
                self.subTest(error),
                patch.object(requests, "post", side_effect=error),
                self.assertLogs(LOGGER, "WARNING") as logs,
            ):
                self.company._order_webhook_send("3 late")
                self.env.cr.postcommit.run()
                self.assertNotIn("secret", logs.output[0])

    def test_only_https(self):
        for url in ("http://robot.example.com", "robot.example.com", "ftp://x", "https://"):
            with self.subTest(url), self.assertRaisesRegex(ValidationError, "https"):
                self.company.order_webhook_url = url

    def test_address_is_a_secret(self):
        user = new_test_user(
            self.env,
            "robot_manager",
            groups="order_signoff.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.company.with_user(user).read(["order_webhook_url"])

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import OFFICER, USER, ComplaintCommon


@tagged("post_install", "-at_install")
class TestSecurity(ComplaintCommon):
    """Who sees which complaint."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint_1 = cls._complaint(team_id=cls.team["production"].id)
        cls.stranger = cls._user("complaint_stranger", USER)

    def _sees(self, user):
        found = (
            self.env["customer.complaint"]
            .with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids)
            .search([("id", "=", self.complaint_1.id)])
        )
        return bool(found)

    def test_who_sees_it(self):
        self.assertTrue(self._sees(self.officer))
        self.assertTrue(self._sees(self.worker))
        self.assertFalse(self._sees(self.stranger))
        with self.assertRaises(AccessError):
            self.complaint_1.with_user(self.stranger).read(["title"])

    def test_quality_manager_reads_what_the_figures_count(self):
        """The records behind the figures, with their lists; others' work stays theirs."""
        manager = self._user("complaint_manager", "quality_8d.group_quality_manager")
        self.assertTrue(self._sees(manager))
        seen = self.complaint_1.with_user(manager)
        self.assertEqual(len(seen.limit_ids), 7)
        self.assertEqual(len(seen.evidence_ids), 8)
        for view in (False, "goods", "evidence", "answer", "remedies", "effect", "similar"):
            self._open(seen, view)
        for record, values in (
            (seen, {"title": "Our mistake"}),
            (seen.evidence_ids[0], {"note": "Seen"}),
        ):
            with self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(AccessError):
            seen.remedy_ids.create({"complaint_id": seen.id, "kind": "explain"})
        with self.assertRaises(AccessError):
            seen.action_acknowledge()
        # What his own department is asked for he works on, as others do.
        self.team["quality"].leader_id = manager
        seen.sudo().team_id = self.team["quality"]
        seen.cause = "Seal cut on assembly"
        abroad = self.env["res.company"].create({"name": "Complaint Abroad"})
        manager.write({"company_ids": [Command.set(abroad.ids)], "company_id": abroad.id})
        self.assertFalse(self._sees(manager))

    def _open(self, complaint, page):
        """Read a page as the web client does."""
        view = page and self.env.ref(f"customer_complaint.customer_complaint_view_form_{page}").id
        views = complaint.get_views([(view, "form")])
        names = views["models"]["customer.complaint"]["fields"]
        complaint.web_read({name: {} for name in names})

    def test_another_company(self):
        abroad = self.env["res.company"].create({"name": "Complaint Abroad"})
        officer = new_test_user(
            self.env,
            "complaint_abroad",
            "customer_complaint.group_officer",
            company_id=abroad.id,
            company_ids=[Command.set(abroad.ids)],
        )
        self.assertFalse(self._sees(officer))
        for lines in (
            self.complaint_1.limit_ids,
            self.complaint_1.evidence_ids,
        ):
            with self.assertRaises(AccessError):
                lines.with_user(officer).with_context(allowed_company_ids=abroad.ids).read(
                    ["company_id"]
                )

    def test_vanilla_users_do_not_notice(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        )
        seller = self._user("complaint_seller", "sales_team.group_sale_salesman_all_leads")
        stock = self._user("complaint_stock", "stock.group_stock_user")
        self.assertEqual(order.with_user(seller).web_read({"name": {}})[0]["name"], order.name)
        with self.assertRaises(AccessError):
            order.with_user(seller).read(["complaint_count"])
        for user in (seller, stock):
            with self.assertRaises(AccessError):
                self.env["customer.complaint"].with_user(user).search([])
            views = self.env["res.partner"].with_user(user).get_views([(False, "form")])
            self.assertNotIn("complaint_count", views["views"]["form"]["arch"])

    def test_rights_of_each_role(self):
        """Read, write, create and delete, by role; the limits are everybody's to read only."""
        models = (
            "customer.complaint",
            "customer.complaint.limit",
            "customer.complaint.evidence",
            "customer.complaint.remedy",
            "customer.complaint.band",
            "customer.service.record",
        )
        expected = {
            "base.group_user": ("", "", "", "", "", ""),
            "base.group_portal": ("", "", "", "", "", ""),
            "base.group_public": ("", "", "", "", "", ""),
            USER: ("rwc", "r", "rwc", "rwcd", "r", "rwc"),
            OFFICER: ("rwcd", "r", "rwc", "rwcd", "r", "rwcd"),
            "order_signoff.group_manager": ("rwcd", "r", "rwc", "rwcd", "rwcd", "rwcd"),
        }
        operations = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
        for number, (group, rights) in enumerate(expected.items()):
            user = self._user(f"complaint_role_{number}", group)
            for model, letters in zip(models, rights, strict=True):
                for letter, operation in operations.items():
                    self.assertEqual(
                        self.env[model].with_user(user).has_access(operation),
                        letter in letters,
                        f"{group} {model} {operation}",
                    )

    def test_nobody_lets_himself_in_by_a_remedy_of_his_own(self):
        remedies = self.env["customer.complaint.remedy"].with_user(self.stranger)
        values = {"kind": "rework", "user_id": self.stranger.id}
        with self.assertRaises(AccessError):
            remedies.create({**values, "complaint_id": self.complaint_1.id})
        with self.assertRaises(AccessError):
            remedies.with_context(default_complaint_id=self.complaint_1.id).create(values)
        self.assertFalse(self._sees(self.stranger))

    def test_person_responsible_for_a_remedy_sees_it(self):
        remedy = self.complaint_1.remedy_ids.create(
            {
                "complaint_id": self.complaint_1.id,
                "kind": "rework",
                "user_id": self.stranger.id,
            }
        )
        self.assertTrue(self._sees(self.stranger))
        self.assertEqual(remedy.with_user(self.stranger).kind, "rework")
        other = self.complaint_1.evidence_ids[:1]
        self.assertTrue(other.with_user(self.stranger).kind)

    def test_department_cannot_take_over_what_others_handle(self):
        complaint = self.complaint_1.with_user(self.worker)
        for action in ("action_acknowledge", "action_tell_delay", "action_confirm_receipt"):
            with self.refused("is handled by"):
                getattr(complaint, action)()
        with self.refused("is handled by"):
            complaint._judge("invalid", "We never make mistakes")
        with self.refused("is handled by"):
            complaint._cancel("away with it")
        with self.refused("is handled by"):
            complaint.action_take()
        with self.refused("is handled by"):
            complaint.user_id = self.worker
        with self.assertRaises(AccessError):
            complaint.unlink()
        # Whoever handles it may hand it on.
        self.complaint_1.user_id = self.quality
        self.assertEqual(self.complaint_1.user_id, self.quality)

    def test_no_file_is_read_by_way_of_a_complaint(self):
        """What a person may not read he cannot put on the customer's page to read it there."""
        secret = self.env["ir.attachment"].create({"name": "pay.pdf", "raw": b"%PDF-1.4"})
        complaint = self._complaint()
        line = complaint.evidence_ids.filtered(lambda line: line.kind == "photo")
        with self.assertRaises(AccessError):
            line.attachment_ids = [Command.link(secret.id)]
        mine = (
            self.env["ir.attachment"]
            .with_user(self.officer)
            .create({"name": "photo.pdf", "raw": b"%PDF-1.4"})
        )
        line.attachment_ids = [Command.link(mine.id)]
        # A file of the house is evidence, and none of the customer's.
        self.assertFalse(complaint._customer_files())

    def test_only_the_customer_has_his_link(self):
        """With the link anybody could answer for him."""
        complaint = self.complaint_1.with_user(self.worker)
        complaint.sudo()._portal_ensure_token()
        for user in (self.worker, self.officer):
            with self.assertRaises(AccessError):
                complaint.with_user(user).read(["access_token"])
        self.complaint_1.message_post(body="Hello", subtype_xmlid="mail.mt_comment")

    def test_dialog_tells_no_stranger_the_facts(self):
        dialog = self.env["customer.complaint.judge"].with_user(self.stranger)
        with self.assertRaises(AccessError):
            dialog.create({"complaint_id": self.complaint_1.id, "reason": "Curious"})
        mine = self.env["customer.complaint"].with_user(self.stranger).create({"title": "Mine"})
        opened = dialog.create({"complaint_id": mine.id, "reason": "Curious"})
        with self.assertRaises(AccessError):
            opened.complaint_id = self.complaint_1

    def test_no_context_opens_a_door(self):
        complaint = self.env["customer.complaint"].with_user(self.officer)
        made = complaint.with_context(default_state="closed", default_validity="valid").create(
            {"title": "Try", "company_id": self.company.id}
        )
        self.assertEqual(made.state, "registered")
        self.assertEqual(made.validity, "pending")

    def test_one_company_at_a_time(self):
        """Nothing of another company is named on a complaint."""
        abroad = self.env["res.company"].create({"name": "Complaint Abroad"})
        product = self.env["product.product"].create({"name": "X", "company_id": abroad.id})
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": abroad.id}
        )
        for values in ({"product_id": product.id}, {"order_id": order.id}):
            with self.assertRaises(UserError):
                self.complaint_1.sudo().write(values)
        # A code that is another company's finds nothing.
        complaint = self._complaint(order_text=order.name)
        self.assertFalse(complaint.sudo().order_id)

    def test_remedy_results_are_kept_by_the_system(self):
        complaint = self._judged()
        complaint.remedy_ids = [Command.create({"kind": "compensation", "amount": 5})]
        for values in (
            {"done_on": "2026-01-01"},
            {"state": "done"},
            {"cost": 0},
            {"complaint_id": self.complaint_1.id},
        ):
            with self.refused("cannot be entered"):
                complaint.remedy_ids.write(values)

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.order_signoff.models.order_signoff import PROTECTED_FIELDS

from .common_signoff import SignoffCase

REFUSED = UserError  # AccessError and ValidationError are kinds of it


@tagged("post_install", "-at_install")
class TestSignoffSecurity(SignoffCase, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._create_document()
        cls.signed, cls.pending = cls._request(cls.document, cls.engineering, cls.quality)
        cls.signed.with_user(cls.engineer).action_accept("I looked at it")
        cls.env.flush_all()
        cls.public = cls.env.ref("base.public_user")
        cls.admin = cls.env.ref("base.user_admin")
        cls.insiders = (
            cls.clerk | cls.engineer | cls.quality_leader | cls.boss | cls.manager | cls.admin
        )
        cls.everybody = cls.insiders | cls.plain | cls.portal | cls.public
        cls.forged = {
            "res_model": "res.partner",
            "res_id": 1,
            "company_id": False,
            "team_id": cls.quality.id,
            "named_user_id": cls.clerk.id,
            "level": "person",
            "purpose": "inform",
            "required": False,
            "sequence": 1,
            "four_eyes": True,
            "aspects": "x",
            "note": "x",
            "state": "accepted",
            "user_id": cls.clerk.id,
            "signer_name": "x",
            "capacity": "leader",
            "represented_name": "x",
            "signed_at": "2020-01-01",
            "comment": "x",
            "fingerprint": "{}",
            "response_hours": 1,
            "voided_at": "2020-01-01",
            "void_reason": "x",
            "requested_by_id": cls.boss.id,
            "requested_at": "2020-01-01",
        }
        cls.before = cls._state()

    @classmethod
    def _state(cls):
        signoffs = cls.signed | cls.pending
        cls.env.flush_all()
        cls.env.invalidate_all()
        return [signoffs.read(sorted(PROTECTED_FIELDS)), cls.document.signoff_state]

    def _rpc(self, user, model, method, *args, **kwargs):
        """Call as the web client and XML-RPC do."""
        return call_kw(self.env[model].with_user(user), method, args, kwargs)

    def _assert_refused(self, user, model, method, *args, **kwargs):
        with (
            self.subTest(user=user.login, method=method, args=args, kwargs=kwargs),
            self.assertRaises(REFUSED),
            mute_logger("odoo.models.unlink", "odoo.sql_db"),
        ):
            self._rpc(user, model, method, *args, **kwargs)
            self.env.flush_all()
        self.assertEqual(self._state(), self.before)

    # ------------------------------------------------------------------
    # Forging
    # ------------------------------------------------------------------
    def test_all_fields_of_a_signature_are_protected(self):
        self.assertEqual(set(self.forged), PROTECTED_FIELDS)

    def test_create(self):
        values = {
            "res_model": self.document._name,
            "res_id": self.document.id,
            "company_id": self.company.id,
            "team_id": self.quality.id,
            "state": "accepted",
            "user_id": self.quality_leader.id,
            "signed_at": "2030-01-01",
        }
        for user in self.everybody:
            self._assert_refused(user, "order.signoff", "create", [values])
            self._assert_refused(user, "order.signoff", "web_save", [], values, specification={})

    def test_write(self):
        for user in self.everybody:
            for name, value in self.forged.items():
                self._assert_refused(
                    user, "order.signoff", "write", self.pending.ids, {name: value}
                )
            self._assert_refused(
                user, "order.signoff", "web_save", self.pending.ids, {"state": "accepted"},
                specification={},
            )
            self._assert_refused(
                user, "order.signoff", "write", self.pending.ids, {"deadline": "2099-01-01"}
            )

    def test_write_as_superuser(self):
        for name, value in self.forged.items():
            for signoff in (self.signed, self.pending):
                with self.assertRaises(AccessError, msg=name):
                    signoff.sudo().write({name: value})
                with self.assertRaises(AccessError, msg=name):
                    signoff.with_user(SUPERUSER_ID)[name] = value
        self.assertEqual(self._state(), self.before)

    def test_create_as_superuser_starts_open(self):
        values = {
            "res_model": self.document._name,
            "res_id": self.document.id,
            "company_id": self.company.id,
            "team_id": self.quality.id,
        }
        defaults = {f"default_{name}": value for name, value in self.forged.items()}
        signoff = (
            self.env["order.signoff"]
            .sudo()
            .with_context(**defaults)
            .create(values | {"state": "accepted", "signed_at": "2020-01-01", "comment": "Yes"})
        )
        self.assertEqual(signoff.state, "pending")
        for name in ("signed_at", "user_id", "signer_name", "comment", "fingerprint", "voided_at"):
            self.assertFalse(signoff[name], name)

    def test_default_keys(self):
        """The caller chooses his context; a request through it asks for the same."""
        defaults = {f"default_{name}": value for name, value in self.forged.items()}
        defaults |= {
            "default_met_at": "2020-01-01",
            "default_deadline": "2099-01-01",
            "default_signoff_state": "accepted",
        }
        document = self.document.with_context(**defaults).copy({"name": "Forged"})
        signoff = document._request_signoffs([{"team_id": self.engineering}])
        self.assertRecordValues(
            signoff,
            [
                {
                    "res_model": "test.order.document",
                    "team_id": self.engineering.id,
                    "level": "member",
                    "state": "pending",
                    "user_id": False,
                    "signed_at": False,
                    "met_at": False,
                    "required": True,
                    "requested_by_id": self.clerk.id,
                }
            ],
        )
        self.assertEqual(document.signoff_state, "pending")

    def test_unlink(self):
        for user in self.everybody:
            for context in ({}, {"_force_unlink": True}, {"module": "order_signoff"}):
                self._assert_refused(
                    user, "order.signoff", "unlink", self.pending.ids, context=context
                )
        for signoff in (self.signed, self.pending):
            with self.assertRaises(UserError):
                signoff.sudo().with_context(_force_unlink=True).unlink()

    def test_unlink_document(self):
        for context in ({}, {"_force_unlink": True}):
            self._assert_refused(
                self.clerk, self.document._name, "unlink", self.document.ids, context=context
            )

    def test_through_the_document(self):
        """The clerk may write his document, not the signatures below it."""
        other = self._create_document(name="T002")
        commands = [
            Command.update(self.pending.id, {"state": "accepted"}),
            Command.update(self.signed.id, {"comment": "x"}),
            Command.delete(self.pending.id),
            Command.unlink(self.signed.id),
            Command.clear(),
            Command.set([]),
            Command.create({"team_id": self.quality.id, "state": "accepted"}),
        ]
        for user in (self.clerk, self.admin):
            for command in commands:
                self._assert_refused(
                    user,
                    self.document._name,
                    "write",
                    self.document.ids,
                    {"signoff_ids": [command]},
                )
            for command in (Command.link(self.signed.id), Command.set(self.signed.ids)):
                self._assert_refused(
                    user, self.document._name, "write", other.ids, {"signoff_ids": [command]}
                )
        for command in commands:
            if command[0] != Command.CREATE:
                with self.assertRaises(REFUSED), mute_logger("odoo.models.unlink"):
                    self.document.sudo().write({"signoff_ids": [command]})

    def test_state_of_the_document(self):
        for user in (self.clerk, self.admin):
            self._assert_refused(
                user, self.document._name, "write", self.document.ids, {"signoff_state": "accepted"}
            )
        for kwargs in (
            {"context": {"default_signoff_state": "accepted"}},
            {},
        ):
            values = {"name": "New", "signoff_state": "accepted"}
            new_id = self._rpc(self.clerk, self.document._name, "create", values, **kwargs)
            self.assertEqual(self.document.browse(new_id).signoff_state, "none")
        with self.assertRaises(UserError):
            self.document.sudo().signoff_state = "accepted"

    def test_private_methods(self):
        for method, args in (
            ("_write_signature", [{"state": "accepted"}]),
            ("_sign", ["accepted"]),
            ("_sign_document", [self.document.id, "accepted", ""]),
            ("_void", ["x"]),
            ("_open", []),
            ("_remind", []),
        ):
            self._assert_refused(
                self.engineer, "order.signoff", method, self.pending.ids, *args
            )
        for method, args in (
            ("_void_signoffs", ["x"]),
            ("_request_signoffs", [[]]),
            ("_renew_stale_signoffs", ["x"]),
        ):
            self._assert_refused(
                self.clerk, self.document._name, method, self.document.ids, *args
            )

    def test_import(self):
        result = self._rpc(
            self.manager,
            "order.signoff",
            "load",
            [".id", "state"],
            [[str(self.pending.id), "accepted"]],
        )
        self.assertTrue(result["messages"])
        self.assertEqual(self._state(), self.before)

    def test_copy(self):
        for user in self.insiders:
            self._assert_refused(user, "order.signoff", "copy", self.signed.ids)
        copy = self.signed.sudo().copy()
        self.assertEqual(copy.state, "pending")
        self.assertFalse(copy.signed_at)

    def test_through_activity_and_message(self):
        activity = self.pending.activity_ids
        self._assert_refused(
            self.quality_leader, "mail.activity", "action_feedback", activity.ids, feedback="OK"
        )
        self._rpc(
            self.quality_leader,
            "mail.activity",
            "write",
            activity.ids,
            {"active": False, "summary": "Signed", "feedback": "Signed"},
        )
        self.assertEqual(self._state(), self.before)
        message = self.document.message_ids.filtered(lambda m: "I looked" not in m.body)[:1]
        message.sudo().body = "Quality: accepted"
        self.assertEqual(self._state(), self.before)

    def test_document_cannot_lend_its_rights(self):
        """Whoever may write the document may neither sign nor void by it."""
        for method in ("action_accept", "action_acknowledge"):
            self._assert_refused(self.clerk, "order.signoff", method, self.pending.ids)
        self._assert_refused(
            self.clerk, "order.signoff", "action_reject", self.pending.ids, "Not mine"
        )

    # ------------------------------------------------------------------
    # Who signs
    # ------------------------------------------------------------------
    def test_only_members_sign(self):
        for user in self.everybody - self.quality_leader - self.deputy:
            self._assert_refused(user, "order.signoff", "action_accept", self.pending.ids)
        self._rpc(self.deputy, "order.signoff", "action_accept", self.pending.ids)
        self.assertEqual(self.pending.user_id, self.deputy)

    def test_odoobot_never_signs(self):
        odoobot = self.env.ref("base.user_root")
        self.env["order.team.membership"].create(
            {"team_id": self.quality.id, "user_id": odoobot.id}
        )
        for env in (self.env(user=SUPERUSER_ID), self.env(user=SUPERUSER_ID, su=False)):
            with self.assertRaisesRegex(AccessError, "login of their own"):
                self.pending.with_env(env).action_accept()
            self.assertFalse(self.pending.with_env(env).can_sign)

    def test_outsiders_in_no_team(self):
        for user in (self.portal, self.public):
            with self.assertRaises(ValidationError):
                self.env["order.team.membership"].create(
                    {"team_id": self.quality.id, "user_id": user.id}
                )
        # Even one who slipped into a team, or who lost his login, does not sign.
        self.env.cr.execute(
            "INSERT INTO order_team_membership (team_id, user_id) VALUES (%s, %s)",
            [self.quality.id, self.portal.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.pending.with_user(self.portal).sudo().action_accept()

    def test_signed_once(self):
        for user in (self.engineer, self.engineer2):
            with self.assertRaisesRegex(UserError, "already signed for Engineering by Engineer"):
                self.signed.with_user(user).action_reject("On second thoughts")
        self.assertEqual(self._state(), self.before)

    def test_dialog_of_another(self):
        wizard = (
            self.env["order.signoff.decision"]
            .with_user(self.engineer)
            .create({"signoff_id": self.pending.id, "decision": "accepted"})
        )
        with self.assertRaises(AccessError):
            wizard.action_sign()
        mine = self._request(self._create_document(), self.engineering)
        wizard = (
            self.env["order.signoff.decision"]
            .with_user(self.engineer)
            .create({"signoff_id": mine.id, "other_ids": [Command.set(self.pending.ids)]})
        )
        wizard.action_sign()
        self.assertEqual(mine.state, "accepted")
        self.assertEqual(self._state(), self.before)

    # ------------------------------------------------------------------
    # Who belongs to a team
    # ------------------------------------------------------------------
    def test_only_managers_change_teams(self):
        membership = self.quality.membership_ids[0]
        for user in self.everybody - self.manager - self.admin:
            for model, method, args in (
                ("order.team", "write", [self.quality.ids, {"leader_id": user.id}]),
                ("order.team", "write", [self.quality.ids, {"member_ids": [Command.link(1)]}]),
                ("order.team", "create", [{"name": "Mine"}]),
                ("order.team", "unlink", [self.management.ids]),
                (
                    "order.team.membership",
                    "create",
                    [{"team_id": self.quality.id, "user_id": user.id}],
                ),
                ("order.team.membership", "write", [membership.ids, {"user_id": user.id}]),
                ("order.team.membership", "unlink", [membership.ids]),
            ):
                self._assert_refused(user, model, method, *args)

    def test_members_enter_their_own_absence(self):
        memberships = self.quality.membership_ids
        own = memberships.filtered(lambda line: line.user_id == self.quality_leader)
        self.assertTrue(own)
        own.with_user(self.quality_leader).absent_until = "2099-01-01"
        self.assertTrue(self.quality.leader_absent)
        for user in self.everybody - self.manager - self.admin - self.quality_leader:
            self._assert_refused(
                user, "order.team.membership", "write", own.ids, {"absent_until": False}
            )
        for vals in (
            {"user_id": self.engineer.id},
            {"team_id": self.management.id},
            {"absent_until": False, "team_id": self.management.id},
        ):
            with self.assertRaises(AccessError):
                own.with_user(self.quality_leader).write(vals)
        own.with_user(self.manager).absent_until = False

    def test_signer_cannot_be_deleted(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.engineer.sudo().unlink()
        self.assertEqual(self._state(), self.before)

    # ------------------------------------------------------------------
    # Who sees
    # ------------------------------------------------------------------
    def test_record_rules(self):
        elsewhere = self._request(self._create_document(name="T009"), self.planning)
        signoffs = self.signed | self.pending | elsewhere
        ours = self.signed | self.pending
        for user, expected in (
            (self.clerk, signoffs),
            (self.manager, signoffs),
            (self.engineer, ours),
            (self.engineer2, ours),
            (self.quality_leader, ours),
            (self.planner, elsewhere),
            (self.three, signoffs),
            (self.boss, self.env["order.signoff"]),
        ):
            found = self.env["order.signoff"].with_user(user).search([("id", "in", signoffs.ids)])
            self.assertEqual(found.ids, expected.ids, user.login)
            readable = signoffs.with_user(user)._filtered_access("read")
            self.assertEqual(readable.ids, expected.ids, user.login)
        for user in (self.plain, self.portal, self.public):
            with self.assertRaises(AccessError):
                self.env["order.signoff"].with_user(user).search([])

    def test_access_comes_with_the_assignment(self):
        document = self._create_document(name="T010")
        self.assertFalse(document.with_user(self.planner).has_access("read"))
        self._request(document, self.planning)
        self.assertTrue(document.with_user(self.planner).has_access("read"))
        self.assertFalse(document.with_user(self.planner).has_access("write"))
        self.assertEqual(document.with_user(self.planner).my_signoff_ids.team_id, self.planning)

    def test_users_without_our_role(self):
        """They keep working with documents that have sign-offs."""
        document = self.env["test.order.document"].with_user(self.plain).create({"name": "Plain"})
        document.write({"name": "Plain 2"})
        self.assertEqual(document.signoff_state, "none")
        self.assertFalse(document.signoff_missing)
        view = document.get_view(
            self.env.ref("test_order_signoff.test_order_document_view_form").id
        )
        self.assertNotIn("signoff_ids", view["arch"])
        self.assertIn(document, document.search([]))
        with self.assertRaises(AccessError):
            document.read(["signoff_ids"])
        document.copy()
        document.unlink()

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Other company"})
        worker = new_test_user(
            self.env,
            login="s1_other",
            groups="order_signoff.group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        foreign = self._create_team("Foreign", "legal", worker, company_id=other.id)
        with self.assertRaises(UserError):
            self._request(self.document, foreign)
        signoffs = self.signed | self.pending
        self.assertFalse(
            self.env["order.signoff"].with_user(worker).search([("id", "in", signoffs.ids)])
        )
        with self.assertRaises(AccessError):
            self.pending.with_user(worker).read(["state"])
        self.assertNotIn(foreign, self.env["order.team"].with_user(self.clerk).search([]))
        with self.assertRaises(UserError):
            foreign.leader_id = self.engineer

    def test_own_company_of_the_document_decides(self):
        """A person of two companies who works in the other one right now."""
        other = self.env["res.company"].create({"name": "Other company"})
        self.quality_leader.company_ids |= other
        signoff = self.pending.with_user(self.quality_leader).with_context(
            allowed_company_ids=[other.id, self.company.id]
        )
        signoff.action_accept()
        self.assertEqual(signoff.company_id, self.company)
        self.assertEqual(fields.Datetime.now().date(), signoff.signed_at.date())

import threading
from contextlib import closing
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service import model as service_model
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestSignoffConcurrency(BaseCase):
    """Two people sign at the same moment, in transactions of their own that are committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"no_reset_password": True})
            users = [
                new_test_user(env, login=f"s1_race{index}", name=f"Race {index}")
                for index in range(4)
            ]
            self.user_ids = [user.id for user in users]
            teams = env["order.team"].create(
                [
                    {"name": "Race A", "leader_id": users[0].id, "deputy_id": users[1].id},
                    {"name": "Race B", "leader_id": users[2].id},
                    {"name": "Race C", "leader_id": users[3].id},
                ]
            )
            self.team_ids = teams.ids
            document = env["test.order.document"].create({"name": "Race"})
            self.signoff_ids = document._request_signoffs(
                [
                    {"team_id": teams[0]},
                    {"team_id": teams[1]},
                    {"team_id": teams[2], "sequence": 20},
                ]
            ).ids
            self.document_id = document.id
            cr.commit()  # pylint: disable=invalid-commit
        self.addCleanup(self._clean)

    def _clean(self):
        """Signatures cannot be deleted, so the test takes them out by hand."""
        with closing(self.registry.cursor()) as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["mail.activity"].with_context(active_test=False).search(
                [("order_signoff_id", "in", self.signoff_ids)]
            ).unlink()
            env["order.digest"].search([("user_id", "in", self.user_ids)]).unlink()
            cr.execute("DELETE FROM order_signoff WHERE id = ANY(%s)", [self.signoff_ids])
            env["test.order.document"].browse(self.document_id).unlink()
            teams = env["order.team"].browse(self.team_ids)
            teams.write({"leader_id": False, "deputy_id": False})
            teams.unlink()
            users = env["res.users"].browse(self.user_ids)
            partners = users.partner_id
            with mute_logger("odoo.models.unlink"):
                users.unlink()
                partners.unlink()
            cr.commit()  # pylint: disable=invalid-commit

    def _race(self, *jobs):
        """Sign from several threads that all have taken their snapshot before any signs.

        :param jobs: pairs of user and sign-off
        :return: the error messages, in the order of the jobs; None where all went well
        """
        barrier = threading.Barrier(len(jobs))
        results = [None] * len(jobs)

        def sign(index, user_id, signoff_id):
            with closing(self.registry.cursor()) as cr:
                env = api.Environment(cr, user_id, {})
                attempts = []

                def call():
                    # As in a request: whatever is read first fixes the snapshot.
                    env["order.signoff"].browse(signoff_id).state  # noqa: B018
                    if not attempts:
                        attempts.append(1)
                        barrier.wait(timeout=20)
                    env["order.signoff"].browse(signoff_id).action_accept()

                try:
                    service_model.retrying(call, env)
                    cr.commit()  # pylint: disable=invalid-commit
                except UserError as error:
                    results[index] = str(error)

        threads = [
            threading.Thread(target=sign, args=(index, *job)) for index, job in enumerate(jobs)
        ]
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            # The thread that runs the tests holds the lock of the registry.
            patch.object(Registry, "_lock", DummyRLock()),
            patch.object(service_model.time, "sleep", lambda seconds: None),
        ):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(timeout=30)
        return results

    def _read(self, name):
        with closing(self.registry.cursor()) as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["order.signoff"].browse(self.signoff_ids).mapped(name)

    def test_same_line(self):
        """The second one is told who was faster."""
        first, second, *__ = self.user_ids
        line = self.signoff_ids[0]
        results = self._race((first, line), (second, line))
        self.assertEqual(results.count(None), 1)
        message = next(filter(None, results))
        self.assertRegex(message, "Race was already signed for Race A by Race [01]")
        winner = self.user_ids[results.index(None)]
        with closing(self.registry.cursor()) as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(env["order.signoff"].browse(line).user_id.id, winner)

    def test_last_two_lines(self):
        """Neither is lost, and the turn of the next department comes."""
        results = self._race(
            (self.user_ids[0], self.signoff_ids[0]), (self.user_ids[2], self.signoff_ids[1])
        )
        self.assertEqual(results, [None, None])
        self.assertEqual(self._read("state"), ["accepted", "accepted", "pending"])

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.order_signoff.tests.race_case import RaceCase


@tagged("post_install", "-at_install")
class TestSignoffConcurrency(RaceCase):
    """Two people sign at the same moment."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
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
        self.addCleanup(self._clean)

    def _clean(self):
        """Signatures cannot be deleted, so the test takes them out by hand."""
        with self.transaction() as env:
            env["mail.activity"].with_context(active_test=False).search(
                [("order_signoff_id", "in", self.signoff_ids)]
            ).unlink()
            env["order.digest"].search([("user_id", "in", self.user_ids)]).unlink()
            env.cr.execute("DELETE FROM order_signoff WHERE id = ANY(%s)", [self.signoff_ids])
            env["test.order.document"].browse(self.document_id).unlink()
            teams = env["order.team"].browse(self.team_ids)
            teams.write({"leader_id": False, "deputy_id": False})
            teams.unlink()
            users = env["res.users"].browse(self.user_ids)
            partners = users.partner_id
            with mute_logger("odoo.models.unlink"):
                users.unlink()
                partners.unlink()

    def _race(self, *jobs):
        """Sign at once.

        :param jobs: pairs of a user's and a sign-off's id
        :return: the refusals, in the order of the jobs; None where all went well
        """

        def sign(signoff_id):
            return lambda env: env["order.signoff"].browse(signoff_id).action_accept()

        results = self.race("order.signoff", *((user, sign(line)) for user, line in jobs))
        return [result if isinstance(result, str) else None for result in results]

    def _read(self, name):
        with self.transaction() as env:
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
        with self.transaction() as env:
            self.assertEqual(env["order.signoff"].browse(line).user_id.id, winner)

    def test_last_two_lines(self):
        """Neither is lost, and the turn of the next department comes."""
        results = self._race(
            (self.user_ids[0], self.signoff_ids[0]), (self.user_ids[2], self.signoff_ids[1])
        )
        self.assertEqual(results, [None, None])
        self.assertEqual(self._read("state"), ["accepted", "accepted", "pending"])

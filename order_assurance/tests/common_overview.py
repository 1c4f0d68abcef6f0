import json

from odoo.tests import new_test_user

from .common import MODULE


class OverviewTests:
    """The figures on the cards of the departments, and the way to what they count.

    Tests of the demo story, which is built once for all of them.
    """

    def team(self, name):
        return self.env.ref(f"{MODULE}.team_{name}").with_user(self.manager)

    def signoffs(self, team, *domain):
        """What the department has to sign or has signed, as everybody finds it."""
        return self.env["order.signoff"].search([("team_id", "=", team.id), *domain])

    def test_waiting_and_late(self):
        """Orders wait for purchasing, some of them too long; quality is in time with its own."""
        for name in ("purchasing", "quality", "finance"):
            team = self.team(name)
            waiting = self.signoffs(team, ("state", "=", "pending"))
            late = waiting.filtered(lambda signoff: signoff.deadline_state == "late")
            self.assertEqual(
                (team.overview_waiting, team.overview_late), (len(waiting), len(late))
            )
        purchasing = self.team("purchasing")
        self.assertGreater(purchasing.overview_late, 0)
        self.assertGreater(purchasing.overview_waiting, purchasing.overview_late)

    def test_graph(self):
        """The bars add up to what waits; the first is what is late."""
        purchasing = self.team("purchasing")
        values = json.loads(purchasing.overview_graph)[0]["values"]
        self.assertEqual(sum(value["value"] for value in values), purchasing.overview_waiting)
        self.assertEqual(values[0]["value"], purchasing.overview_late)

    def test_past(self):
        """Quality refused one of its orders."""
        quality = self.team("quality")
        signed = self.signoffs(quality, ("signed_at", "!=", False))
        self.assertGreater(len(signed), 8)
        self.assertEqual(len(signed.filtered(lambda signoff: signoff.state == "rejected")), 1)
        self.assertEqual(quality.overview_signed, len(signed))
        self.assertEqual(quality.overview_first_pass, round(100 * (1 - 1 / len(signed))))
        self.assertGreater(quality.overview_hours, 0)

    def test_department_without_signatures(self):
        service = self.team("service")
        self.assertEqual(
            (service.overview_waiting, service.overview_signed, service.overview_hours), (0, 0, 0)
        )

    def test_buttons(self):
        """The buttons open what they count."""
        purchasing = self.team("purchasing")
        signoffs = self.env["order.signoff"].with_user(self.manager)
        action = purchasing.action_overview_waiting()
        self.assertEqual(signoffs.search_count(action["domain"]), purchasing.overview_waiting)
        self.assertEqual(action["context"], {"search_default_open": 1})
        self.assertEqual(
            purchasing.action_overview_late()["context"], {"search_default_late": 1}
        )

    def test_query_budget(self):
        """The number of queries does not follow the number of departments."""
        teams = self.env["order.team"].with_user(self.manager).search([])
        names = ["overview_waiting", "overview_late", "overview_graph", "overview_hours"]
        teams[:1].read(names)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            teams.read(names)

    def test_only_for_members(self):
        """Whoever has none of our groups does not see the figures."""
        outsider = new_test_user(self.env, "outsider_overview", groups="base.group_user")
        fields = self.env["order.team"].with_user(outsider).fields_get()
        self.assertNotIn("overview_waiting", fields)

    def test_tour(self):
        """The general manager looks for what is late."""
        self.start_tour("/odoo/order-assurance", "order_assurance_overview", login="management")

import json

from odoo.tests import HttpCase, new_test_user, tagged

from .common import MODULE, load_demo


@tagged("post_install", "-at_install")
class TestOverview(HttpCase):
    """The figures on the cards of the departments, and the way to what they count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_demo(cls.env)
        cls.manager = cls.env.ref(f"{MODULE}.user_management")

    def team(self, name):
        return self.env.ref(f"{MODULE}.team_{name}").with_user(self.manager)

    def test_waiting_and_late(self):
        """Two orders wait for purchasing, one of them too long; quality has signed in time."""
        purchasing, quality = self.team("purchasing"), self.team("quality")
        self.assertEqual((purchasing.overview_waiting, purchasing.overview_late), (2, 1))
        self.assertEqual((quality.overview_waiting, quality.overview_late), (1, 0))

    def test_graph(self):
        """The bars add up to what waits."""
        purchasing = self.team("purchasing")
        values = json.loads(purchasing.overview_graph)[0]["values"]
        self.assertEqual(sum(value["value"] for value in values), 2)
        self.assertEqual(values[0]["value"], 1)

    def test_past(self):
        """Quality refused one of its eight orders."""
        quality = self.team("quality")
        self.assertEqual(quality.overview_signed, 8)
        self.assertEqual(quality.overview_first_pass, 88)
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
        self.assertEqual(signoffs.search_count(action["domain"]), 2)
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

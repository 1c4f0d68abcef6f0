from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestConfigurationTour(HttpCase):
    def test_manager_adds_a_time_limit(self):
        new_test_user(
            self.env, "tour_manager", groups="order_signoff.group_manager", lang="en_US"
        )
        self.start_tour("/odoo/order-time-limits", "order_configuration_tour", login="tour_manager")
        rule = self.env["order.deadline.rule"].search([("name", "=", "Urgent signature")])
        self.assertEqual((rule.stage, rule.hours), ("signoff", 1.5))
        self.assertEqual(rule.res_model, "order.signoff")

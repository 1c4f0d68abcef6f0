from odoo.tests import HttpCase, tagged

from .common_overissue import OverissueCommon


class OverissueTourCommon(OverissueCommon):
    def _ask(self, tour):
        production = self._order()
        self.start_tour(
            f"/odoo/action-mrp.mrp_production_action/{production.id}",
            tour,
            login=self.worker.login,
        )
        request = self.Overissue.search([("production_id", "=", production.id)])
        self.assertEqual(
            (request.state, request.product_id, request.over_quantity), ("waiting", self.leg, 2)
        )
        return request


@tagged("post_install", "-at_install")
class TestOverissueTour(HttpCase, OverissueTourCommon):
    def test_asked_and_granted(self):
        request = self._ask("mrp_material_overissue_request")
        for _turn in range(3):
            self._sign(request)
        self.start_tour(
            "/odoo/my-sign-offs", "mrp_material_overissue_sign", login="over_management"
        )
        self.assertEqual(request.state, "granted")
        self.start_tour(
            f"/odoo/over-issues/{request.id}",
            "mrp_material_overissue_warehouse",
            login="over_warehouse",
        )
        self.assertTrue(request.warehouse_noted_on)


@tagged("post_install", "-at_install")
class TestOverissueTourPhone(HttpCase, OverissueTourCommon):
    browser_size = "375x667"
    touch_enabled = True

    def test_asked_on_the_phone(self):
        self._ask("mrp_material_overissue_request_phone")

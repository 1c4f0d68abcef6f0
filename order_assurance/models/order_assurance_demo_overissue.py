from odoo import api, models


class OrderAssuranceDemo(models.AbstractModel):
    """More material than planned: one request granted, one on its way, one refused."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_chapters(self):
        return super()._demo_chapters() + [
            (self._demo_overissue_granted, 1),
            (self._demo_overissue_waits, 0),
        ]

    @api.model
    def _demo_overissue(self, production, component, quantity, workshop, **values):
        """The leader of a workshop asks, on the manufacturing order."""
        env = self._demo_as(self._demo_ref(f"team_{workshop}").leader_id)
        request = env["mrp.material.overissue"].create(
            {
                "production_id": production.id,
                "product_id": self._demo_ref(f"product_{component}").id,
                "over_quantity": quantity,
                "team_id": self._demo_ref(f"team_{workshop}").id,
                "responsible_team_id": self._demo_ref(f"team_{workshop}").id,
                **values,
            }
        )
        request.action_submit()
        return request

    @api.model
    def _demo_overissue_granted(self):
        """Bushings burst while being pressed in: above the allowed rate, management signs, too."""
        order = self._demo_story_order("chengda")
        _parts, finished = self._demo_productions(order)
        assembly = self._demo_as(self._demo_ref("user_assembly"))
        cartons = self._demo_overissue(
            finished[:1],
            "carton",
            120,
            "assembly",
            reason_type="lost",
            reason=assembly._("Rain came in at the gate, a pallet of cartons is wet."),
        )
        self._demo_sign_notice(cartons, ("production",))
        planning = self._demo_env("planning")
        signoff = cartons.sudo().signoff_ids.filtered(lambda line: line.state == "pending")
        signoff.with_env(planning).action_reject(
            planning._("The cartons of the lower layers are dry: repack first, then ask again.")
        )
        self._demo_time_passes(order, hours=6)
        bushings = self._demo_overissue(
            finished[:1],
            "bushing",
            40,
            "assembly",
            reason_type="setup",
            reason=assembly._("The press was set too tight: 40 bushings burst before it was seen."),
            responsible_name="Wang Jun",
        )
        self._demo_time_passes(order, hours=1)
        for _turn in range(3):
            self._demo_sign_notice(bushings, ("production", "planning", "management"))
        self._demo_time_passes(order, hours=1)
        warehouse = bushings.sudo().signoff_ids.filtered(lambda line: line.state == "pending")
        for signoff in warehouse:
            signoff.with_env(self._demo_as(signoff.team_id.leader_id)).action_acknowledge()
        # The rubber shop presses what was granted.
        parts, _finished = self._demo_productions(order)
        self._demo_produce(parts.filtered(lambda part: part.state not in ("done", "cancel")))
        return order

    @api.model
    def _demo_overissue_waits(self):
        """Springs of the supplier are too short; he exchanges them. Planning has to sign next."""
        order = self._demo_story_order("siam")
        _parts, finished = self._demo_productions(order)
        production = finished.filtered(
            lambda made: made.product_id == self._demo_ref("product_strut_right")
        )
        assembly = self._demo_as(self._demo_ref("user_assembly"))
        springs = self._demo_overissue(
            production[:1],
            "spring",
            6,
            "assembly",
            reason_type="supplier",
            reason=assembly._("Six springs of the last delivery are 4 mm short."),
            responsible_team_id=self._demo_ref("team_purchasing").id,
            supplier_id=self._demo_ref("partner_spring").id,
            supplier_exchange=True,
        )
        self._demo_sign_notice(springs, ("production",))
        return order

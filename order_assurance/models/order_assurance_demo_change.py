import base64
from datetime import timedelta

from odoo import Command, api, fields, models

from .order_assurance_demo_complaint_doubled import DOUBLED_DAYS


class OrderAssuranceDemo(models.AbstractModel):
    """Orders change: one change carried out, one refused, one waits for the customer."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_chapters(self):
        return super()._demo_chapters() + [
            (self._demo_order_changed, 1),
            (self._demo_change_refused, 1),
            (self._demo_change_asked, 0),
        ]

    # ------------------------------------------------------------
    # Tools
    # ------------------------------------------------------------

    @api.model
    def _demo_change(self, order, lines, letter=None, **values):
        """Sales writes the request, with what the customer wrote.

        :param lines: dicts of values of its lines; ``product`` names the line of the order
        :param letter: text of the customer's mail
        """
        sales = self._demo_env("sales")
        commands = []
        for line in lines:
            row = {key: value for key, value in line.items() if key != "product"}
            if name := line.get("product"):
                product = self._demo_ref(f"product_{name}")
                row["order_line_id"] = order.order_line.filtered(
                    lambda line, product=product: line.product_id == product
                )[:1].id
            commands.append(Command.create(row))
        values = {"order_id": order.id, "line_ids": commands, **values}
        if letter:
            mail = sales["ir.attachment"].create(
                {"name": f"{order.client_order_ref}-change.txt", "raw": letter.encode()}
            )
            values["notice_attachment_ids"] = [Command.set(mail.ids)]
        change = sales["sale.order.change"].create(values)
        change.action_submit()
        return change

    @api.model
    def _demo_sign_change(self, change, functions=None, answer=None):
        """Those who are asked sign, turn by turn; without functions: everybody.

        :param answer: what planning finds out, entered before it signs
        """
        for _turn in range(4):
            pending = change.sudo().signoff_ids.filtered(
                lambda signoff: signoff.state == "pending"
                and (not functions or signoff.team_id.function in functions)
            )
            for signoff in pending:
                env = self._demo_as(signoff.team_id.leader_id)
                if signoff.purpose == "acknowledge":
                    signoff.with_env(env).action_acknowledge()
                    continue
                if signoff.team_id.function == "planning" and answer:
                    change.with_env(env).write(answer)
                signoff.with_env(env).action_accept()

    @api.model
    def _demo_customer_letter(self, change, accepted, name, text):
        """Sales records what the customer answered, his mail attached."""
        sales = self._demo_env("sales")
        sales["sale.order.change.consent"].create(
            {
                "change_id": change.id,
                "answer": "accepted" if accepted else "declined",
                "name": name,
                "note": text,
                "evidence": base64.b64encode(text.encode()),
                "evidence_name": f"{change.name}.txt",
            }
        ).action_record()

    # ------------------------------------------------------------
    # Chapters
    # ------------------------------------------------------------

    @api.model
    def _demo_order_changed(self):
        """Half is made when the customer doubles one product and cancels another."""
        order = self._demo_taken_in(
            "coral", {"rear_shock": 240, "mount": 300, "bushing": 600}, days=45
        )
        self._demo_confirmed(order, 1 + 5 + DOUBLED_DAYS)
        self._demo_notice_issued(order)
        self._demo_time_passes(order, days=3)
        self._demo_make_half(order)
        self._demo_time_passes(order, days=1)
        change = self._demo_change(
            order,
            [
                {
                    "kind": "quantity",
                    "product": "rear_shock",
                    "new_quantity": 480,
                    "production_choice": "second",
                },
                {"kind": "cancel_line", "product": "mount"},
            ],
            letter="Please double the rear shock absorbers to 480 and cancel the strut mounts.",
            reason=self._demo_env("sales")._(
                "The customer sells twice as many dampers and takes the mounts from another maker."
            ),
            urgency="urgent",
        )
        self._demo_time_passes(order, minutes=20)
        change.with_env(self._demo_env("sales")).write({"cancellation_charge": 480})
        self._demo_sign_change(
            change,
            answer={
                "planning_date": fields.Date.add(fields.Date.context_today(self), days=52),
                "estimated_cost": 1260,
                "cost_borne_by": "customer",
            },
        )
        self._demo_time_passes(order, hours=4)
        if change.state == "consent":
            self._demo_customer_letter(
                change, True, "Mia Turner", "We agree to the new date and to the charge of 480."
            )
        self._demo_time_passes(order, hours=2)
        change.action_apply()
        self._demo_time_passes(order, hours=3)
        self._demo_paper_exchanged(order, ("production", "planning", "quality", "logistics"))
        return order

    @api.model
    def _demo_paper_exchanged(self, order, functions):
        """Departments note that they got the new revision and that the old paper is back."""
        copies = self.env["sale.order.change.copy"].sudo().search(
            [("order_id", "=", order.id), ("team_id.function", "in", functions)]
        )
        for copy in copies.filtered(lambda copy: not copy.team_id.parent_id):
            mine = copy.with_env(self._demo_as(copy.team_id.leader_id))
            if mine.can_receive:
                mine.action_receive()
            elif mine.can_withdraw:
                mine.action_withdraw()

    @api.model
    def _demo_make_half(self, order):
        """Parts are made; half of the dampers is on the line, the other products wait."""
        parts, finished = self._demo_productions(order)
        shocks = finished.filtered(
            lambda made: made.product_id == self._demo_ref("product_rear_shock")
        )
        self._demo_produce(parts & shocks._get_children())
        for production in shocks.with_env(self._demo_env("production")):
            production.qty_producing = production.product_qty / 2
            production._set_qty_producing()

    @api.model
    def _demo_change_refused(self):
        """Half of the time for what is on the line already: planning says no, nothing happens."""
        order = self._demo_story_order("chengda")
        planning = self._demo_env("planning")
        change = self._demo_change(
            order,
            [
                {
                    "kind": "date",
                    "new_date": fields.Date.to_date(order.commitment_date) - timedelta(days=14),
                }
            ],
            letter="Our line starts earlier: please deliver two weeks before the date agreed.",
            reason=self._demo_env("sales")._("The customer's new line starts two weeks earlier."),
        )
        self._demo_time_passes(order, minutes=15)
        signoff = change.sudo().signoff_ids.filtered(
            lambda line: line.team_id.function == "planning" and line.state == "pending"
        )
        signoff.with_env(planning).action_reject(
            planning._("The damper line is full until the agreed date, also with night shifts.")
        )
        return order

    @api.model
    def _demo_change_asked(self):
        """Our own wish: kits come later and cost more. We agree, the customer is asked."""
        order = self._demo_kit_order()
        sales = self._demo_env("sales")
        day = fields.Date.to_date(order.commitment_date) + timedelta(days=10)
        change = self._demo_change(
            order,
            [
                {"kind": "date", "new_date": day},
                {"kind": "price", "product": "strut_kit", "new_price": 306},
            ],
            origin="internal",
            requesting_team_id=self._demo_ref("team_purchasing").id,
            reason_type="supply",
            reason=sales._("The rolling mill delivers spring steel ten days later, and dearer."),
        )
        self._demo_time_passes(order, hours=1)
        self._demo_sign_change(change, answer={"planning_date": day, "cost_borne_by": "company"})
        return order

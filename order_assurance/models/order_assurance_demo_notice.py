from datetime import timedelta

from odoo import Command, api, fields, models

# What belongs to the production of an order: model, and the path from it to the order.
NOTICE_MODELS = {
    "mrp.production.notice": "order_id",
    "mrp.production.notice.copy": "notice_id.order_id",
    "mrp.production.notice.correction": "notice_id.order_id",
    "mrp.production.advance": "order_id",
    "mrp.material.overissue": "order_id",
    "sale.order.change": "order_id",
    "sale.order.change.copy": "order_id",
    "mrp.production.release": "notice_id.order_id",
    "mrp.production.release.line": "release_id.notice_id.order_id",
}
SIGNED_MODELS = (
    "mrp.production.notice",
    "mrp.production.advance",
    "mrp.production.release",
    "mrp.material.overissue",
    "sale.order.change",
)


class OrderAssuranceDemo(models.AbstractModel):
    """How orders reach the shop: notices in every state, material before them, the history."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_chapters(self):
        return super()._demo_chapters() + [
            (self._demo_notice_in_force, 1),
            (self._demo_notice_revised, 1),
            (self._demo_notice_prepared, 0),
            (self._demo_notice_waits, 0),
        ]

    @api.model
    def _demo_time_passes(self, order, **time):
        result = super()._demo_time_passes(order, **time)
        # What people changed is written down at the end of their work.
        self.env.cr.flush()
        for name, path in NOTICE_MODELS.items():
            records = self.env[name].sudo().search([(path, "in", order.ids)])
            self._demo_move(records, time)
            if name not in SIGNED_MODELS:
                continue
            for model, field in (("order.signoff", "res_model"), ("mail.message", "model")):
                self._demo_move(
                    self.env[model].sudo().search(
                        [(field, "=", name), ("res_id", "in", records.ids)]
                    ),
                    time,
                )
        productions = sum(self._demo_productions(order), start=self.env["mrp.production"])
        changes = self.env["mrp.production.change"].sudo()
        self._demo_move(changes.search([("production_id", "in", productions.ids)]), time)
        self.env.invalidate_all()
        return result

    # ------------------------------------------------------------
    # Tools
    # ------------------------------------------------------------

    @api.model
    def _demo_as(self, user):
        """The environment in which a person works."""
        context = {
            "allowed_company_ids": user.company_id.ids,
            "lang": user.lang,
            "tz": user.tz,
            "mail_notify_force_send": False,
        }
        return self.env(user=user.id, su=False, context=context)

    @api.model
    def _demo_notice(self, order, **values):
        """The draft of the notice, as sales prepares it: goods that were made for years."""
        sales = self._demo_env("sales")
        notice = sales["mrp.production.notice"]._prepare_for(order.with_env(sales))
        notice.write(
            {
                "delivery_mode": sales._("Container, port of Ningbo"),
                "delivery_date": fields.Date.add(notice.completion_date, days=1)
                if notice.completion_date
                else False,
                **values,
            }
        )
        for line in notice.line_ids:
            line.write(
                {
                    "is_new_product": False,
                    "packing": sales._("10 in a carton, 40 cartons on a pallet"),
                    "marks": f"HENGTAI / {order.order_code} / {order.client_order_ref or ''}",
                    "team_ids": [Command.set(self._demo_ref("team_assembly").ids)],
                }
            )
        return notice

    @api.model
    def _demo_sign_notice(self, document, functions=None):
        """Those who are asked sign, one after the other; without functions: everybody."""
        for _turn in range(4):
            pending = document.sudo().signoff_ids.filtered(
                lambda signoff: signoff.state == "pending"
                and (not functions or signoff.team_id.function in functions)
            )
            for signoff in pending:
                leader = signoff.team_id.leader_id
                signoff.with_env(self._demo_as(leader)).action_accept()

    @api.model
    def _demo_notice_issued(self, order, **values):
        """Prepared, approved, confirmed by everybody and received: the shop may begin."""
        notice = self._demo_notice(order, **values)
        notice.action_submit()
        self._demo_time_passes(order, hours=1)
        self._demo_sign_notice(notice)
        for copy in notice.sudo().copy_ids.filtered("team_id.leader_id"):
            copy.with_env(self._demo_as(copy.team_id.leader_id)).action_receive()
        self._demo_time_passes(order, hours=1)
        return notice

    @api.model
    def _demo_story_order(self, customer, **facts):
        """The newest confirmed order of a customer in the story."""
        orders = self._demo_env("sales")["sale.order"].search(
            [
                ("partner_id", "=", self._demo_ref(f"partner_{customer}").id),
                ("state", "=", "sale"),
                *((name, "=", value) for name, value in facts.items()),
            ],
            order="id desc",
        )
        return orders[:1]

    # ------------------------------------------------------------
    # Chapters
    # ------------------------------------------------------------

    @api.model
    def _demo_notice_in_force(self):
        """A first draft was cancelled; the second is in force, its artwork still open."""
        order = self._demo_story_order("siam")
        first = self._demo_notice(order)
        first._cancel(first.env._("Prepared before the label was approved."))
        notice = self._demo_notice(order)
        notice.action_submit()
        self._demo_time_passes(order, hours=2)
        self._demo_sign_notice(notice, ("management", "purchasing", "sales"))
        copy = notice.sudo().copy_ids.filtered(lambda copy: copy.team_id.function == "purchasing")
        copy.with_env(self._demo_env("purchasing")).action_receive()
        # Planning makes some more, and has not said why yet.
        _parts, finished = self._demo_productions(order)
        production = finished[:1].with_env(self._demo_env("planning"))
        production.env["change.production.qty"].create(
            {"mo_id": production.id, "product_qty": production.product_qty + 6}
        ).change_prod_qty()
        self.env.cr.flush()
        return order

    @api.model
    def _demo_notice_revised(self):
        """The customer changed the packing: R2 is in force, one old paper is still out."""
        order = self._demo_story_order("chengda")
        notice = self.env["mrp.production.notice"].search([("order_id", "=", order.id)])
        notice = notice.with_env(self._demo_env("sales"))
        notice._correct(
            "marks",
            f"{notice.line_ids[:1].marks} / LOT 7",
            notice.env._("The customer's lot number was missing"),
            line=notice.line_ids[:1],
        )
        self._demo_time_passes(order, hours=20)
        revision = notice._revise(notice.env._("The customer wants export cartons"))
        revision.line_ids[:1].packing = notice.env._("6 in an export carton, 48 on a pallet")
        revision.action_submit()
        self._demo_sign_notice(revision, ("management", "production", "sales"))
        old = notice.sudo().copy_ids.filtered(lambda copy: copy.state == "withdraw")
        for copy in old[1:]:
            copy.with_env(self._demo_as(copy.team_id.leader_id)).action_withdraw()
        self._demo_change_productions(order)
        return order

    @api.model
    def _demo_change_productions(self, order):
        """Production moves a date, and says why."""
        _parts, finished = self._demo_productions(order)
        production = finished[:1].with_env(self._demo_env("production"))
        production.date_deadline = production.date_deadline + timedelta(days=2)
        self.env.cr.flush()
        change = production.env["mrp.production.change"].search(
            [
                ("production_id", "=", production.id),
                ("user_id", "=", production.env.uid),
                ("automatic", "=", False),
            ],
            limit=1,
        )
        change.reason = production.env._("The damper line stood still for a day")

    @api.model
    def _demo_notice_prepared(self):
        """A new kit: its release meeting is prepared, its springs were released in advance."""
        order = self._demo_kit_order()
        notice = self._demo_notice(order, irregular=True)
        notice.line_ids.filtered(
            lambda line: line.product_id == self._demo_ref("product_strut_kit")
        ).is_new_product = True
        self._demo_advance(notice)
        engineering = self._demo_env("engineering")
        action = notice.with_env(engineering).action_hold_release()
        release = engineering["mrp.production.release"].browse(action["res_id"])
        release.planned_on = fields.Datetime.now() + timedelta(days=1)
        tooling = self.env.ref("mrp_production_notice.mrp_production_release_item_tooling")
        for line in release.line_ids:
            if line.item_id.id == tooling.id:
                line.write(
                    {"settled": True, "note": engineering._("Welding fixture JG-118 accepted")}
                )
            else:
                line.promised_on = fields.Date.add(fields.Date.context_today(line), days=6)
        return order

    @api.model
    def _demo_kit_order(self):
        """The order of the kits in the story."""
        return self._demo_env("sales")["sale.order.line"].search(
            [
                ("product_id", "=", self._demo_ref("product_strut_kit").id),
                ("order_id.state", "=", "sale"),
            ],
            limit=1,
        ).order_id

    @api.model
    def _demo_advance(self, notice):
        """Planning cannot wait with the springs; planning and purchasing have signed."""
        planning = self._demo_env("planning")
        action = notice.with_env(planning).action_request_advance()
        advance = planning["mrp.production.advance"].browse(action["res_id"])
        advance.action_fill()
        spring = self._demo_ref("product_spring")
        for line in advance.line_ids.filtered(lambda line: line.product_id.id == spring.id):
            line.chosen = True
        advance.write(
            {
                "reason": planning._("Springs are rolled to order and take six weeks."),
                "fallback": "other_orders",
                "fallback_note": planning._("All front struts take the same spring."),
                "needed_on": fields.Date.add(fields.Date.context_today(advance), days=42),
            }
        )
        advance.action_request()
        self._demo_sign_notice(advance)
        return advance

    @api.model
    def _demo_notice_waits(self):
        """A repeat order: management alone signs, also that the bushings are outsourced."""
        order = self._demo_story_order("rhein", order_class="repeat")
        notice = self._demo_notice(order)
        bushings = notice.line_ids.filtered(
            lambda line: line.product_id == self._demo_ref("product_bushing")
        )
        bushings.write(
            {
                "sourcing": "outsource",
                "outsource_reason": notice.env._("The rubber press is full until next month."),
                "subcontractor_id": self._demo_ref("partner_rubber").id,
            }
        )
        notice.action_submit()
        return order

from odoo import api, fields, models


class OrderAssuranceDemo(models.AbstractModel):
    """The story itself: one order in each stage of its way through the house."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_story(self):
        """Tell every chapter, once, the oldest first."""
        self._demo_prepare_people()
        self._demo_translate()
        self._demo_prepare_parts()
        for chapter, days in self._demo_chapters():
            order = chapter()
            self._demo_time_passes(order, days=days)

    @api.model
    def _demo_chapters(self):
        """The chapters and how many days ago the last step of each was taken."""
        return [
            (self._demo_delivered, 6),
            (self._demo_in_production, 4),
            (self._demo_coded, 2),
            (self._demo_repeated, 1),
            (self._demo_refused, 3),
            (self._demo_conditional, 1),
            (self._demo_waits_for_deposit, 2),
            (self._demo_changed, 1),
            (self._demo_half_signed, 0),
            (self._demo_requested, 0),
            (self._demo_presale, 5),
            (self._demo_incomplete, 1),
            (self._demo_from_sheet, 1),
            (self._demo_received, 0),
        ]

    # ------------------------------------------------------------
    # On the way to the review
    # ------------------------------------------------------------

    @api.model
    def _demo_received(self):
        """A mail has come in; nobody has looked at it yet."""
        return self._demo_order("siam", {"rear_shock": 600, "bushing": 2400})

    @api.model
    def _demo_incomplete(self):
        """Deposit and written confirmation are still missing."""
        order = self._demo_order(
            "andina",
            {"strut_left": 200, "strut_right": 200},
            follower_id=self._demo_ref("user_clerk").id,
            client_order_ref="OC-2291",
            intake_channel="phone",
            deposit_required=True,
            deposit_percent=0.3,
            deposit_due=fields.Date.add(fields.Date.context_today(self), days=7),
        )
        order.action_propose_order_class()
        return order

    @api.model
    def _demo_presale(self):
        """An intent for the season: never confirmed, only planned with."""
        return self._demo_order(
            "kansai", {"rear_shock": 4000}, days=120, order_kind="presale"
        )

    @api.model
    def _demo_requested(self):
        """The review has just been asked for."""
        order = self._demo_taken_in(
            "coral", {"rear_shock": 500, "mount": 500}, order_urgency="special"
        )
        self._demo_time_passes(order, hours=3)
        self._demo_request(order)
        self._demo_time_passes(order, minutes=20)
        return order

    # ------------------------------------------------------------
    # Under review
    # ------------------------------------------------------------

    @api.model
    def _demo_half_signed(self):
        """Five departments have signed; the others are late."""
        order = self._demo_taken_in("lakes", {"strut_left": 400, "strut_right": 400})
        review = self._demo_request(order)
        self._demo_sign(review, ("sales", "engineering", "planning", "quality", "logistics"))
        self._demo_time_passes(order, hours=30)
        return order

    @api.model
    def _demo_waits_for_deposit(self):
        """Everybody accepts; confirmation waits for the deposit."""
        today = fields.Date.context_today(self)
        order = self._demo_taken_in(
            "gulf",
            {"strut_kit": 300, "bushing": 3000},
            deposit_required=True,
            deposit_percent=0.3,
            deposit_due=fields.Date.add(today, days=5),
        )
        review = self._demo_request(order)
        self._demo_answer(
            review,
            "finance",
            {
                "F05": {
                    "result": "open",
                    "gate": "confirmation",
                    "owner_id": self._demo_ref("user_finance").id,
                    "promise_date": fields.Date.add(today, days=5),
                    "comment": self._demo_env("finance")._(
                        "30 % deposit announced by the customer's bank"
                    ),
                }
            },
        )
        self._demo_sign(review)
        self._demo_decide(review)
        return order

    @api.model
    def _demo_conditional(self):
        """Engineering makes a condition, management accepts it."""
        today = fields.Date.context_today(self)
        order = self._demo_taken_in(
            "cape", {"strut_left": 150, "strut_right": 150, "mount": 300}, new_process=True
        )
        review = self._demo_request(order)
        self._demo_answer(
            review,
            "engineering",
            {
                "E03": {
                    "result": "open",
                    "gate": "production",
                    "owner_id": self._demo_ref("user_engineering").id,
                    "promise_date": fields.Date.add(today, days=10),
                    "comment": self._demo_env("engineering")._(
                        "Customer's sample arrives next week"
                    ),
                }
            },
        )
        signoff = self._demo_signoff(review, "engineering")
        signoff.action_answer_all()
        signoff.action_conditional(
            signoff.env._("Production starts only after the sample is approved.")
        )
        self._demo_sign(review)
        self._demo_decide(review)
        return order

    @api.model
    def _demo_refused(self):
        """Quality returns the order; management signs its refusal, the letter can be sent."""
        order = self._demo_taken_in(
            "kansai", {"rear_shock": 1200}, quality_above_standard=True, has_penalty_clause=True
        )
        review = self._demo_request(order)
        self._demo_sign(review, ("sales", "planning"))
        signoff = self._demo_signoff(review, "quality")
        finding = signoff.env._("Salt spray 720 h: our coating reaches 240 h")
        self._demo_answer(review, "quality", {"Q02": {"result": "nok", "comment": finding}})
        signoff.action_reject(
            signoff.env._("The corrosion test asked for is far above what our coating reaches.")
        )
        self._demo_time_passes(order, hours=4)
        self._demo_refuse(order)
        return order

    @api.model
    def _demo_changed(self):
        """Accepted; then the customer wants more, and signatures are void."""
        order = self._demo_taken_in("coral", {"strut_left": 250, "strut_right": 250})
        self._demo_accepted(order)
        self._demo_time_passes(order, hours=20)
        order.order_line[0].product_uom_qty = 400
        return order

    # ------------------------------------------------------------
    # Confirmed
    # ------------------------------------------------------------

    @api.model
    def _demo_coded(self):
        """Confirmed with its code; production has not begun."""
        order = self._demo_taken_in("rhein", {"strut_kit": 200, "bushing": 1000})
        self._demo_confirmed(order, 2)
        return order

    @api.model
    def _demo_in_production(self):
        """The workshops are at work on the order."""
        order = self._demo_taken_in("chengda", {"rear_shock": 800})
        self._demo_confirmed(order, 4 + 2)
        self._demo_notice_issued(order)
        self._demo_time_passes(order, days=2)
        parts, finished = self._demo_productions(order)
        self._demo_produce(parts)
        for production in finished.with_env(self._demo_env("production")):
            production.qty_producing = 320
            production._set_qty_producing()
        return order

    @api.model
    def _demo_delivered(self):
        """Made, delivered, invoiced and paid."""
        order = self._demo_taken_in("rhein", {"rear_shock": 400, "bushing": 800})
        self._demo_confirmed(order, 6 + 1 + 12)
        self._demo_notice_issued(order)
        self._demo_time_passes(order, days=12)
        for productions in self._demo_productions(order):
            self._demo_produce(productions)
        self._demo_time_passes(order, days=1)
        picking = order.sudo().picking_ids.with_env(self._demo_env("logistics"))
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self._demo_invoice(order)
        return order

    @api.model
    def _demo_produce(self, productions):
        """Production makes everything that was asked for."""
        for production in productions.with_env(self._demo_env("production")):
            production.qty_producing = production.product_qty
            production._set_qty_producing()
            production.with_context(skip_backorder=True, skip_consumption=True).button_mark_done()

    @api.model
    def _demo_invoice(self, order):
        """Sales invoices what was delivered, finance posts and receives the money."""
        invoice = order._create_invoices().with_env(self._demo_env("finance"))
        invoice.action_post()
        payment = invoice.env["account.payment.register"].with_context(
            active_model=invoice._name, active_ids=invoice.ids
        )
        payment.create({}).action_create_payments()

    @api.model
    def _demo_repeated(self):
        """The same goods as before: a short review, then confirmed."""
        order = self._demo_taken_in("rhein", {"rear_shock": 400, "bushing": 800})
        self._demo_confirmed(order, 1)
        return order

from odoo import Command, api, fields, models


class OrderAssuranceDemo(models.AbstractModel):
    """Chapters of the story about kinds of orders, refusals and the telephone."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_chapters(self):
        return super()._demo_chapters() + [
            (self._demo_presale_converted, 2),
            (self._demo_stock_request, 3),
            (self._demo_phone_order, 0),
        ]

    @api.model
    def _demo_time_passes(self, order, **time):
        result = super()._demo_time_passes(order, **time)
        refusals = order.sudo().refusal_ids
        for name in ("order.signoff", "mail.message"):
            model_field = "res_model" if name == "order.signoff" else "model"
            records = self.env[name].sudo()
            self._demo_move(
                records.search(
                    [(model_field, "=", refusals._name), ("res_id", "in", refusals.ids)]
                ),
                time,
            )
        self.env.invalidate_all()
        return result

    @api.model
    def _demo_refuse(self, order):
        """Sales proposes the refusal, management signs; the letter is ready to be sent."""
        sales = self._demo_env("sales")
        action = order.with_env(sales).action_refuse()
        refusal = sales["sale.order.refusal"].browse(action["res_id"])
        refusal.write(
            {
                "reason_id": self.env.ref(
                    "sale_order_review.sale_order_refusal_reason_quality"
                ).id,
                "explanation": sales._(
                    "The salt spray test of 720 hours is beyond our present coating, which reaches"
                    " 240 hours."
                ),
                "alternatives": sales._(
                    "Delivery with our standard coating (240 h) on the date wanted, or with a new"
                    " coating after a trial, about eight weeks later."
                ),
            }
        )
        refusal.action_ask_management()
        self._demo_time_passes(order, hours=5)
        self._demo_signoff(refusal.sudo(), "management").action_accept()
        return refusal

    @api.model
    def _demo_presale_converted(self):
        """Part of the season's intent has become an order, which is being reviewed."""
        presale = self.env["sale.order"].search(
            [
                ("company_id", "=", self._demo_ref("company").id),
                ("order_kind", "=", "presale"),
            ],
            limit=1,
        ).with_env(self._demo_env("sales"))
        order = presale._convert_presale(
            {presale.order_line: (1500, presale.order_line.price_unit)},
            {
                "client_order_ref": "KS-2207",
                "follower_id": self._demo_ref("user_clerk").id,
                "intake_channel": "email",
                "order_received_on": fields.Datetime.now(),
                "customer_confirmed_on": fields.Date.context_today(self),
            },
        )
        order.action_propose_order_class()
        review = self._demo_request(order)
        self._demo_sign(review, ("sales", "planning"))
        return order

    @api.model
    def _demo_stock_request(self):
        """Rear shock absorbers for the shelf, asked from our own workshops."""
        order = self._demo_env("sales")["sale.order"].create(
            {
                "order_kind": "stock",
                "user_id": self._demo_ref("user_sales").id,
                "follower_id": self._demo_ref("user_clerk").id,
                "commitment_date": fields.Datetime.add(fields.Datetime.now(), days=30),
                "order_line": [
                    Command.create(
                        {
                            "product_id": self._demo_ref("product_rear_shock").id,
                            "product_uom_qty": 1000,
                        }
                    )
                ],
            }
        )
        order.action_propose_order_class()
        self._demo_confirmed(order, 3)
        return order

    @api.model
    def _demo_phone_order(self):
        """One call became a quotation, another caller only asks."""
        sales = self._demo_env("sales")
        partner = self._demo_ref("partner_lakes")
        records = sales["sale.order.phone.record"]
        record = records.create(
            {
                "partner_id": partner.id,
                "caller": partner.child_ids[:1].name or partner.name,
                "phone": partner.phone or "+1 313 555 0142",
                "said": sales._("Same drawing as last time, in neutral cartons, by sea."),
                "wanted_on": fields.Date.add(fields.Date.context_today(self), days=45),
                "line_ids": [
                    Command.create(
                        {"product_id": self._demo_ref("product_strut_left").id, "quantity": 120}
                    ),
                    Command.create(
                        {"product_id": self._demo_ref("product_strut_right").id, "quantity": 120}
                    ),
                ],
            }
        )
        record.action_confirm_read_back()
        order = sales["sale.order"].browse(record.action_create_order()["res_id"])
        records.create(
            {
                "purpose": "inquiry",
                "caller": "Mr. Silva",
                "phone": "+55 11 5550 0199",
                "said": sales._("Asks for the lead time of 500 strut kits."),
            }
        )
        return order

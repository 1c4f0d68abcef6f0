from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user


class OverissueCommon(TransactionCase):
    """A company that issues more than planned on approval only: chairs of legs and a seat."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "lang": "en_US"})
        cls.company = cls.env["res.company"].create({"name": "Over Works"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        cls.company.order_overissue_enabled = True
        cls.company.order_history_enabled = True
        cls.in_company = {
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
        }
        cls.worker = cls._user("worker", "mrp.group_mrp_user")
        cls.foreman = cls._user("foreman")
        cls.signers = {}
        cls.teams = {}
        for function in ("production", "planning", "management", "warehouse"):
            cls.signers[function] = cls._user(function)
            cls.teams[function] = cls.env["order.team"].create(
                {
                    "name": function.capitalize(),
                    "function": function,
                    "company_id": cls.company.id,
                    "leader_id": cls.signers[function].id,
                }
            )
        cls.workshop = cls.env["order.team"].create(
            {
                "name": "Joinery",
                "function": "production",
                "parent_id": cls.teams["production"].id,
                "company_id": cls.company.id,
                "leader_id": cls.foreman.id,
                "member_ids": [Command.link(cls.worker.id)],
            }
        )
        cls.supplier = cls.env["res.partner"].create({"name": "Leg Supplier"})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        cls.chair, cls.leg, cls.seat = cls.env["product.product"].create(
            [
                {"name": name, "is_storable": True, "standard_price": cost}
                for name, cost in (("Chair", 200), ("Leg", 7), ("Seat", 50))
            ]
        )
        cls.bom = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.chair.product_tmpl_id.id,
                "company_id": cls.company.id,
                "consumption": "flexible",
                "bom_line_ids": [
                    Command.create({"product_id": cls.leg.id, "product_qty": 4}),
                    Command.create({"product_id": cls.seat.id, "product_qty": 1}),
                ],
            }
        )
        cls._stock(cls.leg, 500)
        cls._stock(cls.seat, 500)
        cls.Overissue = cls.env["mrp.material.overissue"]

    @classmethod
    def _user(cls, login, groups="order_signoff.group_user"):
        return new_test_user(
            cls.env, f"over_{login}", groups, name=login.capitalize(), **cls.in_company
        )

    @classmethod
    def _stock(cls, product, quantity):
        cls.env["stock.quant"]._update_available_quantity(
            product, cls.warehouse.lot_stock_id, quantity
        )

    @classmethod
    def _order(cls, quantity=10, confirmed=True):
        production = cls.env["mrp.production"].create(
            {
                "product_id": cls.chair.id,
                "bom_id": cls.bom.id,
                "product_qty": quantity,
                "company_id": cls.company.id,
                "picking_type_id": cls.warehouse.manu_type_id.id,
            }
        )
        if confirmed:
            production.action_confirm()
        cls.env.cr.flush()
        return production

    @classmethod
    def _request(cls, production, quantity=2, user=None, **values):
        """A draft, as the shop writes it."""
        return cls.Overissue.with_user(user or cls.worker).create(
            {
                "production_id": production.id,
                "product_id": cls.leg.id,
                "over_quantity": quantity,
                "reason_type": "scrap",
                "reason": "Split while drilling",
                **values,
            }
        )

    @classmethod
    def _asked(cls, production, quantity=2, **values):
        request = cls._request(production, quantity, **values)
        request.action_submit()
        return request

    @classmethod
    def _pending(cls, request):
        return request.sudo().signoff_ids.filtered(lambda signoff: signoff.state == "pending")

    @classmethod
    def _signer(cls, signoff):
        if signoff.team_id == cls.workshop:
            return cls.foreman
        return cls.signers[signoff.team_id.function]

    @classmethod
    def _sign(cls, request, comment=None):
        """Whose turn it is accepts."""
        for signoff in cls._pending(request):
            signoff.with_user(cls._signer(signoff)).action_accept(comment)

    @classmethod
    def _granted(cls, production, quantity=2, **values):
        request = cls._asked(production, quantity, **values)
        while request.state == "waiting":
            cls._sign(request, "Needed")
        return request

    @classmethod
    def _entries(cls, production):
        cls.env.cr.flush()
        return cls.env["mrp.production.change"].search(
            [("production_id", "=", production.id)], order="id"
        )

    def _produce(self, production, legs=None, quantity=None, user=None):
        """Produce as people do: enter what was made and what was used."""
        with Form(production.with_user(user or self.worker)) as form:
            form.qty_producing = quantity or production.product_qty
        if legs is not None:
            move = production.move_raw_ids.filtered(
                lambda m: m.product_id == self.leg and not m.overissue_id
            )
            move.with_user(user or self.worker).write({"quantity": legs, "picked": True})
        return production.with_user(user or self.worker).with_context(
            skip_backorder=True
        ).button_mark_done()

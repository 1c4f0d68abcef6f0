from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user


class ChangeCommon(TransactionCase):
    """A company that keeps the history of its manufacturing orders: tables of legs and a top."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True))
        cls.company = cls.env.company
        cls.company.order_history_enabled = True
        cls.company.order_history_reason_days = 1
        cls.planner = new_test_user(
            cls.env,
            "change_planner",
            # Odoo lets nobody cancel operations or split orders who may not read the accounts.
            "mrp.group_mrp_user,account.group_account_invoice",
            name="Pia Planner",
            tz="UTC",
        )
        cls.colleague = new_test_user(
            cls.env, "change_colleague", "mrp.group_mrp_user", name="Cai Colleague"
        )
        cls.storekeeper = new_test_user(
            cls.env, "change_store", "stock.group_stock_user", name="Sten Store"
        )
        cls.reader = new_test_user(
            cls.env, "change_reader", "order_signoff.group_user", name="Rita Reader"
        )
        cls.manager = new_test_user(
            cls.env,
            "change_manager",
            "order_signoff.group_manager,mrp.group_mrp_user",
            name="Mo Manager",
        )
        cls.outsider = new_test_user(cls.env, "change_outsider", "base.group_user")
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.table, cls.leg, cls.top, cls.screw = cls.env["product.product"].create(
            [{"name": name, "is_storable": True} for name in ("Table", "Leg", "Top", "Screw")]
        )
        cls.cutting, cls.gluing = cls.env["mrp.workcenter"].create(
            [{"name": "Cutting"}, {"name": "Gluing"}]
        )
        cls.bom = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.table.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create({"product_id": cls.leg.id, "product_qty": 4}),
                    Command.create({"product_id": cls.top.id, "product_qty": 1}),
                ],
                "operation_ids": [
                    Command.create(
                        {"name": "Cut", "workcenter_id": cls.cutting.id, "time_cycle_manual": 10}
                    ),
                ],
            }
        )
        cls.changes = cls.env["mrp.production.change"]

    # ------------------------------------------------------------------
    # Orders
    # ------------------------------------------------------------------
    @classmethod
    def _order(cls, confirmed=True, **values):
        production = cls.env["mrp.production"].create(
            {"product_id": cls.table.id, "bom_id": cls.bom.id, "product_qty": 10, **values}
        )
        if confirmed:
            production.action_confirm()
        cls._end()
        return production

    @classmethod
    def _end(cls):
        """What the end of a transaction does."""
        cls.env.cr.flush()

    def _as(self, user, production):
        return production.with_user(user)

    def _set_quantity(self, production, quantity, user=None, **values):
        wizard = self.env["change.production.qty"].with_user(user or self.planner)
        wizard.create({"mo_id": production.id, "product_qty": quantity, **values}).change_prod_qty()
        self._end()

    # ------------------------------------------------------------------
    # Entries
    # ------------------------------------------------------------------
    def _entries(self, production):
        return self.changes.search([("production_id", "=", production.id)], order="id")

    def _assert_entry(self, production, kind, old, new, user=None, automatic=False):
        """The order has one entry, and that is this one."""
        entry = self._entries(production)
        self.assertEqual(entry.mapped("kind"), [kind])
        self.assertEqual((entry.old_value, entry.new_value), (old, new))
        self.assertEqual(entry.user_id, user or self.planner)
        self.assertEqual(entry.automatic, automatic)
        return entry

    def _form(self, production, user=None):
        return Form(production.with_user(user or self.planner))

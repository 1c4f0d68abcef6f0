from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeKinds(ChangeCommon):
    """What people change leaves one entry per act; what follows is a number."""

    def test_confirming_is_no_change(self):
        production = self._order(confirmed=False)
        self._as(self.planner, production).write({"product_qty": 7, "user_id": self.planner.id})
        self._as(self.planner, production).action_confirm()
        self._end()
        self.assertFalse(self._entries(production))

    def test_quantity_wizard(self):
        production = self._order()
        self._set_quantity(production, 12)
        entry = self._assert_entry(production, "quantity", "10 Units", "12 Units")
        # two components, one operation, the finished goods
        self.assertEqual(entry.cascade_count, 4)
        self.assertEqual(entry.production_name, production.name)
        self.assertEqual(entry.product_id, self.table)
        self.assertEqual(entry.field_label, "Quantity to produce")

    def test_quantity_wizard_with_reason(self):
        production = self._order()
        self._set_quantity(production, 12, change_reason="two more by phone")
        entry = self._entries(production)
        self.assertEqual(entry.reason, "two more by phone")
        self.assertEqual(entry.reason_by_id, self.planner)

    def test_quantity_written_directly(self):
        """As an import or an external program does."""
        production = self._order()
        self._as(self.planner, production).write({"product_qty": 11})
        self._end()
        self._assert_entry(production, "quantity", "10 Units", "11 Units")

    def test_import(self):
        production = self._order()
        result = (
            self.env["mrp.production"]
            .with_user(self.planner)
            .load([".id", "product_qty"], [[str(production.id), "13"]])
        )
        self.assertFalse(result["messages"])
        self._end()
        self._assert_entry(production, "quantity", "10 Units", "13 Units")

    def test_same_value_is_no_change(self):
        production = self._order()
        self._as(self.planner, production).write({"product_qty": 10})
        self._end()
        self.assertFalse(self._entries(production))

    def test_there_and_back_is_no_change(self):
        production = self._order()
        self._as(self.planner, production).write({"product_qty": 11})
        self._as(self.planner, production).write({"product_qty": 10})
        self._end()
        self.assertFalse(self._entries(production))

    def test_two_acts_of_one_transaction(self):
        production = self._order()
        self._as(self.planner, production).write({"product_qty": 11})
        self._as(self.planner, production).write({"product_qty": 12})
        self._end()
        self._assert_entry(production, "quantity", "10 Units", "12 Units")

    def test_automatic(self):
        production = self._order()
        production.with_user(self.planner).sudo().write({"product_qty": 11})
        self._end()
        self._assert_entry(production, "quantity", "10 Units", "11 Units", automatic=True)

    def test_person_beats_system(self):
        production = self._order()
        production.sudo().write({"product_qty": 11})
        self._as(self.planner, production).write({"product_qty": 12})
        self._end()
        self._assert_entry(production, "quantity", "10 Units", "12 Units")

    def test_dates(self):
        production = self._order(date_start="2026-12-01 08:00:00")
        self._as(self.planner, production).write({"date_start": "2026-12-03 08:00:00"})
        self._end()
        entry = self._entries(production).with_context(tz="UTC")
        self.assertEqual(entry.kind, "dates")
        self.assertIn("Start: 2026-12-01 08:00", entry.old_value)
        self.assertIn("Start: 2026-12-03 08:00", entry.new_value)
        self.assertGreaterEqual(entry.cascade_count, 2)

    def test_form_with_two_kinds(self):
        production = self._order()
        production.is_locked = False
        with self._form(production) as form:
            form.user_id = self.colleague
            with form.move_raw_ids.edit(0) as line:
                line.product_uom_qty = 50
        self._end()
        entries = self._entries(production)
        self.assertEqual(sorted(entries.mapped("kind")), ["components", "responsible"])
        components = entries.filtered(lambda entry: entry.kind == "components")
        self.assertEqual(components.old_value, "Leg: 40 Units")
        self.assertEqual(components.new_value, "Leg: 50 Units")

    def test_component_added_and_removed(self):
        production = self._order()
        leg, top = production.move_raw_ids
        self._as(self.planner, production).write(
            {
                "move_raw_ids": [
                    Command.delete(top.id),
                    Command.create({"product_id": self.screw.id, "product_uom_qty": 8}),
                ]
            }
        )
        self._end()
        entry = self._entries(production)
        self.assertEqual(entry.kind, "components")
        self.assertEqual(entry.old_value, "Top: 10 Units\nScrew: –")
        self.assertEqual(entry.new_value, "Top: –\nScrew: 8 Units")

    def test_component_by_itself(self):
        production = self._order()
        move = production.move_raw_ids[0]
        move.with_user(self.planner).write({"product_uom_qty": 44})
        self._end()
        self._assert_entry(production, "components", "Leg: 40 Units", "Leg: 44 Units")

    def test_component_created_by_itself(self):
        production = self._order()
        self.env["stock.move"].with_user(self.planner).create(
            {
                "raw_material_production_id": production.id,
                "product_id": self.screw.id,
                "product_uom_qty": 3,
                "location_id": production.location_src_id.id,
                "location_dest_id": production.production_location_id.id,
            }
        )
        self._end()
        self._assert_entry(production, "components", "Screw: –", "Screw: 3 Units")

    def test_component_exchanged(self):
        production = self._order()
        production.move_raw_ids[0].with_user(self.planner).write({"product_id": self.screw.id})
        self._end()
        self._assert_entry(
            production, "components", "Leg: 40 Units\nScrew: –", "Leg: –\nScrew: 40 Units"
        )

    def test_operations(self):
        production = self._order()
        production.workorder_ids.with_user(self.planner).write(
            {"workcenter_id": self.gluing.id}
        )
        self._end()
        entry = self._entries(production)
        self.assertEqual(entry.kind, "operations")
        self.assertIn("Cut, Work center: Cutting", entry.old_value)
        self.assertIn("Cut, Work center: Gluing", entry.new_value)

    def test_operation_added_and_removed(self):
        production = self._order()
        self._as(self.planner, production).write(
            {
                "workorder_ids": [
                    Command.delete(production.workorder_ids.id),
                    Command.create({"name": "Paint", "workcenter_id": self.gluing.id}),
                ]
            }
        )
        self._end()
        entry = self._entries(production)
        self.assertEqual(entry.kind, "operations")
        self.assertEqual(entry.old_value, "Cut: Cutting\nPaint: –")
        self.assertEqual(entry.new_value, "Cut: –\nPaint: Gluing")

    def test_bom_brought_up_to_date(self):
        production = self._order()
        self.bom.bom_line_ids[0].product_qty = 5
        self._as(self.planner, production).action_update_bom()
        self._end()
        entry = self._entries(production)
        self.assertEqual(entry.kind, "bom")
        self.assertEqual(entry.new_value, "Table (brought up to date)")
        self.assertGreaterEqual(entry.cascade_count, 1)

    def test_bom_exchanged(self):
        production = self._order()
        other = self.bom.copy({"code": "B"})
        self._as(self.planner, production)._link_bom(other)
        self._end()
        self._assert_entry(production, "bom", "Table", "B: Table")

    def test_cancel(self):
        production = self._order()
        self._as(self.planner, production).action_cancel()
        self._end()
        entry = self._assert_entry(production, "cancel", "Confirmed", "Cancelled")
        self.assertGreaterEqual(entry.cascade_count, 4)

    def test_cancelled_by_the_last_component(self):
        production = self._order()
        production.move_raw_ids.with_user(self.planner)._action_cancel()
        self._end()
        kinds = self._entries(production).mapped("kind")
        self.assertIn("components", kinds)

    def test_plan_and_unplan(self):
        # In the middle of a morning: at noon and in the evening planning moves the end, too.
        production = self._order(date_start="2030-06-12 08:30:00")
        self._as(self.planner, production).button_plan()
        self._end()
        self.assertFalse(self._entries(production))
        self._as(self.planner, production).button_unplan()
        self._end()
        self._assert_entry(production, "dates", "Planned: Yes", "Planned: No")

    def test_split(self):
        production = self._order()
        self._as(self.planner, production)._split_productions({production: [6, 4]})
        self._end()
        self._assert_entry(production, "quantity", "10 Units", "6 Units")
        backorder = production.production_group_id.production_ids - production
        self.assertTrue(backorder)
        self.assertFalse(self._entries(backorder))

    def test_merge(self):
        productions = self._order() | self._order()
        self._as(self.planner, productions).action_merge()
        self._end()
        self.assertEqual(self._entries(productions[0]).mapped("kind"), ["cancel"])
        self.assertEqual(self._entries(productions[1]).mapped("kind"), ["cancel"])

    def test_producing_and_closing_is_no_change(self):
        production = self._order()
        as_planner = self._as(self.planner, production)
        as_planner.workorder_ids.button_start()
        as_planner.qty_producing = 6
        as_planner._set_qty_producing()
        as_planner.workorder_ids.button_finish()
        as_planner.with_context(skip_backorder=True).button_mark_done()
        self._end()
        self.assertEqual(production.state, "done")
        self.assertFalse(self._entries(production))
        return production

    def test_change_before_closing_counts_as_it_was(self):
        production = self._order()
        as_planner = self._as(self.planner, production)
        as_planner.write({"product_qty": 12})
        as_planner.qty_producing = 5
        as_planner._set_qty_producing()
        as_planner.with_context(skip_backorder=True).button_mark_done()
        self._end()
        self._assert_entry(production, "quantity", "10 Units", "12 Units")

    def test_correction_after_closing(self):
        production = self.test_producing_and_closing_is_no_change()
        leg = production.move_raw_ids.filtered(lambda move: move.product_id == self.leg)
        leg.with_user(self.planner).write({"quantity": 30})
        self._end()
        self._assert_entry(production, "correction", "Leg: 24 Units", "Leg: 30 Units")

    def test_correction_of_a_detail(self):
        production = self.test_producing_and_closing_is_no_change()
        leg = production.move_raw_ids.filtered(lambda move: move.product_id == self.leg)
        leg.move_line_ids.with_user(self.planner).write({"quantity": 31})
        self._end()
        self._assert_entry(production, "correction", "Leg: 24 Units", "Leg: 31 Units")

    def test_replan(self):
        production = self._order()
        self._as(self.planner, production).button_plan()
        self.env["resource.calendar.leaves"].create(
            {
                "resource_id": self.cutting.resource_id.id,
                "date_from": production.date_start,
                "date_to": production.date_start + timedelta(days=20),
            }
        )
        self._end()
        production.workorder_ids.with_user(self.planner).action_replan()
        self._end()
        self.assertEqual(self._entries(production).mapped("kind"), ["dates"])

    def test_unbuild(self):
        production = self.test_producing_and_closing_is_no_change()
        unbuild = self.env["mrp.unbuild"].with_user(self.planner)
        unbuild.create(
            {
                "mo_id": production.id,
                "product_id": self.table.id,
                "product_qty": 2,
                "product_uom_id": self.unit.id,
            }
        ).action_unbuild()
        self._end()
        self._assert_entry(production, "unbuild", "", "2 Units")

    def test_status_written_from_outside(self):
        production = self._order()
        self._as(self.planner, production).write({"state": "cancel"})
        self._end()
        self._assert_entry(production, "cancel", "Confirmed", "Cancelled")

    def test_child_order_is_automatic(self):
        """The order of a component that follows has an automatic entry of its own."""
        routes = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        mto = routes.mto_pull_id.route_id
        mto.active = True
        self.leg.route_ids = mto | routes.manufacture_pull_id.route_id
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.leg.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": self.screw.id})],
            }
        )
        production = self._order()
        child = production._get_children()
        self.assertEqual(child.product_qty, 40)
        self._set_quantity(production, 12)
        entry = self._entries(production)
        self.assertEqual(entry.mapped("kind"), ["quantity"])
        self.assertFalse(entry.automatic)
        children = production._get_children()
        self.assertEqual(sum(children.mapped("product_qty")), 48)
        for entry in self._entries(child):
            self.assertTrue(entry.automatic)
            self.assertEqual((entry.kind, entry.user_id), ("quantity", self.planner))

    def test_context_hides_nothing(self):
        production = self._order()
        self._as(self.planner, production).with_context(
            tracking_disable=True,
            mail_notrack=True,
            mail_create_nolog=True,
            skip_activity=True,
            default_automatic=True,
            default_reason="none",
            import_file=True,
            no_procurement=True,
        ).write({"product_qty": 12})
        self._end()
        entry = self._assert_entry(production, "quantity", "10 Units", "12 Units")
        self.assertFalse(entry.reason)

    def test_savepoint_within_an_act(self):
        """Neither running the hooks nor a rollback inside the act loses or divides it."""
        production = self._order()
        as_planner = self._as(self.planner, production)
        with as_planner._history_act("quantity"):
            production.move_raw_ids[0].with_user(self.planner).product_uom_qty = 60
            with self.env.cr.savepoint():
                production.move_raw_ids[1].with_user(self.planner).product_uom_qty = 15
            with self.assertRaisesRegex(ValueError, "stop"), self.env.cr.savepoint():
                production.move_raw_ids[1].with_user(self.planner).product_uom_qty = 16
                raise ValueError("stop")
            as_planner.write({"product_qty": 15})
        self._end()
        entry = self._assert_entry(production, "quantity", "10 Units", "15 Units")
        self.assertGreaterEqual(entry.cascade_count, 2)

    def test_rolled_back_leaves_nothing(self):
        production = self._order()
        with self.assertRaisesRegex(ValueError, "stop"), self.env.cr.savepoint():
            self._as(self.planner, production).write({"product_qty": 12})
            raise ValueError("stop")
        self._end()
        self.assertEqual(production.product_qty, 10)
        self.assertFalse(self._entries(production))

    def test_switched_off(self):
        self.company.order_history_enabled = False
        production = self._order()
        self._set_quantity(production, 12)
        self._as(self.planner, production).action_cancel()
        self._end()
        self.assertFalse(self._entries(production))
        self._as(self.planner, production).unlink()

    def test_two_companies(self):
        """The company of the order decides, not the one switched on in the browser."""
        other = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(other.order_history_enabled)
        self.planner.write({"company_ids": [Command.link(other.id)]})
        production = self.env["mrp.production"].with_company(other).create(
            {"product_id": self.table.id, "product_qty": 5, "company_id": other.id}
        )
        production.action_confirm()
        mine = self._order()
        both = [other.id, self.company.id]
        for order in (production, mine):
            order.with_user(self.planner).with_context(allowed_company_ids=both).write(
                {"product_qty": 9}
            )
        self._end()
        self.assertFalse(self._entries(production))
        self._assert_entry(mine, "quantity", "10 Units", "9 Units")

    def test_deleting(self):
        draft = self._order(confirmed=False)
        self._as(self.planner, draft).unlink()
        confirmed = self._order()
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            self._as(self.planner, confirmed).unlink()
        self._as(self.planner, confirmed).action_cancel()
        self._end()
        with self.assertRaisesRegex(UserError, "history"):
            self._as(self.planner, confirmed).unlink()
        with self.assertRaisesRegex(UserError, "history"):
            self._as(self.planner, confirmed).sudo().with_context(_force_unlink=True).unlink()

    def test_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.leg.with_context(lang="zh_CN").name = "桌腿"
        production = self._order()
        production.move_raw_ids[0].with_user(self.planner).write({"product_uom_qty": 44})
        self._end()
        entry = self._entries(production)
        self.assertEqual(entry.new_value, "Leg: 44 Units")
        self.assertTrue(entry.with_context(lang="zh_CN").new_value.startswith("桌腿: 44"))
        self.leg.name = "Renamed"
        self.assertEqual(entry.new_value, "Leg: 44 Units")

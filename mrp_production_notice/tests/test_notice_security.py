from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.mrp_production_notice import PROTECTED_FIELDS
from .common import NoticeCommon

# role: groups
ROLES = {
    "sales": "sales_team.group_sale_salesman",
    "department": "order_signoff.group_user",
    "manager": "order_signoff.group_manager",
    "manufacturing": "mrp.group_mrp_user",
    "inventory": "stock.group_stock_user",
    "invoicing": "account.group_account_invoice",
    "employee": "base.group_user",
    "portal": "base.group_portal",
    "public": "base.group_public",
}
READERS = {"sales": "r", "department": "r", "manager": "r", "manufacturing": "r"}
DIALOG = {"sales": "crw", "department": "crw", "manager": "crw"}
# model: {role: what it may do at all (create, read, write, unlink)}; others may do nothing
MATRIX = {
    "mrp.production.notice": {
        **READERS, "sales": "rwu", "department": "rwu", "manager": "rwu"
    },
    "mrp.production.notice.line": {
        **READERS, "sales": "rwu", "department": "rwu", "manager": "rwu"
    },
    "mrp.production.notice.copy": READERS,
    "mrp.production.notice.difference": READERS,
    "mrp.production.notice.correction": READERS,
    "order.reason": DIALOG,
    "mrp.production.notice.correct": DIALOG,
    "mrp.production.notice.batch": DIALOG,
}
OPERATIONS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestNoticeSecurity(NoticeCommon):
    """Who may do what, and what nobody may."""

    def test_matrix(self):
        for role, groups in ROLES.items():
            user = new_test_user(
                self.env, f"notice_matrix_{role}", groups, **self.in_company
            )
            for model, rights in MATRIX.items():
                for letter, operation in OPERATIONS.items():
                    with self.subTest(role=role, model=model, operation=operation):
                        allowed = self.env[model].with_user(user).has_access(operation)
                        self.assertEqual(allowed, letter in rights.get(role, ""))

    def test_shop_reads_without_sales_and_prices(self):
        notice = self._issued()
        head = self.signers["warehouse"]
        self.assertFalse(self.env["sale.order"].with_user(head).has_access("read"))
        for user in (self.mrp_user, head):
            mine = notice.with_user(user)
            mine.invalidate_recordset()
            arch = mine.get_view(view_type="form")
            spec = {
                name: {"fields": {"display_name": {}}}
                if field["type"] == "many2one" else {}
                for name, field in mine.fields_get().items()
                if f'name="{name}"' in arch["arch"]
            }
            values = mine.web_read(spec)[0]
            self.assertEqual(values["partner_name"], "Notice Customer")
            self.assertEqual(mine.line_ids.mapped("make_quantity"), [10, 10])
        words = ("price", "amount", "currency", "margin", "discount")
        for model in MATRIX:
            for name in self.env[model]._fields:
                self.assertFalse(any(word in name for word in words), (model, name))

    def test_protected_fields(self):
        notice = self._notice()
        for user in (self.seller, self.manager):
            for name in PROTECTED_FIELDS:
                with self.subTest(user=user.name, field=name), self.assertRaises(UserError):
                    notice.with_user(user).write({name: False})
        line = notice.line_ids[0]
        for name in ("notice_id", "order_line_id", "product_id", "quantity", "uom_id"):
            with self.subTest(field=name), self.assertRaises(UserError):
                line.write({name: False})
        with self.assertRaises(UserError):
            notice.with_context(default_state="issued").create({"order_id": self._order().id})

    def test_no_way_through_the_lines_of_the_form(self):
        notice = self._submitted()
        line = notice.line_ids[0]
        for command in (
            Command.update(line.id, {"make_quantity": 99}),
            Command.delete(line.id),
            Command.unlink(line.id),
            Command.clear(),
            Command.set([]),
            Command.create({"product_id": self.products[0].id}),
        ):
            with self.subTest(command=command), self.assertRaises(UserError):
                notice.write({"line_ids": [command]})
        draft = self._notice()
        with self.assertRaises(UserError):
            draft.write({"line_ids": [Command.link(line.id)]})
        with self.assertRaises(UserError):
            draft.write({"line_ids": [Command.create({"product_id": self.products[0].id})]})

    def test_nobody_writes_what_the_system_keeps(self):
        notice = self._issued()
        for user in (self.seller, self.signers["warehouse"], self.manager, self.mrp_user):
            with self.assertRaises(AccessError):
                notice.copy_ids[0].with_user(user).write({"received_on": "2026-01-01 00:00:00"})
            with self.assertRaises(AccessError):
                self.env["mrp.production.notice.correction"].with_user(user).create(
                    {"notice_id": notice.id, "field_name": "packing", "reason": "x"}
                )
            with self.assertRaises(AccessError):
                notice.copy_ids[0].with_user(user).unlink()
        production = self.env["mrp.production"].create(
            {"product_id": self.products[0].id, "product_qty": 1, "company_id": self.company.id}
        )
        with self.assertRaises(UserError):
            production.with_user(self.mrp_user).write({"production_notice_id": notice.id})
        with self.assertRaises(UserError):
            production.with_user(self.mrp_user).write({"awaits_notice": False})
        with self.assertRaises(UserError):
            notice.with_user(self.mrp_user).write({"delivery_mode": "Truck"})
        with self.assertRaises(AccessError):
            self._notice().with_user(self.mrp_user).write({"message_main_attachment_id": False})

    def test_who_prepares(self):
        order = self._order()
        planner = self.signers["planning"]
        follower = self.signers["quality"]
        other = new_test_user(
            self.env, "notice_other", "sales_team.group_sale_salesman", **self.in_company
        )
        Notice = self.env["mrp.production.notice"]
        for user in (self.signers["warehouse"], other, self.mrp_user):
            with self.assertRaisesRegex(UserError, "is prepared by"):
                Notice.with_user(user)._prepare_for(order.with_user(user))
        notice = Notice.with_user(planner)._prepare_for(order.with_user(planner))
        self.assertTrue(notice.can_edit)
        notice.line_ids[0].packing = "Box"
        with self.assertRaisesRegex(UserError, "is prepared by"):
            notice.with_user(follower).write({"delivery_mode": "Truck"})
        order.sudo().follower_id = follower
        notice.with_user(follower).write({"delivery_mode": "Truck"})
        notice.with_user(self.manager).action_submit()
        self.assertEqual(notice.state, "approval")
        with self.assertRaisesRegex(UserError, "is prepared by"):
            notice.with_user(self.signers["warehouse"]).action_back_to_draft()
        with self.assertRaises(AccessError):
            notice.with_user(self.mrp_user).action_back_to_draft()

    def test_remark_is_noted_by_those_concerned(self):
        notice = self._issued()
        line = notice.line_ids[0]
        line.with_user(self.signers["warehouse"]).remark = "Shelf 7"
        self.assertEqual(line.remark, "Shelf 7")
        # As the form sends it.
        notice.with_user(self.signers["production"]).write(
            {"line_ids": [Command.update(line.id, {"remark": "Shelf 8"})]}
        )
        self.assertEqual(line.remark, "Shelf 8")
        with self.assertRaisesRegex(UserError, "departments that work by it"):
            line.with_user(self.signers["engineering"]).remark = "Hello"
        with self.assertRaisesRegex(UserError, "sent round"):
            line.write({"remark": "x", "packing": "y"})

    def test_companies(self):
        notice = self._issued()
        other = self.env["res.company"].create({"name": "Other Works"})
        stranger = new_test_user(
            self.env,
            "notice_stranger",
            "mrp.group_mrp_user,order_signoff.group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for records in (notice, notice.line_ids, notice.copy_ids):
            with self.assertRaises(AccessError):
                records.with_user(stranger).read(["display_name"])
        # The order's company decides, whichever the caller has switched on.
        order = self._order()
        self.seller.company_ids |= other
        asking = order.with_user(self.seller).with_context(
            allowed_company_ids=[other.id, self.company.id]
        )
        prepared = asking.env["mrp.production.notice"]._prepare_for(asking)
        self.assertEqual(prepared.company_id, self.company)

    def test_vanilla_users_are_undisturbed(self):
        self.company.order_notice_enabled = False
        seller = new_test_user(
            self.env, "notice_vanilla", "sales_team.group_sale_salesman", **self.in_company
        )
        order = self._order(confirm=False, user_id=seller.id).with_user(seller)
        order.action_confirm()
        order.invalidate_recordset()
        order.read(["notice_count", "notice_state", "notice_to_prepare"])
        self.assertFalse(order.notice_to_prepare)
        production = (
            self.env["mrp.production"]
            .with_user(self.mrp_user)
            .create({"product_id": self.products[0].id, "product_qty": 1})
        )
        production.action_confirm()
        self.assertEqual(production.state, "confirmed")


@tagged("post_install", "-at_install")
class TestNoticeRace(NoticeCommon):
    """Two people at the same moment."""

    def test_two_revise_at_once(self):
        notice = self._issued()
        notice._revise("Mine")
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            notice._revise("Yours")

    def test_one_in_force(self):
        notice = self._issued()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            notice.sudo().copy({"name": "X", "state": "issued", "order_id": notice.order_id.id})
            self.env.flush_all()

    def test_order_and_batch_exclude_each_other(self):
        order = self._order(confirm=False)
        line = order.order_line[0]
        self.env["sale.order.delivery.schedule"].create(
            [
                {"order_line_id": line.id, "quantity": 4, "promised_date": "2026-12-10"},
                {"order_line_id": line.id, "quantity": 6, "promised_date": "2026-12-20"},
            ]
        )
        order.action_confirm()
        Notice = self.env["mrp.production.notice"].with_user(self.seller)
        mine = order.with_user(self.seller)
        batches = line.delivery_schedule_ids
        self.assertEqual(mine.action_prepare_notice()["res_model"], "mrp.production.notice.batch")
        first = Notice._prepare_for(mine, batches[0])
        # The line without batches goes with the first one.
        self.assertEqual(first.line_ids.mapped("quantity"), [4, 10])
        self.assertEqual(str(first.batch_date), "2026-12-10")
        self.assertTrue(mine.notice_to_prepare, "The other batch has none yet")
        with self.assertRaisesRegex(UserError, "already"):
            Notice._prepare_for(mine)
        second = Notice._prepare_for(mine, batches[1])
        self.assertNotEqual(first, second)
        self.assertEqual(second.line_ids.mapped("quantity"), [6])
        self.assertEqual(Notice._prepare_for(mine, batches[0]), first)
        mine.invalidate_recordset()
        self.assertFalse(mine.notice_to_prepare)
        self.assertEqual(mine.notice_count, 2)
        (first | second)._cancel("One for all")
        whole = Notice._prepare_for(mine)
        self.assertEqual(whole.line_ids.mapped("quantity"), [4, 6, 10])
        with self.assertRaisesRegex(UserError, "already"):
            Notice._prepare_for(mine, batches[0])


@tagged("post_install", "-at_install")
class TestNoticeTwoAtOnce(TransactionCase):
    """Two cursors: only committed records can be seen by both; nothing of them stays."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self.env(cr=cr, context={"tracking_disable": True})
            company = env.ref("base.main_company")
            self.switched_on = company.order_notice_enabled
            company.order_notice_enabled = True
            product = env["product.product"].create({"name": "Valve", "type": "consu"})
            bom = env["mrp.bom"].create({"product_tmpl_id": product.product_tmpl_id.id})
            order = env["sale.order"].create(
                {
                    "partner_id": env["res.partner"].create({"name": "Two at Once"}).id,
                    "company_id": company.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": 10})
                    ],
                }
            )
            order.action_confirm()
            self.ids = company.id, order.id, bom.id, product.id
        self.addCleanup(self._clean)

    def _clean(self):
        __, order_id, bom_id, product_id = self.ids
        with self.registry.cursor() as cr:
            env = self.env(cr=cr, context={"disable_cancel_warning": True})
            order = env["sale.order"].browse(order_id)
            partner = order.partner_id
            order.action_cancel()
            order.picking_ids.unlink()
            order.notice_ids.unlink()
            order.unlink()
            partner.unlink()
            env["mrp.bom"].browse(bom_id).unlink()
            env["product.product"].browse(product_id).product_tmpl_id.unlink()
            env.ref("base.main_company").order_notice_enabled = self.switched_on

    @mute_logger("odoo.sql_db")
    def test_two_prepare_at_once(self):
        company_id, order_id = self.ids[:2]
        context = {"allowed_company_ids": [company_id], "tracking_disable": True}
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = self.env(cr=first, context=context)["sale.order"].browse(order_id)
            two = self.env(cr=second, context=context)["sale.order"].browse(order_id)
            self.assertFalse(two.notice_ids, "both see none")
            notice = one.env["mrp.production.notice"]._prepare_for(one)
            first.commit()
            with self.assertRaises(SerializationFailure):
                two.env["mrp.production.notice"]._prepare_for(two)
            second.rollback()
            two.env.invalidate_all()
            # What Odoo does with a request that failed so: it plays it once more.
            again = two.env["mrp.production.notice"]._prepare_for(two)
            self.assertEqual(again.id, notice.id)
            second.rollback()


@tagged("post_install", "-at_install")
class TestNoticeQueries(NoticeCommon):
    """The number of queries does not depend on the number of records."""

    def test_list(self):
        notices = self.env["mrp.production.notice"]
        for _number in range(6):
            notices |= self._issued()
        specification = {
            name: {} for name in ("display_name", "order_code", "signoff_missing",
                                  "receipt_missing", "can_edit", "production_count")
        }

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(self.seller).web_read(specification)
            return self.env.cr.sql_log_count - before

        count(notices[:1])
        one, many = count(notices[:1]), count(notices)
        self.assertLessEqual(many, one + 3)
        self.assertLessEqual(many, 30)

    def test_orders_of_companies_without_notices(self):
        orders = self._order() | self._order()
        self.company.order_notice_enabled = False
        self.env.flush_all()
        self.env.invalidate_all()
        orders.mapped("company_id.order_notice_enabled")
        orders.mapped("state")
        with self.assertQueryCount(0):
            orders.sudo().mapped("notice_state")
            orders.sudo().mapped("notice_to_prepare")

import base64
from ast import literal_eval

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_step import StepCommon

SUITE = ("order_signoff", "sale_order_code", "sale_order_intake", "sale_order_review")
# Nobody else's figures look like these.
PRICE = 8765.43
FIGURES = ("8765.43", "8,765.43", "17530.86", "17,530.86")
ROW_LIMIT = 20


@tagged("post_install", "-at_install")
class TestRoles(StepCommon):
    """Workshops do their part without any right on orders, and see no price on any way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order_with_open({"E03": "production", "Q03": "shipment"})
        cls.order.order_line.price_unit = PRICE
        cls.review = (
            cls.env["sale.order.review"]
            .with_user(cls.sales_user)
            ._request_for(cls.order, kind="full")
            .with_env(cls.env)
        )
        for proof_type, kind in (("label", False), ("sample", "retained")):
            cls.env["sale.order.proof"].with_user(cls.sales_user).create(
                {
                    "order_id": cls.order.id,
                    "proof_type": proof_type,
                    "sample_kind": kind,
                    "file": base64.b64encode(b"%PDF-1.4"),
                    "file_name": "proof.pdf",
                }
            ).action_mark_sent()

    def _suite_models(self):
        return [
            name
            for name in self.env.registry
            if self.env[name]._original_module in SUITE
            and not self.env[name]._abstract
            and not self.env[name]._transient
        ]

    def _assert_no_price(self, values, where):
        text = str(values)
        for figure in FIGURES:
            self.assertNotIn(figure, text, where)

    def test_figures_are_there_to_be_found(self):
        self.assertIn(FIGURES[0], str(self.review.product_ids.mapped("price_unit")))
        self.assertEqual(self.order.amount_total, 17530.86)

    def test_no_price_by_reading_exporting_or_grouping(self):
        for function in ("production", "quality"):
            user = self.signers[function]
            user.group_ids += self.env.ref("base.group_allow_export")
            with self.assertRaises(AccessError):
                self.env["sale.order"].with_user(user).search([])
            seen = set()
            for name in self._suite_models():
                model = self.env[name].with_user(user)
                if not model.has_access("read"):
                    continue
                records = model.search([])
                seen |= {name} if records else set()
                fields = model.fields_get()
                where = f"{function}: {name}"
                self._assert_no_price(records.read(list(fields)), where)
                stored = [
                    field
                    for field in fields
                    if field != "id"
                    and model._fields[field].store
                    and not model._fields[field].relational
                ]
                self._assert_no_price(records.export_data(stored).get("datas"), where)
                for field, description in fields.items():
                    if description["type"] in ("float", "monetary") and description.get("store"):
                        groups = model.formatted_read_group([], [], [f"{field}:sum"])
                        self._assert_no_price(groups, f"{where}.{field}")
            self.assertLessEqual(
                {"sale.order.review", "sale.order.review.line", "sale.order.proof"}, seen
            )

    def test_no_price_by_searching(self):
        """A filter on a hidden figure would tell it by trying."""
        user = self.signers["production"]
        for model, field in (
            ("sale.order.review", "amount_total"),
            ("sale.order.review", "order_id.amount_total"),
            ("sale.order.review.product", "price_unit"),
            ("sale.order.review.line", "review_id.order_id.amount_total"),
            ("sale.order.proof", "order_id.amount_total"),
            ("sale.order.proof", "order_line_id.price_unit"),
        ):
            with self.subTest(f"{model}.{field}"), self.assertRaises(AccessError):
                self.env[model].with_user(user).search([(field, ">", 1)])
            with self.subTest(f"{model} by {field}"):
                self._assert_not_sorted(self.env[model].with_user(user), field)

    def _assert_not_sorted(self, model, field):
        """Odoo refuses a hidden field and one of another document in different ways."""
        try:
            model.search([], order=f"{field} desc").read(["id"])
        except (AccessError, UserError, ValueError):
            return
        self.fail(f"{model._name} can be sorted by {field}")

    def test_every_screen_opens(self):
        """All screens of the menu, for people who are in a department and nothing else."""
        for function in ("production", "quality", "management"):
            user = self.signers[function]
            opened = []
            for action in self._actions(user):
                opened.append(action.res_model)
                self._open(user, action)
            self.assertIn("sale.order.review", opened)
            self.assertIn("sale.order.review.line", opened)
            self.assertIn("order.signoff", opened)
            self.assertIn("sale.order.proof", opened)

    def _actions(self, user):
        menus = self.env["ir.ui.menu"].with_user(user)
        root = self.env.ref("order_signoff.menu_root")
        visible = menus.browse(menus._visible_menu_ids()).sudo()
        ours = visible.filtered(lambda menu: menu.parent_path.startswith(root.parent_path))
        return [
            menu.action
            for menu in ours
            if menu.action and menu.action._name == "ir.actions.act_window"
        ]

    def _open(self, user, action):
        model = self.env[action.res_model].with_user(user)
        kinds = [kind for kind in action.view_mode.split(",")]
        views = [(view.view_id.id, view.view_mode) for view in action.view_ids]
        named = {kind for _view, kind in views}
        views += [(False, kind) for kind in kinds if kind not in named]
        arches = model.get_views([*views, (action.search_view_id.id or False, "search")])["views"]
        scope = {"uid": user.id, "active_id": False, "context_today": None}
        domain = self._domain(action, scope)
        for kind in {kind for _view, kind in views}:
            spec = self._specification(model, etree.fromstring(arches[kind]["arch"]))
            where = f"{user.login}: {action.name} {kind}"
            if kind in ("list", "kanban", "form"):
                values = model.web_search_read(domain, spec, limit=ROW_LIMIT)
                self._assert_no_price(values, where)
        search = etree.fromstring(arches["search"]["arch"])
        for node in search.iter("filter"):
            if node.get("domain") and "time" not in node.get("domain"):
                try:
                    found = literal_eval(node.get("domain"))
                except ValueError:
                    continue
                model.search_count(found)

    def _domain(self, action, scope):
        try:
            return literal_eval(action.domain or "[]")
        except ValueError:
            return []

    def _specification(self, model, arch):
        spec = {}
        for node in arch.iter("field"):
            if any(parent.tag == "field" for parent in node.iterancestors()):
                continue
            name = node.get("name")
            field = model._fields.get(name)
            if field is None:
                continue
            spec[name] = {}
            if field.relational:
                spec[name] = {"fields": {"display_name": {}}}
            inner = node.find("list") if field.relational else None
            if inner is not None:
                spec[name] = {
                    "fields": self._specification(self.env[field.comodel_name], inner)
                }
        return spec

    def test_report_without_prices(self):
        for function in ("production", "quality"):
            report = self.env["ir.actions.report"].with_user(self.signers[function])
            html = report._render_qweb_html(
                "sale_order_review.report_sale_order_review", self.review.ids
            )[0].decode()
            self.assertIn(self.review.name, html)
            self._assert_no_price(html, function)

    def test_whole_work_of_the_workshops(self):
        """Answer, leave open, sign, settle: all of it without the order."""
        order = self._make_order()
        review = (
            self.env["sale.order.review"]
            .with_user(self.sales_user)
            ._request_for(order, kind="full")
            .with_env(self.env)
        )
        for function, code in (("production", "M02"), ("quality", "Q03")):
            user = self.signers[function]
            mine = review.with_user(user)
            mine.action_fill()
            line = review.line_ids.filtered(lambda line, c=code: line.code == c).with_user(user)
            line.action_open()
            line.write({"promise_date": "2030-01-31", "comment": "Comes later"})
            mine.action_answer_all()
            signoff = mine.my_signoff_ids
            signoff.action_accept()
            self.assertEqual(signoff.state, "accepted")
        self._sign_all(review)
        for function, code in (("production", "M02"), ("quality", "Q03")):
            user = self.signers[function]
            line = review.line_ids.filtered(lambda line, c=code: line.code == c).with_user(user)
            self.env["sale.order.review.resolve"].with_user(user).with_context(
                active_model="sale.order.review.line", active_ids=line.ids
            ).create({"comment": "Done"}).action_resolve()
            self.assertEqual(line.item_state, "closed")

    def test_vanilla_staff_of_other_apps(self):
        """Inventory and Invoicing without our groups validate and invoice, and see no review."""
        in_company = {
            "company_id": self.company.id,
            "company_ids": [Command.set(self.company.ids)],
        }
        bill = new_test_user(
            self.env, "role_bill", "account.group_account_invoice", **in_company
        )
        portal = new_test_user(self.env, "role_portal", "base.group_portal")
        for user in (self.packer, bill, portal):
            for name in ("sale.order.review", "sale.order.review.line", "sale.order.proof"):
                with self.subTest(f"{user.login} {name}"), self.assertRaises(AccessError):
                    self.env[name].with_user(user).search([])

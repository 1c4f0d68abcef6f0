from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools import LazyTranslate
from odoo.tools.translate import code_translations

_lt = LazyTranslate(__name__)

MODULE = "order_assurance"
LANGUAGE = "zh_CN"
# Names of demo records, listed here to be translated: terms of demo data are not exported.
NAMES = (
    _lt("Sales"),
    _lt("Engineering"),
    _lt("Planning"),
    _lt("Purchasing"),
    _lt("Production"),
    _lt("Welding Workshop"),
    _lt("Assembly Workshop"),
    _lt("Quality"),
    _lt("Logistics"),
    _lt("Warehouse"),
    _lt("Finance"),
    _lt("Service"),
    _lt("General Manager's Office"),
    _lt("Shock Absorbers"),
    _lt("Suspension Parts"),
    _lt("CKD Kits"),
    _lt("Semi-finished Parts"),
    _lt("Raw Materials"),
    _lt("Front Strut Assembly, Left"),
    _lt("Front Strut Assembly, Right"),
    _lt("Rear Shock Absorber"),
    _lt("Front Strut CKD Kit, Pair"),
    _lt("Rubber Bushing"),
    _lt("Strut Mount with Bearing"),
    _lt("Damper Cartridge"),
    _lt("Welded Outer Tube"),
    _lt("Piston Rod 20 mm"),
    _lt("Piston with Valve"),
    _lt("Damper Oil"),
    _lt("Oil Seal"),
    _lt("Seamless Steel Tube"),
    _lt("Steering Bracket"),
    _lt("Coil Spring"),
    _lt("Rubber Compound NR60"),
    _lt("Thrust Bearing"),
    _lt("Colour Carton"),
)
NAMED_MODELS = ("order.team", "product.category", "product.template")
# Departments that answer a checklist; management signs last, if it is asked.
DEPARTMENTS = (
    "sales",
    "engineering",
    "planning",
    "purchasing",
    "production",
    "quality",
    "logistics",
    "finance",
)
# Dates that were agreed with the customer stay as they are when the past is made.
AGREED_DATES = frozenset({"commitment_date", "requested_date", "date_deadline"})
# Documents that tell the story of an order: model, and the path from it to the order.
STORY_MODELS = {
    "sale.order": "id",
    "sale.order.code": "order_id",
    "sale.order.review": "order_id",
    "sale.order.review.line": "review_id.order_id",
    "sale.order.review.override": "order_id",
    "sale.order.proof": "order_id",
    "sale.order.refusal": "order_id",
    "sale.order.trial": "review_id.order_id",
    "sale.order.phone.record": "order_ids",
    "stock.picking": "sale_id",
    "stock.move": "sale_line_id.order_id",
}


class OrderAssuranceDemo(models.AbstractModel):
    """Build the demo company and play its story with the real flow, as the real roles.

    Nothing here writes a signature: people sign. Only time is made up, at the end of each
    step, by moving what has happened so far into the past.
    """

    _name = "order.assurance.demo"
    _description = "Order Assurance Demo Story"

    # ------------------------------------------------------------
    # Master data that needs more than a record in XML
    # ------------------------------------------------------------

    @api.model
    def _demo_ref(self, name):
        """The demo record of that name."""
        return self.env.ref(f"{MODULE}.{name}")

    @api.model
    def _demo_company(self):
        """The demo company, seen with itself as the only company switched on."""
        company = self._demo_ref("company")
        return company.with_context(allowed_company_ids=company.ids)

    @api.model
    def _demo_prepare_company(self):
        """Give the demo company its accounts, its warehouse and its make-to-order route."""
        company = self._demo_company()
        if not company.chart_template:
            company.env["account.chart.template"]._load("generic_coa", company, install_demo=False)
            # The chart brings the country and the currency of the United States.
            company.account_fiscal_country_id = company.country_id
            company.currency_id = self.env.ref("base.CNY")
        # Odoo gives a company the working hours of the zone of whoever made it.
        company.resource_calendar_id.tz = "Asia/Shanghai"
        warehouse = self._demo_prepare_warehouse(company)
        if not self.env.ref(f"{MODULE}.stock_route_order", raise_if_not_found=False):
            route = company.env["stock.route"].create(self._demo_prepare_route(warehouse))
            self.env["ir.model.data"]._update_xmlids(
                [{"xml_id": f"{MODULE}.stock_route_order", "record": route, "noupdate": True}]
            )

    @api.model
    def _demo_prepare_warehouse(self, company):
        warehouse = company.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        if not warehouse:
            warehouse = warehouse.create({"company_id": company.id, "name": company.name})
        warehouse.write({"name": "Hengtai", "code": "HT"})
        return warehouse

    @api.model
    def _demo_prepare_route(self, warehouse):
        """A route that makes what customers order, and the parts it is made of."""
        rule = {
            "company_id": warehouse.company_id.id,
            "warehouse_id": warehouse.id,
            "procure_method": "make_to_order",
        }
        pull = {**rule, "action": "pull", "location_src_id": warehouse.lot_stock_id.id}
        customers = self.env.ref("stock.stock_location_customers")
        return {
            "name": "Hengtai: Make to Order",
            "company_id": warehouse.company_id.id,
            "product_selectable": True,
            "rule_ids": [
                Command.create(
                    {
                        **pull,
                        "name": "Hengtai: to the customer",
                        "location_dest_id": customers.id,
                        "picking_type_id": warehouse.out_type_id.id,
                    }
                ),
                Command.create(
                    {
                        **pull,
                        "name": "Hengtai: into production",
                        "location_dest_id": warehouse._get_production_location().id,
                        "picking_type_id": warehouse.manu_type_id.id,
                    }
                ),
                Command.create(
                    {
                        **rule,
                        "name": "Hengtai: make",
                        "action": "manufacture",
                        "location_dest_id": warehouse.lot_stock_id.id,
                        "picking_type_id": warehouse.manu_type_id.id,
                    }
                ),
            ],
        }

    @api.model
    def _demo_prepare_people(self):
        """Let the company's people work in Chinese where it is installed; management in English."""
        users = self.env["res.users"].search([("company_id", "=", self._demo_ref("company").id)])
        users -= self._demo_ref("user_customer") | self._demo_ref("user_management")
        if self.env["res.lang"]._get_data(code=LANGUAGE):
            users.lang = LANGUAGE

    @api.model
    def _demo_translate(self):
        """Name teams and goods in every installed language that has a word for them."""
        records = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "in", NAMED_MODELS)]
        )
        for code, _name in self.env["res.lang"].get_installed():
            words = code_translations.get_python_translations(MODULE, code)
            for data in records:
                record = self.env[data.model].browse(data.res_id).with_context(lang=code)
                if word := words.get(record.name):
                    record.name = word

    # ------------------------------------------------------------
    # Tools of the story
    # ------------------------------------------------------------

    @api.model
    def _demo_env(self, role):
        """The environment in which the person of a role works."""
        user = self._demo_ref(f"user_{role}")
        context = {
            "allowed_company_ids": user.company_id.ids,
            "lang": user.lang,
            "tz": user.tz,
            "mail_notify_force_send": False,
        }
        return self.env(user=user.id, su=False, context=context)

    @api.model
    def _demo_order(self, customer, lines, days=35, role="sales", **values):
        """A quotation, as the sales department writes it.

        :param customer: name of the customer's record
        :param lines: {name of the product's record: quantity}
        :param days: days until the customer wants the goods
        """
        now = fields.Datetime.now()
        partner = self._demo_ref(f"partner_{customer}")
        return self._demo_env(role)["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": self._demo_ref("user_sales").id,
                "order_received_on": now,
                "intake_channel": "email",
                "intake_contact": partner.child_ids[:1].name,
                "commitment_date": now.replace(hour=4, minute=0, second=0, microsecond=0)
                + timedelta(days=days),
                "order_line": [
                    Command.create(
                        {
                            "product_id": self._demo_ref(f"product_{name}").id,
                            "product_uom_qty": quantity,
                        }
                    )
                    for name, quantity in lines.items()
                ],
                **values,
            }
        )

    @api.model
    def _demo_taken_in(self, customer, lines, **values):
        """A quotation with all that its intake asks for, the customer's document attached."""
        today = fields.Date.context_today(self)
        order = self._demo_order(
            customer,
            lines,
            **{
                "follower_id": self._demo_ref("user_clerk").id,
                "customer_confirmed_on": today,
                "client_order_ref": f"PO-{customer.upper()}-{today:%y%m}",
                **values,
            },
        )
        text = "\n".join(
            f"{line.product_id.default_code}\t{line.product_uom_qty:g}"
            for line in order.order_line
        )
        document = order.env["ir.attachment"].create(
            {
                "name": f"{order.client_order_ref}.txt",
                "raw": f"PURCHASE ORDER {order.client_order_ref}\n\n{text}\n".encode(),
                "res_model": order._name,
                "res_id": order.id,
            }
        )
        order.intake_attachment_ids = document
        if not order.order_class:
            order.action_propose_order_class()
        return order

    @api.model
    def _demo_request(self, order):
        """Sales asks for the review; return it as the system sees it."""
        order.action_request_review()
        return order.sudo().review_ids

    @api.model
    def _demo_signoff(self, review, function, role=None):
        """The open sign-off of a department, as the person who signs sees it."""
        signoff = review.signoff_ids.filtered(
            lambda line: line.team_id.function == function and line.state == "pending"
        )
        return signoff.with_env(self._demo_env(role or function))

    @api.model
    def _demo_answer(self, review, function, answers):
        """A department answers some items in its own words."""
        lines = review.line_ids.with_env(self._demo_env(function))
        for line in lines.filtered(lambda line: line.code in answers):
            line.write(answers[line.code])

    @api.model
    def _demo_sign(self, review, functions=DEPARTMENTS, minutes=25):
        """Departments answer what is still empty with "met" and accept, one after the other."""
        for function in functions:
            if signoff := self._demo_signoff(review, function):
                self._demo_overrule(review, function)
                signoff.action_answer_all()
                signoff.action_accept()
                self._demo_time_passes(review.order_id, minutes=minutes)

    @api.model
    def _demo_overrule(self, review, function):
        """What a check denies is answered otherwise, with the reason."""
        lines = review.line_ids.with_env(self._demo_env(function))
        for line in lines.filtered(lambda line: line.function == function and not line.result):
            if line._contradicts("ok"):
                line.write({"result": "ok", "comment": line.env._("Agreed with management")})

    @api.model
    def _demo_decide(self, review, comment=None):
        """Management signs last, where it is asked."""
        if signoff := self._demo_signoff(review, "management"):
            signoff.action_accept(comment)

    @api.model
    def _demo_productions(self, order):
        """The manufacturing orders of an order: (those of parts, those of what is delivered)."""
        productions = order.sudo().mrp_production_ids
        parts = productions.browse().union(*(made._get_children() for made in productions))
        return parts, productions - parts

    @api.model
    def _demo_accepted(self, order, **how):
        """The whole review, everything met."""
        review = self._demo_request(order)
        self._demo_time_passes(order, minutes=40)
        self._demo_sign(review, **how)
        self._demo_decide(review)
        return review

    @api.model
    def _demo_confirmed(self, order, days, **how):
        """Reviewed, confirmed by sales, coded.

        :param days: how long ago that is, when the whole story has been told
        """
        review = self._demo_accepted(order, **how)
        self._demo_time_passes(order, hours=2)
        order.order_code_date = fields.Date.subtract(fields.Date.context_today(order), days=days)
        order.action_confirm()
        return review

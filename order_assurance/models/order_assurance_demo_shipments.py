from collections import defaultdict
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools import SQL

from .order_assurance_demo_complaint import PAST

# What customers get every month: on which day of thirty, and how many of each product.
MONTHLY = {
    "rhein": (2, {"rear_shock": 900, "strut_right": 240, "strut_left": 240}),
    "gulf": (6, {"strut_left": 600}),
    "cape": (9, {"strut_right": 480}),
    "siam": (13, {"strut_left": 420, "rear_shock": 360}),
    "andina": (16, {"rear_shock": 540, "mount": 800}),
    "coral": (20, {"mount": 1000, "strut_right": 300}),
    "lakes": (23, {"strut_left": 720}),
    "kansai": (26, {"strut_right": 360}),
    "chengda": (28, {"rear_shock": 1200}),
}
# Complaints that are on the desk today: customer, days ago.
OPEN = (("siam", 2), ("gulf", 4), ("coral", 3), ("andina", 1))
DAYS = 395
MONTH = 30
# Days from a shipment to the complaint about it; then others leave at least so far apart.
COMPLAINED_AFTER = 12
APART = 16


class OrderAssuranceDemo(models.AbstractModel):
    """What left the house in the year before: complaints are measured against it."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_story(self):
        """Before everything else, the shipments of the past year."""
        self._demo_past_shipments()
        return super()._demo_story()

    @api.model
    def _demo_past_shipments(self):
        """Let the warehouse send every customer what he gets each month."""
        plan = self._demo_shipment_plan()
        self._demo_shipment_stock([customer for _days, customer in plan])
        env, warehouse = self._demo_env("logistics"), self._demo_8d_warehouse()
        places = {
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
        }
        pickings = env["stock.picking"].create(
            [
                {
                    "picking_type_id": warehouse.out_type_id.id,
                    "partner_id": self._demo_ref(f"partner_{customer}").id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": self._demo_ref(f"product_{product}").id,
                                "product_uom_qty": quantity,
                                "company_id": env.company.id,
                                **places,
                            }
                        )
                        for product, quantity in MONTHLY[customer][1].items()
                    ],
                    **places,
                }
                for _days, customer in plan
            ]
        )
        pickings.action_confirm()
        pickings.action_assign()
        self._demo_8d_carry_out(pickings)
        self._demo_shipment_time(pickings, [days for days, _customer in plan])

    @api.model
    def _demo_shipment_plan(self):
        """Return ``[(days ago, customer)]``, the oldest first.

        Every complaint is about one of them; the others leave month by month.
        """
        complained = defaultdict(list)
        for customer, days in [(case[1], case[3]) for case in PAST] + list(OPEN):
            complained[customer].append(days + COMPLAINED_AFTER)
        plan = []
        for customer, (day, _products) in MONTHLY.items():
            fixed = complained[customer]
            plan += [(days, customer) for days in fixed]
            plan += [
                (days, customer)
                for days in range(day, DAYS, MONTH)
                if all(abs(days - other) > APART for other in fixed)
            ]
        return sorted(plan, reverse=True)

    @api.model
    def _demo_shipment_stock(self, customers):
        """What was made before Odoo was used is counted into the warehouse."""
        total = defaultdict(int)
        for customer in customers:
            for product, quantity in MONTHLY[customer][1].items():
                total[product] += quantity
        place = self._demo_8d_warehouse().lot_stock_id
        quants = self._demo_env("logistics")["stock.quant"].with_context(inventory_mode=True)
        counted = quants.create(
            [
                {
                    "product_id": self._demo_ref(f"product_{product}").id,
                    "location_id": place.id,
                    "inventory_quantity": quantity,
                }
                for product, quantity in total.items()
            ]
        )
        counted.action_apply_inventory()
        moves = self.env["stock.move"].sudo().search(
            [("product_id", "in", counted.product_id.ids), ("is_inventory", "=", True)]
        )
        self.env.flush_all()
        for records in (moves, moves.move_line_ids):
            self._demo_move(records, {"days": DAYS})
        self.env.invalidate_all()

    @api.model
    def _demo_shipment_time(self, pickings, ages):
        """Move each shipment to its day.

        :param list ages: how many days ago each of them left
        """
        self.env.flush_all()
        pickings = pickings.sudo()
        messages = pickings.env["mail.message"].search(
            [("model", "=", pickings._name), ("res_id", "in", pickings.ids)]
        ).grouped("res_id")
        for picking, days in zip(pickings, ages, strict=True):
            told = messages.get(picking.id, pickings.env["mail.message"])
            for records in (picking, picking.move_ids, picking.move_line_ids, told):
                self._demo_move(records, {"days": days})
        self.env.invalidate_all()

    @api.model
    def _demo_shipment_before(self, partner, product, received_at):
        """Return the last shipment with this product that a complaint can be about."""
        # sudo: the service desk names a shipment that it need not be able to open
        return self.env["stock.picking"].sudo().search(
            [
                ("partner_id", "=", partner.id),
                ("picking_type_code", "=", "outgoing"),
                ("state", "=", "done"),
                ("move_ids.product_id", "=", product.id),
                ("date_done", "<=", received_at - timedelta(days=COMPLAINED_AFTER - 1)),
                ("date_done", ">", received_at - timedelta(days=2 * COMPLAINED_AFTER)),
            ],
            order="date_done desc",
            limit=1,
        )

    @api.model
    def _demo_delivered_on(self):
        """Complaints grew older, the shipments they are about did not."""
        complaints = self.env["customer.complaint"].sudo().search([("picking_id", "!=", False)])
        self.env.flush_all()
        for complaint in complaints:
            done = complaint.company_id._order_local_date(complaint.picking_id.date_done)
            self.env.cr.execute(
                SQL(
                    "UPDATE customer_complaint SET delivered_on = %s WHERE id = %s",
                    done,
                    complaint.id,
                )
            )
        complaints.invalidate_recordset(["delivered_on"], flush=False)

    @api.model
    def _demo_month_sheet(self):
        """The sheet of the last month is ready; the scheduled action puts it before quality."""
        return self._demo_env("service")["customer.complaint.month"].create({})

    @api.model
    def _demo_complaint(self, defect, customer, product, **values):
        """What is complained about was shipped some days before."""
        received = values.get("received_at") or fields.Datetime.now()
        picking = self._demo_shipment_before(
            self._demo_ref(f"partner_{customer}"), self._demo_ref(f"product_{product}"), received
        )
        if picking:
            company = picking.company_id
            values = {
                "picking_id": picking.id,
                "delivered_on": company._order_local_date(picking.date_done),
                **values,
            }
        return super()._demo_complaint(defect, customer, product, **values)

import io

from PIL import Image, ImageDraw

from odoo import Command, api, fields, models

# Days since the order was doubled: made, delivered, invoiced, complained about.
DOUBLED_DAYS = 22
MADE_DAYS = 8
DRIVEN_DAYS = 9


class OrderAssuranceDemo(models.AbstractModel):
    """The doubled order leaks: photos, containment, 8D, replacement and credit note; then the
    same leaks at another customer, and the report stands for both."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_complaint_doubled(self):
        """Tell it from the delivery to the confirmation of the effect."""
        order = self._demo_doubled_delivered()
        complaint = self._demo_doubled_complaint(order)
        self._demo_doubled_time(order, complaint, hours=2)
        complaint.action_take()
        complaint.action_acknowledge()
        self._demo_doubled_time(order, complaint, hours=1)
        complaint.write(
            {
                "order_line_id": self._demo_line(order, "rear_shock").id,
                "defect_id": self.env.ref("quality_8d.quality_defect_leak").id,
                "severity": "major",
            }
        )
        self._demo_complaint_judge(complaint, True)
        self._demo_complaint_contain(complaint)
        self._demo_doubled_8d(complaint)
        self._demo_doubled_time(order, complaint, days=2, hours=21)
        self._demo_doubled_proposal(complaint)
        self._demo_doubled_time(order, complaint, hours=20)
        self._demo_sign_notice(complaint)
        complaint.action_answered()
        self._demo_doubled_time(order, complaint, hours=4)
        self._demo_doubled_made_good(complaint)
        complaint.inspection_result = complaint.env._(
            "Two dampers came back as samples: the lip of the oil seal is cut on both."
        )
        complaint.inspected_on = fields.Date.today()
        # sudo: whoever examined the parts is named by the service desk
        complaint.sudo().inspected_by_id = self._demo_ref("user_quality")
        self._demo_doubled_time(order, complaint, days=1)
        return complaint

    @api.model
    def _demo_line(self, order, product):
        """The line of the order with that product, as the system sees it."""
        return order.sudo().order_line.filtered(
            lambda line: line.product_id == self._demo_ref(f"product_{product}")
        )[:1]

    @api.model
    def _demo_doubled_delivered(self):
        """What was doubled half way is made, delivered and invoiced."""
        order = self._demo_story_order("coral", revision_no=1)
        self._demo_doubled_notice(order)
        self._demo_time_passes(order, days=MADE_DAYS)
        for productions in self._demo_productions(order):
            self._demo_produce(productions.filtered(lambda p: p.state not in ("done", "cancel")))
        picking = order.sudo().picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        picking = picking.with_env(self._demo_env("logistics"))
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        invoice = order._create_invoices().with_env(self._demo_env("finance"))
        invoice.invoice_date = fields.Date.subtract(fields.Date.today(), days=DRIVEN_DAYS + 4)
        invoice.action_post()
        self._demo_time_passes(order, days=DRIVEN_DAYS)
        return order

    @api.model
    def _demo_doubled_notice(self, order):
        """The notice of the change is approved and received, the old one handed back."""
        sales = self._demo_env("sales")
        notice = sales["mrp.production.notice"]._prepare_for(order.with_env(sales))
        self._demo_sign_notice(notice)
        # sudo: everybody hands in his own paper
        copies = self.env["mrp.production.notice.copy"].sudo()
        for copy in copies.search([("notice_id.order_id", "=", order.id)]):
            own = copy.with_env(self._demo_as(copy.team_id.leader_id))
            if copy.state == "withdraw":
                own.action_withdraw()
            elif copy.notice_id == notice.sudo() and copy.team_id.leader_id:
                own.action_receive()

    @api.model
    def _demo_doubled_complaint(self, order):
        """The customer complains on his page, with two photos."""
        env = self._demo_env("service")
        complaint = env["customer.complaint"]._register_from_portal(
            self._demo_ref("partner_coral_contact"),
            {
                "title": env._("Rear shock absorbers leak oil"),
                "order_text": order.order_code,
                "qty_complained": 20,
                "customer_words": env._(
                    "20 of 480 dampers of the order we doubled are wet at the rod after the first"
                    " week. Twelve are fitted already. Please replace these and credit the rest."
                ),
                "wish": "replace",
            },
        )
        photos = env["ir.attachment"].create(
            [
                {
                    "name": f"leak-{number}.png",
                    "raw": self._demo_photo(number),
                    "res_model": complaint._name,
                    "res_id": complaint.id,
                }
                for number in (1, 2)
            ]
        )
        complaint._add_files(photos)
        return complaint.with_env(env)

    @api.model
    def _demo_photo(self, number):
        """A damper with an oily rod."""
        image = Image.new("RGB", (640, 420), "#cfd6da")
        draw = ImageDraw.Draw(image)
        draw.rectangle((60, 150, 360, 270), "#30363b")
        draw.rectangle((360, 190, 590, 230), "#aab2b8")
        for drop in range(6 + 3 * number):
            left = 365 + drop * (34 - 6 * number)
            top = 226 + (drop * 23) % (40 * number)
            draw.ellipse((left, top, left + 26, top + 30), "#5b3a14")
        draw.ellipse((340, 120, 470, 320), outline="#c0392b", width=6)
        content = io.BytesIO()
        image.save(content, "PNG")
        return content.getvalue()

    @api.model
    def _demo_doubled_8d(self, complaint):
        """Major and valid: an 8D is demanded; engineering leads it and has come to the cause."""
        complaint.action_open_8d()
        # sudo: the service desk begins the report and gives it to the leader
        report = complaint.sudo().eightd_id
        told = report.read(["customer_words", "qty_complained", "qty_delivered", "lot_names"])[0]
        report.leader_id = self._demo_ref("user_engineering")
        # Two days up to the containment, within its limits, and the rest of the story since then.
        self._demo_8d_to(report.with_env(self._demo_env("engineering")), "d4", 2)
        self._demo_8d_time(report, days=2, hours=21)
        report.write({name: value for name, value in told.items() if name != "id"})

    @api.model
    def _demo_doubled_proposal(self, complaint):
        """Replace what is fitted, credit what is not; warehouse and accounting are asked."""
        env = complaint.env
        _title, _words, cause, _solution, prevention = self._demo_complaint_words("leak", env)
        today = fields.Date.today()
        replaced = {"kind": "replace", "quantity": 12, "amount": 732, "freight": 260}
        credited = {"kind": "credit", "quantity": 8, "amount": 784}
        complaint.write(
            {
                "team_id": self._demo_ref("team_production").id,
                "cause": cause,
                "solution": env._(
                    "We replace the twelve dampers that are fitted and credit the other eight."
                ),
                "prevention": prevention,
                "remedy_ids": [
                    Command.create(
                        {
                            **replaced,
                            "description": env._("Twelve dampers by air, ahead of the next order"),
                            "user_id": self._demo_ref("user_logistics").id,
                            "due_on": fields.Date.add(today, days=2),
                        }
                    ),
                    Command.create(
                        {
                            **credited,
                            "description": env._("Eight dampers that are not needed any more"),
                            "user_id": self._demo_ref("user_finance").id,
                            "due_on": fields.Date.add(today, days=4),
                        }
                    ),
                ],
            }
        )
        complaint.action_propose()

    @api.model
    def _demo_doubled_made_good(self, complaint):
        """The warehouse sends the replacement, accounting posts the credit note."""
        remedies = complaint.sudo().remedy_ids
        logistics = self._demo_env("logistics")
        replaced = remedies.filtered(lambda r: r.kind == "replace").with_env(logistics)
        self._demo_spare_stock(replaced.complaint_id, 40)
        replaced.action_carry_out()
        replaced.replacement_id.action_assign()
        replaced.replacement_id.move_ids.write({"quantity": 12, "picked": True})
        replaced.replacement_id.button_validate()
        finance = self._demo_env("finance")
        credited = remedies.filtered(lambda r: r.kind == "credit").with_env(finance)
        credited.action_carry_out()
        credited.refund_id.action_post()

    @api.model
    def _demo_spare_stock(self, complaint, quantity):
        """The count of the warehouse found some more than the orders need."""
        logistics = self._demo_env("logistics")
        logistics["stock.quant"].with_context(inventory_mode=True).create(
            {
                "product_id": complaint.product_id.id,
                "location_id": complaint.picking_id.location_id.id,
                "inventory_quantity": quantity,
            }
        ).action_apply_inventory()

    @api.model
    def _demo_doubled_time(self, order, complaint, **time):
        """Order and complaint grow older together."""
        self._demo_time_passes(order, **time)
        self._demo_complaint_time(complaint, **time)

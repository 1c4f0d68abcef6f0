from datetime import timedelta

from pytz import utc

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Set by the rule that makes a manufacturing order and by the issue of its notice.
PROTECTED_FIELDS = {
    "production_notice_id",
    "notice_line_id",
    "awaits_notice",
    "delivery_schedule_id",
    "request_line_id",
}


class MrpProduction(models.Model):
    """A manufacturing order for a customer waits as a draft for its production notice.

    Only what a rule makes for a customer's order or a make-to-stock request while its company
    works with notices waits. Replenishment, what people enter themselves, parts for another
    manufacturing order and what existed before go on as ever.
    """

    _inherit = "mrp.production"

    # === FIELDS === #

    production_notice_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    notice_line_id = fields.Many2one(
        comodel_name="mrp.production.notice.line",
        string="Line of the Production Notice",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    awaits_notice = fields.Boolean(
        string="Waits for the Production Notice",
        copy=False,
        readonly=True,
        help="Made for an order whose production notice is not issued yet.",
    )
    delivery_schedule_id = fields.Many2one(
        comodel_name="sale.order.delivery.schedule",
        string="Delivery Batch",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="sales_team.group_sale_salesman,order_signoff.group_user",
    )
    request_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Line of the Make-to-Stock Request",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="sales_team.group_sale_salesman,order_signoff.group_user",
    )
    # What the shop has to know of the order, without access to it
    order_code = fields.Char(
        compute="_compute_order_facts",
        search="_search_order_code",
        compute_sudo=True,
        help="Code of the customer's order; its number where it has no code.",
    )
    customer_order_ref = fields.Char(
        string="Customer's Order",
        compute="_compute_order_facts",
        search="_search_customer_order_ref",
        compute_sudo=True,
    )
    customer_part_no = fields.Char(
        string="Customer Part Number",
        compute="_compute_customer_part_no",
        search="_search_customer_part_no",
        compute_sudo=True,
    )

    _awaiting_notice = models.Index("(sale_line_id, product_id) WHERE awaits_notice")

    # === COMPUTE AND SEARCH METHODS === #

    @api.depends("sale_line_id", "orderpoint_id", "reference_ids.sale_ids")
    def _compute_order_facts(self):
        concerned = self._in_notice_companies()
        (self - concerned).update({"order_code": False, "customer_order_ref": False})
        # Parts carry the references of what they are made for: no need to go up the levels.
        orders_of = {
            production: production.sale_line_id.order_id
            if production.orderpoint_id
            else production.sale_line_id.order_id | production.reference_ids.sale_ids
            for production in concerned
        }
        every = self.env["sale.order"].union(*orders_of.values())
        every.fetch(["order_code", "name", "client_order_ref"])
        for production, orders in orders_of.items():
            production.order_code = (
                ", ".join(order.order_code or order.name for order in orders) or False
            )
            production.customer_order_ref = (
                ", ".join(filter(None, orders.mapped("client_order_ref"))) or False
            )

    @api.depends("notice_line_id.customer_part_no", "sale_line_id.customer_part_no")
    def _compute_customer_part_no(self):
        concerned = self._in_notice_companies()
        (self - concerned).customer_part_no = False
        for production in concerned:
            line = production.sale_line_id
            if line.product_id != production.product_id:
                line = line.browse()  # a part of a kit has no number of its own
            production.customer_part_no = (
                production.notice_line_id.customer_part_no or line.customer_part_no
            )

    def _in_notice_companies(self):
        """Return those of ``self`` whose company works with production notices."""
        # sudo: the switch of its own company decides, whoever looks
        companies = self.company_id.sudo().filtered("order_notice_enabled")
        return self.filtered(lambda production: production.company_id in companies)

    @api.model
    def _search_order_code(self, operator, value):
        return self._search_by_order(
            operator, Domain("order_code", operator, value) | Domain("name", operator, value)
        )

    @api.model
    def _search_customer_order_ref(self, operator, value):
        return self._search_by_order(operator, Domain("client_order_ref", operator, value))

    @api.model
    def _search_by_order(self, operator, domain):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        # sudo: the number may be known to whoever has it on his paper
        orders = self.env["sale.order"].sudo()._search(domain)
        productions = self.sudo()._search(
            Domain("reference_ids.sale_ids", "in", orders)
            | Domain("sale_line_id.order_id", "in", orders)
        )
        return Domain("id", "in", productions)

    @api.model
    def _search_customer_part_no(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        # sudo: the number may be known to whoever has it on his paper
        productions = self.sudo()._search(
            Domain("notice_line_id.customer_part_no", operator, value)
            | Domain("sale_line_id.customer_part_no", operator, value)
        )
        return Domain("id", "in", productions)

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    # === ACTIONS === #

    def action_view_production_notice(self):
        """Open the production notice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mrp.production.notice",
            "res_id": self.production_notice_id.id,
            "views": [(False, "form")],
        }

    def action_merge(self):
        """Merge; what comes of it belongs to the notice of what went into it, if it is one."""
        values = {}
        if all(production.notice_line_id for production in self):
            values = self._prepare_notice_link(self.notice_line_id)
        action = super().action_merge()
        if values:
            # sudo: kept by the system
            self.browse(action["res_id"]).sudo().write(values)
        return action

    @api.model
    def _prepare_notice_link(self, lines):
        if len(lines) == 1:
            return {"notice_line_id": lines.id, "production_notice_id": lines.notice_id.id}
        if len(lines.notice_id) == 1:
            return {"production_notice_id": lines.notice_id.id}
        return {}

    def _pre_action_split_merge_hook(self, merge=False, split=False):
        # Nobody gets rid of a notice by merging; what is released may be merged as ever.
        if merge and (waiting := self._waiting_for_notice()):
            raise UserError(
                self.env._(
                    "%(productions)s wait for their production notices: merge them when the "
                    "notices are issued.",
                    productions=", ".join(waiting.mapped("name")),
                )
            )
        return super()._pre_action_split_merge_hook(merge=merge, split=split)

    def _split_productions(self, amounts=False, cancel_remaining_qty=False, set_consumed_qty=False):
        """Parts and backorders stay with the notice of the order they were split from."""
        linked = self.filtered(lambda mo: mo.awaits_notice or mo.production_notice_id).sudo()
        groups = {production.production_group_id: production for production in linked}
        productions = super()._split_productions(amounts, cancel_remaining_qty, set_consumed_qty)
        # sudo: kept by the system
        for part in (productions - self).sudo():
            if source := groups.get(part.production_group_id):
                part.write({name: source[name] for name in PROTECTED_FIELDS})
        return productions

    # === WAITING FOR THE NOTICE === #

    def _waiting_for_notice(self):
        """Return those of ``self`` that may only start when their notice is issued.

        A company that stops working with notices holds nothing back any more, and starts nothing
        by itself either: what waited stays a draft that anybody may confirm.
        """
        return self.filtered("awaits_notice")._in_notice_companies()

    def _production_holds(self):
        holds = super()._production_holds()
        waiting = self._waiting_for_notice()
        if not waiting:
            return holds
        orders_of = waiting._customer_orders()
        orders = self.env["sale.order"].sudo().union(*orders_of.values())
        # sudo: which notice is awaited is told to whoever is held up by it
        prepared = (
            self.env["mrp.production.notice"]
            .sudo()
            .search([("order_id", "in", orders.ids), ("state", "in", ("draft", "approval"))])
            .grouped("order_id")
        )
        for production in waiting:
            sentence = production._notice_sentence(orders_of[production], prepared)
            holds[production] = "\n".join(filter(None, [holds.get(production), sentence]))
        return holds

    def _notice_sentence(self, orders, prepared):
        """Return what a person reads who wants to start this manufacturing order too early."""
        self.ensure_one()
        codes = ", ".join(order.order_code or order.name for order in orders)
        if notices := [prepared[order] for order in orders if order in prepared]:
            return self.env._(
                "%(production)s waits for production notice %(notice)s of %(order)s: it starts "
                "when the notice is issued.",
                production=self.name,
                notice=", ".join(n.display_name for notice in notices for n in notice),
                order=codes,
            )
        return self.env._(
            "%(production)s waits for the production notice of %(order)s: ask sales or planning "
            "to prepare it.",
            production=self.name,
            order=codes or self.origin,
        )

    def _notice_order_line(self):
        """Return the order line this is made for: delivered, or requested for the stock."""
        self.ensure_one()
        return self.sale_line_id or self.request_line_id

    def _feeding(self):
        """Return the open moves that wait for what these manufacturing orders make."""
        moves = self.move_dest_ids | self.move_finished_ids.move_dest_ids
        return moves.filtered(lambda move: move.state not in ("done", "cancel"))

    # === RELEASE === #

    def _schedule_for_notice(self, day):
        """Plan drafts backwards from the day on which they have to be complete.

        A manufacturing order that should have been begun already starts now and ends late.
        """
        now = fields.Datetime.now()
        for production in self:
            deadline = production.company_id._end_of_work(day)
            length = production._length_of_work(deadline)
            start = max(deadline - length, now)
            production.write(
                {
                    "date_deadline": deadline,
                    "date_start": start,
                    "date_finished": max(deadline, start + length),
                }
            )

    def _length_of_work(self, end):
        """Return the time from start to end, as Odoo reckons: the days of the bill of materials,
        else the hours of the work orders, in working hours."""
        self.ensure_one()
        if days := self.bom_id.produce_delay:
            return timedelta(days=days)
        hours = sum(self.workorder_ids.mapped("duration_expected")) / 60 or 1.0
        calendar = self.company_id.resource_calendar_id
        start = calendar.plan_hours(-hours, utc.localize(end), compute_leaves=True)
        return end - start.astimezone(utc).replace(tzinfo=None) if start else timedelta(hours=hours)

    def _fit_to_notice(self, quantity):
        """Let these drafts make a quantity together: the last ones are lowered or cancelled, the
        first one takes what is missing.

        :param float quantity: in the unit of the product
        :return: the drafts that are left
        """
        left = self.sorted("id")
        unit = self.product_id.uom_id
        surplus = left._made_quantity() - quantity
        for production in reversed(left):
            if unit.compare(surplus, 0) <= 0:
                break
            has = production._made_quantity()
            if unit.compare(surplus, has) >= 0:
                left -= production
                # The delivery was told already; nobody has to hear of a draft.
                production.with_context(skip_activity=True).action_cancel()
                surplus -= has
            else:
                production._set_made_quantity(has - surplus)
                surplus = 0.0
        if left and unit.compare(surplus, 0) < 0:
            left[0]._set_made_quantity(left[0]._made_quantity() - surplus)
        return left

    def _made_quantity(self):
        """Return what these manufacturing orders make or have made, in the unit of the product."""
        return sum(
            production.product_uom_id._compute_quantity(
                production.qty_produced if production.state == "done" else production.product_qty,
                production.product_id.uom_id,
            )
            for production in self
        )

    def _set_made_quantity(self, quantity):
        self.ensure_one()
        quantity = self.product_id.uom_id._compute_quantity(quantity, self.product_uom_id)
        if self.product_uom_id.compare(quantity, self.product_qty):
            self.product_qty = quantity

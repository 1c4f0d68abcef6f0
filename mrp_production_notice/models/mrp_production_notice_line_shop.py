from odoo import models


class MrpProductionNoticeLine(models.Model):
    """How one line of a notice is released. Everything here runs as superuser."""

    _inherit = "mrp.production.notice.line"

    # === WHAT STANDS AGAINST IT === #

    def _is_outsourced(self):
        self.ensure_one()
        return self.sourcing == "outsource"

    def _in_product_unit(self, quantity):
        self.ensure_one()
        return self.uom_id._compute_quantity(quantity, self.product_id.uom_id)

    def _quantity_to_take(self, on_shelf):
        """Return what has to be taken from stock in addition to what the transfers of the line
        take from it already; in the unit of the product."""
        self.ensure_one()
        if self.order_line_id.order_id._is_stock_request() or not self.product_id.is_storable:
            return 0.0
        if not self._delivery_waits():
            return 0.0
        return max(self._in_product_unit(self.stock_quantity) - on_shelf, 0.0)

    def _delivery_waits(self):
        """Whether a delivery waits for the manufacturing orders of this line."""
        return bool(
            self.order_line_id.move_ids.filtered(
                lambda move: move.product_id == self.product_id
                and move.delivery_schedule_id == self.schedule_id
                and move.state not in ("done", "cancel")
                and move._is_fed_by_production()
            )
        )

    def _quantity_problems(self, item):
        self.ensure_one()
        total = self.stock_quantity + self.make_quantity
        if self.uom_id.compare(total, self.quantity) >= 0:
            return []
        return [
            self.env._(
                "%(product)s: %(stock)s from stock and %(make)s to make are less than the "
                "%(quantity)s %(unit)s ordered.",
                product=self.product_id.display_name,
                stock=self.notice_id._amount(self.stock_quantity),
                make=self.notice_id._amount(self.make_quantity),
                quantity=self.notice_id._amount(self.quantity),
                unit=self.uom_id.name,
            )
        ]

    def _stock_problem(self, free):
        self.ensure_one()
        available = self.product_id.uom_id._compute_quantity(max(free, 0.0), self.uom_id)
        return self.env._(
            "%(product)s: only %(free)s %(unit)s lie free in stock. Make more instead.",
            product=self.product_id.display_name,
            free=self.notice_id._amount(available),
            unit=self.uom_id.name,
        )

    def _making_problems(self, item, productions):
        """Refuse what nobody makes: no manufacturing order waits, and no route makes one."""
        self.ensure_one()
        missing = self._quantity_to_release(productions)
        drafts = productions and productions.filtered(lambda mo: mo.state == "draft")
        if drafts or self.product_id.uom_id.compare(missing, 0) <= 0:
            return []
        rule = self.env["stock.rule"]._get_rule(
            self.product_id, self._stock_location(), self._prepare_procurement_values()
        )
        if rule.action == "manufacture":
            return []
        return [
            self.env._(
                "%(product)s: nobody makes it. Choose the route Manufacture on the product, or "
                "take it from stock.",
                product=self.product_id.display_name,
            )
        ]

    def _quantity_to_release(self, productions):
        """Return what drafts have to make, in the unit of the product."""
        released = (productions or self.env["mrp.production"]).filtered(
            lambda production: production.state != "draft"
        )
        return self._in_product_unit(self.make_quantity) - released._made_quantity()

    # === RELEASE === #

    def _release(self, item, productions):
        """Make the manufacturing orders of the line what the notice says.

        :param item: the goods of the order
        :param productions: its manufacturing orders, released ones too
        :return: the drafts to be confirmed
        """
        self.ensure_one()
        drafts = productions.filtered(lambda production: production.state == "draft")
        if self._is_outsourced():
            self._take_off_deliveries(drafts, sum(drafts._feeding().mapped("product_qty")), False)
            drafts = drafts._fit_to_notice(0.0)
        else:
            shelf = self.notice_id._quantity_from_shelf(item)
            self._take_off_deliveries(drafts, self._quantity_to_take(shelf), True)
            missing = self._quantity_to_release(productions)
            drafts = drafts._fit_to_notice(max(missing, 0.0))
            if not drafts and self.product_id.uom_id.compare(missing, 0) > 0:
                drafts = self._procure(missing)
        kept = (productions | drafts).filtered(lambda production: production.state != "cancel")
        kept.write({"production_notice_id": self.notice_id.id, "notice_line_id": self.id})
        if self.completion_date:
            drafts._schedule_for_notice(self.completion_date)
            self._redate(kept - drafts)
        if not self._is_outsourced():
            self._tell_surplus(kept - drafts, missing)
        return drafts

    def _take_off_deliveries(self, productions, quantity, reserve):
        """Let deliveries that wait for these manufacturing orders take from stock instead."""
        unit = self.product_id.uom_id
        for move in productions._feeding().sorted("id", reverse=True):
            if unit.compare(quantity, 0) <= 0:
                break
            taken = move._take_from_shelf(min(quantity, move.product_qty), reserve=reserve)
            quantity -= taken.product_qty

    def _redate(self, productions):
        """Tell manufacturing orders released before of a new day; planning moves their work."""
        deadline = self.company_id._end_of_work(self.completion_date)
        productions.filtered(
            lambda production: production.state not in ("done", "cancel")
            and production.date_deadline != deadline
        ).date_deadline = deadline

    def _tell_surplus(self, productions, missing):
        """Tell planning that more is released than the revision wants: what is being made is
        lowered by people only."""
        open_ones = productions.filtered(lambda production: production.state != "done")
        if not open_ones or self.product_id.uom_id.compare(missing, 0) >= 0:
            return
        surplus = self.product_id.uom_id._compute_quantity(-missing, self.uom_id)
        self.company_id._tell_planning(
            self.notice_id,
            self.env._("Lower what is being made"),
            self.env._(
                "%(notice)s wants %(surplus)s %(unit)s of %(product)s less than %(productions)s "
                "make.",
                notice=self.notice_id.display_name,
                surplus=self.notice_id._amount(surplus),
                unit=self.uom_id.name,
                product=self.product_id.display_name,
                productions=", ".join(open_ones.mapped("name")),
            ),
        )

    # === MANUFACTURING ORDERS THAT DO NOT EXIST YET === #

    def _stock_location(self):
        return self.order_line_id.warehouse_id.lot_stock_id

    def _prepare_procurement_values(self):
        """Return what the rules are told to make something for the line into the stock."""
        line = self.order_line_id
        warehouse = line.warehouse_id
        if line.order_id._is_stock_request():
            values = line._prepare_stock_request_values(warehouse)
        else:
            values = line._prepare_procurement_values()
            if self.schedule_id:
                values = self.schedule_id._prepare_procurement_values(values)
            for name in ("location_final_id", "partner_id"):
                values.pop(name)
        if self.completion_date:
            values["date_planned"] = values["date_deadline"] = self.company_id._end_of_work(
                self.completion_date
            )
        return {**values, "warehouse_id": warehouse}

    def _procure(self, quantity):
        """Have the rules make manufacturing orders where none waits, and return them."""
        line = self.order_line_id
        if not line.order_id.stock_reference_ids:
            self.env["stock.reference"].create(line._prepare_reference_vals())
        Production = self.env["mrp.production"]
        known = Production.search(
            [("product_id", "=", self.product_id.id)], order="id desc", limit=1
        )
        self.env["stock.rule"].run(
            [
                self.env["stock.rule"].Procurement(
                    self.product_id,
                    quantity,
                    self.product_id.uom_id,
                    self._stock_location(),
                    self.product_id.display_name,
                    line.order_id.name,
                    self.company_id,
                    self._prepare_procurement_values(),
                )
            ]
        )
        return Production.search(
            [
                ("id", ">", known.id or 0),
                ("product_id", "=", self.product_id.id),
                ("awaits_notice", "=", True),
                ("state", "=", "draft"),
                "|",
                ("sale_line_id", "=", line.id),
                ("request_line_id", "=", line.id),
            ]
        )

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Command, Domain

from odoo.addons.order_signoff.tools import plain_number

# Moves in these states take their goods from the shelf, or will; those that wait for a
# manufacturing order or another transfer do not.
DEMAND_STATES = ("confirmed", "partially_available", "assigned")
MADE_STATES = ("draft", "confirmed", "progress", "to_close", "done")


class Goods(NamedTuple):
    """A product that is made for one line of an order, or for one batch of it."""

    order_line: models.BaseModel
    batch: models.BaseModel
    product: models.BaseModel
    uom: models.BaseModel
    quantity: float
    bom: models.BaseModel
    # the kit that was sold, where the product is one of its parts
    kit: models.BaseModel

    @property
    def key(self):
        """What tells the goods of one order apart."""
        return self.order_line.id, self.batch.id, self.product.id


class MrpProductionNotice(models.Model):
    """What a notice proposes: the goods of the order, from stock first, the rest to be made.

    Everything here reads as superuser: who prepares a notice need not see orders, bills of
    materials and transfers.
    """

    _inherit = "mrp.production.notice"

    # === LINES === #

    def _prepare_lines(self):
        """Return the values of the lines of a new notice, read from the order.

        One line for each product that is made: of an order line, of each of its batches, or of
        each part of a kit that is made. What is only bought or delivered has none.
        """
        self.ensure_one()
        goods = self._goods_to_make()
        products = self.env["product.product"].union(*(item.product for item in goods))
        stock = self._quantities_from_stock(goods)
        made_before = self._made_before(products)
        teams = self._workshops_of(products)
        proofs = self._approved_proofs()
        days = self._completion_days(goods)
        result = []
        for item in goods:
            from_stock, to_make = stock[item.key]
            approved = proofs.filtered(
                lambda proof, item=item: proof._is_about_line(item.order_line)
            )
            result.append(
                {
                    **self._prepare_goods(item),
                    "stock_quantity": from_stock,
                    "make_quantity": to_make,
                    "completion_date": days[item.key],
                    "marks": self._marks_of(item, approved),
                    "proof_ids": [Command.set(approved.ids)],
                    "proof_text": approved._summary_for_notice() or False,
                    "is_new_product": item.product not in made_before,
                    "team_ids": [Command.set(teams[item.product].ids)],
                }
            )
        return result

    def _prepare_goods(self, item):
        """Return what the order says about one of its goods."""
        Line = self.env["mrp.production.notice.line"]
        values = Line._prepare_line(item.order_line, item.batch, item.quantity)
        values["packing"] = item.product.description_pickingout or False
        if not item.kit:
            return values
        specification = self.env._(
            "Part of %(quantity)s %(unit)s %(kit)s",
            quantity=plain_number(self._sold_quantity(item)),
            unit=item.order_line.product_uom_id.name,
            kit=item.kit.display_name,
        )
        return {
            **values,
            "product_id": item.product.id,
            "product_name": item.product.display_name,
            "uom_id": item.uom.id,
            # those of the order line are the customer's words for the kit
            "customer_part_no": False,
            "drawing_revision": False,
            "specification": "\n".join(filter(None, [specification, values["specification"]])),
        }

    @api.model
    def _sold_quantity(self, item):
        return item.batch.quantity if item.batch else item.order_line.product_uom_qty

    def _notice_order_lines(self):
        """Tell the batches of a line apart also where one notice is for the whole order: each
        has its own day and its own transfer. A batch stays with its notice when its day moves.

        Lines without batches go with the first batch that goes out.
        """
        lines = super()._notice_order_lines()
        own = (self | self.previous_id).line_ids.schedule_id
        if not self._is_batch():
            lines = [
                part
                for line, __, quantity in lines
                for part in self._split_line(line, quantity)
            ]
        elif own:
            lines = self._parts(self.order_id.order_line, own)
        if self._is_batch() and self._has_first_batch(own or {part for __, part, __ in lines}):
            lines += self._without_batches()
        return lines

    @api.model
    def _parts(self, lines, batches):
        return [
            (line, batch, batch.quantity)
            for line in lines
            for batch in line.delivery_schedule_ids._in_order() & batches
            if line.product_uom_id.compare(batch.quantity, 0) > 0
        ]

    def _split_line(self, line, quantity):
        if not line.delivery_batch_count or line.order_id._is_stock_request():
            return [(line, line.delivery_schedule_ids.browse(), quantity)]
        return self._parts(line, line.delivery_schedule_ids)

    def _has_first_batch(self, batches):
        """Whether the batch that goes out first is one of these, unless another notice of the
        order has the lines without batches already."""
        others = self.search(
            [
                ("order_id", "=", self.order_id.id),
                ("state", "in", ("draft", "approval", "issued")),
                ("id", "not in", (self | self.previous_id).ids),
            ]
        )
        if any(not line.schedule_id for line in others.line_ids):
            return False
        first = self.order_id.order_line.delivery_schedule_ids.sorted(
            lambda batch: (batch.due_date or date.max, batch.id)
        )[:1]
        return first in batches

    def _without_batches(self):
        return [
            (line, line.delivery_schedule_ids.browse(), line.product_uom_qty)
            for line in self.order_id.order_line
            if not (line.display_type or line.is_downpayment or line.delivery_batch_count)
            and line.product_id.type == "consu"
            and line.product_uom_id.compare(line.product_uom_qty, 0) > 0
        ]

    def _goods_to_make(self):
        """Return the goods of the notice as the order has them now, in its order."""
        self.ensure_one()
        found = self._notice_order_lines()
        made = self._productions_by_goods()
        sold = self.env["product.product"].union(*(line.product_id for line, *__ in found))
        boms = self._boms_of(sold, self.company_id)
        goods = []
        for line, batch, quantity in found:
            bom = boms[line.product_id]
            if bom.type == "phantom":
                goods += self._parts_of_kit(line, batch, quantity, bom)
            else:
                goods.append(
                    Goods(
                        line,
                        batch,
                        line.product_id,
                        line.product_uom_id,
                        quantity,
                        bom,
                        sold.browse(),
                    )
                )
        return [item for item in goods if self._is_made(item.bom) or item.key in made]

    @api.model
    def _boms_of(self, products, company):
        boms = self.env["mrp.bom"]._bom_find(products, company_id=company.id)
        return defaultdict(self.env["mrp.bom"].browse, boms)

    @api.model
    def _is_made(self, bom):
        return bom.type == "normal"

    def _parts_of_kit(self, line, batch, quantity, bom):
        """Return the parts of a kit, each product once, in its own unit."""
        kit = line.product_id
        sold = line.product_uom_id._compute_quantity(quantity, bom.product_uom_id, round=False)
        __, lines = bom.explode(
            kit,
            sold / bom.product_qty,
            never_attribute_values=line.product_no_variant_attribute_value_ids,
        )
        needed = defaultdict(float)
        for bom_line, data in lines:
            part = bom_line.product_id
            needed[part] += bom_line.product_uom_id._compute_quantity(data["qty"], part.uom_id)
        parts = self.env["product.product"].union(*needed)
        boms = self._boms_of(parts, self.company_id)
        return [
            Goods(line, batch, part, part.uom_id, amount, boms[part], kit)
            for part, amount in needed.items()
        ]

    def _productions_by_goods(self):
        """Return ``{key of goods: manufacturing orders}`` of the order, without cancelled ones."""
        result = defaultdict(self.env["mrp.production"].browse)
        lines = self.order_id.order_line
        found = self.env["mrp.production"].search(
            Domain("state", "in", MADE_STATES)
            & (
                Domain("sale_line_id", "in", lines.ids)
                | Domain("request_line_id", "in", lines.ids)
            ),
            order="id",
        )
        for production in found:
            line = production._notice_order_line()
            batch = production.delivery_schedule_id or (
                production.move_dest_ids.delivery_schedule_id[:1]
            )
            result[line.id, batch.id, production.product_id.id] |= production
        for key, productions in result.items():
            result[key] = productions.with_prefetch(found._ids)
        return result

    # === WHAT IS KNOWN OF THE PRODUCTS === #

    def _made_before(self, products):
        """Return those products that this company has made before."""
        groups = self.env["mrp.production"]._read_group(
            [
                ("product_id", "in", products.ids),
                ("state", "=", "done"),
                ("company_id", "=", self.company_id.id),
            ],
            ["product_id"],
        )
        return products.browse().union(*(product for (product,) in groups))

    def _workshops_of(self, products):
        """Return ``{product: teams}``: the workshops of the work centres that work on a product.

        Those that make its parts are among them.
        """
        boms = dict(self._boms_of(products, self.company_id))
        level = self.env["mrp.bom"].union(*boms.values()).bom_line_ids.product_id - products
        while level:
            found = self._boms_of(level, self.company_id)
            boms.update((product, found[product]) for product in level)
            parts = self.env["mrp.bom"].union(*found.values()).bom_line_ids.product_id
            level = parts.filtered(lambda part: part not in boms)
        return {product: self._workshops_below(product, boms, set()) for product in products}

    def _workshops_below(self, product, boms, seen):
        bom = boms.get(product)
        if not bom or product in seen:
            return self.env["order.team"]
        seen.add(product)
        teams = bom.operation_ids.workcenter_id.order_team_id
        return teams.union(
            *(self._workshops_below(p, boms, seen) for p in bom.bom_line_ids.product_id)
        )

    def _approved_proofs(self):
        return self.env["sale.order.proof"].search(
            [("order_id", "=", self.order_id.id), ("state", "=", "approved")], order="id"
        )

    @api.model
    def _marks_of(self, item, proofs):
        """Return what the labels say: the customer's label text and the approved label."""
        texts = [item.order_line.customer_part_id.label_text]
        texts += proofs.filtered(lambda proof: proof.proof_type == "label").mapped("description")
        return "\n".join(dict.fromkeys(filter(None, texts))) or False

    # === WHEN === #

    def _completion_days(self, goods):
        """Return ``{key of goods: day}`` on which they have to be made, to leave in time.

        Back from the promised day of the batch, its requested day, or the delivery date of the
        order, by Odoo's security lead time and the working days that packing has to know ahead
        (003: complete sets 3, others 1).
        """
        company = self.company_id
        known = {}
        result = {}
        for item in goods:
            due = fields.Date.subtract(self._due_day(item), days=int(company.security_lead))
            days = (
                company.order_notice_packing_days_set
                if item.kit
                else company.order_notice_packing_days
            )
            if (due, days) not in known:
                known[due, days] = company._working_day_before(due, days)
            result[item.key] = known[due, days]
        return result

    def _due_day(self, item):
        order = item.order_line.order_id
        return (
            item.batch.due_date
            or order._commitment_day()
            or order.company_id._order_local_date(item.order_line._expected_date())
        )

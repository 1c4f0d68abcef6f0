from odoo import fields, models
from odoo.fields import Command

from odoo.addons.order_signoff.tools import plain_number


class MrpProductionNoticeLine(models.Model):
    """An outsourced line is asked of its subcontractor when the notice is issued.

    Everything here runs as superuser.
    """

    _inherit = "mrp.production.notice.line"

    purchase_line_ids = fields.One2many(
        comodel_name="purchase.order.line",
        inverse_name="notice_line_id",
        string="Requests to the Subcontractor",
        readonly=True,
        groups="purchase.group_purchase_user",
    )

    # === WHAT STANDS AGAINST IT === #

    def _outsourcing_problems(self):
        """Return sentences that say why the subcontractor cannot be asked, or []."""
        self.ensure_one()
        product = self.product_id.display_name
        if not self.subcontractor_id:
            return [
                self.env._(
                    "%(product)s is outsourced: choose the subcontractor.", product=product
                )
            ]
        if self._subcontracting_bom():
            return []
        return [
            self.env._(
                "%(product)s has no bill of materials of type Subcontracting for %(partner)s: "
                "create one, or name %(partner)s on it.",
                product=product,
                partner=self.subcontractor_id.display_name,
            )
        ]

    def _subcontracting_bom(self):
        self.ensure_one()
        return self.env["mrp.bom"]._bom_subcontract_find(
            self.product_id,
            picking_type=self.order_line_id.warehouse_id.in_type_id,
            company_id=self.company_id.id,
            subcontractor=self.subcontractor_id,
        )

    # === RELEASE === #

    def _release(self, item, productions):
        drafts = super()._release(item, productions)
        if self._is_outsourced():
            self._ask_subcontractor()
        else:
            self._tell_no_longer_outsourced()
        return drafts

    def _ask_subcontractor(self):
        """Bring requests for quotation to the quantity of the notice: with those that earlier
        revisions have made, as far as they can still be changed."""
        self.ensure_one()
        asked = self._asked_before()
        same = asked.filtered(lambda line: line.order_id.partner_id == self.subcontractor_id)
        same.write({"notice_line_id": self.id})
        same.order_id.write({"production_notice_id": self.notice_id.id})
        missing = self._in_product_unit(self.make_quantity) - same._outsourced_quantity()
        unit = self.product_id.uom_id
        drafts = same.filtered(lambda line: line.order_id.state in ("draft", "sent"))
        ordered = same - drafts
        if unit.compare(missing, 0) < 0:
            missing = self._lower_requests(drafts, missing)
        if unit.compare(missing, 0) > 0:
            self._request_quotation(drafts, missing)
        if unit.compare(missing, 0) < 0:
            self._tell_purchasing(ordered, -missing)
        if self.completion_date:
            drafts.exists().date_planned = self.company_id._end_of_work(self.completion_date)
        self._tell_purchasing(asked - same)

    def _asked_before(self):
        """Return the lines of purchases for the same goods of this order that still stand."""
        return self.notice_id._outsourced_before().filtered(
            lambda line: line.notice_line_id._match_key() == self._match_key()
        )

    def _lower_requests(self, drafts, surplus):
        """Lower requests that are not ordered yet; return what is left of the surplus, which is
        negative."""
        unit = self.product_id.uom_id
        for line in drafts.sorted("id", reverse=True):
            asked = line._outsourced_quantity()
            taken = min(asked, -surplus)
            if unit.compare(taken, asked) >= 0:
                line.unlink()
            else:
                line.product_qty = unit._compute_quantity(asked - taken, line.product_uom_id)
            surplus += taken
            if unit.compare(surplus, 0) >= 0:
                break
        return surplus

    def _request_quotation(self, drafts, quantity):
        """Ask the subcontractor: one request for all lines of the notice that he makes."""
        self.ensure_one()
        if drafts:
            line = drafts[:1]
            line.product_qty += self.product_id.uom_id._compute_quantity(
                quantity, line.product_uom_id
            )
            return
        Purchase = self.env["purchase.order"]
        purchase = Purchase.search(
            [
                ("production_notice_id", "=", self.notice_id.id),
                ("partner_id", "=", self.subcontractor_id.id),
                ("state", "=", "draft"),
            ],
            limit=1,
        ) or Purchase.create(self._prepare_purchase())
        self.env["purchase.order.line"].create(self._prepare_purchase_line(purchase, quantity))

    def _prepare_purchase(self):
        partner = self.subcontractor_id
        order = self.order_line_id.order_id
        fiscal_position = self.env["account.fiscal.position"].with_company(self.company_id)
        currency = partner.with_company(self.company_id).property_purchase_currency_id
        return {
            "partner_id": partner.id,
            "user_id": partner.buyer_id.id,
            "company_id": self.company_id.id,
            "currency_id": (currency or self.company_id.currency_id).id,
            "picking_type_id": self.order_line_id.warehouse_id.in_type_id.id,
            "payment_term_id": partner.with_company(
                self.company_id
            ).property_supplier_payment_term_id.id,
            "fiscal_position_id": fiscal_position._get_fiscal_position(partner).id,
            "origin": f"{order.name}, {self.notice_id.display_name}",
            "reference_ids": [Command.set(order.stock_reference_ids.ids)],
            "production_notice_id": self.notice_id.id,
            "date_order": fields.Datetime.now(),
        }

    def _prepare_purchase_line(self, purchase, quantity):
        values = {
            "order_id": purchase.id,
            "product_id": self.product_id.id,
            "product_qty": quantity,
            "product_uom_id": self.product_id.uom_id.id,
            "notice_line_id": self.id,
        }
        if self.completion_date:
            values["date_planned"] = self.company_id._end_of_work(self.completion_date)
        return values

    # === TELLING PEOPLE === #

    def _tell_no_longer_outsourced(self):
        """What an earlier revision had outsourced is made in the house now."""
        asked = self._asked_before()
        asked.filtered(lambda line: line.order_id.state in ("draft", "sent")).unlink()
        self._tell_purchasing(asked.exists())

    def _tell_purchasing(self, lines, surplus=None):
        """Tell who buys that less is wanted of a subcontractor who was ordered from already."""
        for purchase in lines.order_id:
            user = purchase.user_id or self.notice_id.order_id.follower_id
            if not user.active or user.share:
                continue
            purchase.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._(
                    "%(notice)s wants less of %(product)s from this subcontractor",
                    notice=self.notice_id.display_name,
                    product=self.product_id.display_name,
                ),
                note=self.env._(
                    "%(quantity)s %(unit)s too many are ordered: lower or cancel them.",
                    quantity=plain_number(surplus),
                    unit=self.product_id.uom_id.name,
                )
                if surplus
                else False,
            )

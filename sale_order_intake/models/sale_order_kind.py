from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

from odoo.addons.order_signoff.tools import is_uninstalling

# Kept by the conversion of a pre-sale order, never entered.
PROTECTED_FIELDS = {"presale_order_id"}
# Kinds that come of an intent or a sample.
SOURCE_FIELDS = {"presale": "presale_order_id", "sample": "sample_order_id"}
# Kinds with a number series of their own; all others take the one of Sales.
STOCK_SEQUENCE = "sale.order.stock"
CUSTOMER_SEQUENCE = "sale.order.customer"


class SaleOrder(models.Model):
    """What the kind of an order decides: what it is called, whether it is ever confirmed, what
    comes of it and where it goes."""

    _inherit = "sale.order"

    # === FIELDS === #

    presale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="From Pre-sale Order",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The pre-sale order that this customer order fulfils in part.",
    )
    sample_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="From Sample Order",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('order_kind', '=', 'sample'), ('company_id', '=', company_id)]",
        help="The sample the customer approved before this order.",
    )
    following_order_count = fields.Integer(
        string="Orders That Came of It",
        compute="_compute_following_order_count",
    )
    presale_open = fields.Boolean(
        string="To Be Converted",
        compute="_compute_presale_open",
        help="Something of this pre-sale order has not become a customer order yet.",
    )

    # === COMPUTE METHODS === #

    @api.depends("order_kind")
    def _compute_following_order_count(self):
        self.following_order_count = 0
        # Asked only where there may be some: most orders are neither sample nor pre-sale order.
        for kind, name in SOURCE_FIELDS.items():
            sources = self.filtered(lambda order, kind=kind: order.order_kind == kind)
            if not sources.ids:
                continue
            groups = self._read_group([(name, "in", sources.ids)], [name], ["__count"])
            counts = {source.id: count for source, count in groups}
            for order in sources:
                order.following_order_count = counts.get(order._origin.id, 0)

    @api.depends("order_kind", "state", "order_line.presale_remaining_qty")
    def _compute_presale_open(self):
        for order in self:
            order.presale_open = (
                order.order_kind == "presale"
                and order.state != "cancel"
                and any(order.order_line.mapped("presale_remaining_qty"))
            )

    # === CONSTRAINTS AND ONCHANGE === #

    @api.constrains("order_kind", "state")
    def _check_never_confirmed(self):
        for order in self:
            if order.state == "sale" and (message := order._never_confirms()):
                raise ValidationError(message)

    @api.constrains("order_kind", "partner_id", "company_id")
    def _check_stock_request_partner(self):
        for order in self:
            if order._is_stock_request() and order.partner_id != order.company_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(order)s is a make-to-stock request, which no customer has placed:"
                        " choose %(company)s itself.",
                        order=order.name,
                        company=order.company_id.name,
                    )
                )

    @api.constrains("sample_order_id")
    def _check_sample_order(self):
        for order in self:
            # sudo: the kind of the sample counts, whoever may see it
            sample = order.sample_order_id.sudo()
            if sample and (sample.order_kind != "sample" or sample == order):
                raise ValidationError(
                    self.env._(
                        "%(sample)s is no sample order: choose the sample that %(order)s follows.",
                        sample=sample.name,
                        order=order.name,
                    )
                )

    @api.onchange("order_kind", "company_id")
    def _onchange_order_kind(self):
        """A make-to-stock request is placed by the company itself."""
        if self._is_stock_request():
            self.partner_id = self.company_id.partner_id

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_kind(vals) for vals in vals_list])

    def write(self, vals):
        turned = self.browse()
        if "order_kind" in vals:
            turned = self.filtered(lambda order: order.order_kind != vals["order_kind"])
            turned._check_kind_change(vals["order_kind"])
            if vals["order_kind"] == "stock" and "partner_id" not in vals:
                for order in turned.filtered("order_intake_enabled"):
                    order.partner_id = order.company_id.partner_id
        numbers = {order: order._kind_sequence() for order in turned}
        result = super().write(vals)
        for order, sequence in numbers.items():
            order._kind_changed(sequence)
        if vals.get("state") in ("draft", "cancel"):
            # What was converted counts unless the order is cancelled.
            self.filtered("presale_order_id").order_line._update_presale_sources()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_converted(self):
        """A pre-sale order stays as long as customer orders refer to it, a sample as well."""
        if is_uninstalling(self.env):
            return
        for kind, name in SOURCE_FIELDS.items():
            sources = self.filtered(lambda order, kind=kind: order.order_kind == kind)
            # sudo: an order that came of it counts, whoever may see it
            if sources and (found := self.sudo().search([(name, "in", sources.ids)], limit=1)):
                raise UserError(
                    self.env._(
                        "%(order)s came of %(origin)s, which is kept. Cancel it instead.",
                        order=found.name,
                        origin=found[name].name,
                    )
                )

    def unlink(self):
        # The lines go with their order in the database: what they took is given back here.
        sources = self.filtered("presale_order_id").order_line.presale_line_id
        result = super().unlink()
        sources.exists()._update_presale_converted()
        return result

    @api.model
    def _prepare_kind(self, vals):
        """Return the values of a new order with what its kind decides: customer and number."""
        company_id = vals.get("company_id") or self.env.company.id
        # sudo: the switches of the order's company decide, whichever companies the user has
        company = self.env["res.company"].browse(company_id).sudo()
        if not company.order_intake_enabled:
            return vals
        kind = vals.get("order_kind") or self.env.context.get("default_order_kind") or "customer"
        vals = dict(vals)
        if kind == "stock":
            vals.setdefault("partner_id", company.partner_id.id)
        sequence = self._sequence_of_kind(kind, company)
        if sequence and self._is_unnumbered(vals.get("name")):
            vals["name"] = company._next_document_number(sequence)
        return vals

    @api.model
    def _is_unnumbered(self, name):
        return not name or name == self.default_get(["name"]).get("name")

    @api.model
    def _sequence_of_kind(self, kind, company):
        """Return the number series of a kind of order, False for the one of Sales."""
        if kind == "stock":
            return STOCK_SEQUENCE
        return kind == "customer" and company.order_kind_number_enabled and CUSTOMER_SEQUENCE

    def _kind_sequence(self):
        self.ensure_one()
        # sudo: the switches of the order's company decide, whichever companies the user has
        company = self.company_id.sudo()
        return company.order_intake_enabled and self._sequence_of_kind(self.order_kind, company)

    def _check_kind_change(self, kind):
        """Refuse to turn an order into another kind once something hangs on what it is."""
        orders = self.filtered("order_intake_enabled")
        if confirmed := orders.filtered(lambda order: order.state == "sale"):
            raise UserError(
                self.env._(
                    "%(orders)s: only the kind of a quotation can be changed.",
                    orders=format_list(self.env, confirmed.mapped("name")),
                )
            )
        bound = orders.filtered(
            lambda order: order.following_order_count
            or (order.presale_order_id and kind != "customer")
        )
        if bound:
            raise UserError(
                self.env._(
                    "The kind of %(orders)s stays: pre-sale, sample and customer orders hang"
                    " together here.",
                    orders=format_list(self.env, bound.mapped("name")),
                )
            )

    def _kind_changed(self, sequence):
        """Give an order that has become another kind its number and take its prices away."""
        self.ensure_one()
        wanted = self._kind_sequence()
        if wanted != sequence:
            old = self.name
            # False: the series of Sales
            self.name = (
                self.company_id._next_document_number(wanted)
                if wanted
                else self.env["ir.sequence"]
                .with_company(self.company_id)
                .next_by_code("sale.order")
                or old
            )
            self._message_log(
                body=self.env._("Was %(old)s before it became another kind of order.", old=old)
            )
        self.order_line._clear_stock_request_prices()

    # === ACTIONS === #

    def action_convert_presale(self):
        """Ask which quantities of the pre-sale order become a customer order."""
        self.ensure_one()
        self._check_convertible()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Convert into a Customer Order"),
            "res_model": "sale.order.presale.convert",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_view_following_orders(self):
        """Open the customer orders that came of a pre-sale order or a sample."""
        self.ensure_one()
        name = SOURCE_FIELDS.get(self.order_kind)
        if not name:
            raise UserError(self.env._("Nothing comes of %(order)s.", order=self.name))
        action = self.env["ir.actions.actions"]._for_xml_id("sale.action_quotations")
        action["domain"] = [(name, "=", self.id)]
        action["context"] = {"default_partner_id": self.partner_id.id}
        if self.order_kind == "sample":
            action["context"]["default_sample_order_id"] = self.id
        else:
            action["context"]["create"] = False
        return action

    def action_view_source_order(self):
        """Open the pre-sale order or the sample that the order came of."""
        self.ensure_one()
        return (self.presale_order_id or self.sample_order_id).get_formview_action()

    # === CONFIRMATION === #

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or self._never_confirms()

    def _never_confirms(self):
        """Return why an order is never confirmed, False where it may be or nobody asks."""
        self.ensure_one()
        # sudo: the switch of the order's company decides, whoever confirms
        return self.company_id.sudo().order_intake_enabled and self._kind_never_message()

    def _kind_never_message(self):
        """Return why an order of this kind can never be confirmed, else False."""
        self.ensure_one()
        if self.order_kind == "presale":
            return self.env._(
                "%(order)s is a pre-sale order, only an intent, and is never confirmed. Once price"
                " and quantity are fixed, press “Convert” to make a customer order of it.",
                order=self.name,
            )
        return False

    def _presale_customer_message(self):
        """Return what the customer reads who wants to sign or pay an intent."""
        return self.env._(
            "It is an intent without obligation and cannot be signed or paid. We will send you a"
            " quotation once price and quantity are fixed."
        )

    def _customer_hold_message(self, payment=False):
        """Return what the customer reads who may not sign or pay the order now, else False.

        The portal and :meth:`_has_to_be_signed`, :meth:`_has_to_be_paid` ask only this.

        :param bool payment: whether he wants to pay, not to sign
        """
        self.ensure_one()
        return bool(self._never_confirms()) and self._presale_customer_message()

    def _has_to_be_signed(self):
        """Ask no signature that would be refused."""
        return super()._has_to_be_signed() and not self._customer_hold_message()

    def _has_to_be_paid(self):
        """Ask no payment that would be refused."""
        return super()._has_to_be_paid() and not self._customer_hold_message(payment=True)

    # === MAKE-TO-STOCK REQUESTS === #

    def _is_stock_request(self):
        """Whether the order asks our own production for stock."""
        self.ensure_one()
        # sudo: the switch of the order's company decides, whoever asks
        return self.order_kind == "stock" and self.company_id.sudo().order_intake_enabled

    def _prepare_invoice(self):
        if self._is_stock_request():
            raise UserError(
                self.env._(
                    "%(order)s is a make-to-stock request: nobody is invoiced for it.",
                    order=self.name,
                )
            )
        return super()._prepare_invoice()

    def _action_cancel(self):
        requests = self.filtered(
            lambda order: order.state == "sale" and order._is_stock_request()
        )
        result = super()._action_cancel()
        # sudo: kept by the system; whoever may cancel the request starts it anew
        requests.order_line.sudo().stock_requested_qty = 0
        for request in requests:
            request._message_log(
                body=self.env._(
                    "What was ordered from production or purchasing for it goes on unless it is"
                    " cancelled there."
                )
            )
        return result

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_amount, format_list
from odoo.tools.sql import column_exists, create_column

# Written by drawing and importing only.
PROTECTED = ("order_code", "quotation_name")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @property
    def _rec_names_search(self):
        return [*super()._rec_names_search, *PROTECTED]

    # === FIELDS ===#

    order_code = fields.Char(
        readonly=True,
        copy=False,
        index="trigram",
        help="Drawn when the order is confirmed; it never changes afterwards.",
    )
    quotation_name = fields.Char(
        string="Quotation Number",
        readonly=True,
        copy=False,
        index="trigram",
        help="The number this order had before its order code became its number.",
    )
    destination_id = fields.Many2one(
        comodel_name="sale.order.destination",
        string="Destination Region",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="Where the goods go. Empty: as the country of the delivery address says.",
    )
    product_order_type_id = fields.Many2one(
        comodel_name="product.order.type",
        string="Product Type",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: the product type with the highest amount in this order.",
    )
    order_code_date = fields.Date(
        string="Confirmed Earlier On",
        copy=False,
        help="For an order that is entered later than it was confirmed: this day gives year and"
        " month of the order code.",
    )
    order_code_preview = fields.Char(
        compute="_compute_order_code_preview", compute_sudo=True, help="The number is still open."
    )
    order_code_notice = fields.Char(compute="_compute_order_code_preview", compute_sudo=True)
    order_code_enabled = fields.Boolean(related="company_id.order_code_enabled")
    automatic_destination = fields.Char(
        compute="_compute_order_code_preview", compute_sudo=True, string="Destination by Address"
    )
    automatic_product_order_type = fields.Char(
        compute="_compute_order_code_preview", compute_sudo=True, string="Product Type by Amount"
    )

    _order_code_unique = models.UniqueIndex(
        "(company_id, order_code) WHERE order_code IS NOT NULL",
        "Another order of this company already has this order code.",
    )

    def _auto_init(self):
        # empty columns, made here so that installing does not walk through all orders
        for name in PROTECTED:
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, "varchar")
        return super()._auto_init()

    # === COMPUTE METHODS ===#

    @api.depends(
        "order_code",
        "company_id",
        "partner_id",
        "partner_shipping_id",
        "destination_id",
        "product_order_type_id",
        "order_code_date",
        "order_line.product_id",
        "order_line.price_subtotal",
    )
    def _compute_order_code_preview(self):
        open_orders = self.filtered(
            lambda o: o.company_id.order_code_enabled and not o.order_code and o.state != "cancel"
        )
        (self - open_orders).update(
            {
                "order_code_preview": False,
                "order_code_notice": False,
                "automatic_destination": False,
                "automatic_product_order_type": False,
            }
        )
        destinations = self.env["sale.order.destination"]
        types = self.env["product.order.type"]
        for order in open_orders:
            values = order._order_code_values()
            order.order_code_preview = order._preview_order_code(values)
            order.order_code_notice = order._order_code_notice()
            order.automatic_destination = destinations.browse(
                order._automatic_destination()
            ).display_name
            order.automatic_product_order_type = types.browse(
                order._automatic_product_type()
            ).display_name

    @api.constrains("order_code_date")
    def _check_order_code_date(self):
        for order in self.filtered("order_code_date"):
            if order.order_code_date > order._order_code_today():
                raise ValidationError(
                    self.env._("An order cannot have been confirmed earlier on a day to come.")
                )

    # === CRUD METHODS ===#

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_protected(vals)
            # explicitly open: a default_order_code in the context must not count either
            vals.update(dict.fromkeys(PROTECTED, False))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_protected(vals)
        return super().write(vals)

    def _refuse_protected(self, vals):
        if any(vals.get(name) or (self and name in vals) for name in PROTECTED):
            raise UserError(
                self.env._(
                    "Order codes are drawn when an order is confirmed; they cannot be entered."
                )
            )

    @api.ondelete(at_uninstall=True)
    def _unlink_except_coded(self):
        for order in self:
            if order.order_code:
                raise UserError(
                    self.env._(
                        "%(order)s has the order code %(code)s and cannot be deleted;"
                        " leave it cancelled.",
                        order=order.name,
                        code=order.order_code,
                    )
                )

    # === ACTION METHODS ===#

    def action_draw_order_code(self):
        """Draw codes for orders that were confirmed before order codes were switched on."""
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(
                self.env._("Only a sales manager can draw order codes for confirmed orders.")
            )
        orders = self.filtered(lambda order: order.state == "sale" and not order.order_code)
        if not orders or not all(orders.company_id.mapped("order_code_enabled")):
            raise UserError(
                self.env._(
                    "Choose confirmed orders without an order code, of a company that uses"
                    " order codes."
                )
            )
        orders._draw_order_codes()
        return True

    def _action_confirm(self):
        # before anything is procured: its documents take over the name of the order
        self._draw_order_codes()
        return super()._action_confirm()

    # === BUSINESS METHODS ===#

    def _prepare_invoice(self):
        values = super()._prepare_invoice()
        if self.order_code and not self.client_order_ref:
            # where the customer has no number of his own, ours stands in its place
            values["ref"] = self.order_code
        return values

    def _draw_order_codes(self):
        """Draw the code of every confirmed order that still needs one, in one go."""
        orders = self.filtered(lambda o: o.company_id.order_code_enabled and not o.order_code)
        if not orders:
            return
        requests = []
        notes = {}
        for order in orders:
            request = order._order_code_request()
            requests.append(request)
            if note := order._mixed_product_types_note():
                notes[order.id] = note
        # sudo: the register is written for whoever confirms, the public visitor of a shop included
        rows = self.env["sale.order.code"].sudo()._draw(requests)
        for order, request in zip(orders, requests, strict=True):
            order._set_order_code(
                rows[order.id]["code"], request["destination_id"], request["product_type_id"]
            )
        if notes:
            orders.browse(notes)._message_log_batch(
                bodies=notes, author_id=self.env.ref("base.partner_root").id
            )

    def _set_order_code(self, code, destination_id, product_type_id, rename=True):
        """Write an entry of the register onto its order."""
        vals = {
            "order_code": code,
            "destination_id": destination_id,
            "product_order_type_id": product_type_id,
        }
        if rename and self.company_id.order_code_as_name:
            vals.update(name=code, quotation_name=self.name)
        # past the guard of this class, which refuses these fields to everybody else
        return super().write(vals)

    def _order_code_request(self):
        """What the register needs to draw the code of this order."""
        self.ensure_one()
        values = self._order_code_values()
        return {
            "order_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self._order_code_partner().id,
            "scheme": self.company_id._get_order_code_scheme(),
            "scope": self.company_id._order_code_scope(values),
            "values": values,
            "destination_id": self._order_code_destination(),
            "product_type_id": self._order_code_product_type(),
        }

    def _order_code_values(self):
        """The parts of the code that do not need the register."""
        day = self._order_code_day()
        return {
            "destination": self.env["sale.order.destination"]._lookup()[0].get(
                self._order_code_destination()
            ),
            "product_type": self.env["product.order.type"]._lookup().get(
                self._order_code_product_type()
            ),
            "year": day.year,
            "month": day.month,
            "day": day.day,
            "kind": self._order_code_kind(),
        }

    def _order_code_kind(self):
        """Hook: the code of this order's kind; False leaves the one of the structure."""
        return False

    def _order_code_partner(self):
        """The customer whose code and counter this order takes."""
        # sudo: the commercial partner may be out of sight of who confirms
        return self.sudo().partner_id.commercial_partner_id

    # --- day ---

    def _order_code_day(self):
        """The day of confirmation where the company is."""
        if self.order_code_date:
            return self.order_code_date
        moment = self.date_order if self.state == "sale" else fields.Datetime.now()
        zone = pytz.timezone(self.company_id._get_order_code_tz())
        return pytz.utc.localize(moment or fields.Datetime.now()).astimezone(zone).date()

    def _order_code_today(self):
        zone = pytz.timezone(self.company_id._get_order_code_tz())
        return pytz.utc.localize(fields.Datetime.now()).astimezone(zone).date()

    # --- destination ---

    def _order_code_destination(self):
        return self.destination_id.id or self._automatic_destination()

    def _automatic_destination(self):
        """The region of the delivery address."""
        _codes, by_country, unknown = self.env["sale.order.destination"]._lookup()
        # sudo: the delivery address may be out of sight of who confirms
        return by_country.get(self.sudo().partner_shipping_id.country_id.id, unknown)

    # --- product type ---

    def _order_code_product_type(self):
        return self.product_order_type_id.id or self._automatic_product_type()

    def _automatic_product_type(self):
        """The product type with the highest amount; the first of the list when equal."""
        amounts = self._amount_by_product_type()
        return next(iter(amounts), self.company_id._get_order_code_scheme()._default_product_type())

    def _amount_by_product_type(self):
        """Amount of the order by product type, highest first."""
        by_category = self.env["product.category"]._order_types()
        amounts = dict.fromkeys(self.env["product.order.type"]._lookup())
        for line in self.order_line:
            if line.display_type or line.is_downpayment or not line.product_id:
                continue
            template = line.product_id.product_tmpl_id
            type_id = template.order_type_id.id or by_category.get(template.categ_id.id)
            if type_id in amounts:
                amounts[type_id] = (amounts[type_id] or 0.0) + line.price_subtotal
        found = [item for item in amounts.items() if item[1] is not None]
        return dict(sorted(found, key=lambda item: -item[1]))

    def _mixed_product_types_note(self):
        """Which of several product types the code takes and why, or False."""
        amounts = self._amount_by_product_type()
        if len(amounts) < 2:
            return False
        types = self.env["product.order.type"].sudo()  # sudo: names only
        listed = format_list(
            self.env,
            [
                f"{types.browse(type_id).name} {format_amount(self.env, amount, self.currency_id)}"
                for type_id, amount in amounts.items()
            ],
        )
        chosen = types.browse(self._order_code_product_type()).name
        if self.product_order_type_id:
            return self.env._(
                "The order holds several product types (%(types)s). Its code takes %(chosen)s,"
                " as entered.",
                types=listed,
                chosen=chosen,
            )
        return self.env._(
            "The order holds several product types (%(types)s). Its code takes %(chosen)s,"
            " the one with the highest amount.",
            types=listed,
            chosen=chosen,
        )

    # --- preview ---

    def _order_code_notice(self):
        """What the clerk should know before the code is drawn, or False."""
        notices = [self._mixed_product_types_note()]
        codes, _by_country, unknown = self.env["sale.order.destination"]._lookup()
        if self.partner_id and self._order_code_destination() == unknown:
            notices.append(
                self.env._(
                    "The destination is unknown, the code takes %(code)s: enter the country of"
                    " the delivery address, or choose the destination region.",
                    code=codes.get(unknown, ""),
                )
            )
        return " ".join(filter(None, notices)) or False

    def _preview_order_code(self, values):
        """The code as far as it is known."""
        scheme = self.company_id._get_order_code_scheme()
        partner = self._order_code_partner().with_company(self.company_id)
        open_part = "•"
        texts = []
        for segment in scheme._segments():
            if segment.type == "counter" or (
                segment.type == "customer" and not partner.customer_code
            ):
                texts.append(open_part * segment.length)
            else:
                known = {**values, "customer": partner.customer_code}
                texts.append(scheme._compose([segment], known))
        return "".join(texts)

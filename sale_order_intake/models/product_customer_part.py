import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ProductCustomerPart(models.Model):
    """What a customer calls one of our products: his part number and drawing."""

    _name = "product.customer.part"
    _description = "Customer Part"
    _inherit = ["mail.thread"]
    _order = "partner_id, customer_part_no, id"
    _rec_name = "customer_part_no"
    _check_company_auto = True

    # === FIELDS === #

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('parent_id', '=', False)]",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Our Product",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('sale_ok', '=', True)]",
    )
    customer_part_no = fields.Char(
        string="Customer Part Number", required=True, index="trigram", tracking=True
    )
    number_key = fields.Char(
        compute="_compute_number_key",
        store=True,
        precompute=True,
        help="The number as it is compared: without regard to case, width and spaces around it.",
    )
    drawing_revision = fields.Char(
        tracking=True, help="Revision of the customer's drawing that is valid now."
    )
    minimum_order_qty = fields.Float(
        string="Minimum Order Quantity",
        digits="Product Unit",
        tracking=True,
        help="Smallest quantity of this part on one order. 0 = none.",
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    label_text = fields.Text(
        help="What the label of this customer says: brand, part number, barcode text."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    active = fields.Boolean(default=True)

    _number_unique = models.UniqueIndex(
        "(company_id, partner_id, number_key) WHERE active",
        "This customer part number is in the table already: archive the other entry first.",
    )
    _minimum_order_qty_positive = models.Constraint(
        "CHECK(minimum_order_qty >= 0)", "The minimum order quantity must not be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("customer_part_no")
    def _compute_number_key(self):
        for part in self:
            part.number_key = self._key(part.customer_part_no)

    @api.depends("customer_part_no", "product_id", "drawing_revision")
    @api.depends_context("part_with_product")
    def _compute_display_name(self):
        for part in self:
            name = part.customer_part_no or ""
            if part.drawing_revision:
                name = self.env._(
                    "%(number)s (rev. %(revision)s)",
                    number=name,
                    revision=part.drawing_revision,
                )
            if self.env.context.get("part_with_product"):
                name = f"{name}: {part.product_id.display_name}"
            part.display_name = name

    # === CONSTRAINTS AND ONCHANGE === #

    @api.constrains("customer_part_no")
    def _check_customer_part_no(self):
        for part in self:
            if not part.number_key:
                raise ValidationError(self.env._("Enter the customer's part number."))

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.partner_id = self.partner_id.commercial_partner_id

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_company_of_customer(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_company_of_customer(vals))

    @api.model
    def _with_company_of_customer(self, vals):
        """A contact or address stands for the customer it belongs to."""
        if not vals.get("partner_id"):
            return vals
        partner = self.env["res.partner"].browse(vals["partner_id"])
        return {**vals, "partner_id": partner.commercial_partner_id.id}

    # === ACTION METHODS === #

    def action_export(self):
        """Download the chosen parts as a sheet that can be imported again."""
        wizard = self.env["product.customer.part.import"].create({})
        return wizard._export(self)

    # === BUSINESS METHODS === #

    @api.model
    def _key(self, number):
        """The number as it is compared."""
        return " ".join(unicodedata.normalize("NFKC", number or "").split()).casefold()

    @api.model
    def _find(self, company, wanted):
        """Look up many customer part numbers in one query.

        :param wanted: {(commercial partner, number as written)}
        :return: {(partner id, key of the number): part}, for the numbers that are in the table
        """
        partners = {partner.id for partner, _number in wanted}
        keys = {self._key(number) for _partner, number in wanted} - {""}
        if not partners or not keys:
            return {}
        parts = self.search_fetch(
            Domain("company_id", "=", company.id)
            & Domain("partner_id", "in", list(partners))
            & Domain("number_key", "in", list(keys)),
            ["partner_id", "product_id", "number_key", "customer_part_no", "drawing_revision"],
        )
        return {(part.partner_id.id, part.number_key): part for part in parts}

    @api.model
    def _find_by_product(self, company, partners, products):
        """The part of each customer and product, where there is exactly one: nothing is guessed.

        :return: {(partner id, product id): part}
        """
        found = {}
        if not partners or not products:
            return found
        for part in self.search_fetch(
            Domain("company_id", "=", company.id)
            & Domain("partner_id", "in", partners.ids)
            & Domain("product_id", "in", products.ids),
            ["partner_id", "product_id", "customer_part_no", "drawing_revision"],
        ):
            key = (part.partner_id.id, part.product_id.id)
            found[key] = self.browse() if key in found else part
        return found

    @api.model
    def _products_called(self, text):
        """Ids of products that the customer of the context calls so.

        :param text: the beginning of a customer part number
        """
        partner = self.env.context.get("partner_id")
        key = self._key(text) if isinstance(text, str) else ""
        if not key or not isinstance(partner, int) or not self.env.company.order_intake_enabled:
            return []
        partner = self.env["res.partner"].browse(partner).commercial_partner_id
        escaped = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        parts = self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("partner_id", "=", partner.id),
                ("number_key", "=like", f"{escaped}%"),
            ],
            limit=20,
        )
        return parts.product_id.ids

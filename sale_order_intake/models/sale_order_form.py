from markupsafe import Markup

from odoo import api, models
from odoo.tools import LazyTranslate, formatLang

_lt = LazyTranslate(__name__)

# Terms of the order confirmation form that the common catalogue of forms does not have.
FORM_LABELS = {
    "form_sale_order_confirmation": _lt("Order Confirmation Form"),
    # head
    "customer_po": _lt("Customer order number"),
    "internal_code": _lt("Internal order number"),
    "contract_ref": _lt("Reference contract number"),
    "contract_valid": _lt("Contract validity"),
    "order_class": _lt("Order class"),
    "order_class_regular": _lt("Regular"),
    "order_class_irregular": _lt("Non-regular"),
    "order_class_repeat": _lt("Repeat order"),
    "region": _lt("Destination region"),
    "currency_term": _lt("Currency / trade term"),
    "payment": _lt("Payment term (deposit share)"),
    "confirm_date": _lt("Customer confirmation date"),
    "deposit_date": _lt("Deposit received date"),
    "lc_date": _lt("Letter of credit arrival date"),
    "start_date": _lt("Delivery start date (latest of the three)"),
    "promised_date": _lt("Promised shipping / delivery date"),
    "not_agreed": _lt("Not agreed"),
    "deposit_agreed": _lt("Deposit agreed"),
    # lines
    "part_no": _lt("Part number"),
    "customer_part_no": _lt("Customer part number"),
    "description": _lt("Description and specification"),
    "drawing_revision": _lt("Drawing / file revision"),
    "product_type": _lt("Product type"),
    "quantity_unit": _lt("Quantity / unit"),
    "moq_ok": _lt("MOQ met"),
    "unit_price": _lt("Unit price"),
    "packing": _lt("Packing / label requirement"),
    "delivery_date": _lt("Delivery date"),
    "total_tax": _lt("Total with tax"),
    # foot
    "differences": _lt("Differences from the framework contract"),
    "special": _lt("Special requirements"),
    "quality_above_standard": _lt("Quality above standard"),
    "new_process": _lt("New or complex process"),
    "has_penalty_clause": _lt("Penalty clause"),
    "open_items": _lt("Open items (owner / date)"),
    "result": _lt("Confirmation result"),
    "result_confirmed": _lt("Confirmed"),
    "result_conditions": _lt("Confirmed with open items"),
    "result_refused": _lt("Not confirmed"),
    "sign_sales": _lt("Sales"),
    "sign_planning": _lt("Planning"),
    "sign_customer": _lt("Customer"),
    "none": _lt("None"),
    # across the page
    "watermark_draft": _lt("Draft"),
    "watermark_cancel": _lt("Cancelled"),
}


class SaleOrder(models.Model):
    """The order confirmation form (QR-SA-02)."""

    _name = "sale.order"
    _inherit = ["sale.order", "order.form.mixin"]

    _form_key = "sale_order_confirmation"

    # === CONFIRMATION === #

    def _action_confirm(self):
        result = super()._action_confirm()
        # Orders under a contract are confirmed on this form: it is issued now.
        self.filtered(
            lambda order: order.framework_contract_id and order.order_intake_enabled
        )._freeze_form()
        return result

    # === HOOKS OF THE FORM === #

    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **FORM_LABELS}

    def _form_document_number(self):
        return self.order_code or self.name

    # === PARTS OF THE FORM === #

    def _form_watermark(self):
        """What is printed across the page of an order that is not confirmed."""
        self.ensure_one()
        if self.state == "sale":
            return False
        return self._form_label(
            "watermark_cancel" if self.state == "cancel" else "watermark_draft"
        )

    def _form_head_cells(self):
        """Return the cells of the head table: ``(key of the term, value)``."""
        self.ensure_one()
        # sudo: the contract stands on the paper, whoever of the company prints it
        contract = self.framework_contract_id.sudo()
        term = " ".join(
            filter(None, [self.incoterm.code or self.incoterm.name, self.incoterm_location])
        )
        region = self._order_code_destination()
        not_agreed = self._form_line("not_agreed")
        return [
            ("date", self._form_datetime(self.date_order, with_time=False)),
            ("customer", self.partner_id.commercial_partner_id.name),
            ("customer_code", self.partner_id.customer_code),
            ("customer_po", self.client_order_ref),
            ("internal_code", self.order_code or self.name),
            ("contract_ref", self.framework_contract_ref),
            ("contract_valid", self._form_contract_validity(contract)),
            ("order_class", self._form_selection(self, "order_class")),
            # sudo: regions are master data of the order number
            ("region", self.env["sale.order.destination"].sudo().browse(region).name),
            ("currency_term", " / ".join(filter(None, [self.currency_id.name, term]))),
            ("payment", self._form_payment()),
            ("confirm_date", self._form_datetime(self.customer_confirmed_on)),
            (
                "deposit_date",
                self._form_datetime(self.deposit_received_on)
                if self.deposit_required
                else not_agreed,
            ),
            (
                "lc_date",
                self._form_datetime(self.letter_of_credit_arrived_on)
                if self.letter_of_credit_required
                else not_agreed,
            ),
            ("start_date", self._form_datetime(self.delivery_start_on)),
            ("promised_date", self._form_promised()),
        ]

    def _form_contract_validity(self, contract):
        if not contract:
            return ""
        day = Markup('<span class="o_order_form_nowrap">%s</span>')
        return Markup(" ~ ").join(
            day % (self._form_datetime(date) or "")
            for date in (contract.date_start, contract.date_end)
        )

    def _form_payment(self):
        """Payment term and deposit as printed."""
        deposit = self.deposit_required and (
            f"{self.deposit_percent:.0%}"
            if self.deposit_percent
            else self._form_line("deposit_agreed")
        )
        return " / ".join(filter(None, [self.payment_term_id.name, deposit]))

    def _form_promised(self):
        """The first and the last day on which something of the order goes out."""
        days = sorted({day for line in self._goods_lines() for day in line._form_delivery_days()})
        return " ~ ".join(self._form_datetime(day) for day in dict.fromkeys(days[:1] + days[-1:]))

    def _form_confirmation_lines(self):
        """Return the rows of the form, one for each ordered item, as dictionaries of texts."""
        self.ensure_one()
        lines = self.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        types = lines._form_order_types()
        # sudo: the contract stands on the paper, whoever of the company prints it
        contract = self.framework_contract_id.sudo()
        return [
            {
                "part_no": line.product_id.default_code or "",
                "description": line.name,
                "type": types[line],
                "quantity": formatLang(self.env, line.product_uom_qty, dp="Product Unit"),
                "unit": line.product_uom_id.name or "",
                "moq_ok": line._form_moq(contract),
                "price": formatLang(self.env, line.price_unit, dp="Product Price"),
                "discount": line.discount
                and formatLang(self.env, line.discount, dp="Discount"),
                "amount": formatLang(self.env, line.price_subtotal, digits=self._form_digits()),
                "deliveries": line._form_deliveries(self),
                **line._form_customer_part(),
            }
            for line in lines
        ]

    def _form_digits(self):
        return self.currency_id.decimal_places

    def _form_amount(self, amount):
        return f"{formatLang(self.env, amount, digits=self._form_digits())} {self.currency_id.name}"

    def _form_special_requirements(self):
        """Return what the order asks for beyond the usual, as a list of texts."""
        self.ensure_one()
        flags = [
            self._form_line(name)
            for name in ("quality_above_standard", "new_process", "has_penalty_clause")
            if self[name]
        ]
        notes = self.order_line.filtered(lambda line: line.display_type == "line_note")
        return flags + notes.mapped("name")

    def _form_differences(self):
        """Return what differs from the framework contract, as a list of texts."""
        self.ensure_one()
        # sudo: the contract stands on the paper, whoever of the company prints it
        contract = self.framework_contract_id.sudo()
        return contract._differences_from(self) if contract else []

    def _form_open_items(self):
        """Return ``[(item, owner, day)]`` that are still to be settled; add-ons add theirs."""
        self.ensure_one()
        return []

    def _form_result(self):
        """Which of the three results is ticked, False as long as nobody has decided."""
        self.ensure_one()
        if self.state == "cancel":
            return "refused"
        if self.state != "sale":
            return False
        return "conditions" if self._form_open_items() else "confirmed"

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import LazyTranslate, formatLang

from .sale_order_change_portal import INTERNAL_BEFORE

_lt = LazyTranslate(__name__)

# Forms of a change beside its notice.
FURTHER_FORMS = ("sale_order_supplement", "sale_order_distribution")

# Terms of the printed forms that the common catalogue does not have.
FORM_LABELS = {
    "form_sale_order_change": _lt("Order Change Notice"),
    "form_sale_order_supplement": _lt("Supplement to the Contract"),
    "form_sale_order_distribution": _lt("Document Distribution Record"),
    # head
    "change_order_number": _lt("Order number"),
    "change_customer_order": _lt("Customer's order no."),
    "change_origin": _lt("Asked for by"),
    "change_team": _lt("Requesting department"),
    "change_cause": _lt("Cause"),
    "change_urgency": _lt("Urgency"),
    "change_class": _lt("Class of change"),
    "change_requested": _lt("Requested by, on"),
    "change_confirmed": _lt("Order confirmed on"),
    "change_applied": _lt("Carried out by, on"),
    "change_revision": _lt("Order revision"),
    "change_planning": _lt("Goods can leave on"),
    "change_late": _lt("After the free period"),
    "change_origin_customer": _lt("Customer"),
    "change_origin_internal": _lt("Ourselves"),
    # tables
    "change_lines": _lt("What changes"),
    "change_what": _lt("What"),
    "change_before": _lt("Before"),
    "change_after": _lt("After"),
    "change_hidden": _lt("(not shown)"),
    "change_class_reason": _lt("Why this class"),
    "change_impact": _lt("What the change reaches"),
    "change_document": _lt("Document"),
    "change_status": _lt("Status"),
    "change_severity": _lt("Severity"),
    "change_meaning": _lt("What it means"),
    "change_cost": _lt("Cost"),
    "change_estimated_cost": _lt("Estimated cost"),
    "change_borne_by": _lt("Borne by"),
    "change_charge": _lt("Cancellation charge"),
    "change_value": _lt("Change of the order value (without tax)"),
    "change_consent": _lt("Agreement of the customer"),
    "change_consent_result": _lt("Result"),
    "change_consent_by": _lt("Answered by, on"),
    "change_consent_how": _lt("How"),
    "change_not_needed": _lt("Not needed"),
    "consent_state_asked": _lt("Asked"),
    "consent_state_accepted": _lt("Agreed"),
    "consent_state_declined": _lt("Declined"),
    # across the page
    "change_watermark_draft": _lt("Draft"),
    "change_watermark_open": _lt("Not carried out"),
    "change_watermark_rejected": _lt("Rejected"),
    "change_watermark_cancelled": _lt("Withdrawn"),
    # supplement
    "supplement_seller": _lt("Seller"),
    "supplement_buyer": _lt("Buyer"),
    "supplement_contract": _lt("To contract / order"),
    "supplement_intro": _lt(
        "Seller and buyer agree to change the above contract / order as follows:"
    ),
    "supplement_rest": _lt(
        "All other terms of the contract / order stay as they are. This supplement is part of the "
        "contract, takes effect when both parties have signed, and is made in two copies of equal "
        "force."
    ),
    "supplement_day": _lt("New delivery date"),
    "supplement_stamp": _lt("Stamp and signature"),
    "supplement_online": _lt("Agreed on the customer page"),
    # distribution
    "distribution_issued": _lt("Given out on"),
    "distribution_copies": _lt("Number of copies"),
    "revision_by": _lt("By change"),
    "distribution_received": _lt("Received by, on"),
    "distribution_withdrawn": _lt("Old paper withdrawn by, on"),
    "distribution_as_confirmed": _lt("As confirmed"),
    "distribution_none": _lt("No revision of this order has been given out yet."),
}


class SaleOrderChange(models.Model):
    """The printed forms of a change: notice (QR-SA-03), supplement, distribution record."""

    _inherit = "sale.order.change"

    form_further = fields.Json(
        string="Further Forms", copy=False, readonly=True, help="Their numbers as issued."
    )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"form_further"}

    # === HOOKS OF THE FORM === #

    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **FORM_LABELS}

    def _form_document_number(self):
        return self.name

    def _freeze_form(self):
        """The supplement and the record keep their numbers from the same moment."""
        for change in self.filtered(lambda change: not change.form_frozen_at):
            register = self.env["order.form"]
            further = {}
            for key in FURTHER_FORMS:
                form = register._get_form(key, change.company_id)
                further[key] = {
                    "number": form.number,
                    "revision": form.revision,
                    "retention": form.retention_years,
                }
            # sudo: the numbers come from the register; people only issue the document
            change.sudo().form_further = further
        return super()._freeze_form()

    def _form_frozen(self, key):
        if self.form_frozen_at and key in FURTHER_FORMS:
            return (self.form_further or {}).get(key)
        return super()._form_frozen(key)

    # === PARTS OF ALL FORMS === #

    def _form_shows_prices(self):
        """Whether who prints the notice may see prices; it also goes to the shop."""
        return self.env.user.has_group("sale_order_review.group_price")

    def _form_lines(self, show_prices, for_customer=False):
        """Return ``[{what, product, old, new}]`` in the languages of the form.

        :param bool show_prices: whether the reader may see prices
        :param bool for_customer: leave out what stood in papers of the house before
        """
        self.ensure_one()
        # sudo: who prints the form need not see the order and its addresses
        lines = self.sudo().line_ids
        langs = self._form_active_langs() or [self.env.lang]
        texts = [lines.with_context(lang=lang)._value_texts(show_prices) for lang in langs]
        hidden = self._form_line("change_hidden")
        rows = []
        for line in lines:
            __, olds, news = zip(*(text[line.id] for text in texts), strict=True)
            old, new = (
                Markup("<br/>").join(dict.fromkeys(filter(None, values))) for values in (olds, news)
            )
            if line.kind == "price" and not show_prices:
                old = new = hidden
            if for_customer and line.kind in INTERNAL_BEFORE:
                old = ""
            rows.append(
                {
                    "what": self._form_selection(line, "kind"),
                    "product": line.product_id.display_name or "",
                    "old": old,
                    "new": new,
                }
            )
        return rows

    def _form_money(self, amount, currency, signed=False):
        sign = "+ " if signed and amount > 0 else ""
        return (
            f"{sign}{formatLang(self.env, amount, digits=currency.decimal_places)} {currency.name}"
        )

    def _form_consent_signature(self):
        # sudo: the picture belongs to the paper
        return self.sudo().consent_signature

    # === CHANGE NOTICE === #

    def _form_watermark(self):
        """Return what is printed across a notice that has no effect."""
        self.ensure_one()
        key = {
            "draft": "draft",
            "rejected": "rejected",
            "cancelled": "cancelled",
            "applied": False,
        }.get(self.state, "open")
        return self._form_label(f"change_watermark_{key}") if key else ""

    def _form_head_cells(self):
        """Return the cells of the head table: ``(key of the term, value)``."""
        self.ensure_one()
        change = self.sudo()  # sudo: names of people and customer, whoever prints
        late = self._form_line("change_late") if self.is_late else ""
        return [
            ("order_code", self.order_code or self.order_name),
            ("change_order_number", self.order_name),
            ("change_customer_order", self.customer_order_ref),
            ("customer", change.partner_id.commercial_partner_id.name),
            ("change_confirmed", self._form_datetime(self.confirmed_on)),
            ("change_revision", f"R{self.revision}" if self.revision else ""),
            ("change_class", self._form_selection(self, "change_class")),
            ("change_urgency", self._form_selection(self, "urgency")),
            ("change_cause", self._form_selection(self, "reason_type")),
            ("change_origin", self._form_label(f"change_origin_{self.origin}")),
            (
                "change_team",
                self._form_text(change.requesting_team_id, "name")
                if self.requesting_team_id
                else "",
            ),
            ("change_planning", self._form_datetime(self.planning_date)),
            (
                "change_requested",
                self._form_signed_by(change.requested_by_id, self.submitted_on),
            ),
            ("change_applied", self._form_signed_by(change.applied_by_id, self.applied_on)),
            ("remarks", late),
        ]

    def _form_impacts(self):
        """Return ``[{kind, document, status, severity, sentence}]`` of what the change reaches."""
        self.ensure_one()
        # sudo: signers read what the change reaches without access to the documents
        impacts = self.sudo().impact_ids.filtered(lambda impact: impact.severity != "none")
        return [
            {
                "kind": self._form_selection(impact, "kind"),
                "document": impact.res_name or "",
                "status": impact.status or "",
                "severity": self._form_selection(impact, "severity"),
                "sentence": impact.sentence or "",
            }
            for impact in impacts
        ]

    def _form_costs(self):
        """Return ``[(key of the term, value)]`` of what the change costs and who bears it."""
        self.ensure_one()
        change = self.sudo()  # sudo: amounts are shown to those who may see prices, asked below
        rows = [("change_borne_by", self._form_selection(change, "cost_borne_by"))]
        if self._form_shows_prices():
            rows = [
                (
                    "change_estimated_cost",
                    self._form_money(change.estimated_cost, change.company_currency_id)
                    if change.estimated_cost
                    else "",
                ),
                *rows,
                (
                    "change_charge",
                    self._form_money(change.cancellation_charge, change.currency_id)
                    if change.cancellation_charge
                    else "",
                ),
                (
                    "change_value",
                    self._form_money(change.value_difference, change.currency_id, signed=True)
                    if change.value_difference
                    else "",
                ),
            ]
        return rows

    # === SUPPLEMENT === #

    def _form_effects(self):
        """Return ``[(key of the term, value)]``: what the customer gets and pays by the change."""
        self.ensure_one()
        change = self.sudo()  # sudo: the supplement is the paper of the two parties
        rows = []
        if change.planning_date and change._asks_for_day():
            rows.append(("supplement_day", self._form_datetime(change.planning_date)))
        if not change.currency_id.is_zero(change.value_difference):
            rows.append(
                (
                    "change_value",
                    self._form_money(change.value_difference, change.currency_id, signed=True),
                )
            )
        if not change.currency_id.is_zero(change.cancellation_charge):
            rows.append(
                ("change_charge", self._form_money(change.cancellation_charge, change.currency_id))
            )
        return rows

    def _form_contract(self):
        """Return what the supplement belongs to: contract, customer's number and ours."""
        order = self.sudo().order_id  # sudo: the supplement names its contract
        return " / ".join(
            dict.fromkeys(
                filter(
                    None,
                    [
                        order.framework_contract_ref,
                        self.customer_order_ref,
                        self.order_code or self.order_name,
                    ],
                )
            )
        )

    # === DISTRIBUTION === #

    def _form_distribution(self):
        """Return a row for every revision and department: given out, received, withdrawn."""
        self.ensure_one()
        # sudo: who prints the record reads who got the papers, in other departments, too
        change = self.sudo()
        copies = change.env["sale.order.change.copy"].search(
            [("order_id", "=", change.order_id.id)], order="revision, id"
        )
        return [
            {
                "revision": f"R{copy.revision}",
                "change": copy.change_id.name
                if copy.revision
                else self._form_line("distribution_as_confirmed"),
                "team": self._form_text(copy.team_id, "name"),
                "copies": copy.copies,
                "issued": self._form_datetime(copy.deadline),
                "received": self._form_signed_by(copy.received_by_id, copy.received_on),
                "withdrawn": self._form_signed_by(copy.withdrawn_by_id, copy.withdrawn_on),
            }
            for copy in copies
        ]

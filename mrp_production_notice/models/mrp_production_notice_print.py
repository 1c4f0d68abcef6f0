from odoo import api, models
from odoo.tools import LazyTranslate, formatLang, is_html_empty

_lt = LazyTranslate(__name__)

# Terms of the printed notice that the common catalogue of forms does not have.
FORM_LABELS = {
    "form_mrp_production_notice": _lt("Production Notice"),
    "notice_customer_order": _lt("Customer's order no."),
    "notice_order_number": _lt("Order number"),
    "notice_order_class": _lt("Order class"),
    "notice_urgency": _lt("Urgency"),
    "notice_destination": _lt("Destination"),
    "notice_batch": _lt("Delivery batch"),
    "notice_delivery_mode": _lt("Delivery mode"),
    "notice_delivery_date": _lt("Ready for delivery"),
    "notice_completion": _lt("Complete on"),
    "notice_follower": _lt("Follower"),
    "notice_salesperson": _lt("Salesperson"),
    "notice_prepared": _lt("Prepared by"),
    "notice_issued": _lt("Issued by"),
    "notice_replaces": _lt("Replaces"),
    "notice_specification": _lt("Product and specification"),
    "notice_part_no": _lt("Customer part no."),
    "notice_drawing": _lt("Drawing rev."),
    "notice_ordered": _lt("Ordered"),
    "notice_from_stock": _lt("From stock"),
    "notice_to_make": _lt("To make"),
    "notice_sourcing": _lt("Make / outsource"),
    "notice_workshop": _lt("Workshop"),
    "notice_packing_marks": _lt("Packing, marks, approved proofs"),
    "notice_packing": _lt("Packing"),
    "notice_marks": _lt("Marks and labels"),
    "notice_proofs": _lt("Approved"),
    "notice_remark": _lt("Remark"),
    "notice_new_product": _lt("New product"),
    "notice_flags": _lt("Attention"),
    "notice_irregular": _lt("Not regular"),
    "notice_raises_cost": _lt("Raises cost"),
    "notice_special": _lt("Special matters"),
    "notice_attachments": _lt("Attachments"),
    "notice_open_items": _lt("Still open: to be settled before packing or shipment"),
    "notice_changes": _lt("What changed against the previous revision"),
    "notice_revision_reason": _lt("Why revised"),
    "notice_change_what": _lt("What"),
    "notice_change_before": _lt("Before"),
    "notice_change_now": _lt("Now"),
    "notice_whole": _lt("Whole notice"),
    "notice_corrections": _lt("Corrections"),
    "notice_corrected_by": _lt("Corrected by"),
    "notice_distribution": _lt("Distribution"),
    "notice_copies": _lt("Number of copies"),
    "notice_purpose": _lt("Copy for"),
    "notice_received": _lt("Received by, on"),
    "notice_agreed": _lt("Confirmed by, on"),
    "notice_withdrawn": _lt("Old paper withdrawn by, on"),
    "notice_not_needed": _lt("Not needed"),
    "notice_watermark_superseded": _lt("Out of force"),
    "notice_watermark_cancelled": _lt("Cancelled"),
    "notice_watermark_draft": _lt("Not issued"),
    "notice_stop_superseded": _lt("Superseded: do not work on this notice any more"),
    "notice_stop_cancelled": _lt("Cancelled: do not work on this notice"),
    "notice_stop_draft": _lt("Not issued: do not start work on this notice"),
    "purpose_confirm": _lt("To confirm"),
    "purpose_information": _lt("For information"),
    "sourcing_make": _lt("Make"),
    "sourcing_outsource": _lt("Outsource"),
}


class MrpProductionNotice(models.Model):
    """The printed production notice (form QR-PM-01) and the cards of its workshops."""

    _inherit = "mrp.production.notice"

    # === HOOKS OF THE FORM === #

    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **FORM_LABELS}

    def _form_document_number(self):
        return self.display_name

    # === ACTIONS === #

    def action_print_cards(self):
        """Print a card for every workshop and product of the notice."""
        self.check_access("read")
        lines = self.line_ids.filtered(lambda line: line._cards())
        return self.env.ref("mrp_production_notice.action_report_notice_card").report_action(lines)

    # === PARTS OF THE FORM === #

    def _form_stop_key(self):
        """Return the last part of the keys for a notice that nobody works on, or False."""
        self.ensure_one()
        if self.state in ("superseded", "cancelled"):
            return self.state
        return False if self.state == "issued" else "draft"

    def _form_watermark(self):
        """Return what is printed across a notice that is not in force."""
        key = self._form_stop_key()
        return self._form_label(f"notice_watermark_{key}") if key else ""

    def _form_head_cells(self):
        """Return the cells of the head table: ``(key of the term, value)``."""
        self.ensure_one()
        notice = self.sudo()  # sudo: names of people, whoever prints
        batch = " ".join(
            filter(None, [self._form_datetime(self.batch_date), self.batch_destination])
        )
        cells = [
            ("order_code", self.order_code or self.order_name),
            ("notice_customer_order", self.customer_order_ref),
            ("customer", self.partner_name),
            ("notice_order_number", self.order_name),
            ("notice_order_class", self._form_selection(self, "order_class")),
            ("notice_urgency", self._form_selection(self, "order_urgency")),
            ("notice_destination", self.batch_destination or self.destination),
            ("notice_delivery_mode", self.delivery_mode),
            ("notice_delivery_date", self._form_datetime(self.delivery_date)),
            ("notice_completion", self._form_datetime(self.completion_date)),
            ("notice_salesperson", notice.user_id.name),
            ("notice_follower", notice.follower_id.name),
            ("notice_prepared", self._form_signed_by(notice.prepared_by_id, self.prepared_on)),
            ("notice_issued", self._form_signed_by(notice.issued_by_id, self.issued_on)),
            ("notice_replaces", self.previous_id.display_name if self.previous_id else ""),
        ]
        if batch:
            cells[-1:-1] = [("notice_batch", batch)]
        return cells

    def _form_flags(self):
        """Return what deserves attention: not regular, new product, raises cost."""
        self.ensure_one()
        flags = [
            ("notice_irregular", self.irregular),
            ("notice_new_product", self.has_new_product),
            ("notice_raises_cost", self.raises_cost),
        ]
        return [self._form_line(key) for key, shown in flags if shown]

    def _form_quantity(self, quantity):
        """Return a quantity as the shop writes it: without zeros behind the point."""
        text = formatLang(self.env, quantity, dp="Product Unit")
        point = self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point or "."
        return text.rstrip("0").rstrip(point) if point in text else text

    def _form_special(self):
        return "" if is_html_empty(self.special_matters) else self.special_matters

    def _form_open_items(self):
        """Return what is open until packing or shipment, one sentence each."""
        self.ensure_one()
        return (self.later_items or "").splitlines()

    def _form_distribution(self):
        """Return a row for every copy: department, copies, purpose, and what came back."""
        self.ensure_one()
        rows = []
        # sudo: who prints the notice reads who got it and who confirmed it
        for copy in self.sudo().copy_ids:
            signoff = copy.signoff_id
            agreed = ""
            if signoff.signed_at and not signoff.voided_at:
                agreed = " ".join(
                    [
                        self._form_line(f"state_{signoff.state}"),
                        signoff.signer_name,
                        self._form_datetime(signoff.signed_at),
                    ]
                )
            elif copy.purpose == "information":
                agreed = self._form_line("notice_not_needed")
            rows.append(
                {
                    "team": self._form_text(copy.team_id, "name"),
                    "copies": copy.copies,
                    "purpose": self._form_label(f"purpose_{copy.purpose}"),
                    "received": self._form_signed_by(copy.received_by_id, copy.received_on),
                    "agreed": agreed,
                    "withdrawn": self._form_signed_by(*self._form_withdrawal(copy)),
                }
            )
        return rows

    def _form_withdrawal(self, copy):
        """Return who took back the old paper, and when: on this notice if it is superseded, else
        the paper of the revision before."""
        if not self.next_id and self.previous_id:
            copy = self.sudo().previous_id.copy_ids.filtered(
                lambda old: old.team_id == copy.team_id
            )[:1]
        return copy.withdrawn_by_id, copy.withdrawn_on

    # === ISSUE === #

    def _issue_to_shop(self):
        result = super()._issue_to_shop()
        self.line_ids._freeze_form()
        return result

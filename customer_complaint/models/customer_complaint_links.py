from odoo import api, fields, models

# Beside the overview: forms of their own, read when they are opened.
PAGES = ("goods", "evidence", "answer", "remedies", "effect", "similar", "limits")


class CustomerComplaint(models.Model):
    """The way from a complaint to its order, deliveries, invoices and visits, and back."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    invoice_count = fields.Integer(
        string="Number of Invoices",
        compute="_compute_invoice_count",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    visit_count = fields.Integer(string="Number of Visits", compute="_compute_visit_count")

    # === COMPUTE METHODS === #

    @api.depends("order_id", "remedy_ids.refund_id")
    def _compute_invoice_count(self):
        for complaint in self:
            complaint.invoice_count = len(complaint._invoices())

    @api.depends("remedy_ids.event_id")
    def _compute_visit_count(self):
        for complaint in self:
            complaint.visit_count = len(complaint.remedy_ids.event_id)

    # === BUSINESS === #

    def _transfers(self):
        """Return the delivery complained about, what came back and what replaced it."""
        self.ensure_one()
        remedies = self.remedy_ids
        return self.picking_id | remedies.return_id | remedies.replacement_id

    def _invoices(self):
        """Return the invoices of the order and the credit notes of the complaint."""
        self.ensure_one()
        return self.invoice_ids | self.remedy_ids.refund_id

    # === PAGES === #

    def action_open(self):
        """Open the complaint from a list of similar ones."""
        self.ensure_one()
        return self.get_formview_action()

    def action_open_page(self):
        """Open the page of the complaint that the button names in its context."""
        return self._open_page(self.env.context.get("page"))

    def action_open_missing(self):
        """Open the page on which the next step lacks something."""
        return self._open_page(self.missing_page)

    def _open_page(self, page):
        """Return the action that opens one of :data:`PAGES`, else the overview."""
        self.ensure_one()
        if page not in PAGES:
            return self.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"customer_complaint.customer_complaint_action_{page}"
        )
        return {**action, "res_id": self.id}

    # === ACTIONS === #

    def action_view_order(self):
        """Open the order."""
        self.ensure_one()
        return self.order_id.get_formview_action()

    def action_view_transfers(self):
        """Open the delivery complained about, with what came back and what replaced it."""
        self.ensure_one()
        return self._action_view("stock.action_picking_tree_all", self._transfers())

    def action_view_invoices(self):
        """Open the invoices of the order and the credit notes."""
        self.ensure_one()
        return self._action_view("account.action_move_out_invoice_type", self._invoices())

    def action_view_visits(self):
        """Open the visits in the calendar."""
        self.ensure_one()
        return self._action_view("calendar.action_calendar_event", self.remedy_ids.event_id)

    def action_preview(self):
        """Open the page as the customer sees it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "self", "url": self.access_url}

    def _action_view(self, xml_id, records):
        if len(records) == 1:
            return records.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {**action, "domain": [("id", "in", records.ids)], "context": {"create": False}}

from odoo import api, fields, models


class CustomerComplaint(models.Model):
    """The way from a complaint to its order, deliveries, invoices and visits, and back."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    transfer_count = fields.Integer(
        compute="_compute_transfer_count", groups="stock.group_stock_user"
    )
    invoice_count = fields.Integer(
        compute="_compute_invoice_count",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    visit_count = fields.Integer(compute="_compute_visit_count")

    # === COMPUTE METHODS === #

    @api.depends("picking_id", "remedy_ids.return_id", "remedy_ids.replacement_id")
    def _compute_transfer_count(self):
        for complaint in self:
            complaint.transfer_count = len(complaint._transfers())

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

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SaleOrderPhoneRecord(models.Model):
    """What people do with a call: read it back, acknowledge it, make an order of it, close it."""

    _inherit = "sale.order.phone.record"

    # === ACTIONS === #

    def action_confirm_read_back(self):
        """Record that the current user has read it back to the customer, who agreed."""
        self.check_access("write")
        self._check_person()
        for record in self.filtered(lambda record: not record.read_back_on):
            # sudo: closed to typing, so that nobody can record it for somebody else
            record.sudo().write(
                {
                    "read_back_by_id": self.env.uid,
                    "read_back_on": fields.Datetime.now(),
                    "read_back_to": record.read_back_to or record.caller,
                }
            )
            orders = record.order_ids.filtered(lambda order: not order.read_back_on)
            orders.action_confirm_read_back()
            record._freeze_form()
        return True

    def action_confirm_receipt(self):
        """Record that the sender of the fax was told that it has arrived."""
        self.check_access("write")
        self._check_person()
        # sudo: closed to typing, so that nobody can record it for somebody else
        self.filtered(lambda record: not record.receipt_confirmed_on).sudo().write(
            {
                "receipt_confirmed_by_id": self.env.uid,
                "receipt_confirmed_on": fields.Datetime.now(),
            }
        )
        return True

    def action_create_order(self):
        """Make a quotation of the record and open it."""
        self.ensure_one()
        self.check_access("write")
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "Choose the customer of %(record)s, then make the quotation.",
                    record=self.name,
                )
            )
        order = self.env["sale.order"].create(self._prepare_order())
        # sudo: what was read back on the phone counts for its order; closed to typing
        order.sudo().write(
            {"read_back_by_id": self.read_back_by_id.id, "read_back_on": self.read_back_on}
        )
        self._freeze_form()
        self.sudo().state = "ordered"  # sudo: follows from the quotation
        order._message_log(body=self.env._("Taken from %(record)s", record=self._get_html_link()))
        return order.get_formview_action()

    def action_close(self):
        """Close a record of which no order comes."""
        self.check_access("write")
        for record in self:
            if not record.answer:
                raise UserError(
                    self.env._(
                        "Enter what the caller of %(record)s was answered, then close it.",
                        record=record.name,
                    )
                )
        self._freeze_form()
        # sudo: closed to typing
        self.sudo().write({"state": "closed", "closed_on": fields.Datetime.now()})
        return True

    def action_reopen(self):
        """Go on with a closed record."""
        self.check_access("write")
        for record in self.filtered(lambda record: record.state == "closed"):
            # sudo: closed to typing
            record.sudo().write(
                {"state": "ordered" if record.order_ids else "open", "closed_on": False}
            )
        return True

    def action_view_orders(self):
        """Open the orders that were made of the record."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sale.action_quotations")
        action["domain"] = [("phone_record_id", "=", self.id)]
        action["context"] = {"create": False}
        if self.order_count == 1:
            action.update(views=[(False, "form")], res_id=self.order_ids.id)
        return action

    def _check_person(self):
        if self.env.su or self.env.user.share:
            raise UserError(self.env._("Only the person who spoke to the customer records it."))

    # === BUSINESS METHODS === #

    def _prepare_order(self):
        """Return the values of the quotation made of the record."""
        self.ensure_one()
        lines = [line._prepare_order_line() for line in self.line_ids]
        values = {
            "phone_record_id": self.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "intake_channel": self.channel,
            "intake_contact": self.caller,
            "order_received_on": self.received_on,
            "follower_id": self.user_id.id,
            "order_line": [Command.create(line) for line in lines],
        }
        if self.wanted_on:
            values["commitment_date"] = fields.Datetime.to_datetime(self.wanted_on)
        if self.attachment_ids:
            copies = [attachment.copy({"res_model": "sale.order", "res_id": 0}).id
                      for attachment in self.attachment_ids]
            values["intake_attachment_ids"] = [Command.set(copies)]
        return values

from email.message import EmailMessage

from odoo import api, models
from odoo.tools import email_normalize, html2plaintext

from odoo.addons.order_signoff.files import is_content_of, safe_name

# Longer letters are read in the history; the form holds the beginning.
WORDS = 4000
TITLE = 100
MB = 1024 * 1024


class CustomerComplaint(models.Model):
    """A letter to the complaints address becomes a complaint."""

    _inherit = "customer.complaint"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Register a letter; the customer is known by his address, files stay in the history.

        Files that are too large or of a kind that can harm never reach the complaint, see
        :meth:`_process_attachments_for_post`.
        """
        address = email_normalize(msg_dict.get("email_from") or "") or False
        text = html2plaintext(msg_dict.get("body") or "").strip()
        partner = self._partner_of(address)
        values = {
            "title": (msg_dict.get("subject") or text or self.env._("Complaint by mail"))[:TITLE],
            "channel": "email",
            "customer_words": text[:WORDS],
            "email_from": address or msg_dict.get("email_from"),
            "partner_id": partner.id,
            "company_id": (partner.company_id or self.env.company).id,
            "user_id": False,
            **(custom_values or {}),
        }
        return super().message_new(msg_dict, custom_values=values)

    def _message_post_after_hook(self, message, msg_vals):
        """What comes with letters from outside is evidence; his own files the customer sees."""
        result = super()._message_post_after_hook(message, msg_vals)
        if message.message_type == "email" and message.attachment_ids:
            # sudo: the letter is taken in by the system
            complaint = self.sudo()
            author = message.author_id.sudo()
            if complaint._is_customers_letter(author, message.email_from):
                complaint._link_customer_files(message.attachment_ids)
            elif not author.user_ids.filtered(lambda user: not user.share):
                complaint._link_photos(message.attachment_ids)
        return result

    def _is_customers_letter(self, author, address):
        """Whether the customer wrote this letter, and not one of us or anybody else."""
        if author.user_ids.filtered(lambda user: not user.share):
            return False
        if author and author.commercial_partner_id == self.commercial_partner_id:
            return True
        address = email_normalize(address or "")
        return bool(address) and address == email_normalize(self.email_from or "")

    @api.model
    def _partner_of(self, address):
        """Return the one customer or contact with this address."""
        if not address:
            return self.env["res.partner"]
        partners = self.env["res.partner"].search([("email_normalized", "=", address)], limit=10)
        # A company and its contact may share an address: the person is the one who wrote.
        return partners.sorted(lambda partner: (partner.is_company, partner.id))[:1]

    def _process_attachments_for_post(self, attachments, attachment_ids, message_values):
        """Leave out of letters what is too large or may harm, and say so in the history."""
        if message_values.get("message_type") != "email" or not attachments:
            return super()._process_attachments_for_post(
                attachments, attachment_ids, message_values
            )
        taken, refused = [], []
        for attachment in attachments:
            (taken if self._takes_file(*attachment[:2]) else refused).append(attachment)
        if refused:
            self._message_log(
                body=self.env._(
                    "These files of the letter were not taken, they are too large or of another"
                    " kind: %(names)s. Ask the customer for pictures, PDF or office documents.",
                    names=", ".join(safe_name(attachment[0]) for attachment in refused),
                )
            )
        return super()._process_attachments_for_post(taken, attachment_ids, message_values)

    def _takes_file(self, name, content):
        """Whether a file of a letter is of a kind and size that is taken."""
        if isinstance(content, EmailMessage):
            return False
        content = content.encode() if isinstance(content, str) else content
        # sudo: the limit counts whoever wrote
        largest = self.company_id.sudo().order_upload_max_mb * MB
        return len(content) <= largest and is_content_of(name, content)

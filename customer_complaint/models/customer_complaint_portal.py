import hashlib

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from odoo.addons.order_signoff.tools import one_after_the_other


class CustomerComplaint(models.Model):
    """What the customer does on his page: complain, add to it, answer our answer."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    customer_answer = fields.Selection(
        selection=[("accepted", "Agrees")],
        string="Customer on Our Answer",
        readonly=True,
        copy=False,
        tracking=True,
    )
    customer_answer_name = fields.Char(string="Answered By", readonly=True, copy=False)
    customer_answer_on = fields.Datetime(string="Customer Answered On", readonly=True, copy=False)
    # What his page shows him: files of his own, none of ours.
    customer_file_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="customer_complaint_customer_file_rel",
        readonly=True,
        copy=False,
        groups="base.group_system",
    )
    # The page it was written on, see _page_key()
    page_key = fields.Char(readonly=True, copy=False, groups="base.group_system")

    _page_key_once = models.UniqueIndex("(page_key) WHERE page_key IS NOT NULL")

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {
            "customer_answer",
            "customer_answer_name",
            "customer_answer_on",
            "customer_file_ids",
            "page_key",
        }

    # === BUSINESS === #

    @api.model
    def _register_from_portal(self, partner, values, page_key=None):
        """Register a complaint that a customer enters himself.

        :param partner: contact of the customer who is logged in
        :param dict values: title, order_text, order_line_id, lot_text, qty_complained,
            customer_words, wish
        :param str page_key: see :meth:`_page_key`
        :return: the complaint, as superuser
        """
        allowed = {
            "title",
            "order_text",
            "order_line_id",
            "lot_text",
            "qty_complained",
            "customer_words",
            "wish",
        }
        if not (values.get("title") or "").strip():
            raise UserError(self.env._("Tell us in one sentence what is wrong."))
        # Whoever delivered answers, whichever company's page it was written on.
        order = self._order_of_customer(partner, values.get("order_text"))
        company = order.company_id or partner.company_id or self.env.company
        try:
            return self._register_complaint(
                "portal",
                {
                    **{key: value for key, value in values.items() if key in allowed},
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "contact_name": partner.name,
                    "page_key": page_key,
                },
            )
        except UniqueViolation as error:
            if error.diag.constraint_name != self._page_key_once.full_name(self):
                raise
            # The first click is registered at this moment: the next try finds its complaint.
            raise ConcurrencyError(error) from error

    @api.model
    def _page_key(self, partner, values, token):
        """Return what tells that a page is sent a second time: the same words from one page.

        :param str token: made for each page that is opened; without it nothing can be told
        """
        if not token:
            return False
        content = repr((partner.id, token, sorted(values.items())))
        return hashlib.sha256(content.encode()).hexdigest()

    @api.model
    def _sent_before(self, page_key):
        """Return the complaint that this page has brought already, as superuser."""
        if not page_key:
            return self.browse()
        # sudo: customers have no right on complaints; nobody else can make this key
        return self.sudo().search([("page_key", "=", page_key)], limit=1)

    @api.model
    def _order_of_customer(self, partner, text):
        """Return the order of the customer that is meant by ``text``, as superuser.

        Each of our companies may have sold it to him.
        """
        # sudo: customers read orders on their page, of which this looks for one of their own
        draft = self.sudo().new({"partner_id": partner.id})
        if not draft.commercial_partner_id:
            return draft.order_id
        return draft._find_order(text, self.env["res.company"]).sudo()

    def _answer_by_customer(self, accepted, name, comment):
        """Record what the customer says to our answer; an objection has it judged again.

        :raise UserError: where there is no answer of ours, or nothing to object to
        """
        self.ensure_one()
        if self._answered_before(accepted, name, comment):
            return
        if self.state not in ("answered", "execution", "verification") or self.customer_answer:
            raise UserError(self.env._("There is nothing to answer at present. Please call us."))
        if not name:
            raise UserError(self.env._("Please enter your name."))
        if not accepted and not comment:
            raise UserError(self.env._("Please tell us what you do not agree with."))
        # sudo: kept by the system
        self.sudo().write(
            {
                # Whoever objects answers again, when there is a new answer.
                "customer_answer": accepted and "accepted",
                "customer_answer_name": name,
                "customer_answer_on": fields.Datetime.now(),
            }
        )
        if accepted:
            self._message_log(
                body=self.env._(
                    "%(name)s agrees with our answer. %(comment)s", name=name, comment=comment or ""
                )
            )
        else:
            self._message_log(
                body=self.env._("%(name)s does not agree with our answer.", name=name)
            )
            self._take_objection(comment)

    def _answered_before(self, accepted, name, comment):
        """Whether the customer has pressed twice: he has said the very same already."""
        if self.customer_answer_name != name:
            return False
        if accepted:
            return self.customer_answer == "accepted"
        return self.state == "acknowledged" and self.objection == comment

    def _customer_may_answer(self):
        self.ensure_one()
        return self.state in ("answered", "execution", "verification") and not self.customer_answer

    def _customer_steps(self):
        """Return how far the complaint is, in the customer's terms: ``[(label, done on)]``."""
        self.ensure_one()
        return [
            (self.env._("Received"), self.received_at),
            (self.env._("In hand"), self.acknowledged_on),
            (self.env._("Answered"), self.answered_on),
            (self.env._("Closed"), self.state != "cancelled" and self.closed_on),
        ]

    def _goes_on_as(self):
        """Return the complaint of the same customer that goes on in place of this one."""
        main = self.duplicate_of_id
        same = main.commercial_partner_id == self.commercial_partner_id
        return main if same else main.browse()

    # === FILES === #

    def _customer_files(self):
        """Return the files that the customer sent, as superuser."""
        self.ensure_one()
        # sudo: they are his own, read on his page
        return self.sudo().customer_file_ids

    def _link_customer_files(self, attachments):
        """Put files of the customer among the evidence, and on his page."""
        self._link_photos(attachments)
        # sudo: kept by the system
        self.sudo().customer_file_ids = [fields.Command.link(file.id) for file in attachments]

    def _link_photos(self, attachments):
        """Put files among the evidence."""
        line = self.evidence_ids.filtered(lambda line: line.kind == "photo")
        line.write(
            {
                "attachment_ids": [fields.Command.link(file.id) for file in attachments],
                "state": "here",
                "received_on": line.received_on or self.company_id._order_today(),
            }
        )

    def _add_files(self, attachments):
        """Put files of the customer among the evidence."""
        self.ensure_one()
        one_after_the_other(self)
        known = set(self._customer_files().mapped("checksum"))
        again = attachments.filtered(lambda file: file.checksum in known)
        attachments -= again
        again.unlink()
        if not attachments:
            return
        self._link_customer_files(attachments)
        self._message_log(
            body=self.env._(
                "Files from the customer: %(names)s", names=", ".join(attachments.mapped("name"))
            )
        )
        if self.on_hold:
            self._tell(
                self._officers(),
                self.env._("The customer has sent files: go on?"),
                ", ".join(attachments.mapped("name")),
            )

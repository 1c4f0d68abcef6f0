from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang, plaintext2html

from odoo.addons.order_signoff.tools import mail_link

# What the customer may look at: what he was asked, and what he asked for himself once it is done.
SHOWN_STATES = ("consent", "approved", "applied", "rejected")
# What stood in the production notice before is no business of the customer.
INTERNAL_BEFORE = ("packing",)
# Until then it can still be said who is asked.
ASKABLE_STATES = ("draft", "review", "consent")


class SaleOrderChange(models.Model):
    """The customer's page: what changes for him, and his answer.

    He sees the values of the order before and after, what it means for his price and his dates,
    and nothing of what the change means inside the house.
    """

    _inherit = "sale.order.change"

    # === FIELDS === #

    # Whoever has the link answers for the customer: only sales passes it on.
    access_token = fields.Char(groups="sales_team.group_sale_salesman")
    consent_contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Ask",
        copy=False,
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
        help="The person at the customer who gets the link. Empty: the contact of the order.",
    )
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id")
    consent_sent_on = fields.Datetime(string="Link Sent On", readonly=True, copy=False)
    consent_signature = fields.Binary(
        string="Drawn Signature", readonly=True, copy=False, attachment=True
    )
    consent_channel = fields.Selection(
        selection=[("portal", "Logged in"), ("link", "By the link")],
        string="Way of the Answer",
        readonly=True,
        copy=False,
    )
    consent_address = fields.Char(string="From Address", readonly=True, copy=False)
    consent_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered By",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    can_ask_consent = fields.Boolean(compute="_compute_can_ask_consent")

    # === COMPUTE METHODS === #

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for change in self:
            change.access_url = f"/my/order-change/{change.id}"
        return result

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_ask_consent(self):
        for change in self:
            change.can_ask_consent = change.state == "consent" and change._may_ask_consent()

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {
            "consent_sent_on",
            "consent_signature",
            "consent_channel",
            "consent_address",
            "consent_user_id",
        }

    def write(self, vals):
        if "consent_contact_id" in vals and not self.env.su:
            # Who gets the link answers for the customer.
            self._check_may_ask_consent()
            if closed := self.filtered(lambda change: change.state not in ASKABLE_STATES)[:1]:
                raise UserError(
                    self.env._(
                        "%(change)s does not wait for the customer's answer.",
                        change=closed.display_name,
                    )
                )
        return super().write(vals)

    @api.constrains("consent_contact_id")
    def _check_consent_contact(self):
        for change in self:
            contact = change.consent_contact_id.sudo()
            company = change.partner_id.sudo().commercial_partner_id
            if contact and contact.commercial_partner_id != company:
                raise UserError(
                    self.env._(
                        "%(contact)s is not a contact of %(customer)s: only the customer agrees "
                        "to the change of his order.",
                        contact=contact.display_name,
                        customer=company.display_name,
                    )
                )

    # === ACTIONS === #

    def action_send_consent(self):
        """Send the customer the link to his page by e-mail; again as a reminder."""
        self._check_may_ask_consent()
        for change in self:
            change._check_waits_for_customer()
            contact = change._consent_contact()
            if not contact.email:
                raise UserError(
                    self.env._(
                        "%(contact)s has no e-mail address: enter it, or ask the customer "
                        "yourself and record his answer.",
                        contact=contact.display_name,
                    )
                )
        template = self.env.ref("sale_order_change.mail_template_consent")
        # sudo: token and date are kept by the system; the right was checked above
        for change in self.sudo():
            change._portal_ensure_token()
            change.consent_contact_id = change._consent_contact()
            mail_link(template, change, change.consent_contact_id)
            change.consent_sent_on = fields.Datetime.now()
        return True

    def action_record_consent(self):
        """Ask for the customer's written answer."""
        self.ensure_one()
        self._check_may_ask_consent()
        self._check_waits_for_customer()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer's Answer"),
            "res_model": "sale.order.change.consent",
            "view_mode": "form",
            "target": "new",
            "context": {"default_change_id": self.id, "dialog_size": "medium"},
        }

    def action_preview_page(self):
        """Open the page as the customer sees it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "self", "url": self.access_url}

    # === CONSENT === #

    def _consent_contact(self):
        """Return the person who is asked."""
        self.ensure_one()
        return self.consent_contact_id or self.sudo().order_id.partner_id

    def _may_ask_consent(self):
        """Whether the user speaks with the customer: sales, and managers."""
        self.ensure_one()
        user = self.env.user
        return self._is_requester() and (
            user.has_group("sales_team.group_sale_salesman")
            or user.has_group("order_signoff.group_manager")
        )

    def _check_may_ask_consent(self):
        self.check_access("write")
        for change in self:
            if not change._may_ask_consent():
                raise AccessError(
                    self.env._(
                        "Sales asks the customer about %(change)s: turn to %(owner)s.",
                        change=change.display_name,
                        owner=change.sudo().user_id.name or self.env._("the sales department"),
                    )
                )

    def _check_waits_for_customer(self):
        self.ensure_one()
        # sudo: who reads the change need not read the order
        if self.state != "consent" or self.sudo().order_id.state != "sale":
            raise UserError(
                self.env._(
                    "%(change)s does not wait for the customer's answer.",
                    change=self.display_name,
                )
            )

    def _ask_consent(self):
        result = super()._ask_consent()
        if not self.consent_contact_id:
            self.consent_contact_id = self.order_id.partner_id
        return result

    def _answer_consent(self, accepted, name, note, values, source="portal", attachment=None):
        """Record an answer with all that proves it; the caller has checked who gives it.

        :param bool accepted: whether the customer agrees
        :param str name: of the person who answers
        :param str note: reason or remark
        :param dict values: how the answer came
        """
        self.ensure_one()
        name = (name or "").strip()
        note = (note or "").strip()
        if not name:
            raise UserError(self.env._("Enter the name of the person who answers."))
        if not accepted and not note:
            raise UserError(
                self.env._("Say why you do not agree, so that we can find another way.")
            )
        # sudo: the answer is closed to typing; the caller has checked who gives it
        change = self.sudo()
        change._check_waits_for_customer()
        change._record_consent(accepted, name, note=note, source=source, attachment=attachment)
        change.write(values)
        change._post_answer()

    def _post_answer(self):
        """Tell who asked for the change and who answers for the order what the customer said."""
        self.ensure_one()
        people = self.requested_by_id | self.user_id
        text = (
            self.env._("%(who)s agrees to the change.", who=self.consent_by)
            if self.consent_state == "accepted"
            else self.env._("%(who)s does not agree to the change.", who=self.consent_by)
        )
        self.message_post(
            body=plaintext2html("\n".join(filter(None, [text, self.consent_note]))),
            author_id=(self.consent_user_id.partner_id or self.env.ref("base.partner_root")).id,
            partner_ids=(people - self.consent_user_id).partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _consent_reset(self):
        return {
            **super()._consent_reset(),
            "consent_sent_on": False,
            "consent_signature": False,
            "consent_channel": False,
            "consent_address": False,
            "consent_user_id": False,
        }

    def _on_closed(self):
        """A link leads nowhere any more once the question is taken back."""
        self.filtered(lambda change: change.consent_state != "declined").access_token = False
        return super()._on_closed()

    # === PAGE === #

    def _portal_seal(self):
        """Return a short hash of what the page asks the customer to agree to."""
        self.ensure_one()
        change = self.sudo()  # sudo: the values that the page shows
        return self._short_hash(
            [
                change._content_hash(),
                change._answer_hashes(),
                self.currency_id.round(change.value_difference),
            ]
        )

    def _check_portal_seal(self, seal):
        """Refuse an answer to something else than the page shows by now."""
        self.ensure_one()
        if seal != self._portal_seal():
            raise UserError(
                self.env._(
                    "What we ask you has changed since you opened this page. Please read it again "
                    "before you answer."
                )
            )

    @api.model
    def _portal_domain(self):
        """Return what customers may look at at all."""
        return (
            (
                fields.Domain("consent_state", "!=", "none")
                & fields.Domain("state", "in", SHOWN_STATES)
            )
            | (fields.Domain("origin", "=", "customer") & fields.Domain("state", "=", "applied"))
            # What he was told of carries the link to his page.
            | (
                fields.Domain("customer_told_on", "!=", False)
                & fields.Domain("state", "in", ("approved", "applied"))
            )
        )

    @api.model
    def _portal_open_domain(self):
        """Return what waits for the customer's answer."""
        return fields.Domain("state", "=", "consent") & fields.Domain("order_id.state", "=", "sale")

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Messages lead the customer to his page only where there is something for him."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        # sudo: whoever writes to the customer need not see prices
        if self and not self.sudo()._portal_shown():
            for name, __, values in groups:
                if name in ("portal_customer", "portal"):
                    values["has_button_access"] = False
        return groups

    def _portal_shown(self):
        """Return those that are there for the customer."""
        return self.filtered_domain(self._portal_domain())

    def _portal_lines(self):
        """Return what changes, as the customer reads it: ``[{product, label, old, new}]``."""
        self.ensure_one()
        lines = self.line_ids
        texts = lines._value_texts(show_prices=True)
        return [
            {
                "product": line.product_id.display_name or "",
                "label": texts[line.id][0],
                "old": "" if line.kind in INTERNAL_BEFORE else texts[line.id][1],
                "new": texts[line.id][2],
            }
            for line in lines
        ]

    def _portal_effects(self):
        """Return what it means for the customer, as ``[(label, value)]``; only what there is."""
        self.ensure_one()
        rows = []
        if self.planning_date and self._asks_for_day():
            rows.append(
                (self.env._("We can deliver on"), fields.Date.to_string(self.planning_date))
            )
        currency = self.currency_id
        if not currency.is_zero(self.value_difference):
            sign = "+" if self.value_difference > 0 else "−"
            rows.append(
                (
                    self.env._("Order value (without tax)"),
                    f"{sign} {self._money(abs(self.value_difference))}",
                )
            )
        if not currency.is_zero(self.cancellation_charge):
            rows.append((self.env._("Cancellation charge"), self._money(self.cancellation_charge)))
        return rows

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

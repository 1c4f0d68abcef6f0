from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from odoo.addons.order_signoff.tools import is_uninstalling

# Read from the order or set by the buttons, never entered.
PROTECTED_FIELDS = {
    "name",
    "state",
    "review_id",
    "review_round",
    "company_id",
    "partner_id",
    "order_name",
    "client_order_ref",
    "product_summary",
    "currency_id",
    "amount_total",
    "user_id",
    "follower_id",
    "proposed_by_id",
    "proposed_on",
    "sent_by_id",
    "sent_on",
}
# What management signs: it stays as it is once it was asked.
SIGNED_FIELDS = {"reason_id", "explanation", "alternatives", "letter_subject", "letter_body"}
# A change of these asks for another letter.
LETTER_FIELDS = {"reason_id", "explanation", "alternatives"}
MAX_PRODUCTS = 20


class SaleOrderRefusal(models.Model):
    """The refusal of one order: why, what is offered instead, who decided, what was written."""

    _name = "sale.order.refusal"
    _description = "Order Refusal"
    _inherit = [
        "order.signoff.mixin",
        "order.form.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "order_name"]
    _check_company_auto = True
    _mail_post_access = "read"
    _form_key = "sale_order_refusal"

    # === FIELDS === #

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    order_id = fields.Many2one(
        comodel_name="sale.order",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
    review_id = fields.Many2one(
        comodel_name="sale.order.review",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    review_round = fields.Integer(readonly=True, aggregator=None)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("waiting", "Waiting for Management"),
            ("approved", "Signed"),
            ("sent", "Letter Sent"),
            ("declined", "Not Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    # What management and others need of the order: they need no access to it
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    order_name = fields.Char(string="Order Number", readonly=True)
    client_order_ref = fields.Char(string="Customer Reference", readonly=True)
    product_summary = fields.Text(string="Products", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True, index="btree_not_null"
    )
    follower_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null"
    )
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    amount_total = fields.Monetary(
        string="Total", readonly=True, groups="sale_order_review.group_price"
    )
    # Why
    reason_id = fields.Many2one(
        comodel_name="sale.order.refusal.reason",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        tracking=True,
    )
    explanation = fields.Text(help="In words the customer may read: it goes into the letter.")
    alternatives = fields.Text(
        string="Alternatives Offered",
        help="Another date, quantity or execution that we could accept; goes into the letter.",
    )
    proposed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    proposed_on = fields.Datetime(readonly=True, copy=False)
    # The letter
    letter_subject = fields.Char(string="Subject", copy=False)
    letter_body = fields.Html(string="Letter", copy=False)
    sent_on = fields.Datetime(readonly=True, copy=False, tracking=True)
    sent_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )

    _one_per_order = models.UniqueIndex(
        "(order_id) WHERE state NOT IN ('withdrawn', 'declined')",
        "The refusal of this order is under way already. Open it from the order.",
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "order_name")
    def _compute_display_name(self):
        for refusal in self:
            refusal.display_name = f"{refusal.name or ''} ({refusal.order_name or ''})"

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model
    def _fixed_fields(self):
        return super()._fixed_fields() | {"order_id"}

    @api.model
    def _with_system_values(self, vals_list):
        vals_list = super()._with_system_values(vals_list)
        orders = self.env["sale.order"].browse([vals.get("order_id") for vals in vals_list])
        orders.check_access("write")
        # An earlier refusal that was ended just now must not stand in the way of the unique index.
        self.flush_model(["state"])
        return [
            {**vals, **self._prepare_snapshot(order)}
            for vals, order in zip(vals_list, orders, strict=True)
        ]

    def write(self, vals):
        self.check_access("write")
        if not self.env.su and SIGNED_FIELDS & vals.keys():
            self._check_draft()
            if LETTER_FIELDS & vals.keys() and "letter_body" not in vals:
                vals = {**vals, "letter_body": False, "letter_subject": False}
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_asked(self):
        if is_uninstalling(self.env):
            return
        if asked := self.filtered(lambda refusal: refusal.state != "draft")[:1]:
            raise UserError(
                self.env._("%(refusal)s is kept. Withdraw it instead.", refusal=asked.display_name)
            )

    def _check_draft(self):
        for refusal in self:
            if refusal.state != "draft":
                raise UserError(
                    self.env._(
                        "Management was asked to sign %(refusal)s as it is. Withdraw it and propose"
                        " another refusal.",
                        refusal=refusal.display_name,
                    )
                )

    @api.model
    def _prepare_snapshot(self, order):
        """Return what is kept of the order; it must be a quotation."""
        order._check_refusable()
        # sudo: who proposes the refusal need not read the review
        review = order.sudo().review_ids[:1]
        lines = order.order_line.filtered("product_id")[:MAX_PRODUCTS]
        return {
            "name": order.company_id._next_document_number("sale.order.refusal"),
            "company_id": order.company_id.id,
            "partner_id": order.partner_id.id,
            "order_name": order.name,
            "client_order_ref": order.client_order_ref,
            "user_id": order.user_id.id,
            "follower_id": order.follower_id.id,
            "currency_id": order.currency_id.id,
            "amount_total": order.amount_total,
            "product_summary": "\n".join(
                f"{line.product_uom_qty:g} {line.product_uom_id.name} "
                f"{line.product_id.display_name}"
                for line in lines
            ),
            "review_id": review.id,
            "review_round": review.round,
            "proposed_by_id": self.env.uid,
            "proposed_on": fields.Datetime.now(),
            "state": "draft",
        }

    # === ACTIONS === #

    def action_prepare_letter(self):
        """Write the letter anew from the reason and the template."""
        for refusal in self:
            refusal.check_access("write")
            refusal._check_draft()
            refusal._check_explained()
            refusal.write(refusal._prepare_letter())
        return True

    def action_ask_management(self):
        """Ask management to sign the refusal and its letter."""
        for refusal in self:
            refusal.check_access("write")
            refusal._check_draft()
            refusal._check_explained()
            refusal.order_id._check_refusable()
            if is_html_empty(refusal.letter_body):
                refusal.write(refusal._prepare_letter())
            refusal._request_signoffs([refusal._prepare_management()])
            refusal._freeze_form()
            # sudo: the state follows from the sign-offs
            refusal.sudo().write(
                {
                    "state": "waiting",
                    "proposed_by_id": self.env.uid,
                    "proposed_on": fields.Datetime.now(),
                }
            )
        return True

    def action_send(self):
        """Send the signed letter to the customer by mail, and cancel the quotation."""
        for refusal in self:
            refusal._check_may_leave()
            partner = refusal.partner_id
            if not partner.email:
                raise UserError(
                    self.env._(
                        "%(customer)s has no e-mail address: enter it, or print the letter and"
                        " press “Sent on Paper”.",
                        customer=partner.display_name,
                    )
                )
            refusal.message_post(
                body=Markup(refusal.letter_body),
                subject=refusal.letter_subject,
                partner_ids=partner.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_light",
            )
            refusal._left()
        return True

    def action_sent_on_paper(self):
        """Note that the signed letter went out on paper, and cancel the quotation."""
        for refusal in self:
            refusal._check_may_leave()
            refusal._message_log(body=self.env._("The letter was sent on paper."))
            refusal._left()
        return True

    def action_withdraw(self):
        """Take the proposal back: the order is not refused."""
        for refusal in self:
            refusal.check_access("write")
            if not refusal._under_way():
                raise UserError(
                    self.env._(
                        "%(refusal)s cannot be withdrawn any more.", refusal=refusal.display_name
                    )
                )
        self._withdraw(self.env._("Withdrawn by %(user)s.", user=self.env.user.name))
        return True

    def action_open_order(self):
        """Open the refused order."""
        self.ensure_one()
        return self.order_id.get_formview_action()

    def action_open_review(self):
        """Open the review in which the order was returned."""
        self.ensure_one()
        return self.review_id.get_formview_action()

    # === BUSINESS METHODS === #

    def _under_way(self):
        """Return the refusals of which no letter has left and that have not been ended."""
        return self.filtered(lambda refusal: refusal.state in ("draft", "waiting", "approved"))

    def _withdraw(self, reason):
        """End refusals that have not left; signatures stay readable as void."""
        running = self._under_way()
        if not running:
            return
        running._void_signoffs(reason)
        # sudo: also called when an order is reviewed again, by whoever asks for it
        running.sudo().write({"state": "withdrawn"})
        running._message_log_batch(dict.fromkeys(running.ids, reason))

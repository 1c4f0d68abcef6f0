from odoo import api, fields, models

# What is filled in from the customer's card: field of the complaint, field of the card.
CARD = {"phone": "phone", "email_from": "email"}


class CustomerComplaint(models.Model):
    """Whose complaint it is, and where he is called and written to."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    phone = fields.Char(
        compute="_compute_contact", store=True, readonly=False, help="Where we call back."
    )
    email_from = fields.Char(
        string="E-mail", compute="_compute_contact", store=True, readonly=False
    )
    # From whose card they come, while the form has not been saved
    contact_of_id = fields.Many2one(comodel_name="res.partner", store=False)

    # === COMPUTE METHODS === #

    @api.depends("partner_id")
    def _compute_contact(self):
        for complaint in self:
            for name, card in CARD.items():
                complaint[name] = complaint[name] or complaint.partner_id[card]

    # === ONCHANGE METHODS === #

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        former = self.contact_of_id or self._origin.partner_id
        for name, card in CARD.items():
            if former and self[name] == former[card]:
                self[name] = self.partner_id[card]
        self.contact_of_id = self.partner_id

    @api.onchange("order_id", "order_text")
    def _onchange_order_id(self):
        if not self.partner_id:
            # sudo: the clerk at the phone names an order that he need not have access to
            self.partner_id = self.sudo().order_id.partner_id

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._take_over_customer()
        return complaints

    def write(self, vals):
        if "partner_id" in vals:
            self._forget_card(vals)
        result = super().write(vals)
        if vals.keys() & {"order_id", "order_text"}:
            self._take_over_customer()
        return result

    # === BUSINESS === #

    def _forget_card(self, vals):
        """Forget what came from the card of a customer who is replaced by another one."""
        others = self.filtered(lambda complaint: complaint.partner_id.id != vals["partner_id"])
        for name in CARD.keys() - vals.keys():
            others._of_card(name).write({name: False})

    def _of_card(self, name):
        """Return the complaints that have this from the card of their customer."""
        return self.filtered(lambda c: c[name] and c[name] == c.partner_id[CARD[name]])

    def _take_over_customer(self):
        """Whoever ordered complains, where only the order is known."""
        # sudo: the order tells its customer, whoever names it
        for complaint in self.sudo():
            if complaint.order_id and not complaint.partner_id:
                complaint.partner_id = complaint.order_id.partner_id

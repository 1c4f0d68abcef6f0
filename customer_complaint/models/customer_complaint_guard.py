from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_complaint import ENDED, OPEN_STATES

# What is approved and told to the customer, with the steps in which it is written. How it does not
# happen again, and what the goods show, may still be found while the remedies are carried out.
WHILE_CARRIED_OUT = (*OPEN_STATES, "answered", "execution", "verification")
WRITTEN_IN = {
    "containment": OPEN_STATES,
    "cause": OPEN_STATES,
    "solution": OPEN_STATES,
    "prevention": WHILE_CARRIED_OUT,
    "follow_up": WHILE_CARRIED_OUT,
    "inspection_result": WHILE_CARRIED_OUT,
}
# What time limits, claim period, blame and figures follow from.
FACTS = {
    "received_at",
    "category",
    "severity",
    "wants_8d",
    "partner_id",
    "is_export",
    "team_id",
    "order_text",
    "order_id",
    "order_line_id",
    "picking_id",
    "product_id",
    "defect_id",
    "qty_complained",
    "delivered_on",
}
# What the customer says in the end; he may still be called when it is closed.
SAID_AT_THE_END = {"called_back_on", "handling_mark"}
# Whoever reads a complaint, works on it: these are for whoever handles it.
HANDLED = FACTS | SAID_AT_THE_END | {"effect"}


class CustomerComplaint(models.Model):
    """Who writes what of a complaint, and until when."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    facts_fixed = fields.Boolean(
        compute="_compute_facts_fixed", help="Whether they are shown only, for whoever looks."
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "user_id", "reported_by_id")
    @api.depends_context("uid")
    def _compute_facts_fixed(self):
        for complaint in self:
            complaint.facts_fixed = bool(complaint._origin) and (
                complaint.state in ENDED
                or not (complaint.can_handle or complaint._is_reported_by_me())
            )

    def _is_reported_by_me(self):
        """Whether I have reported it, and nobody has taken it in hand yet."""
        self.ensure_one()
        return self.state == "registered" and self.reported_by_id == self.env.user

    # === CRUD === #

    def write(self, vals):
        # The superuser is the system, which carries out what people have pressed.
        if not self.env.su:
            self._check_handled(vals)
            self._check_written(vals)
        return super().write(vals)

    def _check_handled(self, vals):
        """Refuse facts to whoever does not handle the complaint, and to everybody when it ended."""
        if "user_id" in vals:
            self._check_handler()
        names = vals.keys() & HANDLED
        if not names:
            return
        for complaint in self:
            if complaint.state in ENDED and names - SAID_AT_THE_END:
                raise UserError(
                    self.env._(
                        "%(complaint)s has ended and stays as it is: where the customer comes back"
                        " to it, record that he objects.",
                        complaint=complaint.name,
                    )
                )
            if names - FACTS or not complaint._is_reported_by_me():
                complaint._check_handler()

    def _check_written(self, vals):
        """Refuse to change what is being approved, or what the customer has been told."""
        for name in vals.keys() & WRITTEN_IN.keys():
            for complaint in self:
                if complaint.state not in WRITTEN_IN[name]:
                    raise UserError(
                        self.env._(
                            "“%(field)s” of %(complaint)s is being approved, or has been told to"
                            " the customer: take the proposal back first, or record that the"
                            " customer objects.",
                            field=self._fields[name]._description_string(self.env),
                            complaint=complaint.name,
                        )
                    )

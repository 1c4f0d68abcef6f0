from odoo import api, fields, models
from odoo.exceptions import UserError

# What we may change of his order without asking him, unless it reaches further.
OWN_KINDS = ("price", "packing", "address")


class SaleOrderChange(models.Model):
    """What the customer says to the change."""

    _inherit = "sale.order.change"

    consent_required = fields.Boolean(
        string="The Customer Has to Agree", readonly=True, copy=False
    )
    consent_state = fields.Selection(
        selection=[
            ("none", "Not asked"),
            ("asked", "Asked"),
            ("accepted", "Agreed"),
            ("declined", "Declined"),
        ],
        string="Customer's Answer",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    consent_asked_on = fields.Datetime(string="Customer Asked On", readonly=True, copy=False)
    consent_by = fields.Char(string="Answered By", readonly=True, copy=False)
    consent_on = fields.Datetime(string="Answered On", readonly=True, copy=False)
    consent_note = fields.Text(string="What the Customer Said", readonly=True, copy=False)
    consent_source = fields.Selection(
        selection=[("portal", "On the customer's page"), ("document", "In writing")],
        string="How",
        readonly=True,
        copy=False,
    )
    consent_attachment_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Written Answer",
        readonly=True,
        copy=False,
        ondelete="restrict",
        bypass_search_access=True,
    )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {
            "consent_required",
            "consent_state",
            "consent_asked_on",
            "consent_by",
            "consent_on",
            "consent_note",
            "consent_source",
            "consent_attachment_id",
        }

    def _consent_reset(self):
        """Return the values of a change to which the customer has said nothing."""
        return {
            "consent_required": False,
            "consent_state": "none",
            "consent_asked_on": False,
            "consent_by": False,
            "consent_on": False,
            "consent_note": False,
            "consent_source": False,
            "consent_attachment_id": False,
        }

    def _check_not_answered(self):
        """Refuse to take back what the customer has agreed to: his answer is kept as it is."""
        for change in self:
            if change.consent_state == "accepted":
                raise UserError(
                    self.env._(
                        "The customer has agreed to %(change)s: withdraw it and write it anew, his "
                        "answer is kept with it.",
                        change=change.display_name,
                    )
                )

    def _consent_needed(self):
        """Whether the customer has to agree to this change before it takes effect.

        By the setting of the company. The customer's own written notice is his agreement, except
        where the price rises or a cancellation is charged.
        """
        self.ensure_one()
        rule = self.company_id.order_change_consent
        if rule in ("never", "always"):
            return rule == "always"
        raises = any(line._raises_price() for line in self.line_ids) or self.cancellation_charge
        if self.origin == "internal":
            return (
                bool(raises)
                or self.change_class in ("schedule", "structural")
                or any(line.kind not in OWN_KINDS for line in self.line_ids)
            )
        return bool(raises)

    def _ask_consent(self):
        """The departments agree; the customer is asked. One change, as superuser."""
        self.ensure_one()
        self.write(
            {
                "state": "consent",
                "consent_required": True,
                "consent_state": "asked",
                "consent_asked_on": fields.Datetime.now(),
            }
        )
        self._tell_requester(
            self.env._("%(change)s: have the customer agree", change=self.display_name)
        )

    def _record_consent(self, accepted, name, note=None, source="document", attachment=None):
        """Keep the customer's answer; the change is approved or rejected by it.

        The caller has checked who answers. Raises where the customer is not being asked.

        :param bool accepted: whether the customer agrees
        :param str name: person at the customer
        :param str note: what was said
        :param str source: ``portal`` or ``document``
        :param attachment: the written answer
        """
        self.ensure_one()
        # sudo: the answer is kept by the system
        change = self.sudo()
        change._lock_order()
        change.invalidate_recordset(["state", "consent_state"])
        if change.state != "consent":
            raise UserError(
                self.env._(
                    "%(change)s does not wait for the customer's answer.",
                    change=change.display_name,
                )
            )
        change.write(
            {
                "consent_state": "accepted" if accepted else "declined",
                "consent_by": name,
                "consent_on": fields.Datetime.now(),
                "consent_note": note or False,
                "consent_source": source,
                "consent_attachment_id": attachment.id if attachment else False,
            }
        )
        if accepted:
            change._approve()
        else:
            change._reject(
                self.env._("The customer declines: %(note)s", note=note)
                if note
                else self.env._("The customer declines.")
            )

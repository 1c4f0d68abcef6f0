from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from odoo.addons.order_signoff.tools import plain_number

# Management approves first, finance or the leader of sales beside it where it raises cost; then
# all who work by the notice confirm it side by side.
APPROVE_SEQUENCE = 10
CONFIRM_SEQUENCE = 20
# The task of who follows the order, when a notice comes back to him.
ACTIVITY = "mrp_production_notice.mail_activity_type_notice_returned"
# The aspects that each department confirms; a workshop confirms its own lines and what concerns
# all. Management answers for everything.
FUNCTION_ASPECTS = {
    "purchasing": ("products", "quantities", "dates", "sourcing", "special"),
    "sales": ("products", "quantities", "dates", "packing", "delivery", "special"),
    "warehouse": ("products", "quantities", "dates", "packing", "delivery", "special"),
    "engineering": ("products", "sourcing", "special"),
}
CONFIRMING = ("purchasing", "sales", "warehouse")
INFORMED = ("quality", "finance", "management")


class MrpProductionNotice(models.Model):
    """Who approves, confirms and receives a notice."""

    _inherit = "mrp.production.notice"

    # === FIELDS === #

    approved = fields.Boolean(
        compute="_compute_approved",
        store=True,
        help="Management has approved; finance or the leader of sales, too, where it raises cost.",
    )
    has_objection = fields.Boolean(
        string="Objection",
        compute="_compute_approved",
        store=True,
        help="A department did not confirm the notice: revise it, or management decides.",
    )
    copy_ids = fields.One2many(
        comodel_name="mrp.production.notice.copy",
        inverse_name="notice_id",
        string="Distribution",
        readonly=True,
        copy=False,
    )
    receipt_missing = fields.Char(
        string="Not Yet Received By", compute="_compute_receipt_missing", compute_sudo=True
    )
    can_receive = fields.Boolean(compute="_compute_can_receive")

    # === COMPUTE METHODS === #

    @api.depends("signoff_ids.state", "signoff_ids.voided_at", "signoff_ids.sequence")
    def _compute_approved(self):
        for notice in self:
            required = notice._required_signoffs()
            approvals = required.filtered(lambda s: s.sequence == APPROVE_SEQUENCE)
            notice.approved = bool(approvals) and set(approvals.mapped("state")) <= {
                "accepted",
                "conditional",
            }
            notice.has_objection = bool(notice._objections())

    @api.depends("copy_ids.state")
    @api.depends_context("lang")
    def _compute_receipt_missing(self):
        for notice in self:
            missing = notice.copy_ids.filtered(lambda copy: copy.state == "waiting")
            notice.receipt_missing = format_list(self.env, missing.team_id.mapped("name"))

    @api.depends("copy_ids.state")
    @api.depends_context("uid")
    def _compute_can_receive(self):
        for notice in self:
            notice.can_receive = any(notice.copy_ids.mapped("can_receive"))

    # === ACTIONS === #

    def action_submit(self):
        """Ask management to approve the notices, and prepare who confirms and gets a copy."""
        for notice in self:
            notice.check_access("write")
            notice._check_editable()
            notice._check_complete()
            notice._submit()
        return True

    def action_back_to_draft(self):
        """Take a notice back that is not in force yet, to change it; signatures become void."""
        for notice in self:
            notice.check_access("write")
            notice._check_prepared_by_user()
            if notice.state != "approval":
                raise UserError(
                    self.env._(
                        "Only a notice that is being approved can be taken back; %(notice)s is "
                        "not.",
                        notice=notice.display_name,
                    )
                )
            notice._return_to_draft(
                self.env._("Taken back by %(user)s.", user=self.env.user.name)
            )
        return True

    def action_receive(self):
        """Note that the current user has received the copies of his departments."""
        copies = self.copy_ids.filtered("can_receive")
        if not copies:
            raise UserError(
                self.env._(
                    "No copy of %(notice)s waits for your department.",
                    notice=format_list(self.env, self.mapped("display_name")),
                )
            )
        return copies.action_receive()

    # === SUBMIT === #

    def _check_complete(self):
        """Refuse to send round what nobody could work on."""
        self.ensure_one()
        self.sudo().order_id._check_notice_can_be_prepared()
        name = self.display_name
        if not self.line_ids:
            raise UserError(
                self.env._("%(notice)s has no products: read the order again.", notice=name)
            )
        for line in self.line_ids:
            total = line.stock_quantity + line.make_quantity
            uom = line.uom_id
            if uom.compare(total, line.quantity) < 0:
                raise UserError(
                    self.env._(
                        "%(product)s: what is taken from stock and what is made are less than "
                        "the %(quantity)s %(unit)s ordered.",
                        product=line.product_name,
                        quantity=plain_number(line.quantity),
                        unit=uom.name,
                    )
                )
            if line.sourcing == "outsource" and not (line.outsource_reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(product)s is outsourced: write down why, management decides on it.",
                        product=line.product_name,
                    )
                )
            if not line.completion_date:
                raise UserError(
                    self.env._(
                        "%(product)s: enter until when it has to be complete.",
                        product=line.product_name,
                    )
                )

    def _submit(self):
        """Ask for the signatures. Raises when a department is missing."""
        self.ensure_one()
        notice = self.sudo()  # sudo: state, sign-offs and copies are kept by the system
        notice._close_tasks()
        if notice.signoff_ids:
            notice._void_signoffs(self.env._("Sent round again."))
        notice._update_changes()
        approvals, confirmations, informed = notice._plan_signoffs()
        notice.write({"state": "approval", "submitted_on": fields.Datetime.now()})
        signoffs = notice._request_signoffs(approvals + confirmations)
        by_team = {
            s.team_id: s for s in signoffs if s.sequence == CONFIRM_SEQUENCE and not s.voided_at
        }
        notice.copy_ids.unlink()
        notice.copy_ids = [
            fields.Command.create(
                {
                    "team_id": team.id,
                    "purpose": "confirm" if team in by_team else "information",
                    "copies": team.order_notice_copies,
                    "signoff_id": by_team.get(team, signoffs.browse()).id,
                }
            )
            for team in [*by_team, *(informed - informed.browse().union(*by_team))]
        ]

    # === COURSE OF THE SIGNATURES === #

    def _check_signoff(self, signoffs, decision, comment):
        result = super()._check_signoff(signoffs, decision, comment)
        for notice in self:
            if notice.state not in ("approval", "issued"):
                raise UserError(
                    self.env._(
                        "%(notice)s is not sent round at the moment.", notice=notice.display_name
                    )
                )
        return result

    def _on_signoff_signed(self, signoffs):
        result = super()._on_signoff_signed(signoffs)
        for notice in self:
            if notice.state == "approval" and notice._is_released():
                notice._try_issue()
        return result

    def _on_signoff_rejected(self, signoff):
        """Management returns the notice to those who prepared it; a department objects."""
        result = super()._on_signoff_rejected(signoff)
        for notice in self:
            text = f"{signoff._who()}: {signoff.comment or ''}"
            if signoff.sequence == APPROVE_SEQUENCE:
                notice._return_to_draft(
                    self.env._("Not approved by %(team)s.", team=signoff._who()), keep=signoff
                )
                notice._tell_responsible(
                    self.env._("The production notice was not approved. %(text)s", text=text)
                )
            else:
                notice._tell_responsible(
                    self.env._(
                        "Objection to the production notice. %(text)s",
                        text=notice.objection_text,
                    )
                )
        return result

    def _is_released(self):
        """Tell whether all have signed on whom the issue depends in this company."""
        self.ensure_one()
        if not self.approved:
            return False
        if self.company_id.order_notice_release_on == "approved":
            return True
        return self._signoffs_are_accepted()

    def _return_to_draft(self, reason, keep=None):
        """Open the notice for changes again. ``keep``: a signature that stays as it is."""
        # sudo: state, sign-offs and copies are kept by the system
        for notice in self.sudo():
            signoffs = notice.signoff_ids - (keep or notice.signoff_ids.browse()).sudo()
            notice._void_signoffs(reason, signoffs)
            notice.copy_ids.unlink()
            notice.write({"state": "draft"})

    # === TELLING PEOPLE === #

    def _tell_responsible(self, text):
        """Put a task on the desk of who follows the order, in place of an earlier one."""
        self._close_tasks()
        for notice in self:
            order = notice.sudo().order_id  # sudo: told by the system, whatever he may read
            user = order._order_responsible_users()[order.id] or notice.prepared_by_id
            if user.active and not user.share:
                # sudo: signers need not have rights on activities of sales; no mail for each
                notice.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                    ACTIVITY, user_id=user.id, summary=text
                )

    def _close_tasks(self):
        """Take the tasks off the desks: what they were about is settled, or told anew."""
        # sudo: they are on somebody else's desk
        self.sudo().activity_unlink([ACTIVITY])

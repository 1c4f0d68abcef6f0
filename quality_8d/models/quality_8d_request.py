from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.order_signoff.tools import is_uninstalling, mail_link


class Quality8dRequest(models.Model):
    """What a supplier was asked: the page on which he answers, until it is withdrawn.

    Nobody writes a request by hand.
    """

    _name = "quality.8d.request"
    _description = "8D Report Asked of a Supplier"
    _inherit = ["portal.mixin", "order.reminder.mixin"]
    _order = "id desc"
    _check_company_auto = True

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    report_id = fields.Many2one(
        comodel_name="quality.8d",
        string="8D Report",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Sent To",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        selection=[("open", "Asked"), ("withdrawn", "Withdrawn")],
        default="open",
        required=True,
        readonly=True,
    )
    note = fields.Text(string="Message", readonly=True)
    sent_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    sent_at = fields.Datetime(string="Sent On", readonly=True)
    reminded_on = fields.Date(string="Last Reminded On", readonly=True)
    open_count = fields.Integer(string="Still to Answer", compute="_compute_open_count")
    next_due = fields.Datetime(compute="_compute_open_count")
    access_token = fields.Char(groups="quality_8d.group_quality_manager")

    _open_unique = models.UniqueIndex(
        "(report_id) WHERE state = 'open'",
        "The supplier was asked meanwhile: look at the list of requests.",
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    def _compute_access_url(self):
        result = super()._compute_access_url()
        for request in self:
            request.access_url = f"/my/8d/supplier/{request.id}"
        return result

    @api.depends("report_id.name", "report_id.title")
    def _compute_display_name(self):
        for request in self:
            request.display_name = request.report_id.display_name

    @api.depends("report_id.step_ids.state", "report_id.step_ids.by_supplier")
    def _compute_open_count(self):
        for request in self:
            steps = request._open_steps()
            request.open_count = len(steps)
            request.next_due = min(steps.filtered("deadline").mapped("deadline"), default=False)

    def _open_steps(self):
        """Return the disciplines that the supplier still has to submit."""
        if self.state != "open" or self.report_id.state != "open":
            return self.report_id.step_ids.browse()
        return self.report_id.step_ids.filtered(
            lambda step: step.by_supplier and step.state in ("open", "returned")
        ).sorted("discipline")

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if not is_uninstalling(self.env):
            raise UserError(self.env._("What was asked is kept: withdraw it instead."))

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_send_again(self):
        """Tell the supplier once more what is open, with the link."""
        for request in self:
            request.report_id._check_may_work()
            request._check_email()
            request._tell_open()
        return True

    def action_withdraw(self):
        """Take the page from the supplier; what he has not submitted is ours again."""
        self.report_id._check_may_work()
        # sudo: nobody writes a request by hand
        self.sudo()._withdraw()
        return True

    def action_preview(self):
        """Show the page as the supplier sees it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.access_url, "target": "new"}

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    def _withdraw(self):
        """As superuser. The old link leads nowhere."""
        for request in self.filtered(lambda r: r.state == "open"):
            steps = request._open_steps()
            request.write({"state": "withdrawn"})
            steps.by_supplier = False
        # Before the next one is created: only one is open.
        self.flush_recordset(["state"])

    def _timezone(self):
        """Return the time zone in which the supplier reads his time limits."""
        self.ensure_one()
        return self.partner_id.tz or self.company_id._order_timezone().key

    def _check_email(self):
        self.ensure_one()
        if not self.partner_id.email:
            raise UserError(
                self.env._(
                    "%(contact)s has no e-mail address: enter it first.",
                    contact=self.partner_id.display_name,
                )
            )

    def _send(self):
        """Send the link by e-mail."""
        self.ensure_one()
        self._check_email()
        self._send_template("quality_8d.mail_template_request")

    def _send_template(self, xmlid):
        template = self.env.ref(xmlid)
        for request in self:
            mail_link(template, request, request.partner_id)

    def _tell_open(self):
        """Send what is open, and why it was returned; without an address nobody is told."""
        told = self.filtered(lambda r: r.partner_id.email and r._open_steps())
        told._send_template("quality_8d.mail_template_request_open")
        told._write_reminded({"reminded_on": fields.Date.context_today(self)})

    def _tell_claim(self):
        """Send what is claimed; return whether there is a page, and somebody to write to."""
        told = self.filtered(lambda r: r.partner_id.email)
        told._send_template("quality_8d.mail_template_request_claim")
        return bool(told)

    @api.model
    def _remind_domain(self):
        """Remind suppliers of what is late, or due within a day."""
        soon = fields.Datetime.now() + timedelta(days=1)
        due = (
            Domain("by_supplier", "=", True)
            & Domain("state", "in", ("open", "returned"))
            & Domain("deadline", "<=", soon)
            & Domain("hold_since", "=", False)
        )
        return (
            super()._remind_domain()
            & Domain("state", "=", "open")
            & Domain("report_id.state", "=", "open")
            & Domain("report_id.step_ids", "any", due)
        )

    def _remind(self):
        self._tell_open()
        return super()._remind()

    def _write_reminded(self, vals):
        return super(Quality8dRequest, self.sudo())._write_reminded(
            vals
        )  # sudo: kept by the system

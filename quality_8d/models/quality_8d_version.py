import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from odoo.addons.order_signoff.tools import is_uninstalling, mail_link

VERSION_KINDS = [
    ("3d", "3D Report"),
    ("5d", "5D Report"),
    ("final", "Final Report"),
]
# The disciplines that have to be accepted before a version leaves.
NEEDED = {
    "3d": ("d0", "d1", "d2", "d3"),
    "5d": ("d0", "d1", "d2", "d3", "d4", "d5"),
    "final": ("d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8"),
}
# Where the customer's return leads to.
RETURNED_STEP = {"3d": "d3", "5d": "d5", "final": "d8"}


class Quality8dVersion(models.Model):
    """A report as it was sent: the very file, and the customer's answer to it.

    Nobody writes a version by hand, whatever becomes of the report afterwards.
    """

    _name = "quality.8d.version"
    _description = "Version of an 8D Report"
    _inherit = ["portal.mixin", "order.reason.mixin"]
    _order = "report_id, number"
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
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    number = fields.Integer(string="Version", required=True, readonly=True, aggregator=None)
    kind = fields.Selection(selection=VERSION_KINDS, required=True, readonly=True)
    file = fields.Binary(string="As Sent", required=True, readonly=True)
    file_name = fields.Char(readonly=True)
    checksum = fields.Char(
        string="Fingerprint of the File",
        readonly=True,
        help="Shows that the file is still the one that was sent (SHA-256).",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Sent To",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    sent_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    sent_at = fields.Datetime(string="Sent On", readonly=True)
    state = fields.Selection(
        selection=[
            ("sent", "Waiting for Answer"),
            ("accepted", "Accepted"),
            ("returned", "Returned"),
            ("superseded", "Superseded"),
        ],
        default="sent",
        required=True,
        readonly=True,
    )
    answered_at = fields.Datetime(string="Answered On", readonly=True)
    answered_by = fields.Char(readonly=True)
    answer_channel = fields.Selection(
        selection=[
            ("portal", "Customer, logged in"),
            ("link", "Customer, by link"),
            ("staff", "Customer's message, recorded by staff"),
        ],
        string="Way of the Answer",
        readonly=True,
    )
    answer_text = fields.Text(string="Remark", readonly=True)
    is_outdated = fields.Boolean(
        string="Changed Since",
        readonly=True,
        help="Disciplines in this version were returned to the team after it was sent.",
    )
    access_token = fields.Char(groups="quality_8d.group_quality_manager")

    _number_unique = models.UniqueIndex(
        "(report_id, number)", "This version was sent meanwhile: look at the list of versions."
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    def _compute_access_url(self):
        result = super()._compute_access_url()
        for version in self:
            version.access_url = f"/my/8d/{version.id}"
        return result

    @api.depends("report_id.name", "number", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for version in self:
            version.display_name = (
                f"{version.report_id.name or ''} V{version.number} {kinds.get(version.kind, '')}"
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if not is_uninstalling(self.env):
            raise UserError(self.env._("What was sent is kept: versions are not deleted."))

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_record_accepted(self):
        """Record that the customer has accepted by another way than the link."""
        self.ensure_one()
        return self._ask_reason("accepted", self.env._("The Customer Accepts"))

    def action_record_returned(self):
        """Record what the customer wants changed."""
        self.ensure_one()
        return self._ask_reason("returned", self.env._("The Customer Returns It"))

    def action_send_again(self):
        """Send the link to this version once more."""
        for version in self:
            version.report_id._check_may_work()
            version._send()
        return True

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    def _reasons(self):
        return super()._reasons() | {
            "accepted": lambda reason: self._record_answer(True, reason),
            "returned": lambda reason: self._record_answer(False, reason),
        }

    @api.model
    def _issue(self, report, kind, contact):
        """Freeze the report as it is now and make it a version that can be sent.

        :return: the version, as superuser
        """
        report._check_may_work()
        customer = report.partner_id.commercial_partner_id
        if not customer or contact.commercial_partner_id != customer:
            raise UserError(
                self.env._(
                    "Choose the customer of %(report)s, or a person who works there.",
                    report=report.name,
                )
            )
        missing = report.step_ids.filtered(
            lambda s: s.discipline in NEEDED[kind] and s.state != "accepted"
        ).sorted("discipline")
        if missing:
            raise UserError(
                self.env._(
                    "%(report)s cannot be sent yet, not accepted: %(disciplines)s.",
                    report=report.name,
                    disciplines=format_list(self.env, [step._label() for step in missing]),
                )
            )
        report._freeze_form()
        content = report._render_version(kind)
        number = max(report.version_ids.mapped("number"), default=0) + 1
        # sudo: nobody writes a version by hand (no right to create one)
        versions = report.sudo().version_ids
        versions.filtered(lambda v: v.state == "sent").write({"state": "superseded"})
        version = versions.create(
            {
                "report_id": report.id,
                "number": number,
                "kind": kind,
                "file": base64.b64encode(content),
                "file_name": f"{report.name}-V{number}.pdf",
                "checksum": hashlib.sha256(content).hexdigest(),
                "partner_id": contact.id,
                "sent_by_id": self.env.uid,
                "sent_at": fields.Datetime.now(),
            }
        )
        version._portal_ensure_token()
        report._message_log(
            body=self.env._("Sent: %(version)s", version=version.display_name),
            author_id=self.env.user.partner_id.id,
        )
        report._settle_tasks()
        return version

    def _send(self):
        """Send the link by e-mail."""
        self.ensure_one()
        if not self.partner_id.email:
            raise UserError(
                self.env._(
                    "%(contact)s has no e-mail address: enter it first.",
                    contact=self.partner_id.display_name or self.env._("The customer"),
                )
            )
        mail_link(self.env.ref("quality_8d.mail_template_version"), self, self.partner_id)

    def _answer(self, accepted, name, channel, comment):
        """Record the customer's answer; a return leads back to the discipline concerned."""
        self.ensure_one()
        version = self.sudo()  # sudo: the customer answers, who is no user of ours
        if version.state != "sent":
            raise UserError(
                self.env._("%(version)s has been answered already.", version=self.display_name)
            )
        if not name:
            raise UserError(self.env._("Please write your name."))
        if not accepted and not comment:
            raise UserError(self.env._("Please write what has to be changed."))
        version.write(
            {
                "state": "accepted" if accepted else "returned",
                "answered_at": fields.Datetime.now(),
                "answered_by": name,
                "answer_channel": channel,
                "answer_text": comment or False,
            }
        )
        # The customer's page is in his language; what we keep of it is read by our people.
        version = version.with_context(lang=version.report_id.leader_id.lang)
        report = version.report_id
        report.step_ids.filtered("on_hold")._deadline_resume()
        report._message_log(
            body=version.env._(
                "%(version)s: %(answer)s by %(name)s. %(comment)s",
                version=version.display_name,
                answer=dict(version._fields["state"]._description_selection(version.env))[
                    version.state
                ],
                name=name,
                comment=comment or "",
            )
        )
        if accepted:
            report._close_if_ready()
        else:
            version._return_report(comment)

    def _return_report(self, comment):
        self.ensure_one()
        reason = self.env._("Returned by the customer: %(comment)s", comment=comment)
        report = self.report_id
        # Where the customer need not accept, the final report goes to him after the closing.
        report._reopen()
        if report._step("d8").state != "open":
            report._void_signoffs(reason)
        steps = report._step(RETURNED_STEP[self.kind]) | report._step("d8")
        steps._return_with(reason)

    def _note_returned(self, steps):
        """Note on what was sent that disciplines in it were returned afterwards."""
        returned = set(steps.mapped("discipline"))
        self.filtered(
            lambda v: not v.is_outdated and not returned.isdisjoint(NEEDED[v.kind])
        ).write({"is_outdated": True})

    def _record_answer(self, accepted, comment):
        """Record an answer that came by phone or mail."""
        self.ensure_one()
        self.report_id._check_may_work()
        self._answer(accepted, self.env.user.name, "staff", comment)

import hashlib
import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_list

from .quality_8d_task import SEND


class Quality8d(models.Model):
    """Closing: nothing is missing, quality manager and champion sign, the customer accepts."""

    _inherit = "quality.8d"

    version_ids = fields.One2many(
        comodel_name="quality.8d.version", inverse_name="report_id", string="Versions Sent"
    )
    version_count = fields.Integer(
        string="Versions", compute="_compute_version_count", store=True, copy=False, aggregator=None
    )

    @api.depends("version_ids")
    def _compute_version_count(self):
        counts = dict(
            self.env["quality.8d.version"]._read_group(
                [("report_id", "in", self.ids)], ["report_id"], ["__count"]
            )
        )
        for report in self:
            report.version_count = counts.get(report._origin, 0)

    @api.depends("stage")
    def _compute_my_signoff_ids(self):
        # Signatures are asked for with D8: before and after it nothing is looked up.
        closing = self.filtered(lambda report: report.stage == "d8")
        (self - closing).my_signoff_ids = False
        return super(Quality8d, closing)._compute_my_signoff_ids()

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    def write(self, vals):
        moves = self if "partner_id" in vals else self.browse()
        before = {report: report.partner_id.commercial_partner_id for report in moves}
        result = super().write(vals)
        moved = moves.filtered(lambda r: r.partner_id.commercial_partner_id != before[r])
        # sudo: nobody writes a version by hand; whose problem it is not does not answer any more
        moved.sudo().version_ids.filtered(lambda version: version.state == "sent").write(
            {"state": "superseded"}
        )
        if "customer_acceptance" in vals:
            # Nothing else may be missing where he need not accept any more.
            self._close_if_ready()
        return result

    # ------------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------------
    def action_send(self):
        """Ask which version goes to whom."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send to the Customer"),
            "res_model": "quality.8d.send",
            "view_mode": "form",
            "target": "new",
            "context": {"default_report_id": self.id},
        }

    def action_view_versions(self):
        """Open what was sent."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_8d.quality_8d_version_action"
        )
        return {**action, "domain": [("report_id", "=", self.id)]}

    def _render_version(self, kind):
        """Return the printed report of one kind of version, as PDF."""
        self.ensure_one()
        report = self.env["ir.actions.report"].with_context(quality_8d_version=kind)
        content, _type = report._render_qweb_pdf("quality_8d.action_report_quality_8d", self.ids)
        return content

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------
    def _not_ready_to_close(self):
        """Return what keeps the report from being closed, apart from D8 itself."""
        self.ensure_one()
        problems = []
        waiting = self.step_ids.filtered(
            lambda step: step.discipline != "d8" and step.state != "accepted"
        ).sorted("discipline")
        if waiting:
            problems.append(
                self.env._(
                    "These disciplines have not been accepted yet: %(names)s.",
                    names=format_list(self.env, [step._label() for step in waiting]),
                )
            )
        # What was accepted under other settings is looked at once more.
        for discipline in ("d4", "d5", "d6", "d7"):
            if self._step(discipline).state == "accepted":
                problems += self._missing(discipline)
        return problems

    def _check_ready_to_close(self):
        for report in self:
            if problems := report._missing("d8"):
                raise UserError(
                    self.env._(
                        "%(report)s cannot be closed:\n%(problems)s",
                        report=report.name,
                        problems="\n".join(problems),
                    )
                )

    # ------------------------------------------------------------------
    # Signatures
    # ------------------------------------------------------------------
    def _ask_closing_signoffs(self):
        """Ask quality manager, then champion to sign the closing."""
        for report in self:
            four_eyes = report.company_id.quality_8d_four_eyes
            report._request_signoffs(
                [
                    {
                        "named_user_id": report.quality_id,
                        "sequence": 10,
                        "aspects": ("content",),
                        "note": self.env._("Check that the problem is solved for good."),
                    },
                    {
                        "named_user_id": report.champion_id,
                        "sequence": 20,
                        "aspects": ("content",),
                        "four_eyes": four_eyes,
                        "note": self.env._("Close the report and thank the team."),
                    },
                ]
            )

    def _signoff_fingerprint(self):
        result = {}
        for report in self.sudo():  # sudo: a signature covers all of the report
            text = json.dumps(report._content(), default=str, sort_keys=True)
            result[report.id] = {"content": hashlib.sha256(text.encode()).hexdigest()[:16]}
        return result

    def _content(self):
        """Return all that was written into the disciplines."""
        self.ensure_one()
        names = sorted(
            name
            for name in self._field_disciplines()
            if self._fields[name].type not in ("binary", "one2many")
        )
        lines = (
            self.containment_ids,
            self.cause_ids,
            self.cause_ids.why_ids,
            self.action_ids,
            self.document_ids,
        )
        content = self.read(names, load="")
        for records in lines:
            fields_of = [
                name
                for name, field in records._fields.items()
                if field.store
                and field.type not in ("binary", "one2many")
                and name
                not in ("write_date", "write_uid", "create_date", "create_uid", "reminded_on")
            ]
            content += records.read(fields_of, load="")
        return content + self._evidence(self, *lines)

    def _evidence(self, *documents):
        """Return the fingerprints of the files and pictures of the report, of its lines, and of
        what the supplier has sent."""
        wanted = Domain("res_model", "=", self.step_ids._name) & Domain(
            "res_id", "in", self.step_ids.ids
        )
        for records in documents:
            wanted |= (
                Domain("res_model", "=", records._name)
                & Domain("res_id", "in", records.ids)
                & Domain("res_field", "!=", False)
            )
        # sudo: a signature covers all of the report
        files = self.env["ir.attachment"].sudo().search(wanted)
        return sorted(f"{a.res_model} {a.res_id} {a.res_field} {a.checksum}" for a in files)

    def _check_signoff(self, signoffs, decision, comment):
        """Nobody accepts a closing that is not complete."""
        result = super()._check_signoff(signoffs, decision, comment)
        if decision != "rejected":
            self._check_ready_to_close()
        return result

    def _on_signoffs_accepted(self):
        result = super()._on_signoffs_accepted()
        for report in self:
            step = report._step("d8")
            if step.state == "submitted":
                step._accept()
        self._close_if_ready()
        return result

    def _on_signoff_rejected(self, signoff):
        """Quality manager or champion returned the closing: the team works on it again."""
        result = super()._on_signoff_rejected(signoff)
        for report in self:
            report._void_signoffs(self.env._("Returned by %(name)s", name=signoff.signer_name))
            report._step("d8")._return_with(signoff.comment)
        return result

    def _signoff_summary(self):
        """Return ``{id: html}`` for the card in the inbox: problem, causes and result."""
        result = {}
        for report in self:
            causes = report.cause_ids.filtered(lambda c: c.verdict == "verified")
            rows = [report.partner_id.display_name, report.result]
            rows += [f"{cause.name}" for cause in causes[:4]]
            result[report.id] = Markup().join(Markup("<div>%s</div>") % row for row in rows if row)
        return result

    # ------------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------------
    def _customer_has_accepted(self):
        self.ensure_one()
        final = self.version_ids.filtered(lambda v: v.kind == "final").sorted("number")[-1:]
        # An answer to what has been returned since says nothing about what was written after it.
        return final.state == "accepted" and not final.is_outdated

    def _close_if_ready(self):
        """Close what is signed, and accepted by the customer where he is asked."""
        now = fields.Datetime.now()
        for report in self.filtered(lambda r: r.state == "open"):
            if report._step("d8").state != "accepted" or not report._signoffs_are_accepted():
                continue
            if report.customer_acceptance and not report._customer_has_accepted():
                report._ask_for_final()
                continue
            # sudo: the state follows from signatures and the customer's answer
            report.sudo().write(
                {
                    "state": "closed",
                    "closed_on": now,
                    **report._prepare_observation(),
                }
            )
            report._freeze_form()
            report._settle_tasks()
            report._message_log(body=self.env._("Closed; the effect is observed."))

    def _lacks_final(self):
        """Whether all have signed, and the customer has not got the version that he accepts."""
        self.ensure_one()
        if (
            self.state != "open"
            or not self.customer_acceptance
            or self._step("d8").state != "accepted"
            or not self._signoffs_are_accepted()
        ):
            return False
        return not self.version_ids.filtered(
            lambda v: v.kind == "final" and v.state in ("sent", "accepted") and not v.is_outdated
        )

    def _ask_for_final(self):
        """Put the final version on the list of the leader, once."""
        self.ensure_one()
        # sudo: the task may be on the list of a colleague
        if not self._lacks_final() or self.sudo().activity_search([SEND]):
            return
        for user in self.leader_id:
            env = self.with_context(lang=user.lang).env
            self._add_task(SEND, user, env._("Send the final report to the customer"))

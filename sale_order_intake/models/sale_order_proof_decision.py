from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime


class SaleOrderProof(models.Model):
    """The customer approves or returns a proof; or quality signs for him."""

    _inherit = "sale.order.proof"

    # === FIELDS === #

    can_sign_quality = fields.Boolean(compute="_compute_can_sign_quality")

    # === COMPUTE METHODS === #

    @api.depends("state", "proof_type", "sample_kind", "company_id")
    @api.depends_context("uid")
    def _compute_can_sign_quality(self):
        teams = {}
        for proof in self:
            company = proof.company_id
            if company not in teams:
                teams[company] = proof._quality_team()
            proof.can_sign_quality = (
                proof._is_signed_by_quality()
                and proof.state == "sent"
                and self.env.user in teams[company].member_ids
            )

    # === ACTIONS === #

    def action_record_answer(self):
        """Open the dialog in which staff record the answer of the customer or sign."""
        self.ensure_one()
        self._check_waits()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer to %(proof)s", proof=self.display_name),
            "res_model": "sale.order.proof.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proof_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _check_waits(self):
        """Refuse an answer to a proof that does not wait for one."""
        self.ensure_one()
        if self.state == "superseded":
            raise UserError(
                self.env._(
                    "%(proof)s was replaced by a newer version: answer that one.",
                    proof=self.display_name,
                )
            )
        # sudo: staff of Quality sign without access to the order
        if self.state != "sent" or self.sudo().order_id.state == "cancel":
            raise UserError(
                self.env._(
                    "%(proof)s does not wait for an answer.",
                    proof=self.display_name,
                )
            )

    def _decide(self, approved, values):
        """Record the answer; the caller has checked who gives it.

        :param bool approved: approved or returned
        :param dict values: values of the fields that say who answers, and how
        """
        self.ensure_one()
        # sudo: the answer is closed to typing; the caller has checked who gives it
        proof = self.sudo()
        if not proof.try_lock_for_update():
            raise UserError(
                self.env._("Somebody else is answering %(proof)s.", proof=proof.display_name)
            )
        proof.invalidate_recordset(["state"])
        proof._check_waits()
        comment = (values.get("decision_comment") or "").strip()
        if not (values.get("decided_by_name") or "").strip():
            raise UserError(self.env._("Enter the name of the person who answers."))
        if not approved and not comment:
            raise UserError(self.env._("Say what has to be changed."))
        if proof.file_checksum != proof._file_digest():
            raise UserError(
                self.env._(
                    "The file of %(proof)s is not the one that was sent any more: make a new "
                    "version.",
                    proof=proof.display_name,
                )
            )
        proof.write(
            {
                **values,
                "decided_by_name": values["decided_by_name"].strip(),
                "decision_comment": comment or False,
                "state": "approved" if approved else "returned",
                "decided_on": fields.Datetime.now(),
            }
        )
        proof._deadline_meet()
        proof.activity_ids.filtered("automated").unlink()
        proof._post_decision()
        proof._on_proof_decided()

    def _post_decision(self):
        """Tell who follows the order what was answered."""
        self.ensure_one()
        responsible = self.order_id._order_responsible_users()[self.order_id.id]
        proof = self.with_context(lang=responsible.lang or self.env.lang)
        text = (
            proof.env._("Approved by %(who)s.", who=proof._decided_by())
            if self.state == "approved"
            else proof.env._(
                "Returned by %(who)s: %(comment)s",
                who=proof._decided_by(),
                comment=proof.decision_comment,
            )
        )
        proof.message_post(
            body=text,
            author_id=(self.decided_user_id.partner_id or self.env.ref("base.partner_root")).id,
            partner_ids=(responsible - self.decided_user_id).partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _decided_by(self):
        """Return who answered, in one line."""
        self.ensure_one()
        return ", ".join(filter(None, [self.decided_by_name, self.decided_capacity]))

    def _evidence(self):
        """Return one sentence that proves the answer: what, which version, who, when, how."""
        self.ensure_one()
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("proof_type", "decision_channel")
        }
        return self.env._(
            "%(type)s %(proof)s approved by %(who)s on %(date)s (%(channel)s)",
            type=labels["proof_type"][self.proof_type],
            proof=self.display_name,
            who=self._decided_by(),
            date=format_datetime(
                self.env,
                self.decided_on,
                tz=self.company_id.resource_calendar_id.tz or "UTC",
                dt_format="yyyy-MM-dd HH:mm",
            ),
            channel=labels["decision_channel"].get(self.decision_channel, ""),
        )

    def _on_proof_decided(self):
        """Hook: the answer to one proof is recorded. Runs as superuser."""

    def _is_signed_by_quality(self):
        self.ensure_one()
        return self.proof_type == "sample" and self.sample_kind == "retained"

    def _quality_team(self):
        team = self.env["order.team"]
        return team._team_by_function(["quality"], self.company_id).get("quality", team)

    def _check_may_sign(self, channel):
        """Refuse who may not answer this way; the customer's own ways are not asked here."""
        self.ensure_one()
        if self._is_signed_by_quality():
            if channel != "quality" or not self.can_sign_quality:
                raise AccessError(
                    self.env._(
                        "%(proof)s is a retained sample: only the department Quality signs it.",
                        proof=self.display_name,
                    )
                )
            return
        self.check_access("write")
        if channel == "quality" or (channel == "sales" and self.proof_type != "sample"):
            raise UserError(
                self.env._(
                    "%(proof)s is approved by the customer: attach the customer's message.",
                    proof=self.display_name,
                )
            )

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import mail_link


class SaleOrderProof(models.Model):
    """Proofs go to the customer in versions, and are waited for."""

    _inherit = "sale.order.proof"

    # === ACTIONS === #

    def action_send(self):
        """Send the customer the link to the proof by e-mail; from then on nothing changes."""
        for proof in self:
            if proof._is_signed_by_quality():
                raise UserError(
                    self.env._(
                        "%(proof)s is a retained sample: give it to Quality, not to the customer.",
                        proof=proof.display_name,
                    )
                )
            if not proof.contact_id.email:
                raise UserError(
                    self.env._(
                        "%(contact)s has no e-mail address: enter it, or send the link yourself "
                        "and press “Sent Another Way”.",
                        contact=proof.contact_id.display_name or self.env._("The customer"),
                    )
                )
        self._send()
        self._send_mail()
        return True

    def action_mark_sent(self):
        """Note that the customer gets the proof another way: by hand, by a chat message."""
        self._send()
        return True

    def action_remind(self):
        """Send the customer the link once more."""
        self.check_access("write")
        for proof in self:
            proof._check_waits()
            if proof._is_signed_by_quality():
                raise UserError(
                    self.env._("%(proof)s waits for Quality.", proof=proof.display_name)
                )
        self._send_mail()
        return True

    def action_new_version(self):
        """Prepare the next version; it replaces this one as soon as it is sent.

        :return: action of the form of the new version
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "draft":
            raise UserError(
                self.env._("%(proof)s has not been sent: change it.", proof=self.display_name)
            )
        if self.next_ids:
            new = self.next_ids
        else:
            # sudo: version and predecessor are closed to typing; the right was checked above
            new = self.sudo().copy({"version": self.version + 1, "previous_id": self.id})
        return new.get_formview_action()

    # === BUSINESS METHODS === #

    def _send(self):
        self.check_access("write")
        for proof in self:
            proof._check_can_send()
        # sudo: state and sender are closed to typing; the right was checked just above
        for proof in self.sudo():
            proof.write(
                {
                    "state": "sent",
                    "sent_by_id": self.env.uid,
                    "sent_on": fields.Datetime.now(),
                    "file_checksum": proof._file_digest(),
                }
            )
            if not proof._is_signed_by_quality():
                proof._portal_ensure_token()
        self._freeze_form()
        self._deadline_start("answer")
        self.sudo().previous_id._supersede()
        self._on_proof_sent()

    def _check_can_send(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._("%(proof)s has already been sent.", proof=self.display_name)
            )
        if self.order_id.state == "cancel":
            raise UserError(
                self.env._("Order %(order)s is cancelled.", order=self.order_id.name)
            )
        if self.proof_type == "sample":
            if not self.sample_kind:
                raise UserError(
                    self.env._(
                        "Say on %(proof)s whether it is the customer's sample or a retained one.",
                        proof=self.display_name,
                    )
                )
        elif not self.file:
            raise UserError(
                self.env._(
                    "Attach the file of %(proof)s that the customer has to approve.",
                    proof=self.display_name,
                )
            )

    def _send_mail(self):
        template = self.env.ref("sale_order_intake.mail_template_proof")
        for proof in self:
            mail_link(template, proof, proof.contact_id)

    def _supersede(self):
        """Put earlier versions away; what was said about them stays readable."""
        proofs = self
        while proofs:
            proofs.filtered(lambda proof: proof.state != "superseded").write(
                {"state": "superseded"}
            )
            proofs._deadline_meet()
            proofs = proofs.previous_id

    def _on_proof_sent(self):
        """Hook: proofs wait for their answer."""
        for proof in self.filtered(lambda proof: proof._is_signed_by_quality()):
            for user in proof._quality_team()._users_to_notify("leader"):
                proof.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=self.env._("Sign the retained sample"),
                )

    # === TIME LIMIT === #

    @api.model
    def _deadline_stages(self):
        return super()._deadline_stages() | {"answer": self.env._("Answer to a proof")}

    def _deadline_owner_users(self):
        # sudo: told by the system, whatever the people may read
        responsible = self.sudo().order_id._order_responsible_users()
        users = {proof.id: responsible[proof.sudo().order_id.id] for proof in self}
        for proof in self.filtered(lambda proof: proof._is_signed_by_quality()):
            users[proof.id] = proof._quality_team()._users_to_notify("leader")
        return users

    def _deadline_leader_users(self):
        team = self.env["order.team"]
        leaders = {
            company: team._team_by_function(["sales"], company)
            .get("sales", team)
            ._users_to_notify("leader")
            for company in self.company_id
        }
        return {proof.id: leaders[proof.company_id] for proof in self}

    @api.model
    def _deadline_domain_open(self):
        return super()._deadline_domain_open() & fields.Domain("state", "=", "sent")

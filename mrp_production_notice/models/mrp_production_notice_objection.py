from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from .mrp_production_notice_signoff import CONFIRM_SEQUENCE


class MrpProductionNotice(models.Model):
    """A department does not confirm a notice: it is revised, or management decides."""

    _inherit = "mrp.production.notice"

    # === FIELDS === #

    objection_text = fields.Text(
        string="What Is Objected", compute="_compute_objection_text", compute_sudo=True
    )
    can_override = fields.Boolean(compute="_compute_can_override")

    # === COMPUTE METHODS === #

    @api.depends("signoff_ids.state", "signoff_ids.voided_at")
    def _compute_objection_text(self):
        for notice in self:
            notice.objection_text = "\n".join(
                f"{signoff._who()} ({signoff.signer_name}): {signoff.comment or ''}"
                for signoff in notice._objections()
            )

    @api.depends("has_objection")
    @api.depends_context("uid")
    def _compute_can_override(self):
        for notice in self:
            notice.can_override = notice.has_objection and notice._is_decided_by_user()

    # === ACTIONS === #

    def action_override_objection(self):
        """Ask for the reason why the notice stays in force in spite of an objection."""
        self.ensure_one()
        self._check_decided_by_user()
        return self._ask_reason(
            "override",
            self.env._("The Notice Stands"),
            self.env._(
                "The notice stands although a department objects. Your name and your reason are "
                "kept with it.\n%(objections)s",
                objections=self.objection_text or "",
            ),
        )

    def _reasons(self):
        return super()._reasons() | {"override": self._override_objection}

    # === BUSINESS METHODS === #

    def _objections(self):
        """Return the signatures by which departments did not confirm the notices."""
        return self._required_signoffs().filtered(
            lambda s: s.state == "rejected" and s.sequence == CONFIRM_SEQUENCE
        )

    def _is_decided_by_user(self):
        """Tell whether the current user decides for management, or manages Order Assurance."""
        user = self.env.user
        if self.env.su or user.has_group("order_signoff.group_manager"):
            return True
        if not user.has_group("order_signoff.group_user"):
            return False
        # sudo: the leader of management signs whichever departments he may look into
        Team = self.env["order.team"].sudo()
        return all(
            user
            in Team._team_by_function(["management"], company)
            .get("management", Team)
            ._users_to_notify("leader")
            for company in self.company_id
        )

    def _check_decided_by_user(self):
        self.ensure_one()
        self.check_access("read")
        if not self._is_decided_by_user():
            raise UserError(
                self.env._(
                    "Management decides on objections to a production notice. Ask its leader, or "
                    "make a revision."
                )
            )
        if not self.has_objection:
            raise UserError(
                self.env._("Nobody objects to %(notice)s.", notice=self.display_name)
            )

    def _override_objection(self, reason):
        """Let the notice stand in spite of the objections; the signatures stay readable."""
        self.ensure_one()
        self._check_decided_by_user()
        notice = self.sudo()  # sudo: signatures are kept by the system; the right was checked
        user = self.env.user
        objections = notice._objections()
        names = format_list(self.env, [signoff._who() for signoff in objections])
        notice._void_signoffs(
            self.env._("Decided by %(user)s: %(reason)s", user=user.name, reason=reason),
            objections,
        )
        notice._message_log(
            body=Markup("<b>%s</b><br/>%s")
            % (
                self.env._(
                    "%(user)s has decided on the objection of %(teams)s: the notice stands.",
                    user=user.name,
                    teams=names,
                ),
                reason,
            ),
            author_id=user.partner_id.id,
        )
        notice._close_tasks()
        if notice.state == "approval" and notice._is_released():
            notice._try_issue()

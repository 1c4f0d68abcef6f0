from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, plaintext2html

from .mrp_production_notice_correction import LINE_TEXTS, NOTICE_TEXTS


class MrpProductionNotice(models.Model):
    """Corrections of texts on an issued notice."""

    _inherit = "mrp.production.notice"

    # === FIELDS === #

    correction_ids = fields.One2many(
        comodel_name="mrp.production.notice.correction",
        inverse_name="notice_id",
        string="Corrections",
        readonly=True,
        copy=False,
    )
    # Written with every correction, so that two at once cannot both be the last one allowed.
    correction_count = fields.Integer(
        string="Number of Corrections", readonly=True, copy=False, aggregator="sum"
    )
    can_correct = fields.Boolean(compute="_compute_can_correct")

    # === COMPUTE METHODS === #

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_correct(self):
        issued = self.filtered(lambda notice: notice.state == "issued")
        able = issued._noted_by_user()
        for notice in self:
            notice.can_correct = notice._origin in able

    # === ACTIONS === #

    def action_correct(self):
        """Open the dialog in which a text is put right."""
        self.ensure_one()
        self._check_can_correct()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct a Text"),
            "res_model": "mrp.production.notice.correct",
            "view_mode": "form",
            "target": "new",
            "context": {"default_notice_id": self.id},
        }

    # === WHO MAY === #

    def _noted_by_user(self):
        """Return those of ``self`` on which the current user may correct texts and note remarks.

        Those who prepare it, and members of the departments that confirm it or get a copy.
        """
        if self.env.su:
            return self
        prepared = self._prepared_by_user()
        rest = self - prepared
        return prepared | rest.filtered(lambda notice: notice.copy_ids._teams_of_user())

    def _check_may_note(self):
        if others := (self - self._noted_by_user())[:1]:
            raise UserError(
                self.env._(
                    "Remarks and corrections of %(notice)s are written by the departments that "
                    "work by it, and by those who prepare it.",
                    notice=others.display_name,
                )
            )

    def _check_can_correct(self):
        """Refuse where a revision is needed, or where it is not up to this user."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "issued":
            raise UserError(
                self.env._(
                    "Only an issued notice is corrected; %(notice)s is not in force.",
                    notice=self.display_name,
                )
            )
        self._check_may_note()
        limit = self.company_id.order_notice_max_corrections
        if self.correction_count >= limit:
            raise UserError(
                self.env._(
                    "%(notice)s has %(count)s corrections already, more are not allowed: make a "
                    "revision, so that everybody works by one clean paper.",
                    notice=self.display_name,
                    count=self.correction_count,
                )
            )

    # === CORRECT === #

    def _correct(self, name, value, reason, line=None):
        """Put a text right and keep who did it, when and why.

        :param str name: one of ``NOTICE_TEXTS``, or of ``LINE_TEXTS`` together with ``line``
        :param str value: the text as it should be
        :param str reason: why
        :param line: ``mrp.production.notice.line`` of this notice
        :return: the correction
        """
        self._check_can_correct()
        if name not in (LINE_TEXTS if line else NOTICE_TEXTS) or (
            line and line.notice_id != self
        ):
            raise UserError(
                self.env._("This cannot be corrected. Make a revision of the notice instead.")
            )
        reason = (reason or "").strip()
        value = (value or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the text is corrected."))
        # sudo: an issued notice is closed to typing, the right to correct was checked above
        target = (line or self).sudo()
        is_html = target._fields[name].type == "html"
        before = html2plaintext(target[name] or "").strip() if is_html else target[name] or ""
        if before.strip() == value:
            raise UserError(self.env._("The text is the same as before."))
        notice = self.sudo()
        target.write({name: plaintext2html(value) if is_html else value})
        notice.write({"correction_count": notice.correction_count + 1})
        correction = notice.env["mrp.production.notice.correction"].create(
            {
                "notice_id": notice.id,
                "number": notice.correction_count,
                "line_id": line.id if line else False,
                "field_name": name,
                "old_value": before,
                "new_value": value,
                "reason": reason,
                "user_id": self.env.uid,
                "signer_name": self.env.user.name,
                "corrected_on": fields.Datetime.now(),
            }
        )
        notice._tell_correction(correction)
        return correction.with_env(self.env)

    def _tell_correction(self, correction):
        """Note the correction, and tell the leaders of those who work by the notice."""
        self.ensure_one()
        what = " · ".join(
            filter(None, [correction.line_id.product_name, correction.field_label])
        )
        self._message_log(
            body=Markup("<b>%s</b><br/>%s → %s<br/>%s")
            % (
                self.env._("Correction %(number)s: %(what)s", number=correction.number, what=what),
                correction.old_value or "",
                correction.new_value or "",
                correction.reason,
            ),
            author_id=self.env.user.partner_id.id,
        )
        self.env["order.digest"]._queue(
            "notice_corrected",
            self.copy_ids,
            {
                copy.id: copy.team_id._users_to_notify("leader") - self.env.user
                for copy in self.copy_ids
            },
        )

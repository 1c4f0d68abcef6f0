from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools import is_uninstalling, refuse_protected


class OrderSealedLogHead(models.Model):
    """The newest seal of a log in a company, and what the last check found.

    Kept apart from the entries, so that entries taken off the end of the chain are missed.
    """

    _name = "order.sealed.log.head"
    _description = "Sealed log: newest seal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "company_id, res_model"
    _rec_name = "log_name"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    res_model = fields.Char(string="Log (technical name)", required=True, readonly=True)
    log_name = fields.Char(string="Sealed log", compute="_compute_log_name")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sealed_seq = fields.Integer(string="Newest seal No.", readonly=True, aggregator=None)
    newest_hash = fields.Char(string="Newest seal", readonly=True)
    sealed_at = fields.Datetime(string="Sealed on", readonly=True)
    seal_label = fields.Char(string="Newest seal as printed", compute="_compute_seal_label")
    waiting_count = fields.Integer(
        string="Not sealed yet",
        compute="_compute_waiting_count",
        help="A scheduled action seals new entries every few minutes.",
    )
    check_state = fields.Selection(
        selection=[("never", "Not checked yet"), ("ok", "In order"), ("broken", "Broken")],
        string="Last check",
        default="never",
        required=True,
        readonly=True,
        tracking=True,
    )
    checked_at = fields.Datetime(string="Checked on", readonly=True)
    checked_count = fields.Integer(string="Seals in order", readonly=True, aggregator=None)
    check_message = fields.Text(string="First broken entry", readonly=True)

    _log_unique = models.UniqueIndex("(company_id, res_model)")

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_log_name(self):
        for head in self:
            head.log_name = self.env["ir.model"]._get(head.res_model).name or head.res_model

    @api.depends("sealed_seq", "newest_hash")
    def _compute_seal_label(self):
        mixin = self.env["order.sealed.log.mixin"]
        for head in self:
            head.seal_label = mixin._seal_text(head.sealed_seq, head.newest_hash)

    def _compute_waiting_count(self):
        for head in self:
            log = head._log()
            head.waiting_count = (
                log.search_count([("company_id", "=", head.company_id.id), *log._seal_due_domain()])
                if log is not None
                else 0
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    def write(self, vals):
        refuse_protected(
            self,
            [vals],
            {
                "res_model", "company_id", "sealed_seq", "newest_hash", "sealed_at",
                "check_state", "checked_at", "checked_count", "check_message",
            },
        )  # fmt: skip
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_refuse(self):
        if not is_uninstalling(self.env):
            raise UserError(self.env._("The newest seal of a log cannot be deleted."))

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_check(self):
        """Check the chains and tell the result at once."""
        self.check_access("read")
        if not self.env.user.has_group("order_signoff.group_manager"):
            raise AccessError(
                self.env._("Only a manager of Order Assurance can check the seals of a log.")
            )
        # sudo: the result is written by the system
        self.sudo()._check()
        broken = self.filtered(lambda head: head.check_state == "broken")
        if broken:
            message = "\n".join(broken.mapped("check_message"))
        else:
            message = self.env._("All %(count)s seals are in order.",
                                 count=sum(self.mapped("checked_count")))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Broken") if broken else self.env._("In order"),
                "message": message,
                "type": "danger" if broken else "success",
                "sticky": bool(broken),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_entries(self):
        """Open the entries of the log."""
        self.ensure_one()
        log = self._log()
        if log is None:
            raise UserError(self.env._("This log is no longer installed."))
        return {
            "type": "ir.actions.act_window",
            "name": self.log_name,
            "res_model": self.res_model,
            "view_mode": "list,form",
            "domain": [("company_id", "=", self.company_id.id)],
        }

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    def _log(self):
        """Return the model of the log, None when its add-on is gone."""
        if self.res_model in self.env["order.sealed.log.mixin"]._seal_models():
            return self.env[self.res_model]
        return None

    @api.model
    def _get(self, res_model, company):
        return self.search(
            [("res_model", "=", res_model), ("company_id", "=", company.id)], limit=1
        )

    @api.model
    def _lock(self, res_model, company):
        """Return the head of the chain, locked until the end of the transaction.

        Empty when another process is sealing this chain.
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (res_model, company_id, sealed_seq, check_state,"
                " create_uid, write_uid, create_date, write_date)"
                " VALUES (%s, %s, 0, 'never', %s, %s, now() AT TIME ZONE 'UTC',"
                " now() AT TIME ZONE 'UTC') ON CONFLICT DO NOTHING",
                SQL.identifier(self._table), res_model, company.id, self.env.uid, self.env.uid,
            )
        )  # fmt: skip
        return self._get(res_model, company).try_lock_for_update()

    def _advance(self, seq, newest_hash):
        # sudo: the sealer keeps the head
        self.sudo().write(
            {"sealed_seq": seq, "newest_hash": newest_hash, "sealed_at": fields.Datetime.now()}
        )

    def _check(self):
        """Check the chains, keep the result and tell the managers what is broken."""
        for head in self:
            log = head._log()
            if log is None:
                continue
            problem, _entry, count = log._check_chain(head.company_id)
            head.write(
                {
                    "check_state": "broken" if problem else "ok",
                    "checked_at": fields.Datetime.now(),
                    "checked_count": count,
                    "check_message": problem,
                }
            )
            if problem:
                head._tell_managers(problem)
            else:
                head.activity_ids.filtered(
                    lambda activity: activity.automated
                ).action_feedback()

    def _tell_managers(self, problem):
        """Note the problem and ask every manager of the company to look, once each."""
        self.message_post(body=problem)
        group = self.env.ref("order_signoff.group_manager")
        managers = group.all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        for user in managers - self.activity_ids.filtered("automated").user_id:
            self.with_context(lang=user.lang).activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.with_context(lang=user.lang).env._("A seal is broken"),
                note=problem,
                user_id=user.id,
            )

    @api.model
    def _cron_check(self):
        """Check every chain."""
        cron = self.env["ir.cron"]
        logs = self.env["order.sealed.log.mixin"]._seal_models()
        heads = self.search([("res_model", "in", logs)])
        cron._commit_progress(remaining=len(heads))
        for head in heads:
            head._check()
            if not cron._commit_progress(1):
                break

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)


class OrderDeadlineMixin(models.AbstractModel):
    """What is late is told to owners, then leaders, then management: once each."""

    _inherit = "order.deadline.mixin"

    # ------------------------------------------------------------------
    # Escalation
    # ------------------------------------------------------------------
    @api.model
    def _deadline_models(self):
        """Return the names of the documents with a time limit."""
        return sorted(
            name
            for name in self.env.registry.descendants(["order.deadline.mixin"], "_inherit")
            if not self.env[name]._abstract
        )

    @api.model
    def _cron_escalate(self, batch_size=1000):
        """Tell owners, then leaders, then management what is late, each once."""
        now = fields.Datetime.now()
        cron = self.env["ir.cron"]
        documents = [self.env[name] for name in self._deadline_models()]
        remaining = sum(doc.search_count(doc._deadline_domain_due(now)) for doc in documents)
        if not remaining:
            return
        cron._commit_progress(remaining=remaining)
        for document in documents:
            while batch := document._deadline_escalate(now, batch_size):
                if not cron._commit_progress(len(batch)):
                    return

    def _deadline_leaders_of(self, *functions):
        """Return ``{id: leaders}`` of the first of these departments that the company has.

        For the hooks that say who is told; one look at the departments of each company.
        """
        teams = self.env["order.team"].sudo()  # sudo: departments of any company
        leaders = {}
        for company, records in self.grouped("company_id").items():
            found = teams._team_by_function(functions, company)
            team = next((found[name] for name in functions if name in found), teams)
            leaders |= dict.fromkeys(records.ids, team._users_to_notify("leader"))
        return leaders

    @api.model
    def _deadline_domain_due(self, now):
        return Domain("escalate_at", "<=", now) & Domain(self._deadline_domain_open())

    @api.model
    def _deadline_escalate(self, now, limit):
        """Raise the level of the next documents that are due, and queue who is told.

        Every statement covers the whole batch. Level and message are written in one
        transaction, so that a run that is broken off tells nobody twice and forgets nobody.
        """
        records = self.search_fetch(
            self._deadline_domain_due(now),
            ["escalation_level", "escalate_leader_at", "escalate_management_at"],
            order="escalate_at, id",
            limit=limit,
        ).try_lock_for_update()
        levels = defaultdict(list)
        for record in records:
            for level, moment in (
                (1, now),
                (2, record.escalate_leader_at),
                (3, record.escalate_management_at),
            ):
                if level > record.escalation_level and moment and moment <= now:
                    levels[level].append(record.id)
        if records:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s
                       SET escalation_level = CASE
                               WHEN escalate_management_at <= %(now)s THEN 3
                               WHEN escalate_leader_at <= %(now)s THEN 2
                               ELSE 1 END,
                           escalate_at = CASE
                               WHEN escalate_management_at <= %(now)s THEN NULL
                               WHEN escalate_leader_at <= %(now)s THEN escalate_management_at
                               ELSE LEAST(escalate_leader_at, escalate_management_at) END
                     WHERE id IN %(ids)s
                    """,
                    table=SQL.identifier(self._table),
                    now=now,
                    ids=records._ids,
                )
            )
            records.invalidate_recordset(["escalation_level", "escalate_at"], flush=False)
        for level in sorted(levels):
            records.browse(levels[level])._deadline_queue(level)
        return records

    def _deadline_queue(self, level):
        """Queue the late documents for the digests of those who are told at this level."""
        hooks = {
            1: ("late_owner", "_deadline_owner_users"),
            2: ("late_leader", "_deadline_leader_users"),
            3: ("late_management", "_deadline_management_users"),
        }
        topic, hook = hooks[level]
        self.env["order.digest"]._queue(topic, self, getattr(self, hook)())

import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import LazyTranslate, format_datetime

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

TOPICS = {
    "signoff": _lt("New for you to sign"),
    "reminder": _lt("Reminder, you are being waited for"),
    "late_owner": _lt("Late, please act"),
    "late_leader": _lt("Late in your department"),
    "late_management": _lt("Late, for management"),
}
# Topics that also go to the group robot of the company.
LATE_TOPICS = ("late_owner", "late_leader", "late_management")
# DingTalk asks for a keyword; either of the two will do, whatever the language of the company.
WEBHOOK_KEYWORD = "Order Assurance 订单保障"
# What happens within this time is told in one message.
COLLECT = timedelta(minutes=1)
# The digest names the first documents and counts the others.
LINES_SHOWN = 20


class OrderDigest(models.Model):
    """What a person has to be told, until it is sent.

    Lines are written in the transaction that causes them and sent by a scheduled action: one
    message per person and run, however many documents there are.
    """

    _name = "order.digest"
    _description = "News waiting for the next digest"
    _order = "id"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(comodel_name="res.company", ondelete="cascade")
    topic = fields.Char(required=True)
    total = fields.Integer(string="Documents")
    lines = fields.Json()

    # ------------------------------------------------------------------
    # Queue
    # ------------------------------------------------------------------
    @api.model
    def _topics(self):
        """Return ``{topic: title}``; other add-ons add theirs."""
        return TOPICS

    @api.model
    def _queue(self, topic, records, users_by_id):
        """Queue documents for the people who have to be told, and have them told soon.

        The number of statements depends on neither documents nor people.

        :param str topic: key of :meth:`_topics`
        :param records: documents with a time limit, of one model
        :param dict users_by_id: ``{record id: users}``
        """
        # sudo: people are told about each other's documents, whoever causes it
        queued = defaultdict(list)
        now = fields.Datetime.now()
        for record in records.sudo():
            for user in users_by_id.get(record.id) or ():
                queued[user, record.company_id].append(record)
        self.sudo().create(
            [
                {
                    "user_id": user.id,
                    "company_id": company.id,
                    "topic": topic,
                    "total": len(documents),
                    "lines": [
                        {
                            "name": record.display_name,
                            "url": record._deadline_url(),
                            "deadline": fields.Datetime.to_string(record.deadline),
                            "late": bool(record.deadline and record.deadline <= now),
                        }
                        for record in documents[:LINES_SHOWN]
                    ],
                }
                for (user, company), documents in queued.items()
            ]
        )
        if queued:
            self._trigger()

    @api.model
    def _trigger(self):
        """Have the queue sent soon, asked for once per transaction."""
        asked = self.env.cr.precommit.data
        if not asked.get("order_signoff.digest"):
            asked["order_signoff.digest"] = True
            # sudo: whoever causes the news may not know the scheduled action
            cron = self.env.ref("order_signoff.ir_cron_order_digest").sudo()
            cron._trigger(fields.Datetime.now() + COLLECT)

    # ------------------------------------------------------------------
    # Send
    # ------------------------------------------------------------------
    @api.model
    def _cron_send(self):
        """Send one message to every person, and one to the robot of every company."""
        cron = self.env["ir.cron"]
        waiting = self._read_group([], ["user_id"], ["id:recordset"])
        cron._commit_progress(remaining=len(waiting))
        by_company = defaultdict(dict)
        for user, digests in waiting:
            digests = digests.try_lock_for_update()
            if digests and user.active and not digests._try_send(user):
                continue
            for digest in digests.filtered(lambda d: d.topic in LATE_TOPICS):
                by_company[digest.company_id].update((line["url"], line) for line in digest.lines)
            digests.unlink()
            if not cron._commit_progress(1):
                break
        for company, lines in by_company.items():
            company._order_webhook_send(self._prepare_webhook_text(company, lines.values()))
        cron._commit_progress()

    def _prepare_topics(self):
        """Return ``[(title, total, lines)]`` in the order of :meth:`_topics`."""
        topics = []
        told = set()
        for topic, title in self._topics().items():
            digests = self.filtered(lambda d, topic=topic: d.topic == topic)
            # A document is named once, under the first topic it is queued for.
            lines = {line["url"]: line for digest in digests for line in digest.lines}
            again = told & lines.keys()
            total = sum(digests.mapped("total")) - len(again)
            shown = [line for url, line in lines.items() if url not in again][:LINES_SHOWN]
            told |= lines.keys()
            if shown:
                topics.append((self.env._(title), total, shown))
        return topics

    def _try_send(self, user):
        """Send, and keep the lines for the next run if that fails: the others get theirs."""
        try:
            with self.env.cr.savepoint():
                self._send(user)
        except Exception:
            _logger.exception("The digest of user %s could not be sent", user.id)
            return False
        return True

    def _send(self, user):
        """Send what waits for ``user`` in one message."""
        self_lang = self.with_context(lang=user.lang, tz=user.tz)
        topics = self_lang._prepare_topics()
        count = sum(total for _title, total, _lines in topics)
        body = self_lang.env["ir.qweb"]._render(
            "order_signoff.order_digest_message",
            {
                "topics": topics,
                "base_url": user.get_base_url(),
                "format_deadline": self_lang._format_deadline,
            },
        )
        self_lang.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=self_lang.env._("Order Assurance: %(count)s for your attention", count=count),
            body=body,
            force_send=False,
            email_add_signature=False,
        )

    def _format_deadline(self, value):
        moment = fields.Datetime.to_datetime(value)
        if not moment:
            return ""
        return format_datetime(self.env, moment, tz=self.env.context.get("tz"), dt_format="short")

    @api.model
    def _prepare_webhook_text(self, company, lines):
        lines = list(lines)
        self_lang = self.with_context(
            lang=company.partner_id.lang, tz=company.resource_calendar_id.tz
        )
        head = f"[{WEBHOOK_KEYWORD}] " + self_lang.env._(
            "%(company)s: %(count)s late", company=company.name, count=len(lines)
        )
        rows = [
            f"- {line['name']} ({self_lang._format_deadline(line['deadline'])})"
            for line in lines[:LINES_SHOWN]
        ]
        return "\n".join([head, *rows])

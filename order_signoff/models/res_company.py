import logging
from urllib.parse import urlsplit

import requests

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.date_utils import end_of, start_of

_logger = logging.getLogger(__name__)

FORM_LANGUAGE_MODES = [
    ("zh_over_en", "Chinese over English"),
    ("user", "Language of the person who prints"),
    ("customer", "Language of the customer"),
]
WEBHOOK_TIMEOUT = (3, 5)
# The shortest limit of the three services, in bytes.
WEBHOOK_MAX_BYTES = 2000


class ResCompany(models.Model):
    _inherit = "res.company"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    order_form_language_mode = fields.Selection(
        selection=FORM_LANGUAGE_MODES,
        string="Language of printed forms",
        required=True,
        default="zh_over_en",
    )
    order_webhook_kind = fields.Selection(
        selection=[("wecom", "WeCom"), ("dingtalk", "DingTalk"), ("feishu", "Feishu")],
        string="Group robot",
        default="wecom",
        groups="base.group_system",
    )
    order_webhook_url = fields.Char(
        string="Address of the group robot",
        groups="base.group_system",
        help="Copy it from the settings of the group chat. It starts with https://.",
    )

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------
    @api.constrains("order_webhook_url")
    def _check_order_webhook_url(self):
        for company in self.sudo().filtered("order_webhook_url"):
            url = urlsplit(company.order_webhook_url)
            if url.scheme != "https" or not url.hostname:
                raise ValidationError(
                    self.env._(
                        "The address of the group robot of %(company)s must start with "
                        "https://: copy it again from the settings of the group chat.",
                        company=company.name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._ensure_order_sequences()
        return companies

    # ------------------------------------------------------------------
    # Document numbers
    # ------------------------------------------------------------------
    @api.model
    def _order_sequence_specs(self):
        """Return ``[{"code", "name", "prefix", "padding"}]`` of the documents each company numbers.

        A prefix with ``%(range_year)s`` starts again every year, one with ``%(range_month)s``
        every month. Add-ons add theirs to ``super()`` and call
        :meth:`_ensure_order_sequences` on all companies when installed.
        """
        return []

    def _ensure_order_sequences(self):
        """Give every company of ``self`` the sequences it lacks."""
        specs = self._order_sequence_specs()
        # sudo: sequences are for administrators, companies are also created by others
        sequences = self.env["ir.sequence"].sudo().with_context(active_test=False)
        present = {
            (company.id, code)
            for company, code in sequences._read_group(
                [
                    ("code", "in", [spec["code"] for spec in specs]),
                    ("company_id", "in", self.ids),
                ],
                ["company_id", "code"],
            )
        }
        sequences.create(
            [
                {
                    **spec,
                    "company_id": company.id,
                    "use_date_range": "%(range_" in spec.get("prefix", ""),
                }
                for company in self
                for spec in specs
                if (company.id, spec["code"]) not in present
            ]
        )

    @api.model
    def _remove_order_sequences(self, *codes):
        """Take the number series of an add-on's documents away with it, of every company."""
        sequences = self.env["ir.sequence"].with_context(active_test=False)
        sequences = sequences.search([("code", "in", codes)])
        # The years first: each has a counter of its own, which no cascade takes away.
        sequences.date_range_ids.unlink()
        sequences.unlink()

    @api.model
    def _ensure_all_order_sequences(self):
        """Give all companies the sequences they lack; for hooks and data files of add-ons."""
        self.search(Domain.TRUE)._ensure_order_sequences()

    def _next_document_number(self, code, date=None):
        """Draw the next number of this company.

        :param str code: code of :meth:`_order_sequence_specs`
        :param date: day that decides the year, today in the time zone of the company if missing
        """
        self.ensure_one()
        date = date or self._order_today()
        # sudo: whoever creates a document may number it
        sequence = (
            self.env["ir.sequence"]
            .sudo()
            .search_fetch(
                [("code", "=", code), ("company_id", "=", self.id)],
                ["implementation", "name", "padding", "prefix", "suffix", "use_date_range"],
                limit=1,
            )
        )
        if not sequence:
            raise UserError(
                self.env._(
                    "%(company)s has no numbering for this document: ask an administrator to "
                    "activate the sequence %(code)s.",
                    company=self.name,
                    code=code,
                )
            )
        if sequence.use_date_range:
            return self._next_of_period(sequence, date)
        return sequence.next_by_id(date)

    @api.model
    def _next_of_period(self, sequence, date):
        """Draw from the year or month of ``date``; one transaction opens a new one.

        The first draw of a period changes the sequence, so that two do not both start it at 1:
        whoever comes second is replayed by Odoo and then finds the period open.
        """
        period = sequence.env["ir.sequence.date_range"].search_fetch(
            [
                ("sequence_id", "=", sequence.id),
                ("date_from", "<=", date),
                ("date_to", ">=", date),
            ],
            ["sequence_id", "date_from", "date_to"],
            limit=1,
        )
        if period:
            # What Odoo's sequence does with the period it looks up, without looking it up again.
            return period.with_context(ir_sequence_date_range=period.date_from)._next()
        self.env.cr.execute(
            SQL("UPDATE ir_sequence SET write_date = write_date WHERE id = %s", sequence.id),
            log_exceptions=False,
        )
        if "%(range_month)s" in (sequence.prefix or ""):
            # Left to itself Odoo opens a year.
            sequence.env["ir.sequence.date_range"].create(
                {
                    "sequence_id": sequence.id,
                    "date_from": start_of(date, "month"),
                    "date_to": end_of(date, "month"),
                }
            )
        return sequence.next_by_id(date)

    # ------------------------------------------------------------------
    # Group robot
    # ------------------------------------------------------------------
    def _order_webhook_send(self, text):
        """Post ``text`` to the group robot of the company once the transaction is done."""
        self.ensure_one()
        # sudo: the address is a secret of administrators, the news are not
        company = self.sudo()
        if not company.order_webhook_url:
            return
        url, kind = company.order_webhook_url, company.order_webhook_kind
        payload = self._prepare_webhook_payload(kind, text)
        name = company.name
        self.env.cr.postcommit.add(lambda: _post(url, payload, name))

    @api.model
    def _prepare_webhook_payload(self, kind, text):
        text = text.encode()[:WEBHOOK_MAX_BYTES].decode(errors="ignore")
        if kind == "feishu":
            return {"msg_type": "text", "content": {"text": text}}
        return {"msgtype": "text", "text": {"content": text}}


def _post(url, payload, company_name):
    """Post, and never let a failure reach the user; the address stays out of the log."""
    try:
        response = requests.post(url, json=payload, timeout=WEBHOOK_TIMEOUT, allow_redirects=False)
        answer = response.json() if response.ok and not response.is_redirect else None
        # WeCom and DingTalk answer with errcode, Feishu with code; 0 is success.
        answer = answer if isinstance(answer, dict) else {}
        code = answer.get("errcode", answer.get("code"))
        if code != 0:
            _logger.warning(
                "The group robot of %s did not take the message: HTTP %s, code %s",
                company_name,
                response.status_code,
                code,
            )
    except (requests.RequestException, ValueError) as error:
        _logger.warning(
            "The group robot of %s cannot be reached: %s", company_name, type(error).__name__
        )

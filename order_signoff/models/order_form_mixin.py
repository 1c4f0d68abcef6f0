from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup
from reportlab.graphics.barcode.qr import QrCodeWidget

from odoo import api, fields, models
from odoo.tools import LazyTranslate
from odoo.tools.translate import code_translations

_lt = LazyTranslate(__name__)

PROTECTED_FIELDS = {
    "form_number",
    "form_revision",
    "form_retention_years",
    "form_frozen_at",
}

# Terms of printed forms. They are read from the add-ons' translation files, so that a form shows
# Chinese and English whichever languages are active.
FORM_LABELS = {
    # head and footer
    "document_number": _lt("No."),
    "form_number": _lt("Form No."),
    "revision": _lt("Revision"),
    "retention": _lt("Keep for"),
    "years": _lt("years"),
    "permanent": _lt("permanently"),
    "page": _lt("Page"),
    "printed_on": _lt("Printed on"),
    "scan": _lt("Scan to open"),
    # common
    "company": _lt("Company"),
    "customer": _lt("Customer"),
    "customer_code": _lt("Customer code"),
    "order_code": _lt("Order code"),
    "order": _lt("Order"),
    "date": _lt("Date"),
    "deadline": _lt("Deadline"),
    "product": _lt("Product"),
    "quantity": _lt("Quantity"),
    "unit": _lt("Unit"),
    "amount": _lt("Amount"),
    "state": _lt("Status"),
    "department": _lt("Department"),
    "responsible": _lt("Responsible"),
    "reason": _lt("Reason"),
    "remarks": _lt("Remarks"),
    "line_number": _lt("Line"),
    "total": _lt("Total"),
    "yes": _lt("Yes"),
    "no": _lt("No"),
    # signatures
    "signatures": _lt("Sign-offs"),
    "decision": _lt("Decision"),
    "name": _lt("Full name"),
    "capacity": _lt("Capacity"),
    "signature": _lt("Signature"),
    "represents": _lt("In place of"),
    "comment": _lt("Comment"),
    "void": _lt("Void"),
    "not_signed": _lt("Not signed yet"),
    "prepared_by": _lt("Prepared by"),
    "checked_by": _lt("Checked by"),
    "approved_by": _lt("Approved by"),
    # decisions of a sign-off
    "state_waiting": _lt("Not signed yet"),
    "state_pending": _lt("Not signed yet"),
    "state_accepted": _lt("Accepted"),
    "state_conditional": _lt("Accepted with conditions"),
    "state_rejected": _lt("Returned"),
    "state_acknowledged": _lt("Noted"),
    "state_cancelled": _lt("Cancelled"),
    "capacity_member": _lt("Member"),
    "capacity_leader": _lt("Leader"),
    "capacity_deputy": _lt("Deputy of the leader"),
    "capacity_person": _lt("In person"),
}


class OrderFormMixin(models.AbstractModel):
    """A document with a printed form: number, revision and retention, bilingual terms, QR code.

    Set ``_form_key`` to the key of the form in ``order.form``. The document needs a
    ``company_id``.
    """

    _name = "order.form.mixin"
    _inherit = "order.protected.mixin"
    _description = "Document with a printed form"

    _form_key = None

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    form_number = fields.Char(string="Form No.", copy=False, readonly=True)
    form_revision = fields.Char(string="Form revision", copy=False, readonly=True)
    form_retention_years = fields.Integer(
        string="Keep for (years)", copy=False, readonly=True, aggregator=None
    )
    form_frozen_at = fields.Datetime(
        string="Form issued on",
        copy=False,
        readonly=True,
        help="From then on the printed form keeps its number and revision.",
    )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    # ------------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------------
    @api.model
    def _form_labels(self):
        """Return ``{key: lazy term}``; add-ons add theirs to ``super()``."""
        return dict(FORM_LABELS)

    def _form_partner(self):
        """Return the customer whose language the form may take: the partner of the document."""
        return self.partner_id if "partner_id" in self._fields else self.env["res.partner"]

    def _form_document_number(self):
        """Return the number of the document, as printed beside the title."""
        return self[self._rec_name] if self._rec_name else self.display_name

    def _form_url(self):
        """Return the address behind the QR code."""
        self.ensure_one()
        return f"{self.get_base_url()}/odoo/{self._name}/{self.id}"

    # ------------------------------------------------------------------
    # Form number
    # ------------------------------------------------------------------
    def _freeze_form(self):
        """Keep number, revision and retention of today on documents that are issued now."""
        now = fields.Datetime.now()
        open_documents = self.filtered(lambda document: not document.form_frozen_at)
        for company, documents in open_documents.grouped("company_id").items():
            form = self.env["order.form"]._get_form(self._form_key, company)
            # sudo: the number comes from the register; people only issue the document
            documents.sudo().write(
                {
                    "form_number": form.number,
                    "form_revision": form.revision,
                    "form_retention_years": form.retention_years,
                    "form_frozen_at": now,
                }
            )

    def _form_frozen(self, key):
        """Return number, revision and retention kept at issue of a form of this document, or
        None as long as those of the register count.

        A document with further forms beside its own keeps theirs, too, and adds them here.
        """
        self.ensure_one()
        if key != self._form_key or not self.form_frozen_at:
            return None
        return {
            "number": self.form_number,
            "revision": self.form_revision,
            "retention": self.form_retention_years,
        }

    def _form_data(self, key=None):
        """Return what the shared blocks print.

        :param str key: another form of the register, for a document that has several
        """
        self.ensure_one()
        key = key or self._form_key
        form = self.env["order.form"]._get_form(key, self.company_id)
        registered = {
            "number": form.number,
            "revision": form.revision,
            "retention": form.retention_years,
        }
        mode = form.language_mode or self.company_id.order_form_language_mode
        document = self.with_context(order_form_langs=tuple(self._form_mode_langs(mode)))
        return {
            "document": document,
            "company": self.company_id,
            **(self._form_frozen(key) or registered),
            "title": document._form_title(form, key),
            "document_number": self._form_document_number(),
            "paged": self.env["ir.actions.report"]._order_form_paged(),
        }

    # ------------------------------------------------------------------
    # Languages
    # ------------------------------------------------------------------
    def _form_mode_langs(self, mode):
        if mode == "customer":
            return [self._form_partner().lang or self.env.lang or "en_US"]
        if mode == "user":
            return [self.env.lang or "en_US"]
        return ["zh_CN", "en_US"]

    def _form_langs(self):
        """Return the languages of the form, the upper one first."""
        if langs := self.env.context.get("order_form_langs"):
            return langs
        form = self.env["order.form"]._get_form(self._form_key, self.company_id)
        return self._form_mode_langs(form.language_mode or self.company_id.order_form_language_mode)

    def _form_active_langs(self):
        # Values of records can only be read in languages that are switched on.
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        return [lang for lang in self._form_langs() if lang in installed]

    def _form_label_texts(self, key):
        """Return the term in the languages of the form, without repeating one."""
        term = self._form_labels()[key]
        texts = [
            code_translations.get_python_translations(term._module, lang).get(
                term._source, term._source
            )
            for lang in self._form_langs()
        ]
        return list(dict.fromkeys(texts))

    def _form_label(self, key):
        """Return the term for QWeb, the second language small below the first."""
        return self._form_markup(self._form_label_texts(key))

    def _form_line(self, key):
        """Return the term on one line, for narrow places such as the footer."""
        return " ".join(self._form_label_texts(key))

    def _form_text_texts(self, record, name):
        texts = [record.with_context(lang=lang)[name] for lang in self._form_active_langs()]
        return list(dict.fromkeys(filter(None, texts or [record[name]])))

    def _form_text(self, record, name):
        """Return the value of a translated field in the languages of the form."""
        return self._form_markup(self._form_text_texts(record, name))

    def _form_selection(self, record, name):
        """Return the label of a selection in the languages of the form.

        The catalogue is asked first, with the key ``<field>_<value>``.
        """
        value = record[name]
        if not value:
            return Markup()
        key = f"{name}_{value}"
        if key in self._form_labels():
            return self._form_label(key)
        field = record._fields[name]
        texts = [
            dict(field._description_selection(record.with_context(lang=lang).env))[value]
            for lang in self._form_active_langs() or [self.env.lang]
        ]
        return self._form_markup(list(dict.fromkeys(texts)))

    def _form_title(self, form, key):
        """Return the title: as registered, in Chinese from the catalogue where need be."""
        texts = self._form_text_texts(form, "name") if form else []
        label = f"form_{key}"
        if len(texts) < len(self._form_langs()) and label in self._form_labels():
            texts = self._form_label_texts(label)
        return texts or [self.env["ir.model"]._get(self._name).name]

    @api.model
    def _form_markup(self, texts):
        lines = [
            Markup('<span class="o_order_form_%s">%s</span>') % (position, text)
            for position, text in zip(("first", "second"), texts, strict=False)
        ]
        return Markup().join(lines)

    # ------------------------------------------------------------------
    # Parts
    # ------------------------------------------------------------------
    def _form_datetime(self, value, with_time=True):
        """Return a point in time as printed: unmistakable in every language."""
        if not value:
            return ""
        if isinstance(value, datetime):
            own = self.env.user.tz
            zone = ZoneInfo(own) if own else self.company_id._order_timezone()
            value = value.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
            return value.strftime("%Y-%m-%d %H:%M" if with_time else "%Y-%m-%d")
        return value.strftime("%Y-%m-%d")

    def _form_signed_by(self, user, moment):
        """Return who did something, and when, on one line; empty when nobody did."""
        return " ".join(filter(None, [user.name, self._form_datetime(moment)]))

    def _form_signature_boxes(self, signoffs):
        """Return the boxes of the signatures that count, in the order of signing."""
        # sudo: who may read the document reads who signed it, in other departments, too
        valid = signoffs.sudo().filtered(lambda s: not s.voided_at and s.state != "cancelled")
        return [
            {
                "team": self._form_text(signoff.team_id, "name")
                if signoff.team_id
                else signoff.named_user_id.name,
                "signed": bool(signoff.signed_at),
                "state": self._form_selection(signoff, "state"),
                "name": signoff.signer_name,
                "capacity": self._form_line(f"capacity_{signoff.capacity}")
                if signoff.capacity
                else "",
                "represented": signoff.represented_name,
                "date": self._form_datetime(signoff.signed_at),
                "comment": signoff.comment,
            }
            for signoff in valid.sorted(lambda s: (s.sequence, s.id))
        ]

    def _form_qr(self, url=None):
        """Return a QR code as inline SVG: it opens the document, or another address."""
        code = QrCodeWidget(url or self._form_url(), barLevel="M").qr
        code.make()
        size = code.getModuleCount()
        border = 2
        path = "".join(
            f"M{column + border} {row + border}h1v1h-1z"
            for row in range(size)
            for column in range(size)
            if code.isDark(row, column)
        )
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="o_order_form_qr" '
            'viewBox="0 0 %(side)s %(side)s" width="72" height="72" '
            'shape-rendering="crispEdges">'
            '<rect width="%(side)s" height="%(side)s" fill="#fff"/>'
            '<path d="%(path)s" fill="#000"/></svg>'
        ) % {"side": size + 2 * border, "path": path}

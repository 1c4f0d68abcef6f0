from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import format_date, formatLang, html2plaintext

from .mrp_production_notice_line import LINE_CONTENT

# What a revision takes over from the one before.
NOTICE_CONTENT = ["delivery_mode", "delivery_date", "special_matters", "irregular", "cost_function"]
# What is compared with the revision before and shown as a change.
NOTICE_COMPARED = [
    "delivery_mode",
    "delivery_date",
    "special_matters",
    "irregular",
    "raises_cost",
    "customer_order_ref",
    "destination",
]
LINE_NOT_COMPARED = {
    "sequence",
    "order_line_id",
    "schedule_id",
    "product_id",
    "proof_ids",
    "remark",
}
LINE_COMPARED = [name for name in LINE_CONTENT if name not in LINE_NOT_COMPARED]


class MrpProductionNotice(models.Model):
    """Revisions of a notice and what they change."""

    _inherit = "mrp.production.notice"

    # === FIELDS === #

    previous_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        string="Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    next_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        string="Replaced By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    revision_reason = fields.Text(string="Why Revised", readonly=True, copy=False)
    change_ids = fields.One2many(
        comodel_name="mrp.production.notice.difference",
        inverse_name="notice_id",
        string="What Changed",
        readonly=True,
        copy=False,
    )
    change_count = fields.Integer(string="Changes", compute="_compute_change_count")
    revision_draft_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        string="Revision Under Way",
        compute="_compute_revision_draft_id",
    )

    # === COMPUTE METHODS === #

    @api.depends("change_ids")
    def _compute_change_count(self):
        for notice in self:
            notice.change_count = len(notice.change_ids)

    def _compute_revision_draft_id(self):
        drafts = {
            notice.previous_id: notice
            for notice in self.search(
                [("previous_id", "in", self.ids), ("state", "in", ("draft", "approval"))]
            )
        }
        for notice in self:
            notice.revision_draft_id = drafts.get(notice._origin)

    # === ACTIONS === #

    def action_revise(self):
        """Ask why the notice is revised; open the revision where one is under way."""
        self.ensure_one()
        self.check_access("write")
        if self.revision_draft_id:
            return self.revision_draft_id.get_formview_action()
        self._check_can_revise()
        return self._ask_reason(
            "revise",
            self.env._("Revise the Notice"),
            self.env._(
                "The next revision of %(notice)s begins as a copy. Until it is issued the shop "
                "works by this one. Only departments whose part changes confirm again.",
                notice=self.display_name,
            ),
        )

    def _reasons(self):
        return super()._reasons() | {
            "revise": lambda reason: self._revise(reason).get_formview_action(),
        }

    def action_open_previous(self):
        """Open the revision that this one replaces."""
        self.ensure_one()
        return self.previous_id.get_formview_action()

    def action_open_next(self):
        """Open the revision that replaces this one."""
        self.ensure_one()
        return (self.next_id or self.revision_draft_id).get_formview_action()

    # === REVISE === #

    def _check_can_revise(self):
        self.ensure_one()
        self._check_prepared_by_user()
        if self.state != "issued":
            raise UserError(
                self.env._(
                    "%(notice)s is not in force: only an issued notice is revised.",
                    notice=self.display_name,
                )
            )

    def _revise(self, reason):
        """Return the next revision as a draft; this one stays in force until it is issued."""
        self.ensure_one()
        self.check_access("write")
        self._check_can_revise()
        # sudo: the right was checked; the values of a notice are closed to typing
        notice = self.sudo()
        try:
            with self.env.cr.savepoint():
                revision = notice.create(notice._prepare_revision(reason))
                revision.line_ids = [
                    fields.Command.create(line._copy_content()) for line in notice.line_ids
                ]
                # Files belong to one document: the revision gets its own copies.
                revision.attachment_ids = [
                    fields.Command.link(
                        attachment.copy({"res_model": self._name, "res_id": revision.id}).id
                    )
                    for attachment in notice.attachment_ids
                ]
                revision.flush_recordset()
        except UniqueViolation as error:
            # Somebody else revises it at this moment: his revision is found on the next try.
            raise ConcurrencyError(error) from error
        revision._deadline_start("notice_issue")
        revision._update_changes()
        return self.browse(revision.id)

    def _prepare_revision(self, reason):
        """Return the values of the next revision."""
        self.ensure_one()
        values = {name: self._copy_value(self, name) for name in NOTICE_CONTENT}
        return {
            **values,
            **self._prepare_snapshot(self.order_id),
            "name": self.name,
            "revision": self.revision + 1,
            "previous_id": self.id,
            "revision_reason": reason,
            "order_id": self.order_id.id,
            "company_id": self.company_id.id,
            "batch_date": self.batch_date,
            "batch_partner_id": self.batch_partner_id.id,
            "batch_destination": self.batch_destination,
            "prepared_by_id": self.env.uid,
            "prepared_on": fields.Datetime.now(),
        }

    @api.model
    def _copy_value(self, record, name):
        value = record[name]
        field = record._fields[name]
        if field.type == "many2one":
            return value.id
        if field.type == "many2many":
            return [fields.Command.set(value.ids)]
        return value

    def _earlier_revisions(self):
        """Return the revisions before this one that were in force, as superuser."""
        self.ensure_one()
        # sudo: signatures of earlier revisions count, whoever asks
        earlier = self.sudo().browse()
        notice = self.sudo().previous_id
        while notice and notice not in earlier:
            earlier |= notice
            notice = notice.previous_id
        return earlier

    # === DIFFERENCES === #

    def _update_changes(self):
        """Note anew what drafts change against the revision they replace."""
        # sudo: kept by the system
        drafts = self.sudo().filtered(lambda n: n.previous_id and n.state == "draft")
        if not drafts:
            return
        drafts.change_ids.unlink()
        drafts.env["mrp.production.notice.difference"].create(
            [
                {**vals, "notice_id": notice.id, "sequence": position}
                for notice in drafts
                for position, vals in enumerate(notice._prepare_changes())
            ]
        )

    def _prepare_changes(self):
        """Return the values of what is different from the revision before."""
        self.ensure_one()
        previous = self.previous_id
        result = self._compare(previous, self, NOTICE_COMPARED, False)
        before = {line._match_key(): line for line in previous.line_ids}
        for line in self.line_ids:
            old = line._take_match(before, line._match_key())
            if old:
                result += self._compare(old, line, LINE_COMPARED, line)
            else:
                result.append(self._prepare_difference("added", line, False, line._short_text()))
        result += [
            self._prepare_difference("removed", line, line._short_text(), False)
            for line in before.values()
        ]
        old_files, new_files = (
            set(notice.attachment_ids.mapped(lambda a: (a.name, a.checksum)))
            for notice in (previous, self)
        )
        if old_files != new_files:
            result.append(
                self._prepare_difference(
                    "attachment_ids",
                    False,
                    ", ".join(sorted(name for name, __ in old_files - new_files)),
                    ", ".join(sorted(name for name, __ in new_files - old_files)),
                )
            )
        return result

    def _compare(self, old, new, names, line):
        return [
            self._prepare_difference(
                name, line, self._display_value(old, name), self._display_value(new, name)
            )
            for name in names
            if self._aspect_value(old, name) != self._aspect_value(new, name)
        ]

    @api.model
    def _prepare_difference(self, name, line, old, new):
        return {
            "field_name": name,
            "product_name": line.product_name if line else False,
            "old_value": old,
            "new_value": new,
        }

    @api.model
    def _display_value(self, record, name):
        """Return a value as people read it, in the language of the caller."""
        field = record._fields[name]
        value = record[name]
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "date":
            return format_date(self.env, value) if value else ""
        if field.type == "float":
            return formatLang(self.env, value, dp="Product Unit")
        if field.type == "html":
            return html2plaintext(value or "").strip()
        return str(value or "")

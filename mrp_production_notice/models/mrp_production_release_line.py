from datetime import datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.order_signoff.tools import is_uninstalling

PROTECTED_FIELDS = {"settled_on", "settled_by_id", "reminded_on"}


class MrpProductionReleaseLine(models.Model):
    """One item of a release meeting: settled, or open with an owner and a written date."""

    _name = "mrp.production.release.line"
    _inherit = ["order.protected.mixin", "order.late.mixin", "order.reminder.mixin"]
    _description = "Item of a Release Meeting's Minutes"
    _order = "release_id, must_be_settled desc, sequence, id"
    _rec_name = "item_id"
    _check_company_auto = True

    # === FIELDS === #

    release_id = fields.Many2one(
        comodel_name="mrp.production.release",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="release_id.company_id", store=True, index=True)
    release_state = fields.Selection(related="release_id.state", string="Meeting")
    item_id = fields.Many2one(
        comodel_name="mrp.production.release.item",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    sequence = fields.Integer(related="item_id.sequence", store=True)
    # What applied when the item was put on the minutes
    must_be_settled = fields.Boolean(
        compute="_compute_must_be_settled", store=True, precompute=True
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Only for",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: for all new products of the notice.",
    )
    settled = fields.Boolean()
    note = fields.Char(string="Result", help="What is there, or what is missing.")
    owner_id = fields.Many2one(
        comodel_name="res.users",
        string="Person in Charge",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    promised_on = fields.Date(string="Promised For")
    settled_on = fields.Datetime(readonly=True)
    settled_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    reminded_on = fields.Date(string="Last Reminded On", readonly=True)
    # The digest tells until when.
    deadline = fields.Datetime(string="Promised Until", compute="_compute_deadline")

    # === COMPUTE METHODS === #

    @api.depends("item_id")
    def _compute_must_be_settled(self):
        for line in self:
            line.must_be_settled = line.item_id.must_be_settled

    @api.depends("settled", "promised_on")
    def _compute_is_late(self):
        return super()._compute_is_late()

    @api.model
    def _late_domain(self):
        today = fields.Date.context_today(self)
        return Domain("settled", "=", False) & Domain("promised_on", "<", today)

    @api.depends("promised_on", "company_id")
    def _compute_deadline(self):
        for line in self:
            zone = ZoneInfo(line.company_id.resource_calendar_id.tz or "UTC")
            line.deadline = line.promised_on and (
                datetime.combine(line.promised_on, time(23, 59), zone)
                .astimezone(ZoneInfo("UTC"))
                .replace(tzinfo=None)
            )

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model
    def _fixed_fields(self):
        return super()._fixed_fields() | {"release_id"}

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.release_id._check_may_edit()
        lines._note_settled()
        return lines

    def write(self, vals):
        """Minutes are open until the meeting was held; then its items can only be postponed."""
        self.check_access("write")
        held = self.filtered(lambda line: line.release_id.state != "draft")
        if not self.env.su:
            (self - held).release_id._check_may_edit()
            if held:
                held._check_postponed(vals)
        result = super().write(vals)
        if "settled" in vals:
            self._note_settled()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_held(self):
        if not is_uninstalling(self.env):
            self.release_id._check_may_edit()

    def _check_postponed(self, vals):
        """Of a held meeting only owner and date of open items change, and it shows."""
        if vals.keys() - {"owner_id", "promised_on"} or any(self.mapped("settled")):
            self.release_id._check_may_edit()
        if "promised_on" in vals and not vals["promised_on"]:
            raise UserError(self.env._("An open item keeps a written date."))
        if "owner_id" in vals and not vals["owner_id"]:
            raise UserError(self.env._("An open item keeps its owner."))
        self.release_id._check_member()
        for line in self:
            line.release_id._message_log(
                body=self.env._(
                    "%(item)s: was promised by %(owner)s for %(date)s, changed by %(user)s.",
                    item=line.item_id.name,
                    owner=line.owner_id.name,
                    date=format_date(self.env, line.promised_on),
                    user=self.env.user.name,
                )
            )

    def _note_settled(self):
        done = self.filtered("settled")
        # sudo: who settled it and when is kept by the system
        done.sudo().write({"settled_on": fields.Datetime.now(), "settled_by_id": self.env.uid})
        (self - done).sudo().write({"settled_on": False, "settled_by_id": False})

    # === ACTIONS === #

    def action_settle(self):
        """Settle an item that the meeting left open; its owner does, or who releases products."""
        self.check_access("write")
        for line in self:
            if line.release_id.state != "held" or line.settled:
                raise UserError(
                    self.env._("%(item)s is not open any more.", item=line.item_id.name)
                )
            if line.owner_id != self.env.user:
                line.release_id._check_member()
            # sudo: the minutes are closed to typing
            line.sudo().write({"settled": True})
            line.release_id._message_log(
                body=self.env._(
                    "%(item)s settled by %(user)s.",
                    item=line.item_id.name,
                    user=self.env.user.name,
                ),
                author_id=self.env.user.partner_id.id,
            )
        self.release_id._tell_notices()
        return True

    # === BUSINESS METHODS === #

    def _issue_sentences(self):
        """Return why these items keep a production notice from being issued."""
        sentences = []
        for line in self.filtered(lambda line: not line.settled):
            name = line.item_id.name
            if line.product_id:
                name = f"{name} ({line.product_id.display_name})"
            if line.must_be_settled:
                sentences.append(
                    self.env._(
                        "Release meeting %(release)s: %(item)s is still open and must be settled. "
                        "Owner: %(owner)s, promised for %(date)s.",
                        release=line.release_id.name,
                        item=name,
                        owner=line.owner_id.name or self.env._("nobody"),
                        date=format_date(self.env, line.promised_on) or self.env._("no date"),
                    )
                )
            elif not line.owner_id or not line.promised_on:
                sentences.append(
                    self.env._(
                        "Release meeting %(release)s: %(item)s is open without an owner or a "
                        "written date.",
                        release=line.release_id.name,
                        item=name,
                    )
                )
        return sentences

    # === REMINDER === #

    def _deadline_url(self):
        """Return the path that a digest links to."""
        self.ensure_one()
        return f"/odoo/mrp.production.release/{self.release_id.id}"

    @api.model
    def _remind_domain(self):
        """Items whose written date has come."""
        return (
            super()._remind_domain()
            & Domain("settled", "=", False)
            & Domain("release_id.state", "=", "held")
            & Domain("promised_on", "<=", fields.Date.context_today(self))
            & Domain("company_id.order_notice_enabled", "=", True)
        )

    def _remind(self):
        """Tell the owners; the leader of engineering as well of what is late."""
        digest = self.env["order.digest"]
        digest._queue("release_item", self, {line.id: line.owner_id for line in self})
        late = self.filtered("is_late")
        leaders = {
            company: self.env["order.team"]
            ._team_by_function(["engineering"], company)
            .get("engineering", self.env["order.team"])
            ._users_to_notify("leader")
            for company in late.company_id
        }
        digest._queue(
            "late_leader",
            late,
            {line.id: leaders[line.company_id] - line.owner_id for line in late},
        )
        return super()._remind()

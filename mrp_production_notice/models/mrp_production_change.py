from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

SEALED_NAMES = (
    "production_name", "changed_at", "kind", "values", "cascade_count", "automatic",
)  # fmt: skip


class MrpProductionChange(models.Model):
    """What a person changed on a confirmed manufacturing order.

    One entry per act and kind of change: whatever follows from it is a number. Entries are
    written by the system (see ``mrp_production_change_record.py``), never changed and never
    deleted; the reason may be entered later, once.
    """

    _name = "mrp.production.change"
    _description = "Change of a manufacturing order"
    _inherit = ["order.sealed.log.mixin"]
    _check_company_auto = True
    _order = "id desc"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    production_id = fields.Many2one(
        comodel_name="mrp.production",
        string="Manufacturing Order",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    production_name = fields.Char(string="Order No.", required=True, readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="restrict"
    )
    product_id = fields.Many2one(
        comodel_name="product.product", readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Changed by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    changed_at = fields.Datetime(string="Changed on", required=True, readonly=True, index=True)
    kind = fields.Selection(
        selection=[
            ("quantity", "Quantity"),
            ("dates", "Planned Dates"),
            ("bom", "Bill of Materials"),
            ("components", "Components"),
            ("byproducts", "By-products"),
            ("operations", "Operations"),
            ("responsible", "Responsible"),
            ("cancel", "Cancelled"),
            ("correction", "Correction after Closing"),
            ("unbuild", "Unbuilt"),
            ("overissue", "Over-issue Granted"),
            ("consumption", "More Used than Planned"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    values = fields.Json(
        string="Old and New Values",
        readonly=True,
        help="What was changed, as it is sealed: independent of any language.",
    )
    field_label = fields.Char(string="Field", compute="_compute_texts")
    old_value = fields.Text(compute="_compute_texts", search="_search_values")
    new_value = fields.Text(compute="_compute_texts", search="_search_values")
    cascade_count = fields.Integer(
        string="Followed",
        readonly=True,
        help="So many components, operations and orders followed from this change by themselves.",
    )
    automatic = fields.Boolean(
        readonly=True,
        help="Done by the system, for instance because a customer's order was increased. No "
        "reason is asked for.",
    )
    reason = fields.Char(copy=False)
    reason_by_id = fields.Many2one(
        comodel_name="res.users", string="Reason given by", readonly=True, ondelete="restrict"
    )
    reason_at = fields.Datetime(string="Reason given on", readonly=True)
    deadline = fields.Datetime(string="Reason due", compute="_compute_deadline")
    can_explain = fields.Boolean(compute="_compute_can_explain")

    _unexplained_index = models.Index(
        "(user_id, changed_at) WHERE reason IS NULL AND NOT automatic"
    )

    # ------------------------------------------------------------------
    # Compute and search
    # ------------------------------------------------------------------
    @api.depends("production_name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for change in self:
            change.display_name = f"{change.production_name}: {kinds.get(change.kind, '')}"

    @api.model
    def _search_values(self, operator, value):
        if operator != "ilike":
            return NotImplemented

        def to_sql(model, alias, query):
            return SQL(
                "%s::text ILIKE %s",
                model._field_to_sql(alias, "values", query),
                f"%{value}%",
            )

        return Domain.custom(to_sql=to_sql)

    @api.depends("changed_at", "automatic", "reason", "company_id")
    def _compute_deadline(self):
        for change in self:
            days = change.company_id.sudo().order_history_reason_days  # sudo: a setting
            due = not change.automatic and not change.reason
            change.deadline = due and change.changed_at + timedelta(days=days)

    @api.depends("user_id", "reason", "automatic")
    @api.depends_context("uid")
    def _compute_can_explain(self):
        manager = self._is_history_manager()
        for change in self:
            change.can_explain = not change.reason and (manager or change.user_id == self.env.user)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    def write(self, vals):
        """The reason, by the person who made the change or a manager, once; nothing else."""
        if vals.keys() == {"reason"}:
            if not (vals["reason"] or "").strip():
                raise UserError(self.env._("Say in a few words why the order was changed."))
            others = self.filtered(lambda change: change.user_id != self.env.user)
            if others and not self.env.su and not self._is_history_manager():
                raise AccessError(
                    self.env._(
                        "%(change)s was made by %(person)s: only this person or a manager can "
                        "say why.",
                        change=others[0].display_name,
                        person=others[0].user_id.name,
                    )
                )
        return super().write(vals)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_explain(self):
        """Open the dialog that asks for the reason of the chosen changes."""
        return self._action_explain([("id", "in", self.ids)])

    @api.model
    def _action_explain(self, domain):
        changes = self.search(Domain(domain) & Domain(self._unexplained_domain()))
        changes = changes.filtered("can_explain")
        if not changes:
            raise UserError(self.env._("All of these changes have a reason already."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reason for the Change"),
            "res_model": "mrp.production.change.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_change_ids": changes.ids},
        }

    def action_open_production(self):
        """Open the manufacturing order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mrp.production",
            "view_mode": "form",
            "res_id": self.production_id.id,
        }

    # ------------------------------------------------------------------
    # Seal
    # ------------------------------------------------------------------
    def _seal_values(self):
        return {
            change.id: {
                "production": change.production_id.id,
                "user": change.user_id.id,
                **{name: self._seal_value(change[name]) for name in SEALED_NAMES},
            }
            for change in self
        }

    @api.model
    def _seal_value(self, value):
        return fields.Datetime.to_string(value) if hasattr(value, "isoformat") else value

    @api.model
    def _seal_open_fields(self):
        return {"reason"}

    def _seal_open_values(self, vals):
        return {"reason_by_id": self.env.uid, "reason_at": fields.Datetime.now()}

    @api.model
    def _seal_late_domain(self):
        return Domain("reason", "!=", False)

    def _seal_late_values(self):
        return {
            change.id: {
                "reason": change.reason,
                "by": change.reason_by_id.id,
                "at": self._seal_value(change.reason_at),
            }
            for change in self
            if change.reason
        }

    # ------------------------------------------------------------------
    # Reasons
    # ------------------------------------------------------------------
    def _is_history_manager(self):
        user = self.env.user
        return user.has_group("order_signoff.group_manager") or user.has_group(
            "mrp.group_mrp_manager"
        )

    @api.model
    def _unexplained_domain(self):
        """Return the domain of the changes whose reason is asked for."""
        return [("reason", "=", False), ("automatic", "=", False)]

    def _deadline_url(self):
        """Return where the reason is entered, for the digest."""
        self.ensure_one()
        return f"/odoo/mo-changes/{self.id}"

    @api.model
    def _cron_ask_reasons(self):
        """Ask everybody for the reasons of his changes: one message per person and run."""
        companies = self.env["res.company"].search([("order_history_enabled", "=", True)])
        overdue = self.browse()
        for days, group in companies.grouped("order_history_reason_days").items():
            overdue |= self.search(
                [
                    *self._unexplained_domain(),
                    ("company_id", "in", group.ids),
                    ("changed_at", "<=", fields.Datetime.now() - timedelta(days=days)),
                    ("user_id.active", "=", True),
                ],
                order="id",
            )
        self.env["order.digest"]._queue(
            "production_change",
            overdue,
            {change.id: change.user_id for change in overdue},
        )

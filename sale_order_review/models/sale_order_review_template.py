from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling

REVIEW_KINDS = [
    ("full", "Full review"),
    ("regular", "Regular review"),
    ("repeat", "Repeat order review"),
    ("signature", "Management's signature only"),
]
# From the weakest to the strongest: a stronger review covers what a weaker one asks.
REVIEW_KIND_STRENGTH = {"signature": 1, "repeat": 2, "regular": 3, "full": 4}


class SaleOrderReviewTemplate(models.Model):
    """Checklist of one kind of review, in versions.

    A version is written as a draft, published, and from then on never changed: running and
    past reviews point at its items. A new version replaces it for the reviews to come.
    """

    _name = "sale.order.review.template"
    _description = "Review Template"
    _inherit = ["mail.thread"]
    _order = "kind, company_id, version desc, id desc"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(selection=REVIEW_KINDS, required=True, default="full")
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    state = fields.Selection(
        selection=[("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    management_required = fields.Boolean(
        string="Management Signs Last",
        help="Management signs after all departments, whatever they decided.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Leave empty to use the template in all companies that have none of their own.",
    )
    line_ids = fields.One2many(
        comodel_name="sale.order.review.template.line",
        inverse_name="template_id",
        string="Checklist Items",
        copy=True,
    )
    line_count = fields.Integer(string="Items", compute="_compute_line_count")
    published_on = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    previous_id = fields.Many2one(
        comodel_name="sale.order.review.template",
        string="Made From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    note = fields.Text(string="What Changed")

    _one_published = models.UniqueIndex(
        "(kind, COALESCE(company_id, 0)) WHERE state = 'published'",
        "Only one version of a review template can be published. Retire the other one first.",
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["sale.order.review.template.line"]._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.line_count = counts.get(template._origin, 0)

    @api.depends("name", "version")
    def _compute_display_name(self):
        for template in self:
            template.display_name = f"{template.name or ''} V{template.version}"

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.update(state="draft", published_on=False, published_by_id=False)
            vals.setdefault("version", 1)
        return super().create(vals_list)

    def write(self, vals):
        if self._frozen_fields() & set(vals):
            self._check_draft()
        if self._protected_fields() & set(vals):
            raise UserError(
                self.env._("Use the buttons to publish, retire or renew a review template.")
            )
        return super().write(vals)

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        # The dialog of translations writes without write().
        if field_name in self._frozen_fields():
            self._check_draft()
        return super()._update_field_translations(field_name, translations, digest, source_lang)

    @api.ondelete(at_uninstall=True)
    def _unlink_only_draft(self):
        if not is_uninstalling(self.env):
            self._check_draft()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_publish(self):
        """Put the drafts into force; the version in force before is retired."""
        for template in self:
            template._check_draft()
            if not template.line_ids and not template.management_required:
                raise UserError(
                    self.env._(
                        "Add at least one item to %(name)s before you publish it.",
                        name=template.display_name,
                    )
                )
            template._published_peer()._set_state(state="retired")
            template._set_state(
                state="published",
                published_on=fields.Datetime.now(),
                published_by_id=self.env.uid,
            )

    def action_retire(self):
        """Take published versions out of use; no review starts from them any more."""
        self.filtered(lambda template: template.state == "published")._set_state(state="retired")

    def action_new_version(self):
        """Open a draft copy of this version."""
        self.ensure_one()
        latest = self.search(
            [("kind", "=", self.kind), ("company_id", "=", self.company_id.id)],
            order="version desc",
            limit=1,
        )
        draft = self.copy({"note": False})
        draft._set_state(version=latest.version + 1, previous_id=self.id)
        return draft.get_formview_action()

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------

    @api.model
    def _published_for(self, kinds, company):
        """Return {kind: template in force} of a company: its own, else the shared one."""
        templates = self.search_fetch(
            [
                ("kind", "in", list(kinds)),
                ("state", "=", "published"),
                ("company_id", "in", [company.id, False]),
            ],
            ["kind", "company_id", "management_required"],
        )
        result = {}
        for template in templates.sorted(lambda record: bool(record.company_id)):
            result[template.kind] = template
        return result

    @api.model
    def _frozen_fields(self):
        """Return the names of the fields that nobody changes once a version is published."""
        return self._protected_fields() | {
            "name",
            "kind",
            "management_required",
            "company_id",
            "line_ids",
            "note",
        }

    @api.model
    def _protected_fields(self):
        """Return the names of the fields that only the actions below change."""
        return {"version", "state", "published_on", "published_by_id", "previous_id"}

    def _check_draft(self):
        for template in self:
            if template.state != "draft":
                raise UserError(
                    self.env._(
                        "%(name)s has been published and cannot be changed, because reviews"
                        " rest on it. Make a new version instead.",
                        name=template.display_name,
                    )
                )

    def _published_peer(self):
        self.ensure_one()
        return self.search(
            [
                ("kind", "=", self.kind),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "published"),
                ("id", "!=", self.id),
            ]
        )

    def _set_state(self, **vals):
        """Write past the guard: the only way by which state and version change."""
        result = super().write(vals)
        self.flush_recordset(list(vals))
        return result

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.order_signoff.tools import one_after_the_other

from .customer_complaint import ENDED

# Earlier complaints shown beside one.
REPEATS_SHOWN = 20
REPEATS_OPENED = 1000
TWINS_SHOWN = 5


class CustomerComplaint(models.Model):
    """The same problem once more: across customers, by product or its family, and kind of defect.

    Two in the window are a repetition, a number of them in a few days demand an 8D.
    """

    _inherit = "customer.complaint"

    # === FIELDS === #

    repeat_ids = fields.Many2many(
        comodel_name="customer.complaint",
        string="Same Problem Before",
        compute="_compute_repeat_ids",
        help="Those that you may see.",
    )
    is_repeat = fields.Boolean(
        string="Repeated",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When it was judged, the same problem had been complained about within the window.",
    )
    cluster_count = fields.Integer(
        string="Of These in a Short Time", readonly=True, copy=False, aggregator=None
    )
    twin_ids = fields.Many2many(
        comodel_name="customer.complaint",
        string="Perhaps the Same Complaint",
        compute="_compute_twin_ids",
        help="Those that you may see.",
    )
    twin_hint = fields.Char(
        compute="_compute_twin_hint",
        help="How many complaints may be the same, until it has been judged.",
    )
    duplicate_of_id = fields.Many2one(
        comodel_name="customer.complaint",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )

    _recurrence_index = models.Index(
        "(defect_id, product_categ_id, received_at) WHERE defect_id IS NOT NULL"
    )
    _customer_index = models.Index("(commercial_partner_id, received_at)")

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"is_repeat", "cluster_count"}

    # === COMPUTE METHODS === #

    @api.depends("defect_id", "product_id", "received_at")
    @api.depends_context("uid")
    def _compute_repeat_ids(self):
        for complaint in self:
            complaint.repeat_ids = complaint._find_repeats(limit=REPEATS_SHOWN)

    @api.depends("commercial_partner_id", "order_id", "product_id", "received_at")
    @api.depends_context("uid")
    def _compute_twin_ids(self):
        for complaint in self:
            complaint.twin_ids = self.search(complaint._twin_domain(), limit=TWINS_SHOWN)

    @api.depends("state", "commercial_partner_id", "order_id", "product_id", "received_at")
    @api.depends_context("uid", "lang")
    def _compute_twin_hint(self):
        for complaint in self:
            count = 0
            if complaint.state in ("registered", "acknowledged") and complaint._origin:
                domain = complaint._twin_domain() & Domain("state", "not in", ENDED)
                count = self.search_count(domain, limit=TWINS_SHOWN)
            complaint.twin_hint = bool(count) and self.env._(
                "Perhaps known already. Open complaints of this customer about the same: %(count)s",
                count=count,
            )

    # === BUSINESS === #

    def _repeat_domain(self, since):
        """Return the domain of the same problem since a moment, whoever complained."""
        return (
            self._same_problem_domain()
            & Domain("received_at", ">=", since)
            & Domain("received_at", "<=", self.received_at)
        )

    def _same_problem_domain(self):
        """Return the domain of the same problem, whenever and whoever complained."""
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("id", "!=", self._origin.id or 0)
            & Domain("defect_id", "=", self.defect_id.id)
            & Domain("validity", "not in", ("invalid", "expired"))
            & Domain("state", "!=", "cancelled")
        )
        if self.product_categ_id:
            return domain & Domain("product_categ_id", "=", self.product_categ_id.id)
        return domain & Domain("product_id", "=", False)

    def _find_repeats(self, limit=None):
        """Return earlier complaints about the same problem, newest first."""
        self.ensure_one()
        if not self.defect_id or not self.received_at:
            return self.browse()
        self._fetch_settings("complaint_repeat_months")
        since = self.received_at - relativedelta(months=self.company_id.complaint_repeat_months)
        return self.search(
            self._repeat_domain(since), order="received_at desc, id desc", limit=limit
        )

    def _recurrence_facts(self):
        """Return the last earlier complaints about the same, and how many there were of late."""
        self.ensure_one()
        if not self.defect_id:
            return self.browse(), 0
        company = self.company_id
        since = self.received_at - timedelta(days=company.complaint_cluster_days)
        earlier = self._find_repeats(limit=max(REPEATS_SHOWN, company.complaint_repeat_count))
        return earlier, self.search_count(self._repeat_domain(since))

    def _twin_domain(self):
        """Return the domain of complaints of the same customer that may be the same one."""
        self.ensure_one()
        partner = self.commercial_partner_id
        if not partner or not self.received_at or not (self.order_id or self.product_id):
            return Domain.FALSE
        self._fetch_settings("complaint_duplicate_days")
        around = timedelta(days=self.company_id.complaint_duplicate_days)
        same = Domain.FALSE
        if self.order_id:
            same |= Domain("order_id", "=", self.order_id.id)
        if self.product_id:
            same |= Domain("product_id", "=", self.product_id.id)
        return (
            same
            & Domain("commercial_partner_id", "=", partner.id)
            & Domain("received_at", ">=", self.received_at - around)
            & Domain("received_at", "<=", self.received_at + around)
            & Domain("id", "!=", self._origin.id or 0)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "!=", "cancelled")
        )

    def _look_for_recurrence(self):
        """Note on complaints that are valid whether the problem is an old one, and link it."""
        complaints = self.sudo()  # sudo: other customers' complaints count, unseen
        (complaints | complaints._open_ones_after())._note_recurrence()

    def _look_for_recurrence_after(self):
        """Look again at what came after these, which do not count any more."""
        # sudo: other customers' complaints count, unseen
        self.sudo()._open_ones_after()._note_recurrence()

    def _note_recurrence(self):
        for complaint in self:
            known = complaint.is_repeat
            earlier, recent = complaint._recurrence_facts()
            complaint.write(
                {
                    "is_repeat": len(earlier) + 1 >= complaint.company_id.complaint_repeat_count,
                    "cluster_count": 1 + recent,
                }
            )
            if complaint.is_repeat and not known:
                complaint._message_log(
                    body=self.env._(
                        "The same problem was complained about before: %(names)s",
                        names=", ".join(earlier[:REPEATS_SHOWN].mapped("name")),
                    )
                )

    def _open_ones_after(self):
        """Return what was received after these and has been judged valid: they count for it."""
        later = self.browse()
        for complaint in self.filtered("defect_id"):
            later |= self.search(
                complaint._same_problem_domain()
                & Domain("received_at", ">", complaint.received_at)
                & Domain("is_accepted", "=", True)
                & Domain("state", "not in", ENDED),
                limit=REPEATS_SHOWN,
            )
        return later

    # === ACTIONS === #

    def action_is_duplicate(self):
        """This complaint is the same as the one that is open: it ends here."""
        self.ensure_one()
        main = self.browse(self.env.context.get("complaint_id")).exists()
        if not main or main == self:
            raise UserError(self.env._("Open the complaint that stays and choose from its list."))
        main._check_handler()
        self._check_handler()
        # A colleague may mark them the other way round: then neither would be left.
        one_after_the_other(self | main)
        if self.state in ENDED or main.state == "cancelled":
            raise UserError(
                self.env._(
                    "%(complaint)s has ended already and stays as it is.", complaint=self.name
                )
            )
        self._check_is_twin(main)
        # sudo: the link is kept by the system
        self.sudo().write({"duplicate_of_id": main.id})
        self._end(self.env._("Duplicate of %(complaint)s", complaint=main.name))
        self.sudo()._leave_to(main.sudo())
        main._message_log(
            body=self.env._("%(complaint)s tells the same.", complaint=self.display_name)
        )
        return True

    def _check_is_twin(self, main):
        """What was answered or made good counts, and another customer's is no duplicate."""
        if self._counts() and (main._counts() or main.state in ENDED):
            raise UserError(
                self.env._(
                    "%(complaint)s and %(other)s have both been answered, made good or ended: each"
                    " stays.",
                    complaint=self.name,
                    other=main.name,
                )
            )
        if self._counts():
            raise UserError(
                self.env._(
                    "%(complaint)s has been answered or made good: open it, and mark %(other)s as"
                    " its duplicate.",
                    complaint=self.name,
                    other=main.name,
                )
            )
        customers = self.commercial_partner_id | main.commercial_partner_id
        if self.partner_id and main.partner_id and len(customers) > 1:
            raise UserError(
                self.env._(
                    "%(complaint)s and %(other)s are of different customers: each is answered.",
                    complaint=self.name,
                    other=main.name,
                )
            )

    def _counts(self):
        """Whether it was answered or made good, and so stays in the figures."""
        self.ensure_one()
        done = self.remedy_ids.filtered(lambda remedy: remedy.state == "done")
        return bool(self.answered_on or done)

    def _leave_to(self, main):
        """Leave to the complaint that goes on what it lacks: photos and the 8D report."""
        if main.commercial_partner_id == self.commercial_partner_id:
            files = self._customer_files() - main._customer_files()
            if files:
                main._link_customer_files(files)
        if self.eightd_id and not main.eightd_id:
            main.eightd_id = self.eightd_id

    def action_view_repeats(self):
        """Open the earlier complaints about the same problem."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_complaint.customer_complaint_action"
        )
        return {
            **action,
            "domain": [("id", "in", self._find_repeats(limit=REPEATS_OPENED).ids)],
            "context": {"create": False},
        }

from collections import defaultdict
from contextlib import contextmanager

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

# Nothing has been made yet.
NOT_STARTED = ("draft", "confirmed")
# Kept by the rules that leave a manufacturing order waiting.
PROTECTED_FIELDS = {"production_held_at", "production_released_at"}
# What makes Odoo take a manufacturing order for begun.
BEGINNING = {
    "state",
    "qty_producing",
    "lot_producing_ids",
    "move_raw_ids",
    "move_finished_ids",
    "move_byproduct_ids",
    "workorder_ids",
}
# What ties a manufacturing order to its order.
TIES = {"reference_ids", "sale_line_id", "orderpoint_id", "production_group_id"}
# Whose manufacturing orders are being confirmed right now, see _let_confirm.
CONFIRMING = "sale_order_review_mrp.confirming"
TELL_BATCH = 500


class MrpProduction(models.Model):
    """What must not be produced yet waits as a draft, and says why.

    ``_production_holds()`` names what waits. Add-ons with a reason of their own extend it (and
    ``res.company._order_holds_production()``), nothing else: the rules that create manufacturing
    orders leave those drafts, people are refused with the sentences, the form shows them, and
    when the last reason is gone who plans is told, once.

    What the system itself does (superuser) is never stopped half-way.
    """

    _name = "mrp.production"
    _inherit = ["mrp.production", "order.protected.mixin"]

    # === FIELDS === #

    production_hold = fields.Text(
        string="Held Up by Its Order",
        compute="_compute_production_hold",
        # sudo: the shop need not see orders and reviews
        compute_sudo=True,
    )
    production_held_at = fields.Datetime(
        string="Waiting for Its Order Since",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="When it was left a draft because something of the order was open.",
    )
    production_released_at = fields.Datetime(
        string="Released On",
        copy=False,
        readonly=True,
        help="When nothing held it up any more and who plans was told.",
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "reference_ids", "sale_line_id", "orderpoint_id")
    @api.depends_context("lang")
    def _compute_production_hold(self):
        holds = self.filtered(lambda p: p._is_not_started())._production_holds()
        for production in self:
            production.production_hold = holds.get(production, False)

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        productions = super().create(vals_list)
        if not self.env.su:
            begun = productions.filtered(
                lambda p: p.state not in ("draft", "cancel")
                and p.company_id._order_holds_production()
                and not p._continues_started()
            )
            begun._refuse_held()
        return productions

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        before = self._states_before_start() if vals.keys() & BEGINNING else {}
        held = self._production_holds() if vals.keys() & TIES else {}
        result = super().write(vals)
        self._check_started(before)
        self._check_still_held(held)
        return result

    # === ACTIONS === #

    def action_confirm(self):
        """Refuse all at once, before the first is confirmed."""
        self._check_production_start()
        with self._let_confirm():
            return super().action_confirm()

    def button_plan(self):
        """Refuse what must not be produced yet."""
        self._check_production_start()
        with self._let_confirm():
            return super().button_plan()

    def pre_button_mark_done(self):
        """Refuse what must not be produced yet."""
        self._check_production_start()
        with self._let_confirm():
            return super().pre_button_mark_done()

    def action_start(self):
        """Refuse what must not be produced yet."""
        self._check_production_start()
        with self._let_confirm():
            return super().action_start()

    def action_release_production(self):
        """Open the dialog in which a manager lets production begin although items are open."""
        self.ensure_one()
        self.check_access("read")
        orders = self._customer_orders()[self]
        problems = orders._production_problems() if self._production_holds() else {}
        if not problems:
            raise UserError(
                self.env._(
                    "No open item holds %(production)s up: it needs no release.",
                    production=self.display_name,
                )
            )
        order = next(iter(problems))
        return self.env["sale.order.review"]._action_release_step_of(order, "production")

    # === WHAT MUST WAIT === #

    def _production_holds(self):
        """Return ``{manufacturing order: sentences}`` of what must not be produced yet.

        In whatever state they are: whoever asks knows which may still wait. Here: open items of
        the review of the orders it is made for that are due before production, and a deposit
        without which the company does not produce. Items about other products of the order do
        not count. One batch; companies that do without cost no query.

        To be extended with ``super()``.
        """
        productions = self.filtered(lambda p: p.company_id._order_holds_production())
        if not productions:
            return {}
        orders_of = productions._customer_orders()
        orders = self.env["sale.order"].sudo().union(*orders_of.values())
        problems = orders._production_problems() if orders else {}
        if not problems:
            return {}
        # asked only where an item is about some of the products
        parts = any(items.product_id for items, _deposit in problems.values())
        made_for = productions._products_made_for() if parts else {}
        holds = {}
        for production, its_orders in orders_of.items():
            sentences = []
            for order in its_orders.with_prefetch(orders._ids):
                items, deposit = problems.get(order, (False, False))
                if items and parts:
                    # all count where no line of the order names what is made
                    products = made_for[production] & order.order_line.product_id
                    items = items.filtered(lambda item, p=products: item._is_about(p))
                if items:
                    sentences += items.with_env(self.env(su=True))._step_sentences()
                if deposit:
                    sentences.append(deposit)
            if sentences:
                holds[production] = "\n".join(sentences)
        return holds

    def _check_production_start(self):
        """Refuse a person to confirm, plan or begin what must not be produced yet.

        What has been begun is recorded as it is: refusing that would only hide it.
        """
        if not self.env.su:
            self.filtered(lambda p: p._is_not_started())._refuse_held()

    def _is_not_started(self):
        """Whether nothing has been made yet."""
        self.ensure_one()
        return self.state in NOT_STARTED or (
            # where all work orders are cancelled Odoo takes the rest for finished
            self.state == "to_close"
            and not self.qty_producing
            and set(self.workorder_ids.mapped("state")) == {"cancel"}
        )

    def _refuse_held(self):
        holds = self._production_holds()
        if not holds:
            return
        sentences = dict.fromkeys("\n".join(holds.values()).split("\n"))
        raise UserError(
            "\n".join(
                [
                    self.env._(
                        "%(productions)s must not be produced yet:",
                        productions=", ".join(p.display_name for p in holds),
                    ),
                    *(f"- {sentence}" for sentence in sentences),
                ]
            )
        )

    @contextmanager
    def _let_confirm(self):
        """Do not ask again while those just checked are confirmed."""
        checked = self.env.cr.precommit.data.setdefault(CONFIRMING, set())
        new = set(self.ids) - checked
        checked |= new
        try:
            yield
        finally:
            checked -= new

    def _states_before_start(self):
        """Return ``{manufacturing order: state}`` of those a person may be about to begin."""
        if self.env.su:
            return {}
        checked = self.env.cr.precommit.data.get(CONFIRMING, ())
        return {
            production: production.state
            for production in self
            if production.company_id._order_holds_production()
            and production.id not in checked
            and production._is_not_started()
        }

    def _check_started(self, before):
        """Refuse what has begun since ``before`` although it must wait."""
        begun = [
            production
            for production, state in before.items()
            if production.state not in (state, "draft", "cancel")
            and not (production.state == "to_close" and production._is_not_started())
        ]
        if begun:
            self.browse().union(*begun)._refuse_held()

    def _check_still_held(self, held):
        """Refuse a change that would let go what was ``held`` without settling anything."""
        if not held:
            return
        productions = self.browse().union(*held)
        if loose := productions - self.browse().union(*productions._production_holds()):
            raise UserError(
                self.env._(
                    "%(productions)s waits for its order: it cannot be taken off it before the"
                    " open items are settled.",
                    productions=", ".join(loose.mapped("display_name")),
                )
            )

    def _continues_started(self):
        """Whether this is what is left of a manufacturing order that has been begun."""
        self.ensure_one()
        return any(
            other.product_id == self.product_id and other.state not in ("draft", "cancel")
            for other in self.production_group_id.production_ids - self
        )

    # === WHEN NOTHING HOLDS IT UP ANY MORE === #

    @api.model
    def _waiting_domain(self):
        return [
            ("production_held_at", "!=", False),
            ("production_released_at", "=", False),
            ("state", "=", "draft"),
        ]

    @api.model
    def _tell_released_soon(self):
        """Have it looked up after this work is saved whether something may begin."""
        # sudo: whoever settles an item need not see manufacturing orders
        if self.sudo().search_count(self._waiting_domain(), limit=1):
            self.env.ref("sale_order_review_mrp.ir_cron_tell_released")._trigger()

    @api.model
    def _cron_tell_released(self, batch_size=TELL_BATCH):
        """Tell who plans which manufacturing orders nothing holds up any more, once."""
        cron = self.env["ir.cron"]
        domain = self._waiting_domain()
        cron._commit_progress(remaining=self.search_count(domain))
        last = 0
        while productions := self.search(
            [*domain, ("id", ">", last)], limit=batch_size, order="id"
        ):
            last = productions[-1].id
            free = productions - self.browse().union(*productions._production_holds())
            free.try_lock_for_update()._tell_released()
            if not cron._commit_progress(len(productions)):
                break

    def _tell_released(self):
        """Put one activity for each order among those of its responsible or planner.

        They are not confirmed by themselves: the dates were planned before the wait, and
        confirming procures. Runs as superuser.
        """
        orders_of = self._customer_orders()
        planners = self._planners()
        groups = defaultdict(self.browse)
        for production in self:
            user = production.user_id or planners[production.company_id]
            groups[user, orders_of[production]] |= production
        for (user, _orders), productions in groups.items():
            first = productions[:1].with_context(lang=user.lang or self.env.lang)
            note = Markup("<p>%s</p><p>%s</p>") % (
                first.env._("Nothing of the order holds these up any more:"),
                Markup(", ").join(p._get_html_link() for p in productions),
            )
            if user:
                first.activity_schedule(
                    "sale_order_review_mrp.mail_activity_type_released",
                    note=note,
                    user_id=user.id,
                )
            else:
                first._message_log(body=note)
        self.production_released_at = fields.Datetime.now()

    def _planners(self):
        """Return ``{company: user}`` who is told where no responsible is entered."""
        result = {}
        for company in self.company_id:
            teams = self.env["order.team"]._team_by_function(["planning", "production"], company)
            users = self.env["res.users"]
            for function in ("planning", "production"):
                if team := teams.get(function):
                    users |= team._users_to_notify("leader") | team._users_to_notify()
            users = users.filtered(lambda user: user.has_group("mrp.group_mrp_user"))
            result[company] = users[:1]
        return result

    # === CANCELLATION OF THE ORDER === #

    @api.model
    def _waiting_for_orders(self, orders):
        """Return the drafts that were left waiting for one of these orders."""
        if not any(company._order_holds_production() for company in orders.company_id):
            return self.browse()
        return self.search(
            [
                ("production_held_at", "!=", False),
                ("state", "=", "draft"),
                "|",
                ("reference_ids.sale_ids", "in", orders.ids),
                ("sale_line_id.order_id", "in", orders.ids),
            ]
        )

    def _cancel_with_orders(self):
        """Cancel what was left waiting for orders that have all been cancelled."""
        orders_of = self._customer_orders()
        needless = self.filtered(
            lambda p: p.state == "draft" and set(orders_of[p].mapped("state")) == {"cancel"}
        )
        needless.action_cancel()
        for production in needless:
            production._message_log(
                body=self.env._(
                    "Cancelled with %(orders)s before production began.",
                    orders=", ".join(orders_of[production].mapped("name")),
                )
            )

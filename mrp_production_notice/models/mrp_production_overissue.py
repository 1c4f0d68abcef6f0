from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..acts import Acts
from .mrp_material_overissue import OPEN_STATES


class MrpProduction(models.Model):
    """More than planned is used on approval only; what is used without it is said or refused."""

    # A topic with a file of its own.
    _inherit = "mrp.production"

    # === FIELDS === #

    overissue_ids = fields.One2many(
        comodel_name="mrp.material.overissue",
        inverse_name="production_id",
        string="Over-issue Requests",
        copy=False,
        groups="order_signoff.group_user,mrp.group_mrp_user",
    )
    overissue_count = fields.Integer(
        string="Number of Over-issue Requests",
        compute="_compute_overissue",
        # sudo: everybody who opens an order may count, nothing more is told
        compute_sudo=True,
    )
    overissue_possible = fields.Boolean(compute="_compute_overissue", compute_sudo=True)
    overissue_warning = fields.Text(
        string="More than Planned", compute="_compute_overissue_warning", compute_sudo=True
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "company_id.order_overissue_enabled")
    def _compute_overissue(self):
        concerned = self._with_overissues()
        counts = {}
        if concerned:
            counts = dict(
                self.env["mrp.material.overissue"]._read_group(
                    [("production_id", "in", concerned.ids), ("state", "!=", "cancelled")],
                    ["production_id"],
                    ["__count"],
                )
            )
        for production in self:
            production.overissue_count = counts.get(production._origin, 0)
            production.overissue_possible = (
                production in concerned and production.state in OPEN_STATES
            )

    @api.depends("state", "qty_producing", "move_raw_ids.quantity", "move_raw_ids.picked")
    @api.depends_context("lang")
    def _compute_overissue_warning(self):
        self.overissue_warning = False
        concerned = self._with_overissues("warn", "refuse").filtered(
            lambda production: production.state in OPEN_STATES and production.qty_producing
        )
        for production, rows in concerned._overused().items():
            production.overissue_warning = production._overissue_sentence(rows)

    # === ACTIONS === #

    def action_request_overissue(self):
        """Open a new over-issue request for this manufacturing order."""
        self.ensure_one()
        self._check_overissue_allowed()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Over-issue Request"),
            "res_model": "mrp.material.overissue",
            "views": [(False, "form")],
            "context": {"default_production_id": self.id},
        }

    def action_view_overissues(self):
        """Open the over-issue requests of the manufacturing order."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mrp_production_notice.mrp_material_overissue_action"
        )
        action.update(domain=[("production_id", "in", self.ids)], context={"create": False})
        return action

    def pre_button_mark_done(self):
        """Refuse what is used beyond plan and grant, where the company wants that."""
        # Before Odoo asks anything; once more when it has filled in what is used.
        self.filtered("qty_producing")._check_overused()
        result = super().pre_button_mark_done()
        if result is True:
            self._check_overused()
        return result

    def button_mark_done(self):
        result = super().button_mark_done()
        done = self.filtered(lambda production: production.state == "done")
        done._end_overissues(
            self.env._("The manufacturing order is done: ask for what its backorder needs anew.")
        )
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self._end_overissues(self.env._("The manufacturing order was cancelled."))
        return result

    # === REQUESTS === #

    def _with_overissues(self, *controls):
        """Return those of companies that issue more than planned on approval only.

        :param controls: only where the company says, warns or refuses
        """
        # sudo: the switches of its own company decide, whoever produces (subcontractors, too)
        companies = self.company_id.sudo().filtered(
            lambda company: company.order_overissue_enabled
            and (not controls or company.order_overissue_control in controls)
        )
        return self.filtered(lambda production: production.company_id in companies)

    def _check_overissue_allowed(self):
        """Refuse manufacturing orders that take no more material."""
        for production in self:
            if not production._with_overissues():
                raise UserError(
                    self.env._(
                        "%(company)s does not work with over-issue requests. Switch them on in "
                        "the settings.",
                        company=production.company_id.name,
                    )
                )
            if production.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "%(production)s is not in production: extra material is requested between "
                        "its confirmation and its end.",
                        production=production.name,
                    )
                )

    def _take_overissue_turn(self):
        """Let one person at a time ask, grant or close: who comes second is replayed by Odoo."""
        family = self._overissue_family()
        self.env.cr.execute(
            SQL(
                """UPDATE mrp_production SET write_date = write_date
                    WHERE id IN (SELECT id FROM mrp_production WHERE id IN %s
                                 ORDER BY id FOR NO KEY UPDATE)""",
                tuple(family.ids),
            )
        )

    def _overissue_family(self):
        """Return the manufacturing orders with what they were split from and into."""
        return self | self.production_group_id.production_ids

    def _end_overissues(self, reason):
        """End the requests of closed orders: nothing more is issued to them."""
        concerned = self._with_overissues()
        if not concerned:
            return
        # sudo: whoever closes the order need not have written the request
        requests = self.env["mrp.material.overissue"].sudo().search(
            [
                ("production_id", "in", concerned.ids),
                ("state", "in", ("draft", "waiting")),
                ("production_id.state", "in", ("done", "cancel")),
            ]
        )
        requests._end(reason)
        for request in requests:
            request._tell_requester(reason)

    # === WHAT IS PLANNED AND USED === #

    def _planned_components(self):
        """Return ``{component: quantity}`` of the whole order, in units of the component.

        By the bill of materials; what it does not name counts as it stands on the order.
        """
        self.ensure_one()
        planned = defaultdict(float)
        units = self.env["uom.uom"]
        products = self.env["product.product"]
        for values in self._get_moves_raw_values():
            product = products.browse(values["product_id"])
            planned[product] += units.browse(values["product_uom"])._compute_quantity(
                values["product_uom_qty"], product.uom_id
            )
        named = set(planned)
        for move in self.move_raw_ids:
            product = move.product_id._origin
            if product not in named and not move.overissue_id and move.state != "cancel":
                planned[product] += move.product_uom._compute_quantity(
                    move.product_uom_qty, product.uom_id
                )
        return planned

    def _planned_by_lines(self):
        """Return ``{component: quantity}`` of the lines of the bill of materials itself.

        Without what kits among them consist of, and without queries where the order is shown
        anyway: most orders use what stands here, nothing has to be exploded.
        """
        self.ensure_one()
        bom = self.bom_id
        planned = defaultdict(float)
        if not bom:
            return planned
        factor = self.product_uom_id._compute_quantity(
            self.product_qty, bom.product_uom_id, round=False
        )
        for line in self.move_raw_ids.bom_line_id:
            if line.bom_id == bom:
                unit = line.product_uom_id
                quantity = unit.round(
                    line.product_qty * factor / bom.product_qty, rounding_method="UP"
                )
                planned[line.product_id] += unit._compute_quantity(
                    quantity, line.product_id.uom_id
                )
        return planned

    def _granted_overissues(self):
        """Return ``{component: quantity}`` granted and not used up by another part of the order.

        In units of the component.
        """
        self.ensure_one()
        granted = defaultdict(float)
        # sudo: what was granted counts, whoever produces
        requests = self.env["mrp.material.overissue"].sudo().search(
            [
                ("production_id", "in", self._origin._overissue_family().ids),
                ("state", "=", "granted"),
            ]
        )
        for request in requests:
            elsewhere = request.move_ids.filtered(
                lambda move: move.state == "done"
                and move.raw_material_production_id
                and move.raw_material_production_id != self._origin
            )
            product = request.product_id
            granted[product] += request.product_uom_id._compute_quantity(
                request.over_quantity, product.uom_id
            ) - sum(
                move.product_uom._compute_quantity(move.quantity, product.uom_id)
                for move in elsewhere
            )
        return granted

    def _allowed_loss_rate(self, product):
        """Return the loss rate (0.02 = 2 %) a component may have.

        Of its line of the bill of materials, else of its category (or one above), else of the
        company; zero means: look further.
        """
        self.ensure_one()
        lines = self.bom_id.bom_line_ids.filtered(lambda line: line.product_id == product)
        if rate := max(lines.mapped("overissue_loss_rate"), default=0.0):
            return rate
        category = product.categ_id
        while category:
            if category.overissue_loss_rate:
                return category.overissue_loss_rate
            category = category.parent_id
        return self.company_id.order_overissue_loss_rate

    def _used_components(self):
        """Return ``{component: quantity}`` entered as used, in units of the component."""
        self.ensure_one()
        used = defaultdict(float)
        for move in self.move_raw_ids:
            if move.picked and move.state != "cancel":
                product = move.product_id._origin
                used[product] += move.product_uom._compute_quantity(
                    move._get_picked_quantity(), product.uom_id
                )
        return used

    def _used_beyond_plan(self):
        """Return ``{order: [(component, planned, limit, used)]}``: more than planned and granted.

        In units of the component, for the quantity that is being produced. Up to the limit it is
        within the allowed loss rate.
        """
        result = {}
        # sudo: subcontractors produce on the portal and may not read bills of materials
        productions = self.sudo() if self.env.user.share else self
        for production in productions:
            used = production._used_components()
            share = 1.0
            if production.qty_producing and production.product_qty:
                share = production.qty_producing / production.product_qty
            beyond = self._beyond(used, production._planned_by_lines(), share)
            if beyond:
                beyond = self._beyond(used, production._planned_components(), share)
            granted = production._granted_overissues() if beyond else {}
            rows = []
            for product, plan in beyond.items():
                limit = plan * (1 + production._allowed_loss_rate(product))
                limit += granted.get(product, 0.0)
                plan += granted.get(product, 0.0)
                if product.uom_id.compare(used[product], plan) > 0:
                    rows.append((product, plan, limit, used[product]))
            if rows:
                result[production.with_env(self.env)] = rows
        return result

    @api.model
    def _beyond(self, used, planned, share):
        """Return ``{component: planned quantity}`` of what more was used of."""
        plans = {product: planned.get(product, 0.0) * share for product in used}
        return {
            product: plan
            for product, plan in plans.items()
            if product.uom_id.compare(used[product], plan) > 0
        }

    def _overused(self):
        """Return ``{order: rows}`` of what is used beyond plan, grant and allowed loss."""
        result = {}
        for production, rows in self._used_beyond_plan().items():
            over = [row for row in rows if row[0].uom_id.compare(row[3], row[2]) > 0]
            if over:
                result[production] = over
        return result

    def _overissue_sentence(self, rows):
        """Return what a person reads who uses more than planned."""
        self.ensure_one()
        lines = [
            self.env._(
                "%(product)s: %(used)s instead of %(planned)s %(unit)s",
                product=product.display_name,
                used=f"{product.uom_id.round(used):g}",
                planned=f"{product.uom_id.round(planned):g}",
                unit=product.uom_id.name,
            )
            for product, planned, _limit, used in rows
        ]
        return self.env._(
            "%(production)s uses more than planned (%(components)s). Ask for it with an over-issue "
            "request.",
            production=self.name,
            components="; ".join(lines),
        )

    def _check_overused(self):
        """Refuse people who use more than planned and granted, where the company wants that."""
        # What the system does (subcontractors' receipts, scheduled actions) is not stopped.
        if self.env.su:
            return
        if overused := self._with_overissues("refuse")._overused():
            raise UserError(
                "\n".join(mo._overissue_sentence(rows) for mo, rows in overused.items())
            )

    def _post_inventory(self, cancel_backorder=False):
        """Write down what is used beyond plan: in the history, and as a warning."""
        kept = self.env["res.company"]._order_history_company_ids()
        concerned = self._with_overissues("warn") | self.filtered(
            lambda production: production.company_id.id in kept
        )
        beyond = concerned._used_beyond_plan()
        warned = self.browse().concat(*beyond)._with_overissues("warn")
        sentences = {mo: mo._overissue_sentence(rows) for mo, rows in warned._overused().items()}
        result = super()._post_inventory(cancel_backorder=cancel_backorder)
        acts = Acts.of(self.env)
        for production, rows in beyond.items():
            if acts is not None and production.company_id.id in kept:
                production._note_overused(acts, rows)
        for production, sentence in sentences.items():
            production._message_log(body=sentence)
            if not self.env.su:
                self.env.user._bus_send(
                    "simple_notification",
                    {"type": "warning", "message": sentence, "sticky": True},
                )
        return result

    def _note_overused(self, acts, rows):
        self.ensure_one()
        with acts.act(self.env):
            for product, planned, _limit, used in rows:
                row = {
                    "field": "overused",
                    "of": product,
                    "old": planned,
                    "new": used,
                    "unit": product.uom_id,
                }
                acts.note(self, "consumption", row, self.env.uid, automatic=self.env.su)

    # === ODOO'S OWN CHECKS === #

    def _get_consumption_issues(self):
        """What was granted is expected: Odoo asks no question about it."""
        issues = super()._get_consumption_issues()
        orders = self.browse().union(*(issue[0] for issue in issues))
        if not orders._with_overissues():
            return issues
        granted = {order: order._granted_overissues() for order in orders}
        return [
            (order, product, used, expected)
            for order, product, used, expected in issues
            if not (
                product.uom_id.compare(used, expected) > 0
                and product.uom_id.compare(
                    used, expected + granted[order].get(product, 0.0)
                ) <= 0
            )
        ]

    def _update_raw_moves(self, factor):
        """What was granted does not grow or shrink with the order."""
        granted = {
            move: move.product_uom_qty
            for move in self.move_raw_ids
            if move.overissue_id and move.state not in ("done", "cancel")
        }
        update_info = super()._update_raw_moves(factor)
        for move, quantity in granted.items():
            move.product_uom_qty = quantity
        return [row for row in update_info if row[0] not in granted]

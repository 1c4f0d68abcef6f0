from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang


class MrpProductionNotice(models.Model):
    """What an issued notice does to the shop: it releases the manufacturing orders.

    All or nothing: whatever cannot be done is told before anything is written, and the issue of
    a notice is one transaction.
    """

    _inherit = "mrp.production.notice"

    to_revise = fields.Text(
        string="Changed Since",
        compute="_compute_to_revise",
        compute_sudo=True,
        help="In what the order differs from its issued notice: make a revision.",
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "line_ids.quantity")
    def _compute_to_revise(self):
        for notice in self:
            differences = []
            if notice.state == "issued" and notice.order_id.state == "sale":
                differences = notice._differences_to_order() + notice._too_late_for_delivery()
            notice.to_revise = "\n".join(differences) or False

    # === WHAT STANDS AGAINST IT === #

    def _differences_to_order(self):
        """Return sentences that say in what the order has changed since its notice was read.

        Runs as superuser.
        """
        self.ensure_one()
        goods = {item.key: item for item in self._goods_to_make()}
        lines = {line._match_key(): line for line in self.line_ids}
        sentences = []
        for key in dict.fromkeys([*lines, *goods]):
            line, item = lines.get(key), goods.get(key)
            product = line.product_id if line else item.product
            unit = line.uom_id if line else item.uom
            noticed = line.quantity if line else 0.0
            ordered = item.uom._compute_quantity(item.quantity, unit) if item else 0.0
            if unit.compare(noticed, ordered):
                sentences.append(
                    self.env._(
                        "%(product)s: the order has %(ordered)s %(unit)s, the notice %(noticed)s.",
                        product=product.display_name,
                        ordered=self._amount(ordered),
                        noticed=self._amount(noticed),
                        unit=unit.name,
                    )
                )
        return sentences

    def _too_late_for_delivery(self):
        """Return sentences about what is complete only after the day of its delivery."""
        lines = {line._match_key(): line for line in self.line_ids}
        sentences = []
        for item in self._goods_to_make():
            line = lines.get(item.key)
            due = self._due_day(item)
            if line and line.completion_date and line.completion_date > due:
                sentences.append(
                    self.env._(
                        "%(product)s: complete on %(complete)s, but it is to be delivered on "
                        "%(due)s.",
                        product=line.product_id.display_name,
                        complete=format_date(self.env, line.completion_date),
                        due=format_date(self.env, due),
                    )
                )
        return sentences

    def _amount(self, quantity):
        return formatLang(self.env, quantity, dp="Product Unit")

    def _issue_problems(self):
        """Return sentences that say why the shop cannot work on this notice as it is, or [].

        Runs as superuser.
        """
        self.ensure_one()
        problems = self._differences_to_order()
        if problems:
            problems.append(
                self.env._("The order was changed: take the notice back and read the order again.")
            )
            return problems
        goods = self._goods_to_make()
        # Here it is who comes first that takes it.
        free = self._free_stock(goods, planned=False)
        made = self._productions_by_goods()
        lines = {line._match_key(): line for line in self.line_ids}
        for item in goods:
            line = lines[item.key]
            place = item.order_line.warehouse_id, item.product
            problems += line._quantity_problems(item)
            wanted = line._quantity_to_take(self._quantity_from_shelf(item))
            if wanted and item.product.uom_id.compare(wanted, free[place]) > 0:
                problems.append(line._stock_problem(free[place]))
            free[place] -= wanted
            if not line._is_outsourced():
                problems += line._making_problems(item, made.get(item.key))
        return problems

    def _check_can_issue(self):
        # sudo: whoever signs last need not see orders, transfers and manufacturing orders
        return super()._check_can_issue() + self.sudo()._issue_problems()

    # === ISSUE === #

    def _issue_to_shop(self):
        """Release the manufacturing orders of these notices.

        They are linked, what comes from stock is taken off the deliveries that wait for them,
        their quantities and dates are those of the notice, and they are confirmed; parts follow.

        :raise UserError: names everything that cannot be done; nothing is written then
        """
        result = super()._issue_to_shop()
        # sudo: whoever signs last need not see orders, transfers and manufacturing orders; parts
        # are made as soon as a manufacturing order is confirmed
        for notice in self.sudo():
            notice = notice.with_company(notice.company_id)
            if problems := notice._issue_problems():
                raise UserError(
                    "\n".join(
                        [
                            self.env._("%(notice)s cannot be issued:", notice=notice.display_name),
                            *problems,
                        ]
                    )
                )
            notice._release_productions()
        return result

    def _release_productions(self):
        """Do the shop's part of the issue. Runs as superuser, on one notice."""
        made = self._productions_by_goods()
        goods = {item.key: item for item in self._goods_to_make()}
        released = self.env["mrp.production"]
        for line in self.line_ids:
            item = goods[line._match_key()]
            released |= line._release(item, made.get(item.key, released.browse()))
        self._drop_leftovers(made, goods)
        released.write({"awaits_notice": False})
        released.action_confirm()

    def _drop_leftovers(self, made, goods):
        """Cancel drafts for what was taken off the order, or off the batch."""
        batches = {item.batch.id for item in goods.values()}
        leftovers = self.env["mrp.production"]
        for (__, batch, __), productions in made.items():
            if not self._is_batch() or batch in batches:
                leftovers |= productions
        leftovers.filtered(
            lambda production: production.awaits_notice
            and production.state == "draft"
            and production.production_notice_id != self
        ).with_context(skip_activity=True).action_cancel()

    # === AFTER THE ISSUE === #

    def _ask_for_revision(self):
        """Have those who follow the orders of issued notices revise them; once, until done.

        Runs as superuser, also in automatic flows: it never fails for want of a person.
        """
        activity_type = self.env.ref(
            "mrp_production_notice.mail_activity_type_revise", raise_if_not_found=False
        )
        if not activity_type:
            return
        for notice in self:
            known = notice.activity_ids.filtered(
                lambda activity: activity.activity_type_id == activity_type
            )
            person = notice.order_id.follower_id or notice.order_id.user_id
            if known or not person.active or not notice._differences_to_order():
                continue
            notice.activity_schedule(
                activity_type_id=activity_type.id,
                user_id=person.id,
                summary=self.env._("Revise the production notice: the order has changed"),
            )

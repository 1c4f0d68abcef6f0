from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from .mrp_production_notice import LIVE_STATES

# What reading the order again puts right in the lines of a draft.
READ_AGAIN = (
    "sequence",
    "schedule_id",
    "product_name",
    "customer_part_no",
    "drawing_revision",
    "quantity",
    "uom_id",
    "stock_quantity",
    "make_quantity",
    "completion_date",
)


class MrpProductionNotice(models.Model):
    """A notice is prepared from its order: by whom, for what, and what it takes over."""

    _inherit = "mrp.production.notice"

    # === ACTIONS === #

    def action_update_from_order(self):
        """Read products, quantities and dates of a draft from the order again.

        Texts, workshops and make or outsource stay as people entered them.
        """
        self.check_access("write")
        self._check_editable()
        # sudo: a planner need not see the order
        for notice in self.sudo():
            notice.order_id._check_notice_can_be_prepared()
            notice.write(notice._prepare_snapshot(notice.order_id))
            kept = {line._match_key(): line for line in notice.line_ids}
            for vals in notice._prepare_lines():
                line = notice.line_ids._take_match(kept, notice.line_ids._match_key_of(vals))
                if line:
                    line.write({name: vals[name] for name in READ_AGAIN if name in vals})
                else:
                    notice.line_ids = [fields.Command.create(vals)]
            notice.line_ids.browse([line.id for line in kept.values()]).unlink()
            notice._update_changes()
        return True

    # === WHO MAY PREPARE === #

    def _check_editable(self):
        """Refuse changes of what is no draft, and by people who do not prepare it."""
        if self.env.su or not self:
            return
        if sent := self.filtered(lambda notice: notice.state != "draft")[:1]:
            raise UserError(
                self.env._(
                    "%(notice)s was sent round and does not change any more. Correct a text, or "
                    "make a revision.",
                    notice=sent.display_name,
                )
            )
        self._check_prepared_by_user()

    def _check_prepared_by_user(self):
        """Refuse people who neither follow or sell the order nor plan its production."""
        if others := (self - self._prepared_by_user())[:1]:
            raise UserError(
                self.env._(
                    "%(notice)s is prepared by those who follow or sell the order and by "
                    "planning. Ask them, or an Order Assurance manager.",
                    notice=others.display_name,
                )
            )

    def _prepared_by_user(self):
        """Return those of ``self`` that the current user may prepare and revise."""
        if self.env.su or not self:
            return self
        # sudo: who follows an order is asked of the order, which a planner need not see
        orders = self.sudo().order_id
        allowed = set(self._orders_to_prepare(orders.with_env(self.env)).ids)
        return self.filtered(lambda notice: notice.sudo().order_id.id in allowed)

    @api.model
    def _orders_to_prepare(self, orders):
        """Return those of ``orders`` for which the current user may prepare notices.

        Managers, the follower and the salesperson, salespeople who see the order, and members of
        planning.
        """
        user = self.env.user
        if user.has_group("order_signoff.group_manager"):
            return orders
        allowed = orders.browse()
        if user.has_group("sales_team.group_sale_salesman"):
            allowed |= orders._filtered_access("read")
        if not user.has_group("order_signoff.group_user"):
            return allowed
        # sudo: only to compare people and companies
        planned = (
            self.env["order.team"]
            .sudo()
            .search([("function", "=", "planning"), ("membership_ids.user_id", "=", user.id)])
            .mapped(lambda team: team.company_id.id)
        )
        return allowed | orders.filtered(
            lambda order: user in (order.sudo().follower_id | order.sudo().user_id)
            or order.sudo().company_id.id in planned
            or False in planned
        )

    # === PREPARE === #

    @api.model
    def _prepare_for(self, order, batch=None):
        """Return the live notice of a confirmed order, or of one batch; a new draft if there is
        none.

        Two people who prepare at once get one notice: the request of the second is replayed and
        finds what the first one made.

        :param order: one ``sale.order`` that the caller may prepare a notice for
        :param batch: a ``sale.order.delivery.schedule`` of it; all lines with the same day and
            address belong to its notice. None: the whole order
        :return: the newest live revision, as the caller
        """
        order.ensure_one()
        if not self.env.su and not self._orders_to_prepare(order):
            raise UserError(
                self.env._(
                    "The production notice of this order is prepared by those who follow or sell "
                    "it and by planning. Ask them, or an Order Assurance manager."
                )
            )
        # sudo: the right to prepare was checked; a planner need not see the order
        order = order.sudo()
        order._check_notice_can_be_prepared()
        key = self._batch_key(order, batch)
        live = self.sudo().search(
            [("order_id", "=", order.id), ("state", "in", LIVE_STATES)], order="revision desc"
        )
        same = live.filtered(
            lambda notice: (notice.batch_date, notice.batch_partner_id) == key
        )
        if same:
            return self.browse(same[0].id)
        if live and (not any(key) or not all(live.mapped(lambda notice: notice._is_batch()))):
            raise UserError(
                self.env._(
                    "%(order)s has the production notice %(notice)s already. Cancel it first if "
                    "the order shall have a notice for each batch instead.",
                    order=order.name,
                    notice=live[0].display_name,
                )
            )
        try:
            with self.env.cr.savepoint():
                notice = self.sudo()._create_for(order, key, batch)
                notice.flush_recordset()
        except UniqueViolation as error:
            # The other one's notice cannot be seen in this transaction: have it replayed.
            raise ConcurrencyError(error) from error
        return self.browse(notice.id)

    @api.model
    def _create_for(self, order, key, batch):
        """Return a new draft. Runs as superuser."""
        batch_date, batch_partner = key
        notice = self.create(
            {
                "name": order.company_id._next_document_number("mrp.production.notice"),
                "order_id": order.id,
                "company_id": order.company_id.id,
                "batch_date": batch_date,
                "batch_partner_id": batch_partner.id,
                "batch_destination": self._batch_destination(batch_partner, batch),
                "prepared_by_id": self.env.uid,
                "prepared_on": fields.Datetime.now(),
                **self._prepare_snapshot(order),
                **self._prepare_content(order, batch),
            }
        )
        notice.line_ids = [fields.Command.create(vals) for vals in notice._prepare_lines()]
        # From the confirmation on: what was waited for before the first notice counts.
        notice._deadline_start("notice_issue", start=order.date_order)
        return notice

    @api.model
    def _batch_key(self, order, batch):
        """Return day and delivery address that make a batch; both empty for a whole order."""
        partner = self.env["res.partner"].sudo()
        if not batch:
            return False, partner
        batch = batch.sudo()  # sudo: a planner need not see the delivery schedule
        if batch.order_id != order:
            raise UserError(self.env._("Choose a delivery batch of this order."))
        return batch.due_date, batch.destination_partner_id or order.partner_shipping_id

    @api.model
    def _batch_destination(self, partner, batch):
        """Return address and place of a batch in one line."""
        if not batch:
            return False
        # sudo: a planner need not see the delivery schedule
        return " · ".join(filter(None, [partner.display_name, batch.sudo().destination]))

    def _is_batch(self):
        """Tell whether the notice is for one delivery batch."""
        self.ensure_one()
        return bool(self.batch_date or self.batch_partner_id)

    @api.model
    def _prepare_snapshot(self, order):
        """Return what the shop needs to know of ``order``. No prices."""
        destination = order.destination_id.browse(order._order_code_destination())
        return {
            "order_name": order.name,
            "order_code": order.order_code,
            "partner_id": order.partner_id.id,
            "partner_name": order.partner_id.display_name,
            "customer_order_ref": order.client_order_ref,
            "order_kind": order.order_kind,
            "order_class": order.order_class,
            "order_urgency": order.order_urgency,
            "destination": destination.display_name,
            "user_id": order.user_id.id,
            "follower_id": order.follower_id.id,
        }

    @api.model
    def _prepare_content(self, order, batch):
        """Return what is proposed for a new notice, to be completed by people."""
        # sudo: the batch was chosen for its order, see `_batch_key`
        due = batch and batch.sudo().due_date
        if not due and order.commitment_date:
            due = order.company_id._order_local_date(order.commitment_date)
        return {
            "irregular": order.order_class == "irregular",
            "delivery_date": due or False,
        }

    def _notice_order_lines(self):
        """Return ``[(order line, batch, quantity)]`` of the goods this notice is about.

        The quantity is in the unit of the order line. Runs as superuser.
        """
        self.ensure_one()
        result = []
        for line in self.order_id.order_line:
            if (
                line.display_type
                or line.is_downpayment
                or line.product_id.type != "consu"
                or line.product_uom_id.compare(line.product_uom_qty, 0) <= 0
            ):
                continue
            if not self._is_batch():
                result.append((line, line.delivery_schedule_ids.browse(), line.product_uom_qty))
                continue
            address = line.order_id.partner_shipping_id
            result += [
                (line, batch, batch.quantity)
                for batch in line.delivery_schedule_ids._in_order()
                if batch.due_date == self.batch_date
                and (batch.destination_partner_id or address) == self.batch_partner_id
                and line.product_uom_id.compare(batch.quantity, 0) > 0
            ]
        return result

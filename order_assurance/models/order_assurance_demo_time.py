from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .order_assurance_demo import AGREED_DATES, STORY_MODELS


class OrderAssuranceDemo(models.AbstractModel):
    """Time passes in the story: records get the dates of the days they tell of."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_time_passes(self, order, **time):
        """Move all that has happened to an order into the past.

        :param time: arguments of a timedelta
        """
        self.env.flush_all()
        for name, path in STORY_MODELS.items():
            records = self.env[name].sudo().with_context(active_test=False)
            self._demo_move(records.search([(path, "in", order.ids)]), time)
        self._demo_confirmed_by_customer(order)
        reviews = order.sudo().review_ids
        signoffs = self.env["order.signoff"].sudo()
        self._demo_move(
            signoffs.search([("res_model", "=", reviews._name), ("res_id", "in", reviews.ids)]),
            time,
        )
        productions = sum(self._demo_productions(order), start=self.env["mrp.production"])
        self._demo_move(productions, time)
        self._demo_move(productions.workorder_ids, time)
        for documents in (order, reviews, reviews.trial_ids, productions):
            messages = self.env["mail.message"].sudo().search(
                [("model", "=", documents._name), ("res_id", "in", documents.ids)]
            )
            self._demo_move(messages, time)
        self.env.invalidate_all()

    @api.model
    def _demo_confirmed_by_customer(self, order):
        """The customer confirmed in writing on the day the order came in, as it stands now."""
        self.env.cr.execute(
            SQL(
                "UPDATE sale_order"
                " SET customer_confirmed_on = LEAST(customer_confirmed_on, order_received_on::date)"
                " WHERE id IN %s AND customer_confirmed_on IS NOT NULL",
                order._ids,
            )
        )
        order.invalidate_recordset(["customer_confirmed_on"], flush=False)
        self.env.add_to_compute(order._fields["delivery_start_on"], order)

    @api.model
    def _demo_move(self, records, time):
        """Move every moment that is stored on the records."""
        if not records:
            return
        names = [
            name
            for name, field in records._fields.items()
            if field.type == "datetime" and field.store and name not in AGREED_DATES
        ]
        earlier = [
            SQL("%(name)s = %(name)s - %(time)s", name=SQL.identifier(name), time=timedelta(**time))
            for name in names
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id IN %s",
                SQL.identifier(records._table),
                SQL(", ").join(earlier),
                records._ids,
            )
        )

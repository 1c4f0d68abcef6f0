from odoo import models
from odoo.tools import SQL

from odoo.addons.order_signoff.tools import plain_number

MILLION = 1_000_000
COUNTED = ("complaints", "accepted", "complained", "moves", "on_time", "delivered")


class SatisfactionProgram(models.Model):
    """What happened in the period the survey asks about, beside what customers think of it.

    IATF 16949 9.1.2.1 asks for both: the facts are never part of the score.
    """

    _inherit = "satisfaction.program"

    def _fact_counts(self):
        counts = super()._fact_counts()
        if self.kind == "customer":
            found = list(self._counts().values())
            counts |= {key: sum(float(one.get(key) or 0) for one in found) for key in COUNTED}
        return counts

    def _facts_of(self, counts):
        facts = super()._facts_of(counts)
        if "complaints" not in counts:
            return facts
        complaints, accepted = int(counts["complaints"]), int(counts["accepted"])
        delivered, complained = counts["delivered"], counts["complained"]
        moves, on_time = int(counts["moves"]), int(counts["on_time"])
        facts.append(
            {
                "key": "complaints",
                "label": self.env._("Complaints"),
                "value": complaints,
                "unit": "",
                "note": self.env._(
                    "Received in the period; %(accepted)s of them were justified.",
                    accepted=accepted,
                ),
            }
        )
        if delivered:
            facts.append(
                {
                    "key": "ppm",
                    "label": self.env._("Complained Parts"),
                    "value": round(complained / delivered * MILLION),
                    "unit": "ppm",
                    "note": self.env._(
                        "%(complained)s complained with reason, of %(delivered)s delivered, in a "
                        "million.",
                        complained=plain_number(complained),
                        delivered=plain_number(delivered),
                    ),
                }
            )
        if moves:
            facts.append(
                {
                    "key": "on_time",
                    "label": self.env._("Deliveries on Time"),
                    "value": round(100 * on_time / moves, 1),
                    "unit": "%",
                    "note": self.env._(
                        "%(on_time)s of %(moves)s delivered lines with an agreed day left on it "
                        "or before.",
                        on_time=on_time,
                        moves=moves,
                    ),
                }
            )
        return facts

    def _counts(self):
        """Return ``{commercial customer id: counts}`` of the period, in two statements."""
        self.ensure_one()
        counts = {}
        # sudo: sums, for whoever may see the programme; no single document is shown
        program = self.sudo()
        program.env.flush_all()
        for statement in (program._complaint_sql(), program._delivery_sql()):
            program.env.cr.execute(statement)
            for row in program.env.cr.dictfetchall():
                counts.setdefault(row.pop("partner_id"), {}).update(row)
        return counts

    def _complaint_sql(self):
        since, until = self._bounds()
        return SQL(
            """
            SELECT commercial_partner_id AS partner_id, COUNT(*) AS complaints,
                   COUNT(*) FILTER (WHERE is_accepted) AS accepted,
                   SUM(qty_complained) FILTER (WHERE is_accepted) AS complained
              FROM customer_complaint
             WHERE company_id = %s AND state != 'cancelled'
               AND received_at >= %s AND received_at < %s
               AND commercial_partner_id IS NOT NULL
             GROUP BY commercial_partner_id
            """,
            self.company_id.id,
            since,
            until,
        )

    def _delivery_sql(self):
        """Of the deliveries to customers, as the statistics of complaints count them."""
        since, until = self._bounds()
        return SQL(
            """
            SELECT delivered.commercial_partner_id AS partner_id,
                   COUNT(move.date_deadline) AS moves,
                   COUNT(*) FILTER (WHERE
                       (delivered.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                       <= (move.date_deadline AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                   ) AS on_time,
                   SUM(delivered.qty_delivered) AS delivered
              FROM (%(deliveries)s) delivered
              -- A delivery has twice the id of its move, and one more
              JOIN stock_move move ON move.id = delivered.id / 2
             WHERE delivered.company_id = %(company)s
               AND delivered.date >= %(since)s AND delivered.date < %(until)s
             GROUP BY delivered.commercial_partner_id
            """,
            deliveries=self.env["customer.complaint.statistics"]._delivery_rows(),
            zone=str(self.company_id._order_timezone()),
            company=self.company_id.id,
            since=since,
            until=until,
        )

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Days between two reports of the past, and the age of the youngest.
RHYTHM, YOUNGEST = 18, 62
# Kind of defect, customer ("supplier", or nobody: our own), product, the share of the time
# limits that was used, cost in yuan; the oldest first.
HISTORY = (
    ("leak", "rhein", "rear_shock", 0.75, 42000),
    ("noise", "gulf", "strut_left", 1.15, 18500),
    ("dim", "supplier", "seal", 0.80, 9600),
    ("surf", "cape", "strut_right", 0.70, 7400),
    ("leak", "andina", "rear_shock", 1.20, 26300),
    ("wrong", None, "mount", 0.60, 3200),
    ("noise", "siam", "strut_right", 0.85, 15100),
    ("crack", "coral", "bushing", 0.75, 8800),
    ("surf", "lakes", "strut_left", 0.95, 11900),
    ("dim", "supplier", "seal", 0.70, 5200),
    ("leak", "siam", "rear_shock", 0.80, 13700),
    ("wrong", "rhein", "strut_left", 0.65, 6100),
    ("noise", "kansai", "strut_left", 0.90, 9900),
    ("surf", "gulf", "rear_shock", 1.15, 5600),
    ("crack", None, "bushing", 0.55, 2400),
    ("leak", "lakes", "rear_shock", 0.70, 4800),
    ("wrong", "cape", "mount", 0.75, 2900),
    ("noise", "rhein", "strut_right", 0.80, 3700),
)
# Of the past nobody wants a message for each field, nor a task on his list.
QUIETLY = {"tracking_disable": True, "mail_activity_automation_skip": True}
# These had happened before: place in the list, and the place of the earlier one.
REPEATED = {4: 0, 9: 2, 12: 1}
# The share of its limit that each discipline takes, where the team is exactly in time.
SHARES = {
    "d0": 0.5,
    "d1": 0.6,
    "d2": 0.7,
    "d3": 0.9,
    "d4": 1.0,
    "d5": 0.9,
    "d6": 1.0,
    "d7": 0.85,
    "d8": 0.9,
}


class OrderAssuranceDemo(models.AbstractModel):
    """8D reports of the past twelve months: closed, most of them shown to be effective.

    All of them go through the real flow together; then each gets its time.
    """

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_8d_history(self):
        """Tell what has been solved."""
        reports = self._demo_8d_history_open()
        for discipline in ("d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7"):
            for report in reports:
                getattr(self, f"_demo_8d_{discipline}")(report)
            steps = reports._step(discipline)
            steps.action_submit()
            steps.with_env(self._demo_env("quality")).with_context(**QUIETLY).action_accept()
        self._demo_8d_history_close(reports)
        self._demo_8d_history_costs(reports)
        for number, report in enumerate(reports):
            age = YOUNGEST + RHYTHM * (len(reports) - 1 - number)
            self._demo_8d_time(report, days=age)
            self._demo_8d_history_time(report, HISTORY[number][3])
        self._demo_8d_history_messages(reports)
        self._demo_8d_history_effect(reports)

    @api.model
    def _demo_8d_history_open(self):
        """All reports at once, as the team leader opens them."""
        vals_list = []
        for number, (defect, customer, product, _share, _cost) in enumerate(HISTORY):
            kind = customer if customer == "supplier" else "customer" if customer else "internal"
            partner = None if kind == "supplier" else customer
            vals_list.append(
                {
                    **self._demo_8d_vals(product, partner, defect, kind=kind),
                    "customer_acceptance": False,
                    "repeated": number in REPEATED,
                }
            )
        env = self._demo_env("engineering")
        reports = env["quality.8d"].with_context(**QUIETLY).create(vals_list)
        for number, earlier in REPEATED.items():
            reports[number].reference_ids = reports[earlier]
        return reports

    @api.model
    def _demo_8d_history_close(self, reports):
        """Hand in D8, and have all of them signed."""
        for report in reports:
            report.write(self._demo_8d_closing(report))
        reports._step("d8").action_submit()
        for role in ("quality", "management"):
            user = self._demo_ref(f"user_{role}")
            signoffs = reports.sudo().signoff_ids.filtered(
                lambda s, user=user: s.named_user_id == user and s.state == "pending"
            )
            # A second pair of eyes looks at one report after the other.
            for signoff in signoffs.with_env(self._demo_env(role)):
                signoff.action_accept()

    @api.model
    def _demo_8d_history_costs(self, reports):
        """What it cost: sorting, scrap and, at the customer's, freight; suppliers pay back."""
        env = self._demo_env("quality")
        texts = {
            "sorting": env._("Sorting, two persons"),
            "scrap": env._("Parts that could not be used"),
            "freight": env._("Replacements by air"),
            "recovery": env._("Paid by the supplier"),
        }
        shares = {
            "customer": {"sorting": 0.3, "scrap": 0.25, "freight": 0.45},
            "supplier": {"sorting": 0.4, "scrap": 0.6, "recovery": 0.7},
            "internal": {"sorting": 0.35, "scrap": 0.65},
        }
        env["quality.8d.cost"].create(
            [
                {
                    "report_id": report.id,
                    "name": texts[cost_type],
                    "cost_type": cost_type,
                    "amount": round(cost * share, -1),
                }
                for report, (_defect, _customer, _product, _pace, cost) in zip(
                    reports, HISTORY, strict=True
                )
                for cost_type, share in shares[report.kind].items()
            ]
        )

    # ------------------------------------------------------------
    # Time
    # ------------------------------------------------------------

    @api.model
    def _demo_8d_history_time(self, report, pace):
        """Let a report that was received long ago have taken its time, by its own limits.

        :param pace: the share of the limits that the team used
        """
        report = report.sudo()
        taken = {}
        for step in report.step_ids:
            limit = step.deadline - step.deadline_started_at
            taken[step.discipline] = limit * (pace * SHARES[step.discipline])
            moment = step.deadline_started_at + taken[step.discipline]
            step.write(
                {
                    "met_at": moment,
                    "submitted_at": moment,
                    "decided_at": moment + timedelta(hours=4),
                }
            )
        day = {key: (report.received_at + time).date() for key, time in taken.items()}
        report.contained_ids.write({"done_on": day["d3"], "ended_on": day["d6"]})
        report.action_ids.write({"due_on": day["d6"], "done_on": day["d6"], "cut_in_on": day["d6"]})
        report.document_ids.filtered("revised_on").revised_on = day["d7"]
        report.cost_ids.date = day["d4"]
        closed_on = report.received_at + taken["d8"] + timedelta(hours=20)
        days = report.company_id.quality_8d_effect_days
        report.write(
            {"closed_on": closed_on, "effect_due_on": closed_on.date() + timedelta(days=days)}
        )
        # Signed a day after the closing was handed in.
        signed = -(closed_on - report.received_at).total_seconds()
        self._demo_move(report.signoff_ids, {"seconds": signed})

    @api.model
    def _demo_8d_history_messages(self, reports):
        """Spread what was said over the time in which it was solved."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_message m SET date = r.received_at"
                " + (r.closed_on - r.received_at) * (told.place::float / told.count)"
                " FROM (SELECT id, count(*) OVER (PARTITION BY res_id) AS count,"
                "  row_number() OVER (PARTITION BY res_id ORDER BY id) AS place"
                "  FROM mail_message WHERE model = %s AND res_id IN %s) told,"
                " quality_8d r WHERE told.id = m.id AND r.id = m.res_id",
                reports._name,
                reports._ids,
            )
        )
        self.env.invalidate_all()

    @api.model
    def _demo_8d_history_effect(self, reports):
        """Check the effect of what has been observed long enough."""
        quality = reports.with_env(self._demo_env("quality"))
        today = fields.Date.today()
        observed = quality.filtered(lambda report: report.effect_due_on < today)
        for report in observed:
            report.write(
                {"effect_lots": 4, "effect_text": report.env._("Four lots, no complaint.")}
            )
        observed.action_effective()
        for report in observed.sudo():
            report.write(
                {
                    "effect_opened_on": report.effect_due_on,
                    "effect_decided_on": report.effect_due_on + timedelta(days=2),
                }
            )

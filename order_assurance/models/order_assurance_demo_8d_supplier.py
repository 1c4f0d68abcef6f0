from datetime import timedelta

from odoo import api, fields, models


class OrderAssuranceDemo(models.AbstractModel):
    """An 8D report that a supplier answers himself, on the page he was sent."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_8d_at_the_supplier(self):
        """The supplier of seals has answered up to D5; his actions are not in place yet."""
        report = self._demo_8d_open("seal", kind="supplier")
        report.finding = report.env._(self._demo_8d_words(report).finding)
        self._demo_8d_pictures(report)
        steps = report.step_ids.filtered(lambda s: s.discipline not in ("d0", "d2", "d8"))
        note = report.env._("Please sort what you have in stock first, and tell us the result.")
        request = report._ask_supplier(report.partner_id, steps, note)
        for discipline in ("d0", "d2"):
            getattr(self, f"_demo_8d_{discipline}")(report)
            report._step(discipline).action_submit()
            self._demo_8d_accept(report, discipline)
        for discipline, hours in (("d1", 20), ("d3", 24), ("d4", 130), ("d5", 150)):
            for values in getattr(self, f"_demo_8d_supplier_{discipline}")(report):
                request._fill_in(discipline, values)
            request._submit(discipline, "Chen Bo 陈波")
            self._demo_8d_accept(report, discipline)
            self._demo_8d_time(report, hours=hours)
        return report

    @api.model
    def _demo_8d_accept(self, report, discipline):
        """Quality accepts what was submitted."""
        report._step(discipline).with_env(self._demo_env("quality")).action_accept()

    @api.model
    def _demo_8d_supplier_d1(self, report):
        names = ("Chen Bo 陈波", "Ye Lin 叶琳", "Xia Jun 夏军")
        return [{"member.new0.name": name} for name in names]

    @api.model
    def _demo_8d_supplier_d3(self, report):
        today = fields.Date.to_string(fields.Date.today())
        values = {f"place.{line.id}.concerned": "no" for line in report.containment_ids}
        concerned = {
            "fg": (12000, 31, report.env._("All seals in stock inspected under the microscope")),
            "in_transit": (5000, 12, report.env._("Delivery called back and inspected")),
        }
        for line in report.containment_ids.filtered(lambda c: c.place in concerned):
            checked, defective, action = concerned[line.place]
            values |= {
                f"place.{line.id}.concerned": "yes",
                f"place.{line.id}.action": action,
                f"place.{line.id}.owner_name": "Ye Lin 叶琳",
                f"place.{line.id}.done_on": today,
                f"place.{line.id}.suspect_qty": str(checked),
                f"place.{line.id}.checked_qty": str(checked),
                f"place.{line.id}.defective_qty": str(defective),
            }
        return [values]

    @api.model
    def _demo_8d_supplier_d4(self, report):
        env = report.env
        return [
            {
                "cause.new0.name": env._(cause.name),
                "cause.new0.branch": branch,
                "cause.new0.level": level,
                "cause.new0.category": cause.category,
                "cause.new0.verdict": "verified",
                "cause.new0.method": "reproduce" if level == "technical" else "physical_evidence",
                "cause.new0.evidence": env._(cause.evidence),
                "cause.new0.whys": "\n".join(env._(why) for why in cause.whys),
                "report.escape_point": env._("Final inspection of the supplier"),
            }
            for branch, level, cause in self._demo_8d_causes(report)
        ]

    @api.model
    def _demo_8d_supplier_d5(self, report):
        env = report.env
        due = fields.Date.to_string(fields.Date.today() + timedelta(days=20))
        causes = report.cause_ids._counts().sorted("id")
        told = self._demo_8d_causes(report)
        return [
            {
                "action.new0.name": env._(cause.action.name),
                "action.new0.cause_id": str(record.id),
                "action.new0.hierarchy": cause.action.hierarchy,
                "action.new0.owner_name": "Xia Jun 夏军",
                "action.new0.due_on": due,
                "action.new0.verified": "yes",
                "action.new0.verification": env._(cause.action.verification),
            }
            for record, (_branch, _level, cause) in zip(causes, told, strict=True)
        ]

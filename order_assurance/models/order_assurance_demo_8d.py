from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, mute_logger

from .order_assurance_demo_8d_words import STORIES

# Kinds of defects of which there are pictures.
SEALS = ("leak", "dim")


class OrderAssuranceDemo(models.AbstractModel):
    """8D reports: one in each discipline, one observed, one that was shown to be effective."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_story(self):
        """After the orders, what customers and suppliers had to complain about."""
        result = super()._demo_story()
        self._demo_8d_story()
        return result

    @api.model
    def _demo_8d_story(self):
        """Tell the reports, the oldest first."""
        self._demo_8d_history()
        self._demo_8d_effective()
        self._demo_8d_at_the_customer()
        self._demo_8d_to(self._demo_8d_open("rear_shock", "andina", title="leak"), "d7", 33)
        self._demo_8d_at_the_supplier()
        self._demo_8d_to(self._demo_8d_open("strut_left", "gulf", title="noise"), "d5", 12)
        self._demo_8d_to(self._demo_8d_open("rear_shock", "lakes", title="leak"), "d4", 9)
        self._demo_8d_to(
            self._demo_8d_open("strut_right", "cape", title="surf", severity="critical"), "d3", 2
        )
        self._demo_8d_to(self._demo_8d_open("bushing", "siam", title="crack"), "d2", 1)
        self._demo_8d_to(self._demo_8d_open("strut_left", "coral", title="noise"), "d1", 0.5)
        self._demo_8d_open("mount", title="wrong", kind="internal")

    # ------------------------------------------------------------
    # The reports
    # ------------------------------------------------------------

    @api.model
    def _demo_8d_effective(self):
        """Closed half a year ago; no leak since."""
        report = self._demo_8d_open("rear_shock", "rhein", title="leak", severity="critical")
        self._demo_8d_to(report, "d8", 20)
        self._demo_8d_close(report)
        self._demo_8d_answer(report, True)
        self._demo_8d_time(report, days=40)
        report.sudo().effect_due_on = fields.Date.today() - timedelta(days=5)
        quality = report.with_env(self._demo_env("quality"))
        quality.effect_lots = 6
        quality.effect_text = quality.env._("Six lots, 3,600 parts: no leak, no remark.")
        quality.action_effective()
        self._demo_8d_time(report, days=110)

    @api.model
    def _demo_8d_at_the_customer(self):
        """Signed; the customer returned the final report once and has the new one."""
        report = self._demo_8d_open("strut_left", "siam", title="noise")
        self._demo_8d_to(report, "d8", 30)
        self._demo_8d_close(report)
        self._demo_8d_answer(report, False)
        leader = report.with_env(self._demo_env("engineering"))
        leader.result = leader.env._(
            "Noise in 0 of 1,500 struts since the change; before, 12 of 1,500."
        )
        self._demo_8d_time(report, days=1)
        self._demo_8d_close(report)

    # ------------------------------------------------------------
    # Tools
    # ------------------------------------------------------------

    @api.model
    def _demo_8d_open(self, product, customer=None, title="dim", **values):
        """A team leader opens a report on what came in just now."""
        vals = self._demo_8d_vals(product, customer, title, **values)
        return self._demo_env("engineering")["quality.8d"].create(vals)

    @api.model
    def _demo_8d_vals(self, product, customer=None, title="dim", **values):
        """What the leader enters: the words follow from the kind of defect.

        :param title: the kind of defect, as in ``STORIES``
        """
        env = self._demo_env("engineering")
        if values.get("kind") == "supplier":
            partner = self._demo_8d_supplier()
        else:
            partner = self._demo_ref(f"partner_{customer}") if customer else env["res.partner"]
        return {
            "title": env._(STORIES[title].title),
            "partner_id": partner.id,
            "contact_id": partner.child_ids[:1].id or partner.id,
            "partner_ref": f"Q-{partner.id:05}" if partner else False,
            "product_id": self._demo_ref(f"product_{product}").id,
            "defect_id": self.env.ref(f"quality_8d.quality_defect_{title}").id,
            **values,
        }

    @api.model
    def _demo_8d_supplier(self):
        """The supplier of seals."""
        # sudo: purchasing keeps the suppliers
        partners = self._demo_env("engineering")["res.partner"].sudo()
        name = partners.env._("Ningbo Haifeng Seals Co., Ltd.")
        return partners.search([("name", "=", name)], limit=1) or partners.create(
            {"name": name, "is_company": True}
        )

    @api.model
    def _demo_8d_to(self, report, until, days):
        """Work on a report up to a discipline, in so many days; that one is still open."""
        disciplines = ["d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7"]
        done = [discipline for discipline in disciplines if discipline < until]
        for discipline in done:
            getattr(self, f"_demo_8d_{discipline}")(report)
            if discipline == "d2" and self._demo_8d_defect(report) in SEALS:
                self._demo_8d_pictures(report)
            step = report._step(discipline)
            step.action_submit()
            step.with_env(self._demo_env("quality")).action_accept()
            self._demo_8d_time(report, hours=24 * days / (len(done) + 1))
        self._demo_8d_time(report, hours=24 * days / (len(done) + 1))

    @api.model
    def _demo_8d_close(self, report):
        """Hand in D8, have it signed, and give the customer the final report."""
        report.write(self._demo_8d_closing(report))
        report._step("d8").action_submit()
        for role in ("quality", "management"):
            user = self._demo_ref(f"user_{role}")
            report.sudo().signoff_ids.filtered(
                lambda s, user=user: s.named_user_id == user and s.state == "pending"
            ).with_env(self._demo_env(role)).action_accept()
        self._demo_8d_version(report, "final")

    @api.model
    def _demo_8d_version(self, report, kind):
        """The leader hands a version over; no server runs yet that the printer could ask."""
        wizard = report.env["quality.8d.send"].create({"report_id": report.id, "kind": kind})
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            wizard.action_mark_sent()

    @api.model
    def _demo_8d_answer(self, report, accepted):
        """The customer answers the last version under his link."""
        version = report.version_ids.sorted("number")[-1:]
        comment = "" if accepted else report.env._("Please give figures before and after.")
        version._answer(accepted, report.contact_id.name, "link", comment)
        self._demo_8d_time(report, days=2)

    @api.model
    def _demo_8d_time(self, report, **time):
        """Move all that has happened on a report into the past."""
        self.env.flush_all()
        report = report.sudo()
        signoffs = report.signoff_ids
        for records in (
            report,
            report.step_ids,
            report.version_ids,
            report.request_ids,
            signoffs,
        ):
            self._demo_move(records, time)
        days = timedelta(**time).days
        for records in (report.containment_ids, report.action_ids, report.document_ids):
            self._demo_8d_move_dates(records, days)
        messages = report.env["mail.message"].search(
            [("model", "=", report._name), ("res_id", "in", report.ids)]
        )
        self._demo_move(messages, time)
        self.env.invalidate_all()

    @api.model
    def _demo_8d_move_dates(self, records, days):
        """Move every day that is stored on the lines of a report."""
        names = [
            name for name, field in records._fields.items() if field.type == "date" and field.store
        ]
        if not records or not days:
            return
        earlier = [
            SQL("%(name)s = %(name)s - %(days)s", name=SQL.identifier(name), days=days)
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

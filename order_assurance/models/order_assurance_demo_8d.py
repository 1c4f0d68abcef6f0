from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL, mute_logger


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
        self._demo_8d_effective()
        self._demo_8d_at_the_customer()
        self._demo_8d_to(self._demo_8d_open("seal", kind="supplier"), "d6", 26)
        self._demo_8d_to(self._demo_8d_open("strut_left", "gulf", title="noise"), "d5", 12)
        self._demo_8d_to(self._demo_8d_open("rear_shock", "lakes", title="leak"), "d4", 9)
        self._demo_8d_to(
            self._demo_8d_open("strut_right", "cape", title="paint", severity="critical"), "d3", 2
        )
        self._demo_8d_to(self._demo_8d_open("bushing", "siam", title="crack"), "d2", 1)
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
    def _demo_8d_open(self, product, customer=None, title="seal", **values):
        """A team leader opens a report on what came in just now."""
        env = self._demo_env("engineering")
        titles = {
            "leak": (env._("Oil leaks at the rod"), "leak"),
            "noise": (env._("Knocking noise after 2,000 km"), "noise"),
            "paint": (env._("Paint flakes off the outer tube"), "surf"),
            "crack": (env._("Rubber bushings are cracked"), "crack"),
            "wrong": (env._("Bearings of the wrong type in the assembly"), "wrong"),
            "seal": (env._("Oil seals with cut lips"), "dim"),
        }
        text, defect = titles[title]
        if values.get("kind") == "supplier":
            # sudo: purchasing keeps the suppliers
            partner = (
                env["res.partner"]
                .sudo()
                .create({"name": env._("Ningbo Haifeng Seals Co., Ltd."), "is_company": True})
            )
        else:
            partner = self._demo_ref(f"partner_{customer}") if customer else env["res.partner"]
        return env["quality.8d"].create(
            {
                "title": text,
                "partner_id": partner.id,
                "contact_id": partner.child_ids[:1].id or partner.id,
                "partner_ref": f"Q-{partner.id:05}" if partner else False,
                "product_id": self._demo_ref(f"product_{product}").id,
                "defect_id": self.env.ref(f"quality_8d.quality_defect_{defect}").id,
                **values,
            }
        )

    @api.model
    def _demo_8d_to(self, report, until, days):
        """Work on a report up to a discipline, in so many days; that one is still open."""
        disciplines = ["d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7"]
        done = [discipline for discipline in disciplines if discipline < until]
        for discipline in done:
            getattr(self, f"_demo_8d_{discipline}")(report)
            step = report._step(discipline)
            step.action_submit()
            step.with_env(self._demo_env("quality")).action_accept()
            self._demo_8d_time(report, hours=24 * days / (len(done) + 1))
        self._demo_8d_time(report, hours=24 * days / (len(done) + 1))

    @api.model
    def _demo_8d_close(self, report):
        """Hand in D8, have it signed, and give the customer the final report."""
        env = report.env
        report.write(
            {
                "result": report.result or env._("Complaints fell from 25 in a thousand to none."),
                "lessons": env._(
                    "A deburring step needs its own inspection: burrs cut seals that look good."
                ),
                "recognition": env._("Thanked in the monthly meeting; bonus for the team."),
            }
        )
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
        for records in (report, report.step_ids, report.version_ids, signoffs):
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

    # ------------------------------------------------------------
    # What the team writes
    # ------------------------------------------------------------

    @api.model
    def _demo_8d_d0(self, report):
        env = report.env
        report.write(
            {
                "symptom": env._("Parts of one delivery fail in the first weeks of use."),
                "criterion": "customer" if report.kind == "customer" else "severity",
                "emergency_action": env._("Shipment of the lot stopped, replacements sent by air."),
                "emergency_user_id": self._demo_ref("user_logistics").id,
                "emergency_at": fields.Datetime.now(),
                "customer_informed_at": fields.Datetime.now(),
            }
        )

    @api.model
    def _demo_8d_d1(self, report):
        report.member_ids = [
            Command.create(
                {
                    "user_id": self._demo_ref(f"user_{role}").id,
                    "team_id": self._demo_ref(f"team_{role}").id,
                }
            )
            for role in ("production", "assembly", "purchasing")
        ]

    @api.model
    def _demo_8d_d2(self, report):
        env = report.env
        report.write(
            {
                "customer_words": env._(
                    "5 of 200 parts failed before 3,000 km. We stopped fitting them."
                ),
                "finding": env._("The lip of the oil seal is cut at one place, 2 mm long."),
                "drawing_no": "HT-2207 B",
                "lot_names": "L2609-17",
                "qty_complained": 5,
                "qty_delivered": 200,
                "qty_returned": 5,
                "place_found": env._("Workshop of the customer"),
                "found_on": fields.Date.today(),
                "failure_effect": "field",
                "what_text": env._("Seal lip is cut"),
                "where_text": env._("Upper seal, towards the rod"),
                "when_text": env._("After 1,000 to 3,000 km"),
                "who_text": env._("Fitters of the customer"),
                "why_text": env._("Oil is lost, damping fails: a matter of safety"),
                "how_text": env._("Oil film at the rod, seen at inspection"),
                "how_many_text": env._("5 of 200, all of one lot"),
                "returned_parts": "confirmed",
                "returned_analysis": env._(
                    "All five seals are cut at the same place; hardness and material are good."
                ),
            }
        )
        compared = [
            (env._("Lot L2609-17"), env._("Lots 15, 16 and 18"), env._("Night shift"), ""),
            (
                env._("Cut, 2 mm"),
                env._("Worn, hardened"),
                env._("Sharp edge"),
                env._("New rod supplier since week 36"),
            ),
        ]
        names = ("is_text", "is_not_text", "distinction", "change")
        for line, texts in zip(report.comparison_ids, compared, strict=False):
            line.write(dict(zip(names, texts, strict=True)))

    @api.model
    def _demo_8d_d3(self, report):
        env = report.env
        report.containment_ids.concerned = "no"
        today = fields.Date.today()
        concerned = [
            ("customer_stock", 195, 195, 3, env._("Inspected by our service on site"), "service"),
            ("in_transit", 400, 400, 0, env._("Inspected on arrival"), "logistics"),
            ("fg", 620, 620, 7, env._("Blocked and inspected, 100 %"), "quality"),
        ]
        for place, suspect, checked, defective, action, role in concerned:
            report.containment_ids.filtered(lambda c, place=place: c.place == place).write(
                {
                    "concerned": "yes",
                    "suspect_qty": suspect,
                    "checked_qty": checked,
                    "defective_qty": defective,
                    "action": action,
                    "user_id": self._demo_ref(f"user_{role}").id,
                    "due_on": today,
                    "done_on": today,
                    "marking": env._("Green dot on the rod"),
                    "clean_lot": "L2610-02",
                }
            )

    @api.model
    def _demo_8d_d4(self, report):
        env = report.env
        causes = [
            (
                "occurrence",
                "technical",
                "machine",
                env._("Burr at the chamfer of the rod cuts the seal"),
                [
                    env._("The seal is cut when it is pushed over the rod"),
                    env._("The chamfer has a burr of 0.1 mm"),
                    env._("The deburring brush was worn out"),
                ],
                "reproduce",
                env._("10 rods with a burr: 9 seals cut; 10 without: none."),
            ),
            (
                "occurrence",
                "system",
                "method",
                env._("No life of the brush in the maintenance plan"),
                [
                    env._("The brush was used for 9 months"),
                    env._("Nobody is told to change it"),
                    env._("Tools that wear are not in the plan"),
                ],
                "physical_evidence",
                env._("Maintenance plan of 2024, brush in the picture."),
            ),
            (
                "non_detection",
                "technical",
                "measurement",
                env._("The leak test is too short to see a cut"),
                [
                    env._("The cut opens only after 20 s of pressure"),
                    env._("The test takes 8 s"),
                    env._("The time was taken over from a smaller damper"),
                ],
                "reproduce",
                env._("Five cut seals passed at 8 s, none at 25 s."),
            ),
            (
                "non_detection",
                "system",
                "method",
                env._("Test plans are copied without being released anew"),
                [
                    env._("The plan of the new part was a copy"),
                    env._("A copy needs no release"),
                    env._("The procedure knows only new plans"),
                ],
                "physical_evidence",
                env._("Three of eight plans looked at are copies."),
            ),
        ]
        report.escape_point = env._("Leak test at the end of assembly")
        report.cause_ids = [
            Command.create(
                {
                    "branch": branch,
                    "level": level,
                    "category": category,
                    "name": name,
                    "verdict": "verified",
                    "method": method,
                    "evidence": evidence,
                    "why_ids": [
                        Command.create({"name": why, "sequence": 10 * number})
                        for number, why in enumerate(whys)
                    ],
                }
            )
            for branch, level, category, name, whys, method, evidence in causes
        ] + [
            Command.create({"name": name, "category": category, "verdict": "ruled_out"})
            for name, category in (
                (env._("Seal material too soft"), "material"),
                (env._("Fitted without oil"), "man"),
                (env._("Dust at the assembly line"), "environment"),
            )
        ]

    @api.model
    def _demo_8d_d5(self, report):
        env = report.env
        actions = [
            (
                env._("Mounting sleeve over the chamfer: the seal cannot touch the edge"),
                "error_proof",
                "assembly",
                env._("50 rods with a burr: no seal cut"),
            ),
            (
                env._("Life of all wearing tools in the maintenance plan"),
                "procedure",
                "production",
                env._("Brush is asked for after 3 months"),
            ),
            (
                env._("Leak test of 25 s with automatic stop"),
                "detection",
                "quality",
                env._("20 cut seals: 20 found"),
            ),
            (
                env._("Copied test plans need a release in the system"),
                "engineering",
                "engineering",
                env._("Tried with two plans"),
            ),
        ]
        due = fields.Date.today() + timedelta(days=7)
        causes = report.cause_ids._counts().sorted("id")
        report.action_ids = [
            Command.create(
                {
                    "cause_id": cause.id,
                    "name": name,
                    "hierarchy": hierarchy,
                    "user_id": self._demo_ref(f"user_{role}").id,
                    "due_on": due,
                    "verification": verification,
                    "verified": "yes",
                }
            )
            for cause, (name, hierarchy, role, verification) in zip(causes, actions, strict=True)
        ]

    @api.model
    def _demo_8d_d6(self, report):
        env = report.env
        today = fields.Date.today()
        report.action_ids.write(
            {
                "done_on": today,
                "cut_in_lot": "L2610-02",
                "cut_in_on": today,
                "validation": env._("Three lots in series without a defect"),
                "validated": "yes",
            }
        )
        report.action_ids.sorted("id")[0].write(
            {
                "measure": env._("Leaks in a thousand parts"),
                "value_before": 25,
                "value_after": 0,
                "value_unit": "‰",
            }
        )
        report.contained_ids.ending = "withdrawn"
        report.contained_ids[-1:].ending = "permanent"

    @api.model
    def _demo_8d_d7(self, report):
        env = report.env
        today = fields.Date.today()
        updated = {
            "pfmea": ("PF-2207", "C"),
            "control_plan": ("CP-2207", "D"),
            "work_instruction": ("WI-A-114", "B"),
            "inspection": ("IS-31", "C"),
            "procedure": ("QP-08", "B"),
            "lessons": ("LL-2026-07", "A"),
            "read_across": (env._("All dampers of line 2"), "A"),
        }
        for line in report.document_ids:
            if line.document in updated:
                number, revision = updated[line.document]
                line.write(
                    {
                        "decision": "updated",
                        "number": number,
                        "revision": revision,
                        "revised_on": today,
                    }
                )
            else:
                line.write(
                    {"decision": "not_applicable", "reason": env._("Design and drawing are good")}
                )

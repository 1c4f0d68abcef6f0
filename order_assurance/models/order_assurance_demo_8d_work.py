import base64
import io
from datetime import timedelta

from PIL import Image, ImageDraw

from odoo import api, fields, models
from odoo.fields import Command

from .order_assurance_demo_8d_words import STORIES, SYSTEM_CAUSES


class OrderAssuranceDemo(models.AbstractModel):
    """8D reports: what the team does in each discipline."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_8d_defect(self, report):
        """The key of the kind of defect."""
        name = report.sudo().defect_id.get_external_id()[report.defect_id.id]
        return name.removeprefix("quality_8d.quality_defect_")

    @api.model
    def _demo_8d_words(self, report):
        """The words that fit the kind of defect."""
        return STORIES[self._demo_8d_defect(report)]

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
        env, story = report.env, self._demo_8d_words(report)
        report.write(
            {
                "customer_words": env._(
                    "5 of 200 parts failed before 3,000 km. We stopped fitting them."
                ),
                "finding": env._(story.finding),
                "drawing_no": "HT-2207 B",
                "lot_names": "L2609-17",
                "qty_complained": 5,
                "qty_delivered": 200,
                "qty_returned": 5,
                "place_found": env._("Workshop of the customer"),
                "found_on": fields.Date.today(),
                "failure_effect": "field",
                "what_text": env._(story.what),
                "where_text": env._(story.where),
                "when_text": env._("After 1,000 to 3,000 km"),
                "who_text": env._("Fitters of the customer"),
                "why_text": env._("The car has to come back to the workshop"),
                "how_text": env._("Seen at the inspection of the car"),
                "how_many_text": env._("5 of 200, all of one lot"),
                "returned_parts": "confirmed",
                "returned_analysis": env._(
                    "All five parts fail at the same place; material and dimensions are good."
                ),
            }
        )
        compared = [
            (env._("Lot L2609-17"), env._("Lots 15, 16 and 18"), env._("Night shift"), ""),
            (
                env._(story.what),
                env._(story.is_not),
                "",
                env._("New rod supplier since week 36"),
            ),
        ]
        names = ("is_text", "is_not_text", "distinction", "change")
        for line, texts in zip(report.comparison_ids, compared, strict=False):
            line.write(dict(zip(names, texts, strict=True)))

    @api.model
    def _demo_8d_pictures(self, report):
        """A good and a defective part, side by side."""
        for name, cut in (("picture_ok", False), ("picture_nok", True)):
            image = Image.new("RGB", (420, 320), "#dfe4e8")
            draw = ImageDraw.Draw(image)
            for radius, colour in ((140, "#2b2f33"), (112, "#50575e"), (84, "#dfe4e8")):
                draw.ellipse((210 - radius, 160 - radius, 210 + radius, 160 + radius), colour)
            if cut:
                draw.polygon([(284, 96), (318, 70), (306, 112)], "#dfe4e8")
                draw.ellipse((262, 50, 342, 130), outline="#c0392b", width=6)
            content = io.BytesIO()
            image.save(content, "PNG")
            report[name] = base64.b64encode(content.getvalue())

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
    def _demo_8d_causes(self, report):
        """Four causes: occurrence and non-detection, technical and system."""
        story = self._demo_8d_words(report)
        return [
            (branch, level, cause)
            for branch in ("occurrence", "non_detection")
            for level, cause in (
                ("technical", getattr(story, branch)),
                ("system", SYSTEM_CAUSES[branch]),
            )
        ]

    @api.model
    def _demo_8d_d4(self, report):
        env = report.env
        report.escape_point = env._("Leak test at the end of assembly")
        report.cause_ids = [
            Command.create(
                {
                    "branch": branch,
                    "level": level,
                    "category": cause.category,
                    "failure_id": self.env.ref(f"quality_8d.quality_8d_failure_{cause.failure}").id,
                    "name": env._(cause.name),
                    "verdict": "verified",
                    "method": "reproduce" if level == "technical" else "physical_evidence",
                    "evidence": env._(cause.evidence),
                    "why_ids": [
                        Command.create({"name": env._(why), "sequence": 10 * number})
                        for number, why in enumerate(cause.whys)
                    ],
                }
            )
            for branch, level, cause in self._demo_8d_causes(report)
        ] + [
            Command.create({"name": env._(name), "category": category, "verdict": "ruled_out"})
            for name, category in self._demo_8d_words(report).ruled_out
        ]

    @api.model
    def _demo_8d_d5(self, report):
        env = report.env
        due = fields.Date.today() + timedelta(days=7)
        roles = ("assembly", "production", "quality", "engineering")
        proved = report.cause_ids._counts().sorted("id")
        told = self._demo_8d_causes(report)
        report.action_ids = [
            Command.create(
                {
                    "cause_id": cause.id,
                    "name": env._(action.name),
                    "hierarchy": action.hierarchy,
                    "user_id": self._demo_ref(f"user_{role}").id,
                    "due_on": due,
                    "verification": env._(action.verification),
                    "verified": "yes",
                }
            )
            for cause, action, role in zip(
                proved, (cause.action for _branch, _level, cause in told), roles, strict=True
            )
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
        measure = self._demo_8d_words(report).measure
        report.action_ids.sorted("id")[0].write(
            {
                "measure": env._(measure.name),
                "value_before": measure.before,
                "value_after": measure.after,
                "value_unit": measure.unit,
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

    @api.model
    def _demo_8d_closing(self, report):
        """What the leader writes at the end."""
        env = report.env
        return {
            "result": report.result
            or env._("No further complaint; figures before and after in D6."),
            "lessons": env._(
                "%(cause)s: look for it in similar products, too.",
                cause=env._(self._demo_8d_words(report).occurrence.name),
            ),
            "recognition": env._("Thanked in the monthly meeting; bonus for the team."),
        }

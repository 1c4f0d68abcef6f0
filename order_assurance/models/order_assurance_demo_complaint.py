from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# What customers said, by kind of defect: complaint, in their words, cause, solution, prevention.
CASES = {
    "leak": (
        _lt("Oil at the piston rod"),
        _lt("Oil runs down the rod after two weeks on the test bench; four of two hundred."),
        _lt("The lip of the oil seal was cut by a worn mounting mandrel."),
        _lt("We replace the four dampers and check your stock on site."),
        _lt("The mandrel is changed after 5,000 parts; its edge is checked every shift."),
    ),
    "noise": (
        _lt("Knocking when the strut rebounds"),
        _lt("The driver hears a knock on rough roads, left front."),
        _lt("Play between piston and cartridge at the upper limit."),
        _lt("Twelve struts are replaced, the freight is ours."),
        _lt("The fit is measured at the end of the line on five parts of each lot."),
    ),
    "surf": (
        _lt("Paint flakes off the tube"),
        _lt("Flakes of five millimetres on the lower half of the tube."),
        _lt("The pre-treatment bath was too cold on one day."),
        _lt("The lot comes back and is painted again."),
        _lt("The bath stops the line when it is colder than 45 °C."),
    ),
    "label": (
        _lt("Wrong part number on the carton"),
        _lt("Cartons of left struts carry the label of the right ones."),
        _lt("Two rolls of labels were mixed up at the packing place."),
        _lt("We send new labels by courier and help to stick them."),
        _lt("The label is scanned against the order before the carton is closed."),
    ),
}
# Of the past, the oldest first: kind of defect, customer, product, days ago, cost in yuan, whether
# it was valid, and how long it took: hours to the first contact, days to answer and to close.
PAST = (
    ("surf", "gulf", "strut_left", 350, 2300, True, (1, 4, 10)),
    ("leak", "rhein", "rear_shock", 322, 4200, True, (1.5, 6, 15)),
    ("label", "gulf", "strut_left", 296, 380, True, (3, 2, 5)),
    ("surf", "cape", "strut_right", 262, 5600, True, (1, 9, 19)),
    ("noise", "siam", "strut_left", 231, 0, False, (0.5, 3, 8)),
    ("leak", "andina", "rear_shock", 205, 2600, True, (1, 5, 12)),
    ("label", "coral", "mount", 171, 150, True, (1, 1, 3)),
    ("surf", "lakes", "strut_left", 140, 7900, True, (5, 8, 22)),
    ("noise", "rhein", "strut_right", 112, 1900, True, (1, 4, 11)),
    ("label", "kansai", "strut_right", 83, 0, False, (0.5, 2, 6)),
    ("surf", "rhein", "strut_left", 55, 3100, True, (1, 5, 12)),
    ("noise", "chengda", "rear_shock", 34, 260, True, (0.5, 1, 4)),
)


class OrderAssuranceDemo(models.AbstractModel):
    """Complaints: a year of answered ones, and what is on the desk today."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_story(self):
        """After the orders and the 8D reports, what customers have to say."""
        result = super()._demo_story()
        self._demo_complaint_story()
        return result

    @api.model
    def _demo_complaint_story(self):
        """Tell the complaints, the oldest first."""
        for defect, customer, product, days, cost, valid, pace in PAST:
            complaint = self._demo_complaint_numbered(days, defect, customer, product)
            self._demo_complaint_answered(complaint, cost, valid, pace)
            self._demo_complaint_closed(complaint)
            self._demo_complaint_time(complaint, days=days - pace[2])
        # The doubled order leaks, and a few days later the same leaks at another customer.
        doubled = self._demo_complaint_doubled()
        repeat = self._demo_complaint("leak", "siam", "rear_shock", severity="major")
        self._demo_complaint_judge(repeat, True)
        self._demo_complaint_contain(repeat)
        doubled.with_context(complaint_id=repeat.id).action_join_8d()
        self._demo_complaint_time(repeat, days=2)
        waiting = self._demo_complaint("noise", "gulf", "strut_left")
        self._demo_complaint_judge(waiting, True)
        self._demo_complaint_contain(waiting)
        self._demo_complaint_propose(waiting, 18500)
        self._demo_complaint_time(waiting, days=4)
        late = self._demo_complaint("surf", "coral", "strut_right")
        late.action_acknowledge()
        self._demo_complaint_time(late, days=3)
        held = self._demo_complaint("label", "andina", "mount")
        held.action_acknowledge()
        held._wait(held.env._("The customer sends two of the labels"))
        self._demo_complaint_time(held, days=1)
        self._demo_complaint_from_portal()
        self._demo_service_records()
        self._demo_delivered_on()
        self._demo_month_sheet()

    # ------------------------------------------------------------
    # The steps
    # ------------------------------------------------------------

    @api.model
    def _demo_complaint(self, defect, customer, product, **values):
        """The service desk registers what a customer tells."""
        env = self._demo_env("service")
        title, words, *_rest = self._demo_complaint_words(defect, env)
        partner = self._demo_ref(f"partner_{customer}")
        return env["customer.complaint"].create(
            {
                "title": title,
                "customer_words": words,
                "channel": "email",
                "partner_id": (partner.child_ids[:1] or partner).id,
                "contact_name": partner.child_ids[:1].name,
                "partner_ref": f"K-{partner.id:04}",
                "product_id": self._demo_ref(f"product_{product}").id,
                "defect_id": self.env.ref(f"quality_8d.quality_defect_{defect}").id,
                "qty_complained": 4,
                "delivered_on": fields.Date.subtract(fields.Date.today(), days=9),
                "wish": "replace",
                **values,
            }
        )

    @api.model
    def _demo_complaint_numbered(self, days, defect, customer, product):
        """A complaint with the number of the month it came in; its time begins today."""
        complaint = self._demo_complaint(
            defect,
            customer,
            product,
            received_at=fields.Datetime.subtract(fields.Datetime.now(), days=days),
        )
        self._demo_complaint_time(complaint, days=-days)
        # sudo: it was reported in the moment it came in, not when the story is told
        report = complaint.sudo().limit_ids.filtered(lambda limit: limit.step == "report")
        report.met_at = report.deadline_started_at
        return complaint

    @api.model
    def _demo_complaint_words(self, defect, env):
        """What is told of a kind of defect, in the language of the person."""
        return [env._(text) for text in CASES[defect]]

    @api.model
    def _demo_complaint_judge(self, complaint, valid):
        if complaint.state == "registered":
            complaint.action_acknowledge()
        reason = (
            complaint.env._("The sample shows the fault.")
            if valid
            else complaint.env._("The sample was examined twice and shows no fault.")
        )
        complaint._judge("valid" if valid else "ntf", reason)

    @api.model
    def _demo_complaint_contain(self, complaint):
        complaint.containment = complaint.env._(
            "Stock at the customer and in our warehouse is sorted; suspect lots are marked."
        )
        complaint.action_contain()

    @api.model
    def _demo_complaint_propose(self, complaint, cost):
        """Write down what is found and what the customer gets, and send it for approval."""
        env = complaint.env
        _title, _words, cause, solution, prevention = self._demo_complaint_words(
            self._demo_complaint_case(complaint), env
        )
        complaint.write(
            {
                "team_id": self._demo_ref("team_production").id,
                "cause": cause,
                "solution": solution,
                "prevention": prevention,
                "remedy_ids": [
                    Command.create({"kind": "explain"}),
                    *([Command.create({"kind": "compensation", "amount": cost})] if cost else []),
                ],
            }
        )
        complaint.action_propose()

    @api.model
    def _demo_complaint_case(self, complaint):
        names = {self.env.ref(f"quality_8d.quality_defect_{name}").id: name for name in CASES}
        return names[complaint.defect_id.id]

    @api.model
    def _demo_complaint_answered(self, complaint, cost, valid, pace):
        """Contact, judge, contain, propose, sign and answer.

        :param pace: hours to the first contact, days to answer and to close
        """
        hours, answered, closed = pace
        self._demo_complaint_time(complaint, hours=hours)
        complaint.action_acknowledge()
        self._demo_complaint_time(complaint, hours=6)
        self._demo_complaint_judge(complaint, valid)
        if valid:
            self._demo_complaint_contain(complaint)
        self._demo_complaint_time(complaint, hours=24 * answered - hours - 6)
        if valid:
            self._demo_complaint_propose(complaint, cost)
        else:
            complaint.solution = complaint.env._(
                "Thank you for telling us so quickly. We have examined both parts together with our"
                " laboratory and found them as agreed. Our engineer gladly comes to look at the"
                " mounting with you."
            )
            complaint.action_propose()
        self._demo_sign_notice(complaint)
        complaint.action_answered()
        self._demo_complaint_time(complaint, days=closed - answered)

    @api.model
    def _demo_complaint_closed(self, complaint):
        """Carry everything out, ask the customer and close."""
        env = complaint.env
        here = ("sample", "photo", "written", "batch", "receipt")
        for line in complaint.evidence_ids.filtered(lambda line: line.state == "missing"):
            found = line.kind in here
            line.write(
                {
                    "state": "here" if found else "not_needed",
                    "received_on": fields.Date.today() if found else False,
                    "note": False if found else env._("Nobody asks for it"),
                }
            )
        complaint.remedy_ids.filtered(lambda r: r.state == "planned").action_done()
        complaint.effect = env._("No further remark in three deliveries.")
        complaint.called_back_on = fields.Datetime.now()
        complaint.handling_mark = "4" if complaint.is_accepted else "3"
        if complaint.eightd_required and not complaint.eightd_id:
            complaint.sudo().eightd_id = self._demo_complaint_8d(complaint)
        complaint.action_close()

    @api.model
    def _demo_complaint_8d(self, complaint):
        """The report that solved the problem, of the same kind of defect."""
        # sudo: the story links what belongs together
        return complaint.env["quality.8d"].sudo().search(
            [("defect_id", "=", complaint.defect_id.id), ("kind", "=", "customer")], limit=1
        )

    @api.model
    def _demo_complaint_from_portal(self):
        """This morning a customer complained on his page."""
        env = self._demo_env("service")
        title, words, *_rest = (env._(text) for text in CASES["leak"])
        partner = self._demo_ref("partner_rhein")
        env["customer.complaint"]._register_from_portal(
            partner.child_ids[:1] or partner,
            {"title": title, "customer_words": words, "qty_complained": 4, "wish": "replace"},
        )

    @api.model
    def _demo_service_records(self):
        """Calls of the day: one answered, one with a promised call."""
        env = self._demo_env("service")
        records = env["customer.service.record"]
        answered = records.create(
            {
                "partner_id": self._demo_ref("partner_gulf").id,
                "kind": "enquiry",
                "question": env._("Which torque for the top nut of the strut?"),
                "answer": env._("55 Nm, see page 4 of the mounting instruction."),
            }
        )
        answered.action_done()
        promised = records.create(
            {
                "partner_id": self._demo_ref("partner_cape").id,
                "kind": "repair",
                "question": env._("Two dampers came back from the field, can they be repaired?"),
                "next_call_at": fields.Datetime.add(fields.Datetime.now(), days=1),
            }
        )
        promised.action_promise()

    # ------------------------------------------------------------
    # Time
    # ------------------------------------------------------------

    @api.model
    def _demo_complaint_time(self, complaint, **time):
        """Move all that has happened to a complaint into the past.

        :param time: arguments of a timedelta
        """
        self.env.flush_all()
        complaint = complaint.sudo()
        for records in (complaint, complaint.limit_ids, complaint.signoff_ids):
            self._demo_move(records, time)
        messages = complaint.env["mail.message"].search(
            [("model", "=", complaint._name), ("res_id", "in", complaint.ids)]
        )
        self._demo_move(messages, time)
        days = timedelta(**time).days
        for records in (complaint, complaint.remedy_ids, complaint.evidence_ids):
            self._demo_8d_move_dates(records, days)
        self.env.invalidate_all()

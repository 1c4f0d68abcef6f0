from contextlib import contextmanager
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# Who is asked: customer, class, sales in the period.
ASKED = (
    ("rhein", "a", 1_860_000),
    ("lakes", "a", 1_420_000),
    ("chengda", "a", 980_000),
    ("gulf", "b", 410_000),
    ("cape", "b", 365_000),
    ("siam", "b", 298_000),
    ("andina", "c", 120_000),
    ("coral", "c", 96_000),
    ("kansai", "c", 64_000),
)
# Of three years, the oldest first: the answers of the customers in the order above to each
# question of a questionnaire in turn, again and again; None: has not answered.
YEARS = (
    {
        "overall": ("54444", "44443", "5444", "4444", "44543", "4443", None, "5444", None),
        "service": ("4444", "44443", "4444", "5444", "4443", "4444", None, "4444", None),
        "quality": ("4444", "5444", "4444", "44443", "4444", "5444", None, "4444", None),
    },
    {
        "overall": ("5544", "5444", "5444", "54444", "4444", "5444", "4444", "5544", None),
        "service": ("5444", "4444", "54444", "5444", "4444", "5444", "44443", "5444", None),
        "quality": ("5544", "5444", "54444", "5444", "5444", "5544", "4444", "5544", None),
    },
    {
        "overall": ("5554", "5544", "5554", "5544", "5454", "5554", "5444", "5554", None),
        "service": ("3433", "4343", "3333", "4343", "2333", "4434", "3343", "4344", None),
        "quality": ("5554", "5545", "5544", "5555", "5544", "5554", "4554", "5545", None),
    },
)
# Days between the day of asking of the newest programme and today.
ASKED_AGO = 62
COMMENTS = {
    "rhein": _lt("Good parts, but nobody answers the phone after three o'clock our time."),
    "cape": _lt("We wait two weeks for the result of an analysis."),
    "gulf": _lt("The new packing is much better."),
}
# Questions of the service questionnaire that are called back about; why, and what is done.
SERVICE_REASON = _lt(
    "The service desk was left with one person since spring; inquiries from other time zones "
    "wait until the next day."
)
SERVICE_REPLY = _lt(
    "Thank you for your frank answer. From Monday on the desk is staffed until 22:00 Beijing time, "
    "and every analysis has a person and a date that you are told on the first day."
)
SERVICE_MEASURE = _lt("Staff the service desk in two shifts, until 22:00")
PLAN_REASON = _lt("Confirmations and papers left the house late in the busy months.")
PLAN_MEASURE = _lt("Papers are printed with the packing list, the day before loading")
PLAN_EFFECT = _lt("No remark on papers in the last thirty shipments.")
FINDINGS = _lt(
    "Eight of nine customers have answered, all of classes A and B. Overall and quality have risen "
    "for the second year. Service has fallen below the limit: response time and handling of "
    "problems are what customers name."
)
DECISIONS = _lt("Service reports on the 8D in the monthly meeting until it is closed.")
PAST_FINDINGS = _lt("The answers are complete enough to be relied on; see the scores.")
# Departments of the employee survey with their people, and how those answered.
EMPLOYEES = (
    (_lt("Assembly Workshop"), 8, (5444, 4444, 4443, 5454, 4334, 4444, 5544)),
    (_lt("Welding Workshop"), 6, (4433, 3443, 4344, 3333, 4434, 4343)),
    (_lt("Office"), 3, (5555, 2233)),
)
# What they wrote: to which of the open questions, and the words.
EMPLOYEE_WORDS = (
    (1, _lt("More light at the welding places, please.")),
    (0, _lt("The new canteen is good.")),
)


class OrderAssuranceDemo(models.AbstractModel):
    """What customers and employees think: three years, the last with a module that fell."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_story(self):
        """After complaints, what customers say when they are asked."""
        result = super()._demo_story()
        with self._demo_unprinted("mail_template_reply", "mail_template_minutes"):
            self._demo_satisfaction_story()
        # What the story wrote came long ago: nothing is left to be sent.
        written = [("model", "=like", "satisfaction.%"), ("state", "=", "outgoing")]
        self.env["mail.mail"].sudo().search(written).unlink()
        return result

    @contextmanager
    def _demo_unprinted(self, *names):
        """Send letters without their printed form: no server answers yet to print it."""
        letters = [self.env.ref(f"satisfaction_survey.{name}") for name in names]
        forms = [letter.report_template_ids for letter in letters]
        for letter in letters:
            letter.report_template_ids = False
        yield
        for letter, form in zip(letters, forms, strict=True):
            letter.report_template_ids = form

    @api.model
    def _demo_satisfaction_story(self):
        """Tell the programmes, the oldest first."""
        previous = self.env["satisfaction.program"]
        for place, answers in enumerate(YEARS):
            years_ago = len(YEARS) - 1 - place
            previous = self._demo_survey(previous, years_ago, answers)
            if years_ago:
                self._demo_survey_finished(previous)
            else:
                self._demo_survey_in_work(previous)
            self._demo_survey_time(previous, years_ago)
        self._demo_survey_planned(previous)
        self._demo_employee_survey()

    # ------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------

    @api.model
    def _demo_survey(self, previous, years_ago, answers):
        """The service desk asks; customers answer; it is closed and reported."""
        env = self._demo_env("service")
        asked_on = fields.Date.today() - timedelta(days=ASKED_AGO)
        asked_on -= relativedelta(years=years_ago)
        functions = {"overall": "sales", "service": "service", "quality": "quality"}
        program = env["satisfaction.program"].create(
            {
                "name": env._("Customer Satisfaction %(year)s", year=asked_on.year),
                "send_on": asked_on,
                "previous_id": previous.id,
                "responsible_id": env.uid,
                "module_ids": [
                    Command.create(
                        {
                            "sequence": number,
                            "name": env.ref(f"satisfaction_survey.survey_{key}").sudo().title,
                            "key": key,
                            "survey_id": env.ref(f"satisfaction_survey.survey_{key}").id,
                            "weight": weight,
                            "team_id": self._demo_ref(f"team_{functions[key]}").id,
                        }
                    )
                    for number, (key, weight) in enumerate(
                        (("overall", 40), ("service", 30), ("quality", 30))
                    )
                ],
                "audience_ids": [
                    Command.create(
                        {
                            "partner_id": self._demo_ref(f"partner_{customer}").id,
                            "contact_id": self._demo_ref(f"partner_{customer}_contact").id,
                            "customer_class": letter,
                            "revenue": sales,
                        }
                    )
                    for customer, letter, sales in ASKED
                ],
            }
        )
        self._demo_survey_names(program)
        program.action_prepare()
        program.action_send()
        self._demo_survey_answers(program, answers)
        program.action_close()
        return program

    @api.model
    def _demo_survey_names(self, program):
        """Questionnaires are called as their surveys, in every language."""
        # sudo: the titles of surveys
        for module in program.sudo().module_ids:
            for lang, _name in self.env["res.lang"].get_installed():
                survey = module.survey_id.with_context(lang=lang)
                module.with_context(lang=lang).name = survey.title

    @api.model
    def _demo_survey_answers(self, program, answers):
        """Customers answer on the web, the questionnaires of each in turn."""
        entries = []
        for place, (customer, _letter, _sales) in enumerate(ASKED):
            partner = self._demo_ref(f"partner_{customer}")
            invitation = program.invitation_ids.filtered(
                lambda i, partner=partner: i.audience_id.partner_id == partner
            )
            for module in program.module_ids:
                pattern = answers[module.key][place]
                if pattern:
                    words = COMMENTS.get(customer) if module.key == "service" else None
                    entries.append(
                        {
                            "invitation": invitation,
                            "module": module,
                            "source": "web",
                            "answers": self._demo_survey_steps(module, pattern, words),
                            "answered_on": None,
                        }
                    )
        program._create_answers(entries)

    @api.model
    def _demo_survey_steps(self, module, pattern, words=None, place=0):
        """Return the answers to a questionnaire by a pattern of steps, repeated, and words to the
        open question in this place."""
        questions = module.sudo().survey_id.question_ids
        answers = {}
        scored = questions.filtered(lambda q: q.satisfaction_role == "score")
        for number, question in enumerate(scored):
            step = int(pattern[number % len(pattern)])
            chosen = question.suggested_answer_ids.sorted("sequence")[5 - step]
            answers[question, False] = [chosen]
        for question in questions.filtered(lambda q: q.satisfaction_role == "nps"):
            high = sum(map(int, pattern)) / len(pattern)
            answers[question, False] = [10 if high >= 4.6 else 9 if high >= 4.4 else 8]
        if words:
            comments = questions.filtered(lambda q: q.satisfaction_role == "comment")
            if comment := comments[place : place + 1] or comments[:1]:
                answers[comment, False] = [module.env._(words)]
        return answers

    @api.model
    def _demo_survey_finished(self, program):
        """Of earlier years everything was done, confirmed and reviewed."""
        boss = self._demo_env("management")
        for followup in program.sudo().followup_ids:
            env = self._demo_env_of(followup.owner_id)
            own = followup.with_env(env)
            words = {
                "reason": env._(PLAN_REASON),
                "effect": env._(PLAN_EFFECT),
                "reply": env._(SERVICE_REPLY),
            }
            own.write(words)
            own.answer_ids.write({"reason": env._(PLAN_REASON)})
            own.measure_ids = [
                Command.create(
                    {
                        "name": env._(PLAN_MEASURE),
                        "user_id": env.uid,
                        "due_on": fields.Date.today(),
                        "done_on": fields.Date.today(),
                    }
                )
            ]
            if own.has_customer:
                own.action_contacted()
                own.action_send_reply()
            else:
                own.action_start()
            own.action_carried_out()
            followup.with_env(boss).action_confirm_effect()
        self._demo_survey_review(program, PAST_FINDINGS)
        program.action_report()
        program.action_done()

    @api.model
    def _demo_survey_in_work(self, program):
        """This year: a customer was called, the desk gets a second shift, the 8D runs."""
        env = self._demo_env("service")
        followups = program.followup_ids.with_env(env)
        for followup in followups.filtered(lambda f: f.has_customer and f.state == "open"):
            followup.action_contacted()
            followup.contact_note = env._("Called on the same day; glad that we asked.")
        for followup in followups.filtered(lambda f: f.kind == "low_answer")[:1]:
            followup.answer_ids.write({"reason": env._(SERVICE_REASON)})
            followup.reply = env._(SERVICE_REPLY)
            followup.measure_ids = [
                Command.create(
                    {
                        "name": env._(SERVICE_MEASURE),
                        "user_id": env.uid,
                        "due_on": fields.Date.today() + timedelta(days=45),
                    }
                )
            ]
            followup.action_send_reply()
        self._demo_survey_review(program, FINDINGS, DECISIONS)
        program.action_report()

    @api.model
    def _demo_survey_planned(self, program):
        """Next year's programme lies ready, its customers suggested."""
        following = program._next_program()
        following.action_suggest_audience()

    @api.model
    def _demo_survey_review(self, program, findings, decisions=None):
        env = program.env
        review = env["satisfaction.review"].create(
            {
                "program_id": program.id,
                "chair_id": self._demo_ref("user_management").id,
                "place": env._("Meeting room 2"),
                "findings": env._(findings),
                "decisions": env._(decisions) if decisions else False,
            }
        )
        review.action_send_minutes()

    @api.model
    def _demo_env_of(self, user):
        context = {
            "allowed_company_ids": user.company_id.ids,
            "lang": user.lang,
            "tz": user.tz,
            "mail_notify_force_send": False,
        }
        return self.env(user=user.id, su=False, context=context)

    # ------------------------------------------------------------
    # Employees
    # ------------------------------------------------------------

    @api.model
    def _demo_employee_survey(self):
        """Employees draw slips and answer; the office is too small to be shown."""
        env = self._demo_env("management")
        # The management reads English, the slips are read in the workshops.
        env = env(context={**env.context, "lang": self._demo_ref("user_service").lang})
        groups = self._demo_departments(env)
        asked_on = fields.Date.today() - timedelta(days=40)
        survey = env.ref("satisfaction_survey_hr.survey_employee")
        program = env["satisfaction.program"].create(
            {
                "kind": "employee",
                "name": env._("Employee Satisfaction %(year)s", year=asked_on.year),
                "send_on": asked_on,
                "responsible_id": env.uid,
                "total_target": 80,
                "response_target": 80,
                "module_ids": [
                    Command.create(
                        {
                            "name": survey.title,
                            "key": "employee",
                            "survey_id": survey.id,
                            "weight": 100,
                            "target": 80,
                            "team_id": self._demo_ref("team_management").id,
                        }
                    )
                ],
                "employee_group_ids": [
                    Command.create({"name": name, "department_ids": [Command.set(department.ids)]})
                    for name, department, _patterns in groups
                ],
            }
        )
        self._demo_survey_names(program)
        program.action_prepare()
        codes = {}
        for slip in program._printed_slips():
            codes.setdefault(slip["group"], []).append(slip["code"])
        program.action_send()
        words = iter(EMPLOYEE_WORDS)
        for name, _department, patterns in groups:
            for code, pattern in zip(codes[name], patterns, strict=False):
                self._demo_slip(program, code, pattern, *next(words, ()))
        program.action_close()
        moments = {"sent_on": asked_on, "closed_on": asked_on + timedelta(days=30)}
        # sudo: the story tells of earlier days
        program.sudo().write(moments)

    @api.model
    def _demo_departments(self, env):
        """Departments with their people; return name, department and answers of each."""
        # sudo: the story hires people, the survey officer only asks them
        company = self._demo_ref("company")
        groups = []
        for name, count, patterns in EMPLOYEES:
            department = self.env["hr.department"].sudo().create(
                {"name": env._(name), "company_id": company.id}
            )
            employees = department.env["hr.employee"].create(
                [
                    {
                        "name": f"{env._(name)} {number:02}",
                        "company_id": company.id,
                        "department_id": department.id,
                    }
                    for number in range(1, count + 1)
                ]
            )
            employees.version_id.write({"date_version": "2021-03-01"})
            groups.append((department.name, department, [str(pattern) for pattern in patterns]))
        return groups

    @api.model
    def _demo_slip(self, program, code, pattern, place=0, words=None):
        """Somebody answers with a slip."""
        # sudo: whoever has the code may answer
        slip = self.env["satisfaction.employee.slip"].sudo()._find(code)
        answer = slip._begin()
        for (question, _row), values in self._demo_survey_steps(
            program.module_ids, pattern, words, place
        ).items():
            value = values[0]
            answer._save_lines(question, value if isinstance(value, str) else str(value.id))
        answer._mark_done()

    # ------------------------------------------------------------
    # Time
    # ------------------------------------------------------------

    @api.model
    def _demo_survey_time(self, program, years_ago):
        """Move what has happened in a programme to the days it tells of."""
        self.env.flush_all()
        # sudo: the story tells of earlier days
        program = program.sudo()
        asked_on = program.send_on
        days = (fields.Date.today() - asked_on).days - (0 if years_ago else 30)
        answers = program.invitation_ids.user_input_ids
        followups = program.followup_ids
        documents = (program, followups, program.review_ids, answers)
        for records in (
            *documents,
            program.audience_ids,
            program.invitation_ids,
            program.result_ids,
            program.result_question_ids,
            followups.measure_ids,
            followups.answer_ids,
        ):
            self._demo_move(records, {"days": days})
        for records in documents:
            messages = program.env["mail.message"].search(
                [("model", "=", records._name), ("res_id", "in", records.ids)]
            )
            self._demo_move(messages, {"days": days})
        self._demo_8d_move_dates(followups.measure_ids, days)
        for report in followups.eightd_id:
            self._demo_8d_time(report, days=days)
        self.env.invalidate_all()
        # The day of the meeting is part of its name.
        program.review_ids._compute_name()
        happened = {
            "sent_on": asked_on,
            "reported_on": program.reported_on and program.report_on,
            "done_on": program.done_on and program.act_on,
        }
        program.write({name: day for name, day in happened.items() if day})

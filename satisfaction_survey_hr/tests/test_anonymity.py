import io

from openpyxl import load_workbook
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL, mute_logger

from .common import EmployeeCommon

RAW = "satisfaction.employee.answer"
SLIP = "satisfaction.employee.slip"


class TestAnonymity(EmployeeCommon):
    """Attacks on the anonymity of employees, by whoever has the most rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._user(
            "emp_admin",
            "base.group_system,satisfaction_survey.group_officer,order_signoff.group_manager,"
            "survey.group_survey_manager,hr.group_hr_manager",
        )

    def _filled(self):
        """Six answers of Turning, five of Assembly, three of the Office."""
        codes = self._codes()
        for department, steps in (
            ("Turning", (5, 5, 4, 4, 3, 3)),
            ("Assembly", (4, 4, 4, 4, 4)),
            ("Office", (1, 2, 5)),
        ):
            for code, step in zip(codes[department], steps, strict=True):
                self._answer(code, step)

    # === WHAT IS STORED === #

    def test_nothing_of_the_person_is_stored(self):
        inputs = self.env["survey.user_input"].search_count([])
        codes = self._codes()
        employee = self._user("emp_worker", "base.group_user")
        slip = self._slip(codes["Turning"][0]).with_user(employee).sudo()
        begun = slip._begin()
        nobody = self.env.ref("base.public_user")
        self.assertFalse(begun.partner_id or begun.email or begun.nickname or begun.invite_token)
        self.assertEqual((begun.create_uid, begun.write_uid), (nobody, nobody))
        self.assertFalse(begun.message_ids or begun.message_follower_ids)
        input_id = begun.id
        self._answer(codes["Turning"][0], 5, words="Draught")
        self.assertEqual(self.env["survey.user_input"].search_count([]), inputs)
        for table, column, condition in (
            ("survey_user_input", "id", SQL("TRUE")),
            ("survey_user_input_line", "user_input_id", SQL("TRUE")),
            ("mail_message", "res_id", SQL("model = 'survey.user_input'")),
            ("mail_followers", "res_id", SQL("res_model = 'survey.user_input'")),
        ):
            rows = self.env.execute_query(
                SQL(
                    "SELECT 1 FROM %s WHERE %s = %s AND %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    input_id,
                    condition,
                )
            )
            self.assertFalse(rows, table)

    def test_table_has_no_author_time_or_order(self):
        self._filled()
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'satisfaction_employee_answer'"
        )
        columns = {name for (name,) in self.env.cr.fetchall()}
        self.assertEqual(
            columns,
            {
                "id",
                "program_id",
                "group_id",
                "kind",
                "question_id",
                "points",
                "is_valid",
                "words",
                "date",
            },
        )
        self.env.cr.execute(
            "SELECT id, date FROM satisfaction_employee_answer ORDER BY ctid", []
        )
        rows = self.env.cr.fetchall()
        self.assertEqual(len(rows), 14 * 11)
        self.assertEqual({row[1] for row in rows}, {self.program.date_to})

    def test_table_does_not_join_the_answers_of_one_person(self):
        """One copy of the table: no answers lie together, or are marked by the same hand-in."""
        codes = self._codes()["Turning"]
        for code in codes:
            with self.env.cr.savepoint():
                self._answer(code, 4)
        self.env.cr.execute(
            "SELECT kind, xmin::text FROM satisfaction_employee_answer ORDER BY ctid"
        )
        rows = self.env.cr.fetchall()
        slips = [place for place, (kind, _mark) in enumerate(rows) if kind == "slip"]
        self.assertEqual(len(rows), len(codes) * 11)
        self.assertNotEqual(slips, list(range(0, len(rows), 11)))
        self.assertEqual(len({mark for _kind, mark in rows}), 1)
        self.assertEqual(self.program.slip_returned, len(codes))

    def test_used_slip_is_gone(self):
        codes = self._codes()
        self._answer(codes["Turning"][0], 5)
        self.env.cr.execute("SELECT COUNT(*) FROM satisfaction_employee_slip")
        self.assertEqual(self.env.cr.fetchone()[0], 13)
        self.program.action_close()
        self.env.cr.execute("SELECT COUNT(*) FROM satisfaction_employee_slip")
        self.assertEqual(self.env.cr.fetchone()[0], 0, "who has not answered is not told either")

    def test_answers_are_deleted_at_closing(self):
        self._filled()
        begun = self.env["survey.user_input"].search(
            [("survey_id", "=", self.survey.id), ("state", "!=", "done")]
        )
        self.program.action_close()
        self.env.cr.execute("SELECT COUNT(*) FROM satisfaction_employee_answer")
        self.assertEqual(self.env.cr.fetchone()[0], 0)
        self.assertFalse(begun.exists())

    def test_begun_answers_are_deleted(self):
        codes = self._codes()
        begun = self._slip(codes["Turning"][0])._begin()
        self.program.action_close()
        self.assertFalse(begun.exists())
        codes_left = self._slip(codes["Turning"][1])
        self.assertFalse(codes_left)

    def test_cancelling_deletes_all(self):
        self._filled()
        self.program._take_step("cancel", "Wrong questions")
        self.assertFalse(self.env[RAW].sudo().search([]))
        self.assertFalse(self.program._slips())
        self.assertFalse(self.program.employee_result_ids)

    # === READING WHAT NOBODY MAY READ === #

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_nobody_reads_single_answers(self):
        for code in self._codes()["Turning"][:3]:
            self._answer(code, 4)
        ids = self.env[RAW].sudo().search([]).ids
        for model, field in ((RAW, "points"), (SLIP, "code_hash")):
            # Even an administrator who grants himself the right
            self.env["ir.model.access"].create(
                {
                    "name": "self service",
                    "model_id": self.env["ir.model"]._get(model).id,
                    "group_id": self.env.ref("base.group_system").id,
                    "perm_read": True,
                    "perm_write": True,
                    "perm_create": True,
                    "perm_unlink": True,
                }
            )
            records = self.env[model].with_user(self.admin)
            some = records.browse(ids if model == RAW else self.program._slips().ids)
            attacks = {
                "read": lambda r=some, f=field: r.read([f]),
                "search": lambda r=records: r.search([]),
                "search_count": lambda r=records: r.search_count([]),
                "search_read": lambda r=records, f=field: r.search_read([], [f]),
                "web_search_read": lambda r=records, f=field: r.web_search_read([], {f: {}}),
                "web_read": lambda r=some, f=field: r.web_read({f: {}}),
                "name_search": lambda r=records: r.name_search(""),
                "_read_group": lambda r=records: r._read_group([], ["program_id"], ["__count"]),
                "formatted_read_group": lambda r=records: r.formatted_read_group(
                    [], ["group_id"], ["__count"]
                ),
                "web_read_group": lambda r=records: r.web_read_group([], ["group_id"]),
                "export": lambda r=some, f=field: r.export_data([f]),
                "fields": lambda r=some, f=field: r.mapped(f),
                "copy": lambda r=some: r[0].copy(),
                "write": lambda r=some: r.write({"group_id": False}),
                "unlink": lambda r=some: r.unlink(),
            }
            for name, attack in attacks.items():
                with self.subTest(model=model, attack=name), self.assertRaises(AccessError):
                    self.env.invalidate_all()
                    attack()

    def test_no_way_round_by_other_models(self):
        self._filled()
        admin = self.program.with_user(self.admin)
        for model in self.env.values():
            for name, field in model._fields.items():
                points_there = getattr(field, "comodel_name", None) in (RAW, SLIP)
                if points_there and model._name not in (RAW, SLIP):
                    self.assertEqual(field.groups, ".", f"{model._name}.{name}")
        with self.assertRaises(AccessError):
            self.env["survey.user_input"].with_user(self.admin).search(
                [("satisfaction_slip_id", "!=", False)]
            )
        for name in ("page_modules", "page_questions", "page_comments"):
            self.assertNotIn("Office", str(admin[name]), name)

    def test_no_results_while_it_runs(self):
        self._filled()
        admin = self.program.with_user(self.admin)
        self.assertFalse(admin.employee_result_ids)
        self.assertFalse(any(admin.employee_group_ids.mapped("score")))
        self.assertFalse(any(admin.employee_group_ids.mapped("returned")))
        self.assertFalse(admin.has_total)
        self.assertEqual(admin.slip_returned, 14, "only how many have answered is known")
        self.assertFalse(
            self.env["satisfaction.result"].search([("program_id", "=", self.program.id)])
        )

    # === SMALL GROUPS === #

    def test_small_group_cannot_be_worked_out(self):
        """Three of the office: neither they nor, by subtraction, Assembly show."""
        self._filled()
        self.program.action_close()
        admin = self.program.with_user(self.admin)
        turning, assembly, office = admin.employee_group_ids
        self.assertFalse(turning.is_hidden)
        self.assertTrue(office.is_hidden and assembly.is_hidden)
        self.assertEqual((assembly.score, office.score), (0, 0))
        self.assertEqual((assembly.returned, office.returned), (0, 0))
        results = self.env["satisfaction.employee.result"].with_user(self.admin)
        self.assertEqual(
            results.search([("program_id", "=", self.program.id)]).group_id, turning
        )
        groups = results.formatted_read_group(
            [("program_id", "=", self.program.id), ("scope", "=", "group")],
            ["group_id"],
            ["score:avg", "answer_count:sum"],
        )
        self.assertEqual(len(groups), 1)
        # What subtraction yields is the two departments together, of eight people.
        everybody = results.search(
            [("program_id", "=", self.program.id), ("scope", "=", "all")], limit=1
        )
        of_turning = turning.result_ids.filtered(
            lambda r: r.question_id == everybody.question_id
        )
        self.assertEqual(everybody.answer_count - of_turning.answer_count, 8)

    def test_small_question_cannot_be_worked_out(self):
        """Only three of Turning answer the last question: it is withheld with Assembly's."""
        codes = self._codes()
        for number, code in enumerate(codes["Turning"]):
            self._answer(code, [5] * 9 + [1 if number < 3 else None])
        for code in codes["Assembly"]:
            self._answer(code, 4)
        self.program.action_close()
        last = self.survey.question_ids.filtered(lambda q: q.satisfaction_role == "score")[-1]
        shown = self.program.employee_result_ids.filtered(lambda r: r.question_id == last)
        self.assertEqual(shown.mapped("scope"), ["all"])
        turning, assembly, _office = self.program.employee_group_ids
        self.assertAlmostEqual(turning.score, 100, msg="the withheld question is not in it")
        self.assertAlmostEqual(assembly.score, 80)

    def test_smallest_group_cannot_be_lowered(self):
        with self.assertRaises(CheckViolation), self.cr.savepoint(), mute_logger("odoo.sql_db"):
            self.program.min_group = 1
            self.env.flush_all()
        self.program.invalidate_recordset()
        self.program.action_prepare()
        with self.assertRaises(UserError):
            self.program.min_group = 6
        with self.assertRaises(UserError):
            self.program.employee_group_ids.write({"is_hidden": False})
        with self.assertRaises(UserError):
            self.program.employee_group_ids.write({"headcount": 50})

    def test_results_are_kept_by_the_system(self):
        self._filled()
        self.program.action_close()
        result = self.program.employee_result_ids[:1].with_user(self.admin)
        with self.assertRaises(UserError):
            result.score = 100
        with self.assertRaises(UserError):
            result.unlink()

    # === WHILE SOMEBODY ANSWERS === #

    def test_half_an_answer_is_not_kept(self):
        """Odoo stores what is right on a page with a mistake: an officer would read it."""
        codes = self._codes()
        begun = self._slip(codes["Turning"][0])._begin()
        question = self.survey.question_ids.filtered(lambda q: q.satisfaction_role == "score")[0]
        begun._save_lines(question, str(question.suggested_answer_ids[0].id))
        self.env.flush_all()
        self.assertTrue(begun.user_input_line_ids)
        # What happens at the end of the request
        self.env.cr.precommit.run()
        self.env.cr.execute(
            "SELECT 1 FROM survey_user_input_line WHERE user_input_id = %s", [begun.id]
        )
        self.assertFalse(self.env.cr.fetchall())
        self._answer(codes["Turning"][0], 5)
        self.assertEqual(self.program.slip_returned, 1, "the slip is still good")

    def test_who_is_answering_is_not_seen(self):
        """When a questionnaire was begun, and its link, is nobody's business."""
        codes = self._codes()
        begun = self._slip(codes["Turning"][0])._begin()
        inputs = self.env["survey.user_input"].with_user(self.admin)
        domain = [("survey_id", "=", self.survey.id)]
        self.assertFalse(inputs.search(domain))
        self.assertEqual(inputs.search_count(domain), 0)
        self.assertFalse(inputs.formatted_read_group(domain, ["create_date:hour"], ["__count"]))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            inputs.browse(begun.id).read(["access_token", "start_datetime"])
        survey = self.survey.with_user(self.admin)
        self.assertEqual((survey.answer_count, survey.answer_done_count), (0, 0))

    def test_other_addons_find_no_answers(self):
        """What else happens with a finished questionnaire, such as Odoo's leads, finds it empty."""
        codes = self._codes()
        begun = self._slip(codes["Turning"][0])._begin()
        for question in self.survey.question_ids.filtered(lambda q: q.satisfaction_role == "score"):
            begun._save_lines(question, str(question.suggested_answer_ids[0].id))
        begun._mark_done()
        self.assertFalse(begun.user_input_line_ids)
        self.assertFalse(begun.partner_id or begun.email)

    def test_answers_are_not_marked_by_their_worth(self):
        """Another worth of the answers for one minute would show in the sum who answered then."""
        self._codes()
        survey = self.survey.with_user(self.admin)
        question = survey.question_ids.filtered(lambda q: q.satisfaction_role == "score")[0]
        option = question.suggested_answer_ids[0]
        attacks = {
            "worth": lambda: option.write({"answer_score": 97}),
            "does not apply": lambda: option.write({"satisfaction_na": True}),
            "new answer": lambda: option.copy(),
            "answer deleted": lambda: option.unlink(),
            "weight": lambda: question.write({"satisfaction_weight": 1}),
            "question deleted": lambda: question.unlink(),
            "new question": lambda: question.copy(),
            "through the survey": lambda: survey.write(
                {"question_and_page_ids": [Command.update(question.id, {"question_type": "scale"})]}
            ),
        }
        for name, attack in attacks.items():
            with self.subTest(attack=name), self.refused("stay as they are"), self.cr.savepoint():
                attack()
        self.program.action_close()
        option.write({"answer_score": 90})

    def test_no_links_for_single_people(self):
        """A link of one's own to the same questionnaire would tell who answered what."""
        self._codes()
        inputs = self.env["survey.user_input"].with_user(self.admin)
        values = {"survey_id": self.survey.id, "partner_id": self.officer.partner_id.id}
        with self.refused("use the code on your slip"), self.cr.savepoint():
            inputs.create(values)
        self.assertTrue(inputs.create({**values, "test_entry": True}))

    def test_links_made_before_are_not_used(self):
        """Mails that went out before the start would store the answers with the name."""
        values = {"survey_id": self.survey.id, "partner_id": self.officer.partner_id.id}
        link, begun, done = self.env["survey.user_input"].create([values] * 3)
        begun._mark_in_progress()
        # What happens at the end of the request
        self.env.cr.precommit.run()
        self._codes()
        question = self.survey.question_ids.filtered(lambda q: q.satisfaction_role == "score")[0]
        choice = str(question.suggested_answer_ids[0].id)
        for attack in (
            link._mark_in_progress,
            lambda: begun._save_lines(question, choice),
            done._mark_done,
        ):
            with self.refused("use the code on your slip"), self.cr.savepoint():
                attack()

    def test_links_are_not_made_by_a_detour(self):
        self._codes()
        inputs = self.env["survey.user_input"].with_user(self.admin)
        partner = {"partner_id": self.officer.partner_id.id}
        other = self.survey.copy({"title": "Other"})
        moved = inputs.create({"survey_id": other.id, **partner})
        test = inputs.create({"survey_id": self.survey.id, "test_entry": True, **partner})
        with self.refused("use the code on your slip"), self.cr.savepoint():
            moved.survey_id = self.survey
        with self.refused("use the code on your slip"), self.cr.savepoint():
            test.test_entry = False
        other.unlink()

    def test_no_field_leads_to_the_answers(self):
        """Odoo reads related fields and lines as the system, for whoever looks at them."""
        fields = self.env["ir.model.fields"]

        def make(model, **values):
            with self.assertRaisesRegex(ValidationError, "no field may lead"), self.cr.savepoint():
                fields.create(
                    {
                        "name": "x_answers",
                        "field_description": "Answers",
                        "model_id": self.env["ir.model"]._get(model).id,
                        "state": "manual",
                        **values,
                    }
                )

        make(
            "satisfaction.program", ttype="one2many", relation=RAW, relation_field="program_id"
        )
        make("satisfaction.program", ttype="many2one", relation=SLIP)
        make(
            "survey.user_input",
            ttype="many2one",
            relation="satisfaction.employee.group",
            related="satisfaction_slip_id.group_id",
        )
        make(RAW, ttype="char")

    def test_empty_slip_is_not_used_up(self):
        """Odoo ends what lay open for too long: the slip stays good."""
        code = self._codes()["Turning"][0]
        with self.refused("Nothing was answered"), self.cr.savepoint():
            self._answer(code, [None] * 10)
        self._answer(code, 4)
        self.assertEqual(self.program.slip_returned, 1)

    def test_nobody_is_invited_by_name(self):
        """A customer's invitation to the questionnaire of employees would name who answers."""
        values = {"program_id": self.program.id, "partner_id": self.officer.partner_id.id}
        with self.refused("slips that name nobody"), self.cr.savepoint():
            self.env["satisfaction.audience"].create(values)
        customers = self.env["satisfaction.program"].with_user(self.officer).create(
            {"name": "Customers", "company_id": self.company.id, "module_ids": []}
        )
        customers.audience_ids = [Command.create({"partner_id": self.officer.partner_id.id})]
        customers.kind = "employee"
        with self.refused("slips that name nobody"):
            customers.action_prepare()
        # Nor does it become a programme of customers once its slips are drawn.
        self.program.action_prepare()
        with self.refused("who is asked"):
            self.program.kind = "customer"

    def test_only_how_many_while_it_runs(self):
        """Whether somebody has answered enough is not told either: it is one answer's own."""
        codes = self._codes()
        self._answer(codes["Turning"][0], [5, 5, *[None] * 8])
        self._answer(codes["Turning"][1], 4)
        figures = self.program._figures()
        self.assertEqual((figures["returned"], figures["valid"]), (2, 2))
        self.assertFalse(figures["modules"] or figures["answers"])

    def test_differences_between_filters(self):
        """No two questions to the results differ by fewer than five answers."""
        self._filled()
        self.program.action_close()
        results = self.env["satisfaction.employee.result"].with_user(self.admin)
        domain = [("program_id", "=", self.program.id)]
        for question in results.search(domain).question_id:
            rows = results.search([*domain, ("question_id", "=", question.id)])
            total = rows.filtered(lambda r: r.scope == "all").answer_count
            shown = rows.filtered(lambda r: r.scope == "group").mapped("answer_count")
            self.assertTrue(all(count >= 5 for count in shown))
            rest = total - sum(shown)
            self.assertTrue(rest == 0 or rest >= 5, rest)
        groups = self.env["satisfaction.employee.group"].with_user(self.admin)
        for domain in ([("returned", ">", 0)], [("score", ">", 0)], [("is_hidden", "=", False)]):
            found = groups.search([("program_id", "=", self.program.id), *domain])
            self.assertEqual(found.mapped("name"), ["Turning"])

    def test_records_tell_no_time_and_no_order(self):
        """Comments come in the order of chance, all made at the moment of closing."""
        codes = self._codes()
        written = []
        for number, code in enumerate([*codes["Turning"], *codes["Assembly"]]):
            written.append(f"Word {number:02}")
            self._answer(code, 4, words=written[-1])
        self.program.action_close()
        comments = self.program.employee_comment_ids.sorted("id")
        self.assertEqual(sorted(comments.mapped("words")), written)
        self.assertNotEqual(comments.mapped("words"), written)
        for records in (comments, self.program.employee_result_ids):
            self.assertEqual(len(set(records.mapped("create_date"))), 1)
            self.assertEqual(records.create_uid, records.write_uid)

    # === OTHER WAYS IN === #

    def test_without_slip_nobody_answers(self):
        self._codes()
        for arguments in (
            {},
            {"user": self.officer},
            {"partner": self.officer.partner_id},
            {"satisfaction_slip_id": 0},
        ):
            with self.refused("use the code on your slip"):
                self.survey.sudo()._create_answer(check_attempts=False, **arguments)
        slip = self.program._slips()[0]
        with self.assertRaises(UserError):
            self.survey.with_user(self.admin)._create_answer(satisfaction_slip_id=slip.id)
        with self.assertRaises(AccessError):
            self.env["survey.user_input"].with_user(self.admin).create(
                {"survey_id": self.survey.id, "satisfaction_slip_id": slip.id}
            )

    def test_nobody_is_invited_by_mail(self):
        """Neither while a programme runs nor before and after it."""
        invite = self.env["survey.invite"].create(
            {"survey_id": self.survey.id, "emails": "worker@x.example", "subject": "S", "body": "B"}
        )
        for step in (lambda: None, self._codes, self.program.action_close):
            step()
            with self.refused("print slips"):
                invite.action_invite()

    def test_identity_is_not_taken_from_the_caller(self):
        codes = self._codes()
        slip = self._slip(codes["Turning"][0])
        answer = self.survey.sudo()._create_answer(
            user=self.officer,
            partner=self.officer.partner_id,
            email="officer@x.example",
            nickname="Officer",
            satisfaction_slip_id=slip.id,
        )
        self.assertFalse(answer.partner_id or answer.email or answer.nickname)

    def test_other_company(self):
        self._filled()
        self.program.action_close()
        other = self.env["res.company"].create({"name": "Other Works"})
        outsider = self._user("emp_outsider", "satisfaction_survey.group_officer")
        outsider.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        for record in (self.program.employee_result_ids[0], self.program.employee_group_ids[0]):
            with self.assertRaises(AccessError):
                record.with_user(outsider).read()

    def test_prints_tell_nothing(self):
        """The office is too small: no form names its score, or that of Assembly."""
        self._filled()
        self.program.action_close()
        reports = self.env["ir.actions.report"]
        review = self.env["satisfaction.review"].create({"program_id": self.program.id})
        for report, record in (
            ("satisfaction_survey.report_review", review),
            ("satisfaction_survey.report_satisfaction_program", self.program),
        ):
            html, _kind = reports._render_qweb_html(report, record.ids)
            self.assertIn(self.program.name, html.decode())
            self.assertNotIn("Office", html.decode(), report)
        content, _kind = reports._render_xlsx(
            "satisfaction_survey.report_satisfaction_program_xlsx", self.program.ids, {}
        )
        cells = [
            str(value)
            for page in load_workbook(io.BytesIO(content))
            for row in page.iter_rows(values_only=True)
            for value in row
        ]
        self.assertIn(self.program.module_ids.name, " ".join(cells))
        self.assertNotIn("Office", " ".join(cells))

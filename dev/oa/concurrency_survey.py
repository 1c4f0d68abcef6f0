"""Two Odoo servers work on the same satisfaction programmes: everything once, nothing lost."""

import argparse
import functools
import threading
import time

from . import databases, postgres, racing
from .base import say
from .serving import Refused

PREPARE = """
import base64, io, json
import xlsxwriter
from odoo.fields import Command
env.company.satisfaction_8d_auto = False
officers = env["res.users"].create([
    {{
        "name": f"Officer {{number}}", "login": f"officer_{{number}}",
        "password": f"officer_{{number}}", "email": f"officer_{{number}}@example.com",
        "group_ids": [Command.set(env.ref("satisfaction_survey.group_officer").ids)],
    }}
    for number in (1, 2)
])
survey = env["survey.survey"].create({{
    "title": "Race", "survey_type": "survey", "access_mode": "token",
    "questions_layout": "one_page", "scoring_type": "no_scoring",
    "question_and_page_ids": [
        Command.create({{
            "title": f"Question {{number}}", "question_type": "scale",
            "scale_min": 0, "scale_max": 10, "sequence": number,
        }})
        for number in range(5)
    ],
}})
questions = survey.question_ids
customers = env["res.partner"].create([
    {{"name": f"Race {{number}}", "is_company": True}} for number in range(6)
])
none = env["survey.question.answer"]
found = []
for number in range({count}):
    program = env["satisfaction.program"].with_user(officers[0]).create({{
        "name": f"Race {{number}}", "response_target": 0,
        "module_ids": [
            Command.create({{"name": "Race", "survey_id": survey.id, "weight": 100}})
        ],
    }}).sudo()
    module = program.module_ids
    audiences = env["satisfaction.audience"].create([
        {{"program_id": program.id, "partner_id": one.id, "contact_id": one.id}}
        for one in customers
    ])
    invitations = env["satisfaction.invitation"].create([
        {{
            "audience_id": one.id, "partner_id": one.contact_id.id, "channel": "paper",
            "sent_at": "2026-06-01 08:00:00", "module_ids": [Command.set(module.ids)],
        }}
        for one in audiences
    ])
    program._set_state("running", sent_on=program.send_on)
    program._create_answers([
        {{
            "invitation": one, "module": module, "source": "paper", "answered_on": None,
            "answers": {{(question, none): [2] for question in questions}},
        }}
        for one in invitations[:3]
    ])
    wizard = env["satisfaction.sheet.import"].create(
        {{"program_id": program.id, "module_id": module.id}}
    )
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, list(wizard._titles().values()))
        page.write_row(1, 0, [customers[4].id, customers[4].name, "", "", "", "", 4, 4, 4, 4, 4])
    found.append({{
        "program": program.id, "module": module.id, "survey": survey.access_token,
        "questions": questions.ids, "sheet": base64.b64encode(output.getvalue()).decode(),
        "invitations": [[one.id, one.access_token] for one in invitations],
    }})
env.cr.commit()
print("PROGRAMS", json.dumps(found))
"""
ANSWERS = """
SELECT a.satisfaction_invitation_id, a.access_token, a.state, a.satisfaction_status,
       (SELECT count(*) FROM survey_user_input_line l WHERE l.user_input_id = a.id),
       (SELECT count(*) FROM satisfaction_result r WHERE r.user_input_id = a.id)
  FROM survey_user_input a JOIN satisfaction_invitation i ON i.id = a.satisfaction_invitation_id
 WHERE i.program_id = {program} ORDER BY a.id
"""
FOLLOWUPS = """
SELECT f.id, f.kind, f.eightd_id FROM satisfaction_followup f
 WHERE f.program_id = {program} AND f.kind = 'eightd' AND f.audience_id IS NULL
"""
REPORTS = "SELECT count(*) FROM quality_8d"


def check(arguments):
    """`dev/survey_check`: exit status 1 on anything double, lost, or an unexpected error."""
    parser = argparse.ArgumentParser(prog="dev/survey_check", description=__doc__)
    parser.add_argument("--programs", type=int, default=8, help="programmes to race on")
    options = parser.parse_args(arguments)
    prepare = functools.partial(_prepare, count=options.programs)
    with racing.arena("surveys", 2, prepare) as (database, programs, servers):
        race = Race(database, servers)
        for program in programs:
            race.run(program)
    return racing.verdict(race.problems, "Everything once, nothing lost.")


def _prepare(database, count):
    """A database with running programmes of six customers each; three have answered, badly."""
    databases.make(database, ["satisfaction_survey"])
    return racing.prepared(
        database, f"{count} programmes", PREPARE.format(count=count), "PROGRAMS"
    )


class Race:
    """What two people do with one programme at the same moment."""

    def __init__(self, database, servers):
        self.database, self.servers, self.problems = database, servers, []

    def run(self, program):
        """Start, paper against web, closing, 8D report: each by two at once."""
        start = time.monotonic()
        self.program, self.late = program, 0
        self._start(program["invitations"][3])
        self._paper_and_web(program["invitations"][4])
        self._close(program["invitations"][5])
        self._report()
        say(f"  programme {program['program']}: {time.monotonic() - start:.1f} s, late {self.late}")

    def _wrong(self, text):
        self.problems.append(f"programme {self.program['program']}: {text}")

    def _at_once(self, *works):
        """Run at the same moment; return the results, or the refusals."""
        results = [None] * len(works)

        def do(place, work):
            try:
                results[place] = work()
            except (Refused, OSError) as error:
                results[place] = error

        threads = [threading.Thread(target=do, args=item) for item in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def _answers(self):
        rows = postgres.query(ANSWERS.format(program=self.program["program"]), self.database)
        return [(int(row[0]), *row[1:4], int(row[4]), int(row[5])) for row in rows]

    def _officer(self, number):
        """A session of an officer, on his own server: callable(model, method, *arguments)."""
        login = f"officer_{number}"
        browser = self.servers[number - 1].browser(login, login)

        def call(model, method, *arguments):
            return browser.post(
                f"/web/dataset/call_kw/{model}/{method}",
                {"model": model, "method": method, "args": list(arguments), "kwargs": {}},
            )

        return call

    def _path(self, invitation):
        number, token = invitation
        module = self.program["module"]
        return f"/my/satisfaction/{number}/answer/{module}?access_token={token}"

    def _submit(self, server, token, step):
        """Answer all questions on the web."""
        answers = {str(question): str(step) for question in self.program["questions"]}
        return server.browser().post(f"/survey/submit/{self.program['survey']}/{token}", answers)

    def _start(self, invitation):
        """Two clicks lead into one questionnaire."""
        found = self._at_once(
            *(lambda s=server: s.browser().get(self._path(invitation)) for server in self.servers)
        )
        for one in found:
            if isinstance(one, Exception):
                self._wrong(f"start: {one}")
        begun = [row for row in self._answers() if row[0] == invitation[0]]
        if len(begun) != 1:
            self._wrong(f"{len(begun)} questionnaires were begun")

    def _token(self, invitation):
        self.servers[0].browser().get(self._path(invitation))
        return next(row[1] for row in self._answers() if row[0] == invitation[0])

    def _paper_and_web(self, invitation):
        """The same contact on paper and on the web: one answer, complete."""
        token = self._token(invitation)
        call = self._officer(2)
        wizard = call(
            "satisfaction.sheet.import",
            "create",
            {
                "program_id": self.program["program"],
                "module_id": self.program["module"],
                "file": self.program["sheet"],
                "filename": "paper.xlsx",
            },
        )
        self._at_once(
            lambda: self._submit(self.servers[0], token, 8),
            lambda: call("satisfaction.sheet.import", "action_import", [wizard]),
        )
        rows = [row for row in self._answers() if row[0] == invitation[0]]
        if [(row[2], row[4]) for row in rows] != [("done", 5)]:
            self._wrong(f"paper and web: {rows}")

    def _close(self, invitation):
        """Two close while somebody answers: closed once, and each answer that counts is in."""
        token = self._token(invitation)
        one, other = self._officer(1), self._officer(2)
        program = self.program["program"]
        first, second, answered = self._at_once(
            lambda: one("satisfaction.program", "action_close", [program]),
            lambda: other("satisfaction.program", "action_close", [program]),
            lambda: self._submit(self.servers[0], token, 8),
        )
        refused = [one for one in (first, second) if isinstance(one, Refused)]
        if len(refused) != 1 or "Closed" not in str(refused[0]):
            self._wrong(f"closing: {first} {second}")
        if isinstance(answered, Exception):
            self._wrong(f"answer while closing: {answered}")
        for row in self._answers():
            wanted = {"counted": 1, "late": 0}.get(row[3], 0)
            self.late += row[3] == "late"
            if row[5] != wanted:
                self._wrong(f"an answer that is {row[3]} has {row[5]} scores")

    def _report(self):
        """Two open the 8D report of the questionnaire: both come to the same one."""
        rows = postgres.query(FOLLOWUPS.format(program=self.program["program"]), self.database)
        if len(rows) != 1:
            self._wrong(f"{len(rows)} follow-ups of the questionnaire")
            return
        before = int(postgres.query(REPORTS, self.database)[0][0])
        followup = int(rows[0][0])
        officers = self._officer(1), self._officer(2)
        found = self._at_once(
            *(
                lambda call=call: call("satisfaction.followup", "action_open_8d", [followup])
                for call in officers
            )
        )
        made = int(postgres.query(REPORTS, self.database)[0][0]) - before
        ids = {one["res_id"] if isinstance(one, dict) else repr(one) for one in found}
        if made != 1 or len(ids) != 1:
            self._wrong(f"8D: {made} reports, {ids}")

"""Satisfaction programmes: scores against Odoo's survey statistics, closing, paper answers.

Both databases hold a survey of ten scale questions with 10,000 finished answers; ours belong to a
programme of 10,000 customers.
"""

import base64
import io
import json
import subprocess
import sys
import time

import xlsxwriter

from odoo.fields import Command
from odoo.tools import SQL

from benchmarks.common import (
    Result,
    Side,
    copy_rows,
    interleaved,
    milliseconds,
    report,
    sides,
    vacuum,
)

ANSWERS = 10_000
QUESTIONS = 10
REPETITIONS = 5
IMPORTED = 5_000
# Answers that are created one by one on the other side; the time of all is scaled.
SINGLE = 250
TABLES = ("survey_user_input", "survey_user_input_line")
OUR_TABLES = (
    "res_partner", "satisfaction_audience", "satisfaction_invitation",
    "satisfaction_invitation_module_rel",
)


def survey(env, name):
    """A survey of ten scale questions, made on first use."""
    found = env["survey.survey"].search([("title", "=", name)])
    return found or env["survey.survey"].create(
        {
            "title": name,
            "survey_type": "survey",
            "question_and_page_ids": [
                Command.create(
                    {
                        "title": f"Question {number}", "question_type": "scale",
                        "scale_min": 0, "scale_max": 10, "sequence": number,
                    }
                )
                for number in range(QUESTIONS)
            ],
        }
    )


def fill_answers(env, asked, more="", values="", source=""):
    """10,000 finished answers to the ten questions, by SQL: of 6 to 10, and each twentieth
    customer gives 1 to 5."""
    env.cr.execute(
        SQL(
            "INSERT INTO survey_user_input (survey_id, state, test_entry, access_token,"
            " start_datetime, end_datetime, create_date, write_date, create_uid, write_uid,"
            " scoring_success" + more + ")"
            " SELECT %s, 'done', FALSE, gen_random_uuid()::text, now(), now(), now(), now(), 1, 1,"
            " FALSE" + values + " FROM generate_series(1, %s) n " + source,
            asked.id, ANSWERS,
        )
    )
    env.cr.execute(
        SQL(
            "INSERT INTO survey_user_input_line (user_input_id, survey_id, question_id,"
            " question_sequence, answer_type, value_scale, skipped, answer_score,"
            " answer_is_correct, create_uid, write_uid, create_date, write_date)"
            " SELECT i.id, i.survey_id, q.id, q.sequence, 'scale',"
            " CASE WHEN i.id %% 20 = 0 THEN 1 ELSE 6 END + (i.id + q.sequence) %% 5, FALSE, 0,"
            " FALSE, 1, 1, now(), now() FROM survey_user_input i"
            " JOIN survey_question q ON q.survey_id = i.survey_id WHERE i.survey_id = %s",
            asked.id,
        )
    )


def fill_vanilla(side):
    """Return the survey with its answers."""
    with side.env() as env:
        asked = survey(env, "Bench")
        if not env["survey.user_input"].search_count([("survey_id", "=", asked.id)], limit=1):
            fill_answers(env, asked)
        chosen = asked.id
    vacuum(side, TABLES)
    return chosen


def program(env, name, asked, customers):
    """A running programme of so many customers, each with his invitation, by SQL."""
    made = env["satisfaction.program"].create(
        {
            "name": name,
            "module_ids": [Command.create({"name": name, "survey_id": asked.id, "weight": 100})],
        }
    )
    env.flush_all()
    key = f"{name} "
    model = env["res.partner"].create({"name": f"{name}.", "is_company": True})
    env.flush_all()
    names = {"name": f"'{key}' || n", "complete_name": f"'{key}' || n"}
    copy_rows(
        env, "res_partner", model.id, f"generate_series(1, {customers}) n", {"res_partner": names}
    )
    env.cr.execute(
        SQL(
            "UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE %s", f"{key}%"
        )
    )
    env.cr.execute(
        SQL(
            "INSERT INTO satisfaction_audience (program_id, company_id, partner_id, contact_id,"
            " customer_class, selected, state, revenue, create_uid, write_uid, create_date,"
            " write_date) SELECT %s, %s, id, id, 'c', TRUE, 'sent', id %% 1000, 1, 1, now(), now()"
            " FROM res_partner WHERE name LIKE %s",
            made.id, made.company_id.id, f"{key}%",
        )
    )
    env.cr.execute(
        SQL(
            "INSERT INTO satisfaction_invitation (audience_id, program_id, company_id, partner_id,"
            " channel, state, sent_at, access_token, remind_count, create_uid, write_uid,"
            " create_date, write_date) SELECT id, program_id, company_id, partner_id, 'paper',"
            " 'sent', now(), gen_random_uuid()::text, 0, 1, 1, now(), now()"
            " FROM satisfaction_audience WHERE program_id = %s",
            made.id,
        )
    )
    env.cr.execute(
        SQL(
            "INSERT INTO satisfaction_invitation_module_rel (invitation_id, module_id)"
            " SELECT id, %s FROM satisfaction_invitation WHERE program_id = %s",
            made.module_ids.id, made.id,
        )
    )
    env.invalidate_all()
    made._set_state("running", sent_on=made.send_on)
    return made


def fill_ours(side):
    """Return the programmes: with answers of 10,000 and of 1,000 customers, and without any."""
    with side.env() as env:
        ids = []
        for name, customers in (("Bench large", ANSWERS), ("Bench small", ANSWERS // 10)):
            asked = survey(env, name)
            made = program(env, name, asked, customers)
            fill_answers(
                env, asked,
                ", satisfaction_invitation_id, satisfaction_module_id, satisfaction_status,"
                " satisfaction_source",
                f", i.id, {made.module_ids.id}, 'counted', 'paper'",
                "JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place"
                f" FROM satisfaction_invitation WHERE program_id = {made.id}) i ON i.place = n",
            )
            ids.append(made.id)
        empty = program(env, "Bench paper", survey(env, "Bench paper"), IMPORTED)
        env.user.group_ids += env.ref("satisfaction_survey.group_officer")
        ids.append(empty.id)
    vacuum(side, TABLES + OUR_TABLES)
    return ids


# ----------------------------------------------------------------------
# Scores
# ----------------------------------------------------------------------
def statistics(env, survey_id):
    """What Odoo computes for the page of results of a survey."""
    asked = env["survey.survey"].browse(survey_id)
    lines = env["survey.user_input.line"].search(
        [
            ("user_input_id.survey_id", "=", asked.id),
            ("user_input_id.test_entry", "=", False),
            ("user_input_id.state", "!=", "new"),
        ]
    )
    asked._prepare_statistics(lines)
    asked.question_and_page_ids._prepare_statistics(lines)


def scores(env, program_id):
    """The score of each answer; none where too little was answered."""
    made = env["satisfaction.program"].browse(program_id)
    engine = env["satisfaction.score"]
    found = engine._rows(
        SQL("SELECT user_input_id, score FROM (%s) result", engine._result_sql(made))
    )
    if len(found) != ANSWERS or any(row["score"] is None for row in found):
        raise RuntimeError("Not all answers have a score.")


def figures(env, program_id):
    """All figures of the page: total, questionnaires, questions, response."""
    if not env["satisfaction.program"].browse(program_id)._figures()["total"]:
        raise RuntimeError("The programme has no total.")


def grouped(env, program_id):
    """One plain GROUP BY over the same lines, as the limit of what SQL can do."""
    env.cr.execute(
        SQL(
            "SELECT l.user_input_id, SUM(10 * l.value_scale), COUNT(*)"
            " FROM survey_user_input_line l"
            " JOIN survey_user_input i ON i.id = l.user_input_id"
            " JOIN satisfaction_module m ON m.survey_id = i.survey_id"
            " WHERE m.program_id = %s GROUP BY l.user_input_id",
            program_id,
        )
    )
    env.cr.fetchall()


def scoring(vanilla, ours, survey_id, program_id):
    """Scores against Odoo's statistics and against one GROUP BY."""
    jobs = {
        "scores": lambda _turn: ours.measure(scores, program_id),
        "figures": lambda _turn: ours.measure(figures, program_id),
        "grouped": lambda _turn: ours.measure(grouped, program_id),
    }
    for job in jobs.values():
        job(0)
    found = interleaved(jobs, REPETITIONS)
    base = interleaved(
        {"statistics": lambda _turn: vanilla.measure(statistics, survey_id)}, 3
    )["statistics"][1]
    ours_time, plain = found["scores"][1], found["grouped"][1]
    what = f"Scores of {ANSWERS:,} answers of {QUESTIONS} questions"
    return [
        Result(
            f"{what}: time against Odoo's survey statistics", milliseconds(base),
            milliseconds(ours_time), f"{base / ours_time:.0f} × faster", "50 × faster",
            base >= 50 * ours_time,
        ),
        Result(
            f"{what}: time against one SQL GROUP BY", milliseconds(plain),
            milliseconds(ours_time), f"{ours_time / plain:.2f} ×", "3 ×", ours_time <= 3 * plain,
            "both in the database with our add-ons",
        ),
        Result(
            f"All figures of a programme of {ANSWERS:,} answers", milliseconds(base),
            milliseconds(found["figures"][1]), f"{base / found['figures'][1]:.0f} × faster",
            "none", True,
            f"total, questionnaires, questions, NPS: {found['figures'][0]:.0f} statements",
        ),
    ]


# ----------------------------------------------------------------------
# Closing
# ----------------------------------------------------------------------
def close(env, program_id):
    """Close a programme: everything that happens at the button, and what follows from it in the
    background, until each low answer and each customer below the limit has its follow-up."""
    program = env["satisfaction.program"].browse(program_id)
    program.action_close()
    env["satisfaction.program"]._cron_followups()
    if program.followup_next_id:
        raise RuntimeError("Not all customers were looked at.")


def memory(name):
    """What the process holds (VmRSS), or the most it held (VmHWM), in MB."""
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def close_alone(program_id):
    """Close a programme in a process that does nothing else; print what it took."""
    side = Side("ours")
    with side.env() as env:
        env["satisfaction.program"].browse(program_id)._figures()
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")  # forget the most it held so far
    before = memory("VmRSS")
    queries, seconds = side.measure(close, program_id)
    grown = memory("VmHWM") - before
    with side.env() as env:
        followups = env["satisfaction.followup"].search_count([("program_id", "=", program_id)])
    print(json.dumps([queries, seconds, grown, followups]))


def closing(small, large):
    """Statements and memory of closing 1,000 and 10,000 customers."""
    (few, _time, least, _made), (many, seconds, most, made) = (
        json.loads(
            subprocess.run(
                [sys.executable, "-m", "benchmarks.satisfaction", str(program_id)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout.splitlines()[-1]
        )
        for program_id in (small, large)
    )
    more = 1000 * (many - few) / (ANSWERS - ANSWERS // 10)
    return Result(
        f"Closing a programme of {ANSWERS:,} customers, with all its follow-ups", "–",
        f"1,000: {few} queries, +{least:.0f} MB; {ANSWERS:,}: {many} queries, +{most:.0f} MB",
        f"{more:.0f} more queries per 1,000, {most - least:+.0f} MB",
        "250 queries per 1,000, 50 MB", more <= 250 and most - least <= 50,
        f"{made} follow-ups, {seconds:.1f} s; each twentieth customer gives low answers; a process"
        " for each",
    )


# ----------------------------------------------------------------------
# Paper answers
# ----------------------------------------------------------------------
def one_by_one(env, survey_id):
    """Answers entered one at a time, as one create each."""
    asked = env["survey.survey"].browse(survey_id)
    for number in range(SINGLE):
        answer = env["survey.user_input"].create(
            {
                "survey_id": survey_id,
                "user_input_line_ids": [
                    Command.create(
                        {
                            "question_id": question.id, "answer_type": "scale",
                            "value_scale": 6 + (number + question.sequence) % 5,
                        }
                    )
                    for question in asked.question_ids
                ],
            }
        )
        answer._mark_done()
        env.flush_all()


def sheet_of(env, program_id):
    """The filled sheet: the downloaded one, with a number in each cell."""
    made = env["satisfaction.program"].browse(program_id)
    wizard = env["satisfaction.sheet.import"].create(
        {"program_id": made.id, "module_id": made.module_ids.id}
    )
    titles = list(wizard._titles().values())
    rows = [
        [audience.partner_id.id, audience.partner_id.name, "", "", "", ""]
        + [6 + (number + place) % 5 for place in range(QUESTIONS)]
        for number, audience in enumerate(made.audience_ids)
    ]
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as book:
        page = book.add_worksheet()
        for line, row in enumerate([titles, *rows]):
            page.write_row(line, 0, row)
    return base64.b64encode(output.getvalue())


def from_sheet(env, program_id, content):
    """All answers from the sheet, reading and checking included."""
    made = env["satisfaction.program"].browse(program_id)
    wizard = env["satisfaction.sheet.import"].create(
        {
            "program_id": made.id, "module_id": made.module_ids.id,
            "file": content, "filename": "paper.xlsx",
        }
    )
    wizard.action_import()
    if wizard.state != "done":
        raise RuntimeError(wizard.problem_ids[:3].mapped("message"))


def importing(vanilla, ours, survey_id, program_id):
    """5,000 paper answers against one create per answer."""
    with ours.env() as env:
        content = sheet_of(env, program_id)
    few_queries, few = vanilla.measure(one_by_one, survey_id)
    base, base_queries = few * IMPORTED / SINGLE, few_queries * IMPORTED // SINGLE
    start = time.perf_counter()
    queries, seconds = ours.measure(from_sheet, program_id, content)
    return Result(
        f"Import of {IMPORTED:,} paper answers: time against one create per answer",
        f"{base:.1f} s", f"{seconds:.1f} s", f"{base / seconds:.1f} × faster", "5 × faster",
        base >= 5 * seconds,
        f"reading and checking the sheet included; {SINGLE} answers one by one, scaled: SQL"
        f" {base_queries:,} and {queries:,}; {time.perf_counter() - start:.1f} s with commit",
    )


def run():
    """Fill both databases, score, import, close."""
    vanilla, ours = sides()
    survey_id = fill_vanilla(vanilla)
    large, small, empty = fill_ours(ours)
    results = scoring(vanilla, ours, survey_id, large)
    results.append(importing(vanilla, ours, survey_id, empty))
    results.append(closing(small, large))
    report(results)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        close_alone(int(sys.argv[1]))
    else:
        run()

"""Two Odoo servers work on the same complaints at once, one is killed: nothing twice or half."""

import argparse
import functools
import http.client
import re
import threading
import time

from . import databases, postgres, racing
from .base import say
from .serving import Refused, Server

OFFICERS = ("race_0", "race_1")
CUSTOMER = "race_customer"
PREPARE = """
import json
company = env.company
def person(login, group, **values):
    return env["res.users"].create({{
        "name": login, "login": login, "password": login, "email": login + "@example.com",
        "company_id": company.id, "company_ids": [(6, 0, company.ids)],
        "notification_type": "inbox" if "portal" not in group else "email",
        "group_ids": [(6, 0, [env.ref(group).id])], **values,
    }})
officers = [person(login, "customer_complaint.group_officer") for login in {officers!r}]
customer = env["res.partner"].create({{"name": "Race customer", "is_company": True}})
person({customer!r}, "base.group_portal", partner_id=env["res.partner"].create(
    {{"name": "Race contact", "parent_id": customer.id}}).id)
def make(state, **values):
    return env["customer.complaint"].create([{{
        "title": "It came late", "category": "delivery", "partner_id": customer.id,
        "user_id": officers[0].id,
        "state": state, "email_from": "race@example.com", **values,
    }} for _number in range({count})])
closing = make("verification", validity="valid", prevention="Tool", effect="Seen")
closing.evidence_ids.write({{"state": "not_needed", "note": "Seen"}})
judging = make("acknowledged")
ending = make("execution", validity="valid")
remedies = env["customer.complaint.remedy"].create([
    {{"complaint_id": complaint.id, "kind": kind}}
    for complaint in ending for kind in ("compensation", "rework")
])
demanding = make("assessed", validity="valid", severity="critical")
doubles = make("registered") + make("registered")
env.cr.commit()
print("RACE", json.dumps({{
    "close": closing.ids,
    "judge": judging.ids,
    "carry out": [list(pair) for pair in zip(remedies.ids[::2], remedies.ids[1::2])],
    "demand an 8D": demanding.ids,
    "mark as duplicate": [list(pair) for pair in zip(doubles.ids[::2], doubles.ids[1::2])],
    "customer": customer.id,
}}))
"""
# What is wrong with what is left behind, by what was done; the numbers of what it is wrong with.
WRONG = {
    "close": "SELECT id FROM customer_complaint WHERE id IN ({ids}) AND state != 'closed'",
    "judge": "SELECT c.id FROM customer_complaint c WHERE id IN ({ids}) AND (state != 'assessed'"
    " OR validity_reason != 'by ' || (SELECT login FROM res_users WHERE id = judged_by_id))",
    "carry out": "SELECT c.id FROM customer_complaint c"
    " JOIN customer_complaint_remedy r ON r.complaint_id = c.id"
    " WHERE r.id IN ({ids}) AND (c.state != 'verification' OR r.done_on IS NULL)",
    "demand an 8D": "SELECT c.id FROM customer_complaint c LEFT JOIN quality_8d q"
    " ON q.origin_model = 'customer.complaint' AND q.origin_id = c.id WHERE c.id IN ({ids})"
    " GROUP BY c.id, c.eightd_id HAVING count(*) != 1 OR c.eightd_id IS DISTINCT FROM max(q.id)",
    "mark as duplicate": "SELECT c.id FROM customer_complaint c JOIN customer_complaint m"
    " ON m.id = c.duplicate_of_id WHERE c.id IN ({ids}) AND m.state = 'cancelled'",
}
# What the second one may be told, because the first has just done it.
TOLD = ("meanwhile", "judge again", "has ended already")
PAGE = "SELECT title, count(*) FROM customer_complaint WHERE channel = 'portal' GROUP BY title"
NUMBERS = """
SELECT name, count(*) FROM customer_complaint GROUP BY name HAVING count(*) > 1 OR name IS NULL
"""


def check(arguments):
    """`dev/complaint_check`: exit status 1 on anything lost, twice or half, or an error shown."""
    parser = argparse.ArgumentParser(prog="dev/complaint_check", description=__doc__)
    parser.add_argument("--complaints", type=int, default=8, help="complaints of each trial")
    options = parser.parse_args(arguments)
    prepare = functools.partial(_prepare, count=options.complaints)
    with racing.arena("complaints", 2, prepare) as (database, prepared, servers):
        problems = []
        for title in WRONG:
            problems += Trial(database, servers, title, prepared[title]).run()
        problems += _send_pages(database, servers, options.complaints)
    return racing.verdict(problems, "Nothing lost, nothing twice, nothing half.")


def _prepare(database, count):
    """A database with complaints that have come so far; return their numbers."""
    databases.make(database, ["customer_complaint"])
    script = PREPARE.format(count=count, officers=OFFICERS, customer=CUSTOMER)
    return racing.prepared(database, f"{6 * count} complaints", script, "RACE")


class Trial:
    """Two officers do the same with each complaint; one process dies while it is at it."""

    def __init__(self, database, servers, title, items):
        self.database, self.servers, self.title, self.items = database, servers, title, items
        self.errors, self.told, self.killed = [], 0, 0

    def run(self):
        """Race, then look at what is in the database; return the problems."""
        start = time.monotonic()
        for number, item in enumerate(self.items):
            kill = number % 4 == 3
            users = [
                server.user(login) for server, login in zip(self.servers, OFFICERS, strict=True)
            ]
            jobs = self._jobs(users, item)
            threads = [threading.Thread(target=self._attempt, args=(job,)) for job in jobs]
            for thread in threads:
                thread.start()
            if kill:
                time.sleep(0.03 * (1 + number // 4))
                self.servers[1].stop(kill=True)
                self.killed += 1
            for thread in threads:
                thread.join()
            if kill:
                self.servers[1] = Server(self.database, "complaints-new").wait()
                # Whoever was served by it clicks again.
                self._attempt(self._jobs([self.servers[1].user(OFFICERS[1])] * 2, item)[1])
        problems = [f"{self.title}: {error}" for error in self.errors] + self._look()
        say(
            f"  {self.title}: {len(self.items)} times in {time.monotonic() - start:.0f} s;"
            f" told who was faster {self.told}; killed {self.killed}; wrong {len(problems)}"
        )
        return problems

    def _jobs(self, users, item):
        """What each of the two does, as functions without arguments."""
        complaints = "customer.complaint"
        if self.title == "judge":
            return [lambda user=user: _judge(user, item) for user in users]
        if self.title == "carry out":
            return [
                lambda user=user, remedy=remedy: user.call(
                    "customer.complaint.remedy", "action_done", [remedy]
                )
                for user, remedy in zip(users, item, strict=True)
            ]
        if self.title == "mark as duplicate":
            return [
                lambda user=user, double=double, main=main: user.call(
                    complaints, "action_is_duplicate", [double], context={"complaint_id": main}
                )
                for user, double, main in zip(users, item, reversed(item), strict=True)
            ]
        method = {"close": "action_close", "demand an 8D": "action_open_8d"}[self.title]
        return [lambda user=user: user.call(complaints, method, [item]) for user in users]

    def _attempt(self, job):
        try:
            job()
        except Refused as refusal:
            if any(words in str(refusal) for words in TOLD):
                self.told += 1
            elif "cannot marshal None" not in str(refusal):
                self.errors.append(str(refusal))
        except (OSError, http.client.HTTPException):
            pass  # the process was killed: tried again, and looked at below

    def _look(self):
        """What is wrong in the database."""
        flat = [
            number
            for item in self.items
            for number in (item if isinstance(item, list) else [item])
        ]
        ids = ",".join(map(str, flat))
        rows = postgres.query(WRONG[self.title].format(ids=ids), self.database)
        twice = postgres.query(NUMBERS, self.database)
        return [f"{self.title}: complaint {row[0]}" for row in rows] + [
            f"{self.title}: number {name} given {count} times" for name, count in twice
        ]


def _judge(user, complaint):
    """As the dialog does: what stood when it was opened goes with it."""
    opened = user.call("customer.complaint", "action_judge", [complaint])
    before = opened["context"]["default_judged_before"]
    if before:
        return  # clicked again after the kill: the judgement of the colleague stands
    dialog = user.call(
        "customer.complaint.judge",
        "create",
        {
            "complaint_id": complaint,
            "validity": "valid",
            "reason": f"by {user.login}",
            "judged_before": before,
        },
    )
    user.call("customer.complaint.judge", "action_judge", [dialog])


def _send_pages(database, servers, count):
    """The customer clicks twice on each page, and is served by both processes."""
    start = time.monotonic()
    errors = []

    def send(server, cookie, fields):
        browser = server.browser()
        browser.cookie = cookie
        try:
            browser.submit("/my/complaints/new", fields)
        except (Refused, OSError, http.client.HTTPException) as error:
            errors.append(f"page: {error}")

    titles = [f"Page {number}" for number in range(count)]
    for title in titles:
        browser = servers[0].browser(CUSTOMER)
        form = browser.get("/my/complaints/new")
        fields = {
            name: re.search(rf'name="{name}" value="([^"]+)"', form)[1]
            for name in ("csrf_token", "page_token")
        }
        fields |= {"title": title, "customer_words": "Oil everywhere", "qty_complained": "4"}
        threads = [
            threading.Thread(target=send, args=(server, browser.cookie, fields))
            for server in servers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    found = dict(postgres.query(PAGE, database))
    problems = errors + [
        f"page: “{title}” registered {found.get(title, 0)} times"
        for title in titles
        if found.get(title) != "1"
    ]
    say(
        f"  complaint sent twice: {count} times in {time.monotonic() - start:.0f} s;"
        f" wrong {len(problems)}"
    )
    return problems + [
        f"number {name} given {times} times" for name, times in postgres.query(NUMBERS, database)
    ]

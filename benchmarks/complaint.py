"""Complaints among 100,000 against OCA's claims, and whether a problem has come back.

Both databases hold as many documents; ours has seven time limits and eight pieces of evidence to
each of them. The list, what is typed into the search box, grouping by step, and the form are asked
for as the web client asks. Our form is the overview of a complaint, the same complaint in the step
"approval" as ever; its other pages are read when they are opened. The slowest of them, and the
overview in the step in which it takes longest, are measured beside it.
"""

import time

from oa import scene

from benchmarks.common import (
    Result,
    copy_rows,
    milliseconds,
    read_form,
    read_view,
    reading,
    report,
    sides,
    slowest,
    vacuum,
)

COMPLAINTS = 100_000
NUMBERS = f"generate_series(1, {COMPLAINTS}) n"
MODEL = "customer.complaint"
MODELS = {"ours": MODEL, "vanilla": "crm.claim"}
PAGES = ("goods", "evidence", "answer", "remedies", "effect", "similar", "limits")
STEPS = ("registered", "acknowledged", "assessed", "approval", "closed")
# What the search box asks for when somebody types a few digits.
SEARCHED = {
    "ours": [
        "|",
        "|",
        "|",
        *((name, "ilike", "47110") for name in ("name", "title", "partner_ref", "lot_text")),
    ],
    "vanilla": [("name", "ilike", "47110")],
}
GROUPS = {"ours": "state", "vanilla": "stage_id"}
GROUPS_OF = {
    "ours": ["customer_complaint.group_officer"],
    "vanilla": ["sales_team.group_sale_manager"],
}
LINES = ("limit", "evidence")
# What makes a copied row a record of its own: every tenth is still open.
OURS = {
    "name": "'CC-M' || n",
    "title": "'Problem ' || n",
    "partner_ref": "'REF-' || n",
    "lot_text": "'L' || n",
    "access_token": "NULL",
    "state": "CASE WHEN n %% 10 = 0"
    " THEN (ARRAY['registered', 'acknowledged', 'assessed', 'approval'])[1 + (n / 10) %% 4]"
    " ELSE 'closed' END",
    "validity": "CASE WHEN n %% 10 = 0 THEN 'pending' ELSE 'valid' END",
    "defect_id": "(SELECT min(id) + n %% 10 FROM quality_defect)",
    "create_date": "now() - n * interval '5 minutes'",
    "received_at": "now() - n * interval '5 minutes'",
    "deadline": "now() + (n - 50000) * interval '5 minutes'",
    "next_limit_id": "NULL",
}
THEIRS = {
    "name": "'Problem ' || n",
    "stage_id": "(SELECT min(id) + n %% 4 FROM crm_claim_stage)",
    "date": "now() - n * interval '5 minutes'",
    "create_date": "now() - n * interval '5 minutes'",
}


def fill_ours(env):
    """100,000 complaints in all steps, with all their lines."""
    model = env["customer.complaint"].create(
        {
            "title": "Problem",
            "partner_id": scene.customers(env, 1, "Claim").id,
            "product_id": scene.goods(env, 1).id,
            "defect_id": env["quality.defect"].search([], order="id", limit=1).id,
            "customer_words": "Dampers leak",
        }
    )
    env.flush_all()
    copy_rows(env, "customer_complaint", model.id, NUMBERS, {"customer_complaint": OURS})
    targets = (
        "(SELECT id, substr(name, 5)::int AS n FROM customer_complaint"
        " WHERE name ~ '^CC-M[0-9]+$') target"
    )
    for line in LINES:
        table = f"customer_complaint_{line}"
        for row in env[f"customer.complaint.{line}"].search([("complaint_id", "=", model.id)]):
            copy_rows(env, table, row.id, targets, {table: {"complaint_id": "target.id"}})
    env.cr.execute(
        "UPDATE customer_complaint c SET next_limit_id = l.id FROM customer_complaint_limit l"
        " WHERE l.complaint_id = c.id AND l.step = 'acknowledge' AND c.name ~ '^CC-M[0-9]+$'"
    )
    return ["customer_complaint", *(f"customer_complaint_{line}" for line in LINES)]


def fill_theirs(env):
    """100,000 claims in all stages."""
    model = env["crm.claim"].create(
        {
            "name": "Problem",
            "partner_id": scene.customers(env, 1, "Claim").id,
            "description": "Dampers leak",
        }
    )
    env.flush_all()
    copy_rows(env, "crm_claim", model.id, NUMBERS, {"crm_claim": THEIRS})
    return ["crm_claim"]


def fill(side):
    """Fill one database, unless a run before has; return the person and the chosen record."""
    with side.env() as env:
        ours = side.kind == "ours"
        uid = scene.user(env, "claims", ours).id
        user = env["res.users"].browse(uid)
        for group in GROUPS_OF[side.kind]:
            user.group_ids += env.ref(group)
        records = env[MODELS[side.kind]]
        tables = []
        if records.search_count([]) < COMPLAINTS:
            tables = (fill_ours if ours else fill_theirs)(env)
        chosen = records.search([("name", "=like", "%4710")], limit=1).id
    vacuum(side, tables)
    return uid, chosen


def slowest_page(side):
    """What a click on the slowest of the pages costs."""
    uid, chosen = fill(side)
    view = "customer_complaint.customer_complaint_view_form"
    with side.env(uid) as env:
        works = {
            page: (read_form, MODEL, read_view(env, MODEL, f"{view}_{page}"), chosen)
            for page in PAGES
        }
    title = f"Complaints, a click on the slowest page among {COMPLAINTS:,}"
    return slowest(side, title, works, uid)


def slowest_step(side):
    """What the overview costs in the step in which it takes longest."""
    uid, _chosen = fill(side)
    with side.env(uid) as env:
        asked = read_view(env, MODEL, "customer_complaint.customer_complaint_view_form")
        works = {
            step: (
                read_form, MODEL, asked, env[MODEL].search([("state", "=", step)], limit=1).id,
            )
            for step in STEPS
        }
    title = f"Complaints, form in the slowest step among {COMPLAINTS:,}"
    return slowest(side, title, works, uid)


def recurring(side):
    """Whether the problem of one complaint has come back, among 100,000 of ten kinds."""
    uid, chosen = fill(side)
    with side.registry.cursor() as cursor:
        record = side.environment(cursor, uid)["customer.complaint"].browse(chosen)
        record.read(["defect_id", "product_id", "product_categ_id", "company_id", "received_at"])
        record.company_id.read(["complaint_repeat_months", "complaint_cluster_days"])
        before, start = cursor.sql_log_count, time.perf_counter()
        record._recurrence_facts()
        seconds = time.perf_counter() - start
        queries = cursor.sql_log_count - before
    return Result(
        f"Recurrence of a complaint among {COMPLAINTS:,}", "–",
        f"{queries} queries, {milliseconds(seconds)}", f"{queries} queries", "5 queries",
        queries <= 5,
    )


def monthly(side):
    """The key figures of twelve months: in all, by month, by customer, product and so on."""
    uid, __ = fill(side)
    with side.registry.cursor() as cursor:
        page = side.environment(cursor, uid)["customer.complaint.figures"].create({})
        page.mapped("ppm")
        page.env.flush_all()
        page.env.invalidate_all()
        before, start = cursor.sql_log_count, time.perf_counter()
        page.mapped("ppm")
        seconds = time.perf_counter() - start
        queries = cursor.sql_log_count - before
    return Result(
        f"Key figures of {COMPLAINTS:,} complaints, 16 of them", "–",
        f"{queries} queries, {milliseconds(seconds)}", f"{queries} queries", "16 queries",
        queries <= 16,
    )


def run():
    """Fill both databases, read in turns, look for the same problem, count."""
    pair = sides()
    read = reading(
        pair,
        f"Complaints, %s among {COMPLAINTS:,}: time against OCA claims",
        fill,
        MODELS,
        SEARCHED,
        GROUPS,
    )
    ours = pair[1]
    further = [work(ours) for work in (slowest_step, slowest_page, recurring, monthly)]
    report([*read, *further])


if __name__ == "__main__":
    run()

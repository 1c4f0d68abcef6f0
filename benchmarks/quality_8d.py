"""8D reports among 100,000 against OCA's nonconformities, and their print against Odoo's.

Both databases hold as many documents; ours has nine disciplines and 29 lines to each of them.
The list, what is typed into the search box, grouping by discipline or stage, and the form are
asked for as the web client asks. Our form is the overview of a report; its disciplines are pages
that are read when they are opened: the slowest of them is measured beside it.
"""

import time

from oa import scene, serving

from benchmarks.common import (
    Result,
    copy_rows,
    interleaved,
    milliseconds,
    read_form,
    read_view,
    reading,
    report,
    sides,
    slowest,
    vacuum,
)

REPORTS = 100_000
PRINTS = 5
NUMBERS = f"generate_series(1, {REPORTS}) n"
MODELS = {"ours": "quality.8d", "vanilla": "mgmtsystem.nonconformity"}
ACTIONS = {
    "ours": "quality_8d.quality_8d_action",
    "vanilla": "mgmtsystem_nonconformity.open_mgmtsystem_nonconformity_list",
}
GROUPS = {"ours": "stage", "vanilla": "stage_id"}
# What the search box asks for when somebody types a few digits.
SEARCHED = {
    "ours": [
        "|",
        "|",
        "|",
        *((name, "ilike", "47110") for name in ("name", "title", "partner_ref", "lot_names")),
    ],
    "vanilla": [("name", "ilike", "47110")],
}
GROUPS_OF = {
    "ours": ["quality_8d.group_quality_manager"],
    "vanilla": [
        "mgmtsystem.group_mgmtsystem_manager", "document_knowledge.group_document_user",
    ],
}
LINES = ("step", "comparison", "containment", "document")
# What makes a copied row a record of its own.
OURS = {
    "name": "'M' || n",
    "title": "'Problem ' || n",
    "partner_ref": "'REF-' || n",
    "lot_names": "'L' || n",
    "stage": "(ARRAY['d0','d1','d2','d3','d4','d5','d6','d7','d8'])[1 + n %% 9]",
    "defect_id": "(SELECT min(id) + n %% 10 FROM quality_defect)",
    "create_date": "now() - n * interval '5 minutes'",
    "received_at": "now() - n * interval '5 minutes'",
    "deadline": "now() + (n - 50000) * interval '5 minutes'",
}
THEIRS = {
    "name": "'Problem ' || n",
    "ref": "'M' || n",
    "stage_id": "(SELECT min(id) + n %% 5 FROM mgmtsystem_nonconformity_stage)",
    "create_date": "now() - n * interval '5 minutes'",
}


def fill_ours(env):
    """100,000 reports in all disciplines, with all their lines."""
    partner = scene.customers(env, 1, "Eight")
    model = env["quality.8d"].create(
        {
            "title": "Problem",
            "partner_id": partner.id,
            "product_id": scene.goods(env, 1).id,
            "defect_id": env["quality.defect"].search([], order="id", limit=1).id,
        }
    )
    env.flush_all()
    copy_rows(env, "quality_8d", model.id, NUMBERS, {"quality_8d": OURS})
    targets = (
        "(SELECT id, substr(name, 2)::int AS n FROM quality_8d WHERE name ~ '^M[0-9]+$') target"
    )
    for line in LINES:
        table = f"quality_8d_{line}"
        for row in env[f"quality.8d.{line}"].search([("report_id", "=", model.id)]):
            copy_rows(env, table, row.id, targets, {table: {"report_id": "target.id"}})
    env.cr.execute(
        "UPDATE quality_8d r SET current_step_id = s.id FROM quality_8d_step s"
        " WHERE s.report_id = r.id AND s.discipline = r.stage AND r.name ~ '^M[0-9]+$'"
    )
    return ["quality_8d", *(f"quality_8d_{line}" for line in LINES)]


def fill_theirs(env):
    """100,000 nonconformities in all stages."""
    origin = env["mgmtsystem.nonconformity.origin"].create({"name": "Customer"})
    model = env["mgmtsystem.nonconformity"].create(
        {
            "name": "Problem",
            "partner_id": scene.customers(env, 1, "Eight").id,
            "responsible_user_id": env.uid,
            "manager_user_id": env.uid,
            "origin_ids": origin.ids,
            "description": "Dampers leak",
        }
    )
    env.flush_all()
    table = "mgmtsystem_nonconformity"
    copy_rows(env, table, model.id, NUMBERS, {table: THEIRS})
    relation = "mgmtsystem_nonconformity_origin_rel"
    env.cr.execute(
        f"INSERT INTO {relation} (nonconformity_id, origin_id) SELECT id, %s FROM {table}"
        " WHERE id != %s",
        [origin.id, model.id],
    )
    return [table, relation]


def fill(side):
    """Fill one database, unless a run before has; return the person and the chosen record."""
    with side.env() as env:
        ours = side.kind == "ours"
        uid = scene.user(env, "eight", ours).id
        user = env["res.users"].browse(uid)
        for group in GROUPS_OF[side.kind]:
            user.group_ids += env.ref(group)
        records = env[MODELS[side.kind]]
        tables = []
        if records.search_count([]) < REPORTS:
            tables = (fill_ours if ours else fill_theirs)(env)
        chosen = records.search([("name", "=like", "%4711")], limit=1).id
    vacuum(side, tables)
    return uid, chosen


def slowest_page(side):
    """What a click on the slowest of the disciplines costs."""
    uid, chosen = fill(side)
    with side.env(uid) as env:
        works = {
            f"D{number}": (
                read_form,
                "quality.8d",
                read_view(env, "quality.8d", f"quality_8d.quality_8d_view_form_d{number}"),
                chosen,
            )
            for number in range(9)
        }
    title = f"8D reports, a click on the slowest discipline among {REPORTS:,}"
    return slowest(side, title, works, uid)


def similar(env, record_id):
    """What the form proposes: earlier reports about the same."""
    env["quality.8d"].browse(record_id).similar_ids.mapped("title")


def proposing(side):
    """Similar earlier reports among 100,000."""
    uid, chosen = fill(side)
    side.measure(similar, chosen, uid=uid)
    with side.registry.cursor() as cursor:
        env = side.environment(cursor, uid)
        record = env["quality.8d"].browse(chosen)
        record.read(["defect_id", "product_id", "product_categ_id", "company_id"])
        record.search([("id", "=", chosen)])
        before, start = cursor.sql_log_count, time.perf_counter()
        record._find_similar()
        seconds = time.perf_counter() - start
        queries = cursor.sql_log_count - before
    return Result(
        f"Similar 8D reports among {REPORTS:,}", "–",
        f"{queries} queries, {milliseconds(seconds)}", f"{queries} queries", "5 queries",
        queries <= 5,
    )


def printing(side):
    """The PDF of a whole report against that of an order of five lines, in one database."""
    with side.env() as env:
        uid = scene.user(env, "eight", True).id
        user = env["res.users"].browse(uid)
        user.group_ids += env.ref("sales_team.group_sale_manager")
        order = scene.quotations(env, scene.customers(env, 1, "Eight"), 1)
        written = full_report(env, uid)
        paths = {
            "order": f"/report/pdf/sale.report_saleorder/{order.id}",
            "8d": f"/report/pdf/quality_8d.report_quality_8d/{written.id}",
        }
    server = serving.Server(side.database, "bench-print")
    try:
        with side.env() as env:
            env["ir.config_parameter"].set_param(
                "web.base.url", f"http://127.0.0.1:{server.port}"
            )
        server.wait()
        browser = server.browser("bench_eight")

        def fetch(path):
            start = time.perf_counter()
            if not browser.fetch(path).startswith(b"%PDF"):
                raise RuntimeError(f"{path} is no PDF.")
            return 0, time.perf_counter() - start

        for path in paths.values():
            fetch(path)
        figures = interleaved(
            {key: lambda _turn, path=path: fetch(path) for key, path in paths.items()}, PRINTS
        )
    finally:
        server.stop()
    (_none, base), (_none, our) = (figures[key] for key in ("order", "8d"))
    return Result(
        "PDF of a whole 8D report against Odoo's sale order", milliseconds(base),
        milliseconds(our), f"{our / base:.2f} ×", "2 ×", our <= 2 * base,
        "both in the database with our add-ons, over HTTP",
    )


def full_report(env, uid):
    """A report as customers get it: four causes with their whys, four actions, all decided."""
    written = env["quality.8d"].create(
        {
            "title": "Dampers leak",
            "partner_id": scene.customers(env, 1, "Eight").id,
            "product_id": scene.goods(env, 1).id,
            "leader_id": uid,
            "customer_words": "5 of 200 dampers leak oil.",
            "finding": "The lip of the oil seal is cut at one place.",
            **{
                f"{name}_text": "Seen at the inspection of the car"
                for name in ("what", "where", "when", "who", "why", "how", "how_many")
            },
            "escape_point": "Leak test",
            "cause_ids": [
                (
                    0,
                    0,
                    {
                        "name": f"Burr at the chamfer cuts the seal, {branch} {level}",
                        "branch": branch,
                        "level": level,
                        "verdict": "verified",
                        "evidence": "10 rods with a burr: 9 seals cut; 10 without: none.",
                        "why_ids": [
                            (0, 0, {"name": f"The brush was worn out {number}"})
                            for number in range(5)
                        ],
                    },
                )
                for branch in ("occurrence", "non_detection")
                for level in ("technical", "system")
            ],
            "result": "Complaints fell from 25 in a thousand to none.",
            "lessons": "A deburring step needs its own inspection.",
            "recognition": "Thanked in the monthly meeting.",
        }
    )
    written.action_ids = [
        (
            0,
            0,
            {
                "name": "Mounting sleeve over the chamfer",
                "cause_id": cause.id,
                "verification": "50 rods with a burr: no seal cut",
                "validation": "Three lots in series without a defect",
                "measure": "Leaks in a thousand parts",
                "value_before": 25,
            },
        )
        for cause in written.cause_ids
    ]
    written.containment_ids[:5].write({"concerned": "yes", "action": "Sorted, 100 %"})
    written.document_ids.write({"decision": "not_applicable", "reason": "Not concerned"})
    return written


def run():
    """Fill both databases, read in turns, propose, print."""
    pair = sides()
    read = reading(
        pair,
        f"8D reports, %s among {REPORTS:,}: time against OCA nonconformities",
        fill,
        MODELS,
        SEARCHED,
        GROUPS,
    )
    report([*read, slowest_page(pair[1]), proposing(pair[1]), printing(pair[1])])


if __name__ == "__main__":
    run()

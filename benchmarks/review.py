"""Request a full review and sign one department's part of it."""

import statistics

from oa import scene

from benchmarks.common import Result, milliseconds, report, sides

REPETITIONS = 15


def request(env, ids):
    """What the button of the order does."""
    env["sale.order"].browse(ids).action_request_review()


def answer(env, ids):
    """All questions of the department met."""
    env["order.signoff"].browse(ids).action_answer_all()


def accept(env, ids):
    """The signature, with its note in the chatter and its activity closed."""
    env["order.signoff"].browse(ids).action_accept()


def signoffs(env, order_id, function):
    """The sign-off of one department."""
    review = env["sale.order"].browse(order_id).review_ids
    return review.signoff_ids.filtered(lambda line: line.team_id.function == function).ids


def run():
    """Our own work only: vanilla Odoo has no counterpart."""
    _vanilla, ours = sides()
    with ours.env() as env:
        people = scene.people(env)
        uids = {name: person.id for name, person in people.items()}
        scene.switch_on(env)
        orders = scene.quotations(env, scene.customers(env, 1), REPETITIONS + 1).ids
    asked, signed, last = [], [], []
    for turn, order_id in enumerate(orders):
        sample = ours.measure(request, [order_id], uid=uids["sales"])
        if turn:  # the first one warms the caches
            asked.append(sample)
        for function in scene.DEPARTMENTS:
            with ours.env() as env:
                ids = signoffs(env, order_id, function)
            ours.measure(answer, ids, uid=uids[function])
            sample = ours.measure(accept, ids, uid=uids[function])
            if turn:
                (last if function == scene.DEPARTMENTS[-1] else signed).append(sample)
    with ours.env() as env:
        review = env["sale.order"].browse(orders[-1]).review_ids
        items, teams = len(review.line_ids), len(review.signoff_ids)
    rows = [
        (f"Request a full review ({items} items, {teams} sign-offs)", asked, 80),
        ("One signature, chatter and activity included", signed, 25),
    ]
    results = []
    for name, samples, limit in rows:
        queries = statistics.median(sample[0] for sample in samples)
        seconds = statistics.median(sample[1] for sample in samples)
        results.append(
            Result(
                name, "–", f"{queries:.0f} queries, {milliseconds(seconds)}",
                f"at most {max(sample[0] for sample in samples)}", f"{limit} queries",
                queries <= limit,
            )
        )
    queries, seconds = (statistics.median(sample[i] for sample in last) for i in (0, 1))
    results.append(
        Result(
            "The last department's signature (opens management's)", "–",
            f"{queries:.0f} queries, {milliseconds(seconds)}", "", "none", True,
            "for information",
        )
    )
    report(results)


if __name__ == "__main__":
    run()

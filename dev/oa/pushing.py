"""Orders through review and confirmation over RPC, with every code and signature checked."""

import argparse
import collections
import datetime
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor

from . import databases, odoo, setup, slips
from .base import progress, say
from .serving import Server
from .world import CODE, DEPARTMENTS, DESTINATIONS, World

UTC = datetime.timezone.utc


def push(arguments):
    """`dev/push_orders`: exit status 1 on any wrong code, signature, or slip that works."""
    parser = argparse.ArgumentParser(prog="dev/push_orders", description=__doc__)
    parser.add_argument("--orders", type=int, default=300)
    parser.add_argument("--customers", type=int, default=40)
    parser.add_argument("--database", help="a database that has the add-ons; it is changed")
    options = parser.parse_args(arguments)
    setup.prepare()
    databases.sweep()
    database = options.database or databases.unique("push")
    try:
        if not options.database:
            databases.make(database, odoo.shipped_addons())
        server = Server(database, "push")
        try:
            return _push(World(server.wait()), options)
        finally:
            server.stop()
    finally:
        if not options.database:
            databases.drop(database)


def _push(world, options):
    """Work, then check."""
    random.seed(1)
    with progress("Company, people, departments, products, customers"):
        world.build(options.customers)
    begin = datetime.datetime.now(UTC)
    orders = _orders(world, options.orders)
    _reviews(world, orders)
    _confirm(world, orders)
    end = datetime.datetime.now(UTC)
    checks = {
        "codes": _check_codes(world, orders),
        "signatures": _check_signatures(world, orders, begin, end),
    }
    table, misses = slips.attempt_all(world)
    say("\nTrying to slip past the gate\n" + table)
    failed = misses
    say("\nChecked")
    for name, (count, problems) in checks.items():
        say(f"  {name:<12} {count:>6} checked, {len(problems)} wrong")
        for problem in problems[:20]:
            say(f"      {problem}")
        failed += len(problems)
    seconds = (end - begin).total_seconds()
    say(
        f"  {len(orders)} orders of {options.customers} customers in {len(DESTINATIONS)}"
        f" destinations in {seconds:.0f} s ({len(orders) / seconds:.1f} orders/s)"
    )
    say("Nothing wrong, nobody slipped past." if not failed else f"{failed} misses.")
    return 1 if failed else 0


def _orders(world, count):
    """Sales takes the orders in and asks for their review."""
    sales = world.users["sales"]
    start = time.monotonic()
    orders = []
    with ThreadPoolExecutor(2) as pool, progress(f"{count} orders taken in, reviews requested"):
        def take_in(number):
            customer = world.customers[number % len(world.customers)]
            order = world.order(customer, lines=random.randint(1, 5), kind=random.choice("SPC"))
            sales.call("sale.order", "action_request_review", [order])
            return order

        orders = list(pool.map(take_in, range(count)))
    say(f"    {count / (time.monotonic() - start):.1f} orders/s")
    return orders


def _reviews(world, orders):
    """Every department answers and signs at the same time as the others, management last."""
    with ThreadPoolExecutor(4) as pool, progress("Eight departments answer and sign"):
        list(pool.map(lambda name: world.sign_all(name, orders), DEPARTMENTS))
    with progress("Management signs"):
        world.sign_all("management", orders)


def _confirm(world, orders):
    """Sales confirms one by one, the second clerk ten at once, both at the same time."""
    half = len(orders) // 2
    batches = [[order] for order in orders[:half]]
    batches += [orders[at : at + 10] for at in range(half, len(orders), 10)]
    halves = (batches[: half], batches[half:])

    def confirm(work):
        user, todo = work
        for batch in todo:
            world.users[user].call("sale.order", "action_confirm", batch)

    with ThreadPoolExecutor(2) as pool, progress("Two people confirm"):
        list(pool.map(confirm, zip(("sales", "clerk"), halves, strict=True)))


def _check_codes(world, orders):
    """Form, uniqueness, destination and type of each code; the counter of each customer."""
    problems = []
    rows = world.admin.call(
        "sale.order", "read", orders,
        ["name", "state", "order_code", "partner_id", "date_order"],
    )
    seen = collections.Counter(row["order_code"] for row in rows)
    counters = collections.defaultdict(list)
    for row in rows:
        code, customer = row["order_code"], world.by_id[row["partner_id"][0]]
        match = re.match(CODE, code or "")
        if row["state"] != "sale" or not match:
            problems.append(f"{row['name']}: {row['state']}, code {code!r}")
            continue
        if seen[code] > 1:
            problems.append(f"{row['name']}: {code} was given {seen[code]} times")
        if match[1] != customer.destination:
            problems.append(f"{row['name']}: {code} does not go to {customer.destination}")
        if match[2] != world.types[row["id"]]:
            problems.append(f"{row['name']}: {code} is not of type {world.types[row['id']]}")
        local = datetime.datetime.fromisoformat(row["date_order"]) + datetime.timedelta(hours=8)
        if code[6:10] != f"{local:%y%m}":
            problems.append(f"{row['name']}: {code} does not show {local:%Y-%m}")
        counters[customer.id, match[3]].append(int(match[6]))
    if len({customer for customer, _code in counters}) != len(counters):
        problems.append("a customer has two customer codes")
    if len({code for _customer, code in counters}) != len(counters):
        problems.append("two customers share a customer code")
    for (customer, code), numbers in counters.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            problems.append(f"customer {customer} ({code}): counter {sorted(numbers)}")
    return len(rows), problems


def _check_signatures(world, orders, begin, end):
    """Who signed, for which team, when; and that nobody else did."""
    problems = []
    reviews = world.admin.call(
        "sale.order.review", "search_read", [("order_id", "in", orders)],
        ["order_id", "state", "name"],
    )
    if len(reviews) != len(orders):
        problems.append(f"{len(reviews)} reviews for {len(orders)} orders")
    names = {review["id"]: review["name"] for review in reviews}
    for review in reviews:
        if review["state"] != "accepted":
            problems.append(f"{review['name']} is {review['state']}")
    signoffs = world.admin.call(
        "order.signoff", "search_read",
        [("res_model", "=", "sale.order.review"), ("res_id", "in", list(names))],
        ["res_id", "team_id", "user_id", "signer_name", "signed_at", "state", "voided_at"],
    )
    by_review = collections.defaultdict(dict)
    for signoff in signoffs:
        function = world.team_functions[signoff["team_id"][0]]
        label = f"{names[signoff['res_id']]} {function}"
        if function in by_review[signoff["res_id"]]:
            problems.append(f"{label}: signed twice")
        by_review[signoff["res_id"]][function] = signoff
        if signoff["state"] != "accepted" or signoff["voided_at"]:
            problems.append(f"{label}: {signoff['state']}")
            continue
        person = world.users[function]
        if signoff["user_id"][0] != person.uid or signoff["signer_name"] != person.name:
            problems.append(f"{label}: signed by {signoff['signer_name']}")
        at = datetime.datetime.fromisoformat(signoff["signed_at"]).replace(tzinfo=UTC)
        if not begin.replace(microsecond=0) <= at <= end:
            problems.append(f"{label}: signed on {signoff['signed_at']}")
    expected = {*DEPARTMENTS, "management"}
    for review, teams in by_review.items():
        if set(teams) != expected:
            problems.append(f"{names[review]}: signed by {sorted(teams)}")
        elif teams["management"]["signed_at"] < max(
            row["signed_at"] for name, row in teams.items() if name != "management"
        ):
            problems.append(f"{names[review]}: management signed before a department")
    return len(signoffs), problems



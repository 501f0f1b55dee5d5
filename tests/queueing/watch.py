"""What must be so in a hall after every event, whatever was done before (I1, I3, I4, I7, I8, …)."""

from __future__ import annotations

import json
from typing import Any

from tests.queueing.driver import Driver, ensure

EVERY = 25  # events between two rebuilds from the log


def check(driver: Driver) -> Any:
    """The hall's picture. Raises Wrong. Costs about the square of the open tickets."""
    hall = driver.hall
    picture = hall.snapshot()
    ensure(picture == driver.shadow.snapshot(), "a replay gives the same hall")
    places(driver)
    lines(driver)
    turns(driver)
    numbers(driver)
    legs(driver)
    paper(driver)
    day(driver)
    ratings(driver)
    totals(driver)
    alerts(driver)
    if len(driver.log) % EVERY == 0:
        ensure(json.loads(json.dumps(picture)) == picture, "a snapshot is JSON")
        rebuilt(driver)
    return picture


def places(driver: Driver) -> None:
    """A counter has at most one ticket, a ticket is at most at one counter; sessions agree."""
    hall = driver.hall
    there: dict[int, str] = {}
    for counter in hall.counters.values():
        if counter.ticket is not None:
            ensure(counter.ticket not in there, "a ticket at two counters", counter.ticket)
            there[counter.ticket] = counter.id
            ensure(counter.session is not None, "a ticket at a closed counter", counter.id)
    for ticket in hall.tickets.values():
        at_counter = ticket.state in ("called", "serving")
        ensure(at_counter == (ticket.id in there), "tickets and counters agree", ticket)
        if at_counter:
            ensure(ticket.counter == there[ticket.id], "a ticket knows its counter", ticket)
        elif ticket.state != "on_hold":
            ensure(ticket.counter is None, "a ticket elsewhere is at no counter", ticket)
    sessions = {c.session.officer: c.id for c in hall.counters.values() if c.session is not None}
    ensure(hall.officers == sessions, "officers and sessions agree", hall.officers, sessions)
    ensure({c: o for o, c in sessions.items()} == driver.oracle.sessions, "one counter an officer")
    for counter in hall.counters.values():
        idle = counter.state == "open" and counter.ticket is None
        ensure(idle == (counter.idle_since is not None), "idle counters know since when", counter)


def waiting(hall: Any) -> set[int]:
    return {t.id for t in hall.tickets.values() if t.state == "waiting"}


def lines(driver: Driver) -> None:
    """Every waiting ticket stands once, in the right line, and lines are sorted."""
    hall = driver.hall
    stand: dict[int, tuple[str, str]] = {}
    for key, line in hall.lines.items():
        ensure(line == sorted(line), "a line is sorted", key)
        for effective, id, since in line:
            ensure(id not in stand, "a ticket stands twice", id)
            stand[id] = key
            facts = driver.oracle.facts[id]
            ensure(since == facts.since, "in line since", id)
            ensure(hall.tickets[id].rank == (effective, id), "a ticket knows its rank", id)
            if facts.klass == "urgent":
                ensure(effective < 0, "urgent before all", id)
            else:
                ensure(effective == facts.effective, "effective time", id, facts, effective)
    ensure(set(stand) == waiting(hall), "who waits stands in a line", stand, waiting(hall))
    for id, key in stand.items():
        kind, what = driver.oracle.line(driver.oracle.facts[id])
        name = what if kind == "service" else f"{kind}:{what}"
        ensure(key[0] == name, "the right line", id, key, name)


def turns(driver: Driver) -> None:
    """Whose turn it is, who is ahead and in which order, by the oracle's slow look at everybody."""
    hall, oracle = driver.hall, driver.oracle
    who = waiting(hall)
    for counter in hall.counters:
        found = hall.peek(counter, driver.now)
        got = (found[0].id, found[1]) if found else None
        due = oracle.turn(counter, who, driver.now)
        ensure(got == due, f"whose turn it is at {counter}", got, due)
        heads = hall.heads(counter)
        ensure(found is None or found[0] in heads, "the one whose turn it is heads a line")
        ensure(all(t.state == "waiting" for t in heads), "heads wait")
    for service in hall.plan.services:
        line = hall.waiting(service)
        ensure(len(line) == hall.waiting_count(service), "waiting_count", service)
        mine = [oracle.facts[id] for id in who]
        due_line = oracle.in_order([f for f in mine if oracle.line(f) == ("service", service)])
        ensure([t.id for t in line] == [f.id for f in due_line], "the order of a line", service)
    for id in who:
        ensure(hall.ahead(id) == oracle.ahead(id, who), "people ahead", id)


def numbers(driver: Driver) -> None:
    """No number twice; consecutive in each series, in order of issue; void ones not again."""
    given: dict[str, int] = {}
    last: dict[str, int] = {}
    rows = {g["id"]: g["series"] for g in driver.hall.plan.settings["service_groups"]}
    for event in driver.today():
        if event.kind in ("TicketIssued", "ServiceChanged"):
            data = event.data
            ensure(data["number"] not in given, "a number twice", data["number"])
            given[data["number"]] = event.ticket
            series = data["series"]
            if series in rows:
                row = rows[series]
                due = last.get(series, row["first"] - 1) + 1
                ensure(data["n"] == due, "consecutive numbers", data)
                ensure(
                    data["number"] == row["letters"] + str(due).rjust(row["digits"], "0"),
                    "a number's form", data["number"],
                )  # fmt: skip
                ensure(row["last"] is None or due <= row["last"], "the range is used up", data)
                last[series] = due
    ensure(driver.hall.numbers == given, "numbers lead to their tickets")
    for ticket in driver.hall.tickets.values():
        ensure(given[ticket.number] == ticket.id, "a ticket's number", ticket)


def legs(driver: Driver) -> None:
    for ticket in driver.hall.tickets.values():
        for leg in ticket.legs:
            times = [
                t for t in (leg.entered_at, leg.called_at, leg.started_at, leg.finished_at)
                if t is not None
            ]  # fmt: skip
            ensure(times == sorted(times), "a leg's times are in order", ticket)
            ensure(leg.held_ms >= 0, "held", ticket)
            if leg.started_at is not None and leg.finished_at is not None:
                took = leg.finished_at - leg.started_at - leg.held_ms
                ensure(took >= 0, "no negative service", ticket)
            ensure(leg.held_at is None or leg.finished_at is None, "a finished leg is not held")
            ensure(leg.counts_from >= leg.entered_at, "a wait counts from its entry or later")
            ensure(len(leg.rated_by) <= 2, "a rating a channel", leg)


def paper(driver: Driver) -> None:
    """I8: a job starts at most once, and there is one job a ticket and number, reprints apart."""
    started: set[int] = set()
    for event in driver.log:
        if event.kind == "PrintStarted":
            ensure(event.data["job"] not in started, "a job started twice", event)
            started.add(event.data["job"])
    states = driver.job_states()
    jobs = driver.hall.jobs
    ensure({id: j.state for id, j in jobs.items()} == states, "jobs are as the log says")
    for ticket in driver.hall.tickets.values():
        originals = [j for j in jobs.values() if j.ticket == ticket.id and not j.reprint]
        ensure(len(originals) <= 1 + len(ticket.void_numbers), "one slip a number", ticket)
        for job in originals:
            if job.state == "queued":
                ensure(job.id == ticket.job, "no slip for a void number waits", job)


def day(driver: Driver) -> None:
    """Nothing open crosses a day."""
    hall = driver.hall
    if hall.day is not None:
        ensure(hall.day == hall.last_day, "the open day is the last")
        return
    for ticket in hall.tickets.values():
        ensure(ticket.state in ("finished", "cancelled", "expired"), "open after the day", ticket)
    ensure(not hall.officers and not hall.closed_services, "sessions end with the day")
    ensure(
        all(j.state not in ("queued", "started") for j in hall.jobs.values()), "jobs end with it"
    )


def ratings(driver: Driver) -> None:
    for counter in driver.hall.counters:
        done = driver.finished_at(counter)
        due = None
        if done is not None:
            until = done.at + driver.rule("rating", "window") * 1000
            leg = driver.hall.tickets[done.ticket].legs[done.data["leg"] - 1]
            if driver.now < until and "pad" not in leg.rated_by:
                due = (done.ticket, done.data["leg"], until)
        ensure(driver.hall.rating_open(counter, driver.now) == due, "open to rating", counter, due)


def alerts(driver: Driver) -> None:
    """An alert is open until it is cleared, over midnight too; who has taken it is not disturbed,
    and what the outside was told never goes back."""
    due: dict[tuple[str, str], list[Any]] = {}
    told = 0
    for event in driver.log:
        if event.kind == "AlertsTold":
            ensure(told < event.data["upto"] < event.seq, "told what is news", event)
            told = event.data["upto"]
        if not event.kind.startswith("Alert") or "about" not in event.data:
            continue
        key = (event.data["alert"], event.data["about"])
        if event.kind == "AlertRaised":
            known = due.get(key)
            if known is None or known[0] != event.data["level"]:
                due[key] = [event.data["level"], None, None]
        elif event.kind == "AlertCleared":
            due.pop(key)
        elif event.kind == "AlertAcknowledged":
            due[key][1] = event.officer
        else:
            ensure(due[key][1] is None, "nobody sees to it", event)
            due[key][2] = event.data["to"]
    got = {k: [a.level, a.acknowledged_by, a.escalated_to] for k, a in driver.hall.alerts.items()}
    ensure(got == due, "open alerts", due)
    ensure(driver.hall.told == told, "told", told)


def totals(driver: Driver) -> None:
    names = ("issued", "called", "finished", "no_show", "returned", "transferred", "cancelled",
             "expired", "put_off")  # fmt: skip
    for service in {s for s, _ in driver.oracle.totals} | set(driver.hall.totals):
        got = driver.hall.totals[service]
        for name in names:
            due = driver.oracle.totals[service, name]
            ensure(getattr(got, name) == due, f"total {name} of {service}", due, got)
        ensure(got.waits >= 0 and got.wait_ms >= 0 and got.service_ms >= 0, "sums", got)
    took = waits = 0
    for ticket in driver.hall.tickets.values():
        for leg in ticket.legs:
            if leg.called_at is not None:
                waits += max(leg.called_at - leg.counts_from, 0)
            if leg.finished_at is not None and leg.started_at is not None:
                if leg.outcome != "transferred":
                    cap = driver.rule("hall", "service_cap") * 1000
                    took += min(leg.finished_at - leg.started_at - leg.held_ms, cap)
    ensure(sum(t.wait_ms for t in driver.hall.totals.values()) == waits, "sum of waits", waits)
    ensure(sum(t.service_ms for t in driver.hall.totals.values()) == took, "sum of services", took)


def rebuilt(driver: Driver) -> None:
    """I7: from all events; from the settings before the day and its events; and from the very last
    settings and the day's events."""
    log, Hall, due = driver.log, driver.rules.Hall, driver.hall.snapshot()
    opened = max((i for i, e in enumerate(log) if e.kind == "DayOpened"), default=None)
    feeds = [log]
    if opened is not None:
        settings = [i for i, e in enumerate(log) if e.kind == "SettingsChanged"]
        feeds.append([log[[i for i in settings if i < opened][-1]], *log[opened:]])
        feeds.append([log[settings[-1]], *log[opened:]])
    for feed in feeds:
        again = Hall()
        for event in feed:
            again.apply(event)
        ensure(again.snapshot() == due, "rebuilt from the log")
    ensure(driver.hall.copy().snapshot() == due, "a copy is the same")

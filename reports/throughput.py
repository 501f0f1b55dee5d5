"""Throughput: visits a day, and how much of their open time counters served."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import func, select

from journal.daybook import CANCELLED, EXPIRED, FINISHED, TRANSFERRED
from journal.tables import shifts
from reports.book import NONE
from reports.drawing import Drawing
from reports.figures import counted, share, summed
from reports.frame import Asked, Column, Found, Say, Table
from reports.grouping import Group, by
from reports.plots import bars

FACTS = ("service", "counter", "officer", "leg", "took", "flags")
HOUR = 3_600_000


def definition(_: Say) -> list[str]:
    return [
        _("Tickets are visits; served are legs finished or passed on at a counter."),
        _("Open: from opening to closing of the counter, without pauses."),
        _("Use: time served as a share of it."),
        _("Served an hour: legs served for each open hour. An open session counts until now."),
        _("A service longer than the hall's cap counts as the cap."),
    ]


def find(asked: Asked) -> Found:
    _ = asked.say
    book = asked.book
    flags = book["flags"]
    done = (flags & (FINISHED | TRANSFERRED)) != 0
    cap = asked.plan.moves.service_cap * 1000
    took = np.where(done & (book["took"] != NONE), np.minimum(book["took"], cap), 0)
    (group,) = by(asked, "counter")
    tables = [_counters(asked, group, done, took), _days(asked, done, flags)]
    return Found(_takeaway(asked, *tables), tables, _plot(asked, tables[0]))


def _counters(asked: Asked, group: Group, done: Any, took: Any) -> Table:
    _ = asked.say
    table = Table("counter", _("Counter"), [
        Column("counter", _("Counter"), "text"), Column("sessions", _("Sessions")),
        Column("open", _("Time open"), "seconds"), Column("paused", _("Paused"), "seconds"),
        Column("served", _("Served")), Column("serving", _("Time served"), "seconds"),
        Column("use", _("Use"), "share"), Column("per_hour", _("Served an hour"), "score"),
    ])  # fmt: skip
    times = _open_times(asked)
    served = dict(zip((id for id, _n in group.labels), counted(group.of, group.count, done),
                      strict=True))  # fmt: skip
    spent = dict(zip(served, summed(group.of, group.count, took), strict=True))
    names = asked.names("counters")
    known = [*names, *sorted({*served, *(c for c, _k in times)} - {*names, ""})]
    for id in known:
        n, open_ms = times.get((id, "open"), (0, 0))
        paused = times.get((id, "pause"), (0, 0))[1]
        if (n or served.get(id)) and asked.counter_fits(id):
            work = max(0, open_ms - paused)
            use, count = spent.get(id, 0), served.get(id, 0)
            table.add(names.get(id, id), n, work, paused, count, use, share(min(use, work), work),
                      share(count * HOUR, work))  # fmt: skip
    return table


def _open_times(asked: Asked) -> dict[tuple[str, str], tuple[int, int]]:
    """(counter, open | pause) -> how many, and ms together."""
    c = shifts.c
    ended = func.coalesce(c.ended_at, asked.now)
    found = asked.rows(
        select(c.counter, c.kind, func.count(), func.sum(ended - c.began_at))
        .where(c.hall_id == asked.plan.hall_id, c.day >= asked.first, c.day <= asked.last)
        .group_by(c.counter, c.kind)
    )
    return {(counter, kind): (int(n), int(ms or 0)) for counter, kind, n, ms in found}


def _days(asked: Asked, done: Any, flags: Any) -> Table:
    _ = asked.say
    book = asked.book
    table = Table("day", _("Day"), [
        Column("day", _("Day"), "text"), Column("tickets", _("Tickets")),
        Column("served", _("Served")), Column("cancelled", _("Left")),
        Column("expired", _("Expired")),
    ])  # fmt: skip
    n, of = len(book.days), book.day
    figures = [
        counted(of, n, which)
        for which in (
            book["leg"] == 1, done, (flags & CANCELLED) != 0, (flags & EXPIRED) != 0
        )
    ]  # fmt: skip
    for i, day in enumerate(book.days):
        table.add(day, *(figure[i] for figure in figures))
    return table


def _takeaway(asked: Asked, counters: Table, days: Table) -> str:
    _, number = asked.say, asked.number
    tickets = sum(row[1] for row in days.rows)
    if not tickets:
        return _("No ticket was taken in this time.")
    said = _("Tickets: {n}, on a mean day {mean} (days with tickets: {days}).")
    said = said.format(
        n=number(tickets), days=len(days.rows), mean=number(round(tickets / len(days.rows)))
    )
    rows = [row for row in counters.rows if row[6] is not None]
    if rows:
        busiest = max(rows, key=lambda row: row[6])
        more = _("{name} served in {use} % of its open time, the most of all.")
        said = f"{said} {more.format(name=busiest[0], use=number(busiest[6]))}"
    return said


def _plot(asked: Asked, table: Table) -> Drawing:
    _, number = asked.say, asked.number
    rows = sorted((r for r in table.rows if r[6] is not None), key=lambda r: -r[6])
    return bars(
        [(r[0], (r[6],), f"{number(r[6])} % · {number(r[4])}") for r in rows],
        [("dark", _("Use of open time"))], lambda v: f"{v:.0f} %",
        head=f"{_('Use')} · {_('Served')}", more=asked.cut, top=100.0,
    )  # fmt: skip

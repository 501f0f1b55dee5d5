"""The counters' day: who sat where, called, served and paused, as a plan of the last day asked."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select

from journal.tables import intervals, shifts, tickets
from reports.frame import Asked, Column, Found, Say, Table
from reports.plots import Part, day_plan

FACTS = ()
TONES = {"open": "calm", "pause": "warn", "walking": "even", "serving": "dark"}
LAYERS = list(TONES)


class Stretch(NamedTuple):
    """`kind` as in TONES; ms UTC; `about`: the number served, or why a pause was made."""

    counter: str
    kind: str
    began: int
    ended: int
    officer: str
    about: str


def definition(_: Say) -> list[str]:
    return [
        _("One day, the last chosen: when each counter was open, called, served and paused."),
        _("Called runs from the call to the start, the no-show or the finish."),
        _("What goes on now ends now."),
    ]


def words(_: Say) -> dict[str, str]:
    return {
        "open": _("Open"), "pause": _("Paused"), "walking": _("Called"), "serving": _("Serving"),
    }  # fmt: skip


def find(asked: Asked) -> Found:
    _ = asked.say
    said, names = words(_), asked.names("counters")
    stretches = [s for s in _shifts(asked) + _visits(asked) if asked.counter_fits(s.counter)]
    at: dict[str, list[Stretch]] = {}
    for s in stretches:
        at.setdefault(s.counter, []).append(s)
    order = {id: i for i, id in enumerate(names)}
    there = sorted(at, key=lambda c: (order.get(c, len(order)), c))
    totals = Table("counter", _("Counter"), [
        Column("counter", _("Counter"), "text"), Column("open", _("Time open"), "seconds"),
        Column("pause", _("Paused"), "seconds"), Column("walking", _("Called"), "seconds"),
        Column("serving", _("Serving"), "seconds"), Column("idle", _("Free"), "seconds"),
    ])  # fmt: skip
    lists = Table("stretch", _("Stretches"), [
        Column("counter", _("Counter"), "text"), Column("kind", _("Activity"), "text"),
        Column("began_at", _("From"), "time"), Column("ended_at", _("Until"), "time"),
        Column("seconds", _("Duration"), "seconds"), Column("officer", _("Officer"), "text"),
        Column("about", _("About"), "text"),
    ], most=60)  # fmt: skip
    rows = []
    for counter in there:
        mine = sorted(at[counter], key=lambda s: s.began)
        sums = {kind: sum(s.ended - s.began for s in mine if s.kind == kind) for kind in TONES}
        idle = sums["open"] - sums["pause"] - sums["walking"] - sums["serving"]
        name = names.get(counter, counter)
        totals.add(name, *(sums[kind] for kind in ("open", "pause", "walking", "serving")),
                   max(0, idle))  # fmt: skip
        for s in mine:
            lists.add(name, said[s.kind], s.began, s.ended, s.ended - s.began, s.officer, s.about)
        drawn = sorted(mine, key=lambda s: LAYERS.index(s.kind))
        rows.append((name, [Part(TONES[s.kind], s.began, s.ended) for s in drawn]))
    first = min((s.began for s in stretches), default=asked.now)
    last = max((s.ended for s in stretches), default=asked.now + 1)
    zone = asked.plan.hours.zone
    plot = day_plan(
        rows, [(TONES[kind], said[kind]) for kind in TONES], first, last,
        lambda ms: datetime.fromtimestamp(ms / 1000, zone).strftime("%H:%M"),
    )  # fmt: skip
    return Found(_takeaway(asked, totals), [totals, lists], plot)


def _takeaway(asked: Asked, totals: Table) -> str:
    _ = asked.say
    if not totals.rows:
        return _("No counter was open on {day}.").format(day=asked.day)
    served, free = sum(r[4] for r in totals.rows), max(totals.rows, key=lambda r: r[5])
    opened = sum(r[1] for r in totals.rows) or 1
    said = _(
        "{n} counters were open on {day}, serving {share} % of the time; {name} was free longest."
    )
    return said.format(
        n=len(totals.rows), day=asked.day, share=int(100 * served / opened + 0.5), name=free[0]
    )


def _shifts(asked: Asked) -> list[Stretch]:
    c = shifts.c
    found = asked.rows(
        select(c.counter, c.kind, c.began_at, c.ended_at, c.officer, c.reason).where(
            c.hall_id == asked.plan.hall_id, c.day == asked.last
        )
    )
    return [
        Stretch(counter, kind, began, asked.now if ended is None else ended, officer, why or "")
        for counter, kind, began, ended, officer, why in found
    ]


def _visits(asked: Asked) -> list[Stretch]:
    """Not one statement with a join: SQLite would walk through the intervals of all days for it."""
    t, i, hall = tickets.c, intervals.c, asked.plan.hall_id
    day = (t.hall_id == hall, t.day == asked.last)
    numbers = dict(asked.rows(select(t.id, t.number).where(*day)))
    if not numbers:
        return []
    found = asked.rows(
        select(i.ticket, i.kind, i.service, i.counter, i.officer, i.began_at, i.ended_at).where(
            i.hall_id == hall, i.ticket >= min(numbers), i.ticket <= max(numbers),
            or_(i.kind == "walking", i.kind == "serving"),
        )
    )  # fmt: skip
    return [
        Stretch(counter, kind, began, asked.now if ended is None else ended, officer or "",
                numbers[ticket])
        for ticket, kind, service, counter, officer, began, ended in found
        if counter is not None and asked.fits(service)
    ]  # fmt: skip

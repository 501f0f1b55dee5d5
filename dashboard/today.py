"""Today: waits, queue and open counters through the day, on one time axis.

Made anew from the hall's own tickets and the day's shifts whenever it is looked at: nothing is kept
here that a restart could lose or a long day could fill.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from typing import Any

from queueing.ticket import State, Ticket
from web.wire import time_json

STEP = 5 * 60_000  # ms between points
WINDOW = 15 * 60_000  # ms: a point's waits are those that ended in so long before it
MINUTE = 60_000
ROUND = 16 * 3_600_000  # ms: a hall open longer is open round the clock, its day as long as it was
FEW = 3  # waits a point needs to be called the day's worst


def today_picture(
    hall: Any, shifts: Any, now: int, service: str = "", part: Collection[str] | None = None
) -> dict[str, Any]:
    """The day's points, each {at, p50, p90, waits, waiting, open}; waits in seconds, null where
    nobody was called. `service`: "" for all; `part`: the services of a part of the hall, whose
    counters are the plan's, None: the whole. KeyError: no such service."""
    plan = hall.plan
    if service and service not in plan.services:
        raise KeyError(service)
    start, end = frame(hall, now)
    counters = None if part is None else set(plan.counters)
    if service:
        part = (service,)
        counters = {id for id, c in plan.counters.items() if service in (*c.first, *c.second)}
    today = hall.tickets.values() if _is_today(hall, now) else ()
    found = points(today, part, start, min(now, end)) if today else []
    if found:
        times = [r["at"] for r in found]
        for row, count in zip(found, shifts.open_at(times, counters, service), strict=True):
            row["open"] = count
    told = [r for r in found if r["waits"]]
    worst = max(
        [r for r in told if r["waits"] >= FEW] or told, key=lambda r: (r["p90"], r["p50"]),
        default=None,
    )  # fmt: skip
    rows = [{**r, "at": time_json(r["at"])} for r in found]
    return {
        "day": hall.last_day, "service": service, "from": time_json(start), "to": time_json(end),
        "target": plan.settings["hall"]["target_wait"], "window": WINDOW // 1000,
        "points": rows,
        "worst": {**worst, "at": time_json(worst["at"])} if worst else None,
        "most": max((r["waiting"] for r in found), default=0),
    }  # fmt: skip


def frame(hall: Any, now: int) -> tuple[int, int]:
    """From when to when the axis goes: the day's sessions, and whatever began before or still goes
    on after them. Whole steps, ms UTC."""
    spans = hall.plan.hours.sessions(hall.plan.hours.local(now).date())
    first = next((t.issued_at for t in hall.tickets.values()), now) if _is_today(hall, now) else now
    start, end = first, now
    whole = bool(spans) and spans[-1].end - spans[0].start > ROUND
    if spans and not whole and not hall.plan.open_always:
        start, end = min(first, spans[0].start), spans[-1].end
        if any(c.session is not None for c in hall.counters.values()):
            end = max(end, now)
    return start // STEP * STEP, -(-max(end, start + STEP) // STEP) * STEP


def _is_today(hall: Any, now: int) -> bool:
    """The day's tickets stay in memory until the next day opens."""
    return bool(hall.last_day == hall.plan.hours.local_date(now))


def points(
    tickets: Iterable[Ticket], services: Collection[str] | None, start: int, upto: int
) -> list[dict[str, Any]]:  # fmt: skip
    """One every STEP from `start`, and the last at the present minute; `open` is not in yet.
    `services`: whose legs count, None: all."""
    came: list[int] = []
    left: list[int] = []
    waits: list[tuple[int, int]] = []  # (called at, ms waited)
    for ticket in tickets:  # 5,000 of them on the loop: no call for each
        for leg in ticket.legs:
            if services is not None and leg.service not in services:
                continue
            came.append(leg.entered_at)
            called_at = leg.called_at
            if called_at is not None:
                left.append(called_at)
                waits.append((called_at, max(0, called_at - leg.counts_from)))
            elif ticket.state is not State.WAITING:
                left.append(ticket.changed_at)
        if ticket.returned:
            again = came_back(ticket, services)
            came += again[:1]
            left += again[1:]
    came.sort()
    left.sort()
    waits.sort()
    called = [at for at, _ in waits]
    times = list(range(start, upto + 1, STEP))
    last = upto // MINUTE * MINUTE
    if times and last > times[-1]:
        times.append(last)
    out = []
    for at in times:
        some = sorted(
            w for _, w in waits[bisect_right(called, at - WINDOW) : bisect_right(called, at)]
        )
        out.append(
            {
                "at": at, "p50": quantile(some, 50), "p90": quantile(some, 90),
                "waits": len(some),
                "waiting": bisect_right(came, at) - bisect_right(left, at),
            }
        )  # fmt: skip
    return out


def came_back(ticket: Ticket, services: Collection[str] | None) -> list[int]:
    """After a no-show: [in line again from, to], without `to` while it stands there; [] if it was
    sent on since, or for another service."""
    leg = ticket.leg
    if services is not None and leg.service not in services:
        return []
    if leg.called_at is None or ticket.since <= leg.called_at:
        return []
    if ticket.state is State.WAITING:
        return [ticket.since]
    again = leg.last_called_at or 0
    return [ticket.since, again if again > ticket.since else ticket.changed_at]


def quantile(some: list[int], percent: int) -> int | None:
    """Seconds, between the two nearest of the sorted ms; None of nothing."""
    if not some:
        return None
    place = (len(some) - 1) * percent
    low, rest = divmod(place, 100)
    high = min(low + 1, len(some) - 1)
    return (some[low] * (100 - rest) + some[high] * rest) // 100_000

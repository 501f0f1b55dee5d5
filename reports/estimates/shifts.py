"""Shifts: when which counter is open – on days past, as they were; in a plan, as counts say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from queueing.hours import Hours, Span
from queueing.plan import Plan
from reports.estimates.coming import BIN
from reports.estimates.paces import RECENT
from reports.estimates.watch import Day

Shifts = dict[str, tuple[Span, ...]]  # counter → when it is open, in order


@dataclass(frozen=True, slots=True)
class Kind:
    """Counters with the same two lists of services: they can stand for each other. In the order in
    which they are opened: who is open most usually comes first."""

    counters: tuple[str, ...]
    agency: str | None
    first: tuple[str, ...]
    second: tuple[str, ...]


def blocks_of(hours: Hours, day: date) -> list[Span]:
    """The half-hours by the clock in which the hall is open, cut where a session begins or ends."""
    start = hours.at(day, time())
    out = []
    for span in hours.sessions(day):
        at = span.start
        while at < span.end:
            end = min(start + ((at - start) // BIN + 1) * BIN, span.end)
            out.append(Span(at, end))
            at = end
    return out


def past(day: Day, hours: Hours, on: date, spans: Sequence[Span]) -> Shifts:
    """When each counter was open on a day past, as if that day had been `on`: within `spans`."""
    by = hours.at(on, time()) - hours.at(date.fromisoformat(day.date), time())
    found: dict[str, list[Span]] = defaultdict(list)
    for counter, _officer, began, ended in sorted(day.sat, key=lambda s: s[2]):
        for span in spans:
            start, end = max(began + by, span.start), min(ended + by, span.end)
            if end > start:
                mine = found[counter]
                if mine and start <= mine[-1].end and mine[-1].start >= span.start:
                    mine[-1] = Span(mine[-1].start, max(end, mine[-1].end))
                else:
                    mine.append(Span(start, end))
    return {counter: tuple(mine) for counter, mine in found.items()}


def open_in(shifts: Shifts, block: Span, counter: str) -> bool:
    """Is the counter open for at least half of the half-hour?"""
    open_ = sum(
        max(min(s.end, block.end) - max(s.start, block.start), 0) for s in shifts.get(counter, ())
    )
    return 2 * open_ >= block.end - block.start


def kinds_of(plan: Plan, days: Sequence[Day]) -> list[Kind]:
    """The hall's counters by what they serve, as config.yaml orders them."""
    often: Counter[str] = Counter()
    for day in days:
        for counter, _officer, began, ended in day.sat:
            often[counter] += max(ended - began, 0)
    alike: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for known in plan.counters.values():
        if known.first or known.second:
            alike[known.agency, known.first, known.second].append(known.id)
    out = []
    for ids in alike.values():
        one = plan.counters[ids[0]]
        ordered = tuple(sorted(ids, key=lambda id: -often[id]))
        out.append(Kind(ordered, one.agency, one.first, one.second))
    return out


def officers_of(days: Sequence[Day]) -> dict[str, str]:
    """Counter → the officer who usually sits there, recent days more."""
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for i, day in enumerate(days):
        for counter, officer, began, ended in day.sat:
            sums[counter][officer] += RECENT ** (len(days) - 1 - i) * (ended - began)
    return {c: max(sorted(mine), key=mine.__getitem__) for c, mine in sums.items()}


def planned(
    kinds: Sequence[Kind], counts: Sequence[Sequence[int]], blocks: Sequence[Span]
) -> Shifts:
    """The shifts of a plan: of kind k, `counts[k][b]` counters are open in the half-hour b."""
    out: Shifts = {}
    for kind, row in zip(kinds, counts, strict=True):
        for i, counter in enumerate(kind.counters):
            mine: list[Span] = []
            for block, n in zip(blocks, row, strict=True):
                if n <= i:
                    continue
                if mine and mine[-1].end == block.start:
                    mine[-1] = Span(mine[-1].start, block.end)
                else:
                    mine.append(block)
            if mine:
                out[counter] = tuple(mine)
    return out


def monday_after(today: date) -> date:
    """The first day of next week."""
    return today + timedelta(days=7 - today.weekday())

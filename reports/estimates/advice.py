"""Advice: the counters for each half-hour of next week, worked out step by step.

The result is plain JSON, kept by week and with the day it was made; reports/staffing.py shows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from queueing.ahead.expected import Expected
from queueing.ahead.quantiles import quantile
from queueing.hours import WEEKDAYS, Span
from queueing.plan import Plan
from reports.estimates.coming import chances
from reports.estimates.estimator import COLUMNS
from reports.estimates.learned import learn
from reports.estimates.paces import RECENT
from reports.estimates.shifts import (
    Kind,
    Shifts,
    blocks_of,
    kinds_of,
    monday_after,
    officers_of,
    open_in,
    past,
)  # fmt: skip
from reports.estimates.staffing import SEEN, Counts, Met, Scene, Search, p80
from reports.estimates.watch import Day
from reports.estimates.week import Week

LEAST = 10  # working days to be seen before anything is advised
PLAYS = 20  # of each plan that is tried,
FEWEST = 12  # fewer where many come, whose waits say as much,
PEOPLE = 60_000  # so that about so many are played
ROUNDS = 5  # as many plays again, five times, with other luck: of what is told
Json = dict[str, Any]


@dataclass(slots=True)
class Progress:
    """How far it is, in parts of `of`; `result` once it is done."""

    done: int = 0
    of: int = 1
    result: Json | None = None


def advise(days: Sequence[Day], plan: Plan, now: int, progress: Progress) -> Iterator[None]:
    """Works out next week from the days past, oldest first; yields every second or so of work.
    `progress.result`: the advice, or with `known` false how many days were seen."""
    hours = plan.hours
    monday = monday_after(hours.local(now).date())
    head: Json = {
        "made_at": now, "week": monday.isoformat(), "seen": len(days), "needed": LEAST,
        "first": days[0].date if days else None, "last": days[-1].date if days else None,
        "target": int(plan.settings["hall"]["target_wait"]), "plays": PLAYS * ROUNDS,
        "known": len(days) >= LEAST, "days": [],
    }  # fmt: skip
    if not head["known"]:
        progress.result = head
        return
    learned = learn(days, plan)
    expected = learned.of_today(None)
    yield
    dates = [monday + timedelta(days=n) for n in range(7)]
    progress.of = max(sum(bool(hours.sessions(day)) for day in dates), 1) * 100
    for day in dates:
        begun = progress.done
        if not hours.week[WEEKDAYS[day.weekday()]]:
            continue
        for found in _day(days, plan, expected, day, progress):
            if found is not None:
                head["days"].append(found)
            yield
        progress.done = begun + (100 if hours.sessions(day) else 0)
    progress.result = head


def _day(
    days: Sequence[Day], plan: Plan, expected: Expected, on: date, progress: Progress
) -> Iterator[Json | None]:
    """Yields None after each step, the day's advice at last."""
    spans = plan.hours.sessions(on)
    out: Json = {"date": on.isoformat(), "closed": plan.hours.why_closed(on), "known": False}
    alike = [day for day in days if day.weekday == on.weekday()]
    if not spans or not alike:
        yield out
        return
    kinds, officers = kinds_of(plan, days), officers_of(days)
    even = 1.0
    if expected.paces:
        even = sum(expected.paces.values()) / len(expected.paces)
    paces = {c: expected.paces.get(officers.get(c, ""), even) for c in plan.counters}
    blocks = blocks_of(plan.hours, on)
    scene = Scene(
        on, plan, spans, blocks, kinds, expected, paces,
        int(plan.settings["hall"]["target_wait"]) * 1000, plan.hours.at(on, time()),
    )  # fmt: skip
    were = [past(day, plan.hours, on, spans) for day in alike]
    weights = [RECENT ** (len(days) - 1 - days.index(day)) for day in alike]
    usual = _usual(kinds, were, weights, blocks)
    seed = on.toordinal()
    visits = sum(len(day.entries) for day in alike) // len(alike)
    chance = chances(min(max(PEOPLE // max(visits, 1), FEWEST), PLAYS), COLUMNS, seed)
    search = Search(scene, usual, Week(days, plan, chance, seed).of_day(on), chance)
    base = progress.done
    for _ in search.run():
        # how many plans will be tried nobody knows: the share grows ever more slowly
        progress.done = base + int(80 * search.tried / (search.tried + 40))
        yield None
    plan_shifts = search.shifts()
    met: tuple[list[list[Met]], list[list[Met]]] = [], []
    for n in range(ROUNDS):
        other = seed + 10_007 * (n + 1)
        chance = chances(PLAYS, COLUMNS, other)
        streams = Week(days, plan, chance, other).of_day(on)
        yield None
        for side, shifts in enumerate((_drawn(were, weights), [plan_shifts] * PLAYS)):
            met[side].extend(scene.play(shifts, streams, chance))
            progress.done = base + 80 + (20 * (2 * n + side + 1)) // (2 * ROUNDS)
            yield None
    out["known"] = True
    out["blocks"] = [[b.start, b.end] for b in blocks]
    out["kinds"] = [
        {"counters": k.counters, "agency": k.agency, "usual": before, "advised": after}
        for k, before, after in zip(kinds, usual, search.counts, strict=True)
    ]
    out["parts"] = _parts(plan, kinds, blocks, were, weights, plan_shifts, met)
    yield out


def _drawn(were: Sequence[Shifts], weights: Sequence[float]) -> list[Shifts]:
    """For each play one of the days past, recent ones more often."""
    whole, out, passed, i = sum(weights), [], 0.0, 0
    for r in range(PLAYS):
        while (r + 0.5) / PLAYS > (passed + weights[i]) / whole and i < len(were) - 1:
            passed += weights[i]
            i += 1
        out.append(were[i])
    return out


def _share(were: Sequence[Shifts], weights: Sequence[float], block: Span, counter: str) -> int:
    """On how many of 100 such days the counter is open then."""
    yes = sum(w for day, w in zip(were, weights, strict=True) if open_in(day, block, counter))
    return round(100 * yes / sum(weights))


def _usual(
    kinds: Sequence[Kind], were: Sequence[Shifts], weights: Sequence[float], blocks: Sequence[Span]
) -> Counts:
    """How many counters of each kind are usually open, in the mean, rounded."""
    return [
        [round(sum(_share(were, weights, b, c) for c in kind.counters) / 100) for b in blocks]
        for kind in kinds
    ]


def _parts(
    plan: Plan, kinds: Sequence[Kind], blocks: Sequence[Span], were: Sequence[Shifts],
    weights: Sequence[float], advised: Shifts, met: Sequence[Sequence[Sequence[Met]]],
) -> Json:  # fmt: skip
    """The figures of the whole hall ("") and of each agency, a row a half-hour."""
    agency = {s.id: s.agency for s in plan.services.values()}
    of: dict[str, list[str]] = defaultdict(list)
    for kind in kinds:
        for part in ("", kind.agency) if kind.agency else ("",):
            of[part].extend(kind.counters)
    return {
        part: [
            {
                "visitors": _band([float(len(one[b])) for one in usual_waits], 1),
                "usual": _days([_open(day, block, ids) for day in were], weights),
                "advised": _open(advised, block, ids),
                "p80": {
                    "usual": _p80([one[b] for one in usual_waits]),
                    "advised": _p80([one[b] for one in new_waits]),
                },
            }
            for b, block in enumerate(blocks)
        ]
        for part, ids in of.items()
        for usual_waits, new_waits in [
            [[_by_block(one, len(blocks), agency, part) for one in side] for side in met]
        ]
    }


def _by_block(met: Sequence[Met], n: int, agency: dict[str, str | None], part: str) -> Any:
    out: list[list[float]] = [[] for _ in range(n)]
    for block, service, wait in met:
        if not part or agency[service] == part:
            out[block].append(wait)
    return out


def _open(shifts: Shifts, block: Span, counters: Sequence[str]) -> int:
    return sum(open_in(shifts, block, c) for c in counters)


def _band(values: Sequence[float], unit: int) -> Json:
    """Their mean, and what eight of ten lie between."""
    ordered = sorted(values)
    mean = round(sum(values) / len(values) / unit)
    low, high = (round(quantile(ordered, p) / unit) for p in (0.1, 0.9))
    return {"mid": mean, "low": min(low, mean), "high": max(high, mean)}


def _days(counts: Sequence[int], weights: Sequence[float]) -> Json:
    """The mean number of open counters, and the fewest and most seen."""
    mean = sum(c * w for c, w in zip(counts, weights, strict=True)) / sum(weights)
    return {"mid": round(mean, 1), "low": min(counts), "high": max(counts)}


def _p80(plays: Sequence[Sequence[float]]) -> Json | None:
    """Of all plays together, in s; eight of ten days' own P80 lie between the others."""
    every = sorted(w for one in plays for w in one)
    if len(every) < SEEN:
        return None
    mid = round(p80(every) / 1000)
    own = sorted(p80(sorted(one)) for one in plays if one)
    low, high = (round(quantile(own, p) / 1000) for p in (0.1, 0.9))
    return {"mid": mid, "low": min(low, mid), "high": max(high, mid)}

"""What if: the rest of the day played twice with the same luck, as it is and with one change.

Both plays see the same people come and the same services last as long; what differs is the change.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Literal

from queueing.ahead.expected import Coming
from queueing.ahead.plays import Waits, play
from queueing.ahead.present import Present, longer, moved, present, with_counter, without_counter
from queueing.ahead.quantiles import quantile
from queueing.hall import Hall
from reports.estimates.estimator import Estimator
from reports.estimates.learned import SERVED_LEAST

HOUR = 3_600_000  # ms
GAIN = 300_000  # ms of the mean wait by which a change must help to count as help
SURE = 0.9  # of the plays in which it must help, to be recommended
PLAYS_LEAST = 20  # plays somebody must come in, for a service's figures
What = Literal["open", "close", "move", "stop", "longer"]
KINDS: tuple[What, ...] = ("open", "close", "move", "stop", "longer")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that could be done. `counter`: opened, closed, or whose officer goes; `to`: where
    he goes; `service`: whose tickets are stopped; `at`: ms UTC from when."""

    what: What
    at: int
    counter: str = ""
    to: str = ""
    service: str = ""


def changed(here: Present, change: Change) -> Present:
    """The present with the change made. Nobody sits down before the next session begins."""
    at = max(change.at, here.spans[0].start) if here.spans else change.at
    if change.what == "open":
        return with_counter(here, change.counter, at)
    if change.what == "close":
        return without_counter(here, change.counter, change.at)
    if change.what == "move":
        return moved(here, change.counter, change.to, at)
    return longer(here, HOUR) if change.what == "longer" else here


def stopped(streams: Sequence[Sequence[Coming]], service: str, at: int) -> list[list[Coming]]:
    """Those who come, without those who would take a ticket of that service from `at` on."""
    return [[c for c in s if c.service != service or c.at < at] for s in streams]


def touched(hall: Hall, change: Change) -> list[str]:
    """The services whose waits the change can move at first hand, in the settings' order."""
    plan = hall.settled()
    if change.what == "longer":
        return list(plan.services)
    lists = {id: {s for row in hall.lists(id) for s in row} for id in plan.counters}
    if change.what == "stop":
        mine = {s for served in lists.values() if change.service in served for s in served}
        mine.add(change.service)
    else:
        mine = {s for id in (change.counter, change.to) for s in lists.get(id, ())}
    return [s for s in plan.services if s in mine]


def ask(
    estimator: Estimator, now: int, change: Change, services: Collection[str] | None = None
) -> Json:
    """Before and after. {"refused": "not_known_yet"} while too little was seen. `services`: those
    to speak of, None for all. Waits and gains in s, `cleared` in ms UTC; of each the middle of the
    plays and the band that eight of ten lie in."""
    watch, hall = estimator.watch, estimator.hall
    if watch.today is None or hall.day is None or not watch.days:
        return {"refused": "not_known_yet"}
    learned, streams = estimator.rest_of_day(now, HOUR if change.what == "longer" else 0)
    plan = hall.settled()
    known = {s for s in plan.services if learned.seen(s, watch.today) >= SERVED_LEAST}
    known = known if services is None else known & set(services)
    rows = [s for s in touched(hall, change) if s in known]
    if not rows:
        return {"refused": "not_known_yet"}
    expected, chance = learned.of_today(watch.today), estimator.chance
    here = present(hall, now, expected, chance, (), watch.been)
    if not here.spans:
        return {"refused": "hall_closed"}
    there = changed(here, change)
    fewer = streams
    if change.what == "stop":
        fewer = stopped(streams, change.service, change.at)
    was = play(here, expected, chance, streams, whole=True, only=())
    would = play(there, expected, chance, fewer, whole=True, only=())
    ends = here.spans[-1].end, max(there.spans[-1].end, now)
    return {"at": now, **compare(was, would, rows, known, change, *ends)}


def compare(
    was: Waits, would: Waits, rows: Sequence[str], services: Collection[str], change: Change,
    closing: int, end: int,
) -> Json:  # fmt: skip
    """The answer. Compared are those who come in both plays, before `closing`: who gets no ticket
    any more is left out of both. `end`: ms UTC until which somebody waits whom nobody calls."""

    def kept(waits: Waits) -> list[list[tuple[str, float, bool]]]:
        gone = change.service if change.what == "stop" else None
        return [
            [
                (service, max(end - at, 0) if wait == inf else wait, wait == inf)
                for at, service, _, wait in met
                if service in services
                and at < closing
                and not (service == gone and at >= change.at)
            ]
            for met in waits.coming
        ]

    before, after = kept(was), kept(would)
    gains = [
        _mean([w for _, w, _ in b]) - _mean([w for _, w, _ in a])
        for b, a in zip(before, after, strict=True)
        if a and b
    ]
    enough = len(gains) >= PLAYS_LEAST
    sure = sum(g > GAIN for g in gains) / len(gains) if enough else 0.0
    return {
        "services": [
            {"service": s, "before": _of(before, s), "after": _of(after, s)} for s in rows
        ],
        "all": {"before": _of(before), "after": _of(after)},
        "cleared": {
            "before": band(was.cleared, 1), "after": band(would.cleared, 1),
        },
        "uncalled": {"before": _uncalled(before), "after": _uncalled(after)},
        "gain": band(gains) if enough else None,
        "sure": int(sure * 100),
        "recommended": sure > SURE,
    }  # fmt: skip


def _of(plays: Sequence[Sequence[tuple[str, float, bool]]], service: str = "") -> Json | None:
    """P50 and P80 of those who come; None where hardly anybody does."""
    waits = [sorted(w for s, w, _ in play if not service or s == service) for play in plays]
    waits = [w for w in waits if w]
    if len(waits) < PLAYS_LEAST:
        return None
    return {name: band([quantile(w, p) for w in waits]) for name, p in (("p50", 0.5), ("p80", 0.8))}


def _uncalled(plays: Sequence[Sequence[tuple[str, float, bool]]]) -> int:
    """How many who come are not called any more, in the mean of the plays."""
    return round(_mean([sum(never for _, _, never in play) for play in plays]))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def band(values: Sequence[float], unit: int = 1000) -> Json:
    """{mid, low, high}: smoothed P50, P10 and P90 of the plays, in so many ms."""
    ordered = sorted(values)
    return {
        name: round(quantile(ordered, p) / unit)
        for name, p in (("mid", 0.5), ("low", 0.1), ("high", 0.9))
    }

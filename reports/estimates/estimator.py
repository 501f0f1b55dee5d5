"""The estimator: what the waits of a hall will be, from what its watch has seen so far.

Simulation ahead; where it is not to be trusted, less is said: the order is simulation, regression,
wait of the head of the line, the place in line only.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import inf

from queueing.ahead.expected import Coming
from queueing.ahead.plays import play
from queueing.ahead.present import present, sessions_of
from queueing.ahead.quantiles import quantile
from queueing.hall import Hall
from reports.estimates.coming import Rates, Streams, chances
from reports.estimates.correction import NOT_TODAY, Correction, Four
from reports.estimates.learned import SERVED_LEAST, Learned, learn
from reports.estimates.rivals import Rivals
from reports.estimates.watch import Watch

log = logging.getLogger("estimates")
PLAYS = 100
COLUMNS = 509
AHEAD = 3 * 3_600_000  # ms for which those to come are drawn
LEVELS = (0.1, 0.5, 0.8, 0.9)


@dataclass(slots=True)
class Estimates:
    """One look ahead. `new`: (service, class) → of who takes a ticket now, from when his wait
    counts; `waiting`: ticket → the rest of its wait. `raw` as played, the others corrected.
    `position_only`: services nothing is said about. `served`: those of a counter open now."""

    at: int
    new: dict[tuple[str, str], Four] = field(default_factory=dict)
    raw: dict[tuple[str, str], Four] = field(default_factory=dict)
    waiting: dict[int, Four] = field(default_factory=dict)
    method: str = "simulation"
    position_only: set[str] = field(default_factory=set)
    served: set[str] = field(default_factory=set)


class Estimator:
    """Bound to a watch. `look(now)` makes the estimates; it raises nothing."""

    def __init__(self, watch: Watch, seed: int = 1, plays: int = PLAYS) -> None:
        self.watch = watch
        self.chance = chances(plays, COLUMNS, seed)
        self.rivals = Rivals(watch)
        self.correction = Correction()
        self._learned: Learned | None = None
        self._streams: Streams | None = None
        self._of: tuple[object, int, str | None] | None = None

    @property
    def hall(self) -> Hall:
        return self.watch.hall

    def refit(self) -> Learned:
        """What was learned from the days past: made anew with each day and each change of
        settings, kept in between."""
        plan, days, today = self.hall.settled(), self.watch.days, self.watch.today
        key = plan, len(days), today.date if today else None
        if self._learned is None or self._of != key:
            past = list(days)
            self._learned = learn(past, plan)
            seed = date.fromisoformat(today.date).toordinal() if today else 0
            self._streams = Streams(Rates(past, plan), self.chance, seed)
            self.correction.fit(past, today)
            self._of = key
        elif today is not None and self.correction.due(today):
            self.correction.fit(days, today)
        return self._learned

    def look(
        self, now: int, ghosts: Iterable[tuple[str, str]] | None = None, waiting: bool = True
    ) -> Estimates:
        """The waits as they look at `now`, for every service the hall offers (or `ghosts`)."""
        kinds = list(self.kinds() if ghosts is None else ghosts)
        if self.watch.today is None or self.hall.day is None:
            return Estimates(now, position_only={s for s, _ in kinds}, method="none")
        try:
            return self._simulate(now, kinds, waiting)
        except Exception:
            log.exception("the day could not be played ahead")
            return self._fall_back(now, kinds)

    def rest_of_day(self, now: int, more: int = 0) -> tuple[Learned, list[list[Coming]]]:
        """What was learned, and who comes until the last session's end and `more` ms, one list a
        play. Draws of its own: the next look's are not moved by it."""
        learned, today = self.refit(), self.watch.today
        assert self._streams is not None and today is not None
        ends = [span.end for span in sessions_of(self.hall, now)]
        ahead = max(max(ends, default=now) + more - now, 0)
        streams = Streams(self._streams.rates, self.chance, self._streams.seed)
        return learned, streams.of(self.hall, today, now, ahead)

    def kinds(self) -> list[tuple[str, str]]:
        """Whoever may take a ticket now: (service, class)."""
        plan = self.hall.settled()
        classes = ["regular"]
        if any(g.klass == "priority" for g in plan.grounds.values()):
            classes.append("priority")
        return [
            (s, k) for s in plan.services for k in classes if s not in self.hall.closed_services
        ]

    def _simulate(self, now: int, kinds: list[tuple[str, str]], waiting: bool) -> Estimates:
        learned, today = self.refit(), self.watch.today
        assert self._streams is not None and today is not None
        ex = learned.of_today(today)
        here = present(self.hall, now, ex, self.chance, kinds, self.watch.been)
        streams = self._streams.ahead(self.hall, today, now, AHEAD)
        only = None if waiting else here.ghosts.values()
        waits = play(here, ex, self.chance, streams, only=only)
        out = Estimates(now, served=served(self.hall))
        opening = self.hall.times.opening if self.hall.times else None
        early = max((opening or now) - now, 0)
        seen: dict[str, int] = {}
        fours = {id: four(waits.of[id], early) for id in {*here.ghosts.values()}}
        for kind, id in here.ghosts.items():
            raw = out.raw[kind] = fours[id]
            service = kind[0]
            if service not in seen:
                seen[service] = learned.seen(service, today)
            if seen[service] < SERVED_LEAST:
                out.position_only.add(service)
                continue
            out.new[kind] = self.correction.of(raw)
        if waiting:
            for id, values in waits.of.items():
                known = self.hall.tickets.get(id)
                if known is not None and known.service not in out.position_only:
                    out.waiting[id] = self.correction.of(four(values, 0))
        return out

    def _fall_back(self, now: int, kinds: list[tuple[str, str]]) -> Estimates:
        """The regression's word, with a band as wide as it was wrong; else HOL's; else nothing."""
        out = Estimates(now, method="regression")
        for service, klass in kinds:
            try:
                said = self.rivals.of(service, self.hall.waiting_count(service), now)
            except Exception:
                log.exception("no fallback for %s", service)
                out.position_only.add(service)
                continue
            wait = said["regression" if self.rivals.betas is not None else "HOL"]
            if wait <= 0:
                out.position_only.add(service)
            else:
                out.new[service, klass] = Four(
                    int(wait * 0.6), int(wait), int(wait * 1.35), int(wait * 1.7)
                )
        return out


def served(hall: Hall) -> set[str]:
    """The services in a list of some counter with an open session: of the officer there, if he has
    lists of his own."""
    there = [c.id for c in hall.counters.values() if c.session is not None]
    return {
        s for id in there if id in hall.settled().counters for row in hall.lists(id) for s in row
    }


def four(values: Iterable[float], early: int) -> Four:
    """Smoothed quantiles of played waits in ms, `early` of which do not count yet."""
    ordered = sorted(values)
    out = []
    for p in LEVELS:
        ms = quantile(ordered, p)
        out.append(NOT_TODAY if ms == inf else max(int(ms - early) // 1000, 0))
    return Four(*out)

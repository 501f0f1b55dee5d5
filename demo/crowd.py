"""The crowd: who comes to a hall on a day, when, and what for.

Arrivals are Poisson, with the rush before and after opening and a smaller one after lunch; what the
counters can serve says how many come for what. Everything is drawn from the generator given.
"""

from __future__ import annotations

import math
from bisect import bisect
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random

from queueing.hours import Span
from queueing.plan import Plan

BIN = 5 * 60_000  # ms: within it arrivals are spread evenly
LOAD = 0.74  # of the counters' time that the crowd asks for, where nobody says how many come
BETWEEN = 45  # s a counter needs from one visit to the next: the call, the walk
WEEKDAYS = (1.14, 1.03, 0.98, 0.96, 0.92, 0.7, 0.5)  # Monday is the fullest
PRIORITY, ENGLISH, NEEDS = 0.08, 0.01, 0.004


@dataclass(frozen=True, slots=True)
class Visit:
    """One citizen. `at`: ms UTC at the kiosk; `kiosk` None: through the reception."""

    at: int
    service: str
    klass: str
    ground: str | None
    needs: tuple[str, ...]
    language: str
    kiosk: str | None


class Crowd:
    """The people of one hall. `visits`: on an average day (None: what the hall can serve)."""

    def __init__(self, plan: Plan, random: Random, visits: int | None = None) -> None:
        self.plan = plan
        self.random = random
        share, work = self._shares()
        self._services = list(share)
        self._weights = list(accumulate(share.values()))
        self.capacity = sum(share.values())  # visits an average day
        self.visits = visits if visits is not None else max(1, round(self.capacity))
        # more people than the counters could serve: each of them is quicker, as in a large hall
        self.pace = min(1.0, self.capacity / self.visits)
        self._work = work
        self._grounds = [
            g.id for g in plan.grounds.values() if g.klass == "priority" and "citizen" in g.grant
        ]
        self._kiosks: dict[str, list[str]] = {
            s: [k.id for k in plan.kiosks.values() if s in k.services] for s in self._services
        }

    def _shares(self) -> tuple[dict[str, float], float]:
        """service → visits a day so that each counter is busy for LOAD of its time, some more, some
        less; and the working seconds of an ordinary day."""
        work = (
            max(
                (sum(s.end - s.start for s in self.plan.hours.sessions(date(2026, 11, d))) / 1000)
                for d in range(2, 9)
            )
            or 8 * 3600.0
        )
        share = dict.fromkeys(self.plan.services, 0.0)
        for counter in self.plan.counters.values():
            known = [s for s in counter.first if s in share]
            for service in known:
                seconds = self.plan.services[service].minutes * 60 + BETWEEN
                likes = self.random.uniform(0.55, 1.05)
                share[service] += work * LOAD * likes / len(known) / seconds
        for service in self.plan.services.values():
            if service.quota is not None:
                share[service.id] = min(share[service.id], service.quota * 0.95)
        return share, work

    def day(self, spans: list[Span]) -> list[Visit]:
        """The visits of a day with those sessions, in order of time; [] on a closed day."""
        if not spans:
            return []
        random = self.random
        weekday = self.plan.hours.local(spans[0].start).weekday()
        open_share = sum(s.end - s.start for s in spans) / 1000 / self._work
        mean = (
            self.visits * WEEKDAYS[weekday] * min(1.0, open_share) * random.lognormvariate(0, 0.08)
        )
        bins = self._bins(spans)
        edges = list(accumulate(weight for _, weight in bins))
        number = max(0, round(random.gauss(mean, math.sqrt(mean))))
        times = sorted(self._time(bins, edges) for _ in range(number))
        services = random.choices(self._services, cum_weights=self._weights, k=number)
        return [self._visit(at, service) for at, service in zip(times, services, strict=True)]

    def _bins(self, spans: list[Span]) -> list[tuple[int, float]]:
        """(start in ms, weight) from the first ticket to half an hour before the end."""
        early = min(self.plan.hours.tickets_before_opening * 60_000, 30 * 60_000)
        first, last = spans[0].start - early, spans[-1].end - 20 * 60_000
        return [(at, self._rush(at, spans)) for at in range(first, max(last, first + BIN), BIN)]

    @staticmethod
    def _rush(at: int, spans: list[Span]) -> float:
        """How many come at that moment, in proportion: a surge at the opening that ebbs."""
        if at < spans[0].start:
            return 1.0 + 0.8 * (at - spans[0].start) / 1_800_000
        for i, span in enumerate(spans):
            if span.start <= at < span.end:
                done = (at - span.start) / (span.end - span.start)
                height = 1.5 if i == 0 else 1.05
                return height * math.exp(-1.5 * done) + 0.22
        return 0.06  # over lunch

    def _time(self, bins: list[tuple[int, float]], edges: list[float]) -> int:
        found = bisect(edges, self.random.random() * edges[-1])
        return bins[min(found, len(bins) - 1)][0] + self.random.randrange(BIN)

    def _visit(self, at: int, service: str) -> Visit:
        random = self.random
        priority = bool(self._grounds) and random.random() < PRIORITY
        english = "en" in self.plan.settings["languages"] and random.random() < ENGLISH
        kiosks = self._kiosks[service]
        return Visit(
            at,
            service,
            "priority" if priority else "regular",
            random.choice(self._grounds) if priority else None,
            (random.choice(("deaf", "blind", "wheelchair")),) if random.random() < NEEDS else (),
            "en" if english else "vi",
            random.choice(kiosks) if kiosks else None,
        )

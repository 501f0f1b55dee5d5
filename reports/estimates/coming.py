"""Coming: who will come to the hall, by half-hour, weekday and service, drawn for each play.

Rates are learned from past days and scaled by how today has gone so far. What was drawn for a
half-hour stays until the scale moves: two simulations a moment apart differ by what happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import accumulate, chain
from math import exp
from random import Random
from statistics import NormalDist

from queueing.ahead.expected import TABLE, Chance, Coming
from queueing.ahead.present import COMING
from queueing.hall import Hall
from queueing.lines import Key
from queueing.plan import Plan
from queueing.policies import POLICIES, policy_of
from reports.estimates.paces import RECENT
from reports.estimates.watch import Day

BIN = 1_800_000  # ms: half an hour
BINS = 48
TODAY = 30.0  # people; as much as the days past weigh against today
WEEKDAY = 2.0  # days; as much as the other weekdays weigh against this one
STEP = 0.08  # by this share today's scale must have moved before anything is drawn anew,
ANEW = 1  # and then so many half-hours in one look, the nearest first
DOUBT = 0.12  # standard deviation of the logarithm of how many come, beyond chance
MOVED = 1_200_000  # ms by which somebody from another counter stands before who comes now


class Rates:
    """`of[weekday][bin]`: people expected in each half-hour of the local day."""

    def __init__(self, days: Sequence[Day], plan: Plan) -> None:
        self.plan = plan
        zone = plan.hours
        profile, weight = [0.0] * BINS, 0.0
        weekdays = [[0.0, 0.0] for _ in range(7)]
        shares: dict[tuple[str, str], float] = {}
        totals = []
        for i, day in enumerate(days):
            w = RECENT ** (len(days) - 1 - i)
            weight += w
            midnight = zone.local(day.spans[0].start) if day.spans else None
            start = day.spans[0].start - _since_midnight(midnight) if midnight else 0
            totals.append((day.weekday, len(day.entries), w))
            for at, service, klass in day.entries:
                profile[min(max((at - start) // BIN, 0), BINS - 1)] += w
                shares[service, klass] = shares.get((service, klass), 0.0) + w
        mean = sum(n * w for _, n, w in totals) / weight if weight else 0.0
        for weekday, n, w in totals:
            weekdays[weekday][0] += w * n
            weekdays[weekday][1] += w
        scale = [
            (n + WEEKDAY * mean) / ((w + WEEKDAY) * mean) if mean else 1.0 for n, w in weekdays
        ]
        base = [p / weight for p in profile] if weight else profile
        self.of = [[scale[d] * p for p in base] for d in range(7)]
        self.kinds = [k for k in shares if k[0] in plan.services]
        self.weights = list(accumulate(shares[k] for k in self.kinds))

    def scale(self, today: Day, start: int, now: int) -> float:
        """How today compares with what was expected of it so far, recent hours more."""
        rates = self.of[today.weekday]
        came = [0.0] * BINS
        last = min(max((now - start) // BIN, 0), BINS - 1)
        for at, _, _ in today.entries:
            came[min(max((at - start) // BIN, 0), BINS - 1)] += 1
        seen = wanted = 0.0
        for b in range(last + 1):
            part = min((now - start - b * BIN) / BIN, 1.0)
            w = 0.5 ** ((last - b) / 6)
            seen += w * came[b]
            wanted += w * rates[b] * part
        return (seen + TODAY) / (wanted + TODAY)


def _since_midnight(local: datetime) -> int:
    return (local.hour * 3600 + local.minute * 60 + local.second) * 1000


class Streams:
    """The lists of those to come, one a play, kept for a day."""

    def __init__(self, rates: Rates, chance: Chance, seed: int) -> None:
        self.rates, self.chance, self.seed = rates, chance, seed
        self._made: dict[int, tuple[float, list[list[Coming]]]] = {}
        self._scale = 1.0
        self._anew = 0  # half-hours that may still be drawn anew in this look
        # (service, class) → service, line, class, ms by which the rank lies before the time
        self._stands: dict[tuple[str, str], tuple[str, Key, str, int]] = {}
        terms = rates.plan.policy
        for service, klass in rates.kinds:
            policy = POLICIES[policy_of(rates.plan, service)]
            moved = klass == "moved"
            known = "regular" if moved else klass
            before = -policy.rank(-MOVED if moved else 0, known, False, moved, terms)
            key = service, policy.line_of(known)
            self._stands[service, klass] = service, key, known, before

    def of(self, hall: Hall, today: Day, now: int, ahead: int) -> list[list[Coming]]:
        """Who comes from now on for `ahead` ms, for every play."""
        return [list(stream) for stream in self.ahead(hall, today, now, ahead)]

    def ahead(self, hall: Hall, today: Day, now: int, ahead: int) -> list[Iterator[Coming]]:
        """As `of`, each half-hour drawn when the first play gets there, and not sooner: most end
        long before."""
        local = self.rates.plan.hours.local(now)
        start = now - _since_midnight(local) - now % 1000
        scale = self.rates.scale(today, start, now)
        if abs(scale - self._scale) > STEP * self._scale:
            self._scale = scale
        self._anew = ANEW
        first = max((now - start) // BIN, 0)
        last = min((now + ahead - start) // BIN, BINS - 1)

        def bins(r: int) -> Iterator[list[Coming]]:
            for b in range(first, last + 1):
                yield self._at(b, start + b * BIN, today.weekday)[r]

        return [chain.from_iterable(bins(r)) for r in range(self.chance.plays)]

    def _at(self, b: int, start: int, weekday: int) -> list[list[Coming]]:
        """Who comes in one half-hour, for every play: as drawn before, or anew, if today's scale
        has moved and not too much was drawn anew in this look."""
        made = self._made.get(b)
        if made is None or (made[0] != self._scale and self._anew):
            self._anew -= made is not None
            made = self._made[b] = self._scale, self._bin(b, start, weekday)
        return made[1]

    def _weights(self, weekday: int, b: int) -> list[float]:
        """The rates' kinds by how often they come then, summed up."""
        return self.rates.weights

    def _bin(self, b: int, start: int, weekday: int) -> list[list[Coming]]:
        random = Random(self.seed * 1009 + b)
        mean = self.rates.of[weekday][b] * self._scale
        luck, day = self.chance.of(b * 31 + 17), self.chance.normal(3)
        numbers = [poisson(mean * exp(DOUBT * day[r]), u) for r, u in enumerate(luck)]
        if not self.rates.kinds:
            return [[] for _ in numbers]
        stands, weights = self._stands, self._weights(weekday, b)
        drawn = [stands[kind] for kind in self.rates.kinds]
        kinds = random.choices(drawn, cum_weights=weights, k=sum(numbers))
        chance, new, out, i = random.random, tuple.__new__, [], 0
        for r, n in enumerate(numbers):
            id = COMING + (r * BINS + b) * 100_000
            come = []
            times = sorted([chance() for _ in range(n)])
            for u, (service, key, klass, before) in zip(times, kinds[i : i + n], strict=True):
                at = start + int(u * BIN)
                # as Coming(…), which takes twice as long
                who = at, service, key, (at - before, id, at), int(chance() * TABLE), klass
                come.append(new(Coming, who))
                id += 1
            i += n
            out.append(come)
        return out


def poisson(mean: float, u: float) -> int:
    """The u-quantile of a Poisson number."""
    if mean > 200:
        # far from 0 a normal curve is as good
        return max(0, round(NormalDist(mean, mean**0.5).inv_cdf(min(max(u, 1e-6), 1 - 1e-6))))
    term = total = exp(-mean)
    n = 0
    while total < u and n < 1000:
        n += 1
        term *= mean / n
        total += term
    return n


def chances(plays: int, columns: int, seed: int) -> Chance:
    """Latin columns: in each, one number in every one of `plays` equal parts, in random order."""
    random = Random(seed)
    out = []
    for _ in range(columns):
        column = [(i + random.random()) / plays for i in range(plays)]
        random.shuffle(column)
        out.append(column)
    return Chance(out)

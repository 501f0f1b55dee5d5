"""Paces: how long each service takes, how quick each officer is, and what kind of day it is.

The logarithm of a service time is the service's + the officer's + the day's + chance. Each part is
pulled towards what is known without it, the more the less was seen; recent days count more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, log

from queueing.ahead.expected import TABLE, Table
from queueing.plan import Plan
from reports.estimates.watch import Day

RECENT = 0.94  # weight of a day against the day after it
POOLED = 30  # a service with that many seen weighs as much as its group
OWN = 50  # from that many on, a service has a spread of its own
FACTOR = (log(0.6), log(1.7))  # of officer and day together
LEVEL = 0.4  # of the newest day in what the next is expected to be
MOST = 3000  # values that a spread is made from


@dataclass(slots=True)
class Paces:
    """`log`: service → log ms; `spread`: service → sorted deviations; `seen`: service → how many;
    `officers`, `level` (of the next day): logs of factors. `noise`: variance of chance;
    `days_vary`, `officer_days_vary`: variances of a day, and of an officer's day."""

    log: dict[str, float]
    spread: dict[str, list[float]]
    seen: dict[str, int]
    officers: dict[str, float]
    level: float
    noise: float
    days_vary: float
    officer_days_vary: float
    tables: dict[str, Table] = field(default_factory=dict)

    def today(
        self, served: Iterable[tuple[str, str, int]]
    ) -> tuple[dict[str, float], tuple[float, float]]:
        """(officer → factor on his tables today, by who was served; how far the day's and an
        officer's factor may be off)."""
        sums: dict[str, list[float]] = {}
        total = n = 0.0
        for service, officer, ms in served:
            known = self.log.get(service)
            if known is None:
                continue
            off = min(max(log(ms) - known - self.officers.get(officer, 0.0), -1.2), 1.2)
            total, n = total + off, n + 1
            mine = sums.setdefault(officer, [0.0, 0.0])
            mine[0] += off
            mine[1] += 1
        k = self.noise / max(self.days_vary, 0.002)
        day = (total + k * self.level) / (n + k)
        unsure = (self.noise / (n + k)) ** 0.5
        k = self.noise / max(self.officer_days_vary, 0.004)
        out = {}
        for officer in {*self.officers, *sums}:
            off, m = sums.get(officer, (0.0, 0.0))
            own = (off - m * day) / (m + k)
            out[officer] = exp(clamp(self.officers.get(officer, 0.0) + day + own))
        each = n / max(len(sums), 1)
        return out, (unsure, (self.noise / (each + k)) ** 0.5)


def clamp(value: float) -> float:
    return min(max(value, FACTOR[0]), FACTOR[1])


def fit(days: Sequence[Day], plan: Plan) -> Paces:
    """From days, oldest first; none at all gives the configured minutes."""
    rows: list[tuple[str, str, int, float, float]] = []  # service, officer, day, log ms, weight
    for i, day in enumerate(days):
        weight = RECENT ** (len(days) - 1 - i)
        rows += [(s, o, i, log(ms), weight) for s, o, ms in day.served]
    rows = _winsorised(rows)
    officers: dict[str, float] = {}
    daily = [0.0] * len(days)
    logs = _services(rows, officers, daily, plan)
    for _ in range(3):
        officers = _means(((o, y - logs[s] - daily[d], w) for s, o, d, y, w in rows), 12.0)
        by_day = _means(((str(d), y - logs[s] - officers[o], w) for s, o, d, y, w in rows), 25.0)
        daily = [clamp(by_day.get(str(d), 0.0)) for d in range(len(days))]
        officers = {o: clamp(f) for o, f in officers.items()}
        logs = _services(rows, officers, daily, plan)
    rest = [(s, o, d, y - logs[s] - officers[o] - daily[d]) for s, o, d, y, _ in rows]
    level = 0.0
    for i, value in enumerate(daily):
        level = value if i == 0 else level + LEVEL * (value - level)
    noise = _variance([r for *_, r in rest], 0.2)
    days_vary = _variance([b - a for a, b in zip(daily, daily[1:], strict=False)], 0.01) / 1.5
    seen: dict[str, int] = {}
    for service, *_ in rows:
        seen[service] = seen.get(service, 0) + 1
    found = Paces(
        logs, _spreads(rest, seen, plan), seen, officers, level, noise, days_vary,
        _officer_days(rest, noise),
    )  # fmt: skip
    found.tables = {s: _table(logs[s], found.spread[s]) for s in plan.services}
    return found


def _winsorised(
    rows: list[tuple[str, str, int, float, float]],
) -> list[tuple[str, str, int, float, float]]:
    """Each service's times between its 1st and 99th percentile."""
    by: dict[str, list[float]] = {}
    for service, _, _, y, _ in rows:
        by.setdefault(service, []).append(y)
    ends = {}
    for service, values in by.items():
        values.sort()
        ends[service] = (
            values[int(0.01 * len(values))],
            values[min(int(0.99 * len(values)), len(values) - 1)],
        )
    return [(s, o, d, min(max(y, ends[s][0]), ends[s][1]), w) for s, o, d, y, w in rows]


def _services(
    rows: Sequence[tuple[str, str, int, float, float]], officers: dict[str, float],
    daily: Sequence[float], plan: Plan,
) -> dict[str, float]:  # fmt: skip
    """Log ms of every service of the plan: its own mean, pulled towards what its group's services
    take against their configured minutes, which itself is pulled towards the hall's."""
    sums: dict[str, list[float]] = {}
    for s, o, d, y, w in rows:
        mine = sums.setdefault(s, [0.0, 0.0])
        mine[0] += w * (y - officers.get(o, 0.0) - daily[d])
        mine[1] += w
    prior = {s.id: log(s.minutes * 60_000) for s in plan.services.values()}
    hall = [0.0, 0.0]
    groups: dict[str, list[float]] = {}
    for s, (total, n) in sums.items():
        if s in plan.services:
            off = total - n * prior[s]
            for to in (hall, groups.setdefault(plan.services[s].group, [0.0, 0.0])):
                to[0] += off
                to[1] += n
    whole = hall[0] / (hall[1] + 5)
    out = {s: total / n for s, (total, n) in sums.items()}  # services that are gone, too
    for service in plan.services.values():
        total, n = sums.get(service.id, (0.0, 0.0))
        g_total, g_n = groups.get(service.group, (0.0, 0.0))
        group = (g_total - (total - n * prior[service.id]) + POOLED * whole) / (g_n - n + POOLED)
        base = prior[service.id] + group
        out[service.id] = (total + POOLED * base) / (n + POOLED) if n < 400 else total / n
    return out


def _means(parts: Iterable[tuple[str, float, float]], pull: float) -> dict[str, float]:
    """Weighted means by name, pulled towards 0."""
    sums: dict[str, list[float]] = {}
    for name, value, weight in parts:
        mine = sums.setdefault(name, [0.0, 0.0])
        mine[0] += weight * value
        mine[1] += weight
    return {name: total / (n + pull) for name, (total, n) in sums.items()}


def _variance(values: Sequence[float], otherwise: float) -> float:
    if len(values) < 5:
        return otherwise
    middle = sum(values) / len(values)
    return sum((v - middle) ** 2 for v in values) / (len(values) - 1)


def _officer_days(rest: Sequence[tuple[str, str, int, float]], noise: float) -> float:
    """How much an officer differs from himself from day to day, beyond chance."""
    sums: dict[tuple[str, int], list[float]] = {}
    for _, officer, day, off in rest:
        mine = sums.setdefault((officer, day), [0.0, 0.0])
        mine[0] += off
        mine[1] += 1
    many = [(total / n, n) for total, n in sums.values() if n >= 5]
    if len(many) < 10:
        return 0.01
    return max(0.002, sum(m * m - noise / n for m, n in many) / len(many))


def _spreads(
    rest: Sequence[tuple[str, str, int, float]], seen: dict[str, int], plan: Plan
) -> dict[str, list[float]]:
    by: dict[str, list[float]] = {}
    groups: dict[str, list[float]] = {}
    for service, _, _, off in rest:
        by.setdefault(service, []).append(off)
        known = plan.services.get(service)
        if known is not None:
            groups.setdefault(known.group, []).append(off)
    everything = [off for *_, off in rest]
    out = {}
    for service in plan.services.values():
        values = by.get(service.id, [])
        if len(values) < OWN:
            values = values + groups.get(service.group, [])
        if len(values) < OWN:
            values = values + everything
        if len(values) < OWN:
            values = values + NORMAL
        out[service.id] = sorted(values[-MOST:])
    return out


def _table(middle: float, spread: Sequence[float]) -> Table:
    n = len(spread)
    return tuple(int(exp(middle + spread[int((i + 0.5) / TABLE * n)])) for i in range(TABLE))


# a spread where nothing is known yet: the deviations of a lognormal time, sigma 0.5
NORMAL = [
    0.5 * z
    for z in (-2.2, -1.65, -1.28, -1.04, -0.84, -0.67, -0.52, -0.39, -0.25, -0.13)
    for z in (z, -z)
] * 3

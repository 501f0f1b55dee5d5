"""Rivals: simpler ways to foretell a wait, always reported beside the plays; two are fallbacks.

naive: people ahead × configured minutes / open counters. rate: people ahead / calls of the last 30
minutes. LES: the wait of the last one called. HOL: how long the head of the line has waited.
mean10: of the last ten. hour: mean of that hour and weekday. regression: log-linear in queue
length, HOL, LES, open counters and time of day. All in seconds, all by service.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, exp, log, pi, sin

from queueing.hall import Hall
from queueing.ticket import Leg
from reports.estimates.watch import Day, Watch

NAMES = ("naive", "rate", "LES", "HOL", "mean10", "hour", "regression")
HALF_HOUR = 1_800_000
KEPT = 20_000  # tickets the regression is fitted to
FITTED = 200  # from that many on
SHIFT = 60.0  # s, so that a wait of none has a logarithm


@dataclass(slots=True)
class Line:
    """What a service's waits were of late. `called` in ms UTC."""

    last: float = 0.0
    ten: deque[float] = field(default_factory=lambda: deque(maxlen=10))
    called: deque[int] = field(default_factory=deque)


class Rivals:
    """Follows a watch. `of` gives every rival's word on a ticket taken now."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.lines: dict[str, Line] = {}
        self.hours: dict[tuple[int, int], list[float]] = {}
        self.asked: dict[int, list[float]] = {}  # ticket → features, until it is called
        self.rows: deque[tuple[list[float], float]] = deque(maxlen=KEPT)
        self.betas: list[float] | None = None
        watch.on_call.append(self._called)
        watch.on_day.append(self._day_over)

    def _called(self, ticket: int, leg: Leg, at: int) -> None:
        wait = max(at - leg.counts_from, 0) / 1000
        line = self.lines.setdefault(leg.service, Line())
        line.last = wait
        line.ten.append(wait)
        line.called.append(at)
        local = self.watch.hall.settled().hours.local(leg.counts_from)
        mine = self.hours.setdefault((local.weekday(), local.hour), [0.0, 0.0])
        mine[0] += wait
        mine[1] += 1
        features = self.asked.pop(ticket, None)
        if features is not None:
            self.rows.append((features, log(wait + SHIFT)))

    def _day_over(self, day: Day) -> None:
        self.lines.clear()
        self.asked.clear()
        if len(self.rows) >= FITTED:
            self.betas = solve(self.rows)

    def of(self, service: str, ahead: int, now: int, ticket: int | None = None) -> dict[str, float]:
        """Every rival's seconds for somebody who takes a ticket for that service now. With
        `ticket`, what was known is kept, and learned from when it is called."""
        hall = self.watch.hall
        line = self.lines.get(service) or Line()
        while line.called and line.called[0] < now - HALF_HOUR:
            line.called.popleft()
        counters = open_for(hall, service)
        head = head_wait(hall, service, now)
        local = hall.settled().hours.local(now)
        known = hall.settled().services.get(service)
        minutes = known.minutes if known else 10
        features = [
            1.0, log(1 + ahead), log(head + SHIFT), log(line.last + SHIFT),
            log(1 + ahead / max(counters, 1)), sin((local.hour * 60 + local.minute) / 720 * pi),
            cos((local.hour * 60 + local.minute) / 720 * pi),
        ]  # fmt: skip
        if ticket is not None:
            self.asked[ticket] = features
        total, n = self.hours.get((local.weekday(), local.hour), (0.0, 0.0))
        out = {
            "naive": ahead * minutes * 60 / max(counters, 1),
            "rate": ahead / max(len(line.called), 1) * 1800,
            "LES": line.last,
            "HOL": head,
            "mean10": sum(line.ten) / len(line.ten) if line.ten else 0.0,
            "hour": total / n if n else 0.0,
        }
        if self.betas is not None:
            foretold = sum(b * x for b, x in zip(self.betas, features, strict=True))
            out["regression"] = max(exp(min(foretold, 12.0)) - SHIFT, 0.0)
        else:
            out["regression"] = out["HOL"]
        return out


def open_for(hall: Hall, service: str) -> int:
    """Counters open now with that service in their first list."""
    plan = hall.settled()
    return sum(
        1
        for c in hall.counters.values()
        if c.state == "open" and c.id in plan.counters and service in hall.lists(c.id)[0]
    )


def head_wait(hall: Hall, service: str, now: int) -> float:
    since = hall.longest_since(service)
    return max(now - since, 0) / 1000 if since is not None else 0.0


def solve(rows: Sequence[tuple[list[float], float]]) -> list[float]:
    """Least squares with a touch of ridge, by Gauss."""
    n = len(rows[0][0])
    a = [[1e-6 * len(rows) * (i == j) for j in range(n)] + [0.0] for i in range(n)]
    for x, y in rows:
        for i in range(n):
            row, xi = a[i], x[i]
            for j in range(n):
                row[j] += xi * x[j]
            row[n] += xi * y
    for i in range(n):
        pivot = max(range(i, n), key=lambda k: abs(a[k][i]))
        a[i], a[pivot] = a[pivot], a[i]
        for k in range(n):
            if k != i:
                f = a[k][i] / a[i][i]
                for j in range(i, n + 1):
                    a[k][j] -= f * a[i][j]
    return [a[i][n] / a[i][i] for i in range(n)]

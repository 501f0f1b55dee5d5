"""Week: who comes in a week ahead, learned by weekday, half-hour and service, and drawn.

A cell – one service in one half-hour of one weekday – is seen a few times only: it is pulled
towards what the day's shape, the weekday's size and the service's share say together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from itertools import accumulate

from queueing.ahead.expected import Chance, Coming
from queueing.plan import Plan
from reports.estimates.coming import BIN, BINS, Rates, Streams
from reports.estimates.paces import RECENT
from reports.estimates.watch import Day

PULL = 2.0  # days; as much as the product of shape, weekday and share weighs in a cell


class Week(Streams):
    """`cells[weekday][bin]`: people expected of each of `rates.kinds` in that half-hour."""

    def __init__(self, days: Sequence[Day], plan: Plan, chance: Chance, seed: int) -> None:
        super().__init__(Rates(days, plan), chance, seed)
        self.days = days
        self.cells: dict[int, list[list[float]]] = {}
        self._sums: dict[int, list[list[float]]] = {}

    def learn(self, weekday: int) -> list[list[float]]:
        """The cells of a weekday (0: Monday)."""
        known = self.cells.get(weekday)
        if known is not None:
            return known
        kinds = {kind: i for i, kind in enumerate(self.rates.kinds)}
        seen = [[0.0] * len(kinds) for _ in range(BINS)]
        total = 0.0
        for i, day in enumerate(self.days):
            if day.weekday != weekday:
                continue
            weight = RECENT ** (len(self.days) - 1 - i)
            total += weight
            start = self.midnight(date.fromisoformat(day.date))
            for at, service, klass in day.entries:
                k = kinds.get((service, klass))
                if k is not None:
                    seen[min(max((at - start) // BIN, 0), BINS - 1)][k] += weight
        ends = self.rates.weights
        whole = ends[-1] if ends else 1.0
        shares = [(b - a) / whole for a, b in zip([0.0, *ends], ends, strict=False)]
        cells = self.cells[weekday] = [
            [
                (n + PULL * self.rates.of[weekday][b] * share) / (total + PULL)
                for n, share in zip(seen[b], shares, strict=True)
            ]
            for b in range(BINS)
        ]
        self.rates.of[weekday] = [sum(row) for row in cells]
        self._sums[weekday] = [list(accumulate(row)) for row in cells]
        return cells

    def midnight(self, day: date) -> int:
        return self.rates.plan.hours.at(day, time())

    def of_day(self, day: date) -> list[list[Coming]]:
        """Who comes on that date, one list a play."""
        weekday = day.weekday()
        self.learn(weekday)
        start = self.midnight(day)
        bins = [self._bin(b, start + b * BIN, weekday) for b in range(BINS)]
        return [[c for part in bins for c in part[r]] for r in range(self.chance.plays)]

    def _weights(self, weekday: int, b: int) -> list[float]:
        sums = self._sums[weekday][b]
        return sums if sums and sums[-1] > 0 else self.rates.weights

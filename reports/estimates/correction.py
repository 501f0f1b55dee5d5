"""Correction: what past promises teach about the next (conformal, from the last two weeks).

How far the wait lay from the median, measured in the width that was foretold: the quantiles of that
replace the played ones. The median itself is left as played.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reports.estimates.watch import Day

DAYS = 12  # working days
TODAY = 3  # as much a promise of today weighs against one of the days before
ANEW = 20  # outcomes after which today is looked at again
LEAST = 150  # promises, before anything is corrected
# s of a foretold P50, between which waits are corrected apart; below the first nobody is before
# one: waits of seconds, half of all in a large hall, which say nothing of how wide the others are
BANDS = (20, 120, 900)
FLOOR = 60.0  # s added to a width, so that short waits have one
NOT_TODAY = 86_400  # s: what stands for a wait that the day ends before


class Four(NamedTuple):
    """A wait's quantiles in whole seconds from the moment of the estimate."""

    p10: int
    p50: int
    p80: int
    p90: int

    @property
    def trusted(self) -> bool:
        """Whether the range says more than the place in line does."""
        if self.p80 >= NOT_TODAY:
            return False
        return self.p80 < 300 or self.p90 - self.p10 <= 2 * self.p50


class Correction:
    """`of` gives corrected quantiles; without enough promises kept or broken, those given."""

    def __init__(self) -> None:
        self.factors: list[tuple[float, float, float] | None] = [None] * (len(BANDS) + 1)
        self._today = 0

    @property
    def known(self) -> bool:
        return any(self.factors)

    def fit(self, days: Iterable[Day], today: Day | None = None) -> None:
        """Apart for no wait, short, middling and long waits foretold; where one of these three has
        too few, with the others. What came today counts more: a day may be like no other."""
        pairs = [p for day in list(days)[-DAYS:] for p in day.foretold]
        if today is not None:
            pairs += today.foretold * TODAY
            self._today = len(today.foretold)
        by: list[list[tuple[tuple[int, int, int, int], int]]] = [[] for _ in self.factors]
        for pair in pairs:
            by[bisect_right(BANDS, pair[0][1])].append(pair)
        waits = _factors([pair for part in by[1:] for pair in part])
        self.factors = [_factors(by[0]), *(_factors(part) or waits for part in by[1:])]

    def due(self, today: Day) -> bool:
        """Whether enough has come of today's promises to fit anew."""
        return abs(len(today.foretold) - self._today) >= ANEW

    def of(self, raw: Four) -> Four:
        factors = self.factors[bisect_right(BANDS, raw.p50)]
        if factors is None:
            return raw
        low, high, highest = factors
        p10, p50, p80, p90 = raw
        up80 = max(p50 + high * (p80 - p50 + FLOOR), p50)
        up90 = max(p50 + highest * (p90 - p50 + FLOOR), up80)
        down = min(max(p50 - low * (p50 - p10 + FLOOR), 0), p50)
        # to the nearest second: where waits are of seconds, cutting them off breaks promises
        return type(raw)(round(down), p50, round(up80), round(up90))


def _factors(
    pairs: Sequence[tuple[tuple[int, int, int, int], int]],
) -> tuple[float, float, float] | None:
    if len(pairs) < LEAST:
        return None
    up80 = sorted(_off(w, q[1], q[2] - q[1]) for q, w in pairs)
    up90 = sorted(_off(w, q[1], q[3] - q[1]) for q, w in pairs)
    down = sorted(-_off(w, q[1], q[1] - q[0]) for q, w in pairs)
    return _at(down, 0.9), _at(up80, 0.8), _at(up90, 0.9)


def _off(wait_ms: int, middle: int, width: int) -> float:
    return (wait_ms / 1000 - middle) / (width + FLOOR)


def _at(ordered: Sequence[float], p: float) -> float:
    n = len(ordered)
    return ordered[min(int(p * (n + 1)), n - 1)]

"""What is expected of a hall: how long things take, who comes to sit where, drawn numbers.

Learned elsewhere (reports/estimates) and handed in. All times in ms. A table is TABLE sorted values
of equal probability, so a number in [0, 1) picks from it: table[int(u * TABLE)].
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import NamedTuple

TABLE = 128
Table = tuple[int, ...]
# a table's mean remaining time beyond its largest value, as a share of what has passed
BEYOND = 0.25


class Coming(NamedTuple):
    """One who will come into a line: drawn. `place`: index of the service's table in Expected's
    order of services; `pick`: index into that table; `entry`, `key`: as in queueing.lines."""

    at: int
    service: str
    key: tuple[str, str]
    entry: tuple[int, int, int]
    pick: int
    klass: str


@dataclass(slots=True)
class Expected:
    """`spells`: by service, from a call until the counter is free again, no-shows among them;
    `services`: from start to finish, for who is being served. `paces`: by officer, today's factor
    on them. `gap`: from a finish to the next call, part of no spell here but added to each.

    `press`: from somebody's coming to his call by an officer who had nobody.
    `pause_first`, `pause_later`: pauses an ms at work, before the first of a session and after it.
    `openings`: by number of the session in the day, ms after its start (before: negative) at which
    counters open. `comes`: (counter, session, opened earlier today) → probability that it opens.
    `stays`: by "lunch" or "close", ms past the end of a session for which an officer serves on
    while people wait. `doubt`: (of the day, of each officer) how far today's paces may be off, as
    standard deviations of logarithms.
    """

    spells: dict[str, Table]
    services: dict[str, Table]
    paces: dict[str, float] = field(default_factory=dict)
    gap: int = 15_000
    press: Table = (3000,) * TABLE
    pauses: Table = (600_000,) * TABLE
    pause_first: float = 0.0
    pause_later: float = 0.0
    openings: dict[int, Table] = field(default_factory=dict)
    comes: dict[tuple[str, int, bool], float] = field(default_factory=dict)
    stays: dict[str, Table] = field(default_factory=dict)
    doubt: tuple[float, float] = (0.0, 0.0)

    def opens(self, counter: str, session: int, here: bool) -> float:
        """The probability that a counter opens in that session of the day."""
        return self.comes.get((counter, session, here), 0.9 if here or session == 0 else 0.1)


class Chance:
    """Numbers drawn beforehand: `columns` of the same length, each one Latin (one number in each
    of n equal parts of [0, 1), in random order), so `of(id)[r]` is ticket id's luck in play r, the
    same in every simulation: what differs between two is not luck."""

    def __init__(self, columns: Sequence[Sequence[float]]) -> None:
        self.columns = columns
        self.plays = len(columns[0])
        self._n = len(columns)
        self._normal: dict[int, list[float]] = {}

    def of(self, id: int) -> Sequence[float]:
        return self.columns[(id * 2_654_435_761 >> 8) % self._n]

    def normal(self, id: int) -> Sequence[float]:
        """As `of`, of a normal distribution around 0."""
        k = (id * 2_654_435_761 >> 8) % self._n
        found = self._normal.get(k)
        if found is None:
            inverse = NormalDist().inv_cdf
            found = self._normal[k] = [
                inverse(min(max(u, 1e-4), 1 - 1e-4)) for u in self.columns[k]
            ]
        return found


def remaining(table: Table, passed: int, u: float, pace: float = 1.0) -> int:
    """ms that something still takes which has taken `passed` ms, by the table of the whole."""
    gone = passed / pace
    i = bisect_right(table, gone)
    if i >= TABLE:
        return int(max(passed * BEYOND, 1000) * (0.25 + 1.5 * u))
    return int((table[i + int(u * (TABLE - i))] - gone) * pace)

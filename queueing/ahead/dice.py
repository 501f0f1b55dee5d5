"""Dice: which of the numbers drawn beforehand are whose, the same for all plays of one look."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import exp

from queueing.ahead.expected import TABLE, Chance, Expected, Table
from queueing.ahead.present import GHOST, Present

SHORT = (600_000,) * TABLE
STAYS = (1_200_000,) * TABLE
LONGER = 60_000  # ms more than anybody was seen to stay on


class Dice:
    """`takes`: ticket → (table, luck) of its time. `soonest[k]`: ms UTC before which nobody
    rises from session k's end; `last`: ms UTC after which nobody sits any more."""

    def __init__(self, here: Present, expected: Expected, chance: Chance) -> None:
        self.here, self.ex = here, expected
        self.takes: dict[int, tuple[Table, Sequence[float]]] = {
            id: (expected.spells.get(service, SHORT), chance.of(id))
            for id, (_, _, service, _) in here.where.items()
            if id < GHOST
        }
        seats = range(len(here.seats))
        self.lucks = [chance.of(5 + 13 * n) for n in seats]
        self.day, self.own = chance.normal(2), [chance.normal(1000 + n) for n in seats]
        self.ends = [span.end for span in here.spans]
        tables = [self._table(k) for k in range(len(self.ends))]
        self.soonest = [end + t[0] for end, t in zip(self.ends, tables, strict=True)]
        self.last = max(
            (
                end + max(t[-1], here.moment - end + LONGER)
                for end, t in zip(self.ends, tables, strict=True)
            ),
            default=here.moment,
        )

    def _table(self, k: int) -> Table:
        return self.ex.stays.get("close" if k == len(self.ends) - 1 else "lunch", STAYS)

    def limit(self, k: int, n: int, r: int) -> int:
        """ms UTC until which seat n serves on past the end of session k in play r."""
        table, gone, u = self._table(k), self.here.moment - self.ends[k], self.lucks[n][r]
        i = bisect_right(table, gone) if gone > 0 else 0
        return self.ends[k] + (table[i + int(u * (TABLE - i))] if i < TABLE else gone + LONGER)

    def paces(self, r: int) -> list[float]:
        """Each seat's factor on its tables in play r."""
        day, own = self.ex.doubt
        if not day and not own:
            return [seat.pace for seat in self.here.seats]
        off = day * self.day[r]
        return [
            seat.pace * exp(off + own * luck[r])
            for seat, luck in zip(self.here.seats, self.own, strict=True)
        ]

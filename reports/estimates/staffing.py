"""Staffing: how many counters one day of next week should have open, half-hour by half-hour.

The day is played with the counters that are usually open. Then counters are added, a half-hour or
an hour at a time, where the waits break the target, and taken away where hardly anybody would wait
longer; each step is kept only if the plays say so. What is told is played anew, with other luck.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf
from typing import NamedTuple

from queueing.ahead.expected import Chance, Coming, Expected
from queueing.ahead.plays import play
from queueing.ahead.present import Present, Seat
from queueing.hours import Span
from queueing.plan import Plan
from queueing.policies import desks
from reports.estimates.shifts import Kind, Shifts, planned

SPARE = 0.5  # of the target: fewer counters are advised only where the P80 stays below
KEPT = 0.8  # of the waits that the target is for
SEEN = 20  # people over all plays, for a half-hour's P80 to count
WORTH = 900_000  # ms waited beyond the target, that one more counter must save in a half-hour
LITTLE = 36_000  # ms waited beyond the target that taking counters away may add to a day
A_MINUTE = 60_000  # ms that a wait may become longer by where a counter is taken away
MOST = 150  # plans tried for a day
Counts = list[list[int]]  # of each kind of counter, of each half-hour
Cell = tuple[int, str]  # half-hour, service group


class Met(NamedTuple):
    """One who came: in which half-hour, for what, ms waited. Who comes before the doors open or
    during a break belongs to the half-hour after it, and waits from then."""

    block: int
    service: str
    wait: float


@dataclass(slots=True)
class Scene:
    """A day to come. `target`: ms. `paces`: counter → factor of who usually sits there."""

    date: date
    plan: Plan
    spans: Sequence[Span]
    blocks: Sequence[Span]
    kinds: Sequence[Kind]
    expected: Expected
    paces: dict[str, float]
    target: int
    start: int  # ms UTC: midnight

    def play(
        self, shifts: Sequence[Shifts], streams: Sequence[Sequence[Coming]], chance: Chance
    ) -> list[list[Met]]:
        """Who comes and how long he waits, with those shifts, one a play."""
        seats = []
        for counter in self.plan.counters.values():
            mine = [each.get(counter.id, ()) for each in shifts]
            seats.append(
                Seat(
                    counter.id, None, desks(self.plan, counter), self.paces.get(counter.id, 1.0),
                    [], False, True, shifts=mine,
                )
            )  # fmt: skip
        spans = list(self.spans)
        here = Present(self.start, self.plan, {}, {}, seats, spans, 0, len(spans), {})
        waits = play(here, self.expected, chance, streams, whole=True, only=())
        return [self._met(one) for one in waits.coming]

    def _met(self, coming: Sequence[tuple[int, str, str, float]]) -> list[Met]:
        out = []
        last = self.spans[-1].end
        blocks = self.blocks
        b = 0
        for at, service, _klass, wait in sorted(coming):
            while blocks[b].end <= at:
                b += 1  # nobody comes after the last
            called = last if wait == inf else at + wait
            out.append(Met(b, service, max(called - max(at, blocks[b].start), 0)))
        return out


def p80(ordered: Sequence[float]) -> float:
    """What 80 % do not exceed, of sorted values."""
    return ordered[min(int(KEPT * len(ordered)), len(ordered) - 1)]


@dataclass(slots=True)
class Found:
    """What a plan came to: the P80 of each cell with enough people, ms waited beyond the target in
    each, and over all."""

    p80: dict[Cell, float] = field(default_factory=dict)
    over: dict[Cell, float] = field(default_factory=dict)
    all: float = 0.0


class Search:
    """The search for a day's plan. `run` yields after each plan tried; `counts` is the best one so
    far, `tried` how many were."""

    def __init__(
        self, scene: Scene, usual: Counts, streams: Sequence[Sequence[Coming]], chance: Chance
    ) -> None:
        self.scene, self.streams, self.chance = scene, streams, chance
        self.usual, self.counts = usual, [row.copy() for row in usual]
        self.tried = 0
        self.group = {s.id: s.group for s in scene.plan.services.values()}
        self.hopeless: set[Cell] = set()  # cells that no counter helps

    def run(self) -> Iterator[None]:
        best = self.find(self.counts)
        yield
        for step in (self._more, self._trim, self._fewer):
            for found in step(best):
                best = found
                yield

    def shifts(self) -> Shifts:
        """When each counter is open in the best plan so far."""
        return planned(self.scene.kinds, self.counts, self.scene.blocks)

    def find(self, counts: Counts) -> Found:
        """Plays a plan."""
        self.tried += 1
        scene = self.scene
        shifts = [planned(scene.kinds, counts, scene.blocks)] * self.chance.plays
        waits: dict[Cell, list[float]] = defaultdict(list)
        group = self.group
        for one in scene.play(shifts, self.streams, self.chance):
            for block, service, wait in one:
                waits[block, group[service]].append(wait)
        found = Found()
        for cell, mine in waits.items():
            over = found.over[cell] = sum(w - scene.target for w in mine if w > scene.target)
            found.all += over
            if len(mine) >= SEEN:
                mine.sort()
                found.p80[cell] = p80(mine)
        return found

    # -- more ------------------------------------------------------------------------------------

    def _more(self, best: Found) -> Iterator[Found]:
        """Adds where the target is broken, the earliest half-hour first: a line grows from there.
        Tried are this half-hour and the one before, and from there to the end of the trouble, at
        each kind that could help."""
        target = self.scene.target
        while self.tried < MOST:
            broken = {c for c, w in best.p80.items() if w > target}
            if not broken - self.hopeless:
                return
            b, group = cell = min(broken - self.hopeless, key=lambda c: (c[0], -best.over[c]))
            n = 2 if best.p80[cell] > 2 * target else 1
            first, last = self._before(b), b
            while (last + 1, group) in broken and self._before(last + 1) == last:
                last += 1
            chosen: tuple[float, Found, Counts] | None = None
            for kind in self._helpers(group):
                for end in {b, last}:
                    counts = self._with(kind, range(first, end + 1), n)
                    if counts is None:
                        continue
                    found = self.find(counts)
                    yield best
                    cost = sum(map(sum, counts)) - sum(map(sum, self.counts))
                    gain = (best.all - found.all) / (cost * self.chance.plays)
                    fixed = found.p80.get(cell, 0) <= target
                    if (fixed or gain >= WORTH) and (chosen is None or gain > chosen[0]):
                        chosen = gain, found, counts
            if chosen is None:
                self.hopeless.add(cell)
                continue
            _, best, self.counts = chosen
            yield best

    def _trim(self, best: Found) -> Iterator[Found]:
        """Takes back what was added and is not needed for the target after all, the peaks first:
        an even row is easier to staff."""
        target = self.scene.target
        most = max((len(kind.counters) for kind in self.scene.kinds), default=0)
        for level in range(most, 0, -1):
            for k, usual in enumerate(self.usual):
                for b in range(len(usual)):
                    if self.counts[k][b] != level or level <= usual[b] or self.tried >= MOST:
                        continue
                    counts = [r.copy() for r in self.counts]
                    counts[k][b] -= 1
                    found = self.find(counts)
                    longer = any(w > max(target, best.p80.get(c, 0)) for c, w in found.p80.items())
                    if not longer and found.all <= best.all + WORTH * self.chance.plays:
                        best, self.counts = found, counts
                    yield best

    def _before(self, b: int) -> int:
        """The half-hour before, in the same session."""
        blocks = self.scene.blocks
        return b - 1 if b and blocks[b - 1].end == blocks[b].start else b

    def _helpers(self, group: str) -> list[int]:
        """The kinds of counters that serve the group, at most three: those with it first."""
        services = {s for s, g in self.group.items() if g == group}
        ranked = []
        for k, kind in enumerate(self.scene.kinds):
            first = len(services & set(kind.first))
            second = len(services & set(kind.second))
            if first or second:
                ranked.append((not first, -first, -second, k))
        return [k for *_, k in sorted(ranked)][:3]

    def _with(self, kind: int, blocks: range, n: int) -> Counts | None:
        """The plan with up to n more counters of that kind; None where all are open."""
        most = len(self.scene.kinds[kind].counters)
        row = self.counts[kind]
        if all(row[b] >= most for b in blocks):
            return None
        counts = [r.copy() for r in self.counts]
        for b in blocks:
            counts[kind][b] = min(row[b] + n, most)
        return counts

    # -- fewer -----------------------------------------------------------------------------------

    def _fewer(self, best: Found) -> Iterator[Found]:
        """Takes away where the waits stay far below the target: a session's counter, then an
        hour's. Only where there is another counter for the same services."""
        sessions: dict[int, list[int]] = defaultdict(list)
        for b, block in enumerate(self.scene.blocks):
            start = next(i for i, s in enumerate(self.scene.spans) if block.start < s.end)
            sessions[start].append(b)
        bound = {c: max(SPARE * self.scene.target, w + A_MINUTE) for c, w in best.p80.items()}
        most = best.all + LITTLE * self.chance.plays
        hours = [mine[i : i + 2] for mine in sessions.values() for i in range(0, len(mine), 2)]
        for parts in (list(sessions.values()), hours):
            for kind in range(len(self.scene.kinds)):
                for part in parts:
                    while self.tried < MOST:
                        counts = self._without(kind, part)
                        if counts is None or not self._slack(best, kind, part):
                            break
                        found = self.find(counts)
                        longer = any(w > bound.get(c, 0) for c, w in found.p80.items())
                        if longer or found.all > most:
                            yield best
                            break
                        best, self.counts = found, counts
                        yield best

    def _without(self, kind: int, part: Sequence[int]) -> Counts | None:
        """The plan with one counter fewer; None where a service would have none, or where it is
        needed for the target."""
        row = self.counts[kind]
        if any(not row[b] or row[b] > self.usual[kind][b] for b in part):
            return None
        counts = [row.copy() for row in self.counts]
        for b in part:
            counts[kind][b] -= 1
        mine = self.scene.kinds[kind]
        for b in part:
            there = {
                s
                for k, row in zip(self.scene.kinds, counts, strict=True)
                if row[b]
                for s in (*k.first, *k.second)
            }
            if not there.issuperset((*mine.first, *mine.second)):
                return None
        return counts

    def _slack(self, best: Found, kind: int, part: Sequence[int]) -> bool:
        """Does nobody whom that kind serves first wait long already?"""
        groups = {self.group[s] for s in self.scene.kinds[kind].first}
        bound = SPARE * self.scene.target
        return all(best.p80.get((b, g), 0) <= bound for b in part for g in groups)

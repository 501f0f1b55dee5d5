"""Plays: the rest of a day, played once for each column of numbers drawn; the waits that come out.

Whose turn it is, is asked of `queueing.policies.choose`, as in the hall.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from math import inf

from queueing.ahead.alike import Alike, alike, joined
from queueing.ahead.dice import SHORT, Dice
from queueing.ahead.expected import TABLE, Chance, Coming, Expected
from queueing.ahead.present import AWAY, COMING, GHOST, NEVER, Present, own_names
from queueing.lines import Entry, Key
from queueing.policies import choose
from queueing.policies.ratio import counted

GOES = -2  # and below: in the heap of seats, that seat GOES - n is to be left


@dataclass(slots=True)
class Waits:
    """What came out. `of`: ticket or ghost → ms from now to its call, one a play, inf where the day
    ended first. `coming`: for each play, (came at, service, class, wait in ms) of those who came
    later, `cleared`: ms UTC of the last call; both only where they were asked for."""

    of: dict[int, list[float]] = field(default_factory=dict)
    coming: list[list[tuple[int, str, str, float]]] = field(default_factory=list)
    cleared: list[int] = field(default_factory=list)


def play(
    here: Present, expected: Expected, chance: Chance, streams: Sequence[Iterable[Coming]],
    whole: bool = False, only: Collection[int] | None = None,
) -> Waits:  # fmt: skip
    """Plays the day to the call of everybody who waits now, or of `only` those tickets and ghosts
    (`whole`: to its end). `streams`: who will come, one iterable a play, in order of time, read no
    further than the play goes; those before now are left out."""
    asked = here.where if only is None else only
    waits = Waits(of={id: [inf] * chance.plays for id in asked})
    serving: dict[str, list[int]] = {}
    for n, seat in enumerate(here.seats):
        for at in seat.desks:
            for tier in at.desk:
                for name, _ in (*tier.first, *tier.second):
                    seats = serving.setdefault(name, [])
                    if n not in seats:
                        seats.append(n)
    dice = Dice(here, expected, chance)
    same = alike(seat.desks for seat in here.seats)
    here = _one_line(here, same)
    for r in range(chance.plays):
        _Play(here, expected, chance, r, serving, same, dice, waits, whole).run(streams[r])
    return waits


def _one_line(here: Present, same: Alike) -> Present:
    """The present with one line for all that are alike."""
    lines: dict[Key, list[Entry]] = {}
    for key, line in here.lines.items():
        lines.setdefault(same.get(key, key), []).extend(line)
    for line in lines.values():
        line.sort()
    where = {
        id: (same.get(key, key), entry, service, klass)
        for id, (key, entry, service, klass) in here.where.items()
    }
    seats = [replace(s, desks=joined(s.desks, same, here.lines)) for s in here.seats]
    return replace(here, lines=lines, where=where, seats=seats)


class _Play:
    """One play. Seats are numbers; a heap of (ms, seat) says who is free when."""

    def __init__(
        self, here: Present, expected: Expected, chance: Chance, r: int,
        serving: dict[str, list[int]], same: Alike, dice: Dice, waits: Waits, whole: bool,
    ) -> None:  # fmt: skip
        self.here, self.ex, self.chance, self.r = here, expected, chance, r
        self.serving, self.dice, self.waits, self.whole = serving, dice, waits, whole
        self.same = same
        self.asked, self.seats = waits.of, here.seats
        self.spells, self.gap = expected.spells, expected.gap
        self.hazards = expected.pause_first, expected.pause_later
        self.lines = {key: line.copy() for key, line in here.lines.items()}
        self.where = here.where
        self.later: dict[int, Coming] = {}
        self.left = len(waits.of)
        self.idle: set[int] = set()
        self.runs = dict(here.runs)
        self.owed: set[str | None] = set()
        self.ratio = any(g.policy == "ratio" for g in here.plan.groups.values())
        if self.ratio:
            self._owe()
        n = len(here.seats)
        self.paces = dice.paces(r)
        self.span = [0] * n
        self.until = [s.until for s in here.seats]
        self.paused = [s.paused for s in here.seats]
        self.own = any(key[0].startswith(("counter:", "officer:")) for key in here.lines)
        self.served = [0] * n
        self.ends = [span.end for span in here.spans]
        self.cleared = here.moment
        self.met: list[tuple[int, str, str, float]] = []
        self.heap: list[tuple[int, int]] = []

    def _owe(self) -> None:
        groups = self.here.plan.groups
        self.owed = {g for g, run in self.runs.items() if g in groups and run >= groups[g].ratio}

    def run(self, stream: Iterable[Coming]) -> None:
        here, r = self.here, self.r
        for n, seat in enumerate(here.seats):
            if seat.shifts is not None:
                self._sit(n, here.moment)
                continue
            if seat.ready[r] == AWAY:
                self._leave(n, here.moment)
            else:
                self.heap.append((seat.ready[r], n))
            if seat.until < NEVER:
                self.heap.append((seat.until, GOES - n))
        self.heap.extend((end, -1) for end in self.ends)
        heap = self.heap
        heapify(heap)
        lines, idle, serving, same = self.lines, self.idle, self.serving, self.same
        last = self.dice.last
        closing = self.ends[-1] if self.ends else here.moment
        whole = self.whole
        press = self.ex.press[TABLE // 2]
        later = self.later
        coming = iter(stream)
        come = next(coming, None)
        while come is not None and come.at <= here.moment:
            come = next(coming, None)
        due = come.at if come is not None and come.at < closing else NEVER
        while heap and (whole or self.left):
            at = heap[0][0]
            if come is not None and due <= at:
                entry = come.entry
                later[entry[1]] = come
                key = same.get(come.key, come.key)
                line = lines.get(key)
                if line is None:
                    lines[key] = [entry]
                elif not line or line[-1] < entry:
                    line.append(entry)
                else:
                    insort(line, entry)
                if idle:
                    for n in serving.get(come.service, ()):
                        if n in idle:
                            idle.discard(n)
                            heappush(heap, (due + press, n))
                            break
                come = next(coming, None)
                due = come.at if come is not None and come.at < closing else NEVER
                continue
            at, n = heappop(heap)
            if at > last:
                break
            if n <= GOES:
                if GOES - n in idle:  # else it goes when it is free, or is gone
                    idle.discard(GOES - n)
                    self._leave(GOES - n, at)
            elif n < 0:
                for n in sorted(idle):
                    self._leave(n, at)
                idle.clear()
            else:
                self._free(n, at)
        if whole:
            self.waits.cleared.append(self.cleared)
            for id, come in later.items():
                if id >= COMING:
                    self.met.append((come.at, come.service, come.klass, inf))
            self.waits.coming.append(self.met)

    def _free(self, n: int, at: int) -> None:
        """The officer is free: the next one, or nobody, or home."""
        seat, k = self.seats[n], self.span[n]
        if k >= len(self.ends) or at >= self.until[n]:
            self._leave(n, at)
            return
        after = at >= self.ends[k]
        if at >= self.dice.soonest[k] and at >= self.dice.limit(k, n, self.r):
            self._leave(n, at)
            return
        here, r, lines = self.here, self.r, self.lines
        while True:
            found = choose(lines, seat.desks, at, here.plan, self._rank, self.owed)
            if found is None:
                if after:
                    self._leave(n, at)
                else:
                    self.idle.add(n)
                return
            id, rule = found
            come = None
            if id < COMING:
                key, entry, service, klass = self.where[id]
                mine = self.asked.get(id)
                if mine is not None:
                    mine[r] = at - here.moment
                    self.left -= 1
            else:
                come = self.later.pop(id)
                key = self.same.get(come.key, come.key)
                entry, service, klass = come.entry, come.service, come.klass
                if self.whole:
                    self.met.append((come.at, service, klass, at - come.at))
            line = lines[key]
            if line[0] is entry:
                del line[0]
            else:
                line.remove(entry)
            if id < GHOST or id >= COMING:
                break
        self.cleared = at
        if self.ratio:
            run = counted(here.plan, self.runs, service, klass, rule)
            if run is not None:
                self.runs[run[0]] = run[1]
                self._owe()
        if come is not None:
            spell = self.spells.get(service, SHORT)[come.pick]
        else:
            table, luck = self.dice.takes[id]
            spell = table[int(luck[r] * TABLE)]
        took = int(spell * self.paces[n]) + self.gap
        free = at + took
        hazard = self.hazards[self.paused[n]]
        if hazard:
            self.served[n] += 1
            fate = self.chance.of(n * 53 + self.served[n] * 7919 + 3)[r]
            odds = hazard * took
            if fate < odds:
                self.paused[n] = True
                free += self.ex.pauses[int(fate / odds * TABLE)]
        heappush(self.heap, (free, n))

    def _rank(self, id: int) -> tuple[int, int]:
        entry = self.where[id][1] if id < COMING else self.later[id].entry
        return entry[0], entry[1]

    def _leave(self, n: int, at: int) -> None:
        """The session is over for this seat; it may open in the next one."""
        here, seat = self.here, self.here.seats[n]
        if self.own:
            self._lapse(n)
        if seat.shifts is not None:
            self.paused[n] = False
            self._sit(n, at)
            return
        k = self.span[n] + 1
        while k < len(here.spans) and here.spans[k].end <= at:
            k += 1
        self.span[n] = k
        self.paused[n] = False
        if k >= len(here.spans) or here.spans[k].start >= seat.until or at >= seat.until < NEVER:
            return
        session = here.session + k
        luck = self.chance.of(n * 101 + session * 17 + 11)[self.r]
        opens = self.ex.opens(seat.id, session, seat.here)
        if luck < opens:
            offsets = self.ex.openings.get(session)
            offset = offsets[int(luck / opens * TABLE)] if offsets else 0
            heappush(self.heap, (max(here.spans[k].start + max(offset, 0), at), n))

    def _sit(self, n: int, at: int) -> None:
        """The next of a seat's shifts, if there is one."""
        shifts = self.here.seats[n].shifts or ()
        for shift in shifts[self.r] if shifts else ():
            if shift.end > at:
                start = max(shift.start, at)
                k = bisect_right(self.ends, start)
                self.span[n] = k
                through = k >= len(self.ends) or shift.end >= self.ends[k]
                self.until[n] = NEVER if through else shift.end
                heappush(self.heap, (start, n))
                if not through:
                    heappush(self.heap, (shift.end, GOES - n))
                return

    def _lapse(self, n: int) -> None:
        """Who waits for this seat alone joins his service's line, as when a session ends."""
        names = own_names(self.here.seats[n])
        for key in [k for k in self.lines if k[0] in names]:
            for entry in self.lines.pop(key):
                _, _, service, klass = self.where[entry[1]]
                to = service, key[1]
                to = self.same.get(to, to)
                insort(self.lines.setdefault(to, []), entry)
                self.where = {**self.where, entry[1]: (to, entry, service, klass)}

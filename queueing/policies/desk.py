"""Desk: which lines one counter may call from under one policy, and the heads of those lines.

A counter whose services belong to groups with different policies has one desk for each of them:
within a desk its policy chooses, and between the desks' choices the smaller rank goes first – after
urgent tickets, and with second lists only when no desk has anybody else (see `choose`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from queueing.lines import Entry, Heads, Key, Lines, counter_line, officer_line
from queueing.plan import Plan, Policy

# An urgent ticket's head start in ms: more than any clock shows, so its effective time is negative.
URGENT = 10**14


@dataclass(frozen=True, slots=True)
class Tier:
    """Lines of one class (or of all of them), by where they stand for this counter."""

    own: tuple[Key, ...]
    first: tuple[Key, ...]
    second: tuple[Key, ...]


# one tier for each of the policy's CLASSES, in that order
Desk = tuple[Tier, ...]


class QueuePolicy(Protocol):
    """What a module in queueing/policies offers. All of it pure, all of it about a microsecond."""

    @property
    def CLASSES(self) -> tuple[str, ...]:
        """Lines a service has, in the order in which they are called; ("",): one for everybody."""

    @property
    def IN_TIERS(self) -> bool:
        """Whether all of a class are called before any of the next."""

    def line_of(self, klass: str) -> str:
        """In which of CLASSES a ticket of that class stands."""

    def rank(self, ref: int, klass: str, slot: bool, transferred: bool, terms: Policy) -> int:
        """Effective time in ms of a ticket that enters a line; the smaller goes first."""

    def pick(
        self, lines: Heads, desk: Desk, now: int, plan: Plan, owed: bool = False
    ) -> tuple[int, str] | None:
        """(ticket id, rule) of whose turn it is, or None. Reads heads, changes nothing. `owed`: the
        group has called so many regular tickets that priority is due (ratio).

        Rules: urgent | own | first | overflow | second.
        """

    def order(self, lines: Lines, name: str, run: int, k: int) -> Iterator[tuple[str, Entry]]:
        """(class, entry) of a line in the order of calling. `run`: regular tickets called since the
        last priority one, of `k` between two (ratio)."""

    def before(
        self, lines: Lines, name: str, sub: str, entry: Entry, run: int, k: int
    ) -> int:  # fmt: skip
        """How many of a line would be called before such an entry in its class `sub`."""


def desk(
    policy: QueuePolicy,
    services: tuple[tuple[str, ...], tuple[str, ...]],
    counter: str | None,
    officer: str | None,
) -> Desk:
    """The desk of a counter; `services` are the first and second list, of this policy only. With
    the counter or its officer goes that one's own line."""
    own = (
        *((counter_line(counter),) if counter else ()),
        *((officer_line(officer),) if officer else ()),
    )
    return tuple(
        Tier(*(tuple((name, klass) for name in names) for names in (own, *services)))
        for klass in policy.CLASSES
    )


def heads(lines: Heads, tier: Tier, late: int) -> tuple[Entry | None, str, Entry | None]:
    """(best who may be called now, by which rule, best of the second list if there is nobody).

    A second-list line whose head is in line since `late` or longer, or urgent, counts as first.
    """
    get = lines.get  # two dozen a call, a hundred thousand calls in a look ahead
    best: Entry | None = None
    rule = "first"
    for key in tier.first:
        line = get(key)
        if line and (best is None or line[0] < best):
            best = line[0]
    for key in tier.own:
        line = get(key)
        if line and (best is None or line[0] < best):
            best, rule = line[0], "own"
    second: Entry | None = None
    for key in tier.second:
        line = get(key)
        if line:
            head = line[0]
            if head[2] <= late or head[0] < 0:
                if best is None or head < best:
                    best, rule = head, "overflow"
            elif second is None or head < second:
                second = head
    if best is not None and best[0] < 0:
        rule = "urgent"
    return best, rule, second


def reference(issued: int, slot: int | None, terms: Policy) -> int:
    """Reference time of a fresh ticket in ms: walk-in = issue; slot = the slot's time if checked in
    by then + grace, else check-in."""
    if slot is None or issued > slot + terms.slot_grace * 1000:
        return issued
    return slot


def reference_returned(now: int, no_show_at: int, terms: Policy) -> int:
    """Reference time of one who came back: now − min(time since the no-show, credit)."""
    return now - min(max(now - no_show_at, 0), terms.return_credit * 1000)


def head_start(klass: str, slot: bool, transferred: bool, terms: Policy) -> int:
    """ms; they don't add, the largest counts."""
    seconds = 0
    if klass == "priority":
        seconds = terms.head_start_priority
    if slot:
        seconds = max(seconds, terms.head_start_slot)
    if transferred:
        seconds = max(seconds, terms.head_start_transferred)
    return seconds * 1000

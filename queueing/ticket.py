"""A ticket: one visit, its states, its legs, and the one table of legal moves."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any


class State(StrEnum):
    """States of a ticket; the named groups below are what other code asks for."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    ON_HOLD = "on_hold"
    NO_SHOW = "no_show"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


AT_COUNTER = frozenset({State.CALLED, State.SERVING})
AT_COUNTER_RULE = "at_counter"  # of a call without a ticket, beside the policies' rules and "hand"
ENDED = frozenset({State.FINISHED, State.CANCELLED, State.EXPIRED})
OPEN = frozenset(State) - ENDED

# verb -> (states it may begin in, state it leads to); `None` as a beginning: no ticket yet.
# Anything else is refused with `illegal_move` and the current state.
MOVES: dict[str, tuple[frozenset[State | None], State]] = {
    "issue": (frozenset({None}), State.WAITING),
    "change_service": (frozenset({State.WAITING}), State.WAITING),
    "grant": (frozenset({State.WAITING}), State.WAITING),
    "cancel": (frozenset({State.WAITING, State.ON_HOLD, State.NO_SHOW}), State.CANCELLED),
    "call_next": (frozenset({State.WAITING}), State.CALLED),
    "call": (frozenset({State.WAITING, State.NO_SHOW}), State.CALLED),
    "recall": (frozenset({State.CALLED}), State.CALLED),
    "start": (frozenset({State.CALLED}), State.SERVING),
    "finish": (frozenset({State.SERVING, State.CALLED}), State.FINISHED),
    "go_on": (frozenset({State.FINISHED}), State.WAITING),
    "no_show": (frozenset({State.CALLED}), State.NO_SHOW),
    "return": (frozenset({State.NO_SHOW}), State.WAITING),
    "hold": (frozenset({State.CALLED, State.SERVING}), State.ON_HOLD),
    "resume": (frozenset({State.ON_HOLD}), State.CALLED),
    "transfer": (frozenset({State.CALLED, State.SERVING}), State.WAITING),
    "put_off": (frozenset({State.WAITING, State.ON_HOLD}), State.EXPIRED),
    "expire": (frozenset({State.WAITING, State.ON_HOLD, State.NO_SHOW}), State.EXPIRED),
}


@dataclass(slots=True)
class Leg:
    """One stay in line and at a counter. Times ms UTC, None where it has not happened.

    wait = called_at − entered_at (from `counts_from`, the later of entry, slot and opening);
    walk = started_at − called_at; service = finished_at − started_at − held_ms.
    """

    service: str
    entered_at: int
    counts_from: int
    counter: str | None = None
    officer: str | None = None
    called_at: int | None = None  # the first call: a wait ends there
    last_called_at: int | None = None
    started_at: int | None = None
    held_at: int | None = None
    held_ms: int = 0
    held_until: int | None = None  # when the officer promised to go on
    finished_at: int | None = None
    no_show_at: int | None = None
    recalls: int = 0
    rule: str | None = None
    hand: bool = False
    outcome: str | None = None  # of the finish; "transferred" where the leg ended so
    inaccurate: bool = False
    rating: int | None = None
    rated_by: dict[str, int] = field(default_factory=dict)  # channel -> score

    def copy(self) -> Leg:
        new = Leg(*_leg_values(self))
        new.rated_by = dict(self.rated_by)
        return new


@dataclass(slots=True)
class Ticket:
    """A ticket as the hall holds it in memory. `rank` = (effective time in ms, seq)."""

    id: int
    number: str
    series: str
    n: int
    service: str
    klass: str  # regular | priority | urgent
    ground: str | None
    needs: tuple[str, ...]
    language: str
    state: State
    issued_at: int
    ref: int  # reference time, ms
    rank: tuple[int, int]
    slot: int | None
    kiosk: str | None  # the device it came from
    counter: str | None = None  # where it is called, serving or held
    to_counter: str | None = None  # transferred there: stands in that one's own line
    to_officer: str | None = None
    back: str | None = None  # counter it should return to after the transfer
    note: str | None = None  # the officer's words, travelling with the ticket
    estimate: dict[str, Any] | None = None  # what it was promised: p50, p80 in seconds
    returned: bool = False
    first_ref: int = 0  # the reference time it began with, for further legs
    precedence: str | None = None  # of the number that was put off to today
    put_off: str | None = None  # the local date on which it goes first instead
    then: tuple[str, ...] = ()  # services of the same visit still to come, in order
    void_numbers: tuple[str, ...] = ()
    changed_at: int = 0
    since: int = 0  # in this line since then, for overflow: counts_from, or when it came back
    slot_start: bool = False  # whether its appointment's head start counts: the slots' share
    touched: int = 0  # seq of the last event that changed it: undo asks whether it is still its own
    printer: str | None = None  # where its slip goes
    job: int | None = None  # the print job of its number
    legs: list[Leg] = field(default_factory=list)

    @property
    def leg(self) -> Leg:
        """The one going on, or the last."""
        return self.legs[-1]

    def copy(self) -> Ticket:
        """The ticket as it is now. Legs that have ended are shared, the last one is copied."""
        new = Ticket(*_ticket_values(self))
        new.legs = [*self.legs[:-1], self.legs[-1].copy()]
        return new


LEG_FIELDS = tuple(f.name for f in fields(Leg))
TICKET_FIELDS = tuple(f.name for f in fields(Ticket))
# all fields at once: every move copies its ticket for undo
_leg_values = attrgetter(*LEG_FIELDS)
_ticket_values = attrgetter(*TICKET_FIELDS)

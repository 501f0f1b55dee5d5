"""What the hall remembers beside its tickets: counters and their sessions, calls, jobs, alerts.

Plain data. Times are ms UTC; nothing here decides anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from queueing.ticket import Ticket


@dataclass(slots=True)
class Session:
    """An officer at a counter, from opening to closing."""

    officer: str
    opened_at: int
    first: list[str] | None = None  # his own lists; None: the counter's
    second: list[str] | None = None
    paused_at: int | None = None
    pause_reason: str | None = None


class Finished(NamedTuple):
    """The leg last finished at a counter: what its rating pad asks about. `leg` counts from 1."""

    ticket: int
    leg: int
    at: int


@dataclass(slots=True)
class Past:
    """What undo needs to take one move back: the ticket and its counter as they were before it."""

    seq: int
    at: int
    kind: str
    ticket: Ticket  # a copy
    held: int | None  # the counter's ticket before
    finished: Finished | None
    idle_since: int | None
    touched: int  # the ticket's last event so far that does not stand in the way of undo
    counted: list[tuple[str, str, int]] = field(default_factory=list)  # service, total, amount
    run: tuple[str, int] | None = None  # group, its run before (ratio)
    before: Past | None = None  # the move that came with it: a finish before a call


@dataclass(slots=True)
class CounterState:
    """One counter. `ticket`: the one called or serving here; `last_move`: what undo would undo."""

    id: str
    session: Session | None = None
    ticket: int | None = None
    last_move: Past | None = None
    idle_since: int | None = None
    finished: Finished | None = None

    @property
    def state(self) -> str:
        """closed | paused | open: of the session; its ticket's state is the ticket's."""
        if self.session is None:
            return "closed"
        return "open" if self.session.paused_at is None else "paused"


class Call(NamedTuple):
    """A number called to a counter; `again` if recalled."""

    seq: int
    at: int
    ticket: int
    number: str
    counter: str
    zone: str
    service: str
    again: bool


@dataclass(slots=True)
class Job:
    """A slip to print. `state`: queued | started | printed | failed | unconfirmed."""

    id: int
    ticket: int
    printer: str
    state: str
    why: str | None
    reprint: bool
    at: int  # of its last change


@dataclass(slots=True)
class Lease:
    """A handwritten block, or one of a kiosk's reserve: number -> issued, void, or None while it is
    not entered. `holder`: the browser at that kiosk which may give the numbers."""

    id: int
    series: str
    first: int
    numbers: dict[str, str | None]
    at: int = 0  # ms UTC, when it was set apart
    kiosk: str | None = None
    holder: str | None = None


@dataclass(slots=True)
class Precedence:
    """The right of a number that was put off: to be among the first on the day it is good for.

    `day`: the local date that was promised; `valid_on`: the open day it is good for, None while
    that has not come; `used`: the ticket it became.
    """

    id: str  # the day it was given, and the number
    number: str
    day: str
    service: str
    klass: str
    ground: str | None
    needs: list[str]
    language: str
    then: list[str]
    valid_on: str | None = None
    used: int | None = None


@dataclass(slots=True)
class Alert:
    """Something a person should look at; open until cleared. `about`: a device, a service, …"""

    alert: str
    about: str
    level: str  # info | warning | critical
    detail: Any
    raised_at: int
    acknowledged_by: str | None = None
    escalated_to: str | None = None  # the role it went up to, as nobody saw to it


class Message(NamedTuple):
    """A sentence on the boards of a zone (None: of the hall); over at `until`."""

    zone: str | None
    urgent: bool
    texts: dict[str, str]  # language -> words
    at: int
    until: int
    officer: str | None


@dataclass(slots=True)
class Total:
    """Today's counts of one service. Sums of ms go with their own number of cases.

    `issued` follows a change of service; `waits` are first calls of a leg; `services` finished legs
    whose start was recorded, a forgotten finish counted with the hall's cap.
    """

    issued: int = 0
    called: int = 0
    finished: int = 0
    no_show: int = 0
    returned: int = 0
    cancelled: int = 0
    expired: int = 0
    put_off: int = 0
    transferred: int = 0
    by_hand: int = 0
    at_counter: int = 0  # served without a ticket; not among those by hand
    waits: int = 0
    wait_ms: int = 0
    services: int = 0
    service_ms: int = 0


class Totals(dict[str, Total]):
    """Today's totals by service; looking up one without any gives zeros and keeps nothing."""

    def __missing__(self, service: str) -> Total:
        return Total()


@dataclass(frozen=True, slots=True)
class DayTimes:
    """The open day's limits in ms UTC, reckoned once: local midnights, closing hour, tickets."""

    start: int
    end: int
    closes: int
    gives_from: int
    gives_until: int
    opening: int | None

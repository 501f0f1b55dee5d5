"""The hall's memory: everything it keeps of the open day, and the little that lives on."""

from __future__ import annotations

from collections import deque

from queueing.lines import Lines
from queueing.plan import Plan
from queueing.policies import Desks
from queueing.state import (
    Alert,
    Call,
    CounterState,
    DayTimes,
    Job,
    Lease,
    Message,
    Precedence,
    Totals,
)
from queueing.ticket import Ticket

CALLS_KEPT = 200


class Memory:
    """One hall's memory. Everything is of the open day unless it says otherwise."""

    def __init__(self) -> None:
        self.seq = 0  # of the last event
        self.at = 0  # of the last event, ms UTC
        self.plan: Plan | None = None
        self.day: str | None = None  # local date of the open day
        self.last_day: str | None = None  # local date of the last day opened, ended or not
        self.tickets: dict[int, Ticket] = {}
        self.numbers: dict[str, int] = {}  # void ones too
        self.counters: dict[str, CounterState] = {}
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.jobs: dict[int, Job] = {}
        self.closed_services: dict[str, str] = {}
        self.locked_kiosks: dict[str, str] = {}  # kiosk -> reason
        self.stopped: str | None = None  # why no kiosk gives numbers today any more
        self.leases: dict[int, Lease] = {}  # blocks set apart, by the seq of their event
        self.put_off_rights: dict[str, Precedence] = {}  # given today, or good today
        self.alerts: dict[tuple[str, str], Alert] = {}  # live on over midnight
        self.told = 0  # seq of the last alert event the webhook's receiver has; lives on, too
        self.paper: dict[str, int] = {}  # printer -> mm used of its roll; lives on over midnight
        # (zone, or "" for the hall; urgent?) -> what hangs on its boards; live on over midnight
        self.messages: dict[tuple[str, bool], Message] = {}
        self.muted: dict[str, int] = {}  # zone -> until when its voice is silent
        self.tests: dict[str, tuple[int, int]] = {}  # display -> (seq, at) of its last test
        self.totals = Totals()
        self.clock_off: int | None = None  # ms the clock was found to be off, not yet confirmed
        # not for reading from outside
        self.next_n: dict[str, int] = {}  # series id -> next of its numbers
        self.leased: dict[str, int] = {}  # number of a block -> its lease
        self.lines = Lines()
        self.officers: dict[str, str] = {}  # officer -> counter of the open session
        self.issued_by: dict[str, deque[int]] = {}  # kiosk -> times of issue in the last hour
        self.runs: dict[str, int] = {}  # group -> regular calls since the last priority one (ratio)
        self.promised: set[int] = set()  # tickets that were sent to a counter or officer today
        self.persons: dict[str, list[int]] = {}  # a person's keyed hash -> tickets of today
        self.worked_at = 0  # the last deed that vouches for the clock
        self.begun = False  # anything but settings was applied: from then on seq has no gaps
        # reckoned from the above, never part of a snapshot
        self.times: DayTimes | None = None
        self._policies: dict[str, str] = {}  # service -> name of its policy
        self._desks: dict[str, Desks] = {}  # counter -> its desks, made anew when asked for

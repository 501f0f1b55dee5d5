"""The driver: does verbs on a hall as the journal does, and checks all it knows after each of them.

`watch.py` holds what is checked. Works on the real rules and on copies with a seeded fault.
"""

from __future__ import annotations

import copy
import json
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from tests.queueing.forbidden import Forbidden
from tests.queueing.oracle import TABLE, UNDOABLE, Oracle
from tests.queueing.rules import Rules

REAL = Rules()
# 07:30 on a Monday in Vietnam
MONDAY = 1_795_393_800_000


class Wrong(AssertionError):
    """The rules did something that they should not have done."""


def ensure(fine: bool, what: str, *facts: Any) -> None:
    if not fine:
        raise Wrong(f"{what} {facts if facts else ''}")


class Driver(Forbidden):
    """A hall, its log, a clock in ms, and the oracle beside it."""

    def __init__(
        self, settings: dict[str, Any], rules: Rules = REAL, now: int = MONDAY, watch: bool = True
    ) -> None:
        self.rules, self.now, self.watch = rules, now, watch
        self.hall = rules.Hall()
        self.shadow = rules.Hall()  # fed with events as they would be read from disk
        self.log: list[Any] = []
        self.oracle = Oracle()
        self.last: Any = None  # the hall's picture after the last event, if it is watched
        self.pictures: dict[int, Any] = {}  # seq of a move -> ticket and counter before it
        self.refused: Counter[tuple[str, str]] = Counter()
        self.sites: set[tuple[str, int]] = set()
        self.rows: Counter[tuple[str, str]] = Counter()
        self.issues: list[Any] = []
        self.the_hall = rules.Who("hall")
        self.do("change_settings", self.the_hall, settings)

    # -- doing ----------------------------------------------------------------------------------

    def do(self, verb: str, who: Any, *args: Any, **kw: Any) -> Any:
        """The verb's events, applied; or the Refusal."""
        self.roll()
        forbidden = self.forbidden(verb, who, args, kw) if self.watch else None
        before = self.last if self.watch else None
        try:
            events = getattr(self.hall, verb)(who, self.now, *args, **kw)
        except self.rules.Refusal as no:
            ensure(no.status in (400, 403, 404, 409), "a refusal without a status", no)
            self.refused[verb, no.code] += 1
            self.sites.add(site(no))
            return no
        finally:
            if before is not None:
                ensure(self.hall.snapshot() == before, f"{verb} changed the hall")
        ensure(forbidden is None, f"{verb} should have been refused: {forbidden}", args, kw)
        self.apply(events, verb)
        return events

    def roll(self) -> None:
        self.apply(self.hall.roll_day(self.now), "roll_day")

    def apply(self, events: list[Any], verb: str) -> None:
        for event in events:
            self.apply_one(event, verb)
        if events and self.watch:
            from tests.queueing.watch import check

            self.last = check(self)

    def apply_one(self, event: Any, verb: str) -> None:
        last = self.log[-1] if self.log else None
        ensure(event.seq == (last.seq + 1 if last else 1), "seq has no gaps", event)
        ensure(last is None or event.at >= last.at, "event time never goes backwards", event)
        tickets = self.hall.tickets
        before = tickets.get(event.ticket)
        state = str(before.state) if before is not None else None
        service = before.service if before is not None else None
        if event.kind in UNDOABLE:
            self.pictures[event.seq] = self.picture(event)
        # exactly as the journal keeps it: JSON, personal texts apart
        data = json.loads(json.dumps(event.data))
        ensure(data == event.data, "event data are plain JSON", event)
        ensure(not any(isinstance(v, float) for v in data.values()), "no floats", event)
        self.log.append(copy.deepcopy(event))
        self.hall.apply(event)
        again = copy.deepcopy(event)
        again.data, again.personal = data, {}
        self.shadow.apply(again)
        self.oracle.note(event, service)
        if event.kind in TABLE:
            after = str(tickets[event.ticket].state)
            ensure(state in TABLE[event.kind][0], f"{event.kind} from {state}", event)
            ensure(after == TABLE[event.kind][1], f"{event.kind} led to {after}", event)
            if event.kind == "TicketFinished":
                cap = self.rule("hall", "service_cap") * 1000
                took = self.served(event)
                due = min(took, cap) if took is not None else None
                ensure(data["service_ms"] == due, "time served", event, due)
            self.rows[ROW.get(event.kind) or called_by(event), state or ""] += 1
        elif event.kind == "TicketIssued":
            self.rows["issue", ""] += 1
            self.issues.append(event)
        elif event.kind == "MoveUndone":
            was = self.pictures.pop(event.data["undone"])
            ensure(self.picture(event) == was, "undo restores what was before", event, was)

    def served(self, finish: Any) -> int | None:
        """ms the finished leg was being served, without hold; None if it never began."""
        undone = {e.data["undone"] for e in self.log if e.kind == "MoveUndone"}
        took, since = None, None
        for e in self.log:
            if e.ticket != finish.ticket or e.seq in undone:
                continue
            if e.kind in ("TicketTransferred", "TicketContinued"):
                took = since = None
            elif e.kind == "ServingStarted":
                since, took = e.at, took or 0
            elif e.kind in ("TicketHeld", "TicketFinished") and since is not None:
                took, since = (took or 0) + e.at - since, None
        return took

    def picture(self, event: Any) -> Any:
        """The event's ticket and counter, as undo must bring them back. Where it stands is the
        watch's to know: a line may be gone meanwhile, and an earlier leg may have been rated."""
        whole = self.hall.snapshot()
        ticket = dict(whole["tickets"][str(event.ticket)])
        for name in ("touched", "changed_at", "to_counter", "to_officer"):
            del ticket[name]
        for leg in ticket["legs"]:
            del leg["rating"], leg["rated_by"]
        counter = dict(whole["counters"][event.counter])
        for name in ("session", "last_move"):
            del counter[name]
        calls = [c for c in whole["calls"] if c[2] == event.ticket]
        return ticket, counter, calls


ROW = {
    "ServiceChanged": "change_service", "PriorityGranted": "grant", "TicketCancelled": "cancel",
    "TicketRecalled": "recall", "ServingStarted": "start", "TicketFinished": "finish",
    "TicketMarkedNoShow": "no_show", "TicketReturned": "return", "TicketHeld": "hold",
    "TicketResumed": "resume", "TicketTransferred": "transfer", "TicketExpired": "expire",
    "TicketContinued": "go_on", "TicketPutOff": "put_off",
}  # fmt: skip


def site(no: Exception) -> tuple[str, int]:
    """File and line of the rules that raised it."""
    frames = traceback.extract_tb(no.__traceback__)
    return Path(frames[-1].filename).name, frames[-1].lineno or 0


def called_by(event: Any) -> str:
    return "call" if event.data["hand"] else "call_next"

"""The oracle: what should be so, worked out the slow and simple way from domain.md.

It keeps its own record of every ticket from the events' kinds, times and targets, and never reads a
rank, a reference time or a line of the hall under test.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.queueing.turns import Facts, Turns

# the verb table of domain.md once more, by event: states before -> state after
TABLE: dict[str, tuple[set[str], str]] = {
    "ServiceChanged": ({"waiting"}, "waiting"),
    "PriorityGranted": ({"waiting"}, "waiting"),
    "TicketCancelled": ({"waiting", "on_hold", "no_show"}, "cancelled"),
    "TicketCalled": ({"waiting", "no_show"}, "called"),
    "TicketRecalled": ({"called"}, "called"),
    "ServingStarted": ({"called"}, "serving"),
    "TicketFinished": ({"serving", "called"}, "finished"),
    "TicketContinued": ({"finished"}, "waiting"),
    "TicketMarkedNoShow": ({"called"}, "no_show"),
    "TicketReturned": ({"no_show"}, "waiting"),
    "TicketHeld": ({"called", "serving"}, "on_hold"),
    "TicketResumed": ({"on_hold"}, "called"),
    "TicketTransferred": ({"called", "serving"}, "waiting"),
    "TicketExpired": ({"waiting", "on_hold", "no_show"}, "expired"),
    "TicketPutOff": ({"waiting", "on_hold"}, "expired"),
}
UNDOABLE = {
    "TicketCalled", "ServingStarted", "TicketFinished", "TicketMarkedNoShow", "TicketHeld",
    "TicketResumed", "TicketTransferred", "TicketContinued",
}  # fmt: skip
ENTERING = {
    "ServiceChanged", "PriorityGranted", "TicketReturned", "TicketTransferred", "TicketContinued",
}  # fmt: skip


class Oracle(Turns):
    """The facts of the day, and whose turn it is by them."""

    def __init__(self) -> None:
        self.facts: dict[int, Facts] = {}
        self.sessions: dict[str, str] = {}
        self.own_lists: dict[str, tuple[set[str], set[str]]] = {}  # counter -> of its session
        self.settings: dict[str, Any] = {}
        self.policies: dict[str, str] = {}  # service -> name; reckoned when asked for
        self.before: dict[int, dict[str, Any]] = {}  # seq -> the ticket's facts before that event
        self.totals: Counter[tuple[str, str]] = Counter()
        self.counted: dict[int, Counter[tuple[str, str]]] = {}
        self.runs: Counter[str] = Counter()  # group -> regular calls since the last priority one
        self.runs_before: dict[int, tuple[str, int]] = {}  # seq -> what its call changed

    def note(self, event: Any, service: str | None) -> None:
        """One event. `service`: of its ticket, before it."""
        kind, data, policy = event.kind, event.data, self.settings.get("policy", {})
        if kind == "SettingsChanged":
            self.settings = data["settings"]
            self.policies.clear()
        elif kind == "DayOpened":
            self.facts, self.sessions, self.totals = {}, {}, Counter()
            self.own_lists.clear()
            self.runs.clear()
        elif kind in ("CounterOpened", "CounterTakenOver"):
            self.sessions[event.counter] = event.officer
            self.own_lists.pop(event.counter, None)
            if "first" in data:
                self.own_lists[event.counter] = set(data["first"]), set(data["second"])
        elif kind == "CounterClosed":
            del self.sessions[event.counter]
            self.own_lists.pop(event.counter, None)
        elif kind == "TicketIssued":
            since = max(event.at, self.opening(event.at), data["slot"] or 0)
            self.facts[event.seq] = Facts(
                event.seq, data["service"], data["class"], data["slot"], event.at, since,
                self.first_reference(event),
            )  # fmt: skip
            self.facts[event.seq].starts = self.starts(self.facts[event.seq], data)
            self.enters(self.facts[event.seq])
            self.count(event, data["service"], "issued")
        elif kind == "MoveUndone":
            vars(self.facts[event.ticket]).update(self.before[data["undone"]])
            self.totals.subtract(self.counted.pop(data["undone"], Counter()))
            if data["undone"] in self.runs_before:
                group, run = self.runs_before[data["undone"]]
                self.runs[group] = run
        elif event.ticket in self.facts:
            it = self.facts[event.ticket]
            self.before[event.seq] = dict(vars(it))
            assert service is not None
            if kind == "ServiceChanged":
                it.service = data["service"]
                if it.legs == 1:
                    self.count(event, service, "issued", -1)
                    self.count(event, it.service, "issued")
            elif kind == "PriorityGranted":
                it.klass = data["class"]
            elif kind == "TicketMarkedNoShow":
                it.no_show_at = event.at
                self.count(event, service, "no_show")
            elif kind == "TicketReturned":
                it.ref = event.at - min(event.at - it.no_show_at, policy["return_credit"] * 1000)
                it.since, it.returned = event.at, True
                self.count(event, service, "returned")
            elif kind in ("TicketTransferred", "TicketContinued"):
                it.legs += 1
                it.service, it.since = data["service"], event.at
                it.to_counter, it.to_officer = data.get("to_counter"), data.get("to_officer")
                it.ref = it.first_ref
                if kind == "TicketTransferred":
                    self.count(event, service, "transferred")
            else:
                name = {
                    "TicketCalled": "called", "TicketFinished": "finished",
                    "TicketCancelled": "cancelled", "TicketExpired": "expired",
                    "TicketPutOff": "put_off",
                }.get(kind)  # fmt: skip
                if name:
                    self.count(event, service, name)
                if kind == "TicketCalled" and data["rule"] in ("first", "second", "overflow"):
                    self.runs_on(event.seq, it)
            if kind in ENTERING:
                self.enters(it)
        for it in self.facts.values():
            if it.to_counter is not None and it.to_counter not in self.sessions:
                # it joins its service's line the next time it stands anywhere
                it.to_counter = None
            if it.to_officer is not None and it.to_officer not in self.sessions.values():
                it.to_officer = None

    def runs_on(self, seq: int, it: Facts) -> None:
        """Another call of a group whose policy is a ratio."""
        if self.policy_of(it.service) == "ratio":
            group = self.group_of(it.service)
            self.runs_before[seq] = group, self.runs[group]
            self.runs[group] = self.runs[group] + 1 if it.klass == "regular" else 0

    def count(self, event: Any, service: str, name: str, amount: int = 1) -> None:
        self.totals[service, name] += amount
        self.counted.setdefault(event.seq, Counter())[service, name] += amount

    def opening(self, at: int) -> int:
        """The first session of the day, in ms; the test halls are in Vietnam, UTC+7 all year."""
        day = (at + 7 * 3600_000) // 86400_000 * 86400_000 - 7 * 3600_000
        sessions = self.settings["hours"]["week"]["mon"]
        hour, minute = sessions[0].split("-")[0].split(":")
        return int(day + (int(hour) * 60 + int(minute)) * 60_000)

    def first_reference(self, event: Any) -> int:
        """Somebody put off to today counts as the first of the morning."""
        if event.data.get("precedence") is None:
            return self.reference(event.at, event.data["slot"])
        early = self.settings["hours"]["tickets_before_opening"] * 60_000
        return min(int(event.at), self.opening(event.at) - early)

    def starts(self, it: Any, data: Any) -> bool:
        """Whether an appointment's head start counts: the share that walk-ins leave to them."""
        if it.slot is None or data.get("precedence") is not None:
            return it.slot is not None
        hour = [
            other.starts
            for other in self.facts.values()
            if other is not it and other.service == it.service
            and other.issued_at > it.issued_at - 3600_000
        ]  # fmt: skip
        share = self.settings["policy"].get("slot_share", 100) / 100
        return share == 1 or hour.count(True) + 1 <= share * (len(hour) + 1) + 1e-9

    def reference(self, issued: int, slot: int | None) -> int:
        if slot is not None and issued <= slot + self.settings["policy"]["slot_grace"] * 1000:
            return slot
        return issued

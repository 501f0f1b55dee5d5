"""The oracle: what should be so, worked out the slow and simple way from domain.md.

It keeps its own record of every ticket from the events' kinds, times and targets, and never reads a
rank, a reference time or a line of the hall under test.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

# the verb table of domain.md once more, by event: states before -> state after
TABLE: dict[str, tuple[set[str], str]] = {
    "ServiceChanged": ({"waiting"}, "waiting"),
    "PriorityGranted": ({"waiting"}, "waiting"),
    "TicketCancelled": ({"waiting", "on_hold", "no_show"}, "cancelled"),
    "TicketCalled": ({"waiting", "no_show"}, "called"),
    "TicketRecalled": ({"called"}, "called"),
    "ServingStarted": ({"called"}, "serving"),
    "TicketFinished": ({"serving", "called"}, "finished"),
    "TicketMarkedNoShow": ({"called"}, "no_show"),
    "TicketReturned": ({"no_show"}, "waiting"),
    "TicketHeld": ({"called", "serving"}, "on_hold"),
    "TicketResumed": ({"on_hold"}, "called"),
    "TicketTransferred": ({"called", "serving"}, "waiting"),
    "TicketExpired": ({"waiting", "on_hold", "no_show"}, "expired"),
}
UNDOABLE = {
    "TicketCalled", "ServingStarted", "TicketFinished", "TicketMarkedNoShow", "TicketHeld",
    "TicketResumed", "TicketTransferred",
}  # fmt: skip


@dataclass
class Facts:
    """What happened to one ticket, as far as its turn depends on it. Times in ms."""

    id: int
    service: str
    klass: str
    slot: int | None
    issued_at: int
    since: int  # in line since: for overflow
    ref: int
    legs: int = 1
    effective: int = 0  # as its policy and the settings were when it entered or was granted
    no_show_at: int = 0
    returned: bool = False
    to_counter: str | None = None
    to_officer: str | None = None

    def head_start(self, policy: dict[str, int]) -> int:
        starts = [0]
        if self.klass == "priority":
            starts.append(policy["head_start_priority"])
        if self.slot is not None:
            starts.append(policy["head_start_slot"])
        if self.legs > 1:
            starts.append(policy["head_start_transferred"])
        return max(starts) * 1000


class Oracle:
    """The facts of the day, and whose turn it is by them."""

    def __init__(self) -> None:
        self.facts: dict[int, Facts] = {}
        self.sessions: dict[str, str] = {}
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
            self.runs.clear()
        elif kind in ("CounterOpened", "CounterTakenOver"):
            self.sessions[event.counter] = event.officer
        elif kind == "CounterClosed":
            del self.sessions[event.counter]
        elif kind == "TicketIssued":
            since = max(event.at, self.opening(event.at), data["slot"] or 0)
            self.facts[event.seq] = Facts(
                event.seq, data["service"], data["class"], data["slot"], event.at, since,
                self.reference(event.at, data["slot"]),
            )  # fmt: skip
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
            elif kind == "TicketTransferred":
                it.legs += 1
                it.service, it.since = data["service"], event.at
                it.to_counter, it.to_officer = data["to_counter"], data["to_officer"]
                it.ref = self.reference(it.issued_at, it.slot)
                self.count(event, service, "transferred")
            else:
                name = {
                    "TicketCalled": "called", "TicketFinished": "finished",
                    "TicketCancelled": "cancelled", "TicketExpired": "expired",
                }.get(kind)  # fmt: skip
                if name:
                    self.count(event, service, name)
                if kind == "TicketCalled" and data["rule"] in ("first", "second", "overflow"):
                    self.runs_on(event.seq, it)
            if kind in ("ServiceChanged", "PriorityGranted", "TicketReturned", "TicketTransferred"):
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

    def group_of(self, service: str) -> str:
        return next(str(s["group"]) for s in self.settings["services"] if s["id"] == service)

    def due(self, service: str) -> bool:
        """Whether the ratio of the service's group has come round to priority."""
        group = self.group_of(service)
        row = next(g for g in self.settings["service_groups"] if g["id"] == group)
        return self.runs[group] >= (row.get("ratio") or self.settings["policy"]["ratio"])

    def by_ratio(self, pool: list[Facts]) -> Facts:
        """Of people of one group with a ratio, whose turn it is."""
        order = sorted(pool, key=self.order)
        some = [it for it in order if it.klass != "regular"]
        others = [it for it in order if it.klass == "regular"]
        if some and (some[0].klass == "urgent" or not others or self.due(some[0].service)):
            return some[0]
        if some and self.order(some[0])[1:] < self.order(others[0])[1:]:
            return some[0]
        return others[0]

    def count(self, event: Any, service: str, name: str, amount: int = 1) -> None:
        self.totals[service, name] += amount
        self.counted.setdefault(event.seq, Counter())[service, name] += amount

    def opening(self, at: int) -> int:
        """The first session of the day, in ms; the test halls are in Vietnam, UTC+7 all year."""
        day = (at + 7 * 3600_000) // 86400_000 * 86400_000 - 7 * 3600_000
        sessions = self.settings["hours"]["week"]["mon"]
        hour, minute = sessions[0].split("-")[0].split(":")
        return int(day + (int(hour) * 60 + int(minute)) * 60_000)

    def reference(self, issued: int, slot: int | None) -> int:
        if slot is not None and issued <= slot + self.settings["policy"]["slot_grace"] * 1000:
            return slot
        return issued

    # -- whose turn -----------------------------------------------------------------------------

    def policy_of(self, service: str) -> str:
        if not self.policies:
            groups = {g["id"]: g["policy"] for g in self.settings["service_groups"]}
            for row in self.settings["services"]:
                name = groups[row["group"]] or self.settings["policy"]["name"]
                self.policies[row["id"]] = str(name)
        return self.policies[service]

    def order(self, it: Facts) -> tuple[int, ...]:
        """Smaller goes first, among tickets whose services have the same policy."""
        urgent = 0 if it.klass == "urgent" else 1
        if self.policy_of(it.service) != "strict":
            return urgent, it.effective, it.id
        return urgent, 0 if it.klass == "priority" else urgent, it.effective, it.id

    def enters(self, it: Facts) -> None:
        """Its effective time, by the settings of this moment."""
        early = self.policy_of(it.service) == "effective_time" and it.klass != "urgent"
        it.effective = it.ref - (it.head_start(self.settings["policy"]) if early else 0)

    def between(self, it: Facts) -> tuple[int, int, int]:
        """The same between tickets of services with different policies."""
        order = self.order(it)
        return order[0], order[-2], order[-1]

    def lists(self, counter: str) -> tuple[set[str], set[str]]:
        nothing: dict[str, list[str]] = {"first": [], "second": []}
        row = next((c for c in self.settings["counters"] if c["id"] == counter), nothing)
        known = {s["id"]: s["group"] for s in self.settings["services"]}

        def unfold(names: list[str]) -> set[str]:
            return {s for s, group in known.items() if s in names or group in names}

        return unfold(row["first"]), unfold(row["second"])

    def line(self, it: Facts) -> tuple[str, str | None]:
        if it.to_counter is not None:
            return "counter", it.to_counter
        if it.to_officer is not None:
            return "officer", it.to_officer
        return "service", it.service

    def turn(self, counter: str, waiting: set[int], now: int) -> tuple[int, str] | None:
        """(ticket, rule) of whose turn it is at the counter, by looking at everybody."""
        first, second = self.lists(counter)
        officer = self.sessions.get(counter)
        late = self.settings["policy"]["overflow"] * 1000
        champions: list[tuple[int, Facts, str]] = []
        everybody = [self.facts[id] for id in waiting]
        kinds = {self.kind(it) for it in everybody}
        for name, group in kinds:
            pool = [it for it in everybody if self.kind(it) == (name, group)]
            now_may: list[tuple[Facts, str]] = []
            later: list[Facts] = []
            for it in pool:
                kind, what = self.line(it)
                if (kind, what) in (("counter", counter), ("officer", officer)):
                    now_may.append((it, "own"))
                elif kind == "service" and what in first:
                    now_may.append((it, "first"))
                elif kind == "service" and what in second:
                    later.append(it)
            for it in later:
                same_line = [
                    o for o in later
                    if o.service == it.service
                    and (
                        name not in ("strict", "ratio")
                        or (o.klass == "regular") == (it.klass == "regular")
                    )
                ]  # fmt: skip
                head = min(same_line, key=self.order)
                if it.klass == "urgent" or (it is head and now - it.since >= late):
                    now_may.append((it, "overflow"))
            if now_may:
                best, rule = min(now_may, key=lambda pair: self.order(pair[0]))
                if group is not None:
                    best = self.by_ratio([it for it, _ in now_may])
                    rule = next(rule for it, rule in now_may if it is best)
                champions.append((0, best, "urgent" if best.klass == "urgent" else rule))
            elif later:
                last = self.by_ratio(later) if name == "ratio" else min(later, key=self.order)
                champions.append((1, last, "second"))
        if not champions:
            return None
        _, best, rule = min(champions, key=lambda c: (c[0], self.between(c[1])))
        return best.id, rule

    def ahead(self, id: int, waiting: set[int]) -> int:
        """How many people of the same policy stand before it in its line."""
        it = self.facts[id]
        line = [
            other for other in (self.facts[o] for o in waiting)
            if self.line(other) == self.line(it)
            and self.policy_of(other.service) == self.policy_of(it.service)
        ]  # fmt: skip
        return self.in_order(line).index(it)

    def in_order(self, line: list[Facts]) -> list[Facts]:
        """A line of one policy and, with a ratio, one group, as it would be called if it stayed."""
        left, out, before = sorted(line, key=self.order), [], Counter(self.runs)
        while left:
            ratio = self.policy_of(left[0].service) == "ratio"
            turn = self.by_ratio(left) if ratio else left[0]
            left.remove(turn)
            out.append(turn)
            if ratio and turn.klass != "urgent":
                group = self.group_of(turn.service)
                self.runs[group] = self.runs[group] + 1 if turn.klass == "regular" else 0
        self.runs = before
        return out

    def kind(self, it: Facts) -> tuple[str, str | None]:
        """(policy, group where it keeps a count of its own): who stands at one desk."""
        name = self.policy_of(it.service)
        counted = name == "ratio" and self.line(it)[0] == "service"
        return name, self.group_of(it.service) if counted else None

"""Turns: whose turn it is, worked out the slow and simple way by looking at everybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any


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
    first_ref: int = -1  # as it was at first, for further legs
    no_show_at: int = 0
    returned: bool = False
    to_counter: str | None = None
    to_officer: str | None = None
    starts: bool = False  # an appointment that counts

    def __post_init__(self) -> None:
        self.first_ref = self.ref

    def head_start(self, policy: dict[str, int]) -> int:
        starts = [0]
        if self.klass == "priority":
            starts.append(policy["head_start_priority"])
        if self.starts:
            starts.append(policy["head_start_slot"])
        if self.legs > 1:
            starts.append(policy["head_start_transferred"])
        return max(starts) * 1000


class Turns:
    """The half of the oracle that knows the policies."""

    facts: dict[int, Facts]
    sessions: dict[str, str]
    own_lists: dict[str, tuple[set[str], set[str]]]
    settings: dict[str, Any]
    policies: dict[str, str]
    runs: Counter[str]

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
        if counter in self.own_lists:
            first, second = self.own_lists[counter]
            return first & set(known), second & set(known)

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

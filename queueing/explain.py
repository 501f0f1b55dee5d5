"""Explain: why a ticket was called or is not yet – facts for one sentence, not the sentence.

Looks back over the day's tickets; apart from `pick`, which knows nothing of who was passed over.
"""

from __future__ import annotations

from typing import Any

from queueing.hall_state import HallState
from queueing.ticket import AT_COUNTER_RULE, State, Ticket

PASSED_SHOWN = 10


class Explain(HallState):
    def explain(self, ticket_id: int, now: int) -> dict[str, Any]:
        """`code`: next | ahead | no_counter (nobody who may call it is there) | the state it is in;
        `ahead`: people before it; `rule`: by which it was called; `line`: where it stands;
        `counters`: open ones that may call it; `passed`: how many with a later reference time were
        called for the same service before it; `by`: the last of them, each with why.
        """
        ticket = self.ticket(ticket_id)
        passed = self._passed(ticket)
        told: dict[str, Any] = {
            "code": str(ticket.state),
            "rule": ticket.leg.rule,
            "ahead": None,
            "line": None,
            "counters": [],
            "passed": len(passed),
            "by": [row for _, row in passed[-PASSED_SHOWN:]],
        }
        if ticket.state is State.WAITING:
            key = self.key(ticket)
            ahead = self.before(ticket.service, key[0], key[1], self.entry(ticket))
            counters = [
                counter.id
                for counter in self.counters.values()
                if counter.state == "open"
                and any(
                    key in (*tier.own, *tier.first, *tier.second)
                    for at in self.desks_of(counter)
                    for tier in at.desk
                )
            ]
            told["code"] = ("ahead" if ahead else "next") if counters else "no_counter"
            told.update(rule=None, ahead=ahead, line=key[0], counters=counters)
        return told

    def _passed(self, ticket: Ticket) -> list[tuple[int, dict[str, Any]]]:
        """(called at, facts) of those who came later and were called sooner, in order of call."""
        until = ticket.leg.called_at
        out = []
        for other in self.tickets.values():
            if other.id == ticket.id or other.ref <= ticket.ref:
                continue
            for n, leg in enumerate(other.legs, 1):
                at = leg.called_at
                if at is not None and at < ticket.since:
                    at = leg.last_called_at  # it was called before, and came back
                if leg.service != ticket.service or at is None or at < ticket.since:
                    continue
                if until is not None and at >= until:
                    continue
                facts = {
                    "ticket": other.id,
                    "number": other.number,
                    "counter": leg.counter,
                    "at": at,
                    "because": _because(other, n),
                }
                out.append((at, facts))
        return sorted(out, key=lambda row: (row[0], row[1]["ticket"]))


def _because(other: Ticket, n: int) -> str:
    """hand | at_counter (without a ticket) | urgent | own | precedence | returned | priority |
    slot | transferred, or the rule of its call."""
    leg = other.legs[n - 1]
    if leg.hand:
        return AT_COUNTER_RULE if leg.rule == AT_COUNTER_RULE else "hand"
    if other.klass == "urgent":
        return "urgent"
    if leg.rule == "own":
        return "own"
    if other.precedence is not None:
        return "precedence"
    if other.returned:
        return "returned"
    if other.klass == "priority":
        return "priority"
    if other.slot_start:
        return "slot"
    return "transferred" if n > 1 else leg.rule or "first"

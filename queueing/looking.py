"""Looking: what pages and boards ask the hall. Nothing here changes anything."""

from __future__ import annotations

from heapq import merge
from itertools import islice

from queueing.hall_state import HallState
from queueing.lines import Entry, Key, counter_line, officer_line
from queueing.policies import POLICIES
from queueing.ticket import State, Ticket


class Looking(HallState):
    def waiting(self, service: str) -> list[Ticket]:
        """Who stands in the service's line, in the order of calling; own lines apart."""
        order = self.policy(service).order(self.lines, service, *self.terms(service))
        return [self.tickets[entry[1]] for _, entry in order]

    def waiting_count(self, service: str) -> int:
        """O(1)."""
        return sum(
            len(self.lines.get((service, klass), ())) for klass in self.policy(service).CLASSES
        )

    def longest_since(self, service: str) -> int | None:
        """Since when the one who waits longest stands in the service's line, ms UTC. O(n)."""
        return min(
            (
                entry[2]
                for klass in self.policy(service).CLASSES
                for entry in self.lines.get((service, klass), ())
            ),
            default=None,
        )

    def own_waiting(self, counter: str) -> list[Ticket]:
        """Who stands in the counter's own line and in that of the officer there, by rank."""
        here = self.known_counter(counter)
        names = [counter_line(counter)]
        if here.session is not None:
            names.append(officer_line(here.session.officer))
        entries = [e for key, line in self.lines.items() if key[0] in names for e in line]
        return [self.tickets[id] for _, id, _ in sorted(entries)]

    def ahead(self, ticket_id: int) -> int:
        """People before it in its line, O(log n); 0 for one that does not wait."""
        ticket = self.ticket(ticket_id)
        if ticket.state is not State.WAITING:
            return 0
        name, sub = self.key(ticket)
        return self.before(ticket.service, name, sub, self.entry(ticket))

    def heads(self, counter: str) -> list[Ticket]:
        """The heads of all lines call_next could choose from there: own, first, second list."""
        keys: dict[Key, None] = {}
        for at in self.desks_of(self.known_counter(counter)):
            for tier in at.desk:
                keys.update(dict.fromkeys((*tier.own, *tier.first, *tier.second)))
        return [self.tickets[line[0][1]] for key in keys if (line := self.lines.get(key))]

    def on_hold(self, counter: str | None = None) -> list[Ticket]:
        """On hold at the counter, or in the whole hall; longest held first."""
        held = [
            t
            for t in self.tickets.values()
            if t.state is State.ON_HOLD and counter in (None, t.counter)
        ]
        return sorted(held, key=lambda t: (t.leg.held_at or 0, t.id))

    def next_numbers(self, zone: str, limit: int) -> list[str]:
        """The next numbers a zone's board may announce: those at the front of the lines its
        counters call from first, by rank. A forecast: the policy decides at the call."""
        plan = self.settled()
        tiers: list[dict[Key, None]] = []
        for counter in plan.counters.values():
            if counter.zone != zone:
                continue
            for at in self.desks_of(self.counters[counter.id]):
                for n, tier in enumerate(at.desk):
                    i = n if POLICIES[at.policy].IN_TIERS else 0
                    while len(tiers) <= i:
                        tiers.append({})
                    tiers[i].update(dict.fromkeys((*tier.own, *tier.first)))
        out: list[str] = []
        for keys in tiers:
            fronts: list[list[Entry]] = [self.lines[k][:limit] for k in keys if k in self.lines]
            for _, id, _ in islice(merge(*fronts), limit - len(out)):
                out.append(self.tickets[id].number)
        return out

"""Served without a ticket: somebody stands at a free counter and is served, with no slip.

The visit is written down like any other – issued, called, started, in one act – so that it has a
number, can be rated, transferred, undone; its call's rule is `at_counter`, with a reason, and it is
counted apart, for it passes over people who wait.
"""

from __future__ import annotations

from typing import Any

from queueing.aside import Aside
from queueing.counters import Counters
from queueing.events import Event
from queueing.issuing import Issuing
from queueing.policies.desk import reference
from queueing.refusal import Refusal
from queueing.ticket import AT_COUNTER_RULE
from queueing.who import Who


class Unticketed(Issuing, Aside, Counters):
    def serve(self, who: Who, now: int, counter: str, service: str, reason: str) -> list[Event]:
        """Begins to serve somebody who has no ticket. Hours and quotas do not matter: the citizen
        stands there. An officer his own lists' services, where the hall lets him; the hall keeps
        what a kiosk could not: the number's series may be used up."""
        now = max(now, self.at)
        here = self.at_counter(who, now, counter)
        plan = self.settled()
        wanted = self.service(service)
        if who.role not in ("supervisor", "hall"):
            if who.role != "officer" or not plan.moves.without_ticket:
                raise Refusal("not_allowed", "only a supervisor serves without a ticket")
            if not any(service in names for names in self.lists(counter)):
                raise Refusal("not_eligible", f"{service} is not served at counter {counter}")
        if not reason:
            raise Refusal("bad_request", "serving without a ticket needs a reason")
        self.not_paused(here)
        self._nobody_here(here, "serve")
        times = self.times
        assert times is not None
        n = self.free_number(wanted.series)
        id = self.seq + 1
        ref = reference(now, None, plan.policy)
        rank = self.policy(service).rank(ref, "regular", False, False, plan.policy)
        officer = here.session.officer if here.session else None

        def note(kind: str, data: dict[str, Any], at: int) -> Event:
            return self.event(
                now, kind, data, n=at, who=who, ticket=id, counter=counter, officer=officer
            )

        issued = {
            "number": wanted.series.number(n), "series": wanted.series.id, "n": n,
            "service": service, "class": "regular", "ground": None, "needs": [],
            "language": plan.settings["languages"][0], "printer": None, "slot": None, "ref": ref,
            "rank": rank, "counts_from": max(now, times.opening or 0), "ahead": 0,
            "estimate": None, "at_counter": True,
        }  # fmt: skip
        called = {
            "leg": 1, "rule": AT_COUNTER_RULE, "hand": True, "reason": reason, "line": "service",
            "zone": plan.counters[counter].zone, "finished": None, "run": None,
        }  # fmt: skip
        started = {"leg": 1, "called": id + 1}
        return [
            note("TicketIssued", issued, 1), note("TicketCalled", called, 2),
            note("ServingStarted", started, 3),
        ]  # fmt: skip

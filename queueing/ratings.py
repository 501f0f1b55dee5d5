"""Ratings: a citizen says how it was. One rating a leg and channel, in its window.

At the pad the window opens when the officer finishes, and ends after some seconds or when the next
visit starts there (not when it is called). A press belongs to the leg it was opened for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.refusal import Refusal
from queueing.ticket import Leg, Ticket
from queueing.who import Who


class Ratings(HallState):
    def rating_open(self, counter: str, now: int) -> tuple[int, int, int] | None:
        """(ticket id, leg, ms UTC until) of what the counter's pad may rate now, or None."""
        here = self.known_counter(counter)
        done = here.finished
        if done is None:
            return None
        until = done.at + self.settled().rating.window * 1000
        leg = self.tickets[done.ticket].legs[done.leg - 1]
        if now >= until or "pad" in leg.rated_by:
            return None
        return done.ticket, done.leg, until

    def rate(
        self,
        who: Who,
        now: int,
        *,
        score: int,
        reasons: Iterable[str] = (),
        comment: str | None = None,
        counter: str | None = None,
        ticket: int | None = None,
        leg: int,
    ) -> list[Event]:
        """A pad rates the leg finished at its counter (naming the ticket as well keeps a late press
        from the next visit); a citizen's page any finished leg of its ticket."""
        plan = self.settled()
        reasons = tuple(reasons)
        if isinstance(score, bool) or not 1 <= score <= plan.rating.levels:
            raise Refusal("bad_request", f"a score is 1 to {plan.rating.levels}")
        if not set(reasons) <= set(plan.rating.reasons):
            raise Refusal("bad_request", "an unknown reason")
        if who.role == "rating_pad" and counter is not None:
            channel, rated = "pad", self._at_pad(who, now, counter, ticket, leg)
        elif who.role == "citizen" and ticket is not None:
            channel, rated = "page", self._on_page(who, now, ticket, leg)
        else:
            raise Refusal("not_allowed", f"a {who.role} does not rate")
        visit = rated.legs[leg - 1]
        if channel in visit.rated_by:
            raise Refusal("already_rated", "rated already")
        return [
            self.event(
                now,
                "ServiceRated",
                {"leg": leg, "score": score, "reasons": list(reasons), "channel": channel},
                who=who,
                ticket=rated.id,
                counter=visit.counter,
                officer=visit.officer,
                personal={"comment": comment} if comment else None,
            )
        ]

    def _at_pad(self, who: Who, now: int, counter: str, ticket: int | None, leg: int) -> Ticket:
        here = self.known_counter(counter)
        self.check_pad(who, counter)
        done = here.finished
        late = self.settled().rating.window * 1000
        if done is None or done.leg != leg or ticket not in (None, done.ticket):
            raise Refusal("rating_closed", "that visit is not open to rating here")
        if now >= done.at + late:
            raise Refusal("rating_closed", "the time for rating is over")
        return self.tickets[done.ticket]

    def _on_page(self, who: Who, now: int, ticket: int, leg: int) -> Ticket:
        if who.ticket != ticket:
            raise Refusal("not_allowed", "not your ticket")
        it = self.ticket(ticket)
        done: Leg | None = it.legs[leg - 1] if 1 <= leg <= len(it.legs) else None
        if done is None or done.finished_at is None:
            raise Refusal("rating_closed", "that part of the visit is not finished")
        if now >= done.finished_at + self.settled().rating.page_window * 1000:
            raise Refusal("rating_closed", "the time for rating is over")
        return it


def _rated(hall: HallState, event: Event) -> None:
    data = event.data
    ticket = hall.tickets[event.ticket or 0]
    leg = ticket.legs[data["leg"] - 1]
    leg.rated_by[data["channel"]] = data["score"]
    if leg.rating is None or data["channel"] == "pad":
        leg.rating = data["score"]
    if leg is ticket.leg:
        hall.touch(ticket, event)


APPLY: dict[str, Callable[[HallState, Event], None]] = {"ServiceRated": _rated}

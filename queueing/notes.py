"""Notes: the words that travel with a ticket, from whoever wrote them to whoever serves next."""

from __future__ import annotations

from collections.abc import Callable

from queueing.events import Event
from queueing.hall_state import HallState
from queueing.refusal import Refusal
from queueing.state import Past
from queueing.ticket import OPEN
from queueing.who import Who


class Notes(HallState):
    def note(self, who: Who, now: int, ticket: int, words: str) -> list[Event]:
        """Writes the ticket's note anew; no words take it away. [] if it says so already."""
        self.at_work(now)
        self.staff(who, "reception")
        it = self.ticket(ticket)
        if it.state not in OPEN:
            raise Refusal("illegal_move", f"the ticket is {it.state}", state=str(it.state))
        words = words.strip()
        if words == (it.note or ""):
            return []
        return [
            self.event(now, "NoteWritten", {}, who=who, ticket=ticket, personal={"note": words})
        ]


def _written(hall: HallState, event: Event) -> None:
    ticket = hall.tickets[event.ticket or 0]
    ticket.note = event.personal.get("note") or None
    # a move taken back later brings back the ticket as it was, but not an older note
    for counter in hall.counters.values():
        past: Past | None = counter.last_move
        while past is not None:
            if past.ticket.id == ticket.id:
                past.ticket.note = ticket.note
            past = past.before


APPLY: dict[str, Callable[[HallState, Event], None]] = {"NoteWritten": _written}

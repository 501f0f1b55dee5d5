"""What must be refused of the less usual: without a ticket, put off, going first next morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.queueing.oracle import Oracle


class NotNow:
    """A part of Forbidden, which says why a verb must be refused now; None: it need not be."""

    hall: Any
    log: list[Any]
    oracle: Oracle
    rule: Callable[[str, str], Any]  # as Forbidden has them
    _no_call_next: Callable[[Any, str], str | None]

    def _no_serve(self, who: Any, counter: str, service: str, reason: str) -> str | None:
        if not reason:
            return "no reason"
        if who.role not in ("officer", "supervisor"):
            return "not this role"
        state = self.hall.counters.get(counter)
        if state is not None and state.ticket is not None:
            return "somebody is at the counter"
        if who.role == "officer":
            if not self.rule("hall", "without_ticket"):
                return "officers may not"
            if not any(service in names for names in self.oracle.lists(counter)):
                return "not in his lists"
        return self._no_call_next(who, counter)

    def _no_put_off(self, who: Any, tickets: Any = None, printer: Any = None) -> str | None:
        if who.role != "supervisor":
            return "not this role"
        states = {str(t.state) for t in self.hall.tickets.values() if t.id in (tickets or ())}
        return "not waiting" if states - {"waiting", "on_hold"} else None

    def _no_check_in_first(self, who: Any, number: str, printer: Any = None) -> str | None:
        """Good on the first open day after the one it was given, once."""
        if who.role not in ("reception", "supervisor"):
            return "not this role"
        week = self.rule("hours", "week")
        opened = [
            i for i, e in enumerate(self.log)
            if e.kind == "DayOpened"
            and week[date.fromisoformat(e.data["date"]).strftime("%a").lower()]
        ]  # fmt: skip
        if len(opened) < 2:
            return "no day before"
        before, today = self.log[opened[-2] : opened[-1]], self.log[opened[-1] :]
        numbers: dict[int, str] = {}
        given = set()
        for e in before:
            if "number" in e.data and e.ticket is not None:
                numbers[e.ticket] = e.data["number"]
            elif e.kind == "TicketPutOff":
                given.add(numbers[e.ticket])
        if number not in given:
            return "not put off yesterday"
        used = [e for e in today if (e.data.get("precedence") or "").endswith(f" {number}")]
        return "used already" if used else None

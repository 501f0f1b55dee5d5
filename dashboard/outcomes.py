"""Outcomes: what came of a manager's decision after a what-if, measured in the hall later. Pure."""

from __future__ import annotations

from statistics import median
from typing import Any

from queueing.ahead.present import sessions_of

AFTER = 3_600_000  # ms after the change at which it is measured
OUTCOMES = ("WhatIfChosen", "WhatIfOutcome", "DayOpened")
Outcome = tuple[int, list[str], int | None, int]  # seq, services, P50 in s, waits


class Outcomes:
    """The day's decisions without an outcome. `hear` takes each event, twice does no harm."""

    def __init__(self) -> None:
        self._open: dict[int, dict[str, Any]] = {}  # seq of WhatIfChosen -> its data
        self._done: set[int] = set()

    def hear(self, event: Any) -> None:
        if event.kind == "WhatIfChosen" and event.seq not in self._done:
            self._open[event.seq] = event.data
        elif event.kind == "WhatIfOutcome":
            self._done.add(event.data["chosen"])
            self._open.pop(event.data["chosen"], None)
        elif event.kind == "DayOpened":
            self._open = {seq: data for seq, data in self._open.items() if seq > event.seq}

    def due(self, hall: Any, now: int) -> list[Outcome]:
        """Those to be noted now; each stays until its WhatIfOutcome is heard."""
        if not self._open or hall.day is None:
            return []
        ends = [span.end for span in sessions_of(hall, now)]
        closing = max(ends, default=now)
        return [
            (seq, list(data["services"]), *measured(hall, data["services"], data["starts"], now))
            for seq, data in self._open.items()
            if now >= min(data["starts"] + AFTER, max(closing, data["starts"]))
        ]


def measured(hall: Any, services: Any, since: int, now: int) -> tuple[int | None, int]:
    """(P50 in s, how many) of the waits for those services that ended in a call since then."""
    waits = [
        max(leg.called_at - leg.counts_from, 0)
        for ticket in hall.tickets.values()
        for leg in ticket.legs
        if leg.service in services and leg.called_at is not None and since < leg.called_at <= now
    ]
    return (round(median(waits) / 1000) if waits else None), len(waits)

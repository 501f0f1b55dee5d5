"""Estimates of waits as last heard from the process that makes them, and what was shown of them.

Looking something up costs a dictionary's time: a ticket never waits for an estimate. Old ones are
as good as none.
"""

from __future__ import annotations

from typing import Any

from queueing.promise import Told, kept_until, of_new, renew, said, told
from queueing.ticket import State
from web.wire import wait_json

OLD = 90_000  # ms: an older picture is not told any more
Json = dict[str, Any]


class Estimates:
    """`put` takes what reports/estimates/process.py writes."""

    def __init__(self) -> None:
        self.at = 0
        self.method = "none"
        self.cpu = 0.0  # s of the last look
        self._new: dict[str, dict[str, Json]] = {}
        self._waiting: dict[int, list[int]] = {}
        self._last: dict[str, int] = {}
        self._shown: dict[int, Told] = {}

    def put(self, picture: Json) -> None:
        self.at, self.method = picture["at"], picture["method"]
        self.cpu = picture.get("cpu", 0.0)
        self._new = picture["new"]
        self._waiting = {int(id): it for id, it in picture["waiting"].items()}
        self._last = picture.get("last", {})

    def fresh(self, now: int) -> bool:
        return self.at > 0 and abs(now - self.at) <= OLD

    def new(self, service: str, klass: str, now: int) -> Json | None:
        """What somebody who takes a ticket now is told, for its event: {p50, p80, raw} in seconds
        from when his wait counts; None: his place in line only."""
        found = self._new.get(service, {}) if self.fresh(now) else {}
        it = found.get(klass) or (found.get("regular") if klass == "priority" else None)
        if it is None:
            return None
        return {"p50": it["told"][1], "p80": it["told"][2], "raw": it["raw"]}

    def pair(self, service: str, now: int, klass: str = "regular") -> Json | None:
        """{p50, p80} of a new ticket, in seconds, or None."""
        it = self.new(service, klass, now)
        return {"p50": it["p50"], "p80": it["p80"]} if it else None

    def words(self, hall: Any, service: str, now: int) -> Json | None:
        """The same as it is shown: web.wire.wait_json."""
        it = self.new(service, "regular", now)
        if it is None:
            return None
        opening = hall.times.opening if hall.times is not None else None
        return wait_json(hall, of_new(it["p50"], it["p80"], now, max(now, opening or 0)))

    def p90(self, service: str, now: int) -> int | None:
        """Seconds after which nine of ten who take a ticket now will have been called."""
        return self._last.get(service) if self.fresh(now) else None

    def of_ticket(self, hall: Any, id: int, now: int) -> Json | None:
        """What is shown to somebody who waits: his promise, kept as long as it may be; `late` once
        the promise of his ticket has passed. None: his place in line only."""
        ticket = hall.tickets.get(id)
        if ticket is None or ticket.state is not State.WAITING:
            return None
        since = ticket.leg.counts_from
        until = kept_until(ticket.estimate, since) if len(ticket.legs) == 1 else None
        late = until is not None and now > until
        left = self._waiting.get(id) if self.fresh(now) else None
        last = self._shown.get(id)
        if last is None and ticket.estimate and len(ticket.legs) == 1:
            last = told(ticket.estimate["p50"], ticket.estimate["p80"], since)
        if left is None:
            return {"kind": "none", "late": True} if late else None
        gone = max(now - self.at, 0) // 1000
        shown = renew(last, max(left[1] - gone, 0), max(left[2] - gone, 0), now)
        if shown is not last:
            self._shown[id] = shown
            if len(self._shown) > 20_000:
                self._shown = {i: s for i, s in self._shown.items() if i in hall.tickets}
        return wait_json(hall, said(shown, now, late))


def broken(hall: Any, now: int) -> dict[str, int]:
    """{promised, broken} of today's first legs, for a service of the hall's plan: told a wait and
    called or still waiting; waits that outlasted what was shown."""
    promised = late = 0
    for ticket in hall.tickets.values():
        leg = ticket.legs[0]
        until = kept_until(ticket.estimate, leg.counts_from)
        if until is None or leg.service not in hall.plan.services:
            continue
        if leg.called_at is None and ticket.state is not State.WAITING:
            continue
        if leg.called_at is not None or now > until:
            promised += 1
            late += (leg.called_at or now) > until
    return {"promised": promised, "broken": late}

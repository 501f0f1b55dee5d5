"""Rating pads: buttons on a serial line; one press is one vote for the visit just finished."""

from __future__ import annotations

import logging
from typing import Any

from ports.pads import Pads
from queueing.refusal import Refusal
from queueing.who import Who
from web.devices import Hands

log = logging.getLogger("rating")


def start(house: Any) -> Pads:
    """Listens to the pads of `pads` with kind rating and a port, now and as settings change."""
    return Pads(
        house, "rating", lambda row, word: vote(house, row, int(word)), shown, Hands
    ).start()


def vote(house: Any, row: dict[str, Any], score: int) -> str:
    """done, or refused: no visit is open to rating here, or it has its vote."""
    counter = row["counter"]
    who = Who("rating_pad", device=row["id"], counters=frozenset({counter}))

    def act(hall: Any, now: int) -> Any:
        # decided where it is written down: a press belongs to the visit open at that moment
        visit = hall.rating_open(counter, now)
        if visit is None:
            raise Refusal("rating_closed", f"no visit is open to rating at counter {counter}")
        ticket, leg, _ = visit
        return hall.rate(who, now, score=score, counter=counter, ticket=ticket, leg=leg)

    try:
        house.act(who, act)
    except Refusal as refusal:
        log.info("pad %s: %s", row["id"], refusal.code)  # never who pressed what
        return "refused"
    return "done"


def shown(hall: Any, row: dict[str, Any], now: int) -> tuple[tuple[str, ...], dict[str, Any]]:
    """What the pad may show: open, with the number of the visit that may be rated, or closed."""
    if row["counter"] not in hall.counters:
        return ("closed",), {}
    visit = hall.rating_open(row["counter"], now)
    if visit is None:
        return ("closed",), {}
    return ("open",), {"number": hall.tickets[visit[0]].number}

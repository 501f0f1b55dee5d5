"""Call pads: an officer's buttons on a serial line; each press is a verb of the counter."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from ports.pads import Pads
from queueing.refusal import Refusal
from queueing.ticket import State
from queueing.who import Who
from web.devices import Hands

log = logging.getLogger("counter")
Deed = Callable[[Any, Who, int, str], Any]

# what a key may mean: (hall, who, now, counter) -> events
MEANINGS: dict[str, Deed] = {
    "next": lambda hall, who, now, counter: hall.call_next(who, now, counter),
    "call_next": lambda hall, who, now, counter: hall.call_next(who, now, counter),
    "recall": lambda hall, who, now, counter: hall.recall(who, now, counter),
    "start": lambda hall, who, now, counter: hall.start(who, now, counter),
    "finish": lambda hall, who, now, counter: hall.finish(who, now, counter),
    "no_show": lambda hall, who, now, counter: hall.no_show(who, now, counter),
    "hold": lambda hall, who, now, counter: hall.hold(who, now, counter),
    "undo": lambda hall, who, now, counter: hall.undo(who, now, counter),
    # a key names no goal: back to the counter the ticket came from
    "transfer": lambda hall, who, now, counter: hall.transfer(who, now, counter),
}


def start(house: Any) -> Pads:
    """Listens to the pads of `pads` with kind call, now and as settings change."""
    return Pads(house, "call", lambda row, word: press(house, row, word), shown, Hands).start()


def press(house: Any, row: dict[str, Any], meaning: str) -> str:
    """done, refused (illegal now, nobody has the counter open), or nobody: no one waits."""
    deed = MEANINGS.get(meaning)
    if deed is None:
        log.error("pad %s: %s means nothing here", row["id"], meaning)
        return "refused"
    counter = row["counter"]
    who = Who("call_pad", device=row["id"], counters=frozenset({counter}))
    try:
        reply = house.act(who, lambda hall, now: deed(hall, who, now, counter))
    except Refusal as refusal:
        log.info("pad %s: %s refused: %s", row["id"], meaning, refusal.code)
        return "refused"
    return "done" if reply.events else "nobody"


def shown(hall: Any, row: dict[str, Any], now: int) -> tuple[tuple[str, ...], dict[str, Any]]:
    """What the pad may show: closed, paused, called, serving, or free; waiting is free with
    somebody in the counter's lines. With the number at the counter and how many wait."""
    here = hall.counters.get(row["counter"])
    if here is None or here.session is None:
        return ("closed",), {}
    first, second = hall.lists(row["counter"])
    many = sum(hall.waiting_count(service) for service in {*first, *second})
    many += len(hall.own_waiting(row["counter"]))
    ticket = hall.tickets[here.ticket] if here.ticket is not None else None
    values = {"waiting": many, "number": ticket.number if ticket is not None else None}
    if ticket is not None:
        return ("called" if ticket.state is State.CALLED else "serving",), values
    if here.state == "paused":
        return ("paused",), values
    return (("waiting", "free") if many else ("free",)), values

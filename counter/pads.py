"""Call pads: an officer's buttons on a serial line; each press is a verb of the counter."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from ports.pads import Pads
from queueing.refusal import Refusal
from queueing.who import Who

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
    return Pads(house, "call", lambda row, meaning: press(house, row, meaning)).start()


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

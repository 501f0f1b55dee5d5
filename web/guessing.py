"""Guessing: whoever tries passwords until the limits stop them stands as an alert for an hour.

Single wrong passwords are everyday and stand in the log only; an event each would let strangers
fill the journal.
"""

from __future__ import annotations

import logging
from typing import Any

from queueing.who import THE_HALL

log = logging.getLogger("web")
ALERT = "login_refused"
STANDS = 3_600_000  # ms


def note(house: Any, address: str | None) -> None:
    """An alert about the address, unless one stands."""
    about = address or "?"
    if (ALERT, about) not in house.live.alerts:
        house.engine.spawn(_raise, house, about)


def _raise(house: Any, about: str) -> None:
    try:
        house.act(
            THE_HALL, lambda hall, now: hall.raise_alert(THE_HALL, now, ALERT, about, "warning")
        )
    except Exception:
        log.exception("that passwords are guessed was not written down")


def look(house: Any) -> None:
    """Ends the alerts that have stood long enough; who goes on guessing is noted anew."""
    with house.engine.turn():
        old = [key for key, alert in house.live.alerts.items()
               if key[0] == ALERT and house.now() - alert.raised_at >= STANDS]  # fmt: skip
    for key in old:
        house.act(THE_HALL, lambda hall, now, k=key: hall.clear_alert(THE_HALL, now, *k))

"""Twice: one device's key in use at two addresses at once, which a copied key looks like."""

from __future__ import annotations

import logging
from typing import Any

from queueing.who import THE_HALL

log = logging.getLogger("web.twice")
ALERT = "device_twice"
# s: a device that changed its address leaves its old socket half open for up to 50
AFTER = 60.0


class Twice:
    """Raises the alert once it has lasted; a new key for the device clears it."""

    def __init__(self, house: Any, after: float = AFTER) -> None:
        self._house = house
        self.after = after
        self._since: dict[str, float] = {}  # device -> monotonic s

    def look(self, sockets: dict[str, list[str]]) -> None:
        """`sockets`: device -> the addresses of its live sockets."""
        now = self._house.engine.now_monotonic()
        twice = {device: at for device, at in sockets.items() if len(set(at)) > 1}
        for device in set(self._since) - set(twice):
            del self._since[device]
        for device, addresses in twice.items():
            since = self._since.setdefault(device, now)
            if now - since >= self.after and (ALERT, device) not in self._house.live.alerts:
                log.warning("one key at two addresses", extra={"device": device})
                where = ", ".join(sorted(set(addresses)))
                self._house.engine.spawn(self._raise, device, where)

    def _raise(self, device: str, where: str) -> None:
        self._house.act(
            THE_HALL,
            lambda hall, now: hall.raise_alert(THE_HALL, now, ALERT, device, "critical", where),
        )

    def settled(self, device: str) -> None:
        """The device has another key, or none: whoever had copied the old one has nothing."""
        self._since.pop(device, None)
        if (ALERT, device) in self._house.live.alerts:
            self._house.act(
                THE_HALL, lambda hall, now: hall.clear_alert(THE_HALL, now, ALERT, device)
            )

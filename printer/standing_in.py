"""Standing in: when the slips of a printer that cannot print go to another one."""

from __future__ import annotations

from typing import Any


class StandIn:
    """The rule of one row of `printers` (`divert_to`, `divert_after`)."""

    def __init__(self, house: Any, row: dict[str, Any]) -> None:
        self._house = house
        self._to: str | None = row.get("divert_to")
        self._after: int = row.get("divert_after") or 30
        self._since: float | None = None  # monotonic: of the first look at which it could not print

    def due(self, prints: bool) -> str | None:
        """After each look at the printer: the one its slips should go to, if any. Never to one that
        is not known to be well: two broken printers would pass slips back and forth."""
        now = self._house.engine.now_monotonic()
        if prints or self._to is None:
            self._since = None
            return None
        if self._since is None:
            self._since = now
        if now - self._since < self._after:
            return None
        with self._house.engine.turn():
            well = self._house.devices.get(self._to).state == "ok"
        return self._to if well else None

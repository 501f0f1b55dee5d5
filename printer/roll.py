"""Roll: how much paper a printer has left, by what it printed since a roll was put in."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from PIL import Image

from printer.status import Condition
from queueing.who import Who

log = logging.getLogger("printer")
TO_CUTTER = 14  # mm fed before the cut
LOW = 20  # a roll of which less than a twentieth is left is near its end


class Roll:
    """Of one row of `printers`; without `roll` in it nothing is reckoned. The figures are the
    hall's own (`hall.paper`), so they outlive restarts."""

    def __init__(self, house: Any, row: dict[str, Any], dpi: int) -> None:
        self._house, self._printer = house, row["id"]
        self._full: int | None = row["roll"] * 1000 if row.get("roll") else None
        self._dpi = dpi
        self._was = Condition()

    def mm(self, picture: Image.Image | None) -> int | None:
        """The paper a slip takes; None where nothing is reckoned or it was not drawn."""
        if self._full is None or picture is None:
            return None
        return round(picture.height * 25.4 / self._dpi) + TO_CUTTER

    def left(self) -> int | None:
        """mm; None: nobody told of a new roll yet."""
        if self._full is None:
            return None
        with self._house.engine.turn():
            used = self._house.live.paper.get(self._printer)
        return None if used is None else max(0, self._full - used)

    def seen(self, condition: Condition) -> Condition:
        """What the printer says of itself, with what is reckoned: notices that paper was put in,
        and that it nears its end where there is no sensor for it."""
        if condition.state == "down":
            return condition
        if self._full is not None and self._refilled(condition):
            self._tell()
        self._was = condition
        left = self.left()
        low = left is not None and left * LOW < (self._full or 0)
        return replace(condition, near_end=condition.near_end or low)

    def _refilled(self, now: Condition) -> bool:
        """Paper was out or near its end, and now is neither."""
        was_low = self._was.near_end or self._was.why == "paper_out"
        return was_low and not now.near_end and now.why not in ("paper_out", "cover_open")

    def _tell(self) -> None:
        who = Who("printer", device=self._printer)
        try:
            self._house.act(who, lambda hall, now: hall.paper_loaded(who, now, self._printer))
        except Exception as error:
            log.warning("printer %s: new roll not written: %s", self._printer, error)
